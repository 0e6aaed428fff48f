"""What comes of mixes of levers: lived in worlds, bought no greater than the sum, and judged against each other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

import pandas as pd

from contagion.experiments.ensembles.ensemble import Ensemble
from contagion.experiments.ensembles.worlds import Worlds
from contagion.experiments.verbs.compare.work import must_have_ended
from contagion.experiments.verbs.spend.mixes import BIT, COMMAND, Market, Shares, Steps
from contagion.models.outcomes.costs import PREFIX, prices
from contagion.models.outcomes.footprint_of_alternatives import avoided_by_all
from contagion.models.outcomes.yearly import ALTERNATIVE
from contagion.models.parameters import Parameters
from contagion.models.parameters.sections.money import ITEMS
from contagion.models.runs.cases import case, changed, from_then_on
from contagion.models.scenarios.scenario import Scenario
from contagion.sim.laboratory.laboratory import Case, Laboratory, Runs
from contagion.sim.statistics.choice import robustness, worst_part

if TYPE_CHECKING:
    from contagion.models.outcomes.footprint import Certain
    from contagion.sim.chance.draws import Floats

BASE = "nothing more"
TRIES = 8  # to buy a mix small enough
ROBUST = {"worst_part": False, "regret_p90": True, "satisficing": False}  # the criteria, and whether less is better
STANDING = ("people", "robust", "communes")  # what a mix can be the best by


def sets_of(ensemble: Ensemble, worlds: Iterable[int]) -> list[int]:
    """Which worlds of `Trials` are of one set of values, and so not independent, as a number that they share."""
    return ensemble.same(world - 1 for world in worlds)


@dataclass(frozen=True)
class Trials:
    """Where mixes are lived: world n is the seed n, with the set of values n - 1 of an ensemble; it is told in how
    many more than so many people (`above`) are gained."""

    lab: Laboratory
    scenario: Scenario
    ensemble: Ensemble
    years: int
    above: float = 0.0
    _known: dict[int, Parameters] = field(default_factory=dict, repr=False)

    def parameters(self, number: int) -> Parameters:
        """Of the scenario in a world."""
        if number not in self._known:
            self._known[number] = self.ensemble.over(self.scenario, number - 1)
        return self._known[number]

    def runs(self, mixes: Mapping[str, Mapping[str, Any]], numbers: Sequence[int]) -> Runs:
        """The scenario with the values of each mix, by its name, in each world.

        Raises
        ------
        InputError
            Where runs failed.
        """
        luck = Worlds(self.ensemble).lived_with
        asked = [
            (Case(case(self._with(number, values)).parameters, {"scenario": name}, luck=luck), number)
            for name, values in mixes.items()
            for number in numbers
        ]
        made = self.lab.run_each(asked, self.years)
        must_have_ended(made, COMMAND)
        return made

    def _with(self, number: int, values: Mapping[str, Any]) -> Parameters:
        """The scenario in a world with the values of a mix, from the end of its past on."""
        return from_then_on(self.parameters(number), partial(changed, values=values), self.scenario.past)

    @property
    def ahead(self) -> int:
        """Years in which something can be bought."""
        return self.years - self.scenario.past

    def lived(self, runs: Runs) -> pd.DataFrame:
        """What came of each run: scenario (the mix), seed (the world), people, completers, communes, groups, seats, and
        the euros a year of each item and of all (`euros`), at the scenario's prices; all but communes are those of
        after its past."""
        keys = ["scenario", "seed"]
        years = runs.rows("years").drop_duplicates([*keys, "year"]).set_index(keys)
        last, past = (years[years["year"] == year].select_dtypes("number") for year in (self.years, self.scenario.past))
        made = last - past if len(past) else last
        each = {name: made[PREFIX + item] / self.ahead for name, item in (("groups", "kit"), ("seats", "seat"))}
        each |= {
            item: made[PREFIX + item] * price / self.ahead
            for item, price in prices(self.scenario.parameters.costs).items()
        }
        euros = pd.DataFrame(each).assign(
            people=made["participants"] + made[ALTERNATIVE], completers=made["completers"]
        )
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
class Judged:
    """Mixes within the sum, and what came of each in the same worlds.

    Attributes
    ----------
    shares : dict of name to Shares
    lived : DataFrame
        Of `Trials.lived`, the scenario as it is (`BASE`) included.
    """

    shares: Mapping[str, Shares]
    lived: pd.DataFrame

    @property
    def worlds(self) -> int:
        """How many worlds these are."""
        return self.lived["seed"].nunique()

    def wide(self, column: str) -> pd.DataFrame:
        """A row a mix, a column a world."""
        found = self.lived.pivot(index="scenario", columns="seed", values=column)
        return found.loc[[BASE, *self.shares]].astype(float)

    def more(self, column: str) -> pd.DataFrame:
        """What each mix has more than nothing, world by world."""
        found = self.wide(column)
        return found.drop(index=BASE) - found.loc[BASE]

    @property
    def enough(self) -> float:
        """People that would do: as many as there are without the sum in half of the worlds."""
        return float(self.wide("people").loc[BASE].median())

    @cached_property
    def robustness(self) -> pd.DataFrame:
        """Of the people reached by each mix, and by nothing more: mean, worst_part, regret_p90, satisficing."""
        people = self.wide("people")
        found = robustness(people, self.enough)[["mean", "regret_p90", "satisficing"]]
        return found.assign(worst_part=worst_part(people))

    @cached_property
    def criteria(self) -> pd.DataFrame:
        """A row a mix: people, communes and euros a year more than without, in the mean; `robustness`; robust, the sum
        of the places by the three criteria of it; and place_people, place_robust and place_communes, 1 the best, in
        which equals go by people."""
        found = self.robustness.drop(index=BASE).assign(
            **{name: self.more(name).mean(axis=1) for name in ("people", "communes", "euros")}
        )
        found["robust"] = sum(found[name].rank(ascending=less, method="min") for name, less in ROBUST.items())
        for by in STANDING:
            order = found.sort_values([by, "people"], ascending=[by == "robust", False], kind="stable").index
            found[f"place_{by}"] = pd.Series(range(1, len(found) + 1), order)
        return found

    def first(self, by: str) -> str:
        """The best by people, robust or communes."""
        return str(self.criteria[f"place_{by}"].idxmin())

    def best(self, count: int) -> list[str]:
        """The names of so many: the firsts by each, then the seconds, and so on."""
        places = self.criteria[[f"place_{name}" for name in STANDING]]
        order = pd.DataFrame({"best": places.min(axis=1), "people": places["place_people"]})
        return order.sort_values(["best", "people"], kind="stable").index[:count].tolist()


def within(of: Market, worlds: Trials, asked: Iterable[Shares], numbers: Sequence[int]) -> Judged:
    """Mixes in some worlds, each so much smaller that in the mean of them the whole programme costs no more than the
    sum beside what it costs as it is; those of which nothing is left are out."""
    fits: dict[str, Shares] = {}
    left = {steps: shares for shares in asked if any(steps := of.bought(shares))}
    lived = [worlds.lived(worlds.runs({BASE: {}}, numbers))]
    before = lived[0].set_index("seed")["euros"]
    for _ in range(TRIES):
        new = {of.name(steps): steps for steps in left if of.name(steps) not in fits}
        if not new:
            break
        made = worlds.lived(worlds.runs({name: of.values(steps) for name, steps in new.items()}, numbers))
        spent = (made.set_index(["seed", "scenario"])["euros"].unstack().sub(before, axis=0)).mean()
        smaller: dict[Steps, Shares] = {}
        for name, steps in new.items():
            if spent[name] <= of.budget * (1 + BIT):
                fits[name] = left[steps]
            else:
                smaller |= _smaller(of, steps, left[steps], of.budget / float(spent[name]))
        lived.append(made[made["scenario"].isin(list(fits))])
        left = smaller
    return Judged(fits, pd.concat(lived, ignore_index=True))


def _smaller(of: Market, steps: Steps, shares: Shares, part: float) -> dict[Steps, Shares]:
    """A part of a mix, at least a step less of something; none if nothing is left."""
    fewer = steps
    while fewer == steps:
        shares = tuple(share * min(part, 0.97) for share in shares)
        fewer = of.bought(shares)
    return {fewer: shares} if any(fewer) else {}
