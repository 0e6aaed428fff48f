"""X12. Do municipal councillors who go through a group open the doors of their communes?

In a commune of which a councillor has completed a group, a contacted organisation becomes a partner 1.5 times as
readily. That alone changes what the few councillors bring who come as anybody else does. Then they are asked: by
letters to contact lists of councillors, of all communes or of those outside the centre, so many that each gets about
one a year; and in person, which is taken to make a letter as strong as a former participant's invitation (a factor on
the hazard of all channels to them). At last gates open threefold. All of this is assumed.

    contagion question x12_officials
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from experiments.figures.cases import cases_figure
from experiments.questions.publishing import Finding, Question
from experiments.studies.cases import Shown, held_against, with_costs, with_decisions
from experiments.studies.lab import close_up, laboratory
from experiments.words.cases import base_in_words, change, changes_in_words
from models.parameters import Parameters
from models.runs.cases import case
from models.territory.communes import load_communes
from sim.laboratory.laboratory import Laboratory

OPENING, THREEFOLD = {"elected.gate_opening": 1.5}, {"elected.gate_opening": 3.0}
BASE = "as anybody else"
PLAIN = "gates open"
LETTERS, IN_PERSON, AROUND, WIDE = (
    "gates open, letters",
    "gates open, asked in person",
    "gates open, asked outside the centre",
    "gates open threefold, asked in person",
)
SHOWN = {
    "elected_completing": Shown("councillors completing", ",.1f"),
    "communes_opened": Shown("communes opened", ",.1f"),
    "communes_reached": Shown("communes with a group", ",.1f"),
    "hosted": Shown("groups in a host's room"),
    "participants": Shown("people"),
    "cost_per_person": Shown("euros a person"),
}


def main(quick: bool = False, lab: Laboratory | None = None) -> Finding:
    """The cases, their figure, and what they say."""
    lab = close_up(lab or laboratory())
    councillors = int(load_communes(getattr(lab.study, "communes", None))["seats"].sum())
    chosen = {name: value for name, value in cases(councillors).items() if not quick or name in (BASE, PLAIN, WIDE)}
    runs = lab.run(
        [case(value, case=name) for name, value in chosen.items()], range(1, 3 if quick else 41), 3 if quick else 10
    )
    rows = with_costs(runs, Parameters().costs)
    table = held_against(rows, BASE, SHOWN)
    figure = cases_figure(
        table,
        rows,
        BASE,
        SHOWN,
        f"Communes with a group, {WIDE}: {change(table, WIDE, 'communes_reached', '+.1f')}",
        f"There are {councillors:,} councillors. Prices are placeholders.",
    )
    return Finding(in_words(table, rows, councillors), table, figure)


def as_strong_as_an_invitation() -> float:
    """How many times a letter's hazard a former participant's invitation has."""
    known = Parameters()
    return (
        known.registering.word_of_mouth
        * known.registering.participant_source
        / (known.registering.letter * known.outreach.factor)
    )


def cases(councillors: int) -> dict[str, Parameters]:
    """The cases by name."""
    each = round(councillors / Parameters().outreach.campaigns_per_year)
    listed: dict[str, Any] = {"from": 0, "target_groups": ["elected officials"], "set": {"outreach.letters": each}}
    asked = listed | {"set": {**listed["set"], "registering.barrier": as_strong_as_an_invitation()}}
    return {
        BASE: Parameters(),
        PLAIN: with_decisions(OPENING),
        LETTERS: with_decisions(OPENING, listed),
        IN_PERSON: with_decisions(OPENING, asked),
        AROUND: with_decisions(OPENING, asked | {"communes": ["outside the centre"]}),
        WIDE: with_decisions(THREEFOLD, asked),
    }


def in_words(table: pd.DataFrame, rows: pd.DataFrame, councillors: int) -> str:
    """What councillors bring."""
    base = base_in_words(table, BASE, {name: one for name, one in SHOWN.items() if name != "communes_opened"})
    return (
        f"Of {councillors:,} councillors, who come {BASE}: {base} in {rows['years'].max():g} years (means of "
        f"{rows['seed'].nunique()} seeds, 95 % intervals). {changes_in_words(table, BASE, SHOWN)} That councillors "
        "open gates (by 1.5, or 3), and that asking in person makes a letter "
        f"{as_strong_as_an_invitation():.0f} times as strong, is assumed; asking is priced as a letter."
    )


QUESTION = Question(main)
