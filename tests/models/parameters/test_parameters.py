"""Every parameter says what it is, whose it is and where its value comes from; the schema says what is valid."""

from math import inf

import numpy as np
import pytest

from contagion.models.parameters import Parameters, describe, names
from tests.helpers.by_sections import decided

ROWS = list(describe())
UNITLESS = {  # exponents, switches, choices, the table itself
    row["name"] for row in ROWS if isinstance(row["default"], bool | str)
} | {"partners.tail", "receptivity.shape", "contacts.tie_exponent", "demand.commuting_exponent"}
TYPED = [  # the names users are told to type
    "group.size",
    "group.quorum",
    "group.maximum",
    "group.recruiting_weeks",
    "facilitation.leaders",
    "facilitation.rest_weeks",
    "facilitation.pool",
    "volunteering.wish",
    "training.places",
    "training.period_weeks",
    "training.first_week",
    "training.accept",
    "training.queue_loss_per_year",
    "training.top_up",
    "training.active_share",
    "training.ready_after_weeks",
    "training.founders",
    "retention.loss_per_year",
    "receptivity.share",
    "registering.rule",
    "demand.unlimited",
]
STATED = {  # defaults that the specification prints (sections 4.7 and 6)
    "group.size": 8, "group.quorum": 6, "group.maximum": 10, "group.recruiting_weeks": 10, "group.postponed_weeks": 4,
    "group.cancelled_loss": 0.3, "group.no_show": 0.15, "group.dropout": 0.04, "group.completion_sessions": 4,
    "group.session_weeks": (0, 3, 7, 10, 14, 17), "facilitation.leaders": 2, "facilitation.rest_weeks": 6,
    "facilitation.max_load": 1, "facilitation.pair_distance_km": 20, "facilitation.pair_decay_km": 8,
    "facilitation.keep_partner": 0.6, "facilitation.partner_room": 0.4, "volunteering.wish": pytest.approx(1 / 3),
    "volunteering.group_sd": 0, "training.places": 10, "training.period_weeks": 52, "training.first_week": 6,
    "training.accept": 0.8, "training.queue_loss_per_year": pytest.approx(0.6931, abs=1e-4),
    "training.active_share": 0.9, "training.ready_after_weeks": 6, "training.founders": 10,
    "retention.loss_per_year": 0.25, "retention.continue_share": 0.85, "retention.background_per_year": 0.1,
    "retention.mentoring_effect": 0.3, "retention.paid_effect": 0.5, "retention.overload_effect": 0.3,
    "receptivity.share": 0.15, "receptivity.shape": 2, "receptivity.turnover_per_year": 0.03,
    "contacts.close_ties": 5, "contacts.further_ties": 10, "contacts.tie_exponent": 2, "contacts.tie_offset_km": 1,
    "contacts.same_age": 0.7, "contacts.same_group": 0.7, "contacts.layers": (0.1, 0.5, 0.25, 0.15),
    "contacts.receptive_weight": 3, "invitations.per_completer": 4, "invitations.completer_weeks": 12,
    "invitations.per_facilitator": 6, "invitations.pass_on": False, "invitations.pass_on_ratio": pytest.approx(1 / 7),
    "registering.rule": "simple", "registering.word_of_mouth": 0.37, "registering.facilitator": 0.5,
    "registering.partner": 0.1, "registering.event": 0.1, "registering.letter": 0.01,
    "registering.participant_source": 1.6, "registering.fatigue": 0.8,
    "registering.thresholds": (0.3, 0.4, 0.3), "demand.waiting_loss_per_year": 1.4, "demand.distance_km": 10,
    "demand.online_slot": 0.9, "demand.online_acceptance": 0.6, "population.slot_share": 0.7,
    "partners.contacts_per_month": 4, "partners.activation": 0.3, "partners.participant_factor": 2,
    "partners.active_years": 3, "partners.groups_per_year": 1, "partners.nominations_per_year": 0.5,
    "partners.pitch_share": 0.1, "outreach.receptive_share": 0.5, "costs.seat": 700, "costs.kit": 150,
    "costs.expenses": 100, "costs.stipend": 600, "costs.coordinator": 50_000, "costs.contact": 100,
    "costs.letter": 0.5, "costs.event": 500, "budget.per_year": inf,
}  # fmt: skip


