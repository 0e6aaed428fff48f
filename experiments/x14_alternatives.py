"""X14. Groups, a team challenge, a workshop: what does it change to give one of them the outreach of another?

The letters and the people at events of the reference (10,000 and 360 a year) are split between the three, in quarters.
A programme without any is not run. All else stays: the groups keep coordinator, partners and training, the workshop has
ten leaders to begin with, the challenge none. So it is the outreach that is split, not the money: the ledger has no
prices for alternative programmes, and what they cost besides is not counted. Nearly all values of the alternatives are
assumptions, their savings among them.

    python -m experiments.x14_alternatives
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from experiments.findings import Finding, publish
from experiments.lab import laboratory
from experiments.report import two_digits
from experiments.style import BLUE, GREEN, SOFT, VERMILLION, styled, titled
from experiments.uncertainty import interval
from models.ensemble import case, changed
from models.footprint import Assumptions, avoided, avoided_by_participants, drawn_savings, stacked
from models.parameters import Alternative, Parameters
from models.parameters.alternatives import KINDS
from sim.draws import Floats
from sim.laboratory import Laboratory, Runs
from sim.ranges import quantiles

GROUPS, CHALLENGE, WORKSHOP = "group programme", "team challenge", "workshop"
PROGRAMMES = (GROUPS, CHALLENGE, WORKSHOP)
QUARTERS = 4
COLOURS = {GROUPS: BLUE, CHALLENGE: VERMILLION, WORKSHOP: GREEN}
FIGURES = ["participants", *(f"participants_{kind.replace(' ', '_')}" for kind in KINDS), "hours", "leaders"]


def main(quick: bool = False, lab: Laboratory | None = None) -> Finding:
    """Reach, hours, leaders and tonnes of each split, their figure, and what they say."""
    lab = lab or laboratory()
    chosen = [(4, 0, 0), (2, 2, 0), (0, 0, 4)] if quick else splits()
    years = 2 if quick else 10
    cases = [case(split(*quarters), **shares(quarters)) for quarters in chosen]
    runs = lab.run(cases, range(1, 3 if quick else 6), years)
    made = by_run(runs)
    table = summed_up(made, tonnes(runs, years))
    return Finding(_in_words(table, made, years), table, _figure(table, made, years))


def splits() -> list[tuple[int, int, int]]:
    """Quarters of outreach for groups, challenge and workshop: all that add up to four, the groups' first."""
    whole = range(QUARTERS, -1, -1)
    return [(a, b, QUARTERS - a - b) for a in whole for b in whole if a + b <= QUARTERS]


def shares(quarters: tuple[int, ...]) -> dict[str, float]:
    """The labels of a split: the share of each programme."""
    return {name: number / QUARTERS for name, number in zip(PROGRAMMES, quarters, strict=True)}


def rows_of(challenge: int, workshop: int) -> list[dict[str, Any]]:
    """The `[[alternative]]` rows of so many quarters of outreach."""
    outreach = Parameters().outreach
    letters = outreach.letters * outreach.campaigns_per_year // QUARTERS
    people = outreach.attendees * outreach.events_per_year // QUARTERS
    return [
        {"kind": kind, "name": kind, "letters_per_year": n * letters, "attendees_per_year": n * people}
        for kind, n in ((CHALLENGE, challenge), (WORKSHOP, workshop))
        if n
    ]


def split(groups: int, challenge: int, workshop: int) -> Parameters:
    """The reference with its outreach split, in quarters."""
    outreach = Parameters().outreach
    values = {
        "outreach.letters": outreach.letters * groups // QUARTERS,
        "outreach.events_per_year": outreach.events_per_year * groups // QUARTERS,
    }
    usual = changed(Parameters(), values)
    return Parameters.model_validate({**usual.model_dump(), "alternative": rows_of(challenge, workshop)})


def alternative(kind: str) -> Alternative:
    """A kind with the values it has by default."""
    return KINDS[kind](kind=kind, name=kind)


def participants(runs: Runs, kind: str) -> Floats:
    """Participants of a kind in each run, in order, and year: array (runs, years); 0 where it is not run."""
    rows, labels = runs.rows("alternatives"), [*PROGRAMMES, "seed"]
    wide = rows[rows["programme"] == kind].pivot(index=labels, columns="year", values="participants")
    every = pd.MultiIndex.from_frame(runs.labels[labels])
    return wide.reindex(index=every, columns=np.sort(rows["year"].unique())).fillna(0).to_numpy(float)


