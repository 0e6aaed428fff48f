"""What is worth knowing, in words."""

import pytest

from contagion.experiments.language.numbers import to_its_error
from contagion.experiments.verbs.worth_knowing.work import in_words
from tests.helpers import worth_knowing_by_hand as by_hand


def flat(text: str) -> str:
    return " ".join(text.split())


@pytest.fixture(scope="module")
def found():
    return by_hand.found()


@pytest.fixture(scope="module")
def said(found):
    return in_words(found)


def row(text: str, begins: str, after: str) -> str:
    """The first line behind a title that begins so."""
    return flat(next(line for line in text.partition(after)[2].splitlines() if line.startswith(begins)))


def told(worth: float, error: float) -> str:
    return to_its_error(worth, error, "z,.0f")


def test_it_begins_with_what_is_best_and_how_sure(found, said):
    second = found.decisions.iloc[1]
    ahead = to_its_error(second["behind"], second["error"], "z,.0f")
    assert f"Best as long as no more is known: as today, in the mean {ahead} people" in flat(said)
    assert "±" not in said
    other = 100 * (1 - found.decisions["first_in"].iloc[0])
    assert f"In {other:.0f} of 100 worlds another would have been better" in flat(said)


def test_everything_is_worth_people_and_euros(found, said):
    people = to_its_error(found.everything.value, found.everything.error, "z,.0f")
    assert f"before deciding would be worth {people} people, that is" in flat(said)


def test_what_to_ask_for_first_has_its_worth_in_people_and_euros(found, said):
    first = found.to_ask.iloc[0]
    line = row(said, "3 waiting list", "Ask for this first:")
    assert line.startswith(f"3 waiting list and refusals the authority {told(first['worth'], first['error'])} ")
    assert line.endswith(f" {100 * first['otherwise']:.0f}")
    assert "First: waiting list and refusals, worth " in flat(said)
    assert "(" in row(said, "1 records of facilitators", "Ask for this first:")


def test_a_number_says_what_would_be_decided_otherwise(found, said):
    line = row(said, "receptivity.share", "Number by number:")
    assert line.endswith("3 waiting list and refusals the same training")
    assert "Numbers worth more than that: 1 of 7;" in flat(said)


def test_what_cannot_be_judged_is_said_with_its_reason(said):
    assert "6. Costs per line (prices are the same in all sets)" in flat(said)


@pytest.mark.slow
def test_where_nothing_can_be_told_that_is_said():
    text = flat(in_words(by_hand.found(few=-0.2, many=-0.2)))
    assert "before deciding has no clear worth" in text
    assert "none of these has a clear worth" in text
    assert "nothing to be told nothing to be told" in text


def test_of_a_programme_it_says_from_when_on_and_by_which_luck(said):
    text = flat(in_words(by_hand.of_a_programme()))
    first = int(by_hand.asked().scenario.parameters.calendar.start[:4]) + 3
    assert f"best spent over 10 years from January {first} on in ref" in text
    assert f"Ways of spending differ from January {first} on: what lies before is the same for all of them" in text
    assert "“as today” splits the budget as the reference does" in text
    assert "60 of the sets are different" in text
    assert "best spent over 10 years in ref" in flat(said)
    assert "January" not in said
