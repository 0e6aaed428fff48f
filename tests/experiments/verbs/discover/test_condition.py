"""Conditions as they are typed."""

import numpy as np
import pytest

from contagion.experiments.verbs.discover.work import Condition, read_condition, years_of
from contagion.sim.errors import InputError


@pytest.mark.parametrize(
    "text, expected",
    [
        ("participants < 1000 at year 5", Condition("participants", "<", 1000, 5)),
        ("  communes_reached>=34  at year 10 ", Condition("communes_reached", ">=", 34, 10)),
        ("people < 400 at year 5", Condition("participants", "<", 400, 5)),  # as tables print them
        ("communes reached >= 34 at year 10", Condition("communes_reached", ">=", 34, 10)),
        ("coverage ≤ 1e-2 at the end", Condition("coverage", "<=", 0.01, None)),
        ("r_facilitators > -1.5 at the  end", Condition("r_facilitators", ">", -1.5, None)),
    ],
)
def test_a_condition_is_read(text, expected):
    assert read_condition(text) == expected
    assert read_condition(str(expected)) == expected


@pytest.mark.parametrize(
    "sign, expected", [("<", [True, False, False]), ("<=", [True, True, False]), (">", [False, False, True]),
                       (">=", [False, True, True])]
)  # fmt: skip
def test_it_holds_on_one_side_and_its_contrary_on_the_other(sign, expected):
    condition, figures = Condition("participants", sign, 2), np.array([1, 2, 3])
    assert condition.holds(figures).tolist() == expected
    assert (condition.contrary.holds(figures) == ~condition.holds(figures)).all()


@pytest.mark.parametrize(
    "text, said",
    [
        ("", "'': cannot be read as a condition; write INDICATOR < NUMBER at year N"),
        ("participants < 1000", "cannot be read as a condition; write INDICATOR < NUMBER at year N"),
        ("participants = 1000 at year 5", "cannot be read as a condition"),
        ("participants < 1000 at year 5 or so", "cannot be read as a condition"),
        ("particpants < 1 at year 5", "indicator 'particpants': there is no such figure; did you mean 'participants'?"),
        ("cost_total > 5 at the end", "indicator 'cost_total': there is no such figure"),
        ("participants < 1 000 at year 5", "'1 000' is not a number; write 1000"),
        ("participants < many at year 5", "'many' is not a number"),
        ("participants < inf at year 5", "'inf' must be a finite number"),
        ("participants < 1000 at year 0", "year '0' must be a whole number from 1 to 100"),
        ("participants < 1000 at year 2.5", "year '2.5' must be a whole number from 1 to 100"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said_in_a_line(text, said):
    with pytest.raises(InputError) as refused:
        read_condition(text)
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)


def test_runs_are_as_long_as_the_condition_needs_unless_it_is_said():
    at_five, at_the_end = Condition("participants", "<", 1, 5), Condition("coverage", "<", 1)
    assert [years_of(at_five, None, 10), years_of(at_five, 7, 10)] == [5, 7]
    assert [years_of(at_the_end, None, 10), years_of(at_the_end, 3, 10)] == [10, 3]
    assert years_of(Condition("coverage", "<", 1, 5), None, 10) == 5  # the end is then that of year 5


@pytest.mark.parametrize(
    "condition, said",
    [
        (Condition("participants", "<", 1, 5), "'participants < 1 at year 5': the runs end with year 4"),
        (Condition("coverage", "<", 1, 2), "indicator 'coverage': is known at the end only; write: at the end"),
    ],
)
def test_a_year_of_which_nothing_is_known_is_refused(condition, said):
    with pytest.raises(InputError, match=said):
        years_of(condition, 4, 10)
