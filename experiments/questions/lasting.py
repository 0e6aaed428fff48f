"""How long a shock is felt, and what lasts when support ends."""

from __future__ import annotations

from functools import partial
from itertools import product
from math import inf, log, nan
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from contagion.experiments.evidence.worlds import Worlds
from contagion.experiments.questions.asking import (
    MOST_WORLDS,
    NOT_CLEAR,
    YEARS_QUICK,
    Asked,
    Asking,
    Finding,
    by_world,
    leaders,
    marked,
    middle,
    share_of_worlds,
    spreads,
    tied,
    verdict,
)
from contagion.experiments.say.charts.axes import LOOK, nested, nested_course
from contagion.experiments.say.charts.style import BLUE, BROWN, GREEN, INK, SOFT, VERMILLION, counts, styled, titled
from contagion.experiments.say.levers import PLACES
from contagion.experiments.say.sentences import to_its_error
from contagion.models.outcomes.resilience import TOLERANCE, recovery_time, resilience, yearly_flow
from contagion.models.parameters import Decision, Parameters
from contagion.models.scenario import read
from contagion.sim.chance.draws import Draws, Floats
from contagion.sim.model import WEEKS_A_YEAR
from contagion.sim.statistics.spread import ENDS

# ---- x15_resilience --------------------------------------------------------------------------------------------------

CALM = "no shock"
LENGTH = 52  # weeks, of all shocks that last
AT_ONCE = "three facilitators in ten lost at once"
SHOCKS: dict[str, tuple[dict[str, Any], str]] = {
    "coordinator away": ({"kind": "coordinator away", "weeks": LENGTH}, INK),
    "half of the posts away": ({"kind": "coordinator away", "share": 0.5, "weeks": LENGTH}, BLUE),
    "half of the means cut": ({"kind": "budget cut", "factor": 0.5, "weeks": LENGTH}, BROWN),
    "no groups in person": ({"kind": "in-person groups suspended", "weeks": LENGTH}, GREEN),
    AT_ONCE: ({"kind": "facilitators lost", "share": 0.3}, VERMILLION),
}
ALIKE = [name for name in SHOCKS if name != AT_ONCE]
SERIES = {"facilitators_active": "active facilitators", "participants": "people in a year"}
RESAMPLES = 400
EVERY = 26  # weeks, in the figure
OF_MEANS = ("of_means", "of_means_low", "of_means_high")  # recovery, and its interval

type Courses = dict[str, dict[str, pd.DataFrame]]  # by case and series: a row a week, a column a world


