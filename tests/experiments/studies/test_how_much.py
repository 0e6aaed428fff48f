"""The rule of how much is too much, and how long that would take, for whoever asks."""

import pytest

from experiments.studies import how_much
from experiments.studies.how_much import MOST_POINTS, MOST_RUNS, RUNS, Asked
from sim.errors import InputError


def test_how_long_and_how_large_is_worked_out_from_the_number_of_runs():
    assert (
        str(Asked(2, 10_001, 10, "x")) == "20,002 runs of 10 years, about 8 minutes on 1 worker and 160 MB in the store"
    )
    assert Asked(2, 10_001, 10, "x", workers=2).hours == pytest.approx(20_002 * 0.025 / 3600 / 2)
    assert Asked(1, 1, 10, "x", workers=8).hours == Asked(1, 1, 10, "x").hours  # one run is made by one
    assert Asked(1, 100, 10, "x", communes=680).hours == pytest.approx(10 * Asked(1, 100, 10, "x").hours)
    Asked(1, how_much.RUNS, 1, "x").must_be_meant(yes=False, how="")
    said = [str(Asked(1, runs, 10, "x")).partition(", ")[2] for runs in (300, 1_200, 20_000, 200_000, 2_000_000)]
    times = ["a few seconds", "about 30 seconds", "about 8 minutes", "about 1.4 hours", "about 13.9 hours"]
    assert [words.partition(" on")[0] for words in said] == times


@pytest.mark.parametrize(
    "points, replicates, words",
    [
        (MOST_POINTS + 1, 1, "it: asks for 200,001 points; at most 200,000 fit into memory"),
        (1, MOST_RUNS + 1, "it: asks for 2,000,001 runs; at most 2,000,000 fit into memory at a time"),
    ],
)
@pytest.mark.parametrize("yes", [False, True])
def test_what_memory_cannot_hold_is_refused_even_if_it_is_meant(points, replicates, words, yes):
    with pytest.raises(InputError) as told:
        Asked(points, replicates, 1, "it").must_be_meant(yes, "say so")
    assert str(told.value) == words


def test_what_is_much_is_told_how_to_go_on_and_goes_on_if_it_is_meant():
    for asked in (Asked(1, RUNS + 1, 1, "it"), Asked(1, RUNS, 100, "it")):
        with pytest.raises(InputError) as told:
            asked.must_be_meant(False, "say so")
        assert str(told.value) == f"it: {asked}; say so"
        asked.must_be_meant(True, "say so")
    Asked(1, RUNS, 10, "it").must_be_meant(False, "say so")
