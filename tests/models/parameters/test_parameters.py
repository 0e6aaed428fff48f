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


def test_every_parameter_is_described():
    for row in ROWS:
        assert row["unit"] or row["name"] in UNITLESS, row
        assert row["grade"] in tuple("GABCD"), row
        assert row["source"].strip(), row
        assert row["role"] in ("lever", "uncertainty", "structure"), row
        assert len(row["text"]) > 5, row
        assert not isinstance(row["default"], np.generic), row


def test_defaults_are_valid_and_plausible():
    for row in ROWS:
        if not isinstance(row["default"], int | float):
            assert row["range"] is None or row["default"] is None, row  # another parameter's value, by default
            continue
        low, high = (end if given is None else given for given, end in zip(row["valid"], (-inf, inf), strict=True))
        plausible = row["range"] or (row["default"], row["default"])
        assert low <= plausible[0] <= row["default"] <= plausible[1] <= high, row
        assert not row["range"] or plausible[0] < plausible[1], row


def test_every_field_is_described_once_and_has_its_default():
    content = Parameters().model_dump()
    fields = {f"{section}.{name}" for section in content.keys() - {"target_group"} for name in content[section]}
    assert fields == set(names())
    defaults = {row["name"]: row["default"] for row in ROWS}
    assert len(defaults) == len(ROWS)
    for name in names():
        assert Parameters().get(name) == defaults[name]


def test_seven_groups_a_lifetime_at_the_defaults():
    """S7 and S13: a cycle of 29 weeks, 1.79 groups a year, 7.1 in the time an active facilitator stays."""
    cycle = 17 + Parameters().facilitation.rest_weeks + 6  # about six weeks of recruiting
    assert cycle == 29
    assert 52 / cycle / Parameters().retention.loss_per_year == pytest.approx(7.17, abs=0.01)


@pytest.mark.parametrize(
    "rows, weeks",
    [
        # the later one holds, in whatever order they stand
        ([(20, None, 30), (10, None, 20)], {0: 10, 9: 10, 10: 20, 19: 20, 20: 30, 99: 30}),
        # one that ends gives way to what held before it
        ([(10, None, 20), (20, 30, 5)], {9: 10, 19: 20, 20: 5, 29: 5, 30: 20}),
        # one within another wants the same
        ([(10, 40, 20), (20, 30, 20)], {15: 20, 25: 20, 35: 20, 40: 10}),
        ([(10, 20, 5), (20, 30, 6)], {9: 10, 19: 5, 20: 6, 30: 10}),
    ],
)
def test_decisions_follow_each_other(rows, weeks):
    parameters = decided([{"from": a, "until": b, "set": {"training.places": value}} for a, b, value in rows])
    held = {week: parameters.with_decisions(parameters.in_force(week)).training.places for week in weeks}
    assert held == weeks
