"""How soon people and places are reached."""

from dataclasses import replace

import pytest

from tests.helpers.records_by_hand import events
from tests.helpers.run_by_hand import value_of


def test_a_thousand_people_are_reached_at_the_end_of_a_week(run_by_hand):
    """250 a week from week 3 on: the thousandth in week 6, at the end of which seven weeks have passed."""
    starts = [(3 + who // 250, "started", who, "A", 1, -1) for who in range(1200)]
    many = replace(run_by_hand, events=events(starts, places=run_by_hand.places))
    assert value_of("years_to_1000_participants", many) == pytest.approx(7 / 52)
    short = replace(many, events=many.events[:999])
    assert value_of("years_to_1000_participants", short) is None
