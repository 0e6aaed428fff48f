"""Euros and carbon in words; whole, they are read in tests/experiments/doors/report/test_made.py."""

from contagion.experiments.doors.words import money as words
from contagion.models.parameters.sections.money import ITEMS
from contagion.models.scenarios.scenario import read


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


def test_a_range_is_left_out_where_it_has_no_width():
    assert words.cells_of_costs({"ref": {"p50": 50.0, "p50_error": 0.1, "p5": 50.0, "p95": 50.2}}, [read()], {}) == [
        "50\u00a0€"
    ]
    assert words.cells_of_costs({"ref": {"p50": 50.0, "p50_error": 0.1, "p5": 40.0, "p95": 60.0}}, [read()], {}) == [
        "50\u00a0€ (40\u00a0to\u00a060)"
    ]
    assert words.cells_of_costs({}, [read()], {}) == ["–"]


def test_who_pays_is_said_once_where_it_is_the_same():
    rows = [{"payer": "authority", "a": 0.6, "b": 0.6 + 1e-12}, {"payer": "ADEME", "a": 0.4, "b": 0.4}]
    assert words.funding(rows, {"a": "A", "b": "B"}) == ["Who pays, in all scenarios: the authority 60%, ADEME 40%."]
    rows[0]["b"] = 0.5
    assert words.funding(rows, {"a": "A", "b": "B"})[1] == "Who pays with “B”: the authority 50%, ADEME 40%."


def test_tonnes_have_two_digits_as_in_the_summary():
    assert words.tonnes(762.0, 4512.0) == "760 to 4,500"
    assert words.tonnes(-138.0, 81.4, "+") == "-140 to +81"
    row = {"p5": 762.0, "p95": 4512.0}
    assert words.avoided(row, "A", 10) == "“A”: between 760 and 4,500 tonnes of CO₂e avoided in 10 years."
