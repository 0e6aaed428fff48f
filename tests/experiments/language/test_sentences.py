"""How a sentence is put into words: filled, counted, and said anew where a lower floor said it in English."""

from datetime import date

import pytest

from contagion.experiments.language.languages import FRENCH, speaking
from contagion.experiments.language.sentences import (
    COUNTED,
    _,
    between,
    counted,
    in_a_row,
    listed,
    ngettext,
    said,
)
from contagion.sim.sentences import Sentence, joined, verbatim


def test_values_are_written_as_the_language_writes_numbers():
    values = {"low": 1234.5, "high": 0.5}
    assert _("{low:,.1f} to {high:.0%}", **values) == "1,234.5 to 50%"
    with speaking(FRENCH):
        assert _("{low:,.1f} to {high:.0%}", **values) == "1\u202f234,5 to 50\u00a0%"  # a text that no catalogue has
        assert _("{low} to {high}", low=1.5, high=2) == "1,5 à 2"


@pytest.mark.parametrize(
    "day, english, french",
    [
        (date(2026, 11, 30), "30 November 2026", "30 novembre 2026"),
        (date(2020, 1, 1), "1 January 2020", "1er janvier 2020"),
    ],
)
def test_days_are_written_as_people_write_them(day, english, french):
    assert _("made on {day}", day=day) == f"made on {english}"
    with speaking(FRENCH):
        assert _("made on {day}", day=day) == f"page du {french}"


def test_braces_in_a_value_are_its_own():
    assert _("{name}: {title}", name="{x}", title="{0}") == "{x}: {0}"


@pytest.mark.parametrize(
    "number, english, french",
    [(0, "0 communes", "0 commune"), (1, "1 commune", "1 commune"), (1234, "1,234 communes", "1\u202f234 communes")],
)
def test_things_are_counted(number, english, french):
    assert counted(number, "commune") == english
    with speaking(FRENCH):
        assert counted(number, "commune") == french


@pytest.mark.parametrize("noun", COUNTED)
def test_everything_that_is_counted_has_its_plural(noun):
    assert (counted(1, noun), counted(2, noun)) == (f"1 {noun}", f"2 {noun}s")


def test_the_number_is_at_hand_in_a_plural():
    assert ngettext("{number} of {all}", "{number:,} of {all}", 2000, all="x") == "2,000 of x"


def test_lists():
    assert (between("1", "2"), listed(["a", "b", "c"]), in_a_row(["a", "b"])) == ("1 to 2", "a, b and c", "a; b")
    with speaking(FRENCH):
        assert (between("1", "2"), listed(["a", "b", "c"])) == ("1 à 2", "a, b et c")
        assert in_a_row(["a", "b"]) == "a\u202f; b"


def test_what_a_lower_floor_says_is_said_anew_with_all_that_is_in_it():
    sentence = Sentence("{low} to {high}", low=Sentence("workshop"), high=verbatim("a = 0.5"))
    assert said(sentence) == sentence == "workshop to a = 0.5"
    with speaking(FRENCH):
        assert said(sentence) == "atelier à a = 0.5"
        numbers = joined([Sentence("{number:,g}", number=0.5), verbatim("{x}")])
        assert said(numbers) == "0,5, {x}"


def test_a_name_of_a_user_is_looked_up_and_else_left():
    with speaking(FRENCH):
        assert said("workshop") == "atelier"
        assert said("Twelve {new} ones") == "Twelve {new} ones"


def test_a_range_whose_ends_are_written_the_same_is_written_once():
    assert [between(*ends) for ends in (("5", "5"), ("0", "0"), ("0", "+2"))] == ["5", "0", "0 to +2"]
