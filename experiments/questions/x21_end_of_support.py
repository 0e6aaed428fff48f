"""X21. How long does activity last when support ends?

At the end of year 5 training stops (no seats), or partners are no longer looked for (no contacts), or there are no more
events and mailings, or all of it; ten more years follow, in the worlds of an ensemble. Half-life: time from the end of
support until a figure is first down to half of its level of year 5, on straight lines between years. The active
facilitators are those at the end of a year; groups and people of a year stand for its middle, and the level of year 5
is taken to last until support ends. Where half is not reached the half-life is longer than the runs: such worlds count
as longest. That all support ends is asked again under each reading.
"""

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
    MARKED,
    YEARS_QUICK,
    Asked,
    Asking,
    by_world,
    middle,
    over_an_ensemble,
    share_of_worlds,
    spreads,
    verdict,
)
from contagion.experiments.questions.publishing import Finding
from contagion.experiments.say.charts.bands import nested_course
from contagion.experiments.say.charts.marks import LOOK
from contagion.experiments.say.charts.style import BLUE, BROWN, GREEN, SOFT, VERMILLION, counts, styled, titled
from contagion.models.parameters import Decision, Parameters
from contagion.models.scenarios.scenario import read
from contagion.sim.model import WEEKS_A_YEAR
from contagion.sim.statistics.spread import ENDS

TRAINING, PARTNERS = {"training.places": 0}, {"partners.contacts_per_month": 0}
OUTREACH = {"outreach.events_per_year": 0, "outreach.campaigns_per_year": 0}
GOES_ON, ALL_ENDS = "support goes on", "all support ends"
ALONE = {"no outreach": OUTREACH, "no partners": PARTNERS, "no training": TRAINING}
CASES: dict[str, dict[str, Any]] = {GOES_ON: {}, **ALONE, ALL_ENDS: {**TRAINING, **PARTNERS, **OUTREACH}}
COLOURS = dict(zip(CASES, (SOFT, GREEN, BLUE, VERMILLION, BROWN), strict=True))
PEOPLE, STOCK, FLOWS = "participants", "facilitators_active", ("groups_started", "participants")
SHOWN = (PEOPLE, "groups_started", STOCK)


def main(asking: Asking) -> Finding:
    """Half-lives, their figure, and what they say."""
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

    readings = asking.of_readings(under_a_reading)
    table = summed_up(lives, missed)
    worst, second = missed[list(ALONE)].median().sort_values(ascending=False, kind="stable").index[:2]
    at, left = table.set_index(["case", "figure"]), years - stop
    end = at.loc[(ALL_ENDS, PEOPLE)]
    halved = share_of_worlds(1 - end["never"] / end["worlds"], int(end["worlds"]))
    return Finding(
        answer=f"Half of the yearly people are left after {years_of(end['half_life_p50'], left)} years.",
        sure=f"half is reached in {halved}",
        sentence=f"When all support ends after {stop} years, half of the people a year are left after "
        f"{life(end, left)}, and {middle(missed[ALL_ENDS])} people fewer are reached in {years} years; of what may end "
        f"alone, {worst} costs most: {middle(missed[worst])} people (medians; in brackets 90 % ranges)."
        f"{in_readings(readings, left)}",
        follows=follows(missed, worst, second),
        rows=_rows(asking, at, missed, left),
        overturns=f"That {worst} costs more people than {second}: "
        f"{asking.more(missed[worst] - missed[second]).overturned('people')}",
        method=_method(asking.worlds_of(runs.table), of_theory(lives, asking.over), stop, left),
        table=table,
        figure=_figure(rows, at, stop, years),
    )


def until(stop: int, values: dict[str, Any], parameters: Parameters) -> Parameters:
    """Parameters until the end of a year, other values from then on."""
    decisions = (Decision(start=stop * WEEKS_A_YEAR, set=values),) if values else ()
    return parameters.model_copy(update={"decision": decisions})


def by_the_year(rows: pd.DataFrame) -> pd.DataFrame:
    """The yearly table with the groups and people of each year in place of those since the start."""
    rows = rows.sort_values(["case", "seed", "year"]).reset_index(drop=True)
    before = rows.groupby(["case", "seed"])[list(FLOWS)].shift(fill_value=0)
    return rows.assign(**{name: rows[name] - before[name] for name in FLOWS})


def half_life(times: ArrayLike, values: ArrayLike) -> float:
    """First time at which half of the first value is reached; inf if never, NaN if that value is 0."""
    t, y = np.asarray(times, dtype=float), np.asarray(values, dtype=float)
    if not y[0] > 0:
        return nan
    below = np.flatnonzero(y <= y[0] / 2)
    if not len(below):
        return inf
    n = int(below[0])
    return float(t[n - 1] + (y[n - 1] - y[0] / 2) / (y[n - 1] - y[n]) * (t[n] - t[n - 1]))


