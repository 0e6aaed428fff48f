"""X10. What brings the programme out of the centre: where it is offered, how far people go, or a screen?

Three levers from the start on, alone and together. Place (L8): half of the groups without a host, of the contacts with
partners and of the training seats are for the communes outside the centre. Travel (L9): people and pairs go twice as
far, and with help with the way (car-sharing, child care) half as many again take a group. Online (L10): a quarter of
the groups meet online. How much each lever is moved is an assumption, and what travel help and online meetings cost is
not known and not counted.

    contagion question x10_periphery
"""

from __future__ import annotations

from itertools import product
from typing import Any

import pandas as pd

from experiments.figures.cases import cases_figure
from experiments.questions.publishing import Finding, Question
from experiments.studies.cases import Shown, held_against, with_costs, with_decisions
from experiments.studies.lab import laboratory
from experiments.studies.uncertainty import interval
from experiments.words.cases import base_in_words, changes_in_words, told
from models.parameters import Parameters
from models.runs.cases import case
from sim.laboratory.laboratory import Laboratory

HALF = {"facilitation.targeted_share": 0.5, "partners.targeted_share": 0.5, "training.reserved_share": 0.5}
OUTSIDE = {"from": 0, "communes": ["outside the centre"], "set": HALF}
LEVERS: dict[str, dict[str, Any]] = {
    "place": {},  # decided: OUTSIDE
    "travel": {"demand.distance_km": 10.0, "demand.travel_help": 1.5, "facilitation.pair_distance_km": 40.0},
    "online": {"demand.online_share": 0.25},
}
BASE, ALL = "none of them", " + ".join(LEVERS)
SHOWN = {
    "participants": Shown("people"),
    "communes_reached": Shown("communes with a group", ",.1f"),
    "periphery_ratio": Shown("coverage outside / inside the centre", ".2f"),
    "cost": Shown("thousand euros"),
    "cost_per_person": Shown("euros a person"),
}


def main(quick: bool = False, lab: Laboratory | None = None) -> Finding:
    """The combinations, their figure, and what they say."""
    lab = lab or laboratory()
    chosen = [(), ("place",), tuple(LEVERS)] if quick else combinations()
    cases = [case(parameters(levers), case=" + ".join(levers) or BASE) for levers in chosen]
    runs = lab.run(cases, range(1, 3 if quick else 26), 3 if quick else 10)
    rows = with_costs(runs, Parameters().costs)
    table = held_against(rows, BASE, SHOWN)
    best = table[(table["indicator"] == "communes_reached") & (table["case"] != BASE)]
    best = best.loc[best["difference"].idxmax()]
    figure = cases_figure(
        table,
        rows,
        BASE,
        SHOWN,
        f"Most communes with {best['case']}: {told(best['difference'], best['low'], best['high'], '+.1f')}",
        "Prices are placeholders.",
    )
    return Finding(in_words(table, rows), table, figure)


def combinations() -> list[tuple[str, ...]]:
    """None, each alone, two, all."""
    sets = [tuple(name for name, on in zip(LEVERS, flags, strict=True) if on) for flags in product((0, 1), repeat=3)]
    return sorted(sets, key=lambda levers: (len(levers), [list(LEVERS).index(name) for name in levers]))


def parameters(levers: tuple[str, ...]) -> Parameters:
    """The defaults with some levers moved."""
    values = {name: value for lever in levers for name, value in LEVERS[lever].items()}
    return with_decisions(values, *([OUTSIDE] if "place" in levers else []))


def beyond_the_sum(rows: pd.DataFrame, of: str) -> dict[str, float]:
    """What all three together change, less the sum of what each changes alone, seed by seed: mean and interval."""
    wide = rows.pivot(index="seed", columns="case", values=of)
    excess = wide[ALL] - wide[BASE] - wide[list(LEVERS)].sub(wide[BASE], axis=0).sum(axis=1)
    return interval(pd.DataFrame({"excess": excess.astype(float)}), ["excess"])


def in_words(table: pd.DataFrame, rows: pd.DataFrame) -> str:
    """What the levers change."""
    text = (
        f"Without any of the levers {base_in_words(table, BASE, SHOWN)} in {rows['years'].max():g} years (means of "
        f"{rows['seed'].nunique()} seeds, 95 % intervals). {changes_in_words(table, BASE, SHOWN)}"
    )
    if set(LEVERS) <= set(rows["case"]):
        for of in ("communes_reached", "participants"):
            made = beyond_the_sum(rows, of)
            low, high = made["excess_low"], made["excess_high"]
            word = "" if low > 0 or high < 0 else ", not distinguishable from none"
            excess = told(made["excess"], low, high, "+z" + SHOWN[of].form)
            text += f" Together, beyond the sum of each alone: {SHOWN[of].words} {excess}{word}."
    return text + (
        " By how much each lever is moved is an assumption, prices are placeholders, and help with the way and online "
        "meetings themselves have no price here; an online group counts for no commune."
    )


QUESTION = Question(main)
