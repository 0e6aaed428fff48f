"""What limits and what would have helped, in sentences and cells."""

from types import SimpleNamespace
from typing import Any

import pandas as pd

from contagion.experiments.doors.words import limits as words
from contagion.experiments.language.languages import FRENCH, speaking
from contagion.experiments.language.numbers import in_print
from contagion.sim.sentences import Sentence

LABELS = {"a": "A", "b": "B"}


def some(scenario: str, *skipped: str) -> Any:
    """What would have helped in a scenario, over four years that are told by twos."""
    spans = pd.DataFrame({"capacity": ["x", "x"], "first_year": [1, 3], "last_year": [2, 4]})
    return SimpleNamespace(scenario=SimpleNamespace(name=scenario), skipped=skipped, by_year=spans)


def test_what_was_short():
    assert words.shortest([("training", "seats", 94.0)], "A") == (
        "“A”: all training seats are taken (94 worlds of 100, in the mean of the years)."
    )
    assert words.shortest([], "A").startswith("“A”: Nothing can be said")


def test_a_gain_that_may_be_none_stands_in_brackets():
    years = [(12.4, 3.0, 20.0), (-7.0, -9.0, -5.0), (-4.0, -9.0, 1.0)]
    row = {"by_year": [dict(zip(("gained", "gained_low", "gained_high"), one, strict=True)) for one in years]}
    with in_print():
        assert words.gained_by_year(row) == ["+12", "−7", "(−4)"]


def test_years_are_called_by_their_names():
    assert words.spans(some("a"), lambda year: str(2016 + year)) == ["2017 to 2018", "2019 to 2020"]
    one_by_one = some("a")
    one_by_one.by_year["last_year"] = one_by_one.by_year["first_year"]
    assert words.spans(one_by_one, str) == ["1", "3"]


def test_what_sets_no_limit_is_said_once():
    money, rooms = "no budget sets a limit", Sentence("{what}: {why}", what="rooms", why="none")
    assert words.no_limit([some("a", money), some("b", money, rooms)], LABELS) == [
        "Left out: no budget sets a limit.",
        "Left out with “B”: rooms: none.",
    ]
    with speaking(FRENCH):
        assert words.no_limit([some("a", money), some("b")], LABELS)[0].startswith(
            "Laissé de côté avec «\u00a0A\u00a0»"
        )
