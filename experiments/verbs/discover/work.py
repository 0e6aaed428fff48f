"""In which worlds a condition holds (experiment X16): boxes of all that is uncertain in which it does more often.

The worlds are those of an ensemble, which agree with what was observed, or of sets spread evenly over the declared
ranges, of which none is more likely than another. Levers may be varied beside, evenly over their ranges. Each set of
values is a point of the search (`sim.statistics.discovery.prim`); with several seeds, at which it may hold in some of
them only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from functools import partial
from math import nan
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from contagion.experiments.ensembles.calibration import RULE, RULES, space_of, values_at
from contagion.experiments.ensembles.ensemble import Ensemble
from contagion.experiments.ensembles.worlds import Worlds
from contagion.experiments.lab.figures_by_year import figure_of
from contagion.experiments.lab.indicators import KeptWhole, names_in
from contagion.experiments.lab.lab import FromRuns
from contagion.experiments.lab.met_again import AGAIN
from contagion.experiments.verbs.discover.condition import Condition
from contagion.models.parameters import Parameters
from contagion.models.runs.cases import case, changed, from_then_on, in_force
from contagion.models.scenarios.scenario import Scenario
from contagion.sim.errors import InputError
from contagion.sim.laboratory.jobs import reason
from contagion.sim.laboratory.laboratory import Case, Laboratory, Runs
from contagion.sim.statistics.designs import Factor, Point, latin_hypercube, latin_places
from contagion.sim.statistics.discovery.peeling import FEWEST
from contagion.sim.statistics.discovery.prim import HALVES, Box, Found, Limit, find
from contagion.sim.statistics.spread import interval_of_share, kish

if TYPE_CHECKING:
    from matplotlib.axes import Axes

POINTS = 2000  # sets over the ranges
RANGES = "ranges"  # the name of such an ensemble


@dataclass(frozen=True, eq=False)
class Discovery(KeptWhole, FromRuns):
    """In which worlds a condition holds.

    Attributes
    ----------
    scenario : Scenario
    condition : Condition
    ensemble : Ensemble
    years, seeds : int
        Length of the runs, and how many of each set.
    levers : list of str
        That were varied beside.
    worlds : DataFrame
        A row a set: its values, as they were run; `figure`, the mean over seeds, and `holds`, in which part of these
        the condition does.
    without : int
        Worlds without such a figure, left out.
    found : Found
    runs : Runs
    """

    scenario: Scenario
    condition: Condition
    ensemble: Ensemble
    years: int
    seeds: int
    levers: Sequence[str]
    worlds: pd.DataFrame
    without: int
    found: Found
    runs: Runs

    @property
    def share(self) -> float:
        """Of the worlds, in which the condition holds."""
        return float(self.worlds["holds"].mean())

    @property
    def same(self) -> np.ndarray:
        """Of each world, a number that those share that are of one set of the ensemble, whatever is varied beside."""
        return np.asarray(self.ensemble.same(self.worlds.index))

    @property
    def independent(self) -> float:
        """As how many independent worlds, in which it holds or does not, these count: sets that are there several times
        as fewer, those with several seeds, of which it holds in some, as more."""
        sets = kish(np.unique(self.same, return_counts=True)[1].astype(float))
        spread = float(self.worlds["holds"].var(ddof=0))
        return sets * self.share * (1 - self.share) / spread if spread else sets

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % interval of the share."""
        return interval_of_share(self.share, self.independent)

    @property
    def low(self) -> float:
        """The lower end of the interval."""
        return self.interval[0]

    @property
    def high(self) -> float:
        """The upper end of the interval."""
        return self.interval[1]

    @property
    def boxes(self) -> pd.DataFrame:
        """A row a limit of a box in which it holds more often (`limits_of`)."""
        return limits_of(self.found.boxes)

    @property
    def offered(self) -> pd.DataFrame:
        """The same of what the first box could have been."""
        return limits_of(self.found.offered)

    @property
    def fewer(self) -> float:
        """How many sets it holds in, or does not, whichever are fewer."""
        return len(self.worlds) * min(self.share, 1 - self.share)

    @property
    def too_few(self) -> bool:
        """Whether these are too few to look for boxes."""
        return self.fewer < FEWEST

    @property
    def factors(self) -> list[str]:
        """What differs between the worlds."""
        return [name for name in self.worlds if name not in ("figure", "holds")]

    def plot(self: Any) -> list[Axes]:
        """What coverage is had for what density, and the limits of the boxes: the axes of the command's figure."""
        from contagion.experiments.verbs.discover.figure import discovery_figure

        return discovery_figure(self).axes

    def __repr__(self) -> str:
        from contagion.experiments.drawing.cards import over

        share = f"{100 * self.share:.0f} of 100 worlds"
        boxes = self.boxes["box"].nunique()
        return f"<Discovery of '{self.condition}': {share}, {over(self.ensemble, len(self.worlds))}; boxes: {boxes}>"

    def _repr_html_(self) -> str:
        from contagion.experiments.drawing.cards import by_reading, card, plain
        from contagion.experiments.verbs.discover.words import in_words, limits_in_words

        boxes = [limits_in_words(self, box) for box in self.found.boxes]
        table = pd.concat(dict(enumerate(boxes, 1)), names=["box"]) if boxes else None
        reading = by_reading(self.ensemble).removeprefix("; ")
        told = in_words(self).partition("\n\n")[0]  # how often, and in which worlds
        shown = None if table is None else table.reset_index("box").reset_index(drop=True)
        return card(f"{self.condition}", [*([plain(reading)] if reading else []), plain(told)], shown)


