"""X14. Groups, a team challenge or a workshop: which does most with the same money?

80,000 euros a year, about what the reference spends, go to one of three programmes or are split between them (L13).
Each has an account of its own and, in proportion to its share, coordinators, letters and events: with all of the money
a full post, 10,000 letters and 12 events a year, as the groups of the reference. Out of the rest it pays for training
and groups as far as these come about; what it does not need is not spent, and is said. It is asked in the worlds of an
ensemble that agree with what was observed of the groups; of the others nothing was. How readily people join them is
drawn evenly over its declared range in each world; their other numbers are their declared values.

    contagion question x14_alternatives
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator, StrMethodFormatter

from experiments.figures.bands import nested
from experiments.figures.sensitivity import plain
from experiments.figures.style import BLUE, GREEN, styled, titled
from experiments.questions.in_worlds import (
    MARKED,
    WORLDS,
    WORLDS_QUICK,
    YEARS,
    YEARS_QUICK,
    in_how_many,
    middle,
    more,
    of_worlds,
    spreads,
    verdict,
)  # fmt: skip
from experiments.questions.overturning import overturned
from experiments.questions.publishing import Finding, Question
from experiments.studies.ensemble import Ensemble, certain_of
from experiments.studies.lab import laboratory
from experiments.studies.worlds import Worlds
from models.outcomes.costs import of_years
from models.outcomes.footprint import Certain
from models.outcomes.footprint_of_alternatives import avoided_by_all, by_run
from models.parameters import Parameters
from models.parameters.alternatives import KINDS
from models.runs.cases import case, changed
from models.scenarios.scenario import Scenario, read
from sim.draws import Draws
from sim.laboratory.laboratory import Case, Laboratory, Runs
from sim.statistics.reversal import reversals

GROUPS, CHALLENGE, WORKSHOP = "groups", "team challenge", "workshop"
PROGRAMMES = (GROUPS, CHALLENGE, WORKSHOP)
BUDGET, QUARTERS = 80_000.0, 4  # euros a year, and the parts they are split in
SPLITS = ((4, 0, 0), (0, 4, 0), (0, 0, 4), (2, 2, 0), (2, 0, 2), (0, 2, 2), (2, 1, 1))
JOINING = "joining_factor"  # of the others, drawn in each world
FIGURES = ["people", *(f"people_{kind.replace(' ', '_')}" for kind in PROGRAMMES), "hours", "leaders", "spent", "tco2e"]


def main(quick: bool = False, lab: Laboratory | None = None, *, ensemble: Ensemble) -> Finding:
    """People, hours, leaders and tonnes of each split, their figure, and what they say."""
    lab, over, scenario = lab or laboratory(), Worlds(ensemble), read()
    number, years = (WORLDS_QUICK, YEARS_QUICK) if quick else (WORLDS, YEARS)
    with lab.staffed():
        parts = [
            measured(
                lab.run([in_each_world(over, scenario, quarters)], range(1, number + 1), years),
                quarters,
                years,
                certain_of(ensemble, scenario),
            )
            for quarters in SPLITS
        ]
    runs = pd.concat(parts, ignore_index=True)
    people, tonnes = (runs.pivot(index="seed", columns="split", values=name) for name in ("people", "tco2e"))
    most_people, most_tonnes = str(people.median().idxmax()), str(tonnes.median().idxmax())
    beside = tonnes.drop(columns=most_tonnes)
    second = beside.median().idxmax()
    ahead = tonnes[most_tonnes] - beside.max(axis=1)
    return Finding(
        answer=f"Most avoided: {most_tonnes}; most people: {most_people}.",
        sure=f"most tonnes in {in_how_many(ahead)}",
        sentence=(
            f"With {BUDGET:,.0f} euros a year for {years} years, most emissions are avoided with {most_tonnes}: "
            f"{middle(tonnes[most_tonnes])} t CO2e (first of {len(SPLITS)} splits in {in_how_many(ahead)}), and most "
            f"people are reached with {most_people}: {middle(people[most_people])} (the middle of the worlds, and nine "
            "in ten of them)."
        ),
        follows=_follows(people, tonnes),
        rows=_rows(people, tonnes),
        overturns=f"That {most_tonnes} avoid more than {second}: "
        f"{overturned(ensemble, tonnes[most_tonnes] - tonnes[second], 't CO2e')} "
        f"{by_their_own(tonnes[most_tonnes] - tonnes[second], over)}",
        method=_method(ensemble, runs),
        table=spreads(runs, ["split", *PROGRAMMES], FIGURES),
        figure=_figure(spreads(runs, ["split"], FIGURES), most_people, most_tonnes, years),
    )


def named(quarters: Sequence[int]) -> str:
    """A split in words."""
    parts = [(n, name) for n, name in zip(quarters, PROGRAMMES, strict=True) if n]
    if len(parts) == 1:
        return f"{parts[0][1]} alone"
    return ", ".join(f"{n / QUARTERS:.0%} {name}" for n, name in parts)


def in_each_world(over: Worlds, scenario: Scenario, quarters: tuple[int, ...]) -> Case:
    """A split as it is in each world."""

    def parameters(world: int) -> str:
        return case(split(quarters, over.parameters(scenario, world), over.set_of(world))).parameters

    return Case(parameters(1), {"split": named(quarters)}, parameters)


def split(quarters: tuple[int, ...], base: Parameters, number: int | None = None) -> Parameters:
    """Parameters on a budget, its money, coordinators, letters and events split in quarters; how readily people
    join the others is that of a set, or else as declared."""
    outreach, posts = base.outreach, base.partners.coordinators
    values = {
        "budget.per_year": BUDGET,
        "partners.coordinators": posts * quarters[0] / QUARTERS,
        "outreach.letters": outreach.letters * quarters[0] // QUARTERS,
        "outreach.events_per_year": outreach.events_per_year * quarters[0] // QUARTERS,
    }
    rows = [
        {
            **({} if number is None else of_a_set(kind, number)),
            "kind": kind,
            "name": kind,
            "budget_share": n / QUARTERS,
            "coordinators": posts * n / QUARTERS,
            "letters_per_year": outreach.letters * outreach.campaigns_per_year * n // QUARTERS,
            "events_per_year": outreach.events_per_year * n // QUARTERS,
        }
        for kind, n in zip(KINDS, quarters[1:], strict=True)
        if n
    ]
    return Parameters.model_validate({**changed(base, values).model_dump(), "alternative": rows})


def of_a_set(kind: str, number: int) -> dict[str, float]:
    """How readily people join an alternative in a set, drawn evenly over its declared range."""
    extra: Any = KINDS[kind].model_fields[JOINING].json_schema_extra
    low, high = extra["range"]
    return {JOINING: low + (high - low) * Draws(1).stream(f"{kind}: {JOINING}").uniform(number)}


def measured(runs: Runs, quarters: tuple[int, ...], years: int, certain: Certain = ()) -> pd.DataFrame:
    """A row a run of a split: people in each programme and in all of them, hours and active leaders of all together,
    thousand euros spent, and the tonnes CO2e avoided by all, in the mean of what is assumed of savings but for what
    is `certain`."""
    made, parameters = runs.table, split(quarters, Parameters())
    rows = runs.rows("alternatives") if parameters.alternative else None
    yearly = runs.rows("years")
    ends = yearly[yearly["year"] == years].set_index("seed").loc[made["seed"]]
    people = {f"people_{GROUPS}": made["participants"].astype(float)}
    for kind in KINDS:
        own = np.zeros(len(made)) if rows is None else by_run(rows, kind, made["seed"], years).sum(1)
        people[f"people_{kind.replace(' ', '_')}"] = pd.Series(own, made.index)
    tonnes = avoided_by_all(runs.rows("savings"), rows, parameters, years, certain=certain)[:, :, -1]
    return made[["split", "seed"]].assign(
        **dict(zip(PROGRAMMES, np.array(quarters) / QUARTERS, strict=True)),
        **people,
        people=sum(people.values()),
        hours=made["participant_hours"] + made["alternative_hours"],
        leaders=made["facilitators_active"] + made["alternative_leaders_active"],
        spent=of_years(ends, parameters.costs).to_numpy() / 1000,
        tco2e=tonnes.mean(axis=1),
    )


def by_their_own(ahead: pd.Series, over: Worlds) -> str:
    """Whether a difference in tonnes is overturned by how readily people join the others, or where it comes nearest."""
    by_set = ahead.groupby([over.set_of(int(world)) for world in ahead.index]).mean()
    numbers = pd.DataFrame(
        [{f"{kind} {name}": value for kind in KINDS for name, value in of_a_set(kind, n).items()} for n in by_set.index]
    )
    first = reversals(by_set.to_numpy(), numbers, same=over.ensemble.same(by_set.index)).iloc[0]
    how = "it is turned round" if first["reversed"] else "it comes nearest"
    change, low, high = (f"{first[name]:+,.0f}" for name in ("difference", "low", "high"))
    return (
        f"By how readily people join the others, {how} where {plain(first['input'])} is {first['part']}: {change} t "
        f"CO2e ({low} to {high})."
    )


def _follows(people: pd.DataFrame, tonnes: pd.DataFrame) -> str:
    alone = named(SPLITS[0])
    less = [name for name in tonnes if name != alone and verdict(tonnes[name] - tonnes[alone]) == "less"]
    wider = [name for name in people if name != alone and verdict(people[name] - people[alone]) == "more"]
    first = (
        f"Money taken from the groups costs emissions avoided in nine worlds of ten: {'; '.join(less)}."
        if less
        else "No split is told to avoid less than the groups alone."
    )
    return first + (
        f" Whoever wants to reach many reaches more by: {'; '.join(wider)}."
        if wider
        else " That any split reaches more people than the groups alone is not told."
    )


def _rows(people: pd.DataFrame, tonnes: pd.DataFrame) -> pd.DataFrame:
    alone = named(SPLITS[0])
    words = {"up": "avoids more", "down": "avoids less"}
    return pd.DataFrame(
        [
            {
                "the money goes to": name,
                "people": middle(people[name]),
                "t CO2e avoided": middle(tonnes[name]),
                "t CO2e against the groups alone": "–" if name == alone else more(tonnes[name] - tonnes[alone]),
                "verdict": "held against" if name == alone else verdict(tonnes[name] - tonnes[alone], **words),
            }
            for name in map(named, SPLITS)
        ]
    )


def _method(ensemble: Ensemble, runs: pd.DataFrame) -> str:
    spent = "; ".join(
        f"{middle(runs.loc[runs['split'] == named(one), 'spent'])} with {named(one)}" for one in SPLITS[:3]
    )
    return (
        f"Each split in {of_worlds(ensemble, runs)}, with the same seeds. How readily people join the challenge and "
        "the workshop is drawn evenly over its declared range in each world; their other numbers, such as how many "
        "participants become leaders and what they save, are assumptions and the same in all, so that the spread of "
        "these two is too narrow. Each has its share of coordinators, letters and events; what it does not need "
        f"besides is not spent: thousand euros spent are {spent}. Tonnes are, in each world, the mean over draws of "
        "what is assumed of savings. Prices are placeholders; a participant of the challenge stands for a household; "
        "who takes part in two programmes counts in each. In brackets: nine worlds in ten."
    )


@styled
def _figure(table: pd.DataFrame, most_people: str, most_tonnes: str, years: int) -> Figure:
    """People and tonnes of each split."""
    figure = Figure(figsize=(9.2, 4.4))
    left, right = figure.subplots(1, 2, sharey=True)
    looks = (
        (left, "people", BLUE, "People in all programmes", "people"),
        (right, "tco2e", GREEN, "Emissions avoided", "t CO2e"),
    )
    for ax, name, colour, title, unit in looks:
        nested(ax, table, name, colour)
        ax.set(title=title, xlabel=f"{unit}, in {years} years", xlim=(0, None))
        ax.xaxis.set_major_locator(MaxNLocator(5))
        ax.xaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
    left.set_yticks(range(len(table)), table["split"])
    left.invert_yaxis()
    right.tick_params(axis="y", length=0)
    titled(
        figure,
        f"Same money: the middle of the worlds has most people with {most_people}, most avoided with {most_tonnes}",
        f"Marks: {MARKED.format(worlds=int(table['worlds'].max()))}. {BUDGET:,.0f} euros a year; prices are "
        "placeholders; a participant of the challenge stands for a household.",
    )
    return figure


QUESTION = Question(main, ensemble=True)
