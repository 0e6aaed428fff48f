"""What one step more of each lever brings, as it is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from contagion.experiments.commands import options
from contagion.experiments.commands.asking import asked
from contagion.experiments.commands.verb import Kept, verb
from contagion.models.runs.how_much import ENSEMBLE, WORLDS

if TYPE_CHECKING:
    from contagion.experiments.commands.asking import Ask
    from contagion.experiments.commands.levers.work import Levers


def words(found: Levers, _ask: Ask) -> str:
    from contagion.experiments.commands.levers.work import in_words

    return in_words(found)


def kept(found: Levers, ask: Ask) -> Kept:
    from contagion.experiments.commands.compare.work import costed
    from contagion.experiments.commands.kept import of_ensemble
    from contagion.experiments.commands.levers.figure import levers_figure

    runs = found.made.runs
    tables = {"levers.csv": found.table, "levers.parquet": found.table}
    tables["runs.parquet"] = costed(runs, found.made.scenarios)
    figures = {"levers": lambda: levers_figure(found)}
    return Kept(runs, {"scenario": found.scenario}, tables, figures, of_ensemble(ask.agreed))


@verb(words, kept, typed=[options.SINGLE, options.QUICK])
def levers(
    scenario: options.ScenarioLike = None,
    *,
    programme: options.ProgrammeLike = None,
    ensemble: options.EnsembleLike = ENSEMBLE,
    reading: options.ReadingName = None,
    above: options.Above = 0.0,
    seeds: options.Worlds = None,
    years: options.Years = 10,
    **others: Unpack[options.ManyRuns],
) -> Levers:
    """What would another 1,000 euros do? One step more of each lever of SCENARIO.

    Examples
    --------
    >>> ct.levers("ref", ensemble=None, seeds=2, years=1)
    """
    from contagion.experiments.commands.levers.work import inquiry
    from contagion.experiments.say.levers import LEVERS

    ask, steps, number = asked(others), LEVERS, seeds or WORLDS
    if ask.values["quick"]:
        number, years, steps = 2, ask.past + 1, LEVERS[:3]
    (chosen,) = ask.fitted(years=years)
    cases = len(inquiry(chosen, years, number, steps).cases)
    ask.meant([chosen], cases, ask.runs(number), ask.sizes(seeds=number), years)
    return inquiry(chosen, years, number, steps, ask.in_worlds).last(ask.lab)
