"""X07. What gains more people: losing a quarter fewer facilitators, or a quarter more conversion?

In each world of an ensemble, from the loss of facilitators and the wish to lead that it has: a quarter less of the one,
a quarter more of the other, with 10, 20 or 40 seats a year and without a cap, over ten years. All else is as it is in
the world. (A tenth of either is within luck where a world is run once.)
"""

from __future__ import annotations

from functools import partial
from math import inf
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from contagion.experiments.evidence.words_of_worlds import of_100
from contagion.experiments.questions.asking import (
    Asking,
    More,
    by_world,
    marked,
    middle,
    more,
    over_an_ensemble,
    spreads,
)
from contagion.experiments.questions.publishing import Finding
from contagion.experiments.say.charts.bands import nested
from contagion.experiments.say.charts.style import BLUE, GREY, PAPER, VERMILLION, styled, titled
from contagion.models.parameters import Parameters
from contagion.models.runs.study import changed
from contagion.models.scenarios.scenario import read

PART = 0.25
SEATS, SEATS_QUICK = (10, 20, 40, inf), (10, 40)
BASE, LESS_LOSS, CONVERSION = "as it is", "less loss", "more conversion"
COLOURS = {LESS_LOSS: BLUE, CONVERSION: VERMILLION}
LOSS, WISH = "retention.loss_per_year", "volunteering.wish"
FACTORS = {BASE: {}, LESS_LOSS: {LOSS: 1 - PART}, CONVERSION: {WISH: 1 + PART}}
MOST = {WISH: 1.0}  # a share


def main(asking: Asking) -> Finding:
    """What either adds in each world, their figure, and what they say."""
    asked = [
        ({"seats": seats, "case": name}, partial(step, seats=seats, factors=factors))
        for seats in asking.much(SEATS, SEATS_QUICK)
        for name, factors in FACTORS.items()
    ]
    made = gains(asking.lived(asked).table)
    table = spreads(made, ["seats"], ["people", LESS_LOSS, CONVERSION, "gap", "r_facilitators"])
    least, most = made["seats"].min(), made["seats"].max()
    few, many = (asking.more(gap_of(made, seats)) for seats in (least, most))
    told = [
        f"{capped(float(seats))}, a quarter less loss adds {more(at[LESS_LOSS])} people and a quarter more conversion "
        f"{more(at[CONVERSION])}: {ahead(at['gap'])}"
        for seats in (least, most)
        for at in [made[made["seats"] == seats]]
    ]
    return Finding(
        answer=f"{capped(least).capitalize()}, {ahead(few.values)}",
        sure=f"{ahead(many.values)} {capped(most)}",
        sentence=f"In {asking.years} years {'; '.join(told)} (middle of the worlds; in brackets nine in ten).",
        follows=follows(few, many, least, most),
        rows=_rows(made, asking),
        overturns=f"{capped(least).capitalize()}: {few.overturned('people')} {capped(most).capitalize()}: "
        f"{many.overturned('people')}",
        method=f"{asking.worlds_of(made)}, each run for {asking.years} years as it is, with a quarter less loss and "
        "with a quarter more completers who wish to lead, the same luck each time. The seats are set in all worlds; "
        "whether partners' candidates fill those left over, ten at most, is as it is in each. Most worlds means that "
        "the 95 % interval of their share, over sets of values, leaves out a half. What less loss or more conversion "
        "would cost is not in the model: a quarter of either is a comparison of levers, not of budgets.",
        table=table,
        figure=_figure(made, table, asking.years),
    )


def step(here: Parameters, seats: float, factors: dict[str, float]) -> Parameters:
    """So many seats, and each parameter so many times what it is in the world."""
    moved = {name: min(times * here.get(name), MOST.get(name, inf)) for name, times in factors.items()}
    return changed(here, {"training.places": seats, **moved})


def gains(runs: pd.DataFrame) -> pd.DataFrame:
    """A row a number of seats and world: people as it is, what either adds, and `gap`, by how much less loss adds more;
    R of facilitators as it is."""
    parts = []
    for seats, at in runs.groupby("seats", sort=False):
        people = by_world(at, "case", "participants")
        row: dict[str, Any] = {"seats": seats, "seed": people.index, "people": people[BASE]}
        row |= {name: people[name] - people[BASE] for name in (LESS_LOSS, CONVERSION)}
        row |= {"gap": people[LESS_LOSS] - people[CONVERSION]}
        parts.append(pd.DataFrame(row | {"r_facilitators": by_world(at, "case", "r_facilitators")[BASE]}))
    return pd.concat(parts, ignore_index=True)


def capped(seats: float) -> str:
    return "without a cap" if seats == inf else f"with {seats:g} seats a year"


