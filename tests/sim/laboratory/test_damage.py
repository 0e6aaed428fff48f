"""Files that are damaged: whatever is wrong in one is seen, put aside and made again."""

import json
import random
import shutil
import sqlite3
import warnings
from contextlib import closing
from pathlib import Path

import pandas as pd
import pytest

from contagion.sim.errors import InputError, SettingError
from contagion.sim.laboratory import damage, database
from contagion.sim.laboratory.database import DamagedFile
from contagion.sim.laboratory.laboratory import Case, Laboratory
from contagion.sim.laboratory.pools import Engine
from contagion.sim.laboratory.store import Store
from contagion.sim.laboratory.storekeeping import verify
from tests.helpers.laboratory_toys import Toy, jobs
from tests.helpers.stores import OTHER, VERSION, as_it_was, asked_of, kept, keys, main, refused, save, spoil

ABOUT = {"made": "2026-01-01T00:00:00", "commit": "c0ffee"}


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
            asked_of(file, "UPDATE rows SET data = (SELECT data FROM rows WHERE id = ?1 + 1) WHERE id = ?1", row)
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
@pytest.mark.usefixtures("few")
def test_a_damaged_batch_is_named_its_file_moved_aside_and_its_runs_are_made_again(folder, how):
    asked = jobs(6)
    kept(folder, asked)  # in batches of 4, 1 and 1
    file = main(folder)
    gone_wrong(folder, how)
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        store = Store(folder, VERSION)
        whole = store.whole(keys(asked))
    assert [str(file) in str(one.message) and "made again" in str(one.message) for one in said] == [True]
    assert list(store.bad.values()) == ["is damaged"]
    assert not file.exists()
    assert (folder / "damaged" / file.name).exists()
    assert len(whole) == len(store.keys) == 2
    runs = Laboratory(Toy(), Engine("serial"), store, progress=False).run([Case("{}")], range(6), 2)
    assert list(runs.table["whole"]) == [2 * seed for seed in range(6)]
    assert len(runs.rows("years")) == 12
    assert as_it_was(folder, asked)
    assert Store(folder, VERSION).about == ABOUT


@pytest.mark.parametrize("how", WRONG)
def test_damage_is_found_by_who_only_verifies(folder, how):
    kept(folder, jobs(3))
    gone_wrong(folder, how)
    number, bad = verify(folder)
    assert (number, len(bad)) == (2, 1)
    assert "is damaged" in bad.popitem()[1]
    assert verify(folder) == (2, {})
    assert len(Store(folder, VERSION).keys) == 2


def test_rows_that_belong_to_no_run_are_found(folder):
    kept(folder, jobs(2))
    asked_of(main(folder), "INSERT INTO rows (data) VALUES (x'00')")
    file = main(folder)
    assert verify(folder) == (2, {str(file): "has rows of no run"})
    assert verify(folder) == (2, {})


def test_damage_that_comes_while_the_store_is_open_is_seen_too(folder):
    store = kept(folder, jobs(3))
    spoil(folder)
    with pytest.warns(DamagedFile, match="is damaged"):
        assert len(store.read("years")) == 4
    save(store, jobs(3))
    assert as_it_was(folder, jobs(3))


def test_who_has_a_damaged_file_open_goes_on_in_the_one_that_took_its_place(folder):
    other = kept(folder, jobs(3))
    spoil(folder)
    assert len(verify(folder)[1]) == 1
    save(other, jobs(5)[3:])
    save(other, jobs(3))
    assert as_it_was(folder, jobs(5))
    assert [path.name for path in database.files(folder)] == ["runs~001.sqlite"]


def test_a_command_that_is_killed_before_the_damaged_file_is_aside_costs_nothing(folder, monkeypatch):
    kept(folder, jobs(3))
    spoil(folder)
    with monkeypatch.context() as patch:
        patch.setattr(Path, "mkdir", lambda *_, **__: 1 / 0 if _[0].name == "damaged" else None)
        with pytest.raises(ZeroDivisionError):
            verify(folder)
    save(Store(folder, VERSION), jobs(5)[3:])
    with pytest.warns(DamagedFile):
        assert Store(folder, VERSION).whole(keys(jobs(5))) == keys(jobs(5)[1:])
    assert [path.name for path in database.files(folder)] == ["runs~001.sqlite", "runs~002.sqlite"]
    save(Store(folder, VERSION), jobs(1))
    assert as_it_was(folder, jobs(5))


