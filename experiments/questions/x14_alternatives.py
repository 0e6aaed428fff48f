"""X14. Groups, a team challenge or a workshop: which does most with the same money?

80,000 euros a year, about what the reference spends, go to one of three programmes or are split between them (L13).
Each has an account of its own and, in proportion to its share, coordinators, letters and events: with all of the money
a full post, 10,000 letters and 12 events a year, as the groups of the reference. Out of the rest it pays for training
and groups as far as these come about; what it does not need is not spent, and is said. It is asked in the worlds of an
ensemble that agree with what was observed of the groups; of the others nothing was, and what the validation says of
workshops is said first. How readily people join them is drawn evenly over its declared range in each world; their other
numbers are their declared values.

    contagion question x14_alternatives
"""

from __future__ import annotations

from dataclasses import dataclass
from math import isinf
from pathlib import Path

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator, StrMethodFormatter

from contagion.experiments.drawing.bands import nested
from contagion.experiments.drawing.style import BLUE, GREEN, styled, titled
from contagion.experiments.ensembles.ensemble import Ensemble
from contagion.experiments.ensembles.worlds import Worlds
from contagion.experiments.evaluation.series import read_series
from contagion.experiments.evaluation.validation import NOTHING, compared, given, predicted
from contagion.experiments.lab.lab import laboratory
from contagion.experiments.language.numbers import two_digits
from contagion.experiments.questions.equal import MONTHS_A_YEAR, Equal, Side, equal_at
from contagion.experiments.questions.in_readings import WORLDS_OF_A_READING, Standing, readings_of, standing
from contagion.experiments.questions.in_worlds import (
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
from contagion.experiments.questions.overturning import overturned
from contagion.experiments.questions.publishing import Finding, Question
from contagion.experiments.questions.sensitivity_figure import plain
from contagion.experiments.questions.splits import (
    ALONE,
    BUDGET,
    HALF,
    PROGRAMMES,
    SPLITS,
    WORKSHOP,
    in_each_world,
    measured,
    named,
    of_a_set,
    split,
)  # fmt: skip
from contagion.experiments.questions.ties import in_short, tied
from contagion.experiments.questions.ties import named as by_name
from contagion.models.parameters import Parameters
from contagion.models.parameters.alternatives import KINDS
from contagion.models.scenarios.scenario import read
from contagion.sim.laboratory.laboratory import Laboratory, Runs
from contagion.sim.statistics.reversal import reversals

FIGURES = ["people", *(f"people_{kind.replace(' ', '_')}" for kind in PROGRAMMES), "hours", "leaders", "spent", "tco2e"]
SERIES = "workshop_world"  # what is known of workshops elsewhere
SOON = 36.0  # a time is told in months up to here, and in years beyond
FADING = "decay"  # of what a workshop saves: what it takes to be equal


@dataclass(frozen=True)
class Beside:
    """What is said beside the splits.

    Attributes
    ----------
    validation : str
        What the model says of workshops elsewhere, against what was observed there.
    equal : Equal
        How fast what a workshop saves would have to fade for half of the money there to avoid as much as groups alone.
    stands : Standing
        In which readings the difference of the first split in tonnes from the groups alone stands.
    """

    validation: str
    equal: Equal
    stands: Standing


def main(quick: bool = False, lab: Laboratory | None = None, *, ensemble: Ensemble) -> Finding:
    """People, hours, leaders and tonnes of each split, their figure, and what they say."""
    lab = lab or laboratory()
    number, years = (WORLDS_QUICK, YEARS_QUICK) if quick else (WORLDS, YEARS)
    with lab.staffed():
        made = {quarters: lived(lab, ensemble, quarters, number, years) for quarters in SPLITS}
        tables = [measured(runs, quarters, years, ensemble) for quarters, runs in made.items()]
        runs = pd.concat(tables, ignore_index=True)
        one, other = held(runs, ensemble)
        readings = {}
        for name, over in readings_of(ensemble, quick, of_emissions=True).items():
            pair = [
                measured(lived(lab, over, quarters, min(number, WORLDS_OF_A_READING), years), quarters, years, over)
                for quarters in SPLITS
                if named(quarters) in (one, other)
            ]
            readings[name] = against(pd.concat(pair), one, other)
        sides = [Side(made[quarters], split(quarters, Parameters())) for quarters in (HALF, ALONE)]
        beside = Beside(
            of_workshops(lab, ensemble, number),
            equal_at(*sides, WORKSHOP, FADING, years),
            standing(against(runs, one, other), readings),
        )
    return answered(runs, years, beside, ensemble)


def lived(lab: Laboratory, ensemble: Ensemble, quarters: tuple[int, ...], worlds: int, years: int) -> Runs:
    """The runs of a split in so many worlds."""
    return lab.run([in_each_world(Worlds(ensemble), read(), quarters)], range(1, worlds + 1), years)


def against(runs: pd.DataFrame, one: str, other: str) -> pd.Series:
    """What one split avoids more than another, by world."""
    tonnes = runs.pivot(index="seed", columns="split", values="tco2e")
    return tonnes[one] - tonnes[other]


def held(runs: pd.DataFrame, ensemble: Ensemble) -> tuple[str, str]:
    """The split with the most tonnes in the mean, and what it is held against: the groups alone, or the second."""
    tonnes = runs.pivot(index="seed", columns="split", values="tco2e")
    first, alone = tied(ensemble, tonnes)[0], named(ALONE)
    return first, alone if first != alone else str(tonnes.drop(columns=first).mean().idxmax())


def of_workshops(lab: Laboratory, ensemble: Ensemble, worlds: int) -> str:
    """What the model says of workshops elsewhere, against what was observed there."""
    series = read_series(Path(SERIES))
    values, _ = given(series, predicted(lab, series, ensemble, worlds), 0)
    found, row = compared(series.rows[0], values), series.rows[0]
    fact = f"{series.programme}: {row.value:g} times as many people in a year"
    if found["verdict"] == NOTHING:
        return f"What was observed of workshops elsewhere ({fact}) is not predicted."
    return (
        f"What was observed of workshops elsewhere ({fact}) lies {found['verdict']} of what the model says "
        f"({found['p5']:.1f} to {found['p95']:.1f})."
    )


def answered(runs: pd.DataFrame, years: int, beside: Beside, ensemble: Ensemble) -> Finding:
    """What is said of the splits."""
    people, tonnes = (runs.pivot(index="seed", columns="split", values=name) for name in ("people", "tco2e"))
    most_people, within = tied(ensemble, people), tied(ensemble, tonnes)
    first, other = held(runs, ensemble)
    ahead = tonnes[first] - tonnes[other]
    return Finding(
        answer=f"Most avoided: {in_short(within)}; most people: {in_short(most_people)}",
        sure=f"{first} more tonnes than {other} in {in_how_many(ahead)}",
        sentence=(
            f"{beside.validation} With {BUDGET:,.0f} euros a year for {years} years, most emissions are avoided with "
            f"{by_name(within)}: {more(ahead)} t CO2e by “{first}” against “{other}”, more in {in_how_many(ahead)}, "
            f"which {beside.stands}. {_equal(beside.equal)}"
        ),
        follows=_follows(people, tonnes),
        rows=_rows(people, tonnes),
        overturns=f"That “{first}” avoids more than “{other}”: {overturned(ensemble, ahead, 't CO2e')} "
        f"{by_their_own(ahead, Worlds(ensemble))}",
        method=_method(ensemble, runs),
        table=spreads(runs, ["split", *PROGRAMMES], FIGURES),
        figure=_figure(spreads(runs, ["split"], FIGURES), by_name(most_people), by_name(within), years),
    )


def _equal(found: Equal) -> str:
    """What it takes for half of the money in workshops to avoid as much as the groups alone."""
    usual = KINDS[WORKSHOP].model_fields[FADING].default
    declared = Equal(WORKSHOP, FADING, usual, usual, 0.0).half_life_months
    months = found.half_life_months
    if months is None:
        return (
            "However fast what a workshop saves fades, half of the money there does not avoid as much as groups alone."
        )
    years = "for ever" if isinf(months) else f"{two_digits(months / MONTHS_A_YEAR)} years"
    lasts = f"{months:.1f} months" if months < SOON else years
    return (
        f"Half of the money in workshops avoids as much as groups alone if half of what they save lasts {lasts} "
        f"(assumed: {declared:.1f})."
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
    return (
        f"Each split in {of_worlds(ensemble, runs)}. How readily people join the challenge and the workshop is drawn "
        "evenly over its declared range in each world; their other numbers are assumptions and the same in all, so "
        "that the spread of these two is too narrow. What is not needed is not spent. Tonnes are, in each world, the "
        "mean over draws of what is assumed of savings. Prices are placeholders; a participant of the challenge stands "
        "for a household; who takes part in two programmes counts in each. Most is in the mean of worlds."
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
        f"Same money, in the mean of worlds: most people with {most_people}, most avoided with {most_tonnes}",
        f"Marks: {MARKED.format(worlds=int(table['worlds'].max()))}. {BUDGET:,.0f} euros a year; prices are "
        "placeholders; a participant of the challenge stands for a household.",
    )
    return figure


QUESTION = Question(main, ensemble=True)
