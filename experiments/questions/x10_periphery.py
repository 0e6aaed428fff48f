"""X10. What brings the programme out of the centre: where it is offered, how far people go, or a screen?

Three levers from the start on, alone and together, in the worlds of an ensemble. Place (L8): half of the groups without
a host, of the contacts with partners and of the training seats are for the communes outside the centre. Travel (L9):
people go twice as far as they do in that world, pairs twice as far as a pair may, and with help with the way
(car-sharing, child care) half as many again take a group. Online (L10): a quarter of the groups meet online. How many
people are receptive outside the centre is not known: all is told with that free (`receptivity.outside`, as in the
ensemble) and with as many as inside (fixed at 1).

    contagion question x10_periphery
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from itertools import product
from typing import Any

import pandas as pd

from contagion.experiments.ensembles.ensemble import Ensemble
from contagion.experiments.ensembles.worlds import Worlds, told_apart
from contagion.experiments.language.sentences import listed
from contagion.experiments.questions.cases_in_worlds import change, changes, surely
from contagion.experiments.questions.in_readings import Standing, lived_in_readings, standing
from contagion.experiments.questions.in_worlds import (
    NOT_TOLD,
    READ_AS,
    Asked,
    in_how_many,
    in_short,
    leaning,
    lived_in_worlds,
    middle,
    more,
    of_worlds,
    verdict,
)  # fmt: skip
from contagion.experiments.questions.overturning import overturned
from contagion.experiments.questions.publishing import Finding, Question
from contagion.experiments.verbs.compare.cases import Shown, with_costs, with_decisions
from contagion.experiments.verbs.compare.figure_of_cases import cases_figure
from contagion.models.parameters import Parameters
from contagion.sim.laboratory.laboratory import Laboratory

HALF = {"facilitation.targeted_share": 0.5, "partners.targeted_share": 0.5, "training.reserved_share": 0.5}
OUTSIDE = {"from": 0, "communes": ["outside the centre"], "set": HALF}
LEVERS: dict[str, dict[str, Any]] = {  # what is set
    "place": {},  # decided: OUTSIDE
    "travel": {"demand.travel_help": 1.5},
    "online": {"demand.online_share": 0.25},
}
TIMES = {"travel": {"demand.distance_km": 2.0, "facilitation.pair_distance_km": 2.0}}  # what is so many times as much
WORDS = {
    "place": "half of the effort kept for outside the centre",
    "travel": "going twice as far, with help with the way",
    "online": "a quarter of the groups online",
}
BASE, ALL = "none of them", " + ".join(LEVERS)
PEOPLE, COMMUNES, RATIO = "participants", "communes_reached", "periphery_ratio"
SHOWN = {
    COMMUNES: Shown("communes with a group"),
    PEOPLE: Shown("people"),
    RATIO: Shown("coverage outside / inside the centre", ".2f"),
    "cost": Shown("thousand euros"),
}
FREE, FIXED = "free", "fixed at 1"
RECEPTIVE = {FREE: {}, FIXED: {"receptivity.outside": 1.0}}
TOLD = (COMMUNES, PEOPLE)  # in the table for people, both ways

type Both = Mapping[str, pd.DataFrame]  # by how receptive people are outside


def main(quick: bool = False, lab: Laboratory | None = None, *, ensemble: Ensemble) -> Finding:
    """The combinations, their figure, and what they say."""
    both = {}
    for name, fixed in RECEPTIVE.items():
        asked: list[Asked] = [
            ({"scenario": " + ".join(levers) or BASE}, partial(step, levers=levers, fixed=fixed))
            for levers in combinations()
        ]
        both[name] = with_costs(lived_in_worlds(ensemble, asked, quick, lab), Parameters().costs)
    first = first_of(changes(both[FREE], BASE, COMMUNES))
    two: list[Asked] = [
        ({"scenario": " + ".join(levers) or BASE}, partial(step, levers=levers)) for levers in ((), (first,))
    ]
    readings = {name: made.table for name, made in lived_in_readings(ensemble, two, quick, lab).items()}
    more_in = {name: changes(rows, BASE, COMMUNES)[first] for name, rows in readings.items()}
    return answered(both, standing(changes(both[FREE], BASE, COMMUNES)[first], more_in), ensemble)


def first_of(communes: pd.DataFrame) -> str:
    """The lever that alone brings groups to the most communes, in the middle of the worlds."""
    return str(communes[list(LEVERS)].median().idxmax())


def answered(both: Both, stands: Standing, ensemble: Ensemble) -> Finding:
    """What is said of the combinations."""
    rows = both[FREE]
    communes, people = (changes(rows, BASE, name) for name in (COMMUNES, PEOPLE))
    first, years = first_of(communes), int(rows["years"].max())
    fixed = changes(both[FIXED], BASE, COMMUNES)[first]
    told, words = f"{more(communes[first])} communes with a group", WORDS[first][0].upper() + WORDS[first][1:]
    tables = {name: told_apart(of, BASE, list(SHOWN), Worlds(ensemble)) for name, of in both.items()}
    return Finding(
        answer=f"{words}: {in_short(communes[first], '+.0f')} communes, "
        f"{in_short(fixed, '+.0f')} if as receptive outside"
        if verdict(communes[first]) != NOT_TOLD
        else "No lever surely brings groups to more communes",
        sure=f"communes: more in {in_how_many(communes[first])}; people: {leaning(ensemble, people[first])}",
        sentence=(
            f"Of three levers, {WORDS[first]} brings groups to the most communes in {years} years: "
            f"{change(rows, BASE, first, COMMUNES, SHOWN[COMMUNES])}, which {stands}; with as many receptive people "
            f"outside as inside it is {more(fixed)}. With it come "
            f"{change(rows, BASE, first, PEOPLE, SHOWN[PEOPLE])}."
        ),
        follows=_follows(ensemble, communes, people),
        rows=in_rows(ensemble, both),
        overturns=(f"For {WORDS[first]}: {overturned(ensemble, communes[first], 'communes')}"),
        method=(
            f"Three levers, alone and together, in {of_worlds(ensemble, rows)}, over {years} years. {READ_AS} How many "
            "are receptive outside is free, as in the ensemble, or as inside (fixed at 1). By how much a lever is "
            "moved is an assumption; help with the way and online meetings have no price. A group online counts for no "
            "commune."
        ),
        table=pd.concat([of.assign(outside=name) for name, of in tables.items()], ignore_index=True),
        figure=cases_figure(tables[FREE], BASE, SHOWN, f"{words}: {told} in {years} years", "Prices are placeholders."),
    )


def combinations() -> list[tuple[str, ...]]:
    """None, each alone, two, all."""
    sets = [tuple(name for name, on in zip(LEVERS, flags, strict=True) if on) for flags in product((0, 1), repeat=3)]
    return sorted(sets, key=lambda levers: (len(levers), [list(LEVERS).index(name) for name in levers]))


def step(here: Parameters, levers: tuple[str, ...], fixed: Mapping[str, float] | None = None) -> Parameters:
    """Some levers moved, from what the world has."""
    values = dict(fixed or {})
    for lever in levers:
        values |= LEVERS[lever] | {name: by * here.get(name) for name, by in TIMES.get(lever, {}).items()}
    return with_decisions(values, *([OUTSIDE] if "place" in levers else []))(here)


def beyond_the_sum(more_of: pd.DataFrame) -> pd.Series:
    """What all three together change, less the sum of what each changes alone, world by world."""
    return more_of[ALL] - more_of[list(LEVERS)].sum(axis=1)


def in_rows(ensemble: Ensemble, both: Both) -> pd.DataFrame:
    """A row a combination: what it changes, free and fixed, and the verdict on the communes with both."""
    base = {"case": BASE}
    for name, (where, of) in product(TOLD, both.items()):
        base[_head(name, where)] = middle(of.loc[of["scenario"] == BASE, name])
    rows = [base | {"verdict": "held against"}]
    more_of = {(name, where): changes(of, BASE, name) for name, (where, of) in product(TOLD, both.items())}
    for case in more_of[COMMUNES, FREE]:
        row = {"case": str(case)} | {_head(*at): more(values[case]) for at, values in more_of.items()}
        said = {where: leaning(ensemble, more_of[COMMUNES, where][case]) for where in both}
        alike = said[FREE] == said[FIXED]
        rows.append(row | {"verdict": said[FREE] if alike else f"{said[FREE]}; {FIXED}: {said[FIXED]}"})
    return pd.DataFrame(rows)


def _head(name: str, where: str) -> str:
    return f"{SHOWN[name].words}, `receptivity.outside` {where}"


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
    return (
        f"{' '.join(said)} All three together bring {more(communes[ALL])} communes, beyond the sum of each alone "
        f"{in_short(beyond_the_sum(communes), '+z.0f')}."
    )


QUESTION = Question(main, ensemble=True)
