"""Tables that compiled code and Python share: both see what the other writes, and a full table makes room."""

import gc
import weakref

import numpy as np
import pytest
from numba.core.errors import TypingError

from contagion.models.kernel import entry
from contagion.sim.core.compiling import PLAIN, Layout, compiled
from contagion.sim.core.tables import CAME_TO, ROOM, Arena, OutOfMemory, Pattern, Tables, length_of, lengths
from tests.helpers import toy_tables
from tests.helpers.no_room import no_room
from tests.helpers.toy_tables import CLOCK, INNER, NAMES, PERSON, TOYS, laid, made

# ---- both see the same -----------------------------------------------------------------------------------------------


def test_python_sees_what_compiled_code_writes(toys):
    for week in (1, 2):
        toy_tables.write(toys.handle)
        assert toys.array("clock").tolist() == [(week, week / 2)]
    assert np.array_equal(toys.array("people")[:4], np.zeros(4, PERSON))
    *numbers, marks = toys.array("people")[4].tolist()
    assert numbers == [7, 0.5, 2**64 - 1]
    assert marks.tolist() == [0, 0, -3]
    assert toys.array("grid").tolist() == [[0, 0, 0], [0, 0, 23]]
    assert toys.inner.array("values").tolist() == [42, 41]
    assert toys.inner.array("clock")["week"].tolist() == [-2]


def test_compiled_code_sees_what_python_writes(toys):
    assert toy_tables.read(toys.handle) == 0
    toys.array("clock")["rate"] = 0.25
    toys.array("people")["age"] = 1, 2, 3, 4, 5
    toys.array("grid")[1, 2] = 100
    toys.array("inner").array("clock")["week"] = 1000
    assert toy_tables.read(toys.handle) == 1215.25
    toys.put("people", np.ones(2, PERSON))  # another array in its place
    assert toy_tables.read(toys.handle) == 1202.25


def test_attributes_are_those_that_plain_python_runs_with(toys):
    """Without a compiler the rules read and write the same fields, also those named as NumPy names its own."""
    toys.clock.week = 3
    toys.people[1].size, toys.people[1].age = 8, 9
    assert toys.array("clock")["week"][0] == 3
    assert toys.array("people")[1].tolist()[:3] == (9, 0.0, 8)
    assert len(toys.people) == 5
    with pytest.raises(AttributeError, match="no field 'height'; there are age, weight, size, marks"):
        _ = toys.people[1].height
    toy_tables.write(toys.handle)
    assert (toys.clock.week, toys.people[4].size, toys.inner.values[0]) == (4, 2**64 - 1, 42)


@pytest.mark.slow
def test_nothing_but_its_owner_keeps_a_table():
    toys = made()
    toy_tables.grow_both(toys.handle)
    there = weakref.ref(toys)
    del toys
    gc.collect()
    assert there() is None


# ---- growth ----------------------------------------------------------------------------------------------------------


def test_growth_doubles_and_keeps_the_records(toys):
    toys.array("people")["age"] = 1, 2, 3, 4, 5
    toys.array("grid")[:] = [[1, 2, 3], [4, 5, 6]]
    toy_tables.grow_both(toys.handle)
    assert (len(toys.people), toys.grid.shape) == (10, (2, 8))  # at least eight
    assert toys.array("people")["age"].tolist() == [1, 2, 3, 4, 5, 0, 0, 0, 0, 0]
    assert toys.array("grid").tolist() == [[1, 2, 3, 0, 0, 0, 0, 0], [4, 5, 6, 0, 0, 0, 0, 0]]
    old = toys.array("people")
    toy_tables.grow_both(toys.handle)
    assert old["age"].tolist() == [1, 2, 3, 4, 5, 0, 0, 0, 0, 0]  # compiled code may still look at it
    assert len(toys.people) == len(toys.array("people")) == 20
    assert toys.grid.shape == (2, 16)
    toy_tables.write(toys.handle)  # in the new places
    assert toys.array("people")["age"].tolist() == [1, 2, 3, 4, 5, *[0] * 14, 7]
    assert toys.array("grid")[1, :4].tolist() == [4, 5, 36, 0]
    assert toys.failed is None


def test_a_record_taken_before_growth_is_one_of_the_old_table(toys):
    toys.array("people")["age"][0] = 3
    ages = np.zeros(2, np.int64)
    toy_tables.write_through_growth(toys.handle, ages)
    assert ages.tolist() == [3, 11]
    assert toys.array("people")["age"].tolist() == [11, *[0] * 9]


