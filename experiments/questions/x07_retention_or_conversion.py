"""X07. What gains more people: losing a tenth fewer facilitators, or a tenth more conversion?

Loss of facilitators at 0.05 to 0.8 a year, by 0 to two thirds of completers who wish to facilitate, with 10, 20 or 40
seats a year and without a cap, over ten years; partners' candidates fill seats left over, ten at most (the default).
The slopes are differences between neighbours on this grid, central inside it and one-sided at its edges, along the
logarithm of the loss and along the wish, seed by seed. Where nobody wishes, a tenth more of that is nothing.

    contagion question x07_retention_or_conversion
"""

from __future__ import annotations

from math import inf, log

import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from experiments.figures.style import EDGE, INK, PALE_BLUE, PALE_ORANGE, PAPER, SOFT, VERMILLION, styled, titled
from experiments.questions.conversion_sweep import COMPLETERS, WINDOW
from experiments.questions.publishing import Finding, Question
from experiments.studies.lab import laboratory
from experiments.studies.uncertainty import interval
from experiments.words.numbers import signed
from models.parameters import Parameters
from models.runs.cases import points
from models.theory.cycle import critical_conversion, reproduction
from sim.laboratory.laboratory import Laboratory
from sim.statistics.designs import grid

LOSS, WISH, PLACES = "retention.loss_per_year", "volunteering.wish", "training.places"
FULL = {PLACES: [10, 20, 40, inf], LOSS: [0.05, 0.15, 0.25, 0.5, 0.8], WISH: [0.0, 1 / 6, 1 / 3, 1 / 2, 2 / 3]}
QUICK = {PLACES: [10], LOSS: [0.25, 0.5], WISH: [1 / 6, 1 / 3]}
TENTH = 0.1
LESS_LOSS, CONVERSION, ALIKE = "less loss", "more conversion", "not distinguishable"
FILL = {LESS_LOSS: (PALE_BLUE, ""), CONVERSION: (PALE_ORANGE, "///"), ALIKE: (PAPER, "")}
SIMULATED, THEORY = (0.5, 1), (1, 3)  # levels of R, drawn as lines


def main(quick: bool = False, lab: Laboratory | None = None) -> Finding:
    """The map of what a tenth of either is worth."""
    lab = lab or laboratory()
    design = points(Parameters(), grid(QUICK if quick else FULL))
    runs = lab.run(design, range(1, 3 if quick else 5), 3 if quick else 10).table
    table = pd.concat([_cells(at) for _, at in runs.groupby(PLACES)], ignore_index=True)
    table["gains_more"] = [winner(*key) for key in zip(table["gap_low"], table["gap_high"], strict=True)]
    r_theory = [reproduction(COMPLETERS * p, mu, WINDOW) for p, mu in zip(table[WISH], table[LOSS], strict=True)]
    table["r_theory"] = r_theory
    years, seeds = int(runs["years"].iloc[0]), runs["seed"].nunique()
    return Finding(_in_words(table, years), table, _figure(table, years, seeds))


def gains(reached: pd.DataFrame) -> pd.DataFrame:
    """What a tenth less loss and a tenth more conversion add to people reached, at each point of a grid.

    Parameters
    ----------
    reached : DataFrame
        People reached, a row a loss and a column a wish, both rising.

    Returns
    -------
    DataFrame, a row a point
        Loss and wish, `gain_less_loss`, `gain_conversion`, and `gap`, the former less the latter.
    """
    losses, wishes = reached.index.to_numpy(float), reached.columns.to_numpy(float)
    values = reached.to_numpy(float)
    less_loss = np.gradient(values, np.log(losses), axis=0) * log(1 - TENTH)
    conversion = np.gradient(values, wishes, axis=1) * TENTH * wishes
    return pd.DataFrame(
        {
            LOSS: np.repeat(losses, len(wishes)),
            WISH: np.tile(wishes, len(losses)),
            "gain_less_loss": less_loss.ravel(),
            "gain_conversion": conversion.ravel(),
            "gap": (less_loss - conversion).ravel(),
        }
    )


