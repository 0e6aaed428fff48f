"""In which worlds a condition holds (experiment X16): boxes of all that is uncertain in which it does more often.

The worlds are those of an ensemble, which agree with what was observed, or of sets spread evenly over the declared
ranges, of which none is more likely than another. Levers may be varied beside, evenly over their ranges. Each set of
values is a point of the search (`sim.statistics.discovery`); with several seeds, at which it may hold in some of
them only.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from functools import partial
from math import isfinite, nan
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
import pandas as pd

from contagion.experiments.commands.verb import Kept, of_ensemble
from contagion.experiments.evidence.calibration import RULE, RULES, space_of, values_at
from contagion.experiments.evidence.ensemble import Ensemble
from contagion.experiments.evidence.words_of_numbers import limit_in_words
from contagion.experiments.evidence.words_of_worlds import (
    agreeing,
    of_100,
    reservations,
    set_itself,
    share_in_words,
    simulations_in_short,
    targets_in_short,
)
from contagion.experiments.evidence.worlds import Worlds
from contagion.experiments.say import cards
from contagion.experiments.say.answers import Answer, Answered
from contagion.experiments.say.asked import asked_in_words, named
from contagion.experiments.say.sentences import between, blocks, counted, indicator, listed, number
from contagion.models.parameters import Parameters
from contagion.models.runs.figures import COUNTED, figure_of, must_be_known
from contagion.models.runs.lab import AGAIN, FromRuns, KeptWhole, names_in
from contagion.models.runs.study import case, changed, from_then_on, in_force
from contagion.models.runs.vocabulary import figure_named
from contagion.models.scenario import Scenario
from contagion.sim.errors import InputError
from contagion.sim.laboratory.jobs import reason
from contagion.sim.laboratory.laboratory import Case, Laboratory, Runs
from contagion.sim.reading import number_hint
from contagion.sim.statistics.designs import Factor, Point, latin_hypercube, latin_places
from contagion.sim.statistics.discovery import BY_CHANCE, FEWEST, HALVES, Box, Limit, SearchResult, find
from contagion.sim.statistics.spread import interval_of_share, kish

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from contagion.experiments.commands.asking import Ask


FORM = "INDICATOR < NUMBER at year N"
HOW = f"write {FORM}, with < <= > or >=, or INDICATOR < NUMBER at the end"
CONDITION = re.compile(
    r"(?P<name>\w[\w ]*?)\s*(?P<sign><=|>=|<|>)\s*(?P<value>.+?)\s+at\s+(?:year\s+(?P<year>\S+)|the\s+end)"
)
SIGNS = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}
CONTRARY = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}
LONGEST = 100  # years
USUAL = 10  # years, where a condition is of the end


@dataclass(frozen=True)
class Condition:
    """What may hold of a run."""

    indicator: str  # of `models.runs.figures`
    sign: str  # one of `SIGNS`
    value: float
    year: int | None = None  # at the end of which it is looked at; without, at the end of the run

    def holds(self, figures):
        """Whether it does, of a figure or of an array or series of them."""
        return SIGNS[self.sign](figures, self.value)

    @property
    def contrary(self) -> Condition:
        return replace(self, sign=CONTRARY[self.sign])

    def __str__(self) -> str:
        at = "the end" if self.year is None else f"year {self.year}"
        return f"{self.indicator} {self.sign} {self.value:.10g} at {at}"


def read_condition(text: str, own: Sequence[str] = ()) -> Condition:
    """Read a condition; `own` are names of indicators of the user's."""
    match = CONDITION.fullmatch(text.strip().replace("≤", "<=").replace("≥", ">="))
    if match is None:
        raise InputError(f"{text!r}: cannot be read as a condition; {HOW}")
    name, sign, value, year = match.group("name", "sign", "value", "year")
    try:
        number = float(value)
    except ValueError:
        hint = f"; {hint}" if (hint := number_hint(value)) else ""
        raise InputError(f"{text!r}: {value!r} is not a number{hint}") from None
    if not isfinite(number):
        raise InputError(f"{text!r}: {value!r} must be a finite number")
    if year is not None and not (year.isdecimal() and 1 <= int(year) <= LONGEST):
        raise InputError(f"{text!r}: year {year!r} must be a whole number from 1 to {LONGEST}")
    name = name if name in own else figure_named(name)
    must_be_known(name, True, f"{text!r}: indicator", "", own)
    return Condition(name, sign, number, None if year is None else int(year))


