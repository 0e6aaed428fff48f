"""Whether the programme is a contagion: how many facilitators a facilitator gives rise to, and who comes by it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from itertools import pairwise
from math import nan
from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from contagion.experiments.evidence.channels import CHANNELS, FACILITATORS, INVITATIONS, PARTNERS, switch_off
from contagion.experiments.questions.asking import (
    YEARS,
    Asked,
    Asking,
    Finding,
    More,
    by_world,
    in_short,
    marked,
    middle,
    share_of_worlds,
    spreads,
)
from contagion.experiments.say.charts.axes import nested
from contagion.experiments.say.charts.style import BLUE, SOFT, VERMILLION, readable, styled, titled
from contagion.experiments.say.levers import PLACES
from contagion.experiments.say.sentences import listed
from contagion.models.parameters import Parameters
from contagion.models.runs.study import changed
from contagion.models.scenario import found, read
from contagion.models.theory import critical_conversion

R, PEOPLE, WITHOUT = "reproduction_number", "participants", "without"
WISH, LOSS, TOP_UP = "volunteering.wish", "retention.loss_per_year", "training.top_up"
BASE, SUPPORT, ALL = "as it is", "no support after three years", "none of the three"
SHORT_YEARS, LATER = 6, 20  # of quick runs, in which R exists; and of those that show how R goes on
ALONE, EMPTY = "no participant becomes a facilitator", "no participant, nor anybody named by a partner"
SWITCHES = {
    ALONE: (FACILITATORS,),
    EMPTY: (FACILITATORS,),
    "nobody invites": (INVITATIONS,),
    "no partner comes by participants": (PARTNERS,),
    ALL: CHANNELS,
}
LEVERS = {  # in words, by how much: from what is usual to what is far from it
    "wish": {"three quarters of the wish": 0.75, "half of the wish": 0.5, "a quarter of the wish": 0.25},
    "loss": {"1.5 times the loss": 1.5, "twice the loss": 2.0, "three times the loss": 3.0},
    "places": {"five places a year": 5, "two places a year": 2},
}
PARAMETERS = {"wish": WISH, "loss": LOSS, "places": PLACES.parameter}
IN_ROWS = (
    *("half of the wish", "a quarter of the wish", "three times the loss"),
    *("five places a year", "two places a year"),
)
CLEAR, LIKELY = 0.95, 0.8  # of the simulations
COMPLETERS = 6  # of a group of eight, of whom 75 % complete


def x00_is_it_a_contagion(asking: Asking) -> Finding:
    """Is it a contagion: do facilitators replace themselves, and who would not have come without it?

    The reference over ten years in simulations that agree with what was observed, as it is and with one thing changed.
    R is the reproduction number by descent (`models/outcomes/descent.py`). Three ways in which participation breeds
    participation are switched off, each and all (`experiments/evidence/channels.py`): participants become facilitators,
    people invite, partners come by participants. Then the wish to facilitate is lowered, the loss raised, places are
    fewer, or support ends; and R is asked again under each reading, and over twenty years.
    """
    years, later = asking.much((YEARS, LATER), (SHORT_YEARS, SHORT_YEARS + 1))
    runs = asking.lived(cases(), years).table
    number, people = by_world(runs, "case", R), by_world(runs, "case", PEOPLE)
    missing = people.rsub(people[BASE], axis=0).drop(columns=BASE)
    readings = asking.of_readings(lambda there: there.lived([({}, {})], years).table[R].astype(float))
    longer = asking.lived([({"case": BASE}, {})], later)
    yearly = longer.rows("years").pivot(index="year", columns="seed", values=PEOPLE).astype(float).diff()
    half = max(later // 2, 2)
    grown, usual = yearly.loc[later] / yearly.loc[half].replace(0, nan), number[BASE]
    table = tabulated(runs, missing, readings, longer.table)
    above, more_of = (usual >= 1).mean(), {name: asking.more(missing[name]) for name in missing}
    often, r_of = share_of_worlds(above, int(usual.notna().sum())), {name: _r(number[name]) for name in number}
    owed = middle(missing[ALL] / people[BASE], "{:.0%}")
    return Finding(
        answer=f"{verdict_of(above)}: R = {r_of[BASE]}; {owed} of people come by it",
        sure=f"R of 1 or more in {often}",
        sentence=f"{verdict_of(above)}, {'while' if above >= LIKELY else 'even while'} training places are offered: a "
        f"facilitator trained in the first {years - 5} years gives rise to R = {r_of[BASE]} others by year {years} "
        f"(half to each of a pair; 1 is replacement), 1 or more in {often}. But of {middle(people[BASE])} people, "
        f"{middle(missing[ALL])} would not have come had participants neither become facilitators, nor invited, nor "
        "brought partners (medians; in brackets 90 % ranges).",
        follows=f"{where_below(number.median())} Once support ends after three years (training, coordinator, letters, "
        f"events), R is {r_of[SUPPORT]}. Without facilitators from groups {middle(missing[ALONE])} people fewer come, "
        f"and {middle(missing[EMPTY])} where partners’ candidates do not fill the places either.",
        rows=rows_of_cases(number, more_of),
        overturns=f"That people come by it: {more_of[ALL].overturned('people')} {under_readings(readings)}",
        method=f"{asking.worlds_of(runs)}, {years} years, each with one thing changed from the start and the same "
        "random draws. R: facilitators who descend from one trained five years before the end or earlier. R above 1 is "
        f"no growth rate: over {later} years it is {_r(longer.table[R])}, and in year {later} {_r(grown)} times as "
        f"many people come as in year {half}. R is 1 at a wish of {_r(critical_wishes(asking, number))} in "
        f"simulations; at {_r(theory(asking, number))} by theory, where pairs never wait, groups fill and no time is "
        "cut off.",
        table=table,
        figure=figure(table, f"{in_short(missing[ALL])} of {in_short(people[BASE])} people come by it", years),
    )


def _r(values: pd.Series) -> str:
    """Write median and 90 % range of those that exist, with two decimals."""
    there = values.astype(float).dropna()
    return middle(there, "{:.2f}") if len(there) else "no value that was tried"


def under_readings(readings: Mapping[str, pd.Series]) -> str:
    """Say how far the median of R is apart under readings."""
    if not readings:
        return "No reading applies."
    medians = sorted(one.median() for one in readings.values())
    return f"Under {len(medians)} readings the median of R is {medians[0]:.2f} to {medians[-1]:.2f}."


def cases() -> list[Asked]:
    """Return the reference, each switch off, each step of each lever, and the end of support."""
    end = read(found(Path("end_of_support"))).parameters.decision
    asked: list[Asked] = [({"case": BASE}, {})]
    asked += [({"case": name}, partial(switched, name=name)) for name in SWITCHES]
    for lever, steps in LEVERS.items():
        asked += [({"case": name}, partial(moved, lever=lever, to=to)) for name, to in steps.items()]
    return [*asked, ({"case": SUPPORT}, lambda here: here.model_copy(update={"decision": end}))]


def switched(here: Parameters, name: str) -> Parameters:
    """Return parameters with some channels off; `EMPTY`: places that participants leave stay empty, too."""
    made = switch_off(here, SWITCHES[name])
    return changed(made, {TOP_UP: "autonomous"}) if name == EMPTY else made


def moved(here: Parameters, lever: str, to: float) -> Parameters:
    """Return parameters with a lever moved: so many times what it is, or so many places."""
    name = PARAMETERS[lever]
    return changed(here, {name: to if lever == "places" else to * here.get(name)})


def verdict_of(above: float) -> str:
    """Say whether facilitators replace themselves, from the share of simulations in which R is 1 or more."""
    if above >= CLEAR:
        return "Yes"
    return "Likely" if above >= LIKELY else "No" if above <= 1 - CLEAR else "Not clear"


def where_below(medians: pd.Series) -> str:
    """Say between which steps of each lever the median of R falls below 1, and which lever leaves it where it is."""
    falls, stays = [], []
    for steps in ([BASE, *of] for of in LEVERS.values()):
        at = [f"between “{a}” and “{b}”" for a, b in pairwise(steps) if medians[a] >= 1 > medians[b]]
        (falls if at else stays).append(at[0] if at else f"“{steps[-1]}”")
    side = "above" if medians[BASE] >= 1 else "below"
    texts = [f"the median of R falls below 1 {listed(falls)}"] if falls else []
    texts += [f"it stays {side} 1 up to {listed(stays)}"] if stays else []
    return f"In simulations {'; '.join(texts)}."


def critical_wishes(asking: Asking, number: pd.DataFrame) -> pd.Series:
    """Return the wish at which R is 1 in each simulation, between the steps around it; NaN where it is never."""
    times = np.array([1.0, *LEVERS["wish"].values()])
    courses = number[[BASE, *LEVERS["wish"]]].to_numpy(float)
    wishes = _inputs(asking, number, WISH)
    out = pd.Series(nan, number.index)
    for row, course in enumerate(courses):
        under = np.flatnonzero((course[:-1] >= 1) & (course[1:] < 1))
        if len(under):
            at = under[0]
            part = (course[at] - 1) / (course[at] - course[at + 1])
            out.iloc[row] = wishes[row] * (times[at] + part * (times[at + 1] - times[at]))
    return out


def theory(asking: Asking, number: pd.DataFrame) -> pd.Series:
    """Return the same by theory, at the loss of each simulation and half of the longest time that a group recruits."""
    recruiting = Parameters().group.recruiting_weeks / 2
    losses = _inputs(asking, number, LOSS)
    return pd.Series([critical_conversion(loss, recruiting) / COMPLETERS for loss in losses], number.index)


def _inputs(asking: Asking, number: pd.DataFrame, name: str) -> list[float]:
    """Return an input of each simulation, by default that of the reference."""
    if name not in asking.ensemble.table:
        return [float(read().parameters.get(name))] * len(number)
    return [float(asking.ensemble.table[name].iloc[asking.over.set_of(int(world))]) for world in number.index]


def tabulated(
    runs: pd.DataFrame, missing: pd.DataFrame, readings: Mapping[str, pd.Series], longer: pd.DataFrame
) -> pd.DataFrame:
    """Return one row per case, reading and length: quantiles of R, people, and people who would not have come."""
    long = missing.melt(var_name="case", value_name=WITHOUT, ignore_index=False).reset_index()
    whole = runs.merge(long, on=["case", "seed"], how="left").fillna({WITHOUT: 0.0})
    above = runs.assign(above=(runs[R] >= 1).where(runs[R].notna())).groupby("case")["above"].mean()
    made = spreads(whole, ["case"], [R, PEOPLE, WITHOUT])
    made["r_of_1_or_more"] = made["case"].map(above).astype(float)
    others = [one.to_frame(R).assign(case=f"reading: {name}") for name, one in readings.items()]
    others.append(longer.assign(case=f"{int(longer['years'].max())} years"))
    return pd.concat([made, spreads(pd.concat(others, ignore_index=True), ["case"], [R])], ignore_index=True)


def rows_of_cases(number: pd.DataFrame, more_of: Mapping[str, More]) -> pd.DataFrame:
    """Return one row per case to print."""
    out = []
    for name in (BASE, *SWITCHES, *IN_ROWS, SUPPORT):
        values, less = number[name], more_of.get(name)
        out.append(
            {
                "what": name,
                "R": middle(values, "{:.2f}"),
                "R of 1 or more in": share_of_worlds((values >= 1).mean(), int(values.notna().sum())),
                "people fewer": "–" if less is None else middle(less.values),
                "verdict": "compared with" if less is None else less.leaning("fewer", "more"),
            }
        )
    return pd.DataFrame(out)


@styled
def figure(table: pd.DataFrame, owed: str, years: int) -> Figure:
    """Draw R in each case, with 1 marked, and the people who would not have come with each switch off; the title says R
    and how many people are `owed` to it."""
    drawn = Figure(figsize=(9.6, 5.4))
    left, right = drawn.subplots(1, 2, width_ratios=(1.25, 1))
    order = [BASE, *(name for steps in LEVERS.values() for name in steps), SUPPORT]
    at = table.set_index("case").loc[order]
    rows = np.arange(len(order))
    colours = np.where(at[f"{R}_p50"] >= 1, BLUE, VERMILLION).tolist()
    left.hlines(rows, at[f"{R}_p5"], at[f"{R}_p95"], colors=[readable(one) for one in colours], linewidth=1.2)
    left.hlines(rows, at[f"{R}_p25"], at[f"{R}_p75"], colors=colours, linewidth=5, alpha=0.75)
    left.scatter(at[f"{R}_p50"], rows, s=26, color=colours, zorder=3)
    left.axvline(1, color=SOFT, linewidth=1)
    left.set(title="Facilitators who descend from one (R)", xlim=(0, None))
    left.set_yticks(rows, order)
    left.set_ylim(len(order) - 0.5, -0.5)
    left.grid(axis="x")
    off = table.set_index("case").loc[list(SWITCHES)].reset_index()
    nested(right, off, WITHOUT, BLUE)
    right.set_title(f"People fewer in {years} years")
    right.set_yticks(range(len(off)), ["\n".join(_in_two(name)) for name in SWITCHES])
    right.set_ylim(len(off) - 0.5, -0.5)
    titled(
        drawn,
        f"A facilitator gives rise to {at.loc[BASE, f'{R}_p50']:.1f} others (R); {owed}",
        f"A model, no forecast. Above R = 1 facilitators replace themselves. Dots: {marked(table['worlds'].max())}; on "
        "the right, grey: in these more and fewer. Each is so from the start; support ends after three years.",
    )
    return drawn


def _in_two(name: str) -> list[str]:
    """Break a name in two lines of about equal length."""
    words = name.split()
    half = (len(words) + 1) // 2
    return [" ".join(words[:half]), " ".join(words[half:])]
