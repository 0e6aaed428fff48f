"""What the patterns speak of, by hand, and how the presets are judged."""

import pytest

from contagion.experiments.evaluation.pattern_measures import YEARS, families, measures
from contagion.models.parameters import Parameters
from tests.helpers.led_groups import mixed
from tests.helpers.records_by_hand import record, rows, weeks_of


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