def years_of(condition: Condition, years: int | None, usual: int, own: Sequence[str] = ()) -> int:
    """How long runs must be for a condition: as asked, or up to its year, or as usual; refused where its year is beyond
    the end of the run, or its figure is known at the end only."""
    length = years if years is not None else condition.year or usual
    if condition.year is not None and condition.year > length:
        raise InputError(f"'{condition}': the runs end with year {length}; let them be {condition.year} years long")
    at_the_end = condition.year in (None, length)
    where = f"'{condition}': indicator"
    must_be_known(condition.indicator, at_the_end, where, "write: at the end", own)
    return length


POINTS = 2000  # sets over the ranges
RANGES = "ranges"  # the name of such an ensemble


@dataclass(frozen=True, eq=False)
class Discovery(KeptWhole, FromRuns, Answered):
    """The simulations in which a condition holds.

    Attributes
    ----------
    scenario : Scenario
    condition : Condition
    ensemble : Ensemble
    years, seeds : int
        Length of the runs, and how many of each set.
    levers : list of str
        Varied as well.
    worlds : DataFrame
        One row per set: its values, as they were run; `figure`, the mean over seeds, and `holds`, the share of seeds in
        which the condition does.
    without : int
        Simulations without such a figure, left out.
    search : SearchResult
    runs : Runs
    """

    RENAMED: ClassVar = {"found": "search"}

    scenario: Scenario
    condition: Condition
    ensemble: Ensemble
    years: int
    seeds: int
    levers: Sequence[str]
    worlds: pd.DataFrame
    without: int
    search: SearchResult
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
        return limits_of(self.search.boxes)

    @property
    def offered(self) -> pd.DataFrame:
        """The same of what the first box could have been."""
        return limits_of(self.search.candidates)

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
        """Draw the coverage by density and the limits of the boxes, and return the axes."""
        from contagion.experiments.commands.discover.figure import discovery_figure

        return discovery_figure(self).axes

    def __repr__(self) -> str:
        share = f"{100 * self.share:.0f} of 100 simulations"
        boxes = self.boxes["box"].nunique()
        return (
            f"<Discovery of '{self.condition}': {share}, {cards.over(self.ensemble, len(self.worlds))}; boxes: {boxes}>"
        )

    def _answer(self) -> Answer:
        """How often it holds, and the limits of the box in which it holds more often."""
        how_often = f"{share_in_words(self.share, self.independent)} of 100 simulations"
        sentences = [f"{condition_in_words(self.condition, self.years, self.scenario)}: this holds in {how_often}."]
        boxes = self.search.boxes
        if boxes:
            sentences.append(_box(1, boxes[0]))
        elif self.too_few:
            sentences.append(_no_boxes(self))
        else:
            sentences.append(NO_BOX)
        notes = simulations_in_short(self.ensemble, self.runs.store.about, len(self.worlds))
        return Answer(sentences, limits_in_words(self, boxes[0]) if boxes else None, notes)

    def _in_words(self, ask: Ask) -> str:
        """Return the text for the terminal."""
        more = "Asked for a share (dense), it takes the widest box in which it holds at least so often."
        hint = self.search.boxes and ask.values["dense"] is None
        return f"{in_words(self)}\n\n{more}" if hint else in_words(self)

    def _to_keep(self: Any, _ask: Ask) -> Kept:
        """Return the tables and the figure to save."""
        from contagion.experiments.commands.discover.figure import discovery_figure

        tables = {"worlds.parquet": self.worlds, "boxes.csv": self.boxes, "offered.csv": self.offered}
        figures = {"discovery": lambda: discovery_figure(self)}
        return Kept(self.runs, {"scenario": self.scenario}, tables, figures, of_ensemble(self.ensemble))


def years_asked(ask: Ask) -> tuple[int | None, int]:
    """Years that are looked ahead, as they were asked, and where they were not."""
    programme = ask.of_programme
    if programme is None:
        return ask.years, USUAL
    return ask.years - programme.past if "years" in ask.given else None, programme.years


