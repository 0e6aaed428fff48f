"""Tables that are laid as a pattern says: each run has its own."""

import numpy as np
import pytest

from contagion.sim.core.layout import Layout
from contagion.sim.core.patterns import Pattern
from contagion.sim.core.tables import ROOM, Arena
from tests.helpers import toy_tables
from tests.helpers.toy_tables import CLOCK, PERSON, TOYS, laid, made


def test_tables_of_a_pattern_are_as_others():
    toys, other = made(), laid(Arena(ROOM))
    for name in ("grid", "row_keys"):
        assert np.array_equal(other.array(name), toys.array(name) * (name != "grid"))
    assert other.array("clock").tolist() == [(1, 1.0)]
    other.array("clock")["week"] = 0
    toy_tables.write(other.handle)
    assert (other.clock.week, other.people[4].age, other.inner.values[0]) == (1, 7, 42)
    assert other.array("grid").tolist() == [[0, 0, 0], [0, 0, 23]]
    assert laid(Arena(ROOM)).clock.week == 1  # nobody sees what others write


@pytest.mark.parametrize("wrong", [{"clock": np.zeros(1, PERSON)}, {"grid": np.zeros(6, np.int64)}])
def test_a_pattern_refuses_what_is_not_as_declared(wrong):
    with pytest.raises(TypeError, match="were declared"):
        Pattern(TOYS, wrong)


def test_tables_with_one_memory_see_the_same():
    words = Layout("words", {"clock": (CLOCK, 0), "whole": ("i8", 1), "real": ("f8", 1)})
    begin = {"clock": np.array([(3, 0.5)], CLOCK), "whole": "clock", "real": "clock"}
    tables = Pattern(words, begin).tables(Arena(ROOM))
    tables.array("real")[1] = 2.5
    tables.array("whole")[0] = 4
    assert tables.array("clock").tolist() == [(4, 2.5)]