def test_sparing_growth_leaves_nothing_to_read_in_the_old_place(toys):
    """One row at a time; whoever goes on with an old record in a test reads rubbish, and is found out."""
    toys.sparing = True
    toys.array("people")["age"][0] = 3
    ages = np.zeros(2, np.int64)
    toy_tables.write_through_growth(toys.handle, ages)
    assert ages.tolist() == [np.array([0xA5] * 8, np.uint8).view(np.int64)[0], 11]
    assert toys.array("people")["age"].tolist() == [11, 0, 0, 0, 0, 0]
    toy_tables.grow_both(toys.handle)
    assert (len(toys.people), toys.grid.shape) == (7, (2, 4))


def test_the_next_tables_begin_as_long_as_the_last_came_to_be():
    """Whether or not somebody looked at them, so they need not grow; but one very large run leaves no mark on those
    that follow."""
    CAME_TO.clear()
    toys = laid(Arena(), keys=2**20)
    toy_tables.grow_both(toys.handle)
    assert toys.grow(TOYS["keys"])
    assert len(toys.array("people")) == 10
    before = lengths()
    toys.leave()
    found = {name: length_of(TOYS, name, 3) for name in ("people", "grid", "keys", "row_keys")}
    assert found == {"people": 10, "grid": 8, "keys": 3, "row_keys": 3}
    assert length_of(TOYS, "people", 50) == 50
    assert lengths() != before


def test_no_room_is_noted_and_told(toys):
    """Which table, and how much was asked for; what was there stays."""
    toys.array("people")["age"][-1] = 5
    no_room(toys, "people")
    with pytest.raises(MemoryError):
        toy_tables.grow_both(toys.handle)
    assert isinstance(toys.failed, OutOfMemory)
    assert str(toys.failed) == f"toys: no room for 10 people ({10 * 2**30:,.0f} MiB)"
    assert toy_tables.read(toys.handle) == 5


# ---- room, and what is lent ------------------------------------------------------------------------------------------


def test_a_table_is_laid_out_by_compiled_code_with_nothing_in_it():
    toys = made(Arena(np.full(2**14, 0xA5, np.uint8)))  # whatever lay there before
    toys.array("people")["age"], toys.array("grid")[:] = 3, 4
    old = toys.array("people")
    for rows, width in ((7, 2), (2, 5), (0, 3), (9, 1)):
        toy_tables.lay_out(toys.handle, rows, width)
        assert np.array_equal(toys.array("people"), np.zeros(rows, PERSON))
        assert np.array_equal(toys.array("grid"), np.zeros((rows, width), np.int64))
        toys.array("people")["age"], toys.array("grid")[:] = 5, 6
    assert old["age"].tolist() == [3] * 5
    assert (len(toys.people), toys.grid.shape) == (9, (9, 1))
    toy_tables.grow_both(toys.handle)
    assert toys.array("people")["age"].tolist() == [5] * 9 + [0] * 9


def test_what_is_lent_is_in_one_memory_until_either_moves(toys):
    toy_tables.lend_keys(toys.handle, 2)
    assert toys.array("keys").tolist() == [200, 201]
    toys.array("row_keys")[1] = 7
    assert toys.array("keys").tolist() == [200, 7]
    out = np.zeros(2, np.uint64)
    toy_tables.keys_of(toys.handle, 0, out)
    assert out.tolist() == [7, 202]
    assert toys.grow(toy_tables.KEYS)
    toys.array("keys")[1] = 9
    assert toys.array("row_keys")[1] == 7


def test_no_room_to_lay_a_table_out_is_told_by_whoever_calls(toys):
    no_room(toys, "grid")
    with pytest.raises(OutOfMemory, match=r"toys: no room for 6 grid \(6,442,450,944 MiB\)"):
        toys.call(toy_tables.lay_out, 2, 3)
    assert toys.grid.shape == (2, 3)


# ---- memory ----------------------------------------------------------------------------------------------------------


def test_tables_lie_and_grow_in_the_arena_and_the_next_run_has_its_memory():
    Arena._free.clear()
    toys = laid(Arena.of_late())
    toys.array("people")["age"] = 1
    toy_tables.grow_both(toys.handle)
    people, at = toys.array("people"), toys.arena._own.ctypes.data
    assert people["age"].tolist() == [1] * 5 + [0] * 5
    assert 0 <= people.ctypes.data - at < ROOM
    del toys
    assert not Arena._free  # somebody looks at the people
    del people
    again = Arena.of_late()
    assert again._own.ctypes.data == at
    assert not laid(again).array("people")["age"].any()  # cleared
    assert Arena.of_late()._own.ctypes.data != at