@pytest.mark.parametrize("row", ROWS, ids=[row["name"] for row in ROWS])
def test_every_parameter_is_described(row):
    assert row["unit"] or row["name"] in UNITLESS
    assert row["grade"] in set("GABCD")
    assert len(row["grade"]) == 1
    assert row["source"].strip()
    assert row["role"] in ("lever", "uncertainty", "structure")
    assert len(row["text"]) > 5


@pytest.mark.parametrize("row", ROWS, ids=[row["name"] for row in ROWS])
def test_defaults_are_valid_and_plausible(row):
    low, high = row["valid"]
    low, high = -inf if low is None else low, inf if high is None else high
    if not isinstance(row["default"], int | float):
        assert row["range"] is None or row["default"] is None  # another parameter's value, by default
        return
    assert low <= row["default"] <= high
    if row["range"]:
        plausible_low, plausible_high = row["range"]
        assert low <= plausible_low <= row["default"] <= plausible_high <= high
        assert plausible_low < plausible_high


def test_names_are_unique_and_those_promised_are_there():
    assert len({row["name"] for row in ROWS}) == len(ROWS)
    assert set(TYPED) <= set(names())
    for name in names():
        assert Parameters().get(name) == next(row["default"] for row in ROWS if row["name"] == name)


def test_every_field_is_described():
    """Nothing a user can set is left out of the list."""
    fields = set()
    for section, values in Parameters().model_dump().items():
        if section != "target_group":
            fields |= {f"{section}.{name}" for name in values}
    assert fields == set(names())


@pytest.mark.parametrize("name, value", STATED.items(), ids=list(STATED))
def test_defaults_are_those_of_the_specification(name, value):
    assert Parameters().get(name) == value


def test_seven_groups_a_lifetime_at_the_defaults():
    """S7 and S13: a cycle of 29 weeks, 1.79 groups a year, 7.1 in the time an active facilitator stays."""
    cycle = 17 + Parameters().facilitation.rest_weeks + 6  # about six weeks of recruiting
    assert cycle == 29
    assert 52 / cycle / Parameters().retention.loss_per_year == pytest.approx(7.17, abs=0.01)


# ---- the schema ----------------------------------------------------------------------------------------------------


def test_no_value_is_one_of_numpy():
    """No NumPy value finds its way into a parameter or into the text of a scenario."""
    for row in ROWS:
        assert not isinstance(row["default"], np.generic)


# ---- what follows what -----------------------------------------------------------------------------------------------
PLACES = "training.places"


@pytest.mark.parametrize(
    "rows, weeks",
    [
        # the later one holds, in whatever order they stand
        ([(20, None, 30), (10, None, 20)], {0: 10, 9: 10, 10: 20, 19: 20, 20: 30, 99: 30}),
        # one that ends gives way to what held before it
        ([(10, None, 20), (20, 30, 5)], {9: 10, 19: 20, 20: 5, 29: 5, 30: 20}),
        ([(20, 30, 5)], {19: 10, 20: 5, 29: 5, 30: 10}),
        # one within another wants the same
        ([(10, 40, 20), (20, 30, 20)], {15: 20, 25: 20, 35: 20, 40: 10}),
        ([(10, 20, 5), (20, 30, 6)], {9: 10, 19: 5, 20: 6, 30: 10}),
    ],
)
def test_decisions_follow_each_other(rows, weeks):
    parameters = decided([{"from": a, "until": b, "set": {PLACES: value}} for a, b, value in rows])
    held = {week: parameters.with_decisions(parameters.in_force(week)).training.places for week in weeks}
    assert held == weeks
