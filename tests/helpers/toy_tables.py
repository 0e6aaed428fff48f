"""A toy layout, and compiled code that reads and writes its tables: for tests."""

from typing import Any

import numpy as np

from contagion.models.kernel import Ints, Words, entry
from contagion.sim.core.compiling import Layout, compiled, lay, lend, need, read_by_name
from contagion.sim.core.tables import Arena, Pattern, Room, Tables

CLOCK = np.dtype([("week", "i8"), ("rate", "f8")])
PERSON = np.dtype([("age", "i8"), ("weight", "f8"), ("size", "u8"), ("marks", "i8", (3,))])
NAMES = ("waits", "joins", "leaves")
ROW_KEYS = np.arange(6, dtype=np.uint64) + 200

INNER = Layout("inner", {"values": ("i8", 1), "clock": (CLOCK, 0)})
TOYS = Layout(
    "toys",
    {
        "clock": (CLOCK, 0),
        "people": (PERSON, 1),
        "grid": ("i8", 2),
        "keys": ("u8", 1),
        "row_keys": ("u8", 1),
        "marks": ("i2", 1),
    },
    {"inner": INNER},
    inputs=("clock", "people", "grid", "keys", "row_keys"),
)

view = TOYS.view
PEOPLE, GRID, MARKS, KEYS, ROWS_OF_KEYS = (TOYS[name] for name in ("people", "grid", "marks", "keys", "row_keys"))
key = read_by_name("keys", NAMES)
key_of = read_by_name("row_keys", NAMES)


@entry
def write(handle):
    """Write into each kind of table."""
    toys = view(handle)
    toys.clock.week += 1
    toys.clock.rate = toys.clock.week / 2
    last = toys.people[len(toys.people) - 1]
    last.age, last.weight, last.size = 7, 0.5, np.uint64(2**64 - 1)
    last.marks[2] = -3
    toys.grid[1, 2] = 10 * toys.grid.shape[0] + toys.grid.shape[1]
    toys.inner.values[0] = toys.inner.values[1] + 1
    toys.inner.clock.week = -toys.clock.week
    toys.marks[len(toys.marks) - 1] += 5


@compiled
def total(toys):
    """A sum over all kinds of tables."""
    out = toys.clock.rate + toys.inner.clock.week
    for n in range(len(toys.people)):
        out += toys.people[n].age
    for row in range(toys.grid.shape[0]):
        for column in range(toys.grid.shape[1]):
            out += toys.grid[row, column] * (row + 1)
    return out


@entry
def read(handle) -> float:
    return total(view(handle))


@entry
def grow_both(handle):
    """Grow a table of each number of dimensions, and one whose items are no words."""
    toys = view(handle)
    need(toys, PEOPLE, len(toys.people) + 1)
    need(toys, GRID, toys.grid.shape[1] + 1)
    need(toys, MARKS, len(toys.marks) + 1)


@entry
def lay_out(handle, rows, width):
    """Room in a table of rows and in one of rows and columns."""
    toys = view(handle)
    lay(toys, PEOPLE, rows)
    lay(toys, GRID, rows, width)


@entry
def lend_keys(handle, rows):
    """A table becomes the first rows of another."""
    toys = view(handle)
    lend(toys, ROWS_OF_KEYS, toys, KEYS, rows)


@entry
def write_through_growth(handle, out: Ints):
    """Write in the first record after growth; its age as a record taken before has it, and one taken after."""
    toys = view(handle)
    before = toys.people[0]
    need(toys, PEOPLE, len(toys.people) + 1)
    toys.people[0].age = 11
    out[0], out[1] = before.age, toys.people[0].age


@entry
def keys_of(handle, row, out: Words):
    toys = view(handle)
    out[0], out[1] = key(toys, "joins"), key_of(toys, "leaves", row)


@entry
def key_of_nothing(handle):
    return key(view(handle), "sleeps")


@entry
def table_of_nothing(handle):
    return len(view(handle).animals)


def laid(arena: Arena, keys: int = 3) -> Tables:
    """The same as a run has them: laid into its arena, with room for people, a grid and keys."""
    begin = {"clock": np.ones(1, CLOCK), "people": Room(5), "grid": Room(2, 3), "keys": Room(keys)}
    toys = Pattern(TOYS, {**begin, "row_keys": ROW_KEYS, "marks": Room(7)}).tables(arena)
    toys.put("inner", Tables(INNER, {"values": np.array([0, 41]), "clock": np.zeros(1, CLOCK)}))
    return toys


def made(arena: Arena | None = None, **others: Any) -> Tables:
    inner = Tables(INNER, {"values": np.array([0, 41]), "clock": np.zeros(1, CLOCK)})
    arrays = {
        "clock": np.zeros(1, CLOCK),
        "people": np.zeros(5, PERSON),
        "grid": np.zeros((2, 3), np.int64),
        "keys": np.arange(3, dtype=np.uint64) + 100,
        "row_keys": ROW_KEYS,
        "marks": np.zeros(7, np.int16),
        "inner": inner,
    }
    return Tables(TOYS, arrays | others, arena)