def x15_resilience(asking: Asking) -> Finding:
    """X15. How long is a shock felt, and what does it cost?

    At the start of year 4 something is so for 52 weeks: the coordinator is away, or half of the posts, or half of the
    means are cut, or no group meets in person. These last equally long; in one more case, three in ten of the active
    facilitators stop at once. Each simulation of an ensemble is compared with itself without a shock, which is the same
    until then. Two series are looked at, week by week: the active facilitators, and the people reached in the 52 weeks
    up to then.

    Recovery time: weeks from the start of the shock until a series no more falls short of the other by over 5 %. A
    single pair of runs also parts by chance, so it is that of the mean course over the simulations, with the interval
    of 400 bootstrap samples of them. Loss area: what was missed to the end of the runs, less what was caught up, in
    each simulation.
    """
    start, years = asking.much(3, 1) * WEEKS_A_YEAR, asking.years
    asked: list[Asked] = [({"case": CALM}, {})]
    asked += [({"case": name}, partial(hit, shock, start)) for name, (shock, _) in SHOCKS.items()]
    runs = asking.close_up().lived(asked)
    courses = by_case(runs.rows("weeks"))
    lost = losses(courses, start)
    table = losses_summed_up(courses, lost, start)
    people = lost["loss_participants"].unstack("case")
    alike = people[ALIKE]
    worst, second = alike.median().sort_values(ascending=False).index[:2]
    within = leaders(tied(asking.ensemble, alike))
    ahead = asking.more(alike[worst] - alike.drop(columns=worst).max(axis=1))
    at, left = table[table["series"] == "participants"].set_index("case"), years * WEEKS_A_YEAR - start
    return Finding(
        answer=f"Costliest of {LENGTH} weeks: {within}",
        sure=f"{worst}: costliest in {ahead.often}",
        sentence=f"Of {len(ALIKE)} shocks that all last {LENGTH} weeks, from year {start // WEEKS_A_YEAR + 1} on, the "
        f"costliest is {within}: with “{worst}” {middle(people[worst])} people are missed by the end of year {years} "
        f"(medians; in brackets 90 % ranges), {middle(lost.loc[worst]['share'], '{:z.0%}')} of those who would have "
        f"come; it is felt for {weeks_of(at.loc[worst], left)}.",
        follows=_follows(people, at, worst, left),
        rows=rows_of_shocks(asking, people, lost, at, left),
        overturns=f"That “{worst}” costs more people than “{second}”: "
        f"{asking.more(people[worst] - people[second]).overturned('people')}",
        method=f"Each shock, with {left} weeks left, in {asking.worlds_of(runs.table)}, each compared with "
        f"itself without a shock. All last {LENGTH} weeks but “{AT_ONCE}”. People missed: of the years after it, "
        f"less what was caught up; in brackets 90 % of simulations, and “{NOT_CLEAR}” where these lie on both sides of "
        f"nothing. {MOST_WORLDS} Felt for: weeks from its start until the mean over the simulations no more falls "
        f"short by over {TOLERANCE:.0%}, with its 95 % interval. What each shock does is an assumption; of the yearly "
        "sessions of training one falls into an absence.",
        table=table,
        figure=_shocks_figure(courses, table, worst, start, years),
    )


def hit(shock: dict[str, Any], start: int, parameters: Parameters) -> Parameters:
    """Return parameters with a shock that starts in this week."""
    return Parameters.model_validate({**parameters.model_dump(), "shock": [shock | {"from": start}]})


def by_case(weeks: pd.DataFrame) -> Courses:
    """Return the weekly courses by case and series, for the simulations that all cases share."""
    wide = {
        (str(name), of): rows.pivot(index="week", columns="seed", values=of)
        for name, rows in weeks.groupby("case", sort=False)
        for of in SERIES
    }
    worlds = sorted(set.intersection(*(set(table.columns) for table in wide.values())))
    return {name: {of: wide[name, of][worlds] for of in SERIES} for name, _ in wide}


def flow(of: str, course: pd.DataFrame) -> Floats:
    """Return a series of shape (weeks, simulations): facilitators as they are, people over the last 52 weeks."""
    values = course.to_numpy(float)
    return values if of == "facilitators_active" else np.apply_along_axis(yearly_flow, 0, values)


def of_the_means(base: Floats, shocked: Floats, start: int, seed: int = 0) -> tuple[float, float, float]:
    """Return the recovery time of the mean course, inf if none, and its 95 % percentile interval (bootstrap).

    Both series have shape (weeks, simulations); the bootstrap resamples simulations.
    """
    worlds, draws = base.shape[1], Draws(seed).stream("bootstrap, seeds of a shock")
    samples = [np.arange(worlds)]
    samples += [draws.index(worlds, np.arange(worlds), sample) for sample in range(RESAMPLES)]
    times = [recovery_time(base[:, at].mean(axis=1), shocked[:, at].mean(axis=1), start) for at in samples]
    known = [np.inf if time is None else float(time) for time in times]
    low, high = np.quantile(known[1:], [0.025, 0.975], method="nearest")
    return known[0], float(low), float(high)


def losses(courses: Courses, start: int) -> pd.DataFrame:
    """Return one row per shock and simulation: what `resilience` measures, and `share`, people missed divided by the
    people expected without the shock."""
    rows = {}
    for name, world in product(SHOCKS, courses[CALM]["participants"]):
        pair = [pd.DataFrame({of: courses[one][of][world] for of in SERIES}) for one in (CALM, name)]
        made = resilience(*pair, start)
        due = yearly_flow(pair[0]["participants"])[start:].sum() / WEEKS_A_YEAR
        rows[name, world] = made | {"share": made["loss_participants"] / due if due else np.nan}
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis(["case", "seed"])


