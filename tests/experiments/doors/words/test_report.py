"""Sentences of the report, one by one; whole, they are read in tests/experiments/doors/report/test_made.py."""

import re
from dataclasses import replace

import pandas as pd
import pytest

from contagion.experiments.doors.report.sureness import MOST
from contagion.experiments.doors.words import report as words
from contagion.experiments.evaluation.validation import is_bound
from contagion.experiments.language.languages import FRENCH, speaking
from contagion.models.scenarios.scenario import read
from tests.helpers.places import ROOT


@pytest.mark.parametrize(
    "mostly, always, says",
    [
        (0, 0, "With “A”, each of the 68 communes, taken one by one, is reached in more than half of the worlds."),
        (1, 0, "With “A”, nobody comes from 1 commune of 68 in at least half of the worlds."),
        (3, 1, "With “A”, nobody comes from 3 communes of 68, taken one by one, in at least half of the worlds."),
    ],
)
def test_who_is_left_out_is_said_commune_by_commune(mostly, always, says):
    said = words.left_out({"mostly": mostly, "always": always, "no_group": 7}, "A", 68)
    never = " From 1 commune nobody comes in any world." if always else ""
    assert said == f"{says}{never} In the middle of the worlds there are 7 communes where no group has met."


@pytest.mark.parametrize(
    "more, fewer, says",
    [
        (2, 0, "With “A” nine worlds in ten agree that more people come from 2 communes; of the others"),
        (0, 2, "With “A” nine worlds in ten agree that fewer people come from 2 communes; of the others"),
        (2, 1, "With “A” nine worlds in ten agree that more people come from 2 communes, and fewer from 1 commune; of"),
    ],
)
def test_of_which_communes_it_can_be_told(more, fewer, says):
    (said,) = words.apart({"a": {"more": more, "fewer": fewer}}, {"a": "A"})
    assert said.startswith(says)


def test_scenarios_of_which_nothing_can_be_told_of_any_commune_share_a_sentence():
    nothing, one = {"more": 0, "fewer": 0}, {"more": 1, "fewer": 0}
    first, second = words.apart({"a": nothing, "b": one, "c": nothing}, {"a": "A", "b": "B", "c": "C"})
    assert first.startswith("With “B” nine worlds in ten agree")
    assert second == "With “A” and “C” it cannot be told of any commune whether more or fewer people come."


def test_what_the_spread_comes_of():
    parts = {"luck": 0.1, "parameters": 0.7, "structure": 0.2}
    row = parts | {f"{part}_error": 0.02 for part in parts}
    assert words.comes_of(row, "A") == (
        "For “A” the spread comes of: numbers that nobody knows exactly 70% (±2); how people decide and form pairs "
        "20% (±2); luck 10% (±2)."
    )
    assert "too few worlds" in words.comes_of(row | {"luck": float("nan")}, "A")


def test_where_all_is_luck_no_error_of_nothing_is_told():
    parts = {"luck": 1.0, "parameters": 0.0, "structure": 0.0}
    said = words.comes_of(parts | {f"{part}_error": 0.0 for part in parts}, "A")
    assert said == "For “A” what the spread comes of cannot be told from luck."


@pytest.mark.parametrize("language", ["en", FRENCH])
def test_numbers_are_told_in_phrases(language):
    with speaking(language):
        for name in MOST:
            row = {
                "name": name,
                "low": 0.1,
                "high": 0.4,
                "range": (0.0, 0.9),
                "grade": "D",
                "source": "S1",
                "ask": None,
            }
            assert name not in words.known(row)
            assert re.search(r"\d.* (to|à) .*\d", words.known(row))
            assert len(words.cells_of_number(row)) == 4


def test_settings_are_written_as_people_read_them():
    row = {
        "default": 0.25,
        "values": [0.5, 0.25],
        "range": (0.05, 0.8),
        "grade": "B",
        "source": "S13",
        "law": "uniform",
    }
    row |= {"given": [False, False]}
    with speaking(FRENCH):
        assert words.cells_of_setting(row) == ["0,25", "0,5", "0,25", "0,05 à 0,8", "B", "S13"]
    assert words.cells_of_setting(row | {"range": None})[3] == "–"
    assert words.cells_of_setting(row | {"given": [True, False]})[-2:] == ["B", "S13, or price given"]
    assert words.cells_of_setting(row | {"given": [True, True]})[-2:] == ["–", "price given"]
    assert words.setting(("school or university",)) == "school or university"
    assert (words.setting(()), words.setting(True)) == ("none", "on")


def test_what_is_set_otherwise_is_said_as_people_say_it():
    assert words.set_otherwise({"name": "training.places", "base": 10, "value": 20}) == (
        "Training places at each session: 20, in place of 10"
    )
    assert words.set_otherwise({"name": "training.period_weeks", "base": 52, "value": 26}).endswith(
        ": twice a year, in place of once a year"
    )
    slots = {"name": "students.slots", "text": "multiplier of a student's chance of being free at a slot"}
    assert words.set_otherwise(slots | {"base": 1.0, "value": 1.2}) == (
        "Multiplier of a student's chance of being free at a slot: 1.2, in place of 1"
    )


def test_a_rate_is_told_in_the_same_unit_in_both_scenarios():
    row = {"name": "retention.loss_per_year", "base": 0.25, "value": 0.1}
    assert words.set_otherwise(row) == "10% of facilitators stop each year, in place of 22%"


def test_effort_is_told_by_what_people_call_the_scenarios():
    one, other = (replace(read(), name=name, effort=effort) for name, effort in (("a", "Little"), ("b", "Much")))
    assert words.efforts([one, other], {"a": "A", "b": "B"}) == ["“A”: Little.", "“B”: Much."]
    assert words.efforts([one, replace(other, effort="Little")], {"a": "A", "b": "B"}) == ["Little."]
    assert words.efforts([read()], {"ref": "Reference"}) == []


def test_what_is_said_of_the_checks_is_what_was_found():
    """The sentence of the method names eighteen facts, of which fifteen are met; bounds and the null model apart."""
    facts = pd.read_csv(ROOT / "experiments/findings/validate.csv")
    facts = facts[(facts["series"] != "by_chance") & ~is_bound(facts)]
    assert (len(facts), facts["verdict"].isin(["inside 50 %", "inside 90 %"]).sum()) == (18, 15)
    said = (ROOT / "experiments/doors/report/templates/method.j2").read_text(encoding="utf-8")
    assert "Of eighteen facts that it was not fitted to, fifteen lie in nine tenths of its worlds" in said
