"""What one step more of each lever brings, as it is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contagion.experiments.verbs.options import PROGRAMME, QUICK, SCENARIO, SEEDS, WORLDS, YEARS
from contagion.experiments.verbs.verb import Kept, Verb

if TYPE_CHECKING:
    from contagion.experiments.verbs.asking import Ask
    from contagion.experiments.verbs.levers.work import Levers


def work(ask: Ask) -> Levers:
    from contagion.experiments.language.levers import LEVERS
    from contagion.experiments.verbs.levers.work import inquiry

    quick = ask.values.get("quick", False)
    number, years, levers = (2, ask.past + 1, LEVERS[:3]) if quick else (ask.number, ask.years, LEVERS)
    (chosen,) = ask.fitted(years=years)
    cases = len(inquiry(chosen, years, number, levers).cases)
    ask.meant([chosen], cases, ask.runs(number), ask.sizes(seeds=number), years)
    return inquiry(chosen, years, number, levers, ask.in_worlds).last(ask.lab)


def words(found: Levers, _ask: Ask) -> str:
    from contagion.experiments.verbs.levers.work import in_words

    return in_words(found)


def kept(found: Levers, ask: Ask) -> Kept:
    from contagion.experiments.verbs.compare.work import costed
    from contagion.experiments.verbs.kept import of_ensemble
    from contagion.experiments.verbs.levers.figure import levers_figure

    runs = found.made.runs
    tables = {"levers.csv": found.table, "levers.parquet": found.table}
    tables["runs.parquet"] = costed(runs, found.made.scenarios)
    figures = {"levers": lambda: levers_figure(found)}
    return Kept(runs, {"scenario": found.scenario}, tables, figures, of_ensemble(ask.agreed))


LEVERS = Verb(
    "levers",
    "What would another 1,000 euros do? One step more of each lever of SCENARIO.",
    (SCENARIO, PROGRAMME, *WORLDS, SEEDS, YEARS, QUICK),
    work,
    words,
    kept,
    returns="experiments.verbs.levers.work.Levers",
    example='>>> ct.levers("ref", ensemble=None, seeds=2, years=1)',
)