def losses_summed_up(courses: Courses, lost: pd.DataFrame, start: int) -> pd.DataFrame:
    """Return one row per shock and series: recovery of the mean course, and quantiles of the loss over simulations."""
    rows = []
    for name, of in product(SHOCKS, SERIES):
        base, shocked = (flow(of, courses[one][of]) for one in (CALM, name))
        found = of_the_means(base, shocked, start)
        row: dict[str, Any] = {"case": name, "series": of, **dict(zip(OF_MEANS, found, strict=True))}
        own = lost.loc[[name]].rename(columns={f"loss_{of}": "loss", f"deepest_{of}": "deepest"})
        columns = ["loss", "deepest"] + (["share"] if of == "participants" else [])
        rows.append(row | spreads(own.reset_index(), ["case"], columns).iloc[0].to_dict())
    return pd.DataFrame(rows)


def weeks_of(row: pd.Series, left: int) -> str:
    best, low, high = (f"over {left}" if row[name] == inf else f"{row[name]:.0f}" for name in OF_MEANS)
    return f"{best} weeks" if low == best == high else f"{best} weeks ({low} to {high})"


def _follows(people: pd.DataFrame, at: pd.DataFrame, worst: str, left: int) -> str:
    clear = [name for name in SHOCKS if verdict(people[name]) == "more"]
    if not clear:
        return "No shock clearly costs people in 90 % of simulations."
    lasting = [name for name in clear if at.loc[name, "of_means"] == np.inf]
    brief = [name for name in clear if name not in lasting]
    said = f"Provide first against “{worst}”."
    said += f" Within {left} weeks the programme does not get over: {', '.join(lasting)}." if lasting else ""
    return said + (f" It gets over by itself, though not for nothing: {', '.join(brief)}." if brief else "")


def rows_of_shocks(
    asking: Asking, people: pd.DataFrame, lost: pd.DataFrame, at: pd.DataFrame, left: int
) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "shock": name,
            "people missed": middle(people[name], "{:z,.0f}"),
            "of those who would have come": middle(lost.loc[name]["share"], "{:z.0%}"),
            "felt for": weeks_of(at.loc[name], left),
            "fewer people in": asking.more(people[name]).often,
            "verdict": asking.more(people[name]).leaning("costs people", "brings people"),
        }
        for name in people.median().sort_values(ascending=False).index
    )


@styled
def _shocks_figure(courses: Courses, table: pd.DataFrame, worst: str, start: int, years: int) -> Figure:
    """Draw one panel per shock, people in a year relative to the run without it, and one panel of people missed."""
    figure = Figure(figsize=(9.4, 6.2))
    panels = figure.subplots(2, 3).flat
    base = flow("participants", courses[CALM]["participants"])
    weeks = np.arange(start, len(base), EVERY)
    for ax, (name, (_, colour)) in zip(panels, SHOCKS.items(), strict=False):
        with np.errstate(divide="ignore", invalid="ignore"):
            ratio = 100 * flow("participants", courses[name]["participants"])[weeks] / base[weeks]
        rows = pd.DataFrame(ratio, pd.Index(weeks / WEEKS_A_YEAR, name="year"))
        long = rows.melt(value_name="ratio", ignore_index=False).reset_index()
        nested_course(ax, spreads(long, ["year"], ["ratio"]), "year", "ratio", colour)
        ax.axhline(100, color=SOFT, linewidth=0.9)
        ax.axvline(start / WEEKS_A_YEAR, **LOOK)
        ax.set(ylim=(0, 160), xlim=(start / WEEKS_A_YEAR - 0.3, years))
        ax.set_title(name, fontsize=9.5)
        ax.grid(axis="y")
    for ax in figure.axes[:4:3]:
        ax.set_ylabel("people in a year, % of those without")
    for ax in figure.axes[3:5]:
        ax.set_xlabel("years since the start")
    last, people = figure.axes[5], table[table["series"] == "participants"].reset_index(drop=True)
    nested(last, people, "loss", [colour for _, colour in SHOCKS.values()])
    last.set_yticks([])
    last.invert_yaxis()
    last.set_title("People missed, in the same order", fontsize=9.5)
    last.set_xlabel(f"people, to the end of year {years}")
    loss = people.set_index("case").loc[worst]
    titled(
        figure,
        f"The costliest shock: {worst}, {to_its_error(loss['loss_p50'], loss['loss_p50_error'], ',.0f')} people missed",
        f"Marks: {marked(loss['worlds'])}. Dotted: the shock; grey: not clear. Each simulation is compared with itself "
        "without it.",
    )
    return figure


