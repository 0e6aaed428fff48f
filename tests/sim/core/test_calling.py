"""What Python hears of the errors of compiled code."""

import pytest

from contagion.models.code.kernel import entry
from contagion.sim.core.compiling import PLAIN, compiled


@compiled
def refuse(number):
    if number > 0:
        raise ValueError("no such number")


@entry
def refused(handle, number):
    refuse(number)


@entry
def without_room(handle):
    raise MemoryError


@pytest.mark.skipif(PLAIN, reason="plain Python says it by itself")
def test_an_error_of_compiled_code_is_itself_and_says_in_which_entry_and_line():
    refused(0, -1)
    with pytest.raises(ValueError, match=r"^no such number\nin tests_.*_refused\ntest_calling.py, line \d+$") as told:
        refused(0, 1)
    assert str(told.value) == "no such number"


def test_one_that_says_nothing_is_one_of_its_kind():
    with pytest.raises(MemoryError) as told:
        without_room(0)
    assert str(told.value) == ""
