"""X14. Groups, a team challenge, a workshop: the same money split between them.

80,000 euros a year, about what the reference spends, are split in quarters (L13). Each programme has an account of its
own and, in proportion to its share, coordinators, letters and events: with all of the money a full post, 10,000 letters
and 12 events a year, as the groups of the reference. Out of the rest it pays for training and groups as far as these
come about; what it does not need is not spent, and is said. Nearly all values of the alternatives, their prices and
savings among them, are assumptions.

    contagion question x14_alternatives
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from experiments.figures.style import BLUE, GREEN, SOFT, VERMILLION, styled, titled
from experiments.questions.publishing import Finding, Question
from experiments.studies.lab import laboratory
from experiments.studies.uncertainty import interval
from experiments.words.numbers import two_digits
from models.outcomes.costs import of_years
from models.outcomes.footprint_of_alternatives import avoided_by_all, by_run
from models.parameters import Parameters
from models.parameters.alternatives import KINDS
from models.runs.cases import case, changed
from sim.draws import Floats
from sim.laboratory.laboratory import Laboratory, Runs
from sim.statistics.assumptions import quantiles

GROUPS, CHALLENGE, WORKSHOP = "group programme", "team challenge", "workshop"
PROGRAMMES = (GROUPS, CHALLENGE, WORKSHOP)
BUDGET, QUARTERS = 80_000.0, 4  # euros a year, and the parts they are split in
COLOURS = {GROUPS: BLUE, CHALLENGE: VERMILLION, WORKSHOP: GREEN}
FIGURES = ["participants", *(f"participants_{kind.replace(' ', '_')}" for kind in KINDS), "hours", "leaders", "spent"]


def main(quick: bool = False, lab: Laboratory | None = None) -> Finding:
    """Reach, hours, leaders and tonnes of each split, their figure, and what they say."""
    lab = lab or laboratory()
    chosen = [(4, 0, 0), (2, 2, 0), (0, 0, 4)] if quick else splits()
    years = 2 if quick else 10
    parts = []
    for quarters in chosen:
        runs = lab.run([case(split(*quarters), **shares(quarters))], range(1, 3 if quick else 31), years)
        parts.append((quarters, measured(runs, quarters, years)))
    made = pd.concat([rows for _, (rows, _) in parts], ignore_index=True)
    table = summed_up(parts)
    return Finding(_in_words(table, made, years), table, _figure(table, made, years))


def splits() -> list[tuple[int, int, int]]:
    """Quarters of money for groups, challenge and workshop: all that add up to four, the groups' first."""
    whole = range(QUARTERS, -1, -1)
    return [(a, b, QUARTERS - a - b) for a in whole for b in whole if a + b <= QUARTERS]


def shares(quarters: tuple[int, ...]) -> dict[str, float]:
    """The labels of a split: the share of each programme."""
    return {name: number / QUARTERS for name, number in zip(PROGRAMMES, quarters, strict=True)}


def split(groups: int, challenge: int, workshop: int) -> Parameters:
    """The reference on a budget, its money, coordinators, letters and events split in quarters."""
    reference = Parameters()
    outreach, posts = reference.outreach, reference.partners.coordinators
    values = {
        "budget.per_year": BUDGET,
        "partners.coordinators": posts * groups / QUARTERS,
        "outreach.letters": outreach.letters * groups // QUARTERS,
        "outreach.events_per_year": outreach.events_per_year * groups // QUARTERS,
    }
    rows = [
        {
            "kind": kind,
            "name": kind,
            "budget_share": n / QUARTERS,
            "coordinators": posts * n / QUARTERS,
            "letters_per_year": outreach.letters * outreach.campaigns_per_year * n // QUARTERS,
            "events_per_year": outreach.events_per_year * n // QUARTERS,
        }
        for kind, n in ((CHALLENGE, challenge), (WORKSHOP, workshop))
        if n
    ]
    return Parameters.model_validate({**changed(reference, values).model_dump(), "alternative": rows})


def measured(runs: Runs, quarters: tuple[int, ...], years: int) -> tuple[pd.DataFrame, Floats]:
    """A row a run of a split: people in the groups and in each alternative, hours and active leaders of all together,
    thousand euros spent; and the tonnes CO2e avoided by all programmes: array (runs, draws)."""
    made, parameters = runs.table, split(*quarters)
    rows = runs.rows("alternatives") if parameters.alternative else None
    yearly = runs.rows("years")
    ends = yearly[yearly["year"] == years].set_index("seed").loc[made["seed"]]
    people = {
        f"participants_{kind.replace(' ', '_')}": 0.0
        if rows is None
        else by_run(rows, kind, made["seed"], years).sum(1)
        for kind in KINDS
    }
    figures = made.assign(
        **people,
        hours=made["participant_hours"] + made["alternative_hours"],
        leaders=made["facilitators_active"] + made["alternative_leaders_active"],
        spent=of_years(ends, parameters.costs).to_numpy() / 1000,
    )
    return figures, avoided_by_all(runs.rows("savings"), rows, parameters, years)[:, :, -1]