# ---- x21_end_of_support ----------------------------------------------------------------------------------------------

TRAINING, PARTNERS = {PLACES.parameter: 0}, {"partners.contacts_per_month": 0}
OUTREACH = {"outreach.events_per_year": 0, "outreach.campaigns_per_year": 0}
GOES_ON, ALL_ENDS = "support goes on", "all support ends"
ALONE = {"no outreach": OUTREACH, "no partners": PARTNERS, "no training": TRAINING}
CASES: dict[str, dict[str, Any]] = {GOES_ON: {}, **ALONE, ALL_ENDS: {**TRAINING, **PARTNERS, **OUTREACH}}
COLOURS = dict(zip(CASES, (SOFT, GREEN, BLUE, VERMILLION, BROWN), strict=True))
PEOPLE, STOCK, FLOWS = "participants", "facilitators_active", ("groups_started", "participants")
SHOWN = (PEOPLE, "groups_started", STOCK)


def x21_end_of_support(asking: Asking) -> Finding:
    """X21. How long does activity last when support ends?

    At the end of year 5 training stops (no seats), or partners are no longer looked for (no contacts), or there are no
    more events and mailings, or all of it; ten more years follow, in the simulations of an ensemble. Half-life: time
    from the end of support until a figure is first down to half of its level of year 5, on straight lines between
    years. The active facilitators are those at the end of a year; groups and people of a year stand for its middle, and
    the level of year 5 is taken to last until support ends. Where half is not reached the half-life is longer than the
    runs: such simulations count as longest. That all support ends is asked again under each reading.
    """
    stop, years = asking.much(5, 1), asking.much(15, YEARS_QUICK)
    asked: list[Asked] = [({"case": name}, partial(until, stop, values)) for name, values in CASES.items()]
    runs = asking.lived(asked, years)
    rows = by_the_year(runs.rows("years"))
    people = by_world(runs.table, "case", PEOPLE)
    missed = people.rsub(people[GOES_ON], axis=0)
    lives = half_lives(rows, stop)
    ended = [one for one in asked if one[0]["case"] == ALL_ENDS]

    def under_a_reading(there: Asking) -> float:
        made = half_lives(by_the_year(there.lived(ended, years).rows("years")), stop)
        return ends_of(made.loc[made["figure"] == PEOPLE, "half_life"].dropna())["p50"]

    under = asking.of_readings(under_a_reading).values()
    table = lives_summed_up(lives, missed)
    worst, second = missed[list(ALONE)].median().sort_values(ascending=False, kind="stable").index[:2]
    at, left = table.set_index(["case", "figure"]), years - stop
    end = at.loc[(ALL_ENDS, PEOPLE)]
    halved = share_of_worlds(1 - end["never"] / end["worlds"], int(end["worlds"]))
    low, high = (years_of(of(under, default=0), left) for of in (min, max))
    readings = f" Under {len(under)} readings the median is {low} to {high} years." if under else ""
    return Finding(
        answer=f"Half of the yearly people are left after {years_of(end['half_life_p50'], left)} years.",
        sure=f"half is reached in {halved}",
        sentence=f"When all support ends after {stop} years, half of the people a year are left after "
        f"{life(end, left)}, and {middle(missed[ALL_ENDS])} people fewer are reached in {years} years; of what may end "
        f"alone, {worst} costs most: {middle(missed[worst])} people (medians; in brackets 90 % ranges).{readings}",
        follows=follows(missed, worst, second),
        rows=_rows(asking, at, missed, left),
        overturns=f"That {worst} costs more people than {second}: "
        f"{asking.more(missed[worst] - missed[second]).overturned('people')}",
        method=_method(asking.worlds_of(runs.table), of_theory(lives, asking.over), stop, left),
        table=table,
        figure=_ends_figure(rows, at, stop, years),
    )