def must_need_no_ensemble(ask: Ask) -> None:
    """Refuse an ensemble, or a reading of one, that is asked for all the same."""
    reading = ask.values["reading"]
    choices = {"ensemble": ask.ensemble if "ensemble" in ask.given else None, "reading": reading and reading.name}
    if ask.of_programme is not None and ask.of_programme.observed:
        choices["programme"] = ask.of_programme.name
    for name, value in choices.items():
        if value:
            over, option = (ask.door.spelled(one) for one in ("over", name))
            raise InputError(f"{over} ranges with {option} {value}: give one of them")


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
    for place, box in enumerate(boxes, start=1):
        coverage, density = np.nanmedian(box.halves, axis=0) if np.isfinite(box.halves).any() else (nan, nan)
        of_box = {"box": place, "density": box.density, "coverage": box.coverage, "mass": box.mass}
        of_box |= {"half_density": density, "half_coverage": coverage}
        for limit in box.limits:
            rows_of_limit = vars(limit) | ({"value": " ".join(limit.value)} if limit.side == "among" else {})
            rows.append(of_box | rows_of_limit)
    columns = ["box", "density", "coverage", "mass", "half_density", "half_coverage"]
    return pd.DataFrame(rows, columns=[*columns, *(field.name for field in fields(Limit))])


def how_many(ensemble: Ensemble | None, points: int | None) -> int:
    """Return how many sets to run: as asked, else all of an ensemble, or the default number over the ranges."""
    return points or POINTS if ensemble is None else min(points or len(ensemble), len(ensemble))


def over_ranges(scenario: Scenario, points: int) -> Ensemble:
    """Spread sets of uncertain parameters evenly over the declared ranges (a Latin hypercube); rules take turns."""
    free = space_of(scenario.parameters)
    table = pd.DataFrame(values_at(free, latin_places(len(free), points)))
    rules = [RULES[number % len(RULES)] for number in range(points)]
    about = {"territory": {"code": scenario.territory}} if scenario.territory else {}
    return Ensemble(RANGES, table.assign(**{RULE: rules}), about)


def must_have_ended(runs: Runs, own: Sequence[str]) -> None:
    """Refuse runs of which all failed, or any where there are indicators of the user's own."""
    table = runs.table
    failed = table[table["error"] != ""]
    if len(failed) and (own or len(failed) == len(table)):
        raise InputError(
            f"discover: {len(failed):,} of {len(table):,} runs failed; the first: {reason(failed['error'].iloc[0])}"
        )


def _with_point(parameters: Parameters, values: Point, past: int) -> Parameters:
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
    """Look for the worlds in which a condition holds, in so many `sets` of an ensemble, by default all.

    The effort of the scenario is fitted to the territory, and what it sets itself is the same in all worlds. Where it
    has a past, levers are varied from its end on, beside and over their ranges, and the years of the condition and what
    it counts are those from then on. `years` is the length of the runs (`years_of`), `seeds` are those of each set,
    `dense` and `halves` as in `sim.statistics.discovery.find`. Refused where all worlds are one and the same, or none
    has the figure.
    """
    number = len(ensemble) if sets is None else min(sets, len(ensemble))
    beside = latin_hypercube(levers, number, seed=2) if levers else [{}] * number
    worlds = [_with_point(ensemble.over(scenario, place), beside[place], scenario.past) for place in range(number)]
    names = [*dict.fromkeys([*ensemble.known(scenario, 1), *(lever.name for lever in levers)])]
    parameters = [in_force(world, scenario.past) for world in worlds] if levers else worlds
    of = {name: parameters if name in {lever.name for lever in levers} else worlds for name in names}
    table = pd.DataFrame({name: [world.get(name) for world in of[name]] for name in names})
    table = table.loc[:, table.nunique() > 1]
    if table.empty:
        raise InputError(f"{ensemble.name}: its first {number:,} sets are one and the same")
    cases = [Case(case(world).parameters, {"place": place}) for place, world in enumerate(worlds)]
    lived_with = Worlds(ensemble).lived_with
    pairs = [(one, lived_with(seed * AGAIN + place + 1)) for place, one in enumerate(cases) for seed in range(seeds)]
    runs = lab.run_each(pairs, years)
    must_have_ended(runs, names_in(lab))
    when = scenario.past + condition.year if condition.year else years
    figures = figure_of(runs, condition.indicator, when, since=scenario.past)
    there = figures.dropna()
    if there.empty:
        raise InputError(f"'{condition}': {condition.indicator} exists in none of {len(figures):,} simulations")
    by_set = pd.DataFrame({"figure": there, "holds": condition.holds(there).astype(float)}).groupby("place").mean()
    whole = table.join(by_set, how="inner")
    discovery = Discovery(
        scenario, condition, ensemble, years, seeds, [lever.name for lever in levers], whole,
        len(figures) - len(there), SearchResult((), ()), runs,
    )  # fmt: skip
    if discovery.too_few:
        return discovery
    search = find(whole[[*table]], whole["holds"], dense, halves=halves, same=discovery.same)
    return replace(discovery, search=search)


