"""X06. How many training places, how often, and from where on is something else short?

0 to 60 seats a session, a session every 52, 26 or 13 weeks, seats left over filled by partners' candidates or left
empty, over ten years: people reached, autonomy (facilitators who came out of groups, as a share of all trained), what
an additional seat brings, and the kink: the seats from which registrations are
short in half of the weeks. Partners' candidates fill at most
`training.outside_places` seats of a session, which stays at its default whatever the seats. The curve over costs
follows when the model has costs.

    contagion question x06_places
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from experiments.figures.style import BLUE, GREEN, SOFT, VERMILLION, label_ends, styled, titled
from experiments.questions.publishing import Finding, Question
from experiments.studies.lab import laboratory
from experiments.studies.uncertainty import interval
from models.outcomes.shortages import SHORTAGES
from models.parameters import Parameters
from models.runs.cases import points
from sim.laboratory.laboratory import Laboratory
from sim.model import WEEKS_A_YEAR
from sim.statistics.designs import grid

PLACES, PERIOD, TOP_UP = "training.places", "training.period_weeks", "training.top_up"
FULL = {PLACES: [0, 5, 10, 20, 30, 45, 60], PERIOD: [52, 26, 13]}
QUICK = {PLACES: [5, 10], PERIOD: [52]}
NAMES = {"historical": "Partners fill the seats left over", "autonomous": "Seats left over stay empty"}
STYLES = {52: (BLUE, "-", "o", -0.5), 26: (GREEN, "--", "s", 0), 13: (VERMILLION, ":", "^", 0.5)}  # last: aside
HALF = 0.5  # of the weeks


def main(quick: bool = False, lab: Laboratory | None = None) -> Finding:
    """Curves over the places, and where they bend."""
    lab = lab or laboratory()
    axes = {**(QUICK if quick else FULL), TOP_UP: list(NAMES)}
    runs = lab.run(points(Parameters(), grid(axes)), range(1, 3 if quick else 6), 3 if quick else 10).table
    runs = runs.assign(
        autonomy=runs["facilitators_from_groups"] / runs["facilitators_trained"],
        short=runs["short_registrations"] + runs["short_receptive"],
        seats=[seats(c, p, y) for c, p, y in zip(runs[PLACES], runs[PERIOD], runs["years"], strict=True)],
    )
    table = pd.concat([curve(at) for _, at in runs.groupby([TOP_UP, PERIOD], sort=False)], ignore_index=True)
    return Finding(_in_words(table, runs), table, _figure(table, runs))


def seats(places: int, period: int, years: int) -> int:
    """Seats of all sessions of so many years; the founders take those of the first, and more if they must."""
    training = Parameters().training
    sessions = len(range(training.first_week, years * WEEKS_A_YEAR, period))
    return max(places, training.founders) + (sessions - 1) * places


def curve(at: pd.DataFrame) -> pd.DataFrame:
    """Runs of one period and top-up in a row for each number of places, with 95 % intervals.

    `per_seat` is how many more people are reached than with the next fewer places, for each seat there is more, seed
    by seed.
    """
    by_places = {c: one.set_index("seed") for c, one in at.groupby(PLACES)}
    rows = []
    for fewer, places in pairwise([None, *by_places]):
        one = by_places[places]
        first = one.iloc[0]
        row = {TOP_UP: first[TOP_UP], PERIOD: first[PERIOD], PLACES: first[PLACES], "seats": first["seats"]}
        row |= interval(one, ["participants", "autonomy", "short"])
        row |= {f"short_{name}": one[f"short_{name}"].mean() for name in SHORTAGES}
        if fewer is not None:
            other = by_places[fewer]
            gain = (one["participants"] - other["participants"]) / (first["seats"] - other["seats"].iloc[0])
            row |= interval(pd.DataFrame({"per_seat": gain}), ["per_seat"])
        rows.append(row)
    return pd.DataFrame(rows)


def kink(places: ArrayLike, share: ArrayLike, level: float = HALF) -> float:
    """Places at which a share first reaches a level, on straight lines between the points; NaN where it never does."""
    x, y = np.asarray(places, dtype=float), np.asarray(share, dtype=float)
    above = np.flatnonzero(y >= level)
    if not len(above):
        return float("nan")
    n = int(above[0])
    if n == 0:
        return float(x[0])
    return float(x[n - 1] + (level - y[n - 1]) / (y[n] - y[n - 1]) * (x[n] - x[n - 1]))


def kinks(runs: pd.DataFrame) -> dict[str, float]:
    """The kink in seats a session, seed by seed: its mean and interval, `seeds` that have one, `of` all."""
    each = pd.Series([kink(at[PLACES], at["short"]) for _, at in runs.sort_values(PLACES).groupby("seed")])
    return {**interval(pd.DataFrame({"kink": each}), ["kink"]), "seeds": int(each.notna().sum()), "of": len(each)}


def _in_words(table: pd.DataFrame, runs: pd.DataFrame) -> str:
    said = []
    for _, at in table.groupby([TOP_UP, PERIOD], sort=False):
        top_up, period = at[TOP_UP].iloc[0], at[PERIOD].iloc[0]
        here = runs[(runs[TOP_UP] == top_up) & (runs[PERIOD] == period)]
        first, last = at.iloc[1], at.iloc[-1]
        said.append(
            f"{NAMES[top_up]}, a session every {period} weeks: {_people(at.iloc[0])} with {at.iloc[0][PLACES]} "
            f"seats a session and {_people(last)} with {last[PLACES]}, {last['autonomy']:.0%} "
            f"({last['autonomy_low']:.0%} to {last['autonomy_high']:.0%}) of the trained being from groups; a seat "
            f"more brings {_gain(first)} up to {first[PLACES]} seats and {_gain(last)} up to {last[PLACES]}; "
            f"{kink_in_words(kinks(here), int(last[PLACES]))}."
        )
    return (
        f"People reached in {runs['years'].iloc[0]} years, means and their 95 % intervals. {' '.join(said)} Partners' "
        f"candidates fill at most {Parameters().training.outside_places:g} seats of a session throughout; what "
        "the seats cost is not weighed here."
    )


def _people(row: pd.Series) -> str:
    return f"{row['participants']:,.0f} people ({row['participants_low']:,.0f} to {row['participants_high']:,.0f})"


def _gain(row: pd.Series) -> str:
    seen = row["per_seat_low"] > 0 or row["per_seat_high"] < 0
    doubt = "" if seen else ", not distinguishable from none"
    gain, low, high = (tenths(row[f"per_seat{end}"]) for end in ("", "_low", "_high"))
    return f"{gain} people ({low} to {high}{doubt})"


def tenths(value: float) -> str:
    """With one decimal; nothing is 0.0, not -0.0."""
    return f"{np.round(value, 1) + 0.0:,.1f}"


def kink_in_words(found: dict[str, float], most: int) -> str:
    """From where on registrations are short."""
    if not found["seeds"]:
        return f"registrations are short in less than half of the weeks up to {most} seats in all {found['of']} seeds"
    between = f" ({found['kink_low']:.0f} to {found['kink_high']:.0f})" if found["seeds"] > 1 else ""
    which = "all" if found["seeds"] == found["of"] else f"{found['seeds']} of {found['of']}"
    return (
        f"registrations are short in half of the weeks from {found['kink']:.0f} seats a session "
        f"on{between}, in {which} seeds"
    )


PANELS = {
    "participants": "People reached",
    "per_seat": "People reached for each additional seat",
    "autonomy": "Trained who came out of groups, %",
    "short": "Weeks in which registrations are short, %",
}


@styled
def _figure(table: pd.DataFrame, runs: pd.DataFrame) -> Figure:
    figure = Figure(figsize=(9.6, 10.6))
    grid_of_axes = figure.subplots(len(PANELS), len(NAMES), sharex=True, sharey="row")
    for row, (column, title) in zip(grid_of_axes, PANELS.items(), strict=True):
        ends = []
        for ax, top_up in zip(row, NAMES, strict=True):
            by_period = table[table[TOP_UP] == top_up].groupby(PERIOD, sort=False)
            ends.append([_line(ax, at, column) for _, at in by_period])
            ax.set_title(title)
            ax.grid(axis="y")
            ax.set_xlim(left=-1)
            ax.yaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
            if column == "per_seat":
                ax.axhline(0, color=SOFT, linewidth=0.9)
            else:
                ax.set_ylim(0, None if column == "participants" else 100)
            if column == "short":
                ax.axhline(100 * HALF, color=SOFT, linewidth=0.9)
                ax.set_xlabel("seats a training session")
        for ax, of_ax in zip(row, ends, strict=True):  # when the scale of the row is settled
            label_ends(ax, of_ax, 0.1)
    for ax, name in zip(grid_of_axes[0], NAMES.values(), strict=True):
        ax.set_title(f"{name}\n\n{ax.get_title(loc='left')}")
    first = runs[(runs[TOP_UP] == "historical") & (runs[PERIOD] == runs[PERIOD].max())]
    years, most = runs["years"].iloc[0], int(runs[PLACES].max())
    words = kink_in_words(kinks(first), most)
    titled(
        figure,
        f"With a session every {first[PERIOD].iloc[0]} weeks and partners' candidates, {words}",
        f"After {years} years; means of {runs['seed'].nunique()} runs of each point, with the same seeds, curves drawn "
        "side by side; bars: 95 % "
        f"intervals of means, of paired differences for additional seats (drawn at the greater number of seats) · at "
        f"most {Parameters().training.outside_places:g} seats of a session for partners' candidates, however many "
        "there are",
    )
    return figure


def _line(ax: Axes, at: pd.DataFrame, column: str) -> tuple[float, str, str]:
    """Draw a curve with its intervals; its end, for the label."""
    period = int(at[PERIOD].iloc[0])
    colour, line, marker, aside = STYLES[period]
    at = at.dropna(subset=column)
    scale = 100 if column in ("autonomy", "short") else 1
    middle, low, high = (scale * at[f"{column}{end}"] for end in ("", "_low", "_high"))
    ax.errorbar(at[PLACES] + aside, middle, yerr=[middle - low, high - middle], color=colour, linestyle=line,
                marker=marker, markersize=4, capsize=2.5, linewidth=1.6)  # fmt: skip
    end = float(middle.iloc[-1])
    figures = f"{end:,.0f}" if column != "per_seat" else tenths(end)
    return end, f"every {period} weeks {figures}", colour


QUESTION = Question(main)
