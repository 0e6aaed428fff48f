"""A library of two entries, made in a folder of its own: for tests. Run as a script it loads it, calls them, and says
whether the compiler was needed."""

import os
import shutil
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from contagion.sim.core.compiling import Layout, compiled, need
from contagion.sim.core.library import Entry, Ints, Library
from contagion.sim.core.tables import Tables

NUMBERS = Layout("numbers", {"values": ("i8", 1)})
view, VALUES = NUMBERS.view, NUMBERS["values"]


@compiled
def times_two(x):
    return 2 * x


def double(handle, factor: float, out: Ints) -> float:
    numbers = view(handle)
    for n in range(len(out)):
        out[n] = times_two(numbers.values[n])
    return factor * len(out)


def longer(handle) -> int:
    numbers = view(handle)
    need(numbers, VALUES, len(numbers.values) + 1)
    return len(numbers.values)


def made(files: Mapping[str, Path]) -> None:
    """Make it here, in this process."""
    from contagion.sim.core.building import TARGETS, code_of, link, object_of

    ((target, file),) = files.items()
    print("makes", file=sys.stderr, flush=True)
    time.sleep(float(os.environ.get("WAIT", "0")))
    entries = list(TOYS.entries.values())[:2]
    part = file.with_suffix(".o")
    part.write_bytes(object_of(code_of(entries), [one.name for one in entries], TARGETS[target]))
    link([part], TARGETS[target], file, file.with_suffix(".zig"))
    part.unlink()
    shutil.rmtree(file.with_suffix(".zig"), ignore_errors=True)


def compiled_here(one: Entry) -> object:
    from contagion.sim.core.building import in_this_process

    return in_this_process(one)


def toys(root: Path) -> Library:
    """The library of a folder."""
    return Library("toy", root, ("source.py",), "made", made, compiled_here, "Compiling a toy")


TOYS = toys(Path(os.environ.get("TOYS", ".")))
doubled, made_longer = TOYS.entry(double), TOYS.entry(longer)

if __name__ == "__main__":
    tables, out = Tables(NUMBERS, {"values": np.arange(20, 23)}), np.zeros(3, np.int64)
    print(doubled(tables.handle, 1.5, out), out.tolist(), made_longer(tables.handle), tables.array("values")[2])
    print("numba" in sys.modules)
