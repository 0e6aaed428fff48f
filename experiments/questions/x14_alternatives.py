"""X14. Groups, a team challenge or a workshop: which does most with the same money?

80,000 euros a year, about what the reference spends, go to one of three programmes or are split between them (L13).
Each has an account of its own and, in proportion to its share, coordinators, letters and events: with all of the money
a full post, 10,000 letters and 12 events a year, as the groups of the reference. Out of the rest it pays for training
and groups as far as these come about; what it does not need is not spent, and is said. It is asked in the worlds of an
ensemble that agree with what was observed of the groups; of the others nothing was, and what the validation says of
workshops is said first. How readily people join them is drawn evenly over its declared range in each world; their other
numbers are their declared values.
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
from contagion.experiments.evaluation.series import read_series
from contagion.experiments.evaluation.validation import NOTHING, compared, given, predicted
from contagion.experiments.language.numbers import two_digits
from contagion.experiments.questions.asking import Asking, Standing, over_an_ensemble
from contagion.experiments.questions.equal import MONTHS_A_YEAR, Equal, Side, equal_at
from contagion.experiments.questions.in_worlds import (
    by_world,
    leaders,
    marked,
    middle,
    more,
    spreads,
    tied,
    verdict,
)
from contagion.experiments.questions.publishing import Finding
from contagion.experiments.questions.splits import (
    ALONE,
    BUDGET,
    HALF,
    JOINING,
    PROGRAMMES,
    SPLITS,
    WORKSHOP,
    lived,
    measured,
    named,
    of_a_set,
    split,
)
from contagion.models.parameters import Parameters
from contagion.models.parameters.sections.alternatives import KINDS
from contagion.sim.statistics.reversal import reversals

FIGURES = ["people", *(f"people_{kind.replace(' ', '_')}" for kind in PROGRAMMES), "hours", "leaders", "spent", "tco2e"]
SERIES = "workshop_world"  # what is known of workshops elsewhere
SOON = 36.0  # a time is told in months up to here, and in years beyond
FADING = "decay"  # of what a workshop saves: what it takes to be equal


@dataclass(frozen=True)
class Beside:
    """What is said beside the splits: what the model says of workshops elsewhere, against what was observed there; how
    fast what a workshop saves would have to fade for half of the money there to avoid as much as groups alone; and in
    which readings the difference of the first split in tonnes from the groups alone stands."""

    validation: str
    equal: Equal
    stands: Standing


def main(asking: Asking) -> Finding:
    """People, hours, leaders and tonnes of each split, their figure, and what they say."""
    with asking.lab.staffed():
        made = {quarters: lived(asking, quarters) for quarters in SPLITS}
        runs = pd.concat([measured(of, one, asking.years, asking.ensemble) for one, of in made.items()])
        one, other = held(runs, asking)
        pair = [quarters for quarters in SPLITS if named(quarters) in (one, other)]

        def against(there: Asking) -> pd.Series:
            tables = [measured(lived(there, split), split, there.years, there.ensemble) for split in pair]
            tonnes = by_world(pd.concat(tables), "split", "tco2e")
            return tonnes[one] - tonnes[other]

        tonnes = by_world(runs, "split", "tco2e")
        stands = asking.standing(tonnes[one] - tonnes[other], against, of_emissions=True)
        sides = [Side(made[quarters], split(quarters, Parameters())) for quarters in (HALF, ALONE)]
        beside = Beside(of_workshops(asking), equal_at(*sides, WORKSHOP, FADING, asking.years), stands)
    return answered(runs, beside, asking)


def held(runs: pd.DataFrame, asking: Asking) -> tuple[str, str]:
    """The split with the most tonnes in the mean, and what it is held against: the groups alone, or the second."""
    tonnes, alone = by_world(runs, "split", "tco2e"), named(ALONE)
    first = tied(asking.ensemble, tonnes)[0]
    return first, alone if first != alone else str(tonnes.drop(columns=first).mean().idxmax())


def of_workshops(asking: Asking) -> str:
    """What the model says of workshops elsewhere, against what was observed there."""
    series = read_series(Path(SERIES))
    values, _ = given(series, predicted(asking.lab, series, asking.ensemble, asking.worlds), 0)
    found, row = compared(series.rows[0], values), series.rows[0]
    fact = f"{series.programme}: {row.value:g} times as many people in a year"
    if found["verdict"] == NOTHING:
        return f"What was observed of workshops elsewhere ({fact}) is not predicted."
    return (
        f"What was observed of workshops elsewhere ({fact}) lies {found['verdict']} of what the model says "
        f"({found['p5']:.1f} to {found['p95']:.1f})."
    )


def answered(runs: pd.DataFrame, beside: Beside, asking: Asking) -> Finding:
    """What is said of the splits."""
    people, tonnes = (by_world(runs, "split", name) for name in ("people", "tco2e"))
    most_people, within = tied(asking.ensemble, people), tied(asking.ensemble, tonnes)
    first, other = held(runs, asking)
    ahead = asking.more(tonnes[first] - tonnes[other])
    return Finding(
        answer=f"Most avoided: {leaders(within, True)}; most people: {leaders(most_people, True)}",
        sure=f"{first} more tonnes than {other} in {ahead.often}",
        sentence=f"{beside.validation} With {BUDGET:,.0f} euros a year for {asking.years} years, most emissions are "
        f"avoided with {leaders(within)}: {ahead} t CO2e by “{first}” against “{other}”, more in {ahead.often}, which "
        f"{beside.stands}. {equal_in_words(beside.equal)}",
        follows=follows(people, tonnes),
        rows=_rows(people, tonnes),
        overturns=f"That “{first}” avoids more than “{other}”: {ahead.overturned('t CO2e')} "
        f"{by_their_own(ahead.values, asking)}",
        method=f"Each split in {asking.worlds_of(runs)}. How readily people join the challenge and the workshop is "
        "drawn evenly over its declared range in each world; their other numbers are assumptions and the same in all, "
        "so that the spread of these two is too narrow. What is not needed is not spent. Tonnes are, in each world, "
        "the mean over draws of what is assumed of savings. Prices are placeholders; a participant of the challenge "
        "stands for a household; who takes part in two programmes counts in each. Most is in the mean of worlds.",
        table=spreads(runs, ["split", *PROGRAMMES], FIGURES),
        figure=_figure(spreads(runs, ["split"], FIGURES), leaders(most_people), leaders(within), asking.years),
    )


def equal_in_words(found: Equal) -> str:
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


def by_their_own(ahead: pd.Series, asking: Asking) -> str:
    """Whether a difference in tonnes is overturned by how readily people join the others, or where it comes nearest."""
    by_set = ahead.groupby([asking.over.set_of(int(world)) for world in ahead.index]).mean()
    numbers = pd.DataFrame(
        [{f"{kind} joining factor": of_a_set(kind, n)[JOINING] for kind in KINDS} for n in by_set.index]
    )
    first = reversals(by_set.to_numpy(), numbers, same=asking.ensemble.same(by_set.index)).iloc[0]
    how = "it is turned round" if first["reversed"] else "it comes nearest"
    change, low, high = (f"{first[name]:+,.0f}" for name in ("difference", "low", "high"))
    return (
        f"By how readily people join the others, {how} where {first['input']} is {first['part']}: {change} t "
        f"CO2e ({low} to {high})."
    )


def follows(people: pd.DataFrame, tonnes: pd.DataFrame) -> str:
    alone = named(ALONE)
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
    alone, rows = named(ALONE), []
    for name in map(named, SPLITS):
        row = {"the money goes to": name, "people": middle(people[name]), "t CO2e avoided": middle(tonnes[name])}
        told, ahead = ("–", "held against"), tonnes[name] - tonnes[alone]
        if name != alone:
            told = more(ahead), verdict(ahead, "avoids more", "avoids less")
        rows.append(row | dict(zip(("t CO2e against the groups alone", "verdict"), told, strict=True)))
    return pd.DataFrame(rows)


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
        f"Marks: {marked(table)}. {BUDGET:,.0f} euros a year; prices are "
        "placeholders; a participant of the challenge stands for a household.",
    )
    return figure


QUESTION = over_an_ensemble(main)