ROWS = 8  # of the trade-off, at the most
MOSTLY = 0.75  # of the worlds, from which on the contrary is better asked
PRINTED = {"<": "<", "<=": "≤", ">": ">", ">=": "≥"}


NO_BOX = "No number or rule tells where it holds: no limit does better than chance."


def in_words(discovery: Discovery) -> str:
    """In how many worlds it holds, the boxes in which it does more often, and what they are worth."""
    often = share_in_words(discovery.share, discovery.independent)
    condition = condition_in_words(discovery.condition, discovery.years, discovery.scenario)
    how_often = f"{condition}, in {named(discovery.scenario)}: this holds in {often} of 100 simulations."
    worlds = [*_worlds(discovery), *set_itself(discovery.ensemble, discovery.scenario)]
    parts: list[list[str] | pd.DataFrame] = [[*asked_in_words(discovery.scenario), how_often, *worlds]]
    if discovery.share in (0, 1) or discovery.too_few:
        return blocks([*parts, [_no_boxes(discovery)]])
    if discovery.share >= MOSTLY:
        contrary = condition_in_words(discovery.condition.contrary, discovery.years, discovery.scenario)
        parts.append([f"It holds in most: boxes of the contrary say more ({contrary})."])
    if not discovery.search.boxes:
        return blocks([*parts, [NO_BOX]])
    for place, box in enumerate(discovery.search.boxes, start=1):
        parts += [[_box(place, box), _again(box)], limits_in_words(discovery, box)]
    had = "Density is had for coverage: in place of box 1 (*) any of these could be taken."
    how = (
        "A box says where it holds, not why. q: how often chance alone would make the box as dense without that limit; "
        f"limits above {BY_CHANCE} are left out. `contagion parameters NAME` says what a name means."
    )
    return blocks([*parts, [had], _candidates_table(discovery), [how]])


def condition_in_words(condition: Condition, years: int, scenario: Scenario) -> str:
    """Format a condition with the name of its indicator; for a programme, with the calendar year, and since when it is
    counted."""
    past, figure = scenario.past, indicator(condition.indicator)
    ahead, value = condition.year or years - past, number(condition.value, ",g")
    first = int(scenario.parameters.calendar.start[:4]) + past
    since = f" from {first}-01 on" if past and condition.indicator in COUNTED else ""
    when = f"{first + ahead - 1} (year {ahead} of those ahead)" if past else f"year {ahead}"
    return f"{figure}{since} {PRINTED[condition.sign]} {value} at the end of {when}"


def _worlds(discovery: Discovery) -> list[str]:
    """Describe the sets of parameters that were run."""
    ensemble, about = discovery.ensemble, discovery.runs.store.about
    sets, seeds = f"{len(discovery.worlds):,} sets of all that is uncertain", counted(discovery.seeds, "seed")
    if ensemble.name == RANGES:
        none = "None is more likely than another: a share of them is no probability."
        lines = [f"{sets}, evenly over the declared ranges, with {seeds} each. {none}"]
    else:
        title = ensemble.about.get("title", ensemble.name)
        lines = [f"{sets}, of those {agreeing(ensemble, about)} ({title}), with {seeds} each."]
        lines += [*targets_in_short(ensemble.about), *reservations(ensemble, about)]
    if discovery.levers:
        lines.append(f"Beside them varied over their ranges: {', '.join(discovery.levers)}.")
    if discovery.without:
        are = "simulation is" if discovery.without == 1 else "simulations are"
        lines.append(f"{discovery.without:,} {are} left out: the figure does not exist there.")
    return lines


