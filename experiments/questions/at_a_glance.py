"""At a glance: where does the programme reach people, and what would twice the training places change?

On the left one run of the reference, the first one (seed 1). On the right 100 runs of it and of `double_places` (twenty
training places a year in place of ten, from the fourth year on), with the same seeds. It is the picture of `README.md`.

    contagion question at_a_glance
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from experiments.figures.comparison import courses
from experiments.figures.maps import draw_territory
from experiments.figures.marks import Marks
from experiments.figures.style import styled, titled
from experiments.figures.time_axis import Calendar
from experiments.questions.publishing import Finding, Question
from experiments.studies.by_commune import by_commune
from experiments.studies.comparison import Comparison, inquiry
from experiments.studies.lab import laboratory
from experiments.studies.uncertainty import per_year
from models.runs.simulation import simulate, territory_for
from models.scenarios.scenario import found, read
from models.territory.territory import Territory
from sim.laboratory.laboratory import Laboratory
from sim.results import Results

BASE, OTHER = "ref", "double_places"
WORDS = {BASE: "ten places:", OTHER: "twenty:"}
LEAST_YEARS = 4  # or else nothing has changed yet
PLACES, FROM_YEAR = 10, 3  # more a year, and the years before


def main(quick: bool = False, lab: Laboratory | None = None) -> Finding:
    """A map of one run, the course of many, and what they say."""
    lab = lab or laboratory()
    years, replicates = (LEAST_YEARS, 2) if quick else (10, 100)
    scenarios = [read(found(Path(name))) for name in (BASE, OTHER)]
    made = inquiry(scenarios, years, replicates, automatic=False, indicators=["participants"]).last(lab)
    territory = territory_for(scenarios[0])
    first = simulate(scenarios[0], territory, years=years, seed=1)
    places, (end,) = map_of(first), made.table.to_dict("records")
    course_of = course(made.runs.rows("years"))
    title = f"Twice the training places a year: {_change(end)[0]} people in {years} years ({_change(end)[1]})"
    table = pd.concat([places, course_of], ignore_index=True)
    return answered(end, places, table, years, replicates, figure(territory, places, made, title))


def _change(end: dict[Any, Any]) -> tuple[str, str]:
    """The change in people, and its interval."""
    change, low, high = (f"{end[name]:+z,.0f}" for name in ("difference", "low", "high"))
    return change, f"{low} to {high}"


def answered(
    end: dict[Any, Any], places: pd.DataFrame, table: pd.DataFrame, years: int, replicates: int, drawn: Figure
) -> Finding:
    """What is said of it."""
    change, between = _change(end)
    more = int(PLACES * (years - FROM_YEAR))
    each = [end[name] / more for name in ("difference", "low", "high")]
    told = end["low"] > 0
    a_place = f"{each[0]:.1f} ({each[1]:.1f} to {each[2]:.1f})"
    reached = int((places["people"] > 0).sum())
    rows = [
        ("people, ten places a year", f"{end['base']:,.0f}", "–"),
        ("people, twenty from the fourth year on", f"{end['mean']:,.0f}", "–"),
        ("people more", f"{change} ({between})", "yes" if told else "not told"),
        (f"people more for each of the {more} further places", a_place, "yes" if told else "not told"),
        ("communes reached in the first run", f"{reached} of {len(places)}", "one run"),
    ]
    return Finding(
        answer=f"{change} people in {years} years" if told else "Not told from no change",
        sure=f"{between}, the model's mean at the reference",
        sentence=(
            f"Twenty training places a year in place of ten, from the fourth year on, bring {change} people in {years} "
            f"years ({between}; 95 % interval), beside {end['base']:,.0f}."
        ),
        follows=(
            f"Each further training place brings {a_place} people by then: hold that against what a place costs."
            if told
            else "Nothing: what twice the places bring cannot be told from no change."
        ),
        rows=pd.DataFrame(rows, columns=["what", "figure", "verdict"]),
        overturns=(
            f"A change of {change} is {end['difference'] / end['base']:+.0%} of those reached anyway, at the reference "
            "alone; where something else is short sooner, such as registrations, more places bring less."
        ),
        method=(
            f"The reference and the scenario `{OTHER}`, {years} years, {replicates} runs each with the same seeds; "
            "means, and the change seed by seed with its 95 % interval. The map is of one run, the first (seed 1): "
            f"{places['people'].sum():,.0f} people of {reached} of {len(places)} communes come to a group. All else is "
            "at the reference, much of which is assumed."
        ),
        table=table,
        figure=drawn,
    )


def map_of(first: Results) -> pd.DataFrame:
    """A row a commune: what, where, people since the start, and how many for each thousand residents."""
    rows = by_commune(first.tables)
    last = rows[rows["year"] == rows["year"].max()]
    shown = {"where": last["commune"], "people": last["participants"], "per_1000": last["coverage"].round(2)}
    return pd.DataFrame({"what": "first run", **shown})


def course(rows: pd.DataFrame) -> pd.DataFrame:
    """A row a scenario and year, from year 0 on: mean, and the band of nine runs in ten."""
    parts = [
        per_year(rows[rows["scenario"] == name], "participants").rename_axis("year").reset_index().assign(what=name)
        for name in (BASE, OTHER)
    ]
    return pd.concat(parts, ignore_index=True)


@styled
def figure(territory: Territory, places: pd.DataFrame, made: Comparison, title: str) -> Figure:
    """The map of the run, and the courses beside it."""
    rows = made.runs.rows("years")
    years = rows["year"].max()
    drawn = Figure(figsize=(9.6, 4.6))
    left, right = drawn.subplots(1, 2, width_ratios=(1, 1.05))
    draw_territory(
        territory,
        dict(zip(places["where"], places["per_1000"], strict=True)),
        ax=left,
        label="people reached per 1,000 aged 15 and over",
        names=5,
        source=False,
    )
    left.set_title(f"One run: {places['people'].sum():,.0f} people in {years} years")
    calendar = Calendar.of_scenarios(made.scenarios, years)
    courses(right, rows.assign(scenario=rows["scenario"].map(WORDS)), "participants", 0.05, calendar)
    right.set_title("Many runs: people reached since the start")
    Marks.of_scenarios(made.scenarios).draw(right, calendar)
    titled(
        drawn,
        title,
        "A model, no forecast. Left: reference, seed 1. Right: means of runs with the same seeds; bands: nine runs in "
        f"ten; change: 95 % interval, seed by seed · {territory.source}",
    )
    return drawn


QUESTION = Question(main)
