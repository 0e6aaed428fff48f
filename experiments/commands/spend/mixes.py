"""What a yearly sum can buy on top of a scenario: whole steps of the levers with a price, and mixes of them.

A mix is told by the share of the sum that each lever has, and is bought in whole steps: what it plans to cost is at
most the sum. What counts against the sum is the ledger: the mean over worlds of what the whole programme costs more
than without, the groups that follow from it included. A mix that comes to more is bought smaller until it does not.

The search begins with each lever alone and each two by halves, few worlds each; the best, by people, by the criteria of
robustness (X17) or by communes, go on in more worlds, beside a lattice of shares of the levers that they use most; then
a tenth of the sum at a time is moved as long as that brings more people. All mixes live in the same worlds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from itertools import combinations, pairwise, permutations
from math import ceil, inf
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from contagion.experiments.commands.compare.work import must_have_ended
from contagion.experiments.evidence.ensemble import Ensemble
from contagion.experiments.evidence.worlds import Step, Worlds
from contagion.experiments.say.levers import SOLD, Lever
from contagion.models.outcomes.costs import PREFIX, prices
from contagion.models.outcomes.footprint import avoided_by_all
from contagion.models.outcomes.tables import ALTERNATIVE
from contagion.models.parameters import Parameters, describe
from contagion.models.parameters.effort import EFFORT, RESIDENTS
from contagion.models.parameters.sections.money import ITEMS
from contagion.models.runs.study import case, changed, due, from_then_on, in_force
from contagion.models.runs.vocabulary import WORLDS
from contagion.models.scenario import Scenario
from contagion.sim.errors import InputError, Sentence, verbatim
from contagion.sim.laboratory.laboratory import Case, Laboratory, Runs
from contagion.sim.model import WEEKS_A_YEAR
from contagion.sim.statistics.choice import robustness, worst_part

if TYPE_CHECKING:
    from contagion.models.outcomes.footprint import Certain
    from contagion.sim.chance.draws import Floats


COMMAND = "spend"
LEADERS = 2  # of a group
BIT = 1e-9  # of a step, that shares may miss by rounding

type Shares = tuple[float, ...]
type Steps = tuple[int, ...]


@dataclass(frozen=True)
class Usual:
    """Groups and training seats a year in the scenario as it is, for which mentoring and pay are bought."""

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
    """What may be bought for a sum: a budget in euros a year, on top of what the scenario spends; the levers of which a
    step can be paid; which levers cannot be bought (`left_out`), and why, one line each."""

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
        """Return the parameters that a mix sets, by dotted name."""
        out: dict[str, Any] = {}
        for lever, number in zip(self.levers, steps, strict=True):
            if number:
                value = self.scenario.parameters.get(lever.parameter)
                further = value + number * lever.step
                out[lever.parameter] = int(further) if isinstance(value, int) else round(further, 12)
        if out and self.scenario.parameters.limited:
            out["budget.per_year"] = self.scenario.parameters.budget.per_year + self.budget
        return out

    def step(self, steps: Steps) -> Step:
        """Return the step from the scenario to a mix."""
        return partial(changed, values=self.values(steps))

    def planned(self, steps: Steps) -> float:
        """Euros a year that a mix plans to cost beside the scenario; two levers that multiply each other are counted
        together."""
        before = self.scenario.parameters
        return plan(changed(before, self.values(steps)), self.usual) - plan(before, self.usual)

    def steps_for(self, shares: Shares) -> Steps:
        """Return the whole steps that shares of the sum pay for: fewer of all, if levers multiply each other's cost."""
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
        """Name a mix for tables, by the steps of each lever."""
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
        """Return the levers of a mix whose effect nobody has observed (`Lever.rests_on`)."""
        return [lever for lever, number in zip(self.levers, steps, strict=True) if number and lever.rests_on]

    def otherwise(self, one: Steps, other: Steps) -> float:
        """Return the share of the money of a mix that another spends on something else."""
        pairs = zip(self.parts(one), self.parts(other), strict=True)
        return 1 - sum(min(pair) for pair in pairs)


def market(scenario: Scenario, budget: float, usual: Usual, for_sale: Sequence[Lever] = SOLD) -> Market:
    """Return what a yearly sum can buy on top of a scenario; refuse if it does not pay for a step of any lever, or if
    decisions of the scenario set prices or the budget."""
    decided = [name for decision in scenario.parameters.decision for name in decision.set]
    if name := next((one for one in decided if one.startswith("costs.") or one == "budget.per_year"), ""):
        raise InputError(
            f"{COMMAND}: a decision of {scenario.name} sets {name}. Expected prices and a budget that "
            "stay as they begin"
        )
    levers, left_out, dear = list[Lever](), list[str](), dict[str, float]()
    for lever in for_sale:
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
        least = f"; the cheapest, {cheapest}, costs {dear[cheapest]:,.2f} €" if cheapest else ""
        raise InputError(f"{COMMAND}: {budget:,.2f} € a year pay for nothing that has a price{least}")
    return Market(scenario, budget, usual, tuple(levers), tuple(left_out))


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