def _no_boxes(discovery: Discovery) -> str:
    """Why none is looked for: it is always so, or never, or nearly."""
    figures = discovery.worlds["figure"]
    low, high = (number(float(f"{end:.3g}"), ",g") for end in (figures.min(), figures.max()))
    few = f"too few of the simulations ({discovery.fewer:.0f}; {FEWEST} are needed) to say where"
    why = {0: "It holds in no simulation.", 1: "It holds in all simulations."}
    why = why.get(discovery.share, f"It holds, or does not, in {few}.")
    return f"{why} {indicator(discovery.condition.indicator)}: {between(low, high)} over all simulations."


def _box(place: int, box: Box) -> str:
    density, coverage, mass = map(of_100, (box.density, box.coverage, box.mass))
    return (
        f"Box {place}{', of what is left' if place > 1 else ''}. Where {listed(map(limit_in_words, box.limits))}: it "
        f"holds in {density} of 100 such simulations (density), which are {coverage} of 100 of all in which it holds "
        f"(coverage). {mass} of 100 simulations lie there."
    )


def _again(box: Box) -> str:
    """State how well such a box predicts in the half that it was not chosen from."""
    there = box.halves[~np.isnan(box.halves).any(axis=1)]
    if not len(there):
        return "In random halves of the simulations no such box is found: do not rely on it."
    coverage, density = (
        f"{middle:.0f} ({between(f'{low:.0f}', f'{high:.0f}')})"
        for low, middle, high in 100 * np.quantile(there, (0.05, 0.5, 0.95), axis=0).T
    )
    return (
        f"Such boxes, found in {len(there)} of {len(box.halves)} random halves of the simulations and judged in the "
        f"other half, which flatters nobody: density {density}, coverage {coverage} of 100."
    )


def limits_in_words(discovery: Discovery, box: Box) -> pd.DataFrame:
    """Tabulate the limits of a box, one row each."""
    times = len(box.halves)
    return pd.DataFrame(
        {
            "limit": [limit_in_words(limit) for limit in box.limits],
            "parameter": [_short(limit) for limit in box.limits],
            "in all simulations": [_span(discovery.worlds[limit.factor]) for limit in box.limits],
            "q, by chance": [f"{limit.q:.3f}" if limit.q >= 0.001 else "< 0.001" for limit in box.limits],
            "comes back in halves": [f"{round(times * limit.again)} of {times}" for limit in box.limits],
        }
    )


def _span(values: pd.Series) -> str:
    if not pd.api.types.is_numeric_dtype(values):
        return " or ".join(sorted(values.unique()))
    return between(f"{values.min():.3g}", f"{values.max():.3g}")


def _candidates_table(discovery: Discovery) -> pd.DataFrame:
    """Tabulate some of the boxes from which the first was chosen."""
    candidates, best = discovery.search.candidates, discovery.search.boxes[0]
    places = set(np.linspace(0, len(candidates) - 1, min(ROWS, len(candidates))).round().astype(int).tolist())
    here = {place for place, box in enumerate(candidates) if (box.inside == best.inside).all()}
    rows_shown = {place: candidates[place] for place in sorted(places | here)}
    return pd.DataFrame(
        {
            " ": ["*" if place in here else "" for place in rows_shown],
            "density": [of_100(box.density) for box in rows_shown.values()],
            "coverage": [of_100(box.coverage) for box in rows_shown.values()],
            "worlds": [of_100(box.mass) for box in rows_shown.values()],
            "limits": ["; ".join(map(_short, box.limits)) for box in rows_shown.values()],
        }
    )


def _short(limit: Limit) -> str:
    if limit.side == "among":
        return f"{limit.factor} = {' or '.join(limit.value)}"
    return f"{limit.factor} {'≥' if limit.side == 'least' else '≤'} {limit.value:.3g}"
