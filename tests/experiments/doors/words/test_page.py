"""What the page answers: each sentence says what it is told of, in both languages."""

from inspect import getmembers, isfunction, signature
from typing import Any

import pytest

from contagion.experiments.doors.words import page
from contagion.experiments.language.languages import FRENCH, speaking

OWN = {name: one for name, one in getmembers(page, isfunction) if one.__module__ == page.__name__}
WORDS = "field key name given file label store address"
SAID: dict[str, Any] = {name: f"a {name}" for name in WORDS.split()}
NUMBERS = "low high most years seconds residents port other done total"
SAID |= {name: number for number, name in enumerate(NUMBERS.split(), start=20)}
SAID |= {"quarters": 3, "files": ["one.toml", "two.toml"]}
NOT_SAID = {"offered": True, "several": False, "ended": False, "stopped": False}


@pytest.mark.parametrize("name", OWN)
def test_a_sentence_says_what_it_is_given(name):
    asks: dict[str, Any] = {one: (SAID | NOT_SAID)[one] for one in signature(OWN[name]).parameters}
    english = OWN[name](**asks)
    with speaking(FRENCH):
        french = OWN[name](**asks)
    assert french != english
    values = ["75" if one == "quarters" else asks[one] for one in asks if one in SAID]
    for value in [each for one in values for each in (one if isinstance(one, list) else [one])]:
        assert str(value) in english
        assert str(value) in french


def test_how_far_it_is_and_whether_it_has_stopped():
    assert [page.progress(*of) for of in ((0, 0, False), (1, 2000, False), (2, 2, False), (2, 2, True))] == [
        "Runs are being prepared.",
        "1 of 2,000 runs",
        "All 2 runs are made; the answer is being worked out.",
        "2 of 2 runs",
    ]
    stopped = "The computation has stopped."
    assert [page.progress(1, 2, False, True), page.at_its_end(True), page.at_its_end(False)] == [
        *(stopped, stopped, "All is computed."),
    ]


def test_a_territory_that_is_not_found_is_answered_by_what_there_is():
    said = [page.no_territory("a", *of) for of in ((False, False), (True, False), (True, True))]
    assert said[1] == said[0].removesuffix(".") + ". Choose one that is near:"
    assert said[2] == "“a”: several intercommunal authorities are called so. Choose one:"


def test_a_report_is_made_again_by_its_files_and_its_command():
    alone, one, two = (page.again(files) for files in ([], ["a.toml"], ["a.toml", "b.toml"]))
    assert one.startswith("First save the programme in a file")
    assert two.startswith("First save each of these programmes")
    assert "a.toml and b.toml" in two
    assert one.endswith(f" {alone}")
    assert two.endswith(f" {alone}")
