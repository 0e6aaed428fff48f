"""Runs made by hand, of which the target groups of leaders and of people are known."""

from collections.abc import Sequence
from math import nan

import numpy as np

from contagion.models.outcomes.record import Places, Record
from contagion.models.parameters import Parameters
from tests.helpers.records_by_hand import record, rows, weeks_of

LETTERS = {"o": "odd", "e": "even"}

type Groups = Sequence[Sequence[str]]

PLACES = Places(("A", "B"), ("Ay", "Bey"), np.array([600, 400]), np.array([600, 400]), np.full(2, nan))
TWO = Parameters.model_validate({"target_group": [{"name": "odd", "share": 0.5}, {"name": "even", "share": 0.5}]})


def led(by: Groups, came: Groups, shares: tuple[float, float] = (0.5, 0.5)) -> Record:
    """A run with one group in A in each week: `by` says the target groups of its two leaders, `came` those of the
    people, who live in A or B by turns."""
    leaders = [(10 * n + m, kind) for n, pair in enumerate(by) for m, kind in enumerate(pair)]
    people = [(n, kind, m % 2) for n, group in enumerate(came) for m, kind in enumerate(group)]
    return record(
        weeks_of(520, participants=lambda week: week // 4, facilitators_active=7),
        parameters=TWO,
        places=PLACES,
        shares=dict(zip(("odd", "even"), shares, strict=True)),
        events=[(n, "started", m, "AB"[home]) for m, (n, _, home) in enumerate(people)],
        facilitators=rows("facilitators", leaders, ["facilitator", "target_group"], parameters=TWO),
        participants=rows("participants", people, ["group", "target_group", "commune"], parameters=TWO),
        groups=rows(
            "groups",
            [(n, 10 * n, 10 * n + 1, 0, n, 2, len(group)) for n, group in enumerate(came)],
            ["group", "leader_a", "leader_b", "commune", "started", "state", "participants"],
        ),
    )


def mixed(by: str, came: str) -> Record:
    """The same in letters, o for odd and e for even: `mixed("oo ee", "ooo ee")` are two groups."""
    leaders, people = ([[LETTERS[one] for one in group] for group in text.split()] for text in (by, came))
    return led(leaders, people)
