"""Figures of a comparison: the course of each scenario with its band, and what differs by how much."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from experiments.figures.bands import band, dots_within
from experiments.figures.style import BLUE, BROWN, GREEN, SOFT, VERMILLION, label_ends, styled, titled
from experiments.studies.comparison import people_by_year
from experiments.studies.uncertainty import HIGH, LOW, per_year
from sim.statistics.compare import paired

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from experiments.studies.comparison import Comparison

COLOURS = (SOFT, BLUE, VERMILLION, GREEN, BROWN, "#CC79A7", "#56B4E9", "#E69F00")
LINES = ("-", "--", "-.", ":")  # so that the scenarios can be told apart in grey
FEW = 3  # scenarios beside the first, up to which a figure says all of each
SHARES_AND_RATIOS = (
    "short_",
    "time_without_partner",
    "r_",
    "representation_",
    "income_",
)  # beginnings of what has no per cent of its own
PANELS = {
    "people": "People in groups since the start",
    "facilitators_active": "Active facilitators",
    "groups_started": "Groups since the start",
    "communes_reached": "Communes with a group so far",
}
ALL_PEOPLE = "People in all programmes so far"
MAIN = {
    "participants": "People in groups",
    "facilitators_active": "Active facilitators",
    "groups_started": "Groups",
    "communes_reached": "Communes with a group",
    "cost_total": "Cost",
}
LABEL = 0.175  # inches from one line of labels to the next


def _beside(made: Comparison) -> list[str]:
    """The scenarios with alternative programmes."""
    return [one.name for one in made.scenarios if one.parameters.alternative]


def _foot(made: Comparison, others: str) -> str:
    about = made.runs.store.about
    seeds = made.runs.labels["seed"].nunique()
    code = f"code {(about.get('commit') or about.get('code_sha256', ''))[:12]}"
    others = f"{others.format(', '.join(beside))} · " if (beside := _beside(made)) else ""
    return f"{seeds} runs of each scenario, with the same seeds · {others}{about.get('data', '')} · {code}"


def _result(made: Comparison, people: pd.DataFrame) -> str:
    """What comes out, in a line."""
    years, said = made.runs.table["years"].iloc[0], ", ".join
    ends = people[people["year"] == people["year"].max()]
    rows = paired(ends, "scenario", made.scenarios[0].name, ["people"], made.precision)
    if len(rows) > FEW:
        rows, said = rows.sort_values("difference").iloc[[0, -1]], lambda ends: "from {} to {}".format(*ends)
    changes = [
        f"{row['difference']:+z,.0f} with {row['scenario']} ({row['low']:+z,.0f} to {row['high']:+z,.0f})".replace(
            " ", "\u00a0"
        )
        for row in rows.to_dict("records")
    ]
    whose = "People in all programmes" if _beside(made) else "People in groups"
    return f"{whose} in {years} years, against {made.scenarios[0].name}: {said(changes)}"


def _look(number: int) -> tuple[str, str]:
    """Colour and line of a scenario; the first 32 differ."""
    return COLOURS[number % len(COLOURS)], LINES[(number + number // len(COLOURS)) % len(LINES)]


def all_shaded(scenarios: int) -> bool:
    """Whether each of so many scenarios has its band, and not the first alone."""
    return scenarios <= FEW + 1


def courses(ax: Axes, rows: pd.DataFrame, name: str, line: float, ends: tuple[float, float] = (LOW, HIGH)) -> None:
    """The mean course of each scenario in its band, named at its end.

    Parameters
    ----------
    rows : DataFrame
        A row a run and time: scenario, year (weeks are parts of it), and the column `name`.
    line : float
        Height of a line of text as a share of the axis.
    ends : tuple of float
        Shares of the runs below the two ends of the band.
    """
    labels, scenarios = [], rows["scenario"].unique().tolist()
    for number, scenario in enumerate(scenarios):
        colour, dashes = _look(number)
        course = per_year(rows[rows["scenario"] == scenario], name, ends)
        mean = band(ax, course, colour, dashes, shaded=all_shaded(len(scenarios)) or number == 0)
        labels.append((mean, f"{scenario} {mean:,.0f}", colour))
    ax.set_xlim(0, rows["year"].max())
    ax.set_ylim(bottom=0)
    ax.grid(axis="y")
    ax.set_xlabel("years since the start")
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_locator(MaxNLocator(6, steps=[1, 2, 5, 10], integer=True))
    ax.yaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
    label_ends(ax, labels, line)


@styled
def trajectories_figure(made: Comparison) -> Figure:
    """Mean of each scenario, year by year, and the band of the first; of all, if they are few."""
    people, few = people_by_year(made), all_shaded(len(made.scenarios))
    rows = made.runs.rows("years").merge(people, on=["scenario", "seed", "year"])
    panel = max(2.25, LABEL * len(made.scenarios))  # inches
    figure = Figure(figsize=(9.6, 2 * panel + 1.9))
    axes = figure.subplots(2, 2).flat
    for ax, (name, title) in zip(axes, PANELS.items(), strict=True):
        courses(ax, rows, name, LABEL / panel)
        ax.set_title(ALL_PEOPLE if name == "people" and _beside(made) else title)
    bands = "bands" if few else f"band (of {made.scenarios[0].name})"
    foot = _foot(made, "facilitators, groups and communes are not those of alternative programmes ({})")
    words = f"Lines: means; {bands}: nine runs in ten lie inside, year by year · {foot}"
    titled(figure, _result(made, people), words)
    return figure


@styled
def differences_figure(made: Comparison) -> Figure:
    """Differences from the base, in per cent of it, with their intervals.

    A panel a scenario and a row an indicator; of more than a few scenarios, a panel each of the main things and a row a
    scenario.
    """
    base, others = made.scenarios[0], [scenario.name for scenario in made.scenarios[1:]]
    table = made.table[~made.table["indicator"].str.startswith(SHARES_AND_RATIOS)]
    table = table[(table["base"] != 0) & table["difference"].notna()]
    names = {name: name.replace("_", " ") for name in dict.fromkeys(table["indicator"])}
    by, panels, rows = "scenario", {name: name for name in others}, names
    if len(others) > FEW:
        by, panels, rows = "indicator", {name: MAIN[name] for name in MAIN if name in names}, panels
    along = {"scenario": "indicator", "indicator": "scenario"}[by]
    figure = Figure(figsize=(max(8.4, 3 + 2.1 * len(panels)), 1.9 + 0.27 * len(rows)))
    axes = figure.subplots(1, max(len(panels), 1), sharey=True, squeeze=False)[0]
    for ax, (name, title) in zip(axes, panels.items(), strict=False):
        at = table[table[by] == name].set_index(along).reindex(list(rows))
        dots_within(ax, *(100 * at[figure] / at["base"].abs() for figure in ("difference", "low", "high")), BLUE)
        ax.set(title=title if len(panels) > 1 else "", xlabel="%")
    axes[0].set_yticks(range(len(rows)), list(rows.values()))
    axes[0].set_ylim(len(rows) - 0.4, -0.6)
    years = made.runs.table["years"].iloc[0]
    what = others[0] if len(others) == 1 else "The scenarios"
    titled(
        figure,
        f"{what} against {base.name} after {years} years",
        f"Dots: mean differences in % of the mean of {base.name}, seed by seed; bars: their "
        f"{made.precision.confidence:.0%} intervals; grey: not distinguishable from no change; an arrow: beyond the "
        f"axis · {_foot(made, 'who takes part in alternative programmes ({}) is not shown')}",
    )
    return figure