def summed_up(parts: Sequence[tuple[tuple[int, ...], tuple[pd.DataFrame, Floats]]]) -> pd.DataFrame:
    """A row a split: means and 95 % intervals, quantiles of tonnes, and of their change from groups alone."""
    rows, base = [], parts[0][1][1]
    for quarters, (made, tonnes) in parts:
        found = interval(made.astype(dict.fromkeys(FIGURES, float)), FIGURES)
        of_split = {f"tco2e_{name}": value for name, value in quantiles(tonnes).items()}
        change = {f"tco2e_change_{name}": value for name, value in quantiles(tonnes - base).items()}
        rows.append(shares(quarters) | found | of_split | change)
    return pd.DataFrame(rows)


def _in_words(table: pd.DataFrame, made: pd.DataFrame, years: int) -> str:
    wholes = [_of_a_split(row, f"All for the {name}") for name in PROGRAMMES for row in _rows(table[table[name] == 1])]
    mixed = table[table[GROUPS] < 1]
    certain = mixed[(mixed["tco2e_change_p5"] > 0) | (mixed["tco2e_change_p95"] < 0)]
    return (
        f"{BUDGET:,.0f} euros a year split between three programmes, after {years} years; means and 95 % intervals "
        f"over {made['seed'].nunique()} seeds, tonnes as the 5, 50 and 95 % of runs and of draws of what is assumed. "
        f"{' '.join(wholes)} Of the {len(mixed)} splits that take money from the groups, {len(certain)} change the "
        f"tonnes in the same direction in 90 of 100 runs and draws. Each programme has its share of coordinators, "
        f"letters and events; what it does not need besides is not spent. Prices are placeholders; who takes part in "
        f"two programmes counts in each."
    )


def _rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    return table.to_dict("records")


def _of_a_split(row: dict[str, Any], words: str) -> str:
    def told(name: str) -> str:
        return f"{row[name]:,.0f} ({row[f'{name}_low']:,.0f} to {row[f'{name}_high']:,.0f})"

    alternatives = "".join(
        f", {told(column)} in the {kind}"
        for kind in KINDS
        if row[column := f"participants_{kind.replace(' ', '_')}"] > 0
    )
    change = " to ".join(two_digits(row[f"tco2e_change_{name}"], "+") for name in ("p5", "p50", "p95"))
    against = f" ({change} against groups alone)" if row[GROUPS] < 1 else ""
    tons = ", ".join(two_digits(row[f"tco2e_{name}"]) for name in ("p5", "p50", "p95"))
    return (
        f"{words}: {told('participants')} people in groups{alternatives}, {told('hours')} hours, {told('leaders')} "
        f"active leaders, {tons} t CO2e{against}, {told('spent')} thousand euros spent."
    )


@styled
def _figure(table: pd.DataFrame, made: pd.DataFrame, years: int) -> Figure:
    figure = Figure(figsize=(14, 6.4))
    left, middle, money, right = figure.subplots(1, 4, sharey=True)
    y, before = np.arange(len(table)), np.zeros(len(table))
    for name, column in zip(PROGRAMMES, FIGURES, strict=False):
        left.barh(y, table[column], left=before, color=COLOURS[name], height=0.65, label=name)
        before += table[column].to_numpy(float)
    left.set_xlim(right=1.4 * before.max())  # room for the legend
    left.legend(loc="upper right", fontsize=8.5)
    left.set(title="People in each programme", xlabel="people")
    _dots(middle, y, table, ("hours_low", "hours", "hours_high"))
    middle.set(title="Hours of participants", xlabel="hours")
    _dots(money, y, table, ("spent_low", "spent", "spent_high"))
    money.set(title="Spent", xlabel="thousand euros")
    _dots(right, y, table, ("tco2e_p5", "tco2e_p50", "tco2e_p95"))
    right.set(title="Emissions avoided", xlabel="t CO2e")
    for ax in (left, middle, money, right):
        ax.xaxis.set_major_locator(MaxNLocator(4))
        ax.xaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
    names = [" · ".join(f"{100 * row[name]:.0f}" for name in PROGRAMMES) for row in _rows(table)]
    left.set_yticks(y, names)
    left.set_ylabel(f"money, %: {' · '.join(PROGRAMMES)}")
    left.invert_yaxis()
    whole = table[table[list(PROGRAMMES)].max(axis=1) == 1]
    people = [f"{_all_people(row):,.0f}" for row in _rows(whole)]
    names_of = [next(name for name in PROGRAMMES if row[name] == 1) for row in _rows(whole)]
    said = ", ".join(f"{number} with all for the {name}" for number, name in zip(people, names_of, strict=True))
    titled(
        figure,
        f"People in all programmes together in {years} years: {said}",
        f"Means of {made['seed'].nunique()} runs of each split of {BUDGET:,.0f} euros a year, with the same seeds; "
        "hours and euros with 95 % intervals; tonnes: 5, 50 and 95 % of runs and draws of what is assumed · "
        "coordinators, letters and events in proportion; what is not needed is not spent; prices are placeholders · a "
        "participant of the challenge stands for a household; who is in two programmes counts in each",
    )
    return figure


def _all_people(row: dict[str, Any]) -> float:
    return sum(row[name] for name in FIGURES[: len(PROGRAMMES)])


def _dots(ax: Axes, y: np.ndarray, table: pd.DataFrame, columns: tuple[str, str, str]) -> None:
    low, middle, high = (table[name].to_numpy(float) for name in columns)
    ax.hlines(y, low, high, color=SOFT, linewidth=1.3)
    ax.plot(middle, y, "o", color=BLUE, markersize=5)
    ax.set_xlim(left=0)
    ax.grid(axis="x")


QUESTION = Question(main)
