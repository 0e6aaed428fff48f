"""A store with a memory: it gives what a store without one gives, and does not read again what it knows."""

import pandas as pd
import pytest

from contagion.sim.laboratory import database, memory
from contagion.sim.laboratory.database import DamagedFile
from contagion.sim.laboratory.memory import WORKED_OUT, RememberingStore
from contagion.sim.laboratory.store import Store
from tests.helpers.laboratory_toys import jobs
from tests.helpers.stores import VERSION, as_it_was, kept, keys, save, sizes, spoil

TABLES = ("runs", "years", "places")
MUCH = 1 << 20


def remembering(folder, most=MUCH):
    return RememberingStore(folder, VERSION, dict, most)


def by_key(rows):
    return rows.sort_values("key", kind="stable", ignore_index=True)


def alike(store, folder, asked):
    """Whether it gives of these runs what a store gives that has just been opened."""
    for table in TABLES:
        there = Store(folder, VERSION).read(table, keys(asked))
        pd.testing.assert_frame_equal(by_key(store.read(table, keys(asked))), by_key(there))
        few = ["key", there.columns[-1]]
        pd.testing.assert_frame_equal(by_key(store.read(table, keys(asked), few)), by_key(there[few]))
    return True


@pytest.fixture
def reads(monkeypatch):
    """How often a table of a batch was read."""
    made, read = [], database.data

    def counted(con, batch, table):
        made.append(table)
        return read(con, batch, table)

    monkeypatch.setattr(database, "data", counted)
    return made


@pytest.mark.parametrize("most", [0, 2000, MUCH])
def test_it_gives_what_any_store_gives_whatever_it_may_remember(folder, few, most):
    store = remembering(folder, most)
    for start in range(0, 30, 3):  # batches become larger ones meanwhile
        save(store, jobs(30)[start : start + 3])
        assert alike(store, folder, jobs(start + 3))
        assert alike(store, folder, jobs(start + 3)[::2])
        if start % 2:
            store.tidy()
            assert alike(store, folder, jobs(start + 3))


def test_what_came_is_not_read_and_what_others_made_is_read_once(folder, reads):
    kept(folder, jobs(3))
    store = remembering(folder)
    save(store, jobs(6)[3:])
    for _ in range(3):
        for table in TABLES:
            assert set(store.read(table, keys(jobs(6)))["key"]) == keys(jobs(6))
    assert sorted(reads) == sorted(3 * [*TABLES])  # the batches of three runs of one
    assert "parameters" in store.read("runs", None, ["key", "parameters"])


def test_what_was_damaged_when_it_was_read_is_made_again_and_then_there(folder):
    kept(folder, jobs(2))
    spoil(folder)
    store = remembering(folder)
    with pytest.warns(DamagedFile, match="is damaged"):
        assert len(set(store.read("years")["key"])) == 1
    save(store, jobs(2))
    assert set(store.read("years")["key"]) == keys(jobs(2))


def test_it_holds_no_more_than_it_may_and_what_was_not_asked_for_the_longest_goes_first(folder, reads):
    asked = [keys([job]) for job in jobs(3)]
    kept(folder, jobs(3))
    whole = remembering(folder)
    whole.read("years", asked[0])
    store = remembering(folder, int(2.5 * whole._memory.held))
    reads.clear()
    for place in (0, 1, 0, 2, 0):  # of three there is room for two
        store.read("years", asked[place])
    assert len(reads) == 3
    store.read("years", asked[1])
    assert len(reads) == 4


def test_what_is_worked_out_is_worked_out_once_and_forgotten_when_much_else_was(folder):
    store, made = remembering(folder), []
    assert [store.once(what, lambda what=what: made.append(what) or what) for what in "aab"] == ["a", "a", "b"]
    assert made == ["a", "b"]
    for number in range(WORKED_OUT - 1):
        assert store.once("b", lambda: "anew") == "b"  # asked for again and again
        store.once(number, lambda: "")
    assert store.once("a", lambda: "anew") == "anew"
    assert Store(folder, VERSION).once("b", lambda: "anew") == "anew"


def test_batches_are_merged_when_it_is_told_to_or_when_they_are_too_many(folder, few, monkeypatch):
    monkeypatch.setattr(memory, "MOST_SMALL", 10)
    store = remembering(folder)
    for job in jobs(9):
        save(store, [job])
    assert len(sizes(folder)) == 9
    store.tidy()
    assert len(sizes(folder)) < 4
    assert as_it_was(folder, jobs(9))
    put_off = remembering(folder)
    for job in jobs(25)[9:]:
        save(put_off, [job])
        assert len(sizes(folder)) < 10
    assert as_it_was(folder, jobs(25))