def by_run(runs: Runs) -> pd.DataFrame:
    """A row a run: people in the groups and in each alternative, hours and active leaders of all together."""
    made = runs.table
    own = {f"participants_{kind.replace(' ', '_')}": participants(runs, kind).sum(axis=1) for kind in KINDS}
    return made.assign(
        **own,
        hours=made["participant_hours"] + made["alternative_hours"],
        leaders=made["facilitators_active"] + made["alternative_leaders_active"],
    )


def tonnes(runs: Runs, years: int) -> Floats:
    """Tonnes CO2e avoided by all programmes in each run and draw of the assumptions: array (runs, draws)."""
    drawn = Assumptions.drawn(Parameters().footprint)
    total = avoided(stacked(runs.rows("savings")), drawn, years)[:, :, -1]
    for kind in KINDS:
        total = total + avoided_by_participants(participants(runs, kind), drawn_savings(alternative(kind)), drawn)
    return total


def summed_up(made: pd.DataFrame, avoided_: Floats) -> pd.DataFrame:
    """A row a split: means and 95 % intervals, quantiles of tonnes, and of their change from groups alone."""
    rows, groups = [], made.groupby(list(PROGRAMMES), sort=False).indices
    base = avoided_[groups[(1.0, 0.0, 0.0)]]
    for at in groups.values():
        found = interval(made.iloc[at].astype(dict.fromkeys(FIGURES, float)), FIGURES)
        of_split = {f"tco2e_{name}": value for name, value in quantiles(avoided_[at]).items()}
        change = {f"tco2e_change_{name}": value for name, value in quantiles(avoided_[at] - base).items()}
        rows.append(made.iloc[at[0]][list(PROGRAMMES)].to_dict() | found | of_split | change)
    return pd.DataFrame(rows)


def _in_words(table: pd.DataFrame, made: pd.DataFrame, years: int) -> str:
    wholes = [_of_a_split(row, f"All for the {name}") for name in PROGRAMMES for row in _rows(table[table[name] == 1])]
    mixed = table[table[GROUPS] < 1]
    certain = mixed[(mixed["tco2e_change_p5"] > 0) | (mixed["tco2e_change_p95"] < 0)]
    return (
        f"The outreach of the reference split between three programmes, after {years} years; means and 95 % intervals "
        f"over {made['seed'].nunique()} seeds, tonnes as the 5, 50 and 95 % of runs and of draws of what is assumed. "
        f"{' '.join(wholes)} Of the {len(mixed)} splits that take outreach from the groups, {len(certain)} change the "
        f"tonnes in the same direction in 90 of 100 runs and draws. Whatever else the groups have stays with them in "
        f"every split, and the costs of alternatives besides outreach are not counted; who takes part in two "
        f"programmes counts in each."
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
        f"active leaders, {tons} t CO2e{against}."
    )


@styled
def _figure(table: pd.DataFrame, made: pd.DataFrame, years: int) -> Figure:
    figure = Figure(figsize=(12.5, 6.4))
    left, middle, right = figure.subplots(1, 3, sharey=True)
    y, before = np.arange(len(table)), np.zeros(len(table))
    for name, column in zip(PROGRAMMES, FIGURES, strict=False):
        left.barh(y, table[column], left=before, color=COLOURS[name], height=0.65, label=name)
        before += table[column].to_numpy(float)
    left.legend(loc="upper right", fontsize=8.5)
    left.set(title="People in each programme", xlabel="people")
    _dots(middle, y, table, ("hours_low", "hours", "hours_high"))
    middle.set(title="Hours of participants", xlabel="hours")
    _dots(right, y, table, ("tco2e_p5", "tco2e_p50", "tco2e_p95"))
    right.set(title="Emissions avoided", xlabel="t CO2e")
    names = [" · ".join(f"{100 * row[name]:.0f}" for name in PROGRAMMES) for row in _rows(table)]
    left.set_yticks(y, names)
    left.set_ylabel(f"outreach, %: {' · '.join(PROGRAMMES)}")
    left.invert_yaxis()
    whole = table[table[list(PROGRAMMES)].max(axis=1) == 1]
    people = [f"{_all_people(row):,.0f}" for row in _rows(whole)]
    names_of = [next(name for name in PROGRAMMES if row[name] == 1) for row in _rows(whole)]
    said = ", ".join(f"{number} with all for the {name}" for number, name in zip(people, names_of, strict=True))
    titled(
        figure,
        f"People in all programmes together in {years} years: {said}",
        f"Means of {made['seed'].nunique()} runs of each split, with the same seeds; hours with 95 % intervals; "
        "tonnes: 5, 50 and 95 % of runs and draws of what is assumed · outreach: letters and people at events of the "
        "reference; all else stays as it is, and what alternatives cost besides is not counted · a participant "
        "of the challenge stands for a household; who is in two programmes counts in each",
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


if __name__ == "__main__":
    publish(main)