def half_lives(rows: pd.DataFrame, stop: int) -> pd.DataFrame:
    """A row a case, world and figure: `half_life`, in years from the end of support."""
    made = []
    for _, at in rows[rows["year"] >= stop].groupby(["case", "seed"]):
        for name in SHOWN:
            times = (at["year"] - stop - (0.5 if name in FLOWS else 0.0)).clip(lower=0)
            made.append({**at.iloc[0][["case", "seed"]], "figure": name, "half_life": half_life(times, at[name])})
    return pd.DataFrame(made)


def ends_of(lives: ArrayLike) -> dict[str, float]:
    """Where half-lives lie over the worlds, those that do not end being the longest."""
    return {end: float(np.quantile(np.asarray(lives, float), share, method="nearest")) for end, share in ENDS.items()}


def summed_up(lives: pd.DataFrame, missed: pd.DataFrame) -> pd.DataFrame:
    """A row a case and figure: where half-lives lie, in how many worlds half is not reached, and the people missed."""
    by_case = lives.dropna().set_index(["case", "figure"])["half_life"]
    fewer = spreads(missed.melt(value_name="missed", ignore_index=False), ["case"], ["missed"]).set_index("case")
    out = []
    for name, figure in product(CASES, SHOWN):
        each = by_case.loc[[(name, figure)]].to_numpy()
        row: dict[str, Any] = {"case": name, "figure": figure, "worlds": len(each), "never": int(np.isinf(each).sum())}
        row |= {f"half_life_{end}": value for end, value in ends_of(each).items()}
        out.append(row | fewer.loc[name].filter(like="missed").to_dict())
    return pd.DataFrame(out)


def of_theory(lives: pd.DataFrame, over: Worlds) -> dict[str, float]:
    """How many times as long as by theory the active facilitators need to halve without training: those who are not
    replaced decline as exp(-loss × time), with the loss of their world."""
    own = lives[(lives["case"] == "no training") & (lives["figure"] == STOCK)].set_index("seed")["half_life"]
    loss = [over.parameters(read(), int(world)).retention.loss_per_year for world in own.index]
    return ends_of((own * loss / log(2)).dropna())


def in_readings(middles: dict[str, float], left: int) -> str:
    """Between which middles the half-life of the people a year lies under the readings."""
    if not middles:
        return ""
    low, high = (years_of(end, left) for end in (min(middles.values()), max(middles.values())))
    return f" Under {len(middles)} readings it is {low} to {high} years in the middle."


def years_of(value: float, left: int) -> str:
    return f"over {left}" if value == inf else f"{value:.1f}"


def life(row: pd.Series, left: int) -> str:
    best, low, high = (years_of(row[f"half_life_{end}"], left) for end in ("p50", "p5", "p95"))
    return f"{best} years ({low} to {high})"


def follows(missed: pd.DataFrame, worst: str, second: str) -> str:
    first = (
        f"Activity does not carry itself: whoever has to save should keep what its absence costs most ({worst})."
        if verdict(missed[ALL_ENDS]) == "more"
        else "It is not told that activity depends on support."
    )
    apart = verdict(missed[worst] - missed[second]) == "more"
    order = "" if apart else f" That it costs more than {second} is not told in nine worlds of ten."
    spared = [name for name in ALONE if verdict(missed[name]) != "more"]
    return f"{first}{order}" + (f" Not told to cost people: {', '.join(spared)}." if spared else "")


def _rows(asking: Asking, at: pd.DataFrame, missed: pd.DataFrame, left: int) -> pd.DataFrame:
    rows = [
        {
            "what happens": name,
            "half of the people a year after": life(at.loc[(name, PEOPLE)], left),
            "half of the facilitators after": life(at.loc[(name, STOCK)], left),
            "people against support that goes on": str(asking.more(-missed[name])),
            "fewer people in": asking.more(missed[name]).often,
            "verdict": verdict(-missed[name], down="fewer people"),
        }
        for name in CASES
    ]
    base = dict(zip(list(rows[0])[3:], ("–", "–", "held against"), strict=True))
    return pd.DataFrame([rows[0] | base, *rows[1:]])


def _method(worlds: str, theory: dict[str, float], stop: int, left: int) -> str:
    times, short, long = (
        "more than can be seen" if theory[end] == inf else f"{theory[end]:.2f}" for end in ("p50", "p5", "p95")
    )
    return (
        f"The reference for {stop + left} years in {worlds}; at the end of year {stop} training, the search for "
        "partners, events and mailings, or all of these end for good. Each world is held against itself with support "
        f"that goes on. Half-lives count from the end of support; one of more than {left} years was not reached. In "
        "brackets: nine worlds in ten. Facilitators who are not replaced should halve in ln 2 over the loss of their "
        f"world; without training they take {times} times as long ({short} to {long}). Nobody takes over what ends: "
        "that is an assumption."
    )


@styled
def _figure(rows: pd.DataFrame, at: pd.DataFrame, stop: int, years: int) -> Figure:
    """People a year by what ends, each in a panel against support that goes on."""
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
        f"Lines: {MARKED.format(worlds=int(end['worlds']))}. Dotted: the end of support. In brackets: nine worlds in "
        "ten.",
    )
    return figure


QUESTION = over_an_ensemble(main)
