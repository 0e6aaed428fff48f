"""Whether people are led by their own (section 5.9 of the specification, pattern P5)."""

from __future__ import annotations

from math import nan

import numpy as np

from contagion.models.outcomes.record import Record
from contagion.models.records import NONE


def own_group(record: Record) -> float:
    """How much more often than by chance a leader of a participant is of the participant's own target group: (share −
    share of the public) / (1 − share of the public), which is h of section 5.9."""
    people, groups, came = record.facilitators, record.groups, record.participants
    if not (len(came) and len(people)):
        return nan
    order = np.argsort(groups["group"])
    led = order[np.searchsorted(groups["group"], came["group"], sorter=order)]
    by_id = people[np.argsort(people["facilitator"], kind="stable")]
    led_by = np.stack([groups["leader_a"], groups["leader_b"]])
    last = np.searchsorted(by_id["facilitator"], led_by, side="right") - 1  # of those trained under an id
    leaders = np.where(by_id["facilitator"][last] == led_by, by_id["target_group"][last], NONE)[:, led]
    known, public = leaders != NONE, np.array([record.shares[name] for name in record.target_groups])
    same = (leaders == came["target_group"])[known].mean()
    chance = np.broadcast_to(public[came["target_group"]], leaders.shape)[known].mean()
    return float((same - chance) / (1 - chance)) if chance < 1 else nan
