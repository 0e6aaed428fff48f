"""X21. How long does activity last when support ends?

At the end of year 5 training stops (no seats), or partners are no longer looked for (no contacts), or there are no
more events and mailings, or all of it; what follows over ten more years is read from the yearly table. Half-life: time
from the end of support until a figure is first down to half of its level of year 5, on straight lines between years.
The active facilitators are those at the end of a year; groups and people of a year stand for its middle, and the level
of year 5 is taken to last until support ends. Where half is not reached the half-life is longer than the runs: such
seeds count as longest in the median and its interval, which are those of order statistics. In theory facilitators who
are not replaced decline as exp(-loss × time).

    contagion question x21_end_of_support
"""

from __future__ import annotations

from itertools import product
from math import inf, isnan, nan
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from experiments.figures.marks import LOOK
from experiments.figures.style import BLUE, BROWN, GREEN, INK, SOFT, VERMILLION, label_ends, styled, titled
from experiments.figures.time_axis import Calendar
from experiments.questions.publishing import Finding, Question
from experiments.studies.lab import laboratory
from experiments.studies.uncertainty import HIGH, LOW, interval, median_interval
from experiments.words.numbers import signed
from models.parameters import Decision, Parameters
from models.runs.cases import case
from sim.laboratory.laboratory import Laboratory
from sim.model import WEEKS_A_YEAR
from sim.statistics.compare import paired

LOSS = Parameters().retention.loss_per_year
TRAINING, PARTNERS = {"training.places": 0}, {"partners.contacts_per_month": 0}
OUTREACH = {"outreach.events_per_year": 0, "outreach.campaigns_per_year": 0}
GOES_ON, ALL_ENDS = "support goes on", "all support ends"
CASES: dict[str, tuple[dict[str, Any], str, str, str]] = {
    GOES_ON: ({}, SOFT, "-", "o"),
    "no outreach": (OUTREACH, GREEN, "--", "s"),
    "no partners": (PARTNERS, BLUE, "-.", "D"),
    "no training": (TRAINING, VERMILLION, ":", "^"),
    ALL_ENDS: ({**TRAINING, **PARTNERS, **OUTREACH}, BROWN, "-", "v"),
}
STOCK, FLOWS = "facilitators_active", ("groups_started", "participants")
SHOWN = {STOCK: "active facilitators", "groups_started": "groups started a year", "participants": "people a year"}


def main(quick: bool = False, lab: Laboratory | None = None) -> Finding:
    """Half-lives, their figure, and what they say."""
    lab = lab or laboratory()
    stop, years = (2, 4) if quick else (5, 15)
    cases = [case(changing(values, stop), case=name) for name, (values, *_) in CASES.items()]
    runs = lab.run(cases, range(1, 3 if quick else 21), years)
    rows = by_the_year(runs.rows("years"))
    lost = paired(runs.table, "case", GOES_ON, ["participants"]).set_index("case")[["difference", "low", "high"]]
    table = _summed_up(rows, half_lives(rows, stop), stop).join(lost.add_prefix("people_"), on="case")
    return Finding(_in_words(table, lost, stop, years), table, _figure(rows, table, stop, years))


def changing(values: dict[str, Any], stop: int) -> Parameters:
    """The defaults until the end of a year, other values from then on."""
    return Parameters(decision=(Decision(start=stop * WEEKS_A_YEAR, set=values),) if values else ())


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
    """A row a case, seed and figure: `half_life`, in years from the end of support."""
    made = []
    for _, at in rows[rows["year"] >= stop].groupby(["case", "seed"]):
        for name in SHOWN:
            times = (at["year"] - stop - (0.5 if name in FLOWS else 0.0)).clip(lower=0)
            made.append({**at.iloc[0][["case", "seed"]], "figure": name, "half_life": half_life(times, at[name])})
    return pd.DataFrame(made)


def _summed_up(rows: pd.DataFrame, lives: pd.DataFrame, stop: int) -> pd.DataFrame:
    by_case = lives.dropna().set_index(["case", "figure"])["half_life"]
    out = []
    for name, figure in product(CASES, SHOWN):
        level = rows.loc[(rows["case"] == name) & (rows["year"] == stop), figure]
        row = {"case": name, "figure": figure, **interval(pd.DataFrame({"level": level}), ["level"])}
        each = by_case.loc[[(name, figure)]]
        row |= dict(zip(("half_life", "half_life_low", "half_life_high"), median_interval(each), strict=True))
        row["quarter"], row["three_quarters"] = np.quantile(each, [0.25, 0.75], method="nearest")
        out.append(row | {"never": int(np.isinf(each).sum()), "seeds": len(each)})
    return pd.DataFrame(out)


def _in_words(table: pd.DataFrame, lost: pd.DataFrame, stop: int, years: int) -> str:
    at, said, left = table.set_index(["case", "figure"]), [], years - stop
    for name in CASES:
        lives = "; ".join(f"{words} {_life(at.loc[(name, figure)], left)}" for figure, words in SHOWN.items())
        people = f"; {_people(lost.loc[name])}" if name != GOES_ON else ""
        said.append(f"{name[0].upper()}{name[1:]}: {lives}{people}.")
    theory = half_life(range(40), np.exp(-LOSS * np.arange(40)))  # from yearly values, as simulated
    checks = " and ".join(f"{against(at.loc[(name, STOCK)], theory)} ({name})" for name in ("no training", ALL_ENDS))
    return (
        f"Half-lives from the end of year {stop} on, medians over the seeds with their 95 % intervals, and people "
        f"reached in {years} years against support that goes on. {' '.join(said)} Facilitators who are not replaced "
        f"halve in {theory:.1f} years by theory (a loss of {LOSS:g} a year); simulated, the half-life is {checks}."
    )


