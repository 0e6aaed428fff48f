"""The model's library with every index checked, for tests: `python -m tests.helpers.checked_library FOLDER` makes it
there, in an environment that has `IN_CHECKED`. An index that is out of range is an IndexError then. So is one below 0,
which compiled code, like Python, otherwise takes for one from the end: the model means none.
"""

import importlib
import operator
import sys
import tempfile
from pathlib import Path

import numpy as np
from numba import types
from numba.extending import overload

from contagion.models.kernel import CODE, PARTS
from contagion.sim.core.building import OF_NUMBA, TARGETS, code_of, link, object_of
from contagion.sim.core.library import platform

IN_CHECKED = {**OF_NUMBA, "NUMBA_BOUNDSCHECK": "1"}


def _is_signed(array, at):
    """Whether a table is asked for by numbers that may be below 0."""
    numbers = list(at) if isinstance(at, types.BaseTuple) else [at]
    whole = all(isinstance(one, types.Integer) for one in numbers)
    return isinstance(array, types.Array) and whole and any(one.signed for one in numbers)


@overload(operator.getitem, target="cpu")  # before Numba's own, which is of any target
def _read(array, at):
    if _is_signed(array, at):
        if isinstance(at, types.BaseTuple):
            return lambda array, at: array[np.uint64(at[0]), np.uint64(at[1])]
        return lambda array, at: array[np.uint64(at)]
    return None


@overload(operator.setitem, target="cpu")
def _write(array, at, value):
    if _is_signed(array, at):
        if isinstance(at, types.BaseTuple):

            def write(array, at, value):
                array[np.uint64(at[0]), np.uint64(at[1])] = value
        else:

            def write(array, at, value):
                array[np.uint64(at)] = value

        return write
    return None


def make(folder: Path) -> None:
    for name in sum(PARTS, ()):
        importlib.import_module(f"contagion.{name}")
    entries, target, file = list(CODE.entries.values()), TARGETS[platform()], CODE.file(folder)
    with tempfile.TemporaryDirectory(dir=folder) as beside:
        part = Path(beside, "all.o")
        part.write_bytes(object_of(code_of(entries), [one.name for one in entries], target))
        link([part], target, file, Path(beside, "zig"))


if __name__ == "__main__":
    make(Path(sys.argv[1]))
