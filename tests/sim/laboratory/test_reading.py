"""Runs as they are read: whatever is wrong in a file is seen and left out."""

import json
import random
import shutil
import sqlite3
import sys
import tempfile
import warnings
from contextlib import closing
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from contagion.sim.errors import InputError, SettingError
from contagion.sim.files import read_parquet
from contagion.sim.laboratory import database
from contagion.sim.laboratory.database import DamagedFile
from contagion.sim.laboratory.laboratory import Case, Laboratory
from contagion.sim.laboratory.pools import Engine
from contagion.sim.laboratory.store import Store, export, listing, outdated, prune, verify, versions
from tests.helpers.laboratory_toys import Toy, jobs, python
from tests.helpers.stores import (
    OTHER,
    VERSION,
    as_it_was,
    asked_of,
    current,
    failing,
    kept,
    kept_in,
    keys,
    main_file,
    refused,
    save,
    spoil,
)

ABOUT = {"made": "2026-01-01T00:00:00", "commit": "c0ffee"}
quiet = pytest.mark.filterwarnings("ignore::contagion.sim.laboratory.database.DamagedFile")


# ---- what is damaged -----------------------------------------------------------------------------------------------


def gone_wrong(folder: Path, how: str) -> None:
    """Let a file not be what was written."""
    file = main_file(folder)
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
    file = main_file(folder)
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
    store.look()
    assert store.keys == keys(jobs(2))
    save(store, jobs(3))
    assert [file.stem.partition("~")[2] for file in database.files(folder)] == ["", "001"]
    with pytest.warns(DamagedFile):
        assert as_it_was(folder, jobs(3))


def test_all_commands_write_into_the_file_that_was_begun_after_damage(folder):
    one, two = kept(folder, jobs(2)), Store(folder, VERSION)
    spoil(folder)
    with pytest.warns(DamagedFile):
        one.read("years")
    save(one, jobs(1))
    save(two, jobs(3)[2:])
    assert asked_of(main_file(folder), "SELECT count(*) FROM batches") == [(2,)]
    two.look()
    assert two.keys == keys(jobs(3))