def shifted_shares(shares: Shares, among: Sequence[int], part: float = 0.1) -> Iterator[Shares]:
    """Yield the same shares with a part of the sum moved from one lever to another, or to none (money kept for the
    groups that result)."""
    for giving, taking in permutations([*among, None], 2):
        if giving is None:
            if taking is not None and sum(shares) + part <= 1 + BIT:
                yield tuple(share + part * (n == taking) for n, share in enumerate(shares))
        elif shares[giving] > BIT:
            amount = min(part, shares[giving])
            yield tuple(share + amount * ((n == taking) - (n == giving)) for n, share in enumerate(shares))


BASE = "nothing more"
TRIES = 8  # to buy a mix small enough
ROBUST = {"worst_part": False, "regret_p90": True, "satisficing": False}  # the criteria, and whether less is better
STANDING = ("people", "robust", "communes")  # what a mix can be the best by


def sets_of(ensemble: Ensemble, worlds: Iterable[int]) -> list[int]:
    """Which worlds of `Trials` are of one set of values, and so not independent, as a number that they share."""
    return ensemble.same(world - 1 for world in worlds)


@dataclass(frozen=True)
class Trials:
    """Where mixes are lived: world n is the seed n, with the set of values n - 1 of an ensemble."""

    lab: Laboratory
    scenario: Scenario
    ensemble: Ensemble
    years: int
    above: float = 0.0
    _parameters: dict[int, Parameters] = field(default_factory=dict, repr=False)

    def parameters(self, number: int) -> Parameters:
        """Of the scenario in a world."""
        if number not in self._parameters:
            self._parameters[number] = self.ensemble.over(self.scenario, number - 1)
        return self._parameters[number]

    def runs(self, mixes: Mapping[str, Mapping[str, Any]], numbers: Sequence[int]) -> Runs:
        """Run the scenario with the values of each mix, by its name, from the end of its past on, in each simulation;
        refuse if any run failed."""
        luck = Worlds(self.ensemble).lived_with
        cases = [
            (Case(case(parameters).parameters, {"scenario": name}, luck=luck), number)
            for name, values in mixes.items()
            for number in numbers
            for parameters in [
                from_then_on(self.parameters(number), partial(changed, values=values), self.scenario.past)
            ]
        ]
        runs = self.lab.run_each(cases, self.years)
        must_have_ended(runs, COMMAND)
        return runs

    @property
    def ahead(self) -> int:
        """Years in which something can be bought."""
        return self.years - self.scenario.past

    def outcomes(self, runs: Runs) -> pd.DataFrame:
        """Tabulate the results of each run: scenario (the mix), seed (the simulation), people, completers and communes;
        a year, groups, seats, and the euros of each item and of all (`euros`), at the scenario's prices. All but
        communes count from the end of its past on."""
        keys, price = ["scenario", "seed"], prices(self.scenario.parameters.costs)
        years = runs.rows("years").drop_duplicates([*keys, "year"]).set_index(keys)
        last, past = (years[years["year"] == year].select_dtypes("number") for year in (self.years, self.scenario.past))
        totals = last - past if len(past) else last
        each = {name: totals[PREFIX + item] / self.ahead for name, item in (("groups", "kit"), ("seats", "seat"))}
        each |= {item: totals[PREFIX + item] * price[item] / self.ahead for item in price}
        people = totals["participants"] + totals[ALTERNATIVE]
        euros = pd.DataFrame(each).assign(people=people, completers=totals["completers"])
        euros["euros"] = euros[list(ITEMS)].sum(axis=1)
        communes = runs.table[keys].assign(communes=runs.table["communes_reached"])
        return communes.merge(euros.reset_index(), on=keys)

    def saved(self, runs: Runs, names: Sequence[str], certain: Certain = ()) -> dict[str, Floats]:
        """Tonnes CO2e that mixes avoid up to the end of the runs, in each world and draw of what is assumed of savings:
        by name, array (worlds, draws)."""
        savings, parameters = runs.rows("savings"), self.scenario.parameters
        beside = runs.rows("alternatives") if parameters.alternative else None
        out = {}
        for name in names:
            others = beside[beside["scenario"] == name] if beside is not None else None
            own = savings[savings["scenario"] == name]
            out[name] = avoided_by_all(own, others, parameters, self.years, last=True, certain=certain)[:, :, 0]
        return out


