"""The rule of how much is too much, and how long that would take, for whoever asks."""

import pytest

from contagion.models.runs import vocabulary
from contagion.models.runs.vocabulary import Asked


def say_so(asked: Asked) -> str:
    return f"{asked.words}: {asked.runs:,}; say so"


def test_how_long_and_how_large_is_worked_out_from_the_number_of_runs():
    assert Asked(2, 10_001, 10, "x", workers=2).hours == pytest.approx(20_002 * 0.05 / 3600 / 2)
    assert Asked(1, 1, 10, "x", workers=8).hours == Asked(1, 1, 10, "x").hours  # one run is made by one
    assert Asked(1, 100, 10, "x", communes=680).hours == pytest.approx(10 * Asked(1, 100, 10, "x").hours)
    Asked(1, vocabulary.RUNS, 1, "x").must_be_meant(False, say_so)


def test_what_an_hour_makes_is_as_long_as_an_hour():
    asked = Asked(1, 10**9, 10, "it", workers=2)
    assert Asked(1, asked.in_an_hour, 10, "it", workers=2).hours == pytest.approx(1, rel=0.05)
