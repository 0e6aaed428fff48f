"""How much do people reached and facilitators depend on how many participants become facilitators?

The study the project is named for: 0 to 4 would-be facilitators ("converts") a group, 5 to 40 seats a training
session, facilitators lost at 0.10 to 0.50 a year, seats left over filled by partners' candidates or left empty, over
ten years. A group of eight has 8 × 0.75 = 6 completers, so c converts a group are a wish of c / 6 among completers.

    contagion question conversion_sweep
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke

from experiments.figures.style import GREYS, INK, PAPER, VERMILLION, styled, titled
from experiments.questions.publishing import Finding, Question
from experiments.studies.lab import laboratory
from experiments.studies.uncertainty import interval
from experiments.words.numbers import signed
from models.parameters import Parameters
from models.runs.cases import case, changed
from models.theory.cycle import critical_conversion, reproduction
from sim.laboratory.laboratory import Laboratory
from sim.statistics.compare import paired
from sim.statistics.designs import grid

COMPLETERS = 6  # of a group of eight, of whom 75 % complete
WINDOW = Parameters().group.recruiting_weeks  # the longest that a group recruits, unless it is put off
FULL = {"conversion": [0, 1, 2, 3, 4], "places": [5, 10, 20, 40], "loss": [0.1, 0.25, 0.5]}
QUICK = {"conversion": [0, 1], "places": [5, 10], "loss": [0.25]}
TOP_UP = {"historical": "partners fill the seats left over", "autonomous": "seats left over stay empty"}
SHOWN = {"participants": "people reached", "facilitators_active": "active facilitators"}
STEPS = ((0, 1), (1, 4))  # converts a group, compared with each other
PLACES, LOSS = 10, 0.25  # of the comparison
SMALL = 0.05  # of the base: a change whose whole interval is smaller counts as none


def main(quick: bool = False, lab: Laboratory | None = None) -> Finding:
    """The maps, and whether reach depends on conversion under a cap."""
    lab = lab or laboratory()
    design = grid({**(QUICK if quick else FULL), "top_up": list(TOP_UP)})
    cases = [case(changed(Parameters(), _values(point)), **point) for point in design]
    years = lab.run(cases, range(1, 3 if quick else 6), 3 if quick else 10).rows("years")
    years, by = years[years["year"].isin([3, years["year"].max()])], [*design[0], "year"]
    table = pd.DataFrame([{**at.iloc[0][by], **interval(at, SHOWN)} for _, at in years.groupby(by, sort=False)])
    table["r_theory"] = [reproduction(c, mu, WINDOW) for c, mu in zip(table["conversion"], table["loss"], strict=True)]
    made = changes(years)
    return Finding(_in_words(made, table), table, _figure(table, made, years["seed"].nunique()))


def _values(point: dict[str, Any]) -> dict[str, Any]:
    names = {"places": "training.places", "loss": "retention.loss_per_year", "top_up": "training.top_up"}
    return {names[name]: point[name] for name in names} | {"volunteering.wish": point["conversion"] / COMPLETERS}


def changes(years: pd.DataFrame) -> pd.DataFrame:
    """What each step of conversion changes in the people reached, seed by seed, by top-up, places and year."""
    rows = []
    for (top_up, places, year), at in years[years["loss"] == LOSS].groupby(["top_up", "places", "year"]):
        for low, high in STEPS:
            if {low, high} <= set(at["conversion"]):
                row = paired(at[at["conversion"].isin([low, high])], "conversion", low, ["participants"]).iloc[0]
                known = {name: float(row[name]) for name in ("base", "difference", "low", "high")}
                rows.append({"top_up": top_up, "places": places, "year": year, "from": low, "to": high, **known})
    return pd.DataFrame(rows).assign(verdict=lambda made: [verdict(row) for _, row in made.iterrows()])


def verdict(row: pd.Series) -> str:
    """Whether a change is smaller than `SMALL` of the base with its whole interval, larger with all of it, or open."""
    low, high, small = row["low"], row["high"], SMALL * row["base"]
    if low > -small and high < small:
        return "smaller"
    return "larger" if low > small or high < -small else "open"


def answer(verdicts: Iterable[str]) -> str:
    """Whether reach is insensitive: all changes must be small, and one that is not refutes it."""
    found = set(verdicts)
    return "yes" if found == {"smaller"} else "no" if "larger" in found else "not settled"


def _in_words(made: pd.DataFrame, table: pd.DataFrame) -> str:
    capped = made[made["places"] == PLACES]
    here = {name: capped[capped["top_up"] == name] for name in TOP_UP}
    details = " ".join(f"Where {TOP_UP[name]}: {answer(at['verdict'])}; {_steps(at)}." for name, at in here.items())
    thresholds = ", ".join(
        f"{critical_conversion(loss, 0):.2f} to {critical_conversion(loss, WINDOW):.2f} at a loss of {loss:g}"
        for loss in sorted(table["loss"].unique())
    )
    return (
        f"Is reach insensitive to conversion while seats are capped, at {PLACES} a year and a loss of {LOSS:g} a year? "
        f"Yes, if each paired change lies within {SMALL:.0%} of its base with its whole 95 % interval; no, if one lies "
        f"outside with all of it. {details} "
        f"{_with_more_places(made)}By theory a network whose seats never run out carries itself (R = 1) from so many "
        f"converts a group on: {thresholds} (groups that fill at once, or recruit for all of {WINDOW} weeks)."
    )


def _steps(at: pd.DataFrame) -> str:
    return "; ".join(
        f"{_step(step.iloc[0])} changes the people reached by "
        + " and by ".join(f"{_change(row)} after {row['year']} years" for _, row in step.iterrows())
        for _, step in at.groupby("from")
    )


def _step(row: pd.Series) -> str:
    return f"going from {row['from']} to {row['to']} converts a group"


def _change(row: pd.Series) -> str:
    share = f"{row['difference'] / row['base']:+.1%} of {row['base']:,.0f}" if row["base"] > 0 else "of none"
    words = {"smaller": f"below {SMALL:.0%}", "larger": f"above {SMALL:.0%}", "open": f"not settled at {SMALL:.0%}"}
    seen = "" if row["low"] > 0 or row["high"] < 0 else "not distinguishable from no change, "
    end = f"{share}; {seen}{words[row['verdict']]}"
    return f"{signed(row['difference'])} ({signed(row['low'])} to {signed(row['high'])}; {end})"


def _with_more_places(made: pd.DataFrame) -> str:
    """The last step at the most places, at the end."""
    at = made[(made["places"] == made["places"].max()) & (made["year"] == made["year"].max())]
    if at["places"].max() <= PLACES:
        return ""
    row, last = at.iloc[-1], at[at["to"] == at["to"].max()].set_index("top_up")
    cases = " and by ".join(f"{_change(last.loc[name])} where {words}" for name, words in TOP_UP.items())
    return f"With {row['places']} seats, {_step(row)} changes them after {row['year']} years by {cases}. "


@styled
def _figure(table: pd.DataFrame, made: pd.DataFrame, seeds: int) -> Figure:
    panels = [(name, loss) for name in TOP_UP for loss in sorted(table["loss"].unique())]
    rows = [(column, year) for column in SHOWN for year in table["year"].unique()]
    figure = Figure(figsize=(max(2.35 * len(panels), 9), 1.2 + 2.1 * len(rows)))
    axes = figure.subplots(len(rows), len(panels), sharex=True, sharey=True, squeeze=False)
    for line, (column, year) in zip(axes, rows, strict=True):
        here = table[table["year"] == year]
        for ax, (top_up, loss) in zip(line, panels, strict=True):
            at = here[(here["top_up"] == top_up) & (here["loss"] == loss)]
            _map(ax, at.pivot(index="places", columns="conversion", values=column), here[column].max(), loss)
        line[0].set_ylabel(f"{SHOWN[column]}, year {year}\nseats a training session")
    for top, bottom, (top_up, loss) in zip(axes[0], axes[-1], panels, strict=True):
        top.set_title(f"{textwrap.fill(TOP_UP[top_up], 18)}\nloss {loss:.2f} a year", fontsize=9)
        bottom.set_xlabel("converts a group")
    titled(
        figure,
        _title(made),
        f"Means of {seeds} runs a cell, with the same seeds; their 95 % intervals are in the table · one scale of grey "
        f"a line of maps · dashed: R = 1 by theory where groups recruit for {WINDOW} weeks (band: down to groups that "
        f"fill at once); right of it a network that is short of neither seats nor people carries itself · c converts a "
        f"group: a wish of c / {COMPLETERS} among completers (8 starters × 0.75)",
    )
    return figure


def _map(ax: Axes, values: pd.DataFrame, top: float, loss: float) -> None:
    ax.imshow(values, origin="lower", aspect="auto", cmap=GREYS, vmin=0, vmax=1.25 * top or 1)
    for (y, x), value in np.ndenumerate(values.to_numpy()):
        ink, paper = (PAPER, INK) if value > 0.62 * top else (INK, PAPER)
        halo = [withStroke(linewidth=2.2, foreground=paper)]
        ax.text(x, y, f"{value:,.0f}", ha="center", va="center", fontsize=8, color=ink, path_effects=halo)
    for set_ticks, labels in ((ax.set_xticks, values.columns), (ax.set_yticks, values.index)):
        set_ticks(range(len(labels)), [f"{label:g}" for label in labels])
    ax.tick_params(length=0)
    axis = np.asarray(values.columns, dtype=float)
    first, last = (critical_conversion(loss, weeks) - axis[0] for weeks in (0, WINDOW))
    if (np.diff(axis) == 1).all() and last < len(axis) - 0.5:  # else the line has no honest place
        ax.axvspan(first, last, color=VERMILLION, alpha=0.22, linewidth=0)
        ax.axvline(last, color=VERMILLION, linestyle="--", linewidth=1.6)


def _title(made: pd.DataFrame) -> str:
    at = made[(made["places"] == PLACES) & (made["year"] == made["year"].max())]
    last = at[at["to"] == at["to"].max()].set_index("top_up")
    shares = last[["difference", "low", "high"]].div(last["base"], axis=0)
    said = " and ".join(
        f"{middle:+.0%} ({low:+.0%} to {high:+.0%}) where {TOP_UP[str(name)]}"
        for name, middle, low, high in shares.loc[list(TOP_UP)].itertuples()
    )
    return f"People reached when {_step(at.iloc[-1])} at {PLACES} seats: {said}, after {at['year'].max()} years"


QUESTION = Question(main)
