"""X02. What would have happened without contagion, or without partners to fill the seats?

Conversion on and off (a third of completers wish to facilitate, or none) by top-up on and off (partners' candidates
fill seats that are left over, or nobody does), over ten years.

    contagion question x02_without_contagion
"""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure

from experiments.figures.bands import band
from experiments.figures.style import BLUE, GREEN, SOFT, VERMILLION, label_ends, styled, titled
from experiments.figures.time_axis import Calendar
from experiments.questions.publishing import Finding, Question
from experiments.studies.lab import laboratory
from experiments.studies.uncertainty import interval, per_year
from models.parameters import Parameters
from models.runs.cases import points
from sim.laboratory.laboratory import Laboratory, Runs
from sim.model import WEEKS_A_YEAR
from sim.statistics.compare import paired
from sim.statistics.designs import grid

CONVERSION, TOP_UP = "volunteering.wish", "training.top_up"
CASES = {
    (1 / 3, "historical"): ("contagion and partners", BLUE),
    (0.0, "historical"): ("partners alone", GREEN),
    (1 / 3, "autonomous"): ("contagion alone", VERMILLION),
    (0.0, "autonomous"): ("neither", SOFT),
}
SHOWN = {"participants": "People reached since the start", "facilitators_active": "Active facilitators"}


def main(quick: bool = False, lab: Laboratory | None = None) -> Finding:
    """The two-by-two table, its figure, and what it says."""
    lab = lab or laboratory()
    design = grid({CONVERSION: [1 / 3, 0.0], TOP_UP: ["historical", "autonomous"]})
    runs = lab.run(points(Parameters(), design), range(1, 3 if quick else 41), 4 if quick else 10)
    years = runs.rows("years").set_index([CONVERSION, TOP_UP])
    last = int(years["year"].max())
    rows = [
        {"case": name, CONVERSION: key[0], TOP_UP: key[1], "year": year, **interval(at[at["year"] == year], SHOWN)}
        for key, (name, _) in CASES.items()
        for at in [years.loc[key]]
        for year in (3, last)
    ]
    table = pd.DataFrame(rows)
    return Finding(_in_words(runs, table, last), table, _figure(runs, last))


def _in_words(runs: Runs, table: pd.DataFrame, last: int) -> str:
    at = table.set_index(["case", "year"])

    def reached(case: str, year: int) -> str:
        row = at.loc[(case, year)]
        return f"{row['participants']:,.0f} ({row['participants_low']:,.0f} to {row['participants_high']:,.0f})"

    def all_four(year: int) -> str:
        return ", ".join(f"{reached(name, year)} with {name}" for name, _ in CASES.values())

    return (
        f"After three years the people reached are {all_four(3)} (means and their 95 % intervals); after {last} years "
        f"{all_four(last)}. {_effect(runs, 'historical')} {_effect(runs, 'autonomous')}"
    )


def _effect(runs: Runs, top_up: str) -> str:
    """What conversion adds at the end, seed by seed."""
    table = runs.table
    row = paired(table[table[TOP_UP] == top_up], CONVERSION, 0.0, ["participants"]).iloc[0]
    where = "Where partners fill the seats" if top_up == "historical" else "Where nobody does"
    return f"{where}, conversion adds {row['difference']:,.0f} ({row['low']:,.0f} to {row['high']:,.0f})."


@styled
def _figure(runs: Runs, last: int) -> Figure:
    years = runs.rows("years").set_index([CONVERSION, TOP_UP])
    calendar = Calendar(Parameters().calendar.start, last * WEEKS_A_YEAR)
    figure = Figure(figsize=(9.6, 4.0))
    for ax, (column, title) in zip(figure.subplots(1, 2), SHOWN.items(), strict=True):
        ends = []
        for key, (name, colour) in CASES.items():
            mean = band(ax, per_year(years.loc[key], column), colour, calendar=calendar)
            ends.append((mean, f"{name} {mean:,.0f}", colour))
        ax.set(title=title)
        calendar.draw(ax)
        ax.set_ylim(bottom=0)
        ax.grid(axis="y")
        label_ends(ax, ends, 0.062)
    seeds = runs.labels["seed"].nunique()
    titled(
        figure,
        "Without contagion, or without partners to fill the seats",
        f"Means of {seeds} runs of each case, with the same seeds; bands: nine runs in ten, year by year",
    )
    return figure


QUESTION = Question(main)
