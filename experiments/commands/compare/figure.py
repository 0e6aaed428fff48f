"""Figures of a comparison: the course of each scenario with its band, and what differs by how much."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from textwrap import fill
from typing import TYPE_CHECKING

import pandas as pd
from matplotlib.figure import Figure

from contagion.experiments.commands.compare.costs import all_programmes_by_year, table_with_costs
from contagion.experiments.commands.compare.work import FigureText
from contagion.experiments.evidence.worlds import told_apart
from contagion.experiments.say.asked import by_the_end, shown, source_in_words, title
from contagion.experiments.say.charts.axes import (
    FEW,
    LABEL,
    PANELS,
    SEVERAL,
    TITLES,
    Calendar,
    Marks,
    all_shaded,
    axes_of,
    beneath,
    courses,
    dots_within,
    headed,
    nested,
)
from contagion.experiments.say.charts.style import BLUE, PAPER, say, scenario_look, styled, titled, unbroken
from contagion.experiments.say.sentences import N_, _, as_borne, counted, indicator, looked_up, said
from contagion.models.runs.vocabulary import amount, known
from contagion.models.territory.territory import SHIPPED_SOURCE
from contagion.sim.errors import InputError
from contagion.sim.model import WEEKS_A_YEAR
from contagion.sim.statistics.compare import paired_differences

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from contagion.experiments.commands.compare.work import Comparison, InTime


HEIGHT = 4.6  # inches of a figure of one course
WIDE = 26  # letters above a panel
SHARES_AND_RATIOS = (
    "short_",
    "time_without_partner",
    "r_",
    "reproduction_number",
    "share_of_",
    "representation_",
    "income_",
)  # beginnings of what has no per cent of its own
ALL_PANELS = {
    "people": N_("People in all programmes so far"),
    "leaders": N_("Active facilitators and leaders"),
    "groups_of_all": N_("Groups of all programmes so far"),
    "communes_reached": N_("Communes with a group so far"),
}
"""Where there are alternative programmes."""
MAIN = {
    "participants": N_("People in groups"),
    "facilitators_active": N_("Active facilitators"),
    "groups_started": N_("Groups"),
    "communes_reached": N_("Communes with a group"),
    "cost_total": N_("Cost"),
}
ALL_MAIN = {"people": N_("People in all programmes")} | {name: MAIN[name] for name in MAIN if name != "participants"}
NO_COMMUNES = N_("communes are not those of alternative programmes ({names})")
GROUPS_ALONE = N_(
    "people in all programmes are those of the groups and of alternative programmes ({names}); what is said of "
    "participants, facilitators, groups and communes is of the groups alone"
)


def _beside(comparison: Comparison) -> list[str]:
    """Return the names of the scenarios with alternative programmes."""
    return [one.name for one in comparison.scenarios if one.parameters.alternative]


def _foot(comparison: Comparison, others: str) -> str:
    """How many runs, of which data and code; `others` says what is not shown of alternative programmes."""
    about, beside = comparison.runs.store.about, _beside(comparison)
    parts = (
        f"{comparison.runs.labels['seed'].nunique()} runs of each scenario, with the same seeds",
        _(others, names=", ".join(beside)) if beside else "",
        source_in_words(SHIPPED_SOURCE) if about.get("data") == SHIPPED_SOURCE else "",
        f"code {(about.get('commit') or about.get('code_sha256', ''))[:12]}",
    )
    return " · ".join(filter(None, parts))


def _result(comparison: Comparison, people: pd.DataFrame) -> str:
    """Summarise the comparison in one line."""
    ends = people[people["year"] == people["year"].max()]
    rows = _differences(comparison, ends, ["people"])
    if not (few := len(rows) <= FEW):
        rows = rows.sort_values("difference").iloc[[0, -1]]
    names = {one.name: shown(one) for one in comparison.scenarios}
    changes = [
        unbroken(
            _(
                "{difference:+z,.0f} with {scenario} ({low:+z,.0f} to {high:+z,.0f})",
                scenario=names[row["scenario"]],
                **{name: as_borne(row[name], row["error"]) for name in ("difference", "low", "high")},
            )
        )
        for row in rows.to_dict("records")
    ]
    changes_text = ", ".join(changes) if few else f"from {changes[0]} to {changes[1]}"
    base, what = comparison.scenarios[0], looked_up(ALL_MAIN["people"] if _beside(comparison) else MAIN["participants"])
    values = {
        "changes": changes_text,
        "people": what,
        "years": counted(comparison.length - base.past, "year"),
        "base": shown(base),
    }
    if base.past:
        return _("{people} in the next {years}, against {base}: {changes}", **values)
    return _("{people} in {years}, against {base}: {changes}", **values)


def _differences(comparison: Comparison, rows: pd.DataFrame, indicators: Sequence[str]) -> pd.DataFrame:
    """Differences from the first scenario: as of `paired_differences`, but the middle, its error, and where nine in ten
    lie."""
    base = comparison.scenarios[0].name
    table = paired_differences(rows, "scenario", base, indicators, sets=comparison.sets)
    apart = told_apart(rows, base, indicators, comparison.worlds)
    return table.assign(difference=apart["p50"], low=apart["p5"], high=apart["p95"], error=apart["p50_error"])


@styled
def trajectories_figure(comparison: Comparison) -> Figure:
    """Mean of each scenario, year by year, and the band of the first; of all, if they are few."""
    together, few = all_programmes_by_year(comparison.runs, comparison.scenarios), all_shaded(len(comparison.scenarios))
    rows = comparison.runs.rows("years").merge(together, on=["scenario", "seed", "year"])
    panel = max(2.25, LABEL * len(comparison.scenarios))  # inches
    figure = Figure(figsize=(9.6, 2 * panel + 1.9))
    calendar = Calendar.of_scenarios(comparison.scenarios, rows["year"].max())
    marks = Marks.of_scenarios(comparison.scenarios)
    axes, beside, base = figure.subplots(2, 2).flat, _beside(comparison), comparison.scenarios[0]
    rows["scenario"] = rows["scenario"].replace({base.name: title(base)} if base.past else {})
    for ax, (name, heading) in zip(axes, (ALL_PANELS if beside else PANELS).items(), strict=True):
        courses(ax, rows, name, LABEL / panel, calendar)
        ax.set_title(_(heading))
        if beside and not rows[name].any():
            say(ax, "Not clear of alternative programmes")
        marks.draw(ax, calendar)
    words = (
        "Lines: means; bands: nine runs in ten lie inside, year by year"
        if few
        else f"Lines: means; band (of {shown(base)}): nine runs in ten lie inside, year by year"
    )
    titled(
        figure,
        _result(comparison, together),
        f"{words} · {_foot(comparison, NO_COMMUNES)}",
        [*beneath(comparison.runs, comparison.scenarios), *marks.lines(calendar.start != SEVERAL)],
    )
    return figure


@styled
def differences_figure(comparison: Comparison) -> Figure:
    """Differences from the base, in per cent of it, with their intervals.

    A panel a scenario and a row an indicator; of more than a few scenarios, a panel each of the main things and a row a
    scenario.
    """
    base, others = comparison.scenarios[0], [scenario.name for scenario in comparison.scenarios[1:]]
    table = _with_percents(comparison)
    people = {"people": "people in all programmes"}
    names = {name: people.get(name) or indicator(name) for name in dict.fromkeys(table["indicator"])}
    colours = {scenario.name: scenario_look(number)[0] for number, scenario in enumerate(comparison.scenarios)}
    by, panels, rows = "scenario", dict(zip(others, map(shown, comparison.scenarios[1:]), strict=True)), names
    if len(others) > FEW:
        main = ALL_MAIN if _beside(comparison) else MAIN
        by, panels, rows = "indicator", {name: _(main[name]) for name in main if name in names}, panels
    along = {"scenario": "indicator", "indicator": "scenario"}[by]
    figure = Figure(figsize=(max(8.4, 3 + 2.1 * len(panels)), 1.9 + 0.27 * len(rows)))
    axes = figure.subplots(1, max(len(panels), 1), sharey=True, squeeze=False)[0]
    for ax, (name, heading) in zip(axes, panels.items(), strict=False):
        at = table[table[by] == name].set_index(along).reindex(list(rows))
        of = colours[name] if by == "scenario" else [colours[scenario] for scenario in rows]
        dots_within(ax, *(100 * at[figure] / at["base"].abs() for figure in ("difference", "low", "high")), of)
        ax.set(title=fill(heading, WIDE) if len(panels) > 1 else "", xlabel="%")
        ax.tick_params(axis="y", length=0)
    axes[0].set_yticks(range(len(rows)), list(rows.values()))
    axes[0].set_ylim(len(rows) - 0.4, -0.6)
    result = _(
        "{what} against {base}, {when}",
        what=shown(comparison.scenarios[1]) if len(others) == 1 else "The scenarios",
        base=shown(base),
        when=by_the_end(base, comparison.length),
    )
    marks = (
        f"Dots: differences in % of the mean of {shown(base)}, simulation by simulation, their middle; bars: 90 % of "
        f"simulations; grey: in these more and less ({said(comparison.worlds.ensemble.about.get('title', ''))})"
    )
    marked = f"{marks}; an arrow: beyond the axis"
    titled(
        figure, result, f"{marked} · {_foot(comparison, GROUPS_ALONE)}", beneath(comparison.runs, comparison.scenarios)
    )
    return figure


def _with_percents(comparison: Comparison) -> pd.DataFrame:
    """Return the differences to show in per cent, with people of all programmes where there are alternative ones."""
    of = comparison.differences.loc[~comparison.differences["indicator"].str.startswith(SHARES_AND_RATIOS), "indicator"]
    table = _differences(comparison, table_with_costs(comparison.runs, comparison.scenarios), list(dict.fromkeys(of)))
    if _beside(comparison):
        together = all_programmes_by_year(comparison.runs, comparison.scenarios)
        ends = together[together["year"] == together["year"].max()]
        table = pd.concat([_differences(comparison, ends, ["people"]), table])
    return table[(table["base"] != 0) & table["difference"].notna()]


@styled
def in_time_axes(results: InTime, indicator: str, by: str | None, band: float, ax: Axes | None) -> Axes:
    """Draw the course of an indicator, or its values at the end, on the given axes or on new ones."""
    if by is not None:
        known(by, ("year", "week"), "by")
    if not 0 < amount(band, "band", share := "a share between 0 and 1, as in 0.9") < 1:
        raise InputError(f"band {band!r}: must be {share}")
    rows, name = results._in_time(indicator, by)
    axes, ends = axes_of(ax, height=HEIGHT), ((1 - band) / 2, (1 + band) / 2)
    if by is None:
        _at_the_end(axes, [rows.loc[rows["scenario"] == one.name, name] for one in results.scenarios], ends)
        axes.set_yticks(range(len(results.scenarios)), [one.name for one in results.scenarios])
        foot = f"Dots: single runs, {len(results.seeds)} each; diamonds: means; bars: {band:.0%} of the runs lie inside"
        return headed(
            axes, TITLES.get(name, name.replace("_", " ")), foot, ax, beneath(results.runs, results.scenarios)
        )
    if by == "week":
        rows = rows.assign(year=(rows["week"] + 1) / WEEKS_A_YEAR)
    calendar = Calendar.of_scenarios(results.scenarios, results.length)
    marks = Marks.of_scenarios(results.scenarios)
    courses(axes, rows, name, LABEL / (HEIGHT - 1.6), calendar, ends)
    whose = "bands" if all_shaded(len(results.scenarios)) else f"band (of {results.scenarios[0].name})"
    foot = f"Lines: means of {len(results.seeds)} runs; {whose}: {band:.0%} of them lie inside, {by} by {by}"
    place = beneath(results.runs, results.scenarios)
    headed(axes, TITLES.get(name, name.replace("_", " ")), foot, ax, place, marks.lines(calendar.start != SEVERAL))
    marks.draw(axes, calendar)
    return axes


def _at_the_end(ax: Axes, figures: Sequence[pd.Series], ends: tuple[float, float]) -> None:
    """Draw a row of dots for the runs of each scenario, with their mean and a bar between two quantiles."""
    for row, values in enumerate(figures):
        colour, _dashes = scenario_look(row)
        ax.plot(values.quantile(ends), [row] * 2, color=colour, alpha=0.2, linewidth=14, solid_capstyle="butt")
        ax.plot(values, [row] * len(values), "o", color=colour, alpha=0.35, markersize=4.5, gid="runs")
        ax.plot(values.mean(), row, "D", color=colour, markeredgecolor=PAPER, markersize=7, gid="mean")
    ax.set_ylim(len(figures) - 0.4, -0.6)


LETTERS, NAME = 80, 30  # of the titles of all panels together, of a line of a name


@styled
def cases_figure(
    table: pd.DataFrame, base: str, figures: Mapping[str, FigureText], title: str, note: str = ""
) -> Figure:
    """Draw the gain of each case over the base; `table` comes from `experiments.evidence.worlds.told_apart`."""
    cases = list(table["scenario"].unique())
    figure = Figure(figsize=(9.6, 2.0 + 0.42 * len(cases)))
    axes = figure.subplots(1, len(figures), sharey=True, squeeze=False)[0]
    for ax, (name, one) in zip(axes, figures.items(), strict=True):
        at = table[table["indicator"] == name].set_index("scenario").loc[cases].reset_index()
        nested(ax, at.rename(columns=lambda end: f"more_{end}"), "more", BLUE)
        ax.set_title(fill(f"{one.words[0].upper()}{one.words[1:]}", LETTERS // len(figures)), fontsize=9)
        ax.tick_params(axis="y", length=0)
    axes[0].set_yticks(range(len(cases)), [fill(case, NAME) for case in cases])
    axes[0].set_ylim(len(cases) - 0.5, -0.5)
    worlds = int(table["worlds"].max())
    titled(
        figure,
        title,
        f"More than the case “{base}” in the same simulation. Dots: the median of {worlds} simulations that agree with "
        "what was "
        f"observed; thick: half of them; thin: nine in ten; grey: in these more and less. {note}".strip(),
    )
    return figure
