"""How tables are laid out in memory: what is read by its name, and what is there not."""

import numpy as np
import pytest
from numba.core.errors import TypingError

from contagion.sim.core.compiling import PLAIN
from tests.helpers import toy_tables
from tests.helpers.toy_tables import NAMES


def test_a_number_is_read_by_its_name(toys):
    out = np.zeros(2, np.uint64)
    for row in (0, 1):
        toy_tables.keys_of(toys.handle, row, out)
        assert out.tolist() == [100 + NAMES.index("joins"), 200 + 3 * row + NAMES.index("leaves")]


def test_an_unknown_name_is_refused_before_anything_runs(toys):
    wrong = KeyError if PLAIN else TypingError
    with pytest.raises(wrong, match="sleeps"):
        toy_tables.key_of_nothing(toys.handle)
    with pytest.raises(AttributeError if PLAIN else TypingError, match="animals"):
        toy_tables.table_of_nothing(toys.handle)