def until(stop: int, values: dict[str, Any], parameters: Parameters) -> Parameters:
    """Return parameters with other values from a year's end on."""
    decisions = (Decision(start=stop * WEEKS_A_YEAR, set=values),) if values else ()
    return parameters.model_copy(update={"decision": decisions})


def by_the_year(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the yearly table with groups and people of each year in place of those since the start."""
    rows = rows.sort_values(["case", "seed", "year"]).reset_index(drop=True)
    before = rows.groupby(["case", "seed"])[list(FLOWS)].shift(fill_value=0)
    return rows.assign(**{name: rows[name] - before[name] for name in FLOWS})


def half_life(times: ArrayLike, values: ArrayLike) -> float:
    """Return the first time at which half of the first value is reached; inf if never, NaN if that value is 0."""
    t, y = np.asarray(times, dtype=float), np.asarray(values, dtype=float)
    if not y[0] > 0:
        return nan
    below = np.flatnonzero(y <= y[0] / 2)
    if not len(below):
        return inf
    n = int(below[0])
    return float(t[n - 1] + (y[n - 1] - y[0] / 2) / (y[n - 1] - y[n]) * (t[n] - t[n - 1]))


def half_lives(rows: pd.DataFrame, stop: int) -> pd.DataFrame:
    """Return one row per case, simulation and figure with `half_life`, in years from the end of support."""
    after, middle_of_year = rows[rows["year"] >= stop], dict.fromkeys(FLOWS, 0.5)
    return pd.DataFrame(
        {"case": case, "seed": seed, "figure": name, "half_life": half_life(times.clip(lower=0), at[name])}
        for (case, seed), at in after.groupby(["case", "seed"])
        for name in SHOWN
        for times in [at["year"] - stop - middle_of_year.get(name, 0.0)]
    )


def ends_of(lives: ArrayLike) -> dict[str, float]:
    """Return quantiles of half-lives over simulations; infinite ones count as longest."""
    return {end: float(np.quantile(np.asarray(lives, float), share, method="nearest")) for end, share in ENDS.items()}


def lives_summed_up(lives: pd.DataFrame, missed: pd.DataFrame) -> pd.DataFrame:
    """Return one row per case and figure: quantiles of half-lives, simulations that never halve, people missed."""
    by_case = lives.dropna().set_index(["case", "figure"])["half_life"]
    fewer = spreads(missed.melt(value_name="missed", ignore_index=False), ["case"], ["missed"]).set_index("case")
    return pd.DataFrame(
        {"case": name, "figure": figure, "worlds": len(each), "never": int(np.isinf(each).sum())}
        | {f"half_life_{end}": value for end, value in ends_of(each).items()}
        | fewer.loc[name].filter(like="missed").to_dict()
        for name, figure in product(CASES, SHOWN)
        for each in [by_case.loc[[(name, figure)]].to_numpy()]
    )


def of_theory(lives: pd.DataFrame, over: Worlds) -> dict[str, float]:
    """Return quantiles of the half-life of active facilitators without training over the theoretical one: facilitators
    who are not replaced decline as exp(-loss × time), with the loss of their simulation."""
    own = lives[(lives["case"] == "no training") & (lives["figure"] == STOCK)].set_index("seed")["half_life"]
    loss = [over.parameters(read(), int(world)).retention.loss_per_year for world in own.index]
    return ends_of((own * loss / log(2)).dropna())


def years_of(value: float, left: int) -> str:
    return f"over {left}" if value == inf else f"{value:.1f}"


def life(row: pd.Series, left: int) -> str:
    best, low, high = (years_of(row[f"half_life_{end}"], left) for end in ("p50", "p5", "p95"))
    return f"{best} years ({low} to {high})"


def follows(missed: pd.DataFrame, worst: str, second: str) -> str:
    first = (
        f"Activity does not carry itself: who has to save should keep what its absence costs most ({worst})."
        if verdict(missed[ALL_ENDS]) == "more"
        else "It is not clear that activity depends on support."
    )
    apart = verdict(missed[worst] - missed[second]) == "more"
    order = "" if apart else f" That it costs more than {second} is not clear in 90 % of simulations."
    spared = [name for name in ALONE if verdict(missed[name]) != "more"]
    return f"{first}{order}" + (f" Without a clear loss of people: {', '.join(spared)}." if spared else "")


def _rows(asking: Asking, at: pd.DataFrame, missed: pd.DataFrame, left: int) -> pd.DataFrame:
    rows = pd.DataFrame(
        {
            "what happens": name,
            "half of the people a year after": life(at.loc[(name, PEOPLE)], left),
            "half of the facilitators after": life(at.loc[(name, STOCK)], left),
            "people against support that goes on": str(asking.more(-missed[name])),
            "fewer people in": asking.more(missed[name]).often,
            "verdict": verdict(-missed[name], down="fewer people"),
        }
        for name in CASES
    )
    rows.iloc[0, 3:] = ["–", "–", "compared with"]
    return rows


def _method(worlds: str, theory: dict[str, float], stop: int, left: int) -> str:
    times, short, long = (
        "more than can be seen" if theory[end] == inf else f"{theory[end]:.2f}" for end in ("p50", "p5", "p95")
    )
    return (
        f"The reference for {stop + left} years in {worlds}; at the end of year {stop} training, the search for "
        "partners, events and mailings, or all of these end for good. Each simulation is compared with itself with "
        f"support that goes on. Half-lives count from the end of support; one of more than {left} years was not "
        "reached. In brackets: 90 % of simulations. Facilitators who are not replaced should halve in ln 2 over the "
        f"loss of their simulation; without training they take {times} times as long ({short} to {long}). Nobody takes "
        "over what ends: that is an assumption."
    )


@styled
def _ends_figure(rows: pd.DataFrame, at: pd.DataFrame, stop: int, years: int) -> Figure:
    """Draw people a year in one panel per case, together with support that goes on."""
    figure = Figure(figsize=(9.2, 5.6))
    courses = spreads(rows, ["case", "year"], [PEOPLE])
    ended = [name for name in CASES if name != GOES_ON]
    axes = figure.subplots(2, 2, sharex=True, sharey=True).flat
    for ax, name in zip(axes, ended, strict=True):
        for one in (GOES_ON, name):
            nested_course(ax, courses[courses["case"] == one], "year", PEOPLE, COLOURS[one], one)
        ax.axvline(stop, **LOOK)
        left = life(at.loc[(name, PEOPLE)], years - stop)
        ax.set_title(f"{name[0].upper()}{name[1:]}: half left after {left}", fontsize=8.5)
        ax.legend(fontsize=8.5, loc="upper left")
        counts(ax, 6, 1.05 * courses[f"{PEOPLE}_p95"].max())
        if name in ended[2:]:
            ax.set_xlabel("year of the programme")
    for ax in figure.axes[::2]:
        ax.set_ylabel("people reached in the year")
    end = at.loc[(ALL_ENDS, PEOPLE)]
    titled(
        figure,
        "When all support ends, half of the yearly people are left after "
        f"{years_of(end['half_life_p50'], years - stop)} years",
        f"Lines: {marked(end['worlds'])}. Dotted: the end of support. In brackets: 90 % of simulations.",
    )
    return figure
