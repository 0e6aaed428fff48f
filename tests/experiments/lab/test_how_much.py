"""The rule of how much is too much, and how long that would take, for whoever asks."""

import pytest

from contagion.experiments.lab import how_much
from contagion.experiments.lab.how_much import MOST_POINTS, MOST_RUNS, RUNS, Asked
from contagion.sim.errors import InputError


def say_so(asked: Asked) -> str:
    return f"{asked.words}: {asked.runs:,}; say so"


def test_how_long_and_how_large_is_worked_out_from_the_number_of_runs():
    assert Asked(2, 10_001, 10, "x", workers=2).hours == pytest.approx(20_002 * 0.025 / 3600 / 2)
    assert Asked(1, 1, 10, "x", workers=8).hours == Asked(1, 1, 10, "x").hours  # one run is made by one
    assert Asked(1, 100, 10, "x", communes=680).hours == pytest.approx(10 * Asked(1, 100, 10, "x").hours)
    Asked(1, how_much.RUNS, 1, "x").must_be_meant(False, say_so)


@pytest.mark.parametrize(
    "points, replicates, words",
    [
        (MOST_POINTS + 1, 1, "it: asks for 200,001 points; at most 200,000 fit into memory"),
        (
            1,
            MOST_RUNS + 1,
            "it: asks for 2,000,001 runs; at most 2,000,000 fit into memory at a time; an hour makes some 1,400,000",
        ),
    ],
)
@pytest.mark.parametrize("yes", [False, True])
def test_what_memory_cannot_hold_is_refused_even_if_it_is_meant(points, replicates, words, yes):
    with pytest.raises(InputError) as told:
        Asked(points, replicates, 1, "it").must_be_meant(yes, say_so)
    assert str(told.value) == words


def test_what_is_much_is_told_how_to_go_on_and_goes_on_if_it_is_meant():
    for asked in (Asked(1, RUNS + 1, 1, "it"), Asked(1, RUNS, 100, "it")):
        with pytest.raises(InputError) as told:
            asked.must_be_meant(False, say_so)
        assert str(told.value) == say_so(asked)
        asked.must_be_meant(True, say_so)
    Asked(1, RUNS, 10, "it").must_be_meant(False, say_so)


def test_what_an_hour_makes_is_as_long_as_an_hour():
    asked = Asked(1, 10**9, 10, "it", workers=2)
    assert Asked(1, asked.in_an_hour, 10, "it", workers=2).hours == pytest.approx(1, rel=0.05)
