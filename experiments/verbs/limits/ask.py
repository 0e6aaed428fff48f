"""What would have helped, as it is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contagion.experiments.verbs.options import PROGRAMME, SCENARIO, SEEDS, WORLDS, YEARS
from contagion.experiments.verbs.verb import Kept, Verb

if TYPE_CHECKING:
    from contagion.experiments.verbs.asking import Ask
    from contagion.experiments.verbs.limits.work import Limits


def work(ask: Ask) -> Limits:
    from contagion.experiments.verbs.limits.work import inquiry

    number, (chosen,) = ask.number, ask.fitted()
    ask.meant([chosen], len(inquiry(chosen).cases), ask.runs(number), ask.sizes(seeds=number))
    return inquiry(chosen, ask.years, number, worlds=ask.in_worlds).last(ask.lab)


def words(found: Limits, _ask: Ask) -> str:
    from contagion.experiments.verbs.limits.work import in_words

    return in_words(found)


def plain(found: Limits, _ask: Ask) -> str:
    from contagion.experiments.verbs.limits.work import as_plain

    return as_plain(found)


def kept(found: Limits, ask: Ask) -> Kept:
    from contagion.experiments.verbs.kept import of_ensemble
    from contagion.experiments.verbs.limits.figure import limits_figure

    runs = found.made.runs
    tables = {"limits.csv": found.table, "gains_by_year.csv": found.by_year}
    tables |= {"runs.parquet": runs.table, "years.parquet": runs.rows("years")}
    figures = {"limits": lambda: limits_figure(found)}
    return Kept(runs, {"scenario": found.scenario}, tables, figures, of_ensemble(ask.agreed))


LIMITS = Verb(
    "limits",
    (
        "What would have helped? 10 % more of each capacity of SCENARIO.\n\nPeople gained by 10 % more training "
        "places, wish to facilitate, leading time, reach of a pair, registering, partners' rooms, hosts and "
        "money, in total and by year, in the same worlds."
    ),
    (SCENARIO, PROGRAMME, *WORLDS, SEEDS, YEARS),
    work,
    words,
    kept,
    returns="experiments.verbs.limits.work.Limits",
    plain=plain,
    emissions=False,
    example='>>> ct.limits("ref", ensemble=None, seeds=2, years=1)',
)
