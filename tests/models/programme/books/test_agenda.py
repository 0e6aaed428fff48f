"""The decisions in force: whether a figure is as a condition says, and which decision goes before which."""

from math import inf, nan

import numpy as np
import pytest

from contagion.models.programme.books.agenda import goes_before, within
from contagion.models.programme.layout import BOUND, DECISION

BETWEEN = {"above": 3.0, "at_most": 6.0}


@pytest.mark.parametrize(
    "bounds, value, holds",
    [
        ({"above": 3.0}, 3.0, False), ({"above": 3.0}, 3.5, True),
        ({"at_least": 3.0}, 3.0, True), ({"at_least": 3.0}, 2.9, False),
        ({"below": 3.0}, 3.0, False), ({"below": 3.0}, 2.0, True),
        ({"at_most": 3.0}, 3.0, True), ({"at_most": 3.0}, 3.1, False),
        (BETWEEN, 3.0, False), (BETWEEN, 6.0, True), (BETWEEN, 7.0, False),
        ({}, 5.0, True), ({}, inf, True),
        ({}, nan, False), ({"below": 3.0}, nan, False),  # what is not known is never as it should be
    ],
)  # fmt: skip
def test_a_figure_is_within_all_bounds_that_are_given(bounds, value, holds):
    row = np.rec.array(np.full(1, nan, [(name, "f8") for name in BOUND.names or ()]))[0]
    for name, bound in bounds.items():
        row[name] = bound
    assert bool(within(row, value)) is holds


class Decisions:
    """What is asked of a state: rules on the state or dates, with the week since which each holds."""

    def __init__(self, *rows):
        self.decisions = np.rec.array(np.zeros(len(rows), DECISION))
        for row, (has_condition, held) in zip(self.decisions, rows, strict=True):
            row["has_condition"], row["held"] = has_condition, held


@pytest.mark.parametrize(
    "one, other",
    [
        ((True, 5), (False, 9)),  # a rule on the state before a date, whenever it began
        ((False, 9), (False, 5)),  # what began later before what began earlier
        ((True, 9), (True, 5)),
    ],
)
def test_of_two_decisions_one_goes_before_the_other(one, other):
    for rows in ((one, other), (other, one)):
        state, first = Decisions(*rows), rows.index(one)
        assert goes_before(state, first, 1 - first)
        assert not goes_before(state, 1 - first, first)
    together = Decisions((False, 5), (False, 5))  # the later row
    assert [goes_before(together, n, 1 - n) for n in (0, 1)] == [False, True]