@quiet
@pytest.mark.parametrize("damage", [lambda data: data[: len(data) // 2], lambda data: bytes(9000),
                                    lambda data: b"?" + data[1:]], ids=["cut", "zeros", "name"])  # fmt: skip
def test_a_file_that_is_no_database_any_more_is_left_as_it_is(folder, damage):
    kept(folder, jobs(3))
    file = main_file(folder)
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


def told_by(folder: Path) -> dict[str, pd.DataFrame]:
    """All that a store says, in an order."""
    store = Store(folder, VERSION)
    read = {name: store.read(name) for name in ("runs", "years", "places", "failures")}
    return {name: rows.sort_values("key", kind="stable", ignore_index=True) for name, rows in read.items()}


def content(file: Path) -> object:
    """All runs that SQLite reads of a file; what it says instead where it cannot."""
    try:
        with closing(sqlite3.connect(file)) as con:
            con.text_factory = bytes
            names = ("batches", "rows")
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
    right, file, chance = told_by(folder), main_file(folder), random.Random(1)
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
    file = main_file(folder)
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
    """Whether what is read is right, and what is left is whole when what is damaged has been removed."""
    for name, rows in told_by(folder).items():
        if not rows.empty:
            of = right[name][right[name]["key"].isin(rows["key"])].reset_index(drop=True)
            pd.testing.assert_frame_equal(rows, of)
    store = Store(folder, VERSION)
    before = store.whole(store.keys)
    prune(folder, current, damaged=True)
    store = Store(folder, VERSION)
    assert store.whole(store.keys) == store.keys <= before
    assert verify(folder)[1] == {}
    return True


# ---- what is no store, and what is of another format -----------------------------------------------------------------


def test_a_folder_that_is_no_store_is_refused_and_left_alone(folder):
    folder.mkdir()
    (folder / "thesis.txt").write_text("mine")
    assert "holds files, but is not a store of runs" in refused(folder)
    assert [path.read_text() for path in folder.iterdir()] == ["mine"]


def test_a_file_in_place_of_the_folder_is_refused(folder):
    folder.write_text("mine")
    assert refused(folder).endswith("is a file, not a folder")
    with pytest.raises(InputError, match="cannot be written"):
        save(Store(folder / "below", VERSION), jobs(1))
    assert folder.read_text() == "mine"


def test_where_there_is_no_store_nothing_is_listed(folder):
    with pytest.raises(InputError, match="no such store of runs"):
        versions(folder)
    assert not folder.exists()


def test_what_a_command_that_is_killed_as_it_begins_has_left_is_written_into(folder):
    folder.mkdir()
    main_file(folder).touch()
    assert as_it_was(folder, [])
    assert verify(folder) == (0, {str(main_file(folder)): "is empty"})
    kept(folder, jobs(1))
    assert as_it_was(folder, jobs(1))
    assert verify(folder) == (1, {})


@pytest.mark.parametrize("number", [3, 99])
def test_a_file_of_another_format_is_named_and_left_as_it_is_until_it_is_removed(folder, number):
    kept(folder, jobs(3))
    file, why = main_file(folder), f"is of format {number}, not {database.FORMAT}"
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


# ---- looking after a store: listing, verifying, pruning and copying it -----------------------------------------------


def test_verify_counts_and_names(folder):
    kept(folder, jobs(3))
    assert verify(folder) == (3, {})
    file = main_file(folder)
    spoil(folder, "years", 1)
    assert verify(folder) == (2, {f"{file}, batch 2": "is damaged, runs: 1"})
    assert prune(folder, current, damaged=True) == [f"{file}, batch 2: is damaged, runs: 1"]
    assert verify(folder) == (2, {})
    assert as_it_was(folder, [jobs(3)[place] for place in (0, 2)])
    assert Store(folder, VERSION).about["commit"] == "c0ffee"


def contents(folder):
    return {path: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def test_opening_a_store_that_is_as_it_was_writes_nothing(folder):
    kept(folder, jobs(3, fail=[1]))
    before = contents(folder)
    store = Store(folder, VERSION, lambda: pytest.fail("it is written down already"))
    assert len(store.read()) == len(store.whole(store.keys)) == 2
    assert len(store.read("failures")) == 1
    listing(folder, current)
    verify(folder)
    del store
    assert contents(folder) == before


READ_ONLY = """
import os, sys; from pathlib import Path
from tests.helpers.laboratory_toys import *
from contagion.sim.errors import InputError
from contagion.sim.laboratory.store import Store, listing, verify
if __name__ == "__main__":
    if os.getuid() == 0:
        os.setuid(65534)
    folder = Path(sys.argv[1])
    store = Store(folder, "a" * 64)
    listed = list(listing(folder, lambda about: True)["runs"])
    print(len(store.read()), len(store.whole(store.keys)), listed, verify(folder))
    try:
        store.check_writable()
    except InputError as error:
        print(error)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="rights are others there")
def test_a_store_that_may_only_be_read_is_listed_verified_and_read(tmp_path):
    with tempfile.TemporaryDirectory(dir="/tmp") as place:
        Path(place).chmod(0o755)
        folder = Path(place) / "store"
        kept(folder, jobs(3))
        for path in [folder, *folder.rglob("*")]:
            path.chmod(0o555 if path.is_dir() else 0o444)
        try:
            with python(READ_ONLY, folder) as reader:
                said, noise = reader.communicate(timeout=60)
        finally:
            for path in [folder, *folder.rglob("*")]:
                path.chmod(0o755)
    assert said.splitlines() == [
        "3 3 [3] (3, {})",
        f"store {folder}: cannot be written (attempt to write a readonly database); what it holds is kept",
    ], noise


@pytest.fixture
def full(folder):
    """A store of two versions, the older one the later in it, with a failure."""
    save(Store(folder, OTHER, lambda: {"made": "2026-02-02T00:00:00"}), jobs(1))
    kept(folder, jobs(3, fail=[2]))
    return folder


def test_a_listing_has_a_row_a_version(full):
    table = listing(full, current)
    assert list(table["version"]) == [VERSION[:12], OTHER[:12]]
    assert list(table["current"]) == [True, False]
    assert list(table["runs"]) == [2, 1]
    assert list(table["failures"]) == [1, 0]
    assert (table["MB"] >= 0).all()
    assert list(table["commit"]) == ["c0ffee", ""]
    assert list(table["since"]) == ["2026-01-01T00:00", "2026-02-02T00:00"]
    assert outdated(full, current) == 1


def test_pruning_removes_what_is_named_and_nothing_else_and_says_it(full):
    assert prune(full, current) == []
    assert prune(full, current, failures=True) == [f"version {VERSION[:12]}: records of 1 failed runs"]
    assert list(listing(full, current)["failures"]) == [0, 0]
    assert prune(full, current, others=True) == [f"version {OTHER[:12]}: 1 runs"]
    assert list(listing(full, current)["version"]) == [VERSION[:12]]
    assert asked_of(main_file(full), "PRAGMA freelist_count") == [(0,)]
    store = Store(full, VERSION)
    assert (len(store.keys), store.others()) == (2, 0)
    assert verify(full) == (2, {})
    assert prune(full, current, damaged=True) == []


def test_a_version_whose_words_are_lost_is_left(full):
    asked_of(main_file(full), "DELETE FROM versions WHERE version = ?", OTHER)
    table = listing(full, current).set_index("version")
    assert list(table.loc[OTHER[:12], ["current", "runs"]]) == [False, 1]
    assert prune(full, current, others=True) == []  # it may be current
    asked_of(main_file(full), "UPDATE versions SET about = '{}'")
    assert list(listing(full, current)["current"]) == [False, False]


def test_what_is_beside_a_file_that_cannot_be_read_is_listed_copied_and_stays(folder, tmp_path):
    kept(folder, jobs(1))
    save(Store(folder, VERSION, part="shard-1-of-2"), jobs(3)[1:])
    file = main_file(folder)
    file.write_bytes(b"x" * 5000)
    with pytest.warns(DamagedFile, match="file is not a database"):
        assert listing(folder, current)["runs"].tolist() == [2]
    with pytest.warns(DamagedFile, match="file is not a database"):
        assert export(folder, tmp_path / "copy") == 2
    assert verify(folder) == (1, {str(file): "file is not a database"})
    with pytest.warns(DamagedFile):
        assert prune(folder, current, damaged=True) == [f"{file}: file is not a database"]
    assert verify(folder) == (1, {})


def test_a_damaged_file_that_cannot_be_replaced_stays(folder, monkeypatch):
    kept(folder, jobs(3))
    spoil(folder)
    before, file = contents(folder), main_file(folder)
    with monkeypatch.context() as patch:
        patch.setattr(database, "add", lambda *_: failing(sqlite3.SQLITE_FULL))
        with pytest.raises(SettingError, match="cannot be written"):
            prune(folder, current, damaged=True)
    assert contents(folder).items() >= before.items()
    monkeypatch.setattr(database, "LOCK_SECONDS", 0.1)
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(SettingError, match="another command has held it"):
            prune(folder, current, damaged=True)
    assert len(prune(folder, current, damaged=True)) == 1
    assert as_it_was(folder, jobs(3)[1:])


def test_whoever_has_a_damaged_file_open_goes_on_in_the_one_that_took_its_place(folder):
    other = kept(folder, jobs(3))
    spoil(folder)
    assert len(prune(folder, current, damaged=True)) == 1
    for asked in (jobs(5)[3:], jobs(3)):
        save(other, asked)
    assert as_it_was(folder, jobs(5))
    assert [path.stem.partition("~")[2] for path in folder.iterdir() if path.suffix == ".sqlite"] == ["001"]


def test_what_is_not_ours_in_a_folder_stays_and_is_no_file(folder):
    kept(folder, jobs(3))
    (folder / "nothing.sqlite").symlink_to("nowhere")
    (folder / "folder.sqlite").mkdir()
    (folder / "mine.txt").write_text("mine")
    save(Store(folder, VERSION), jobs(4)[3:])
    assert listing(folder, current)["runs"].tolist() == [4]
    assert verify(folder) == (4, {})
    assert {"nothing.sqlite", "folder.sqlite", "mine.txt"} <= {path.name for path in folder.iterdir()}


def test_a_copy_opens_in_duckdb(full, tmp_path):
    asked, out = jobs(3, fail=[2]), tmp_path / "copy"
    assert export(full, out) == 3
    frame = duckdb.read_parquet(f"{out}/runs/*/*.parquet", hive_partitioning=True).df()
    here = frame[frame["code"].astype(str) == VERSION[:12]]
    assert set(here["key"]) == Store(full, VERSION).keys < keys(asked)
    assert set(here["parameters"]) == {asked[0].parameters}
    (failed,) = (out / "failures").rglob("*.parquet")
    assert read_parquet(failed)["seed"].tolist() == [2]
    places = f"read_parquet('{out}/places/*/*.parquet', hive_partitioning=true)"
    query = f"SELECT code, count(*), sum(n) FROM {places} GROUP BY 1"
    found = {str(code): (rows, total) for code, rows, total in duckdb.connect().execute(query).fetchall()}
    assert found == {VERSION[:12]: (4, sum(here["seed"]) + 4), OTHER[:12]: (2, 2)}
    with pytest.raises(SettingError, match="holds files already"):
        export(full, out)


def test_a_large_copy_is_made_in_parts(folder, tmp_path, monkeypatch):
    monkeypatch.setattr("contagion.sim.laboratory.store.CHUNK", 2)
    kept(folder, jobs(5))
    assert export(folder, tmp_path / "copy") == 5
    files = sorted((tmp_path / "copy" / "years").rglob("*.parquet"))
    assert [len(read_parquet(file)) for file in files] == [4, 4, 2]
