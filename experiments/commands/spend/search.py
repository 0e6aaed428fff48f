"""How a yearly sum on top of a scenario is best spent: mixes of the levers with a price, searched and then judged in
worlds that the search has not seen.

What counts against the sum is the ledger: the mean over worlds of what the whole programme costs more than without,
the groups that come of it included. A mix that comes to more is bought smaller until it does not. The search begins
with each lever alone and each two by halves, few worlds each; the best, by people, by the criteria of robustness (X17)
or by communes, go on in more worlds, beside a lattice of shares of the levers that they use most; then a tenth of the
sum at a time is moved as long as that brings more people. All mixes live in the same worlds.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from math import ceil

import numpy as np
import pandas as pd

from contagion.experiments.commands.spend.mixes import (
    BASE,
    COMMAND,
    Judged,
    Market,
    Shares,
    Trials,
    Usual,
    coarse,
    lattice,
    market,
    moved,
    within,
)
from contagion.experiments.say.levers import SOLD, Lever
from contagion.models.runs.how_much import WORLDS
from contagion.models.runs.study import in_force
from contagion.sim.errors import InputError


@dataclass(frozen=True)
class Design:
    """How much is tried.

    Attributes
    ----------
    worlds : int
        In which the chosen mixes are judged; the search has an eighth, a quarter and a half of as many, or of
        a hundred where there are more, others.
    kept : tuple of int
        Mixes that go on from the first round and from the second.
    among : tuple of int
        Levers that a lattice splits the sum among, and that a tenth is moved among.
    climbs : int
        How often it is moved, at the most.
    """

    worlds: int = WORLDS
    kept: tuple[int, int] = (12, 6)
    among: tuple[int, int] = (3, 4)
    climbs: int = 3

    @property
    def searched(self) -> tuple[int, int, int]:
        """Worlds of the rounds of the search; those of a round are the first of the next."""
        first, second, third = (max(4, ceil(min(self.worlds, SEARCHED) / part)) for part in (8, 4, 2))
        return first, second, third

    def runs(self, levers: int = len(SOLD)) -> int:
        """About how many runs it takes; mixes that are bought smaller are run once more."""
        first, second, third = self.searched
        pairs = levers * (levers + 1) // 2
        lattices = 15 if self.among[0] == 3 else 5
        moves = self.climbs * (self.among[1] ** 2 * second + 3 * third)
        again = 1.3
        return ceil(
            again * ((pairs + 1) * first + (self.kept[0] + lattices) * second + self.kept[1] * third + moves)
        ) + (7 * self.worlds)


SEARCHED = 100  # worlds by whose number the search is made
USUAL = Design()
QUICK = Design(worlds=8, kept=(3, 2), among=(2, 2), climbs=1)


@dataclass(frozen=True)
class Search:
    """What was found so far.

    Attributes
    ----------
    market : Market
    rounds : tuple of Judged
        The last has the most worlds; what was left behind is in those before.
    """

    market: Market
    rounds: tuple[Judged, ...]

    @property
    def tried(self) -> pd.DataFrame:
        """A row a mix, in the most worlds in which it was tried: mix, worlds, planned (euros a year), and `criteria`;
        the most people first."""
        parts = [
            one.criteria.assign(worlds=one.lived["seed"].nunique()).rename_axis("mix").reset_index()
            for one in reversed(self.rounds)
        ]
        table = pd.concat(parts, ignore_index=True).drop_duplicates("mix")
        planned = [self.market.planned(self.market.bought(self.shares[name])) for name in table["mix"]]
        table.insert(1, "planned", planned)
        return table.sort_values("people", ascending=False, kind="stable", ignore_index=True)

    @property
    def shares(self) -> dict[str, Shares]:
        """Of all mixes tried."""
        return {name: shares for one in self.rounds for name, shares in one.shares.items()}

    @property
    def simplest(self) -> str | None:
        """The one lever that brings the most people."""
        alone = [name for name in self.tried["mix"] if np.count_nonzero(self.market.bought(self.shares[name])) == 1]
        return alone[0] if alone else None

    def assumed(self, name: str) -> bool:
        """Whether a mix buys something of which nobody has seen what it does."""
        return bool(self.market.assumed(self.market.bought(self.shares[name])))

    @property
    def surer(self) -> str | None:
        """The mix with the most people of those that buy nothing of that kind."""
        return next((name for name in self.tried["mix"] if not self.assumed(name)), None)

    def rival(self, name: str) -> str | None:
        """The mix with the most people of those that spend at least half of the money otherwise."""
        own = self.market.bought(self.shares[name])
        others = (other for other in self.tried["mix"] if other != name)
        apart = (one for one in others if self.market.otherwise(own, self.market.bought(self.shares[one])) >= 0.5)
        return next(apart, None)


def search(worlds: Trials, budget: float, design: Design = USUAL, sold: Sequence[Lever] = SOLD) -> Generator[Search]:
    """Look for the best mixes within a yearly sum; yield what is known after each round.

    Raises
    ------
    InputError
        Where nothing can be bought, or no mix stays within the sum; where runs failed.
    """
    counts = [range(1, count + 1) for count in design.searched]
    as_it_is = worlds.lived(worlds.runs({BASE: {}}, counts[0]))
    now = replace(worlds.scenario, parameters=in_force(worlds.scenario.parameters, worlds.scenario.past))
    of = market(now, budget, Usual(as_it_is["groups"].mean(), as_it_is["seats"].mean()), sold)
    first = _some(of, within(of, worlds, coarse(len(of.levers)), counts[0]))
    found = Search(of, (first,))
    yield found
    kept = [first.shares[name] for name in first.best(design.kept[0])]
    split = lattice(len(of.levers), _most_used(of, kept, design.among[0]))
    second = _some(of, within(of, worlds, [*kept, *split], counts[1]))
    found = Search(of, (*found.rounds, second))
    yield found
    kept = [second.shares[name] for name in second.best(design.kept[1])]
    among = _most_used(of, kept, design.among[1])
    third = _some(of, within(of, worlds, kept, counts[2]))
    for _ in range(design.climbs):
        top = third.first("people")
        near = within(of, worlds, moved(third.shares[top], among), counts[1])
        if not near.shares:
            break
        found = Search(of, (*found.rounds, near))
        some = [near.shares[name] for name in near.best(3)]
        third = _some(of, within(of, worlds, [*third.shares.values(), *some], counts[2]))
        if third.first("people") == top:
            break
    yield Search(of, (*found.rounds, third))


def _some(of: Market, judged: Judged) -> Judged:
    """The mixes, if there are any.

    Raises
    ------
    InputError
    """
    if not judged.shares:
        raise InputError(
            f"{COMMAND}: {of.budget:,.2f} € a year pay for no step of anything with the groups that come "
            "of it; a greater sum is needed"
        )
    return judged


def _most_used(of: Market, mixes: Iterable[Shares], count: int) -> list[int]:
    """The levers that have most of the money of some mixes, by their places."""
    money = np.sum([of.parts(of.bought(shares)) for shares in mixes], axis=0)
    return sorted(np.argsort(-money, kind="stable")[: min(count, np.count_nonzero(money))].tolist())


def last[Found](some: Generator[Found]) -> Found:
    """What a search ends with."""
    with closing(some):
        *_, found = some
    return found