@dataclass(frozen=True)
class Evaluation:
    """Mixes within the sum, with the outcomes of each and of the scenario as it is (`BASE`) in the same simulations
    (`Trials.outcomes`)."""

    shares: Mapping[str, Shares]
    outcomes: pd.DataFrame

    @property
    def worlds(self) -> int:
        """How many worlds these are."""
        return self.outcomes["seed"].nunique()

    def wide(self, column: str) -> pd.DataFrame:
        """Return a column of the outcomes with one row per mix and one column per simulation."""
        table = self.outcomes.pivot(index="scenario", columns="seed", values=column)
        return table.loc[[BASE, *self.shares]].astype(float)

    def more(self, column: str) -> pd.DataFrame:
        """Return what each mix adds to the scenario as it is, simulation by simulation."""
        table = self.wide(column)
        return table.drop(index=BASE) - table.loc[BASE]

    @property
    def enough(self) -> float:
        """People that would do: as many as there are without the sum in half of the worlds."""
        return float(self.wide("people").loc[BASE].median())

    @cached_property
    def robustness(self) -> pd.DataFrame:
        """Of the people reached by each mix, and by nothing more: mean, worst_part, regret_p90, satisficing."""
        people = self.wide("people")
        table = robustness(people, self.enough)[["mean", "regret_p90", "satisficing"]]
        return table.assign(worst_part=worst_part(people))

    @cached_property
    def criteria(self) -> pd.DataFrame:
        """A row a mix: people, communes and euros a year more than without, on average; `robustness`; robust, the sum
        of the places by the three criteria of it; and place_people, place_robust and place_communes, 1 the best, in
        which equals go by people."""
        table = self.robustness.drop(index=BASE).assign(
            **{name: self.more(name).mean(axis=1) for name in ("people", "communes", "euros")}
        )
        table["robust"] = sum(table[name].rank(ascending=less, method="min") for name, less in ROBUST.items())
        for by in STANDING:
            order = table.sort_values([by, "people"], ascending=[by == "robust", False], kind="stable").index
            table[f"place_{by}"] = pd.Series(range(1, len(table) + 1), order)
        return table

    def first(self, by: str) -> str:
        """Return the best mix by people, robust or communes."""
        return str(self.criteria[f"place_{by}"].idxmin())

    def best(self, count: int) -> list[str]:
        """Return so many names: the first by each criterion, then the second, and so on."""
        places = self.criteria[[f"place_{name}" for name in STANDING]]
        order = pd.DataFrame({"best": places.min(axis=1), "people": places["place_people"]})
        return order.sort_values(["best", "people"], kind="stable").index[:count].tolist()


def within(of: Market, worlds: Trials, candidates: Iterable[Shares], numbers: Sequence[int]) -> Evaluation:
    """Mixes in some worlds, each so much smaller that on average the whole programme costs no more than the
    sum beside what it costs as it is; those of which nothing is left are out."""
    fits: dict[str, Shares] = {}
    mixes = {steps: shares for shares in candidates if any(steps := of.steps_for(shares))}
    outcomes = [worlds.outcomes(worlds.runs({BASE: {}}, numbers))]
    before = outcomes[0].set_index("seed")["euros"]
    for _ in range(TRIES):
        new = {of.name(steps): steps for steps in mixes if of.name(steps) not in fits}
        if not new:
            break
        runs_of_new = worlds.outcomes(worlds.runs({name: of.values(steps) for name, steps in new.items()}, numbers))
        costs = (runs_of_new.set_index(["seed", "scenario"])["euros"].unstack().sub(before, axis=0)).mean()
        smaller: dict[Steps, Shares] = {}
        for name, steps in new.items():
            if costs[name] <= of.budget * (1 + BIT):
                fits[name] = mixes[steps]
            else:
                smaller |= _smaller(of, steps, mixes[steps], of.budget / float(costs[name]))
        outcomes.append(runs_of_new[runs_of_new["scenario"].isin(list(fits))])
        mixes = smaller
    return Evaluation(fits, pd.concat(outcomes, ignore_index=True))


def _smaller(of: Market, steps: Steps, shares: Shares, part: float) -> dict[Steps, Shares]:
    """Return a part of a mix, at least one step smaller; empty if nothing is left."""
    fewer = steps
    while fewer == steps:
        shares = tuple(share * min(part, 0.97) for share in shares)
        fewer = of.steps_for(shares)
    return {fewer: shares} if any(fewer) else {}


