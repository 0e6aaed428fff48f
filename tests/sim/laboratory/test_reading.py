"""Runs as they are read: whatever is wrong in a file is seen and left out."""

import json
import random
import shutil
import sqlite3
import warnings
from contextlib import closing
from pathlib import Path

import pandas as pd
import pytest

from contagion.sim.errors import InputError
from contagion.sim.laboratory import database
from contagion.sim.laboratory.database import DamagedFile
from contagion.sim.laboratory.laboratory import Case, Laboratory
from contagion.sim.laboratory.pools import Engine
from contagion.sim.laboratory.store import Store
from contagion.sim.laboratory.storekeeping import prune, verify, versions
from tests.helpers.laboratory_toys import Toy, jobs
from tests.helpers.stores import (
    OTHER,
    VERSION,
    as_it_was,
    asked_of,
    current,
    kept,
    kept_in,
    keys,
    main,
    refused,
    save,
    spoil,
)

ABOUT = {"made": "2026-01-01T00:00:00", "commit": "c0ffee"}
TABLES = ("runs", "years", "places")
quiet = pytest.mark.filterwarnings("ignore::contagion.sim.laboratory.database.DamagedFile")


# ---- what is damaged -----------------------------------------------------------------------------------------------


def gone_wrong(folder: Path, how: str) -> None:
    """Let a file not be what was written."""
    file = main(folder)
    ((number, keys, tables),) = asked_of(file, "SELECT id, keys, tables FROM batches WHERE lead = 'runs' LIMIT 1")
    row = json.loads(tables)["years"][0]
    match how:
        case "a bit of a table":
            spoil(folder)
        case "a table has gone":
            asked_of(file, "DELETE FROM rows WHERE id = ?", row)
        case "a table is a text":
            asked_of(file, "UPDATE rows SET data = 'x' WHERE id = ?", row)
        case "a table is another one":
            asked_of(file, "UPDATE rows SET data = (SELECT data FROM rows WHERE id = ? + 1) WHERE id = ?", row, row)
        case "another key":
            asked_of(file, "UPDATE batches SET keys = ? WHERE id = ?", keys[:-1] + b"?", number)
        case "no key":
            asked_of(file, "UPDATE batches SET keys = NULL WHERE id = ?", number)
        case "another table":
            asked_of(file, "UPDATE batches SET tables = ? WHERE id = ?", tables.replace("years", "yearz"), number)
        case "failed":
            asked_of(file, "UPDATE batches SET lead = 'failures' WHERE id = ?", number)


WRONG = ("a bit of a table", "a table has gone", "a table is a text", "a table is another one", "another key", "no key",
         "another table", "failed")  # fmt: skip


@pytest.mark.parametrize("how", WRONG)
def test_a_damaged_batch_is_named_and_left_out_and_its_runs_are_made_again(folder, how):
    asked = jobs(4)
    kept(folder, asked)
    file = main(folder)
    gone_wrong(folder, how)
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        store = Store(folder, VERSION)
        whole = store.whole(keys(asked))
        assert store.whole(keys(asked)) == whole == store.keys == keys(asked[1:])
    assert [str(file) in str(one.message) and "made again" in str(one.message) for one in said] == [True]
    assert store.bad == {file: "is damaged"}
    runs = Laboratory(Toy(), Engine("serial"), store, progress=False).run([Case("{}")], range(4), 2)
    assert list(runs.table["whole"]) == [2 * seed for seed in range(4)]
    assert len(runs.rows("years")) == 8
    with pytest.warns(DamagedFile):
        assert as_it_was(folder, asked)
    number, bad = verify(folder)
    assert (number, len(bad) >= 1) == (4, True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DamagedFile)
        assert len(prune(folder, current, damaged=True)) == len(bad)
    assert verify(folder) == (4, {})
    assert as_it_was(folder, asked)
    assert kept_in(folder) == dict.fromkeys(keys(asked), 1)
    assert Store(folder, VERSION).about == ABOUT


