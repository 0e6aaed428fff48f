"""Which communes are never reached, as it is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Unpack

from contagion.experiments.commands import options
from contagion.experiments.commands.asking import asked
from contagion.experiments.commands.verb import Kept, verb

if TYPE_CHECKING:
    from contagion.experiments.commands.asking import Ask
    from contagion.experiments.commands.reach.work import Reach

type Runs = Annotated[int, options.SEEDS.but(help="Runs.", least=1)]


def words(found: Reach, _ask: Ask) -> str:
    from contagion.experiments.commands.reach.work import in_words

    return in_words(found)


def kept(found: Reach, _ask: Ask) -> Kept:
    return Kept(found.runs, {"scenario": found.scenario}, {"reach.csv": found.table})


@verb(words, kept)
def reach(
    scenario: options.ScenarioLike = None,
    *,
    seeds: Runs = 100,
    programme: options.ProgrammeLike = None,
    years: options.Years = 10,
    **others: Unpack[options.ManyRuns],
) -> Reach:
    """Which communes are never reached? Of many runs of SCENARIO, in how many.

    Two things are counted for each commune: the runs in which nobody who lives there came to a group, and those in
    which no group met there.

    Examples
    --------
    >>> ct.reach("ref", seeds=2, years=1)
    """
    from contagion.experiments.commands.reach.work import reach

    ask = asked(others)
    (chosen,) = ask.fitted()
    ask.meant([chosen], 1, seeds, ask.sizes(seeds=seeds))
    return reach(ask.lab, chosen, years, seeds)
