"""Looking after a store: listing, verifying, pruning and copying it."""

import sqlite3
import sys
import tempfile
from contextlib import closing
from pathlib import Path

import duckdb
import pytest

from contagion.sim.errors import SettingError
from contagion.sim.files.parquet import read_parquet
from contagion.sim.laboratory import database
from contagion.sim.laboratory.database import DamagedFile
from contagion.sim.laboratory.store import Store
from contagion.sim.laboratory.storekeeping import export, listing, outdated, prune, verify
from tests.helpers.laboratory_toys import jobs, python
from tests.helpers.stores import OTHER, VERSION, as_it_was, asked_of, current, failing, kept, keys, main, save, spoil


def test_verify_counts_and_names(folder):
    kept(folder, jobs(3))
    assert verify(folder) == (3, {})
    file = main(folder)
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
from contagion.sim.laboratory.packing import execute
from contagion.sim.errors import InputError
from contagion.sim.laboratory.store import Store
from contagion.sim.laboratory.storekeeping import listing, verify
if __name__ == "__main__":
    if os.getuid() == 0:
        os.setuid(65534)
    folder = Path(sys.argv[1])
    store = Store(folder, "a" * 64)
    listed = list(listing(folder, lambda about: True)["runs"])
    print(len(store.read()), len(store.whole(store.keys)), listed, verify(folder))
    try:
        store.save(execute(Toy(), jobs(1)))
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
    assert asked_of(main(full), "PRAGMA freelist_count") == [(0,)]
    store = Store(full, VERSION)
    assert (len(store.keys), store.others()) == (2, 0)
    assert verify(full) == (2, {})
    assert prune(full, current, damaged=True) == []


def test_a_version_whose_words_are_lost_is_left(full):
    asked_of(main(full), "DELETE FROM versions WHERE version = ?", OTHER)
    table = listing(full, current).set_index("version")
    assert list(table.loc[OTHER[:12], ["current", "runs"]]) == [False, 1]
    assert prune(full, current, others=True) == []  # it may be current
    asked_of(main(full), "UPDATE versions SET about = '{}'")
    assert list(listing(full, current)["current"]) == [False, False]


def test_what_is_beside_a_file_that_cannot_be_read_is_listed_copied_and_stays(folder, tmp_path):
    kept(folder, jobs(1))
    save(Store(folder, VERSION, part="shard-1-of-2"), jobs(3)[1:])
    file = main(folder)
    file.write_bytes(b"x" * 5000)
    with pytest.warns(DamagedFile, match="runs.sqlite: file is not a database"):
        assert listing(folder, current)["runs"].tolist() == [2]
    with pytest.warns(DamagedFile, match="runs.sqlite: file is not a database"):
        assert export(folder, tmp_path / "copy") == 2
    assert verify(folder) == (1, {str(file): "file is not a database"})
    with pytest.warns(DamagedFile):
        assert prune(folder, current, damaged=True) == [f"{file}: file is not a database"]
    assert verify(folder) == (1, {})


def test_a_damaged_file_that_cannot_be_replaced_stays(folder, monkeypatch):
    kept(folder, jobs(3))
    spoil(folder)
    before, file = contents(folder), main(folder)
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
    assert [path.name for path in folder.iterdir() if path.suffix == ".sqlite"] == ["runs~001.sqlite"]


def test_rows_that_belong_to_no_run_are_found(folder):
    kept(folder, jobs(2))
    asked_of(main(folder), "INSERT INTO rows (data) VALUES (x'00')")
    assert verify(folder) == (2, {str(main(folder)): "hides some of its runs"})
    with pytest.warns(DamagedFile):
        prune(folder, current, damaged=True)
    assert verify(folder) == (2, {})


def test_of_a_folder_that_is_not_there_it_is_said(folder):
    with pytest.raises(SettingError, match="there is no store here"):
        listing(folder, current)
    assert not folder.exists()


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
    monkeypatch.setattr("contagion.sim.laboratory.storekeeping.CHUNK", 2)
    kept(folder, jobs(5))
    assert export(folder, tmp_path / "copy") == 5
    files = sorted((tmp_path / "copy" / "years").rglob("*.parquet"))
    assert [len(read_parquet(file)) for file in files] == [4, 4, 2]