def gap_of(made: pd.DataFrame, seats: float) -> pd.Series:
    """By how much less loss adds more, by world."""
    return made[made["seats"] == seats].set_index("seed")["gap"]


def ahead(gap: pd.Series) -> str:
    """What gains more, and in how many worlds."""
    name = LESS_LOSS if (gap > 0).mean() >= (gap < 0).mean() else CONVERSION
    share = float((gap > 0).mean() if name == LESS_LOSS else (gap < 0).mean())
    return f"{name} gains more in {of_100(share)} of 100 worlds"


def follows(few: More, many: More, least: float, most: float) -> str:
    """What to do by what gains more in most worlds, with few seats and with many."""
    said = {
        1: "in most worlds keeping facilitators gains more people than winning as large a share of further ones",
        -1: "in most worlds winning facilitators gains more people than keeping as large a share of them",
        0: "it is not told whether keeping facilitators or winning further ones gains more",
    }
    if few.most == many.most:
        return f"Whether {capped(least)} or {capped(most)}, {said[few.most]}."
    return (
        f"{capped(least).capitalize()}, {said[few.most]}; {capped(most)}, {said[many.most]}. What to work on depends "
        "on how many seats there are, and on what either costs."
    )


def _rows(made: pd.DataFrame, asking: Asking) -> pd.DataFrame:
    """A row a number of seats; the fewest seats once more in the worlds of little and of much loss."""
    parts = {capped(float(at["seats"].iloc[0])): at for _, at in made.groupby("seats", sort=False)}
    few, scenario = made[made["seats"] == made["seats"].min()], read()
    loss = pd.Series([asking.over.parameters(scenario, world).get(LOSS) for world in few["seed"]], few.index)
    half, words = loss.median(), f"{capped(float(few['seats'].iloc[0]))}, worlds with a loss"
    parts |= {f"{words} below {half:.2f} a year": few[loss < half]}
    parts |= {f"{words} of {half:.2f} a year or more": few[loss >= half]}
    rows = []
    for name, at in parts.items():
        gap = asking.more(at.set_index("seed")["gap"])
        row = {"seats": name, "people as it is": middle(at["people"]), "a quarter less loss": more(at[LESS_LOSS])}
        row |= {"a quarter more conversion": more(at[CONVERSION]), "difference": str(gap)}
        row["less loss gains more in"] = f"{of_100(float((gap.values > 0).mean()))} of 100 worlds"
        rows.append(row | {"verdict": gap.leaning(LESS_LOSS, CONVERSION)})
    return pd.DataFrame(rows)


@styled
def _figure(made: pd.DataFrame, table: pd.DataFrame, years: int) -> Figure:
    """What either adds, two rows a number of seats; beside it, in how many worlds it is which."""
    figure = Figure(figsize=(9.6, 1.8 + 0.75 * len(table)))
    left, right = figure.subplots(1, 2, width_ratios=[3, 2])
    ends = ("p5", "p25", "p50", "p75", "p95")
    both = [(name, row) for row in table.to_dict("records") for name in COLOURS]
    rows = pd.DataFrame([{f"gain_{end}": row[f"{name}_{end}"] for end in ends} for name, row in both])
    nested(left, rows, "gain", [COLOURS[name] for name, _ in both])
    left.set_yticks(range(len(both)), [f"{name}, {capped(row['seats'])}" for name, row in both])
    left.invert_yaxis()
    left.set(title="People it adds, by a quarter of either", xlabel=f"people more in {years} years")
    gaps = [gap_of(made, seats) for seats in table["seats"]]
    for place, gap in enumerate(gaps):
        shares = {LESS_LOSS: (gap > 0).mean(), "": (gap == 0).mean(), CONVERSION: (gap < 0).mean()}
        start = 0.0
        for name, share in shares.items():
            right.barh(2 * place + 0.5, 100 * share, left=start, height=1.2, color=COLOURS.get(name, GREY))
            if share > 0.12:
                right.text(start + 50 * share, 2 * place + 0.5, f"{100 * share:.0f}", color=PAPER, ha="center",
                           va="center", fontweight="bold")  # fmt: skip
            start += 100 * share
    right.set(ylim=left.get_ylim(), xlim=(0, 100), title="Which of them adds more", xlabel="of 100 worlds")
    right.set_yticks([])
    first, last = (capped(float(table["seats"].iloc[place])) for place in (0, -1))
    titled(
        figure,
        f"{first.capitalize()}, {ahead(gaps[0])}; {last}, {ahead(gaps[-1])}",
        f"Dots: {marked(table)}; grey: on both sides of nothing. Blue: less loss of "
        "facilitators adds more; red: more completers who wish to lead; grey between them: no difference.",
    )
    return figure


QUESTION = over_an_ensemble(main)
