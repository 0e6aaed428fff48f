"""Cases held against a base with the same seeds: their table, their words, and their figure."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from typing import Any, NamedTuple

import pandas as pd
from matplotlib.figure import Figure

from experiments.figures.style import BLUE, INK, styled, titled
from experiments.studies.uncertainty import interval
from models.outcomes.costs import of_years
from models.parameters import Parameters
from models.parameters.money import Costs
from sim.laboratory.laboratory import Runs
from sim.statistics.compare import paired


class Shown(NamedTuple):
    """A figure of a run that is told: its words, and how its number is written."""

    words: str
    form: str = ",.0f"


def with_decisions(values: Mapping[str, Any], *decisions: Mapping[str, Any]) -> Parameters:
    """The defaults with some values, by dotted name, and what is decided."""
    return Parameters.model_validate({"decision": decisions}).with_values(values)


def with_costs(runs: Runs, costs: Costs) -> pd.DataFrame:
    """A row a run that did not fail, with `cost` (thousands of euros), `cost_per_person` (euros) and `hosted` (groups
    that met in a partner's room; where none meets online)."""
    made, years = runs.table[runs.table["error"] == ""], runs.rows("years")
    last = years[years["year"] == years["year"].max()]
    spent = last[["case", "seed"]].assign(
        cost=of_years(last, costs) / 1000, hosted=last["groups_started"] - last["quantity_room"]
    )
    made = made.merge(spent, on=["case", "seed"])
    return made.assign(cost_per_person=1000 * made["cost"] / made["participants"])


def held_against(rows: pd.DataFrame, base: str, shown: Mapping[str, Shown]) -> pd.DataFrame:
    """Means of each case, and what it has more than the base, seed by seed.

    Parameters
    ----------
    rows : DataFrame
        A row a run, with the columns `case`, `seed` and those shown.

    Returns
    -------
    DataFrame, a row a case and figure
        case, indicator; mean, mean_low, mean_high; difference, low, high (NaN for the base).
    """
    means = [
        {"case": case, "indicator": name, **interval(at.rename(columns={name: "mean"})[["mean"]], ["mean"])}
        for case, at in rows.groupby("case", sort=False)
        for name in shown
    ]
    more = paired(rows, "case", base, list(shown))[["case", "indicator", "difference", "low", "high"]]
    return pd.DataFrame(means).merge(more, on=["case", "indicator"], how="left")


def told(value: float, low: float, high: float, form: str) -> str:
    """A number and its interval."""
    return f"{value:{form}} ({low:{form}} to {high:{form}})"


def change(table: pd.DataFrame, case: str, name: str, form: str) -> str:
    """What a case changes in a figure."""
    row = table.set_index(["case", "indicator"]).loc[(case, name)]
    return told(row["difference"], row["low"], row["high"], form)


def distinct(row: pd.Series) -> bool:
    """Whether a difference can be told from none."""
    return bool(row["low"] > 0 or row["high"] < 0)


def base_in_words(table: pd.DataFrame, base: str, shown: Mapping[str, Shown]) -> str:
    """The means of the base."""
    at = table[table["case"] == base].set_index("indicator")
    return ", ".join(
        f"{told(*at.loc[name, ['mean', 'mean_low', 'mean_high']], one.form)} {one.words}" for name, one in shown.items()
    )


def changes_in_words(table: pd.DataFrame, base: str, shown: Mapping[str, Shown]) -> str:
    """What each case but the base changes."""
    changes = " ".join(_changes_of(table, case, shown) for case in table["case"].unique() if case != base)
    return f"Changes, seed by seed: {changes}"


def _changes_of(table: pd.DataFrame, case: str, shown: Mapping[str, Shown]) -> str:
    """What a case changes; what cannot be told from none is named together, last."""
    at, said, none = table[table["case"] == case].set_index("indicator"), [], []
    for name, one in shown.items():
        row = at.loc[name]
        if distinct(row):
            said.append(f"{one.words} {change(table, case, name, '+z' + one.form)}")
        else:
            none.append(f"{one.words} ({row['low']:+z{one.form}} to {row['high']:+z{one.form}})")
    if none:
        said.append(f"not distinguishable from none: {', '.join(none)}")
    return f"({case}) {'; '.join(said)}."


@styled
def cases_figure(
    table: pd.DataFrame, rows: pd.DataFrame, base: str, shown: Mapping[str, Shown], title: str, note: str = ""
) -> Figure:
    """A panel a figure and a line a case: means and their intervals, the base as a line down.

    `table` is that of `held_against`, `rows` are the runs behind it.
    """
    cases = list(table["case"].unique())
    figure = Figure(figsize=(12, 1.6 + 0.42 * len(cases)))
    for ax, (name, one) in zip(figure.subplots(1, len(shown), sharey=True).flat, shown.items(), strict=True):
        at = table[table["indicator"] == name].set_index("case").loc[cases]
        for y, (case, row) in enumerate(at.iterrows()):
            colour, filled = (INK, True) if case == base else (BLUE, distinct(row))
            ax.plot(row[["mean_low", "mean_high"]], [y, y], color=colour, linewidth=1.4)
            ax.plot(row["mean"], y, "o", color=colour, markerfacecolor=colour if filled else "white", markersize=6)
        ax.axvline(at.loc[base, "mean"], color=INK, linewidth=0.8, linestyle=":")
        ax.set_title(textwrap.fill(one.words[0].upper() + one.words[1:], 120 // len(shown)), fontsize=9)
        ax.grid(axis="x")
    figure.axes[0].set_yticks(range(len(cases)), cases)
    figure.axes[0].set_ylim(len(cases) - 0.5, -0.5)
    foot = (
        f"{rows['seed'].nunique()} runs of each case over {rows['years'].max():g} years, with the same seeds.",
        note,
        f"Dots: means, with 95 % intervals; hollow: not distinguishable, seed by seed, from the case “{base}”.",
    )
    titled(figure, title, " ".join(filter(None, foot)))
    return figure