def test_damage_that_comes_while_the_store_is_open_is_seen_too(folder):
    store = kept(folder, jobs(3))
    spoil(folder, number=2)
    with pytest.warns(DamagedFile, match="is damaged"):
        assert len(store.read("years")) == 4
    assert store.look() == (set(), set())
    assert store.keys == keys(jobs(2))
    save(store, jobs(3))
    assert [file.name for file in database.files(folder)] == ["runs.sqlite", "runs~001.sqlite"]
    with pytest.warns(DamagedFile):
        assert as_it_was(folder, jobs(3))


def test_all_commands_write_into_the_file_that_was_begun_after_damage(folder):
    one, two = kept(folder, jobs(2)), Store(folder, VERSION)
    spoil(folder)
    with pytest.warns(DamagedFile):
        one.read("years")
    save(one, jobs(1))
    save(two, jobs(3)[2:])
    assert asked_of(main(folder), "SELECT count(*) FROM batches") == [(2,)]
    two.look()
    assert two.keys == keys(jobs(3))


@quiet
@pytest.mark.parametrize("damage", [lambda data: data[: len(data) // 2], lambda data: bytes(9000),
                                    lambda data: b"?" + data[1:]], ids=["cut", "zeros", "name"])  # fmt: skip
def test_a_file_that_is_no_database_any_more_is_left_as_it_is(folder, damage):
    kept(folder, jobs(3))
    file = main(folder)
    file.write_bytes(damage(file.read_bytes()))
    store = Store(folder, VERSION)
    there = store.whole(keys(jobs(3)))
    assert list(store.bad) == [file]
    assert len(verify(folder)[1]) >= 1
    save(store, jobs(3))
    assert as_it_was(folder, jobs(3))
    prune(folder, current, damaged=True)
    assert verify(folder)[1] == {}
    assert as_it_was(folder, jobs(3))
    assert len(there) < 3


def test_what_is_written_down_of_a_version_is_written_anew_where_it_is_damaged(folder):
    kept(folder, jobs(3))
    asked_of(main(folder), "UPDATE versions SET about = '{}'")
    assert list(verify(folder)[1].values()) == ["is damaged"]
    save(Store(folder, VERSION, lambda: ABOUT), jobs(4)[3:])
    assert Store(folder, VERSION).about == ABOUT
    assert verify(folder) == (4, {})


def told_by(folder: Path) -> dict[str, pd.DataFrame]:
    """All that a store says, in an order."""
    store = Store(folder, VERSION)
    read = {name: store.read(name) for name in ("runs", "years", "places", "failures")}
    return {name: rows.sort_values("key", kind="stable", ignore_index=True) for name, rows in read.items()}


def content(file: Path) -> object:
    """All that SQLite reads of a file; what it says instead where it cannot."""
    try:
        with closing(sqlite3.connect(file)) as con:
            con.text_factory = bytes
            names = ("batches", "rows", "versions")
            return [con.execute(f"SELECT * FROM {name} ORDER BY 1").fetchall() for name in names]
    except (sqlite3.Error, UnicodeDecodeError) as error:
        return str(error)


@quiet
@pytest.mark.slow
def test_no_byte_that_changes_makes_a_figure_wrong_and_verify_finds_each(folder, tmp_path):
    """Those in places that are not used are none."""
    store = kept(folder, jobs(80, fail=[5, 9]))
    save(Store(folder, OTHER), jobs(3))
    del store
    right, file, chance = told_by(folder), main(folder), random.Random(1)
    data, whole, changed = file.read_bytes(), content(file), 0
    pages = range(0, len(data), 4096)
    places = [*range(0, 100, 2), *range(100, 4096, 130), *(start + 3 for start in pages), *(at + 9 for at in pages)]
    places += [chance.randrange(len(data)) for _ in range(360)]
    for number, place in enumerate(places):
        copy = tmp_path / f"{number}" / "runs.sqlite"
        copy.parent.mkdir()
        copy.write_bytes(data[:place] + bytes([data[place] ^ (1 << number % 8)]) + data[place + 1 :])
        if content(copy) != whole:
            changed += 1
            assert is_found(copy.parent), f"byte {place}"
        assert is_never_wrong(copy.parent, right), f"byte {place}"
        shutil.rmtree(copy.parent)
    assert changed >= 270


def test_one_batch_that_cannot_be_read_takes_no_other_with_it(folder):
    """Its neighbours are read from both sides."""
    kept(folder, jobs(40))
    file = main(folder)
    data, found = bytearray(file.read_bytes()), set()
    with closing(sqlite3.connect(file)) as con:
        ((keys,),) = con.execute("SELECT keys FROM batches WHERE id = 20")
        every = {number for (number,) in con.execute("SELECT id FROM batches")}
    place = data.index(keys)
    for before in range(1, 120):  # its head stands somewhere before it
        file.write_bytes(data[: place - before] + b"\xff" + data[place - before + 1 :])
        with closing(sqlite3.connect(file)) as con:
            batches, wrong = database.batches(con, file)
        if "malformed" in wrong:
            found.add(frozenset(every - {batch.number for batch in batches}))
    assert frozenset({20}) in found


def is_found(folder: Path) -> bool:
    """Whether `verify` says that there is damage."""
    return bool(verify(folder)[1])


def is_never_wrong(folder: Path, right: dict[str, pd.DataFrame]) -> bool:
    """Whether what is read is right, and all that is whole is there still when what is not has been removed."""
    for name, rows in told_by(folder).items():
        if not rows.empty:
            of = right[name][right[name]["key"].isin(rows["key"])].reset_index(drop=True)
            pd.testing.assert_frame_equal(rows, of)
    store = Store(folder, VERSION)
    before = store.whole(store.keys)
    prune(folder, current, damaged=True)
    store = Store(folder, VERSION)
    assert before == store.keys == store.whole(store.keys)
    assert verify(folder)[1] == {}
    return True


# ---- what is no store, and what is of another format -----------------------------------------------------------------


def test_a_folder_that_is_no_store_is_refused_and_left_alone(folder):
    folder.mkdir()
    (folder / "thesis.txt").write_text("mine")
    assert "holds files, but is no store of runs" in refused(folder)
    assert [path.read_text() for path in folder.iterdir()] == ["mine"]


def test_a_file_in_place_of_the_folder_is_refused(folder):
    folder.write_text("mine")
    assert refused(folder).endswith("is a file, not a folder")
    with pytest.raises(InputError, match="cannot be written"):
        save(Store(folder / "below", VERSION), jobs(1))
    assert folder.read_text() == "mine"


def test_where_there_is_no_store_nothing_is_listed(folder):
    with pytest.raises(InputError, match="there is no store here"):
        versions(folder)
    assert not folder.exists()


def test_what_a_command_that_is_killed_as_it_begins_has_left_is_written_into(folder):
    folder.mkdir()
    (folder / "runs.sqlite").touch()
    assert as_it_was(folder, [])
    assert verify(folder) == (0, {str(folder / "runs.sqlite"): "is empty"})
    kept(folder, jobs(1))
    assert as_it_was(folder, jobs(1))
    assert verify(folder) == (1, {})


@pytest.mark.parametrize("number", [3, 99])
def test_a_file_of_another_format_is_named_and_left_as_it_is_until_it_is_removed(folder, number):
    kept(folder, jobs(3))
    file, why = main(folder), f"is of format {number}, not 4"
    asked_of(file, f"PRAGMA user_version = {number}")
    assert len(Store(folder, VERSION).keys) == 3  # one of two places alone
    assert verify(folder) == (3, {str(file): "is damaged"})
    asked_of(file, f"PRAGMA application_id = {number}")
    before = file.read_bytes()
    with pytest.warns(DamagedFile, match=f"{why}; .* are made again"):
        save(Store(folder, VERSION), jobs(2))
    with pytest.warns(DamagedFile):
        assert as_it_was(folder, jobs(2))
    assert verify(folder) == (1, {str(file): why})
    assert file.read_bytes() == before
    with pytest.warns(DamagedFile):
        assert prune(folder, current, damaged=True) == [f"{file}: {why}"]
    assert as_it_was(folder, jobs(2))
    assert verify(folder) == (1, {})