def winner(low: float, high: float) -> str:
    """What gains more, by the interval of what less loss gains over more conversion."""
    return LESS_LOSS if low > 0 else CONVERSION if high < 0 else ALIKE


def _cells(at: pd.DataFrame) -> pd.DataFrame:
    """A row a point of one number of places: people reached, R and gains, with 95 % intervals over the seeds."""
    by_seed = pd.concat(
        [gains(one.pivot(index=LOSS, columns=WISH, values="participants")) for _, one in at.groupby("seed")]
    )
    rows = []
    for _, one in at.groupby([LOSS, WISH]):
        loss, wish = one[LOSS].iloc[0], one[WISH].iloc[0]
        each = by_seed[(by_seed[LOSS] == loss) & (by_seed[WISH] == wish)]
        rows.append(
            {PLACES: one[PLACES].iloc[0], LOSS: loss, WISH: wish}
            | interval(one, ["participants", "r_facilitators"])
            | interval(each, ["gain_less_loss", "gain_conversion", "gap"])
        )
    return pd.DataFrame(rows)


def _cap(places: float) -> str:
    return "without a cap" if places == inf else f"with {places:g} seats a year"


def _in_words(table: pd.DataFrame, years: int) -> str:
    caps = [_of_a_cap(at, float(at[PLACES].iloc[0])) for _, at in table.groupby(PLACES)]
    return (
        f"People reached in {years} years: what a tenth less loss adds against what a tenth more conversion adds, each "
        f"a mean with its 95 % interval. {' '.join(caps)} One comparison in twenty seems to differ where nothing does. "
        f"{_reproduction(table)}"
    )


def _of_a_cap(at: pd.DataFrame, places: float) -> str:
    wished = at[at[WISH] > 0]
    counts = wished["gains_more"].value_counts().reindex(list(FILL), fill_value=0)
    usual = wished.iloc[((wished[LOSS] - 0.25).abs() + (wished[WISH] - 1 / 3).abs()).argmin()]
    more = usual["gains_more"]
    verdict = f"the two are {ALIKE}" if more == ALIKE else f"{more} gains more"
    cap = _cap(places)
    return (
        f"{cap[0].upper()}{cap[1:]}, less loss gains more at {counts[LESS_LOSS]} of the {len(wished)} points at which "
        f"anybody wishes, more conversion at {counts[CONVERSION]}, and {counts[ALIKE]} are not distinguishable; at a "
        f"loss of {usual[LOSS]:g} and a wish of {usual[WISH]:.2f}, {verdict}: {_gain(usual, 'gain_less_loss')} against "
        f"{_gain(usual, 'gain_conversion')}, a difference of {_gain(usual, 'gap')}."
    )


def _gain(row: pd.Series, name: str) -> str:
    return f"{signed(row[name])} ({signed(row[f'{name}_low'])} to {signed(row[f'{name}_high'])})"


def _reproduction(table: pd.DataFrame) -> str:
    above, below = int((table["r_facilitators_low"] > 1).sum()), int((table["r_facilitators_high"] < 1).sum())
    by_theory = int((table["r_theory"] > 1).sum())
    return (
        f"Of the facilitators who stopped in that time, each gave rise to more than one at {above} of the {len(table)} "
        f"points, to fewer at {below}, and {len(table) - above - below} are not distinguishable from one; by theory, "
        f"with seats for all, R is above 1 at {by_theory}."
    )


