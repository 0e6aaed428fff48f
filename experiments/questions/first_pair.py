"""How a programme begins with one first pair."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property, partial
from itertools import product
from math import inf, isnan
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from numpy.typing import NDArray

from contagion.experiments.commands.compare.work import with_decisions
from contagion.experiments.evidence.ensemble import PLACE, Ensemble
from contagion.experiments.evidence.words_of_worlds import of_100
from contagion.experiments.evidence.worlds import Step, Worlds
from contagion.experiments.questions.asking import Asking, Finding, More
from contagion.experiments.questions.publishing import rows_of
from contagion.experiments.say.charts.axes import LOOK, dots
from contagion.experiments.say.charts.style import BLUE, GREEN, VERMILLION, styled, titled
from contagion.experiments.say.levers import PLACES
from contagion.experiments.say.sentences import listed
from contagion.models.parameters import Parameters
from contagion.models.runs.lab import elsewhere, fitted
from contagion.models.runs.own_code import Indicator, Run
from contagion.models.runs.vocabulary import KEPT_IN
from contagion.models.scenario import Scenario, read
from contagion.models.territory.extract import extract
from contagion.models.territory.gazetteer import find, national_communes
from contagion.sim.chance.draws import Draws, Floats
from contagion.sim.statistics.spread import mean_of_sample, share_of_sample

BEGUN, ENDED = "first_begun", "first_ended"


def first_begun(run: Run) -> float | None:
    """Week in which the first group began; None where none did."""
    weeks = run.tables["groups"]["started"].to_numpy()
    return float(weeks[weeks >= 0].min()) if (weeks >= 0).any() else None


def first_ended(run: Run) -> float | None:
    """Week in which the first group that came to its end had its last session; None where none did."""
    groups = run.tables["groups"]
    weeks = groups["ended"].to_numpy()[(groups["state"] == "finished").to_numpy()]
    return float(weeks.min()) if len(weeks) else None


INDICATORS = {BEGUN: first_begun, ENDED: first_ended}  # in weeks
FIGURES = (*INDICATORS, "registrations", "there")

# ---- a sample of the EPCI of France, by size: where a programme might begin ------------------------------------------

SIZES = {  # inhabitants, from which on
    "under 10,000": 0,
    "10,000 to 20,000": 10_000,
    "20,000 to 50,000": 20_000,
    "50,000 to 100,000": 50_000,
    "100,000 to 250,000": 100_000,
    "250,000 and more": 250_000,
}
VILLAGES = 200, 2_000  # inhabitants of a village: from, to fewer than


class Place(NamedTuple):
    """An EPCI that was drawn."""

    code: str
    size: str  # class of `SIZES`
    weight: float  # how many of France it stands for
    town: str  # code of its most populous commune
    village: str | None  # of one of its villages, drawn by chance; None where there is none


@cache
def _people() -> pd.DataFrame:
    """Return the EPCI and the inhabitants of each commune that belongs to one."""
    communes = national_communes()[["epci", "population_2021"]].astype({"population_2021": int})
    return communes[communes["epci"] != ""].set_axis(["epci", "people"], axis=1)


@cache
def by_size() -> dict[str, list[str]]:
    """Return the codes of all EPCI of France by size class, shuffled within each class."""
    people = _people().groupby("epci")["people"].sum()
    luck = Draws(1).stream("the first pair: which EPCI")
    order = sorted(people.index, key=lambda code: luck.uniform(int(code)))
    place = np.searchsorted([*SIZES.values()], people[order], side="right") - 1
    return {size: [code for code, at in zip(order, place, strict=True) if at == n] for n, size in enumerate(SIZES)}


def sample(each: int) -> list[Place]:
    """Draw so many EPCI of each size class: the first ones in its shuffled order."""
    return [
        _place(code, size, len(codes) / min(each, len(codes)))
        for size, codes in by_size().items()
        for code in codes[:each]
    ]


def _place(code: str, size: str, weight: float) -> Place:
    here = _people().loc[_people()["epci"] == code, "people"].sort_index()
    town, (least, most) = str(here.idxmax()), VILLAGES
    villages = [one for one in here.index[(here >= least) & (here < most)] if one != town]
    luck = Draws(1).stream("the first pair: which village")
    return Place(code, size, weight, town, villages[luck.index(len(villages), int(code))] if villages else None)


# ---- cases: the pair goes on by itself, and nobody else is there unless a case says so -------------------------------

LATER = 26  # weeks that are over when whoever had no group by then changes course
FIRST = (
    *("training.founders=2", "training.first_week=0", "training.pairs=1", "training.active_share=1"),
    *(f"{PLACES.parameter}=2", "training.top_up=autonomous"),
    *("partners.initial=0", "partners.coordinators=0", "outreach.events_per_year=0"),
    *("outreach.campaigns_per_year=0", "outreach.letters=0"),
)
"""What is set of the reference: one pair, both of whom become active, and nothing else."""
SOON = 8  # week of the event or the letters of a start: the pair opens its first group two weeks before
DAY = 0.2  # of a full-time post: one day of five
LETTERS = 500
CONTACTED, WITHIN = 10, 4  # organisations, and weeks
A_WEEK = 52  # events or mailings a year that are one in the week of a decision
FEEBLE = 0.1  # of the strength of a letter

type Decisions = list[dict[str, Any]]


def a_day(_town: str, week: int) -> Decisions:
    """Add a coordinator one day a week."""
    return [{"from": week, "set": {"partners.coordinators": DAY}}]


def an_event(_town: str, week: int) -> Decisions:
    """Add one public event."""
    return [{"from": week, "until": week + 1, "set": {"outreach.events_per_year": A_WEEK}}]


def letters(town: str, week: int) -> Decisions:
    """Send letters to residents of the town, once."""
    once = {"from": week, "until": week + 1}
    there = {"communes": [town], "set": {"outreach.letters": LETTERS}}
    return [once | {"set": {"outreach.campaigns_per_year": A_WEEK}}, once | there]


def organisations(_town: str, week: int) -> Decisions:
    """Ask organisations to become partners, by a coordinator one day a week."""
    a_month = CONTACTED / WITHIN * 52 / 12 / DAY
    asked = {"partners.coordinators": DAY, "partners.contacts_per_month": a_month}
    return [{"from": week, "until": week + WITHIN, "set": asked}]


def another_pair(_town: str, week: int) -> Decisions:
    """Train a second pair, from anywhere in the territory."""
    seats = {"training.top_up": "historical", "training.outside_places": 2, "partners.nominations_per_year": inf}
    return [{"from": week, "until": week + 1, "set": seats}, {"from": week, "extra_session": True}]


ALONE = "the pair alone, in the main town"
VILLAGE, TWICE, FEWER = "the pair in a village", "the pair asks twice as many", "four are enough to begin"
PARTNER, COORDINATOR = "a partner organisation", "a coordinator a day a week"
EVENT, MAILING = "an event", f"{LETTERS} letters"
ORGANISATIONS, SECOND = f"{CONTACTED} organisations asked", "a second pair trained"
TOGETHER, WEAK = "partner, day, event and letters", f"{LETTERS} letters, a tenth as strong"
STARTS = (VILLAGE, TWICE, FEWER, PARTNER, COORDINATOR, EVENT, MAILING)
CHANGES: dict[str, Callable[[str, int], Decisions]] = {
    COORDINATOR: a_day,
    EVENT: an_event,
    MAILING: letters,
    ORGANISATIONS: organisations,
    SECOND: another_pair,
}
"""What may be decided in week 27."""


def changed_in_summer(case: str) -> str:
    """Return the name of the case in which the pair is alone until a change in week 27."""
    return f"{case} from week {LATER + 1} on"


def cases(place: Place) -> dict[str, Step]:
    """Return the cases of a place by name; the village case only where the EPCI has a village."""
    partner, soon = {"partners.initial": 1}, (place.town, SOON)
    made: dict[str, Step] = {ALONE: with_decisions({})}
    if place.village:
        made[VILLAGE] = with_decisions({"training.founder_communes": [place.village]})
    made[TWICE] = partial(_times, name="invitations.per_facilitator", by=2.0)
    made[FEWER] = with_decisions({"group.quorum": 4})
    made[PARTNER] = with_decisions(partner)
    made[COORDINATOR] = with_decisions({}, *a_day(place.town, 0))
    made[EVENT], made[MAILING] = (with_decisions({}, *decide(*soon)) for decide in (an_event, letters))
    made[TOGETHER] = with_decisions(partner, *a_day(place.town, 0), *an_event(*soon), *letters(*soon))
    made[WEAK] = partial(_times, name="registering.letter", by=FEEBLE, decisions=letters(*soon))
    for name, decide in CHANGES.items():
        made[changed_in_summer(name)] = with_decisions({}, *decide(place.town, LATER))
    return made


def _times(here: Parameters, name: str, by: float, decisions: Sequence[Mapping[str, Any]] = ()) -> Parameters:
    """Return parameters with one number multiplied by a factor, and with decisions."""
    return with_decisions({name: by * here.get(name)}, *decisions)(here)


# ---- what became of them ---------------------------------------------------------------------------------------------

YEARS = 2
SUMMER, YEAR, NEXT = 26, 52, 78  # weeks that are over by the end of June, of December, and of the next June
HOME = Place("242500361", "", 0.0, "25056", None)  # Grand Besançon
LABELS = ["place", "size", "weight", "case"]


def lived(asking: Asking, places: Sequence[Place], worlds: int) -> Beginnings:
    """Run all cases in all places. Simulations are numbered on from one place to the next: no two places share a
    parameter set as long as there are enough.

    One run of each case is in Grand Besançon, where anybody can repeat it to check later whether an answer still holds.
    The workers that these runs start also serve the other places.
    """
    with asking.lab.keep_workers():
        asking.lab.run([asking.over.case(begun_in(HOME.town), step) for step in cases(HOME).values()], [1], YEARS)
        rows = [
            _lived_there(asking, place, range(number * worlds + 1, (number + 1) * worlds + 1))
            for number, place in enumerate(places)
        ]
    return Beginnings(pd.concat(rows, ignore_index=True))


def begun_in(town: str) -> Scenario:
    """Return the scenario of a first pair who live in this commune."""
    return read(None, [*FIRST, f'training.founder_communes=["{town}"]'])


def _lived_there(asking: Asking, place: Place, worlds: range) -> pd.DataFrame:
    measured = tuple(Indicator.of(name, function) for name, function in INDICATORS.items())
    there = elsewhere(asking.lab, extract(find("epci", place.code)).kept(KEPT_IN), measured)
    (scenario,) = fitted(there, [begun_in(place.town)], YEARS, "as-written")
    over, labels = Worlds(asking.ensemble), dict(zip(LABELS, place[:3], strict=False))
    some = [over.case(scenario, step, **labels, case=name) for name, step in cases(place).items()]
    runs = there.run_each([(case, world) for world in worlds for case in some], YEARS).table
    by_world = {world: over.parameters(scenario, world).get(PLACE) for world in worlds}
    return runs[[*LABELS, "seed", *INDICATORS, "registrations"]].assign(**{PLACE: runs["seed"].map(by_world)})


class Told(NamedTuple):
    """A share or a difference of shares, and its 95 % interval."""

    value: float
    low: float
    high: float

    @property
    def short(self) -> str:
        return of_100(self.value)

    @property
    def ends(self) -> str:
        return f"{100 * self.low:.0f} to {100 * self.high:.0f}"

    @property
    def of_100(self) -> str:
        """A share: "3 (2 to 5)"."""
        return self.short if isnan(self.low) else f"{self.short} ({self.ends})"

    @property
    def points(self) -> str:
        """A difference: "+3 (+1 to +5)"."""
        return self.said(100, "+z.0f")

    def said(self, times: float, form: str) -> str:
        value, low, high = (f"{times * one:{form}}" for one in self)
        return value if isnan(self.low) else f"{value} ({low} to {high})"

    @property
    def verdict(self) -> str:
        """Whether the interval lies above or below 0; else no clear difference."""
        more, less, neither = VERDICTS
        return more if self.low > 0 else less if self.high < 0 else neither


@dataclass(frozen=True)
class Beginnings:
    """Results of first pairs. `rows` has one row per run: place, size, weight, case, `seed` (number of the simulation),
    the weeks in which a first group began and ended (NaN: never), the number of registrations, and how strongly people
    in the place respond to being asked (`demand.place`)."""

    rows: pd.DataFrame

    @cached_property
    def worlds(self) -> pd.DataFrame:
        """One row per simulation: its place, size, weight and `demand.place`."""
        return self.rows.drop_duplicates("seed").set_index("seed")[["place", "size", "weight", PLACE]].sort_index()

    @cached_property
    def _figures(self) -> dict[str, pd.DataFrame]:
        """Tables of figures by name: one row per simulation, one column per case, NaN where there is none; `there` is 1
        where a case was simulated."""
        wide = self.rows.assign(there=1.0).pivot(index="seed", columns="case", values=[*FIGURES])
        return {name: wide[name].loc[self.worlds.index].astype(float) for name in FIGURES}

    def by(self, case: str, week: float, event: str = BEGUN) -> Floats:
        """Return by simulation whether the event had happened after so many weeks (1 or 0; NaN: not simulated)."""
        there, weeks = (self._figures[name][case].to_numpy() for name in ("there", event))
        return np.where(there == 1, weeks < week, np.nan)

    @cached_property
    def without(self) -> NDArray[np.bool_]:
        """Whether a pair alone has no group by summer, by simulation."""
        return self.by(ALONE, SUMMER) == 0

    def share(self, case: str, week: float, event: str = BEGUN, size: str = "", late: bool = False) -> Told:
        """Estimate the share of simulations in which the event had happened after so many weeks, for all EPCI of France
        or those of a size; `late` counts only simulations without a group by summer."""
        return Told(*share_of_sample(*self._sampled(self.by(case, week, event), size, late)))

    def more(self, case: str, base: str, week: float, size: str = "", late: bool = False) -> Told:
        """Estimate how much greater that share is than in the case `base`, in the same simulations."""
        return Told(*mean_of_sample(*self._sampled(self.by(case, week) - self.by(base, week), size, late)))

    def registered(self, case: str, base: str = "") -> Told:
        """Estimate the mean number of registrations, or its difference from the case `base` if there is one."""
        of = self._figures["registrations"]
        return Told(*mean_of_sample(*self._sampled((of[case] - of[base] if base else of[case]).to_numpy())))

    def over(self, ensemble: Ensemble) -> Ensemble:
        """Return the ensemble with one parameter set per simulation, and `demand.place` as in its place."""
        sets = Worlds(ensemble).set_of
        own = pd.DataFrame([ensemble.values(sets(int(world))) for world in self.worlds.index])
        return replace(ensemble, table=own.assign(**{PLACE: self.worlds[PLACE].to_numpy()}))

    @cached_property
    def _drawn(self) -> tuple[Floats, NDArray[np.int64], NDArray[np.int64]]:
        """Weight of each simulation, and the numbers of its place and size class."""
        place, size = (pd.factorize(self.worlds[name])[0] for name in ("place", "size"))
        return self.worlds["weight"].to_numpy(float), place, size

    def _sampled(self, values: Floats, size: str = "", late: bool = False) -> tuple[Any, Any, Any, Any]:
        """Return values with their weights, places and sizes, only those of a size class if it is given."""
        weights, places, sizes = self._drawn
        own = (self.worlds["size"] == size).to_numpy() if size else np.ones(len(values), bool)
        counts = np.isfinite(values) & (self.without | (not late))
        return values[own], np.where(counts, weights, 0.0)[own], places[own], sizes[own]


# ---- what is said of them --------------------------------------------------------------------------------------------

EACH, EACH_QUICK = 12, 2  # EPCI of a class
WORLDS, WORLDS_QUICK = 40, 1  # of an EPCI
VERDICTS = ("more", "less", NOT_CLEAR := "no clear difference")
BY = {SUMMER: "by the end of June", YEAR: "by the end of December", NEXT: "by the end of the next June"}
MONTHS = tuple(range(1, 19))
NAMED = 2  # cases of a kind in a sentence

type ByCase = Mapping[str, Told]  # how much more a case has of 100


def first_pair(asking: Asking) -> Finding:
    """The first pair: what is the chance of a first group by summer, what raises it, and what if nobody came?

    A programme begins in January with two facilitators and nothing else, in the main town of an EPCI of France: of the
    1,255, some of each class of size are drawn by chance, and each has simulations of its own. The answer gives, month
    by month, in how many simulations a first group has begun, and in how many it has ended. Cases that do something
    more, from the start or from week 27 on, are compared with the pair alone in the same simulations; what is done in
    summer counts over those in which no group had begun by then.
    """
    places = sample(asking.much(EACH, EACH_QUICK))
    found, ensemble = lived(asking, places, asking.much(WORLDS, WORLDS_QUICK)), asking.ensemble
    at_start = {case: found.more(case, ALONE, YEAR) for case in STARTS}
    late = {case: found.more(changed_in_summer(case), ALONE, YEAR, late=True) for case in CHANGES}
    (best, second, *_), first = ranked(at_start), {week: found.share(ALONE, week) for week in BY}
    table, raised = figures(found), found.share(best, YEAR).short
    ahead = pd.Series(100 * (found.by(best, YEAR) - found.by(second, YEAR)), found.worlds.index).dropna()
    each = len(found.worlds) // len(places)
    sampled = f"{len(places)} EPCI, {each} simulation{'s' * (each > 1)} of each"
    return Finding(
        answer=f"A first group by summer in {first[SUMMER].short} of 100 cases, by December in {first[YEAR].short}; "
        f"with {best} in {raised}",
        sure=f"by summer {first[SUMMER].ends}, by December {first[YEAR].ends} (95 %); nothing was observed",
        sentence=f"One pair alone, in the main town of an EPCI from January on, has begun a first group "
        f"{BY[SUMMER]} in {first[SUMMER].of_100} of 100 simulations, {BY[YEAR]} in {first[YEAR].of_100}; with {best} "
        f"it is {at_start[best].points} points more.",
        follows=f"{at_the_start(found, at_start)} {in_summer(found, late)} {by_sizes(found)}",
        rows=rows_of_cases(found, at_start, ALONE),
        overturns=f"That {best} brings more than {second}: {More(found.over(ensemble), ahead).overturned('points')}",
        method=f"{sampled}, of {sum(map(len, by_size().values())):,}, drawn by size and weighted "
        f"({ensemble.about.get('title', ensemble.name)}; how much asking does is drawn again, widely: nothing was "
        f"observed there). The pair is trained as January begins; no group waits for holidays. A day a week is {DAY:g} "
        "of a post; events, and letters to the town, take nobody's time. Differences are of the same simulations; 95 "
        "% intervals are of the EPCI drawn.",
        table=table,
        figure=first_pair_figure(
            table,
            f"One pair alone: a first group by summer in {first[SUMMER].short} of 100 simulations, by the end of the "
            f"year in {first[YEAR].short}; with {best} in {raised}",
            sampled,
        ),
        lines=(
            *(
                f"## If by week {LATER} no group has begun",
                "",
                *rows_of(rows_of_cases(found, late, "all goes on", late=True)),
                "",
            ),
            *("## By inhabitants", "", *rows_of(rows_of_sizes(found))),
        ),
    )


def ranked(more_of: ByCase) -> list[str]:
    """Sort the cases by gain, largest first."""
    return sorted(more_of, key=lambda case: -more_of[case].value)


def at_the_start(found: Beginnings, at_start: ByCase) -> str:
    """Write which cases raise the chance within the year, which lower it, and which show no clear difference."""
    better, worse, neither = ([one for one in ranked(at_start) if at_start[one].verdict == word] for word in VERDICTS)
    told = f"A pair alone has {found.registered(ALONE).said(1, '.1f')} registrations in {YEARS} years, {MAILING} add "
    told += f"{found.registered(MAILING, ALONE).value:.1f}; a group needs {Parameters().group.quorum}. "
    told += f"Do not leave it alone: most helps {listed(better[:NAMED])}." if better else "Nothing tried surely helps."
    told += f" Worse: {_some(worse)}." if worse else ""
    told += f" No clear help: {_some(neither)}." if neither else ""
    others = [case for case in better if case != MAILING]
    if better[:1] == [MAILING] and others and found.more(others[0], WEAK, YEAR).low > 0:
        feeble = found.more(WEAK, ALONE, YEAR).points
        told += f" Were letters a tenth as strong ({feeble} points), {others[0]} would help most."
    return told


def _some(cases: Sequence[str]) -> str:
    """Name the first few cases and count the others."""
    first, others = ", ".join(cases[:NAMED]), len(cases) - NAMED
    return f"{first} and {others} more" if others > 0 else first


def in_summer(found: Beginnings, late: ByCase) -> str:
    """Write what to do where no group has begun by week 26."""
    waits, (best, second, *_) = found.share(ALONE, YEAR, late=True), ranked(late)
    said = f"Where by week {LATER} none has begun, {waits.of_100} have one by December if all goes on"
    if late[best].verdict != "more":
        return f"{said}; no change surely does better."
    first, other = (found.share(changed_in_summer(case), YEAR, late=True).of_100 for case in (best, second))
    ahead = found.more(changed_in_summer(best), changed_in_summer(second), YEAR, late=True)
    then = "then" if ahead.low > 0 else "in a tie with"
    return f"{said}: change course, with {best} ({first}), {then} {second} ({other})."


def by_sizes(found: Beginnings) -> str:
    """Write whether the largest EPCI differ from the smallest."""
    smallest, largest = (found.share(ALONE, YEAR, size=size) for size in (next(iter(SIZES)), [*SIZES][-1]))
    apart = smallest.high < largest.low or largest.high < smallest.low
    return f"Smallest and largest EPCI {'differ' if apart else NOT_CLEAR}."


def rows_of_cases(found: Beginnings, more_of: ByCase, alone: str, late: bool = False) -> pd.DataFrame:
    """Return one row per case: shares, and the gain by the end of December over the pair alone, whose row is named
    `alone`. If `late`, the cases are changes in week 27, over the simulations without a group by then."""
    rows = []
    for name in (ALONE, *more_of):
        case = changed_in_summer(name) if late and name != ALONE else name
        row = {"case": alone if name == ALONE else name}
        for week in (YEAR, NEXT) if late else (SUMMER, YEAR):
            row[f"a group {BY[week]}"] = found.share(case, week, late=late).of_100
        more = more_of.get(name)
        points, told = (more.points, more.verdict) if more else ("–", "compared with")
        rows.append(row | {f"points more {BY[YEAR]}": points, "verdict": told})
    return pd.DataFrame(rows)


def rows_of_sizes(found: Beginnings) -> pd.DataFrame:
    """Return one row per size class: the pair alone at each date, and with all support from the start."""
    return pd.DataFrame(
        {
            "inhabitants": size or "all of France",
            **{f"alone, {BY[week]}": found.share(ALONE, week, size=size).of_100 for week in BY},
            f"simulated to its end {BY[NEXT]}": found.share(ALONE, NEXT, ENDED, size=size).of_100,
            f"{TOGETHER}, {BY[YEAR]}": found.share(TOGETHER, YEAR, size=size).of_100,
        }
        for size in (*SIZES, "")
    )


def figures(found: Beginnings) -> pd.DataFrame:
    """Return all shares and differences, as fractions of 1, one row each with its interval. `week` counts weeks that
    are over; parts named `late` cover simulations without a group by summer."""
    rows = []
    for size in ("", *SIZES):
        rows += [
            ("course", size, case, event, week, *found.share(case, week, event, size))
            for case, event in COURSES
            for week in (YEAR * month / 12 for month in MONTHS)
        ]
        for case, week in product((*STARTS, TOGETHER, WEAK), BY):
            rows.append(("start", size, case, BEGUN, week, *found.share(case, week, size=size)))
            rows.append(("start, more", size, case, BEGUN, week, *found.more(case, ALONE, week, size)))
        for week in (YEAR, NEXT):
            rows.append(("late", size, ALONE, BEGUN, week, *found.share(ALONE, week, size=size, late=True)))
        for case, week in product(CHANGES, (YEAR, NEXT)):
            name = changed_in_summer(case)
            rows.append(("late", size, case, BEGUN, week, *found.share(name, week, size=size, late=True)))
            rows.append(("late, more", size, case, BEGUN, week, *found.more(name, ALONE, week, size, late=True)))
    return pd.DataFrame(rows, columns=["part", "size", "case", "event", "week", "value", "low", "high"])


COURSES: dict[tuple[str, str], tuple[str, str, Any]] = {  # what is drawn of a size: its words, colour and line
    (ALONE, BEGUN): ("the pair alone: begun", BLUE, "-"),
    (ALONE, ENDED): ("simulated to its end", BLUE, "--"),
    (COORDINATOR, BEGUN): (f"{COORDINATOR}: begun", GREEN, "-"),
    (TOGETHER, BEGUN): (f"{TOGETHER}: begun", VERMILLION, "-"),
}
QUARTERS = ("Jan", "Apr", "Jul", "Oct")
NAME = 26  # letters of a line of a case


@styled
def first_pair_figure(table: pd.DataFrame, title: str, of: str) -> Figure:
    """Draw one panel per size class with monthly shares of simulations and, below, the gain in points of each start
    and of each change in summer. `of` describes the simulations."""
    figure = Figure(figsize=(10.4, 7.4))
    above, below = figure.subfigures(2, 1, squeeze=False, height_ratios=(1, 1.12))[:, 0]
    panels = above.subplots(1, len(SIZES), sharey=True)
    for ax, size in zip(panels, SIZES, strict=True):
        _courses(ax, table[(table["part"] == "course") & (table["size"] == size)])
        ax.set_title(f"{textwrap.fill(size, 12)}\ninhabitants", fontsize=9)
    panels[0].set_ylabel("of 100 simulations, with a first group")
    panels[0].set_ylim(0, 100)
    lines = [Line2D([], [], color=colour, linestyle=line, label=words) for words, colour, line in COURSES.values()]
    above.legend(handles=lines, loc="outside upper left", ncols=len(lines), fontsize=8.5)
    june, december, late = below.subplots(1, 3)
    for ax, week, words in ((june, SUMMER, "June"), (december, YEAR, "December")):
        _points(ax, table, "start, more", STARTS, week)
        ax.set_title(f"From the start:\nby the end of {words}", fontsize=9)
    december.set_yticklabels([])
    _points(late, table, "late, more", CHANGES, YEAR)
    late.set_title(f"Changes in week {LATER + 1}:\nby the end of December", fontsize=9)
    ends = [ax.get_xlim() for ax in (june, december, late)]
    for ax in (june, december, late):
        ax.set_xlim(min(low for low, _ in ends), max(high for _, high in ends))
        ax.set_xlabel("points of 100 simulations more")
    titled(
        figure,
        title,
        f"{of}. Bands and bars: 95 % intervals, which rest on the EPCI that were drawn. Grey: not clearly different "
        "from the pair alone in the same simulations. Dotted: the end of June. Nothing was observed in these EPCI.",
    )
    return figure


def _courses(ax: Axes, rows: pd.DataFrame) -> None:
    """Draw the shares of one size class, month by month from January on."""
    for (case, event), (_, colour, line) in COURSES.items():
        at = rows[(rows["case"] == case) & (rows["event"] == event)]
        months, shares = np.append(0, at["week"] * 12 / YEAR), np.append(0, 100 * at["value"])
        low, high = (np.append(0, 100 * at[end]) for end in ("low", "high"))
        ax.fill_between(months, low, high, color=colour, alpha=0.16, linewidth=0)
        ax.plot(months, shares, color=colour, linestyle=line, linewidth=1.6)
    last = int(months[-1])
    ax.axvline(SUMMER * 12 / YEAR, **LOOK)
    ax.set_xlim(0, last)
    ticks = range(0, last + 1, 6)
    ax.set_xticks(ticks, [QUARTERS[month // 3 % len(QUARTERS)] for month in ticks])
    ax.set_xticks(range(0, last + 1, 3), minor=True)
    ax.grid(axis="y")


def _points(ax: Axes, table: pd.DataFrame, part: str, cases: Iterable[str], week: int) -> None:
    """Draw one row per case with its gain in points by a week, over all of France."""
    whole = table[(table["part"] == part) & (table["size"] == "") & (table["week"] == week)]
    at = whole.set_index("case").loc[[*cases]]
    value, low, high = (100 * at[name].reset_index(drop=True) for name in ("value", "low", "high"))
    dots(ax, value, low, high, BLUE)
    ax.set_yticks(range(len(at)), [textwrap.fill(case, NAME) for case in cases], fontsize=8.5)
    ax.set_ylim(len(at) - 0.5, -0.5)
