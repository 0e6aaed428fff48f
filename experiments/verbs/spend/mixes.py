"""What a yearly sum can buy on top of a scenario: whole steps of the levers with a price, and mixes of them.

A mix is told by the share of the sum that each lever has, and is bought in whole steps: what it plans to cost is at
most the sum. Groups, seats and rooms that come of it are paid as well, so that what it *did* cost is another figure,
that of the ledger after the runs (`experiments.verbs.spend.search`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, pairwise, permutations
from math import inf
from typing import Any

from contagion.experiments.lab.prices import due
from contagion.experiments.language.levers import SOLD, Lever
from contagion.models.parameters import Parameters, describe
from contagion.models.parameters.effort import EFFORT, RESIDENTS
from contagion.models.runs.cases import changed
from contagion.models.scenarios.scenario import Scenario
from contagion.sim.errors import InputError
from contagion.sim.model import WEEKS_A_YEAR
from contagion.sim.sentences import Sentence, verbatim

COMMAND = "spend"
LEADERS = 2  # of a group
BIT = 1e-9  # of a step, that shares may miss by rounding

type Shares = tuple[float, ...]
type Steps = tuple[int, ...]


@dataclass(frozen=True)
class Usual:
    """How much there is of what a share of mentored or paid facilitators is bought by, in the scenario as it is: groups
    and training seats a year."""

    groups: float
    seats: float


def plan(parameters: Parameters, usual: Usual) -> float:
    """Euros a year that what is bought is planned to cost: full training sessions, coordinators and their contacts,
    events, letters, and the mentoring and pay of the scenario's usual groups."""
    costs, training, retention = parameters.costs, parameters.training, parameters.retention
    places = training.places if training.places < inf else 0.0  # of which there cannot be more
    trainer = costs.trainer if training.trainer == "outside" and places else 0.0
    return (
        (places * costs.seat + trainer) * WEEKS_A_YEAR / training.period_weeks
        + due(parameters)
        + retention.mentored_share * usual.seats * costs.mentoring
        + retention.paid_share * LEADERS * usual.groups * costs.stipend
    )


@dataclass(frozen=True)
class Market:
    """What may be bought for a sum.

    Attributes
    ----------
    scenario : Scenario
    budget : float
        Euros a year, on top of what the scenario spends.
    usual : Usual
    levers : tuple of Lever
        Of which a step can be paid.
    left_out : tuple of str
        Which levers cannot be bought, and why, one line each.
    """

    scenario: Scenario
    budget: float
    usual: Usual
    levers: tuple[Lever, ...] = ()
    left_out: tuple[str, ...] = ()

    @cached_property
    def prices(self) -> tuple[float, ...]:
        """Euros a year of a step of each lever, alone."""
        count = len(self.levers)
        return tuple(self.planned(tuple(int(n == place) for n in range(count))) for place in range(count))

    @cached_property
    def most(self) -> tuple[int, ...]:
        """How many steps of each lever there can be: to the end of its declared range, which for what belongs to a
        territory's size goes with the territory, as far as it is valid."""
        ends = {row["name"]: (row["range"][1], row["valid"][1]) for row in describe() if row["range"]}
        size, most = self.scenario.effort_for / RESIDENTS, []
        for one in self.levers:
            high, valid = ends[one.parameter]
            high = min(high * (size if one.parameter in EFFORT else 1), inf if valid is None else valid)
            most.append(max(0, int((high - self.scenario.parameters.get(one.parameter)) / one.step + BIT)))
        return tuple(most)

    def values(self, steps: Steps) -> dict[str, Any]:
        """The parameters that a mix sets, by dotted name."""
        out: dict[str, Any] = {}
        for lever, number in zip(self.levers, steps, strict=True):
            if number:
                value = self.scenario.parameters.get(lever.parameter)
                further = value + number * lever.step
                out[lever.parameter] = int(further) if isinstance(value, int) else round(further, 12)
        if out and self.scenario.parameters.limited:
            out["budget.per_year"] = self.scenario.parameters.budget.per_year + self.budget
        return out

    def planned(self, steps: Steps) -> float:
        """Euros a year that a mix plans to cost beside the scenario; two levers that multiply each other are counted
        together."""
        before = self.scenario.parameters
        return plan(changed(before, self.values(steps)), self.usual) - plan(before, self.usual)

    def bought(self, shares: Shares) -> Steps:
        """The whole steps that shares of the sum pay: fewer of all, where levers multiply each other and together plan
        more than the sum."""
        part = 1.0
        while True:
            steps = tuple(
                min(int(part * share * self.budget / price + BIT), most)
                for share, price, most in zip(shares, self.prices, self.most, strict=True)
            )
            if (planned := self.planned(steps)) <= self.budget * (1 + BIT):
                return steps
            part *= min(self.budget / planned, 0.99)

    def name(self, steps: Steps) -> str:
        """What a mix is called in tables: the steps of each lever."""
        return ", ".join(
            f"{lever.parameter} {number * lever.step:+g}"
            for lever, number in zip(self.levers, steps, strict=True)
            if number
        )

    def parts(self, steps: Steps) -> Shares:
        """How what a mix plans to spend is split over the levers, adding up to 1."""
        euros = [number * price for number, price in zip(steps, self.prices, strict=True)]
        return tuple(one / (sum(euros) or 1) for one in euros)

    def assumed(self, steps: Steps) -> list[Lever]:
        """What a mix buys of which nobody has seen what it does (`Lever.rests_on`)."""
        return [lever for lever, number in zip(self.levers, steps, strict=True) if number and lever.rests_on]

    def otherwise(self, one: Steps, other: Steps) -> float:
        """The share of the money of a mix that another spends on something else."""
        pairs = zip(self.parts(one), self.parts(other), strict=True)
        return 1 - sum(min(pair) for pair in pairs)


