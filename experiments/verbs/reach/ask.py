"""Which communes are never reached, as it is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contagion.experiments.verbs.options import PROGRAMME, SCENARIO, SEEDS, YEARS
from contagion.experiments.verbs.verb import Kept, Verb

if TYPE_CHECKING:
    from contagion.experiments.verbs.asking import Ask
    from contagion.experiments.verbs.reach.work import Reach


def work(ask: Ask) -> Reach:
    from contagion.experiments.verbs.reach.work import reach

    (chosen,) = ask.fitted()
    ask.meant([chosen], 1, ask.seeds, ask.sizes(seeds=ask.seeds))
    return reach(ask.lab, chosen, ask.years, ask.seeds)


def words(found: Reach, _ask: Ask) -> str:
    from contagion.experiments.verbs.reach.work import in_words

    return in_words(found)


def kept(found: Reach, _ask: Ask) -> Kept:
    return Kept(found.runs, {"scenario": found.scenario}, {"reach.csv": found.table})


REACH = Verb(
    "reach",
    (
        "Which communes are never reached? Of many runs of SCENARIO, in how many.\n\nTwo things are counted for each "
        "commune: the runs in which nobody who lives there came to a group, and those in which no group met there."
    ),
    (SCENARIO, SEEDS.but(default=100, least=1, help="Runs."), PROGRAMME, YEARS),
    work,
    words,
    kept,
    returns="experiments.verbs.reach.work.Reach",
    example='>>> ct.reach("ref", seeds=2, years=1)',
)
