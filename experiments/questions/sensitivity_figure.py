"""What the table of the sensitivity study says: its figure, and its paragraph."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import isnan
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import StrMethodFormatter

from contagion.experiments.drawing.style import BLUE, INK, PAPER, SOFT, VERMILLION, styled, titled

ABOUT = "participants"  # the output that figure and paragraph are about
MOST = (-0.3, 1.5)  # of an index, in the figure: intervals may be longer
NAMED = 8  # in the figure of the screening
LEADING = 3  # of levers and of uncertainties, in the paragraph
LOOKS: dict[str, dict[str, Any]] = {
    "lever": {"marker": "^", "color": VERMILLION, "label": "lever"},
    "uncertainty": {"marker": "o", "color": BLUE, "label": "uncertainty"},
}


def picked(table: pd.DataFrame, **values: object) -> pd.DataFrame:
    """Rows with these values, in their order."""
    return table[np.logical_and.reduce([table[name] == value for name, value in values.items()])]


def _rows(table: pd.DataFrame) -> Iterable[Any]:
    return table.itertuples()


@styled
def sensitivity_figure(table: pd.DataFrame, runs: Mapping[str, int]) -> Figure:
    """Above, what the screening found of all parameters; below, the indices of the uncertainties that matter most."""
    about = picked(table, output=ABOUT)
    years = sorted(about["year"].unique())
    figure = Figure(figsize=(10.2, 9.4))
    top, bottom = figure.subfigures(2, 1, squeeze=False, height_ratios=(1, 1.15)).flat
    upper = top.subplots(1, len(years), squeeze=False)[0]
    lower = bottom.subplots(1, len(years), squeeze=False, sharex=True, sharey=True)[0]
    order = picked(about, method="indices", year=years[-1], measure="total")["factor"].tolist()
    for year, above, below in zip(years, upper, lower, strict=True):
        _screening(above, picked(about, method="screening", year=year), year)
        _indices(below, picked(about, method="indices", year=year), order, year)
    shown = picked(about, method="indices")[["value", "low", "high"]]
    lower[0].set_xlim(max(shown.min(axis=None) - 0.02, MOST[0]), min(shown.max(axis=None) + 0.02, MOST[1]))
    lower[0].set_yticks(range(len(order)), [plain(name) for name in order])
    lower[0].invert_yaxis()
    upper[0].legend(loc="lower left", bbox_to_anchor=(1.0, -0.02), fontsize=8.5, handletextpad=0.3)
    lower[-1].legend(loc="lower right", fontsize=8.5, frameon=True, facecolor=PAPER, edgecolor="none")
    titled(figure, _title(about, years[-1]), _foot(about, runs))
    return figure


def _screening(ax: Axes, table: pd.DataFrame, year: int) -> None:
    """Mean size of a parameter's effect, and how much it depends on the others; the greatest are numbered and named."""
    effects, sigma = picked(table, measure="mu_star"), picked(table, measure="sigma").set_index("factor")["value"]
    for role, look in LOOKS.items():
        of_role = effects[effects["role"] == role]
        ax.scatter(of_role["value"], sigma[of_role["factor"]], s=24, alpha=0.75, linewidth=0, **look)
    ax.set_xlim(0, 1.06 * effects["high"].max())
    ax.set_ylim(-0.06 * max(sigma.max(), 1e-9), 1.12 * max(sigma.max(), 1e-9))
    for place, row in enumerate(_rows(effects.head(NAMED)), 1):
        colour, height = LOOKS[row.role]["color"], sigma[row.factor]
        ax.plot([row.low, row.high], [height, height], color=colour, linewidth=0.9, alpha=0.6)
        off = (0, 9 if place % 2 else -9)  # neighbours on either side
        ax.annotate(str(place), (row.value, height), off, textcoords="offset points", ha="center", va="center",
                    fontsize=8.5)  # fmt: skip
        ax.text(1.03, 1.0 - 0.085 * place, f"{place}  {plain(row.factor)}", transform=ax.transAxes, color=colour,
                fontsize=8.5, va="center")  # fmt: skip
    ax.set_title(f"Year {year}: effects of {len(effects)} parameters")
    ax.set_xlabel("mean size of the effect on people reached (μ*)")
    ax.set_ylabel("how it varies with the others (σ)")
    ax.xaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
    ax.yaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
    ax.grid()