def test_a_damaged_file_that_another_command_holds_is_left_there(folder, monkeypatch):
    kept(folder, jobs(2))
    spoil(folder)
    monkeypatch.setattr(damage, "LOCK_SECONDS", 0.1)
    with closing(sqlite3.connect(main(folder), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(InputError, match=r"runs.sqlite cannot be read \(is damaged\)"):
            Store(folder, VERSION).read("years")
    with pytest.warns(DamagedFile):
        assert len(Store(folder, VERSION).read("years")) == 2


def test_a_damaged_file_of_a_part_is_put_aside_like_any_other(folder):
    kept(folder, jobs(2))
    save(Store(folder, VERSION, part="shard-1-of-2"), jobs(4)[2:])
    file = folder / "shard-1-of-2.sqlite"
    asked_of(file, "UPDATE batches SET digest = ''")
    assert verify(folder) == (2, {f"{file}, batch 1": "is damaged"})
    assert as_it_was(folder, jobs(2))


@pytest.mark.parametrize("damage", [lambda data: b"", lambda data: data[: len(data) // 2], lambda data: bytes(9000),
                                    lambda data: b"?" + data[1:]], ids=["empty", "cut", "zeros", "name"])  # fmt: skip
def test_a_file_that_is_no_database_any_more_is_moved_aside(folder, damage):
    kept(folder, jobs(3))
    file = main(folder)
    file.write_bytes(damage(file.read_bytes()))
    with pytest.warns(DamagedFile, match="moved to .*; what is whole of it is kept, all other runs are made again"):
        there = Store(folder, VERSION).whole(keys(jobs(3)))
    assert (folder / "damaged" / file.name).exists()
    store = Store(folder, VERSION)
    assert store.keys == there
    save(store, jobs(3))
    assert as_it_was(folder, jobs(3))


def test_what_is_written_down_of_a_version_is_written_anew_where_it_is_damaged(folder):
    kept(folder, jobs(3))
    asked_of(main(folder), "UPDATE versions SET about = '{}'")
    assert list(verify(folder)[1].values()) == ["is damaged"]
    save(Store(folder, VERSION, lambda: ABOUT), jobs(4)[3:])
    asked_of(main(folder), "UPDATE versions SET about = '{}'")
    save(Store(folder, VERSION, lambda: ABOUT), jobs(5)[4:])
    assert Store(folder, VERSION).about == ABOUT
    assert verify(folder) == (5, {})


def test_a_store_of_another_format_is_refused(folder):
    kept(folder, jobs(2))
    asked_of(main(folder), "PRAGMA user_version = 99")
    with pytest.warns(DamagedFile):  # one of two places alone
        assert len(Store(folder, VERSION).keys) == 2
    asked_of(main(folder), "PRAGMA user_version = 99")
    asked_of(main(folder), "PRAGMA application_id = 99")
    assert "was written in format 99, this version reads 3" in refused(folder)
    assert not (folder / "damaged" / main(folder).name).exists()


# ---- bytes that are not what they were ------------------------------------------------------------------------------


def told_by(folder: Path) -> dict[str, pd.DataFrame]:
    """All that a store says, in an order."""
    store = Store(folder, VERSION)
    read = {name: store.read(name) for name in ("runs", "years", "places", "failures")}
    return {name: rows.sort_values("key", kind="stable", ignore_index=True) for name, rows in read.items()}


def never_wrong(found: dict[str, pd.DataFrame], right: dict[str, pd.DataFrame]) -> bool:
    """Whether all rows are right, and those of a run are all there; and whether no run is missing."""
    for name, rows in found.items():
        if not rows.empty:
            of = right[name][right[name]["key"].isin(rows["key"])].reset_index(drop=True)
            pd.testing.assert_frame_equal(rows, of)
    return all(len(found[name]) == len(rows) for name, rows in right.items())


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::contagion.sim.laboratory.database.DamagedFile")
@pytest.mark.usefixtures("few")
def test_no_byte_that_changes_makes_a_figure_wrong_and_verify_finds_what_is_lost(folder, tmp_path):
    store = kept(folder, jobs(40, fail=[5, 9]))
    save(Store(folder, OTHER), jobs(3))
    del store
    right, data, chance = told_by(folder), main(folder).read_bytes(), random.Random(1)
    pages = range(0, len(data), 4096)
    places = [*range(0, 100, 2), *range(100, 4096, 130), *(start + 3 for start in pages), *(at + 9 for at in pages)]
    places += [chance.randrange(len(data)) for _ in range(200)]
    assert len(places) >= 270
    found = 0
    for number, place in enumerate(places):
        wrong = data[:place] + bytes([data[place] ^ (1 << number % 8)]) + data[place + 1 :]
        for looks in (False, True):
            copy = tmp_path / f"{number}-{looks}"
            copy.mkdir()
            (copy / "runs.sqlite").write_bytes(wrong)
            bad, whole = what_is_told(copy, right, looks)
            assert whole or bad or not looks, f"byte {place}: runs are missing, and nothing was said"
            found += bad
            shutil.rmtree(copy)
    assert found > 100


def what_is_told(folder: Path, right: dict[str, pd.DataFrame], looks: bool) -> tuple[bool, bool]:
    """Whether damage is said, perhaps by a look through all, and whether all runs are there."""
    try:
        bad = bool(looks and verify(folder)[1])
        return bad, never_wrong(told_by(folder), right)
    except SettingError:
        return True, False