def against(row: pd.Series, theory: float) -> str:
    """Where a half-life lies to that of theory; bounds that are unknown tell nothing apart."""
    longer, shorter = row["half_life_low"] > theory, row["half_life_high"] < theory
    return "longer" if longer else "shorter" if shorter else "not distinguishable from it"


def _life(row: pd.Series, left: int) -> str:
    never, seeds = int(row["never"]), int(row["seeds"])
    if never == seeds:
        return f"more than {left} years (in all {seeds} seeds)"
    middle, low, high = (
        f"more than {left}" if value == inf else f"{value:.1f}"
        for value in (row["half_life"], row["half_life_low"], row["half_life_high"])
    )
    between = "too few seeds for an interval" if isnan(row["half_life_low"]) else f"{low} to {high}"
    return f"{middle} years ({between}{f'; not halved in {never} of {seeds} seeds' if never else ''})"


def _people(row: pd.Series) -> str:
    seen = "" if row["low"] > 0 or row["high"] < 0 else ", not distinguishable from no change"
    return f"people reached {signed(row['difference'])} ({signed(row['low'])} to {signed(row['high'])}{seen})"


@styled
def _figure(rows: pd.DataFrame, table: pd.DataFrame, stop: int, years: int) -> Figure:
    figure = Figure(figsize=(11, 7.6))
    axes, calendar = figure.subplots(2, 2).flat, Calendar(Parameters().calendar.start, years * WEEKS_A_YEAR)
    for ax, (name, title) in zip(axes, SHOWN.items(), strict=False):
        calendar.draw(ax)
        _courses(ax, rows, name, stop, calendar)
        ax.set(title=f"{title[0].upper()}{title[1:]}", xlim=calendar.at([WEEKS_A_YEAR, years * WEEKS_A_YEAR]))
    _dots(axes[3], table, years - stop)
    end = table.set_index(["case", "figure"]).loc[(ALL_ENDS, STOCK)]
    titled(
        figure,
        f"When all support ends, half of the active facilitators are left after {_life(end, years - stop)}",
        f"Means of {rows['seed'].nunique()} runs of each case, with the same seeds; bands: nine runs in ten, year by "
        f"year, of the first and the last case · dotted: end of support; grey: half of the level of year {stop} · "
        f"half-lives, from top: {', '.join(CASES)}; medians and their 95 % intervals, an arrow beyond the "
        f"{years - stop} years simulated",
    )
    return figure


def _courses(ax: Axes, rows: pd.DataFrame, name: str, stop: int, calendar: Calendar) -> None:
    ends, at = [], calendar.at(WEEKS_A_YEAR * np.sort(rows["year"].unique()))
    for label, (_, colour, line, _) in CASES.items():
        by_year = rows[rows["case"] == label].groupby("year")[name]
        mean = by_year.mean()
        if label in (GOES_ON, ALL_ENDS):
            ax.fill_between(at, by_year.quantile(LOW), by_year.quantile(HIGH), color=colour, alpha=0.16, lw=0)
        ax.plot(at, mean, color=colour, linestyle=line, linewidth=1.8)
        ends.append((float(mean.iloc[-1]), f"{label} {mean.iloc[-1]:,.0f}", colour))
    level = rows.loc[(rows["case"] == GOES_ON) & (rows["year"] == stop), name].mean()
    ax.axvline(float(calendar.at(stop * WEEKS_A_YEAR)), **LOOK)
    ax.axhline(level / 2, color=SOFT, linewidth=0.9)
    if name == STOCK:
        t = np.linspace(0, rows["year"].max() - stop, 60)
        ax.plot(
            calendar.at((stop + t) * WEEKS_A_YEAR),
            level * np.exp(-LOSS * t),
            color=INK,
            linewidth=1,
            label="theory: exp(-loss × time)",
        )
        ax.legend(loc="upper left", fontsize=8.5)
    ax.set_ylim(bottom=0)
    ax.grid(axis="y")
    label_ends(ax, ends, 0.062)


def _dots(ax: Axes, table: pd.DataFrame, left: int) -> None:
    at = table.set_index(["case", "figure"])
    for (row, figure), (number, (name, style)) in product(enumerate(SHOWN), enumerate(CASES.items())):
        y, colour, marker = row + (number - 2) * 0.15, style[1], style[3]
        life = at.loc[(name, figure)]
        ax.plot(life[["half_life_low", "half_life_high"]].clip(upper=left), [y, y], color=colour, linewidth=1.4)
        if life["half_life"] <= left:
            ax.plot(life["half_life"], y, marker=marker, color=colour, markersize=5)
        if inf in (life["half_life"], life["half_life_high"]):
            ax.plot(left, y, marker=">", color=colour, markersize=6, clip_on=False)
    ax.set(title="Half-life, years from the end of support", xlim=(0, left), xlabel="years")
    ax.set_yticks(range(len(SHOWN)), [words.replace(" ", "\n", 1) for words in SHOWN.values()])
    ax.invert_yaxis()
    ax.grid(axis="x")


QUESTION = Question(main)
