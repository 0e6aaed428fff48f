"""What is given for an option, whichever door it comes by."""

from math import inf, nan

import numpy as np
import pytest

from contagion.experiments.commands.verb import Option, checked
from contagion.sim.errors import InputError

ROUNDS = Option("whole", default=3, least=2, most=9)
SHARE = Option("number", default=0.5, fits=lambda value: 0 < value <= 1, must_be="a share above 0, at most 1")


@pytest.mark.parametrize("option, value", [(ROUNDS, 2), (ROUNDS, np.int64(9)), (SHARE, 1), (SHARE, np.float32(0.5))])
def test_what_fits_is_a_number_of_python(option, value):
    made = checked(option, value, "asked")
    assert made == value
    assert type(made) in (int, float)


@pytest.mark.parametrize("value", [1, 10, 2.0, True, "3", None, 10**30])
def test_what_is_no_such_whole_number_is_refused(value):
    with pytest.raises(InputError, match=r"^--rounds .*: must be a whole number from 2 to 9$"):
        checked(ROUNDS, value, "--rounds")


@pytest.mark.parametrize("value", [0.0, 1.5, nan, inf, True, "0.5", None, 10**400])
def test_what_is_no_such_number_is_refused(value):
    with pytest.raises(InputError, match=r"^share .*: must be a share above 0, at most 1$"):
        checked(SHARE, value, "share")


def test_a_number_without_bounds_is_one_that_a_word_holds():
    seed, above = (
        Option("whole", default=1),
        Option("number", default=0.0, must_be="a number of people"),
    )
    for value in (10**18 - 1, 1 - 10**18):
        assert checked(seed, value, "seed") == value
        with pytest.raises(InputError, match=rf"^seed {10 * value // abs(value)}\d*: .* of at most 18 digits$"):
            checked(seed, value + value // abs(value), "seed")
    assert checked(above, -1e300, "above") == -1e300
    with pytest.raises(InputError, match=r"^above inf: must be a number of people$"):
        checked(above, inf, "above")
    assert checked(Option("text"), "x", "name") == "x"


def test_nothing_is_left_where_nothing_stands_in_its_place():
    assert checked(ROUNDS.but(default=None), None, "rounds") is None
    with pytest.raises(InputError, match="must be a whole number from 2 on"):
        checked(ROUNDS.but(default=None, most=None), 1, "rounds")
