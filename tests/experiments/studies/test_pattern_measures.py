"""What the patterns speak of, by hand, and how the presets are judged."""

from math import nan

import numpy as np
import pytest

from experiments.studies.pattern_measures import YEARS, families, measures, own_group
from models.outcomes.record import Places
from models.parameters import Parameters
from models.records import NONE
from tests.helpers.records_by_hand import record, rows, weeks_of

PLACES = Places(("A", "B"), ("Ay", "Bey"), np.array([600, 400]), np.array([600, 400]), np.full(2, nan))
TWO = Parameters.model_validate({"target_group": [{"name": "odd", "share": 0.5}, {"name": "even", "share": 0.5}]})


def led(by, came, shares=(0.5, 0.5)):
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


def test_people_who_only_come_to_leaders_of_their_own():
    """h is 1 where all do, 0 where half do of two halves, −1 where nobody does; leaders count half each."""
    assert own_group(mixed("oo ee", "ooo ee")) == 1
    assert own_group(mixed("oe eo", "oo ee")) == 0
    assert own_group(mixed("oo ee", "ee oo")) == -1
    assert own_group(mixed("oo ee", "oo eo")) == pytest.approx((3 / 4 - 1 / 2) / (1 / 2))


def mixed(by, came):
    words = {"o": "odd", "e": "even"}
    return led(*([[words[one] for one in group] for group in text.split()] for text in (by, came)))


def test_a_leader_who_is_no_facilitator_is_left_out():
    """One of the group leads with somebody from outside the programme's facilitators."""
    run = mixed("oe eo", "oo ee")
    run.groups["leader_b"] = NONE
    assert own_group(run) == 1  # the first leaders are odd and even, as are their people


def test_where_one_group_is_everybody_chance_is_all_there_is():
    assert np.isnan(own_group(led([["odd", "odd"]], [["odd"]], (1.0, 0.0))))
    assert np.isnan(own_group(led([], [])))


def test_flows_and_places_by_hand():
    """13 people a year; four of A and three of B come, of 600 and 400 people."""
    made = measures(mixed("oe oe", "oeoe oee"))
    assert made["participants_3"] == 38  # the last week of year 3 is week 155
    assert [made["flow_1"], made["flow_2"]] == [12, 13]
    assert made["late_to_middle"] == 1
    assert made["present"] == 3.5
    assert made["centre_first"] == 1
    assert made["outside_share"] == pytest.approx(3 / 7)
    assert made["outside_a_head"] == pytest.approx((3 / 400) / (4 / 600))


def test_families_of_an_open_call():
    """30, 32, … from the second year on; the first, in which it is set up, is left out."""
    parameters = Parameters.model_validate({"alternative": [{"kind": "team challenge", "name": "teams"}]})
    told = [("teams", year, 26 + 2 * year) for year in range(2, YEARS + 1)] + [("teams", 1, 900)]
    table = rows("alternatives", told, ["programme", "year", "participants"], parameters=parameters)
    made = families(record(weeks_of(520), parameters=parameters, alternatives=table))
    assert made == pytest.approx({"families": 38, "families_trend": 2})