@styled
def _figure(table: pd.DataFrame, years: int, seeds: int) -> Figure:
    caps = list(table[PLACES].unique())
    columns, lines = min(len(caps), 2), -(-len(caps) // 2)
    figure = Figure(figsize=(2 + 5 * columns, 1.6 + 4.0 * lines))
    axes = figure.subplots(lines, columns, sharex=True, sharey=True, squeeze=False)
    for ax, places in zip(axes.flat, caps, strict=False):
        _map(ax, table[table[PLACES] == places])
        cap = _cap(places)
        ax.set_title(f"{cap[0].upper()}{cap[1:]}")
        ax.set(xlabel="completers who wish to facilitate, share", ylabel="loss of facilitators, a year (logarithmic)")
        ax.label_outer()
    names = {LESS_LOSS: f"{LESS_LOSS}\ngains more", CONVERSION: f"{CONVERSION}\ngains more", ALIKE: ALIKE}
    keys: list[Artist] = [Patch(fc=FILL[name][0], hatch=FILL[name][1], ec=SOFT, label=names[name]) for name in FILL]
    keys.append(Line2D([], [], color=INK, label="R simulated"))
    keys.append(
        Line2D(
            [],
            [],
            color=VERMILLION,
            linestyle="--",
            label=f"R by theory, seats\nfor all: {THEORY[0]}, and {THEORY[1]}\nright of it",
        )
    )
    figure.legend(handles=keys, loc="outside right center", fontsize=8.5)
    said = ", ".join(
        f"{(at == LESS_LOSS).sum()} ({(at == CONVERSION).sum()}) of {len(at)} points {_cap(float(np.max(places)))}"
        for places, at in table[table[WISH] > 0].groupby(PLACES)["gains_more"]
    )
    titled(
        figure,
        f"A tenth less loss gains more people than a tenth more conversion (or gains less) at {said}",
        f"In each cell: people gained in {years} years by a tenth less loss (above) and by a tenth more conversion "
        f"(below), from neighbours on the grid · means of {seeds} runs of each point, with the same seeds; coloured "
        f"where the 95 % interval of their difference does not hold 0 · the simulated R counts only facilitators who "
        "stopped in that time, so it reads low where few do",
    )
    return figure


def _map(ax: Axes, at: pd.DataFrame) -> None:
    losses, wishes = np.sort(at[LOSS].unique()), np.sort(at[WISH].unique())
    y, x = np.exp(_edges(np.log(losses))), _edges(wishes)
    for _, row in at.iterrows():
        i, j = np.searchsorted(losses, row[LOSS]), np.searchsorted(wishes, row[WISH])
        colour, hatch = FILL[row["gains_more"]]
        corners = [x[j], x[j + 1], x[j + 1], x[j]], [y[i], y[i], y[i + 1], y[i + 1]]
        ax.fill(*corners, facecolor=colour, hatch=hatch, edgecolor=EDGE, linewidth=0.6)
        conversion = signed(row["gain_conversion"]) if row[WISH] > 0 else "none"
        ax.text(row[WISH], row[LOSS], f"{signed(row['gain_less_loss'])}\n{conversion}", ha="center", va="center",
                fontsize=8, linespacing=1.3, bbox={"facecolor": colour, "edgecolor": "none", "pad": 1.2})  # fmt: skip
    r = at.pivot(index=LOSS, columns=WISH, values="r_facilitators")
    if levels := [level for level in SIMULATED if r.min(axis=None) < level < r.max(axis=None)]:
        drawn = ax.contour(wishes, losses, r, levels, colors=INK, linewidths=1.7)
        ax.clabel(drawn, fmt=lambda level: f"R = {level:g}", fontsize=8)
    for level in THEORY:
        fine = np.geomspace(y[0], y[-1], 50)
        line = [level * critical_conversion(loss, WINDOW) / COMPLETERS for loss in fine]
        ax.plot(line, fine, color=VERMILLION, linestyle="--", linewidth=1.7)
    ax.set(yscale="log", xlim=(x[0], x[-1]), ylim=(y[0], y[-1]))
    ax.set_yticks(losses, [f"{loss:g}" for loss in losses])
    ax.set_yticks([], minor=True)
    ax.set_xticks(wishes, [f"{wish:.2f}" for wish in wishes])


def _edges(middles: np.ndarray) -> np.ndarray:
    """Bounds of the cells round some points."""
    half = np.diff(middles) / 2
    return np.concatenate([[middles[0] - half[0]], middles[:-1] + half, [middles[-1] + half[-1]]])


QUESTION = Question(main)
