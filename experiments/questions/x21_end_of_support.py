"""X21. How long does activity last when support ends?

At the end of year 5 training stops (no seats), or partners are no longer looked for (no contacts), or there are no more
events and mailings, or all of it; ten more years follow, in the worlds of an ensemble. Half-life: time from the end of
support until a figure is first down to half of its level of year 5, on straight lines between years. The active
facilitators are those at the end of a year; groups and people of a year stand for its middle, and the level of year 5
is taken to last until support ends. Where half is not reached the half-life is longer than the runs: such worlds count
as longest. That all support ends is asked again under each reading.

    contagion question x21_end_of_support
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

from contagion.experiments.drawing.bands import nested_course
from contagion.experiments.drawing.marks import LOOK
from contagion.experiments.drawing.style import BLUE, BROWN, GREEN, SOFT, VERMILLION, counts, styled, titled
from contagion.experiments.ensembles.ensemble import Ensemble
from contagion.experiments.ensembles.worlds import Worlds
from contagion.experiments.questions.in_readings import lived_in_readings
from contagion.experiments.questions.in_worlds import (
    MARKED,
    YEARS_QUICK,
    Asked,
    by_world,
    in_how_many,
    lived_in_worlds,
    middle,
    more,
    of_worlds,
    share_of_worlds,
    spreads,
    verdict,
)  # fmt: skip
from contagion.experiments.questions.overturning import overturned
from contagion.experiments.questions.publishing import Finding, Question
from contagion.models.parameters import Decision, Parameters
from contagion.models.scenarios.scenario import read
from contagion.sim.laboratory.laboratory import Laboratory
from contagion.sim.model import WEEKS_A_YEAR
from contagion.sim.statistics.spread import ENDS

TRAINING, PARTNERS = {"training.places": 0}, {"partners.contacts_per_month": 0}
OUTREACH = {"outreach.events_per_year": 0, "outreach.campaigns_per_year": 0}
GOES_ON, ALL_ENDS = "support goes on", "all support ends"
ALONE = {"no outreach": OUTREACH, "no partners": PARTNERS, "no training": TRAINING}
CASES: dict[str, dict[str, Any]] = {GOES_ON: {}, **ALONE, ALL_ENDS: {**TRAINING, **PARTNERS, **OUTREACH}}
COLOURS = dict(zip(CASES, (SOFT, GREEN, BLUE, VERMILLION, BROWN), strict=True))
STOCK, FLOWS = "facilitators_active", ("groups_started", "participants")
SHOWN = {"participants": "people a year", "groups_started": "groups started a year", STOCK: "active facilitators"}


def main(quick: bool = False, lab: Laboratory | None = None, *, ensemble: Ensemble) -> Finding:
    """Half-lives, their figure, and what they say."""
    stop, years = (1, YEARS_QUICK) if quick else (5, 15)
    asked: list[Asked] = [({"case": name}, partial(until, stop, values)) for name, values in CASES.items()]
    runs = lived_in_worlds(ensemble, asked, quick, lab, years)
    rows = by_the_year(runs.rows("years"))
    people = by_world(runs.table, "case", "participants")
    missed = people.rsub(people[GOES_ON], axis=0)
    lives = half_lives(rows, stop)
    ended = [one for one in asked if one[0]["case"] == ALL_ENDS]
    readings = {
        name: ends_of(of_people(half_lives(by_the_year(made.rows("years")), stop)))["p50"]
        for name, made in lived_in_readings(ensemble, ended, quick, lab, years).items()
    }
    table = summed_up(lives, missed)
    worst = missed[list(ALONE)].median().idxmax()
    second = missed[list(ALONE)].drop(columns=worst).median().idxmax()
    at, left = table.set_index(["case", "figure"]), years - stop
    return Finding(
        answer=f"Half of the yearly people are left after {_middle(at.loc[(ALL_ENDS, 'participants')], left)} years.",
        sure=f"half is reached in {_halved(at.loc[(ALL_ENDS, 'participants')])}",
        sentence=(
            f"When all support ends after {stop} years, half of the people a year are left after "
            f"{_life(at.loc[(ALL_ENDS, 'participants')], left)}, and {middle(missed[ALL_ENDS])} people fewer are "
            f"reached in {years} years; of what may end alone, {worst} costs most: {middle(missed[worst])} people "
            f"(the middle of the worlds, its error, and nine in ten).{_in_readings(readings, years - stop)}"
        ),
        follows=_follows(missed, worst, second),
        rows=_rows(at, missed, left),
        overturns=f"That {worst} costs more people than {second}: "
        f"{overturned(ensemble, missed[worst] - missed[second], 'people')}",
        method=_method(ensemble, runs.table, of_theory(lives, Worlds(ensemble)), stop, left),
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


def of_people(lives: pd.DataFrame) -> pd.Series:
    """Half-lives of the people a year."""
    return lives.loc[lives["figure"] == "participants", "half_life"].dropna()


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


def _in_readings(middles: dict[str, float], left: int) -> str:
    """Between which middles the half-life of the people a year lies under the readings."""
    if not middles:
        return ""
    low, high = (_years(end, left) for end in (min(middles.values()), max(middles.values())))
    return f" Under {len(middles)} readings it is {low} to {high} years in the middle."


def _middle(row: pd.Series, left: int) -> str:
    return _years(row["half_life_p50"], left)


def _years(value: float, left: int) -> str:
    return f"over {left}" if value == inf else f"{value:.1f}"


def _life(row: pd.Series, left: int) -> str:
    middle_one, low, high = (_years(row[f"half_life_{end}"], left) for end in ("p50", "p5", "p95"))
    return f"{middle_one} years ({low} to {high})"


def _halved(row: pd.Series) -> str:
    return share_of_worlds(1 - row["never"] / row["worlds"], int(row["worlds"]))


def _follows(missed: pd.DataFrame, worst: str, second: str) -> str:
    apart = verdict(missed[worst] - missed[second], "yes", "no") == "yes"
    clear = [name for name in ALONE if verdict(missed[name]) == "more"]
    first = (
        f"Activity does not carry itself: whoever has to save should keep what its absence costs most ({worst})."
        if verdict(missed[ALL_ENDS]) == "more"
        else "It is not told that activity depends on support."
    )
    order = "" if apart else f" That it costs more than {second} is not told in nine worlds of ten."
    spared = [name for name in ALONE if name not in clear]
    return f"{first}{order}" + (f" Not told to cost people: {', '.join(spared)}." if spared else "")


def _rows(at: pd.DataFrame, missed: pd.DataFrame, left: int) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "what happens": name,
                "half of the people a year after": _life(at.loc[(name, "participants")], left),
                "half of the facilitators after": _life(at.loc[(name, STOCK)], left),
                "people against support that goes on": "–" if name == GOES_ON else more(-missed[name]),
                "fewer people in": "–" if name == GOES_ON else in_how_many(missed[name]),
                "verdict": "held against" if name == GOES_ON else verdict(-missed[name], down="fewer people"),
            }
            for name in CASES
        ]
    )


def _method(ensemble: Ensemble, runs: pd.DataFrame, theory: dict[str, float], stop: int, left: int) -> str:
    times, short, long = (
        "more than can be seen" if theory[end] == inf else f"{theory[end]:.2f}" for end in ("p50", "p5", "p95")
    )
    return (
        f"The reference for {stop + left} years in {of_worlds(ensemble, runs)}; at the end of year {stop} training, "
        "the search for partners, events and mailings, or all of these end for good. Each world is held against itself "
        f"with support that goes on. Half-lives count from the end of support; one of more than {left} years was not "
        "reached. In brackets: nine worlds in ten. Facilitators who are not replaced should halve in ln 2 over the "
        f"loss of their world; without training they take {times} times as long ({short} to {long}). Nobody takes over "
        "what ends: that is an assumption."
    )


@styled
def _figure(rows: pd.DataFrame, at: pd.DataFrame, stop: int, years: int) -> Figure:
    """People a year by what ends, each in a panel against support that goes on."""
    figure = Figure(figsize=(9.2, 5.6))
    courses = spreads(rows, ["case", "year"], ["participants"])
    ended = [name for name in CASES if name != GOES_ON]
    axes = figure.subplots(2, 2, sharex=True, sharey=True).flat
    for ax, name in zip(axes, ended, strict=True):
        for one in (GOES_ON, name):
            nested_course(ax, courses[courses["case"] == one], "year", "participants", COLOURS[one], one)
        ax.axvline(stop, **LOOK)
        life = _life(at.loc[(name, "participants")], years - stop)
        ax.set_title(f"{name[0].upper()}{name[1:]}: half left after {life}", fontsize=8.5)
        ax.legend(fontsize=8.5, loc="upper left")
        counts(ax, 6, 1.05 * courses["participants_p95"].max())
        if name in ended[2:]:
            ax.set_xlabel("year of the programme")
    for ax in figure.axes[::2]:
        ax.set_ylabel("people reached in the year")
    end = at.loc[(ALL_ENDS, "participants")]
    titled(
        figure,
        f"When all support ends, half of the yearly people are left after {_middle(end, years - stop)} years",
        f"Lines: {MARKED.format(worlds=int(end['worlds']))}. Dotted: the end of support. In brackets: nine worlds in "
        "ten.",
    )
    return figure


QUESTION = Question(main, ensemble=True)
