"""A run of two years, made by hand: what happened, to be read by outcomes."""

from dataclasses import replace
from typing import Any

import numpy as np

from contagion.models.outcomes.indicators import MEASURES
from contagion.models.outcomes.record import Places, Record
from contagion.models.parameters import Parameters
from contagion.models.territory.territory import Territory
from contagion.models.territory.ties import Kernels
from tests.helpers.records_by_hand import events, record, weeks_of

WEEKS = 104
# Communes: A, B, C, D with 100, 200, 300, 400 residents. D is the centre; its income is secret.
ADULTS, INCOME = np.array([100, 200, 300, 400]), np.array([30_000.0, 20_000.0, 20_000.0, np.nan])
PLACE = Territory(
    codes=("A", "B", "C", "D"),
    names=("Ay", "Bey", "Cey", "Dey"),
    population=ADULTS * 2,
    residents=np.stack([ADULTS, *[ADULTS * 0] * 5], axis=1),
    households=ADULTS,
    jobs=ADULTS.astype(float),
    establishments=ADULTS,
    seats=ADULTS // 50,
    area_km2=np.ones(4),
    latlon=np.zeros((4, 2)),
    urban_status=("",) * 4,
    touching=np.empty((0, 2), dtype=np.int64),
    contours=None,
    kernels=Kernels(),
    source="by hand",
    checksum="",
    filled=(),
    living_standard_eur=INCOME,
)
HOME = dict.fromkeys((1, 2), "A") | dict.fromkeys((3, 4, 5), "C") | dict.fromkeys((6, 7, 8, 9, 10, 11), "D")
BY = {1: "partner", 2: "partner", 3: "partner", 4: "facilitator", 5: "facilitator", 7: "word of mouth"} | {
    8: "word of mouth", 9: "word of mouth", 10: "letter", 11: "word of mouth"
}  # fmt: skip
EVENTS = [
    (1, "registered: word of mouth", 6, "D", -1, 101),
    (4, "gave up waiting", 6, "D", -1, -1),
    (6, "training session", -1, -1, 1, 0),
    *((8, f"registered: {channel}", who, HOME[who], -1, -1) for who, channel in BY.items()),
    (9, "registered: event", 6, "D", -1, -1),
    *((10, "started", who, HOME[who], 1, -1) for who in range(1, 7)),
    (10, "group started", 101, "D", 1, 6),
    (13, "dropped", 6, "D", 1, 1),
    *((27, "completed", who, HOME[who], 1, 5) for who in range(1, 5)),
    (27, "did not complete", 5, "C", 1, 3),
    *((40, "started", who, "D", 2, -1) for who in (7, 8, 9)),
    (40, "group started", 106, "C", 2, 3),
    *((57, "completed", who, "D", 2, 4) for who in (7, 8)),
    (58, "training session", -1, -1, 2, 13),  # of thirteen in the queue, ten and more accept
    (100, "started", 10, "D", 4, -1),
    (100, "group started", 101, "D", 4, 1),
]
GROUPS = [  # group, leaders, stand-in, commune, host, of the house, slot, online, opened, started, ended, state, then
    # five counts, attendances
    (1, 101, 102, False, "D", -1, False, 0, False, 7, 10, 27, "finished", 6, 6, 4, 3, 30),
    (2, 106, 3, False, "C", 77, True, -1, False, 38, 40, 57, "finished", 3, 3, 2, 2, 12),
    (3, 101, 102, False, "B", -1, False, 0, False, 60, -1, 74, "cancelled", 2, 0, 0, 0, 0),
    (4, 101, 7, False, "D", -1, False, 0, False, 95, 100, -1, "running", 1, 1, 0, 0, 0),
    (5, 1, 8, False, "A", -1, False, 0, False, 101, -1, -1, "recruiting", 0, 0, 0, 0, 0),
]
FACILITATORS = [  # id, commune, target group, student, elected, source, parents,
    # from group, trained, active, left, groups led, children
    (101, "D", "odd", False, False, "founder", -1, -1, -1, 6, True, -1, 2, 1.5),
    (102, "D", "even", False, False, "founder", -1, -1, -1, 6, False, 50, 1, 1.5),
    (103, "D", "odd", False, False, "founder", -1, -1, -1, 6, False, -1, 0, 0.0),
    (106, "D", "even", False, False, "partner", -1, -1, -1, 32, False, 90, 1, 1.0),
    (3, "C", "odd", False, True, "participant", 101, 102, 1, 32, False, 85, 1, 1.0),
    (1, "A", "odd", False, True, "participant", 101, 102, 1, 58, True, -1, 0, 0.0),
    (4, "C", "even", False, False, "participant", 101, 102, 1, 58, False, -1, 0, 0.0),
    (7, "D", "odd", False, False, "participant", 106, 3, 2, 58, True, -1, 1, 0.0),
    (8, "D", "even", False, False, "participant", 106, 3, 2, 58, True, -1, 0, 0.0),
]
PARTICIPANTS = [  # week, person, commune, target group, student, elected, channel, group, household, adults
    (week, who, home, "odd" if who % 2 else "even", who == 7, who <= 3, (BY | {6: "event"})[who], group, who, 1)
    for week, what, who, home, group, _ in EVENTS
    if what == "started"
]
ALTERNATIVES = [  # programme, year, participants, groups, leaders trained, hours, leader hours, leaders active
    ("teams", 1, 12, 2, 1, 72.0, 12.0, 3), ("walks", 1, 8, 1, 0, 24.0, 3.0, 1),
    ("teams", 2, 5, 1, 0, 30.0, 6.0, 2), ("walks", 2, 16, 2, 1, 48.0, 6.0, 2),
]  # fmt: skip
PARAMETERS = Parameters.model_validate(
    {
        "target_group": [{"name": "odd", "share": 0.75}, {"name": "even", "share": 0.25}],
        "alternative": [{"kind": "team challenge", "name": "teams"}, {"kind": "workshop", "name": "walks"}],
    }
)
SHARES = {"odd": 0.75, "even": 0.25, "students": 0.1, "elected officials": 0.6, "outside the centre": 0.625}


def the_record() -> Record:
    """In the second year one facilitator is ready, and finds nobody."""
    last = {"registrations": 12, "waiting": 1, "aspirants": 5, "groups_running": 1, "partners_active": 3}
    weeks = weeks_of(
        WEEKS,
        facilitators_active=lambda week: 2 + (week >= 52),
        unmatched=lambda week: 1 * (week >= 52),
        leading=1,
        **last,
    )
    return record(
        weeks,
        events=EVENTS,
        groups=GROUPS,
        facilitators=FACILITATORS,
        participants=PARTICIPANTS,
        alternatives=ALTERNATIVES,
        parameters=PARAMETERS,
        places=Places.of(PLACE),
        shares=SHARES,
    )


def value_of(name: str, of: Record) -> Any:
    """An indicator of a record."""
    return next(one for one in MEASURES if one.name == name)(of)


def coverage_of(of: Record, homes: str) -> Record:
    """The record of a run in which one resident of each of these communes took part."""
    starts = [(1, "started", who, home, 1, -1) for who, home in enumerate(homes)]
    return replace(of, events=events(starts, places=of.places))