def test_an_arena_that_was_too_small_is_followed_by_a_larger_one(monkeypatch):
    monkeypatch.setattr(Arena, "_room", 1000)
    Arena._free.clear()
    toys = laid(Arena.of_late(), keys=2**16)
    assert toys.array("keys").tolist() == [0] * 2**16  # beside it
    toys.put("people", np.ones(2**16, PERSON))
    toy_tables.grow_both(toys.handle)
    assert toys.array("people")["age"].sum() == 2**16
    del toys
    assert len(Arena.of_late()._own) == 2000


def test_what_somebody_looks_at_keeps_its_memory():
    toys = made(Arena())
    toy_tables.grow_both(toys.handle)
    people, there = toys.array("people"), weakref.ref(toys.arena)
    del toys
    gc.collect()
    assert there() is not None
    assert len(people) == 10
    del people
    gc.collect()
    assert there() is None


# ---- what is refused -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "wrong, told",
    [
        ({"keys": np.zeros(3)}, "keys: float64, 1 dimensions; uint64, 1 were declared"),
        ({"keys": np.zeros(3, np.int64)}, "keys: int64, 1 dimensions; uint64, 1 were declared"),
        ({"clock": np.zeros(1, PERSON)}, "clock: .*, 1 dimensions; .*, 0 were declared"),
        ({"grid": np.zeros(6, np.int64)}, "grid: int64, 1 dimensions; int64, 2 were declared"),
        ({"grid": np.zeros((3, 2), np.int64).T}, "grid: int64, 2 dimensions; int64, 2 were declared"),
        ({"people": np.zeros(10, PERSON)[::2]}, "people: .*, 1 dimensions; .*, 1 were declared"),
    ],
)
def test_an_array_that_is_not_as_declared_is_refused(toys, wrong, told):
    with pytest.raises(TypeError, match=told):
        made(**wrong)
    ((name, array),) = wrong.items()
    with pytest.raises(TypeError, match=told):
        toys.put(name, array)
    toy_tables.write(toys.handle)
    assert toys.clock.week == 1


def test_a_table_that_is_missing_is_refused():
    with pytest.raises(KeyError, match="values"):
        Tables(INNER, {"clock": np.zeros(1, CLOCK)})


# ---- how tables are laid out in memory: what is read by its name, and what is there not ------------------------------


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


# ---- tables that are laid as a pattern says: each run has its own ----------------------------------------------------


def test_tables_of_a_pattern_are_as_others():
    toys, other = made(), laid(Arena(np.empty(ROOM, np.uint8)))
    for name in ("grid", "row_keys"):
        assert np.array_equal(other.array(name), toys.array(name) * (name != "grid"))
    assert other.array("clock").tolist() == [(1, 1.0)]
    other.array("clock")["week"] = 0
    toy_tables.write(other.handle)
    assert (other.clock.week, other.people[4].age, other.inner.values[0]) == (1, 7, 42)
    assert other.array("grid").tolist() == [[0, 0, 0], [0, 0, 23]]
    assert laid(Arena(np.empty(ROOM, np.uint8))).clock.week == 1  # nobody sees what others write


@pytest.mark.parametrize("wrong", [{"clock": np.zeros(1, PERSON)}, {"grid": np.zeros(6, np.int64)}])
def test_a_pattern_refuses_what_is_not_as_declared(wrong):
    with pytest.raises(TypeError, match="were declared"):
        Pattern(TOYS, wrong)


def test_tables_with_one_memory_see_the_same():
    words = Layout("words", {"clock": (CLOCK, 0), "whole": ("i8", 1), "real": ("f8", 1)})
    begin = {"clock": np.array([(3, 0.5)], CLOCK), "whole": "clock", "real": "clock"}
    tables = Pattern(words, begin).tables(Arena(np.empty(ROOM, np.uint8)))
    tables.array("real")[1] = 2.5
    tables.array("whole")[0] = 4
    assert tables.array("clock").tolist() == [(4, 2.5)]


# ---- what Python hears of the errors of compiled code ----------------------------------------------------------------


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
    with pytest.raises(ValueError, match=r"^no such number\nin tests_.*_refused\ntest_tables.py, line \d+$") as told:
        refused(0, 1)
    assert str(told.value) == "no such number"


def test_one_that_says_nothing_is_one_of_its_kind():
    with pytest.raises(MemoryError) as told:
        without_room(0)
    assert str(told.value) == ""