@dataclass(frozen=True)
class Design:
    """How much is tried: in how many worlds the chosen mixes are judged (the search has an eighth, a quarter and a half
    of as many others, or of a hundred where there are more); how many mixes go on from the first round and from the
    second; how many levers a lattice splits the sum among, and a tenth is moved among; how often that is, at most."""

    worlds: int = WORLDS
    survivors: tuple[int, int] = (12, 6)
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
            again * ((pairs + 1) * first + (self.survivors[0] + lattices) * second + self.survivors[1] * third + moves)
        ) + (7 * self.worlds)


SEARCHED = 100  # worlds by whose number the search is made
USUAL = Design()
QUICK = Design(worlds=8, survivors=(3, 2), among=(2, 2), climbs=1)


@dataclass(frozen=True)
class Search:
    """What was found: the last round has the most worlds; what was left behind is in those before."""

    market: Market
    rounds: tuple[Evaluation, ...]

    @property
    def mixes(self) -> pd.DataFrame:
        """A row a mix, in the most worlds in which it was tried: mix, worlds, planned (euros a year), and `criteria`;
        the most people first."""
        parts = [
            one.criteria.assign(worlds=one.outcomes["seed"].nunique()).rename_axis("mix").reset_index()
            for one in reversed(self.rounds)
        ]
        table = pd.concat(parts, ignore_index=True).drop_duplicates("mix")
        planned = [self.market.planned(self.market.steps_for(self.shares[name])) for name in table["mix"]]
        table.insert(1, "planned", planned)
        return table.sort_values("people", ascending=False, kind="stable", ignore_index=True)

    @property
    def shares(self) -> dict[str, Shares]:
        """Of all mixes tried."""
        return {name: shares for one in self.rounds for name, shares in one.shares.items()}

    @property
    def simplest(self) -> str | None:
        """The one lever that brings the most people."""
        alone = [name for name in self.mixes["mix"] if np.count_nonzero(self.market.steps_for(self.shares[name])) == 1]
        return alone[0] if alone else None

    def assumed(self, name: str) -> bool:
        """Whether a mix buys something of which nobody has seen what it does."""
        return bool(self.market.assumed(self.market.steps_for(self.shares[name])))

    @property
    def surer(self) -> str | None:
        """The mix with the most people of those that buy nothing of that kind."""
        return next((name for name in self.mixes["mix"] if not self.assumed(name)), None)

    def rival(self, name: str) -> str | None:
        """Return the mix with the most people among those that spend at least half of the money otherwise."""
        own = self.market.steps_for(self.shares[name])
        others = (other for other in self.mixes["mix"] if other != name)
        apart = (one for one in others if self.market.otherwise(own, self.market.steps_for(self.shares[one])) >= 0.5)
        return next(apart, None)


def search(worlds: Trials, budget: float, design: Design = USUAL, levers: Sequence[Lever] = SOLD) -> Search:
    """Look for the best mixes within a yearly sum; refused where no mix stays within it, or runs failed."""
    counts = [range(1, count + 1) for count in design.searched]
    as_it_is = worlds.outcomes(worlds.runs({BASE: {}}, counts[0]))
    now = replace(worlds.scenario, parameters=in_force(worlds.scenario.parameters, worlds.scenario.past))
    of = market(now, budget, Usual(as_it_is["groups"].mean(), as_it_is["seats"].mean()), levers)
    first = _some(of, within(of, worlds, coarse(len(of.levers)), counts[0]))
    best = [first.shares[name] for name in first.best(design.survivors[0])]
    split = lattice(len(of.levers), _most_used(of, best, design.among[0]))
    second = _some(of, within(of, worlds, [*best, *split], counts[1]))
    rounds, best = [first, second], [second.shares[name] for name in second.best(design.survivors[1])]
    among = _most_used(of, best, design.among[1])
    third = _some(of, within(of, worlds, best, counts[2]))
    for _ in range(design.climbs):
        top = third.first("people")
        near = within(of, worlds, shifted_shares(third.shares[top], among), counts[1])
        if not near.shares:
            break
        rounds.append(near)
        some = [near.shares[name] for name in near.best(3)]
        third = _some(of, within(of, worlds, [*third.shares.values(), *some], counts[2]))
        if third.first("people") == top:
            break
    return Search(of, (*rounds, third))


def _some(of: Market, judged: Evaluation) -> Evaluation:
    """Return the mixes; refuse if there are none."""
    if not judged.shares:
        raise InputError(
            f"{COMMAND}: {of.budget:,.2f} € a year pay for no step of any lever and the groups "
            "that result from it; a greater sum is needed"
        )
    return judged


def _most_used(of: Market, mixes: Iterable[Shares], count: int) -> list[int]:
    """Return the places of the levers that get most of the money of some mixes."""
    money = np.sum([of.parts(of.steps_for(shares)) for shares in mixes], axis=0)
    return sorted(np.argsort(-money, kind="stable")[: min(count, np.count_nonzero(money))].tolist())
