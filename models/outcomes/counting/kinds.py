"""What is counted of a run, in words: the numbers that stand for them, and the columns of tables."""

from __future__ import annotations

import numpy as np

from contagion.models.parameters.sections.money import ITEMS
from contagion.models.records import TABLES, TIME_GIVEN, numbers

COUNTED = (*ITEMS, *TIME_GIVEN)
"""What there was, in each week, that costs money or is time given."""
ITEM = {name: np.int64(number) for number, name in enumerate(COUNTED)}

SHORTAGES = ("registrations", "groups", "pairs", "receptive", "money")
REGISTRATIONS, GROUPS, PAIRS, RECEPTIVE, MONEY = numbers(len(SHORTAGES))
TRAINING_SHORTAGES = ("takers", "seats", "money")
TAKERS, SEATS, UNPAID = numbers(len(TRAINING_SHORTAGES))

KINDS = tuple((completed, spills) for spills in (True, False) for completed in (True, False))
"""Of those who save."""
NODE_WEEKS = 13


def _record(whole: str = "", real: str = "") -> np.dtype:
    return np.dtype([(name, kind) for kind, names in (("i8", whole), ("f8", real)) for name in names.split()])


ASKED = np.dtype(
    [*_record("centre communes target_groups maximum unlimited", "receptive places").descr, ("saving", "u8")]
)
"""Of the run: the most populous commune, how many communes and target groups there are, `group.maximum`,
`demand.unlimited`, how many are receptive, `training.places` at the start, and the key of what people save."""
BY_DECISION = _record("has_condition since", "places")
"""Of a decision: the week since which it holds, or NONE, and the `training.places` that it sets, or NaN."""
FIGURES = _record(
    "participants completers attendances savers groups_started groups_cancelled groups_in_house "
    "communes_reached communes_with_group_now communes_with_participants week_of_many week_of_half "
    "facilitators_active groups_led from_groups candidates over of_cohorts born lost "
    "by_word_of_mouth by_invitation students elected outside active_weeks unmatched_weeks",
    "led_by_those_over led_by_cohorts",
)
"""Of the whole run. Over: whose time as facilitators is; of cohorts: of which that is so of all; led by them: people
who became facilitators. Born, lost: active facilitators, in the last 52 weeks."""
FLOW = np.dtype(
    [
        *_record(
            "starts first_here seats elsewhere trained offered still_active sessions queue missed converted reached "
            "short short_in_training",
            "posts",
        ).descr,
        ("bought", "f8", (len(COUNTED),)),
    ]
)
"""Of a week: people at a session 1; communes in which the first group starts; groups that open (seats), people
registered in groups of a house that do (elsewhere); facilitators trained, aspirants offered a seat, how many of the
trained are active at the end; training sessions, the queue at the first, those that nobody was paid to hold (missed).
Since the start: facilitators from groups (converted), communes reached. What was short, or NONE. Coordinators of
alternative programmes (posts)."""
HERE = _record("came_from running started_in group_week people_week")
"""Of a commune: participants who live there, whether a group runs there, and weeks plus 1: in which the first group met
there, the first of any programme, and in which somebody who lives there first came to one."""
SEEN = _record("key row times home times_at_home")
"""Two tables in one: somebody, where they stand among the participants, and how often they were met; a household, and
how often somebody of it was."""

FLAGGED = _record("key student elected moved lost waiting")
"""A student or councillor: in which weeks, plus 1, they last moved away and lost interest; how often they lost it in
that week and had not moved yet."""
OF_FLAGGED = _record("registered completing moved_registered moved_aspiring councillors_completing communes")
READ = tuple(name for name in TABLES if name not in ("residents", "alternatives"))
"""The tables of a run that are gone through."""
