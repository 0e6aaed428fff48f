"""Replicates in rounds: few first, at most twice as many each time, and no more than are wanted."""

from math import inf

import pytest

from contagion.sim.statistics.rounds import FIRST, JUDGED, rounds


def counts_of(most, wanted=None, left_out=False):
    """The replicates of each round, and what each call was asked for."""
    asked = []

    def run(counts):
        asked.append(list(counts))
        yield from counts[-1:] if left_out else counts

    return list(rounds(run, most, wanted)), asked


@pytest.mark.parametrize(
    "most, counts",
    [
        (1, [1]),
        (4, [4]),
        (5, [5]),
        (6, [5, 6]),
        (30, [5, 10, 20, 30]),
        (40, [5, 10, 20, 40]),
        (41, [5, 10, 20, 40, 41]),
    ],
)
def test_all_are_asked_for_at_once_and_each_round_has_at_most_twice_as_many(most, counts):
    assert counts_of(most) == (counts, [counts])


def test_no_more_are_run_than_are_wanted():
    wanted = {20: 33.2, 34: 50, 50: 0}.__getitem__
    assert counts_of(400, wanted) == ([5, 10, 20, 34, 50], [[5, 10, 20], [34], [50]])


@pytest.mark.parametrize("answer", [inf, 1000])
def test_where_it_is_not_known_how_many_it_takes_there_are_twice_as_many_up_to_the_most(answer):
    made, asked = counts_of(100, lambda _: answer)
    assert made == [5, 10, 20, 40, 80, 100]
    assert asked == [[5, 10, 20], [40], [80], [100]]  # a spread that is known better may ask for fewer


def test_a_poor_guess_still_adds_some():
    assert counts_of(23, lambda made: 3)[0] == [5, 10, 20, 21, 22, 23]


def test_nothing_is_judged_by_few_replicates_nor_where_there_are_no_more_to_come():
    judged = []
    assert counts_of(JUDGED, lambda made: judged.append(made) or inf)[0] == [FIRST, 2 * FIRST, JUDGED]
    assert judged == []


def test_a_round_that_is_left_out_is_not_judged():
    assert counts_of(60, lambda made: 2 * made, left_out=True)[0] == [20, 40, 60]


def test_whoever_leaves_ends_what_runs():
    ended = []

    def run(counts):
        try:
            yield from counts
        finally:
            ended.append(counts)

    some = rounds(run, 40)
    assert next(some) == FIRST
    some.close()
    assert ended == [[5, 10, 20, 40]]
