"""X10. What brings the programme out of the centre: where it is offered, how far people go, or a screen?

Three levers from the start on, alone and together, in the worlds of an ensemble. Place (L8): half of the groups without
a host, of the contacts with partners and of the training seats are for the communes outside the centre. Travel (L9):
people and pairs go twice as far, and with help with the way (car-sharing, child care) half as many again take a group.
Online (L10): a quarter of the groups meet online. How much each lever is moved is an assumption, and what travel help
and online meetings cost is not known and not counted.

    contagion question x10_periphery
"""

from __future__ import annotations

from itertools import product
from typing import Any

import pandas as pd

from experiments.figures.cases import cases_figure
from experiments.questions.cases_in_worlds import change, changes, in_rows, surely
from experiments.questions.in_worlds import (
    NOT_TOLD,
    READ_AS,
    in_how_many,
    leaning,
    lived_in_worlds,
    more,
    of_worlds,
    verdict,
)
from experiments.questions.overturning import overturned
from experiments.questions.publishing import Finding, Question
from experiments.studies.cases import Shown, with_costs, with_decisions
from experiments.studies.ensemble import Ensemble
from experiments.studies.worlds import Step, Worlds, told_apart
from experiments.words.sentences import listed
from models.parameters import Parameters
from sim.laboratory.laboratory import Laboratory

HALF = {"facilitation.targeted_share": 0.5, "partners.targeted_share": 0.5, "training.reserved_share": 0.5}
OUTSIDE = {"from": 0, "communes": ["outside the centre"], "set": HALF}
LEVERS: dict[str, dict[str, Any]] = {
    "place": {},  # decided: OUTSIDE
    "travel": {"demand.distance_km": 10.0, "demand.travel_help": 1.5, "facilitation.pair_distance_km": 40.0},
    "online": {"demand.online_share": 0.25},
}
WORDS = {
    "place": "half of the effort kept for outside the centre",
    "travel": "going twice as far, with help with the way",
    "online": "a quarter of the groups online",
}
BASE, ALL = "none of them", " + ".join(LEVERS)
PEOPLE, COMMUNES = "participants", "communes_reached"
SHOWN = {
    COMMUNES: Shown("communes with a group"),
    PEOPLE: Shown("people"),
    "periphery_ratio": Shown("coverage outside / inside the centre", ".2f"),
    "cost": Shown("thousand euros"),
}


def main(quick: bool = False, lab: Laboratory | None = None, *, ensemble: Ensemble) -> Finding:
    """The combinations, their figure, and what they say."""
    asked = [({"scenario": " + ".join(levers) or BASE}, step(levers)) for levers in combinations()]
    rows = with_costs(lived_in_worlds(ensemble, asked, quick, lab), Parameters().costs)
    table = told_apart(rows, BASE, list(SHOWN), Worlds(ensemble))
    communes, people = (changes(rows, BASE, name) for name in (COMMUNES, PEOPLE))
    first = str(communes[list(LEVERS)].median().idxmax())
    years, told = rows["years"].max(), f"{more(communes[first])} communes with a group"
    words = WORDS[first][0].upper() + WORDS[first][1:]
    return Finding(
        answer=f"{words}: {communes[first].median():+.0f} communes"
        if verdict(communes[first]) != NOT_TOLD
        else "No lever surely brings groups to more communes",
        sure=f"communes: more in {in_how_many(communes[first])}; people: {leaning(ensemble, people[first])}",
        sentence=(
            f"Of three levers, {WORDS[first]} brings groups to the most communes in {years:g} years: "
            f"{change(rows, BASE, first, COMMUNES, SHOWN[COMMUNES])}; with it come "
            f"{change(rows, BASE, first, PEOPLE, SHOWN[PEOPLE])}."
        ),
        follows=_follows(ensemble, communes, people),
        rows=in_rows(ensemble, rows, BASE, SHOWN, COMMUNES),
        overturns=(
            f"For {WORDS[first]} ({told}): {overturned(ensemble, communes[first], 'communes')} "
            f"Beyond the sum of each alone, the three together change {more(beyond_the_sum(communes))} communes and "
            f"{more(beyond_the_sum(people))} people."
        ),
        method=(
            f"Three levers, alone and together, in {of_worlds(ensemble, rows)}, over {years:g} years. {READ_AS} By how "
            "much each lever is moved is an assumption, prices are placeholders, and help with the way and online "
            "meetings have no price here. A group that meets online counts for no commune."
        ),
        table=table,
        figure=cases_figure(table, BASE, SHOWN, f"{words}: {told} in {years:g} years", "Prices are placeholders."),
    )


def combinations() -> list[tuple[str, ...]]:
    """None, each alone, two, all."""
    sets = [tuple(name for name, on in zip(LEVERS, flags, strict=True) if on) for flags in product((0, 1), repeat=3)]
    return sorted(sets, key=lambda levers: (len(levers), [list(LEVERS).index(name) for name in levers]))


def step(levers: tuple[str, ...]) -> Step:
    """Some levers moved."""
    values = {name: value for lever in levers for name, value in LEVERS[lever].items()}
    return with_decisions(values, *([OUTSIDE] if "place" in levers else []))


def beyond_the_sum(more_of: pd.DataFrame) -> pd.Series:
    """What all three together change, less the sum of what each changes alone, world by world."""
    return more_of[ALL] - more_of[list(LEVERS)].sum(axis=1)


def _follows(ensemble: Ensemble, communes: pd.DataFrame, people: pd.DataFrame) -> str:
    """Which levers surely bring more of what."""
    said = []
    for wanted, more_of in (("groups in more communes", communes), ("more people", people)):
        good, bad = ([WORDS[lever] for lever in surely(more_of[list(LEVERS)], word)] for word in ("more", "less"))
        most = [WORDS[lever] for lever in LEVERS if leaning(ensemble, more_of[lever]) == "more in most worlds"]
        helps = f"surely helped by {listed(good)}" if good else "surely helped by no single lever"
        often = f", in most worlds by {listed(most)}" if most else ""
        hurt = f", and surely hurt by {listed(bad)}" if bad else ""
        said.append(f"Whoever wants {wanted} is {helps}{often}{hurt}.")
    return f"{' '.join(said)} All three together bring {more(communes[ALL])} communes and {more(people[ALL])} people."


QUESTION = Question(main, ensemble=True)