def _indices(ax: Axes, table: pd.DataFrame, order: list[str], year: int) -> None:
    """A pair of bars an uncertainty, in one order for all years."""
    place = np.arange(len(order))
    looks = {"total": (SOFT, 0.2, "alone and with others (total index)"), "first": (BLUE, -0.2, "alone (first index)")}
    for measure, (colour, off, label) in looks.items():
        rows = picked(table, measure=measure).set_index("factor").loc[order]
        bars = [rows["value"] - rows["low"], rows["high"] - rows["value"]]
        ax.barh(place + off, rows["value"], 0.38, color=colour, alpha=0.8, label=label, xerr=bars,
                error_kw={"elinewidth": 0.9, "ecolor": INK, "capsize": 1.8})  # fmt: skip
    ax.axvline(0, color=SOFT, linewidth=0.9)
    ax.grid(axis="x")
    ax.set_xlabel("share of the variance of expected reach")
    (chance,) = _rows(picked(table, measure="chance"))
    ax.set_title(f"Year {year}: chance makes {_figures(chance, '{:.0%}')}\nof the variance of a single run")


def plain(name: object) -> str:
    """The dotted name of a parameter in words."""
    return str(name).replace(".", " ").replace("_", " ")


def _title(table: pd.DataFrame, year: int) -> str:
    """The greatest of each role; said with reserve where another's interval overlaps."""
    effects = picked(table, method="screening", year=year, measure="mu_star")
    named, sure = [], True
    for role in LOOKS:
        first, *others = _rows(effects[effects["role"] == role])
        named.append(f"{plain(first.factor)} ({role})")
        sure = sure and all(first.low > other.high for other in others)
    what = "What moves reach most" if sure else "What seems to move reach most"
    return f"{what} after {years_of(year)}: {', '.join(named)}"


def _foot(table: pd.DataFrame, runs: Mapping[str, int]) -> str:
    indices = picked(table, method="indices", measure="total")["factor"].nunique()
    return (
        "Above: Morris's screening, mean absolute effect (people) of moving one parameter across its range, wherever "
        f"the others are in theirs; lines: 95 % intervals of the {NAMED} greatest. Below: Sobol' indices of the "
        f"{indices} uncertainties with the greatest effects, levers at the reference; whiskers: 95 % intervals. The "
        f"same seeds at all points. {sum(runs.values()):,} runs of the model"
    )


def in_words(table: pd.DataFrame, runs: Mapping[str, int]) -> str:
    """What drives the people reached, by levers and uncertainties, and how much of it is chance."""
    about = picked(table, output=ABOUT)
    years = sorted(about["year"].unique())
    words = [
        "How much moving a parameter across its range changes the number of people reached, wherever the others are:",
        *(_effects(picked(about, method="screening", year=year), year) for year in years),
        "With the levers at the reference, shares of the variance of expected reach that an uncertainty has a part in:",
        *(_shares(picked(about, method="indices", year=year), year) for year in years),
        f"Of the variance of a single run chance makes {' and '.join(_chance(about, year) for year in years)}.",
        f"({sum(runs.values()):,} runs; in brackets 95 % intervals.)",
    ]
    return " ".join(words)


def _effects(table: pd.DataFrame, year: int) -> str:
    effects = picked(table, measure="mu_star")

    def first(role: str) -> str:
        rows = effects[effects["role"] == role].head(LEADING)
        return ", ".join(f"{row.factor} {_figures(row, '{:,.0f}')}" for row in _rows(rows))

    (share,) = _rows(picked(table, measure="levers' share"))
    levers = (effects["role"] == "lever").sum()
    return (
        f"After {years_of(year)}, of the levers {first('lever')}, and of the uncertainties {first('uncertainty')}; "
        f"{levers} levers make {_figures(share, '{:.0%}')} of the sum of all {len(effects)} effects."
    )


def _shares(table: pd.DataFrame, year: int) -> str:
    totals, alone = picked(table, measure="total"), picked(table, measure="first").set_index("factor")
    named = ", ".join(
        f"{row.factor} {_figures(row, '{:.2f}')}, alone {_figures(alone.loc[row.factor], '{:.2f}')}"
        for row in _rows(totals.head(LEADING))
    )
    sure = (totals["low"] > 0).sum()
    return f"After {years_of(year)}, {named}; {sure} of {len(totals)} have a share whose interval lies above 0."


def _chance(table: pd.DataFrame, year: int) -> str:
    (share,) = _rows(picked(table, method="indices", year=year, measure="chance"))
    seed = picked(table, method="seed as a factor", year=year, factor="seed").set_index("measure")
    return (
        f"{_figures(share, '{:.0%}')} after {years_of(year)} (with the seed as a factor, its first index is "
        f"{_figures(seed.loc['first'], '{:.2f}')}, its total index {_figures(seed.loc['total'], '{:.2f}')})"
    )


def years_of(year: int) -> str:
    return "1 year" if year == 1 else f"{year} years"


def _figures(row: Any, form: str) -> str:
    if isnan(row.low):
        return f"{form.format(row.value)} (no interval)"
    return f"{form.format(row.value)} ({form.format(row.low)} to {form.format(row.high)})"
