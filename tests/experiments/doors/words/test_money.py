"""Euros and carbon in words; whole, they are read in tests/experiments/doors/report/test_made.py."""

from contagion.experiments.doors.words import money as words
from contagion.models.parameters.sections.money import ITEMS


def test_euros_are_marked_while_prices_are_placeholders():
    assert words.euros(1234.0, ["seat"]) == "1,230 €*"
    assert words.euros(1234.0, []) == "1,230 €"
    assert words.euros(-1234.0, ["seat"], words.change) == "-1,230 €*"
    assert words.at_placeholders({"a": ["seat"], "b": []}, ["seat"]).startswith("* At placeholder prices:")
    assert words.at_placeholders({"a": ["kit"], "b": ["kit", "seat"]}, ITEMS).endswith(
        "none yet: training seats, kits of groups."
    )
    assert words.at_placeholders({"a": []}, ITEMS) == ""


def test_costs_are_told_of_each():
    figures = {"base": 10.0, "value": 20.0, "p5": -5.0, "p95": 15.0, "base_error": 0.1, "value_error": 3.0}
    answers = {"b": dict.fromkeys(("cost_total", "cost_per_participant"), figures)}
    assert words.costs({"a": "A", "b": "B"}, "a", answers, {}) == [
        "“A”: 10 € in all, 10 € for each person (the middle of the worlds).",
        "“B”: 20 € in all, 20 € for each person; beside the first -5 € to +15 € in nine worlds of ten.",
    ]
    assert words.costs({"a": "A", "b": "B"}, "a", answers, {"a": ["seat"], "b": []}) == [
        "“A”: 10 €* in all, 10 €* for each person (the middle of the worlds).",
        "“B”: 20 € in all, 20 € for each person; beside the first -5 €* to +15 €* in nine worlds of ten.",
    ]