def limits_of(boxes: Sequence[Box]) -> pd.DataFrame:
    """Boxes as a table.

    Returns
    -------
    DataFrame, a row a limit
        box; density, coverage, mass, of the box; half_density and half_coverage, medians of what such boxes are worth
        in the halves that they were not sought in; factor, side, value, q, again (`discovery.prim.Limit` of
        `sim.statistics`).
    """
    rows = []
    for number, box in enumerate(boxes, start=1):
        coverage, density = np.nanmedian(box.halves, axis=0) if np.isfinite(box.halves).any() else (nan, nan)
        of_box = {"box": number, "density": box.density, "coverage": box.coverage, "mass": box.mass}
        of_box |= {"half_density": density, "half_coverage": coverage}
        for limit in box.limits:
            told = vars(limit) | ({"value": " ".join(limit.value)} if limit.side == "among" else {})
            rows.append(of_box | told)
    columns = ["box", "density", "coverage", "mass", "half_density", "half_coverage"]
    return pd.DataFrame(rows, columns=[*columns, *(field.name for field in fields(Limit))])


def how_many(ensemble: Ensemble | None, points: int | None) -> int:
    """Sets that are run: as asked, or all of an ensemble, or as usual over the ranges."""
    return points or POINTS if ensemble is None else min(points or len(ensemble), len(ensemble))


def over_ranges(scenario: Scenario, points: int) -> Ensemble:
    """Sets of all that is uncertain, evenly over the declared ranges (a Latin hypercube); rules take turns."""
    free = space_of(scenario.parameters)
    table = pd.DataFrame(values_at(free, latin_places(len(free), points)))
    rules = [RULES[number % len(RULES)] for number in range(points)]
    about = {"territory": {"code": scenario.territory}} if scenario.territory else {}
    return Ensemble(RANGES, table.assign(**{RULE: rules}), about)


def must_have_ended(runs: Runs, own: Sequence[str]) -> None:
    """Refuse runs of which all failed, or any where there are indicators of the user's own.

    Raises
    ------
    InputError
    """
    table = runs.table
    failed = table[table["error"] != ""]
    if len(failed) and (own or len(failed) == len(table)):
        raise InputError(
            f"discover: {len(failed):,} of {len(table):,} runs failed; the first: {reason(failed['error'].iloc[0])}"
        )


def _varied(parameters: Parameters, values: Point, past: int) -> Parameters:
    """With some values set over them, from the end of so many years on."""
    return from_then_on(parameters, partial(changed, values=values, where="varied"), past) if values else parameters


def discover(
    lab: Laboratory,
    scenario: Scenario,
    condition: Condition,
    ensemble: Ensemble,
    years: int,
    *,
    sets: int | None = None,
    seeds: int = 1,
    levers: Sequence[Factor] = (),
    dense: float | None = None,
    halves: int = HALVES,
) -> Discovery:
    """Look for the worlds in which a condition holds.

    Parameters
    ----------
    scenario : Scenario
        Its effort fitted to the territory; what it sets itself is the same in all worlds. Where it has a past, levers
        are varied from its end on, and the years of the condition and what it counts are those from then on.
    ensemble : Ensemble
    years : int
        Length of the runs (`years_of`).
    sets : int, optional
        The first so many; all without.
    seeds : int
        Of each set.
    levers : sequence of Factor
        Varied beside, over their ranges.
    dense, halves
        As in `sim.statistics.discovery.prim.find`.

    Raises
    ------
    InputError
        Where all worlds are one and the same, or none has the figure, or the laboratory fails.
    """
    number = len(ensemble) if sets is None else min(sets, len(ensemble))
    beside = latin_hypercube(levers, number, seed=2) if levers else [{}] * number
    worlds = [_varied(ensemble.over(scenario, place), beside[place], scenario.past) for place in range(number)]
    names = [*dict.fromkeys([*ensemble.known(scenario, 1), *(lever.name for lever in levers)])]
    held = [in_force(world, scenario.past) for world in worlds] if levers else worlds
    of = {name: held if name in {lever.name for lever in levers} else worlds for name in names}
    table = pd.DataFrame({name: [world.get(name) for world in of[name]] for name in names})
    table = table.loc[:, table.nunique() > 1]
    if table.empty:
        raise InputError(f"{ensemble.name}: its first {number:,} sets are one and the same")
    cases = [Case(case(world).parameters, {"place": place}) for place, world in enumerate(worlds)]
    lived_with = Worlds(ensemble).lived_with
    asked = [(one, lived_with(seed * AGAIN + place + 1)) for place, one in enumerate(cases) for seed in range(seeds)]
    runs = lab.run_each(asked, years)
    must_have_ended(runs, names_in(lab))
    when = scenario.past + condition.year if condition.year else years
    figures = figure_of(runs, condition.indicator, when, since=scenario.past)
    there = figures.dropna()
    if there.empty:
        raise InputError(f"'{condition}': {condition.indicator} exists in none of {len(figures):,} worlds")
    by_set = pd.DataFrame({"figure": there, "holds": condition.holds(there).astype(float)}).groupby("place").mean()
    whole = table.join(by_set, how="inner")
    made = Discovery(
        scenario, condition, ensemble, years, seeds, [lever.name for lever in levers], whole,
        len(figures) - len(there), Found((), ()), runs,
    )  # fmt: skip
    if made.too_few:
        return made
    found = find(whole[[*table]], whole["holds"], dense, halves=halves, same=made.same)
    return replace(made, found=found)