def market(scenario: Scenario, budget: float, usual: Usual, sold: Sequence[Lever] = SOLD) -> Market:
    """What may be bought for a yearly sum on top of a scenario.

    Raises
    ------
    InputError
        Where the sum is none, or does not pay a step of any lever; where decisions of the scenario set what the sum
        would be added to.
    """
    must_be_a_sum(budget)
    _must_be_clear(scenario)
    levers, left_out, dear = list[Lever](), list[str](), dict[str, float]()
    for lever in sold:
        what = verbatim(lever.label)
        try:
            lever.taken(scenario.parameters)
        except InputError as error:
            left_out.append(error.line)
            continue
        alone = Market(scenario, budget, usual, (lever,))
        price = alone.prices[0]
        if not alone.most[0]:
            left_out.append(Sentence("{what}: is at the end of its declared range", what=what))
        elif not price > 0:
            left_out.append(Sentence("{what}: costs nothing by itself in this scenario", what=what))
        elif price > budget * (1 + BIT):
            left_out.append(Sentence("{what}: costs {price:,.0f} € a year", what=what, price=price))
            dear[lever.label] = price
        else:
            levers.append(lever)
    if not levers:
        cheapest = min(dear, key=dear.__getitem__, default="")
        least = (
            Sentence("; the cheapest, {what}, costs {price:,.2f} €", what=Sentence(cheapest), price=dear[cheapest])
            if cheapest
            else ""
        )
        raise InputError(f"{COMMAND}: {budget:,.2f} € a year pay for nothing that has a price{least}")
    return Market(scenario, budget, usual, tuple(levers), tuple(left_out))


def must_be_a_sum(euros: float) -> None:
    """Refuse what is no sum of money that can be spent.

    Raises
    ------
    InputError
    """
    if not 0 < euros < inf:
        raise InputError(f"{COMMAND} {euros:g}: must be a sum in euros above 0")


def _must_be_clear(scenario: Scenario) -> None:
    for decision in scenario.parameters.decision:
        for name in decision.set:
            if name.startswith("costs.") or name == "budget.per_year":
                raise InputError(
                    f"{COMMAND}: a decision of {scenario.name} sets {name}; what a sum buys on top can be told "
                    "only where prices and the budget stay as they begin"
                )


# ---- designs of shares -----------------------------------------------------------------------------------------------


def coarse(count: int) -> Iterator[Shares]:
    """All of the sum for one lever, and half of it for each of two."""
    for places in (*combinations(range(count), 1), *combinations(range(count), 2)):
        yield tuple((n in places) / len(places) for n in range(count))


def lattice(count: int, among: Sequence[int], parts: int = 4) -> Iterator[Shares]:
    """All ways to split the sum into so many equal parts among some of the levers (a simplex lattice)."""
    for cuts in combinations(range(parts + len(among) - 1), len(among) - 1):
        ends = (-1, *cuts, parts + len(among) - 1)
        of = dict(zip(among, (b - a - 1 for a, b in pairwise(ends)), strict=True))
        yield tuple(of.get(n, 0) / parts for n in range(count))


def moved(shares: Shares, among: Sequence[int], part: float = 0.1) -> Iterator[Shares]:
    """The same shares with a part of the sum moved from one lever to another, or to none (money that is kept for what
    comes of the rest)."""
    for giving, taking in permutations([*among, None], 2):
        if giving is None:
            if taking is not None and sum(shares) + part <= 1 + BIT:
                yield tuple(share + part * (n == taking) for n, share in enumerate(shares))
        elif shares[giving] > BIT:
            amount = min(part, shares[giving])
            yield tuple(share + amount * ((n == taking) - (n == giving)) for n, share in enumerate(shares))
