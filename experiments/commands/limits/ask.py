"""What would have helped, as it is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from contagion.experiments.commands import options
from contagion.experiments.commands.asking import asked
from contagion.experiments.commands.verb import Kept, verb
from contagion.models.runs.how_much import ENSEMBLE

if TYPE_CHECKING:
    from contagion.experiments.commands.asking import Ask
    from contagion.experiments.commands.limits.work import Limits


def words(found: Limits, _ask: Ask) -> str:
    from contagion.experiments.commands.limits.work import in_words

    return in_words(found)


def plain(found: Limits, _ask: Ask) -> str:
    from contagion.experiments.commands.limits.work import as_plain

    return as_plain(found)


def kept(found: Limits, ask: Ask) -> Kept:
    from contagion.experiments.commands.kept import of_ensemble
    from contagion.experiments.commands.limits.figure import limits_figure

    runs = found.made.runs
    tables = {"limits.csv": found.table, "gains_by_year.csv": found.by_year}
    tables |= {"runs.parquet": runs.table, "years.parquet": runs.rows("years")}
    figures = {"limits": lambda: limits_figure(found)}
    return Kept(runs, {"scenario": found.scenario}, tables, figures, of_ensemble(ask.agreed))


@verb(words, kept, plain=plain, typed=[options.SINGLE], emissions=False)
def limits(
    scenario: options.ScenarioLike = None,
    *,
    programme: options.ProgrammeLike = None,
    ensemble: options.EnsembleLike = ENSEMBLE,
    reading: options.ReadingName = None,
    above: options.Above = 0.0,
    seeds: options.Worlds = None,
    years: options.Years = 10,
    **others: Unpack[options.ManyRuns],
) -> Limits:
    """What would have helped? 10 % more of each capacity of SCENARIO.

    People gained by 10 % more training places, wish to facilitate, leading time, reach of a pair, registering,
    partners' rooms, hosts and money, in total and by year, in the same worlds.

    Examples
    --------
    >>> ct.limits("ref", ensemble=None, seeds=2, years=1)
    """
    from contagion.experiments.commands.limits.work import inquiry

    ask = asked(others)
    number, (chosen,) = ask.number, ask.fitted()
    ask.meant([chosen], len(inquiry(chosen).cases), ask.runs(number), ask.sizes(seeds=number))
    return inquiry(chosen, years, number, worlds=ask.in_worlds).last(ask.lab)
