"""Placeholders in words; whole, they are read in tests/experiments/doors/report/test_made.py."""

from contagion.experiments.doors.words import money as words
from contagion.models.parameters.sections.money import ITEMS


def test_prices_that_nobody_gave_are_named():
    assert words.at_placeholders({"a": ["seat"], "b": []}, ["seat"]).startswith("* At placeholder prices:")
    assert words.at_placeholders({"a": ["kit"], "b": ["kit", "seat"]}, ITEMS).endswith(
        "none yet: training seats, kits of groups."
    )
    assert words.at_placeholders({"a": []}, ITEMS) == ""
