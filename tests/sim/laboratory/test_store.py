"""The store of runs: what is there is not run again, and nothing that is there is lost or read wrong."""

import errno
import json
import os
import random
import shutil
import sys
import tempfile
import warnings
from collections import Counter
from contextlib import suppress
from dataclasses import replace
from math import inf
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest

from models.parameters import Parameters
from models.runs.cases import case
from sim.errors import InputError
from sim.laboratory import shards
from sim.laboratory.bundles import DamagedFile, Shelf
from sim.laboratory.jobs import Job, Rows, canonical, execute
from sim.laboratory.laboratory import Case, Laboratory
from sim.laboratory.pools import Engine
from sim.laboratory.runner import MOST
from sim.laboratory.shards import DamagedError, parts, read_shard
from sim.laboratory.store import FANOUT, Store
from sim.laboratory.storekeeping import listing, prune, verify, versions
from tests.helpers.laboratory_toys import Toy, jobs, outcome_of, python

SERIAL = Engine("serial")
VERSION = Toy().version
OTHER = "b" * 64


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "store"


def kept(folder, asked):
    """A store in which these jobs have been run."""
    store = Store(folder, VERSION, lambda: {"made": "2026-01-01T00:00:00", "commit": "c0ffee"})
    for job in asked:
        store.save(execute(Toy(), [job]))
    return store


def keys(asked, version=VERSION):
    return {job.key(version) for job in asked}


def files(folder, table="runs", version=VERSION):
    return sorted((folder / table / f"code={version[:12]}").glob("*.parquet"))


def as_it_was(folder, asked):
    """Whether a store, opened anew, holds these runs and no other, each once and right, also for other programs."""
    store = Store(folder, VERSION)
    assert store.keys == keys(asked)
    assert store.whole(keys(asked)) == keys(asked)
    for table, rows in (("runs", 1), ("years", 2), ("places", 2)):
        once = dict.fromkeys(keys(asked), rows)
        assert Counter(store.read(table, keys(asked))["key"]) == once
        assert Counter(pd.read_parquet(folder / table)["key"]) == once
    made = store.read().set_index("key")["u"]
    assert all(made[job.key(VERSION)] == outcome_of(job).row["u"] for job in asked)
    return True


# ---- names of runs -------------------------------------------------------------------------------------------------


def test_all_that_results_depend_on_is_in_the_key():
    job = Job(canonical({"a": 1}), 1, 2)
    others = [Job(canonical({"a": 2}), 1, 2), Job(job.parameters, 2, 2), Job(job.parameters, 1, 3)]
    made = [job.key(VERSION), job.key(OTHER), *(other.key(VERSION) for other in others)]
    assert len(set(made)) == len(made)
    assert {len(key) for key in made} == {32}
    assert Job(canonical({"a": 1}), 1, 2).key(VERSION) == job.key(VERSION)
    assert Job(canonical({"a": 12}), 1, 2).key(VERSION) != Job(canonical({"a": 1}), 21, 2).key(VERSION)


def test_parameters_are_written_one_way():
    assert canonical({"b": [inf, 0.1], "a": {"d": None, "c": "é"}}) == '{"a":{"c":"é","d":null},"b":[Infinity,0.1]}'
    assert canonical({"b": 1, "a": 2}) == canonical({"a": 2, "b": 1})
    assert json.loads(canonical({"x": inf})) == {"x": inf}


def test_parameters_left_at_their_defaults_count_too():
    founders = Parameters().training.founders
    by_default = case(Parameters()).parameters
    assert json.loads(by_default)["training"]["founders"] == founders
    assert case(Parameters.model_validate({"training": {"founders": founders}})).parameters == by_default
    assert case(Parameters.model_validate({"training": {"founders": founders + 1}})).parameters != by_default


# ---- written and read ----------------------------------------------------------------------------------------------


def test_what_is_kept_is_read_as_it_was(folder):
    asked = jobs(5)
    kept(folder, asked)
    store = Store(folder, VERSION)
    made = store.read().set_index("key")
    assert "parameters" not in made
    assert {name: made[name].dtype.kind for name in ("seed", "years", "seconds", "u", "whole", "missing", "sure")} == {
        "seed": "i", "years": "i", "seconds": "f", "u": "f", "whole": "i", "missing": "f", "sure": "b",
    }  # fmt: skip
    for job in asked:
        outcome, key = outcome_of(job), job.key(VERSION)
        row = made.loc[key]
        assert row["missing"] != row["missing"]
        assert all(row[name] == value for name, value in outcome.row.items() if name != "missing")
        for table, frame in outcome.tables.items():
            read = store.read(table, [key])
            assert list(read.columns) == ["key", *frame.columns]
            pd.testing.assert_frame_equal(read.drop(columns="key"), frame)
    assert store.tables() == ["places", "years", "runs"]


def test_one_line_reads_a_store_in_pandas_and_duckdb(folder):
    asked = jobs(3)
    kept(folder, asked)
    frame = pd.read_parquet(folder / "runs")
    assert set(frame["key"]) == keys(asked)
    assert set(frame["code"].astype(str)) == {VERSION[:12]}
    assert set(frame["parameters"]) == {"{}"}
    glob = f"{folder}/runs/*/*.parquet"
    query = f"SELECT key, code, whole FROM read_parquet('{glob}', hive_partitioning = true)"
    found = duckdb.connect().execute(query).fetchall()
    assert {row[0] for row in found} == keys(asked)
    assert {str(row[1]) for row in found} == {VERSION[:12]}
    assert sum(row[2] for row in found) == sum(2 * job.seed for job in asked)


def test_what_is_there_is_read_and_only_what_is_missing_is_run(folder):
    class Counting(Toy):
        def run(self, job):
            ran.append(job.seed)
            return super().run(job)

    ran = []
    lab = Laboratory(Counting(), SERIAL, Store(folder, VERSION), progress=False)
    first = lab.run([Case("{}")], range(5), 2).table
    assert ran == [0, 1, 2, 3, 4]
    again = Laboratory(Counting(), SERIAL, Store(folder, VERSION), progress=False)
    pd.testing.assert_frame_equal(again.run([Case("{}")], range(5), 2).table, first)
    assert ran == [0, 1, 2, 3, 4]
    again.run([Case("{}")], range(8), 2)
    assert ran == [0, 1, 2, 3, 4, 5, 6, 7]
    again.run([Case("{}")], [7], 3)
    again.run([Case('{"a":1}')], [7], 2)
    assert ran == [0, 1, 2, 3, 4, 5, 6, 7, 7, 7]


# ---- files stay few ------------------------------------------------------------------------------------------------

FEW = {"FANOUT": 4, "SMALL": 4, "FULL": 16}


@pytest.fixture
def few(monkeypatch):
    """Bundles become larger ones soon."""
    for name, number in FEW.items():
        monkeypatch.setattr(f"sim.laboratory.store.{name}", number)


def sizes(folder, table="runs"):
    """Runs of the bundles, as the names of their files say."""
    return [parts(file.name)[1] for file in files(folder, table)]


@pytest.mark.usefixtures("few")
def test_files_become_few_as_they_come(folder):
    asked, store, most = jobs(150), Store(folder, VERSION), 0
    for job in asked:
        store.save(execute(Toy(), [job]))
        most = max(most, *(len(files(folder, table)) for table in ("runs", "years", "places")))
    assert most <= 4 + 4 + 150 // 16
    for table in ("runs", "years", "places"):
        assert sum(sizes(folder, table)) == 150
        assert all(16 <= size < 2 * 16 for size in sizes(folder, table) if size >= 16)
        assert max(sizes(folder, table)) >= 16
    assert as_it_was(folder, asked)
    frame = pd.read_parquet(folder / "runs")
    assert set(frame["parameters"]) == {"{}"}
    assert sorted(frame["seed"]) == list(range(150))


def test_at_full_size_too(folder):
    asked = jobs(2 * FANOUT + 2)
    kept(folder, asked)
    for table in ("runs", "years", "places"):
        assert sorted(sizes(folder, table)) == [1, 1, FANOUT, FANOUT]
    assert as_it_was(folder, asked)


def test_a_batch_is_one_file_a_table(folder):
    asked = jobs(200, fail=[3])
    Store(folder, VERSION).save(execute(Toy(), asked))
    assert [sizes(folder, table) for table in ("runs", "years", "places", "failures")] == [[199], [199], [199], [1]]
    assert as_it_was(folder, [job for job in asked if job.seed != 3])


@pytest.mark.usefixtures("few")
def test_many_short_sessions_leave_few_files_too(folder):
    asked = jobs(30)
    for start in range(0, 30, 3):
        kept(folder, asked[start : start + 3])
    assert len(files(folder)) <= 4 + 4 + 2
    assert as_it_was(folder, asked)


# ---- killed at any moment ------------------------------------------------------------------------------------------

FILL = """
import sys; from pathlib import Path
import sim.laboratory.store; from tests.helpers.laboratory_toys import *
if __name__ == "__main__":
    sim.laboratory.store.FANOUT, sim.laboratory.store.SMALL, sim.laboratory.store.FULL = 4, 4, 16
    fill(Path(sys.argv[1]), jobs(10_000), Engine(sys.argv[2], workers=None if sys.argv[2] == "serial" else 2))
"""


@pytest.mark.parametrize("engine, times", [("serial", 3), ("processes", 2)])
def test_no_run_that_was_kept_is_lost_when_the_driver_is_killed(folder, engine, times):
    chance, said = random.Random(1), set()
    for _ in range(times):
        with python(FILL, folder, engine) as driver:
            assert driver.stdout
            for _ in range(chance.randrange(10, 60)):
                said.add(driver.stdout.readline().strip())
            driver.kill()
            said |= {line for line in driver.stdout.read().split("\n")[:-1] if line}
        found = Store(folder, VERSION).keys
        assert said <= found
        most = 1 if engine == "serial" else 2
        assert len(found) <= len(said) + times * most * MOST  # batches that were kept, but not said yet
    assert as_it_was(folder, [job for job in jobs(10_000) if job.key(VERSION) in found])


MOMENTS = 59  # changes of the file system from the opening of the store to the end of its first merge


class Killed(BaseException):
    """What stands for the end of the process."""


def changing(monkeypatch, left):
    """Let so many changes of the file system come about, and no more."""

    def until(change):
        def made(*arguments, **options):
            if left[0] == 0:
                raise Killed
            left[0] -= 1
            return change(*arguments, **options)

        return made

    for name in ("replace", "unlink", "mkdir"):
        monkeypatch.setattr(Path, name, until(getattr(Path, name)))


def all_saved(folder, asked, saved):
    store = Store(folder, VERSION)
    for job in asked:
        store.save(execute(Toy(), [job]))
        saved.append(job)


def nothing_twice(folder):
    """Whether other programs read no row twice, and none whose run they do not see."""
    for table, rows in (("runs", 1), ("years", 2), ("places", 2)):
        if files(folder, table):
            assert set(Counter(pd.read_parquet(folder / table)["key"]).values()) <= {rows}
    return True


@pytest.mark.usefixtures("few")
@pytest.mark.parametrize("moment", range(MOMENTS))
def test_no_moment_of_a_save_or_a_merge_is_a_bad_one_to_be_killed_in(folder, moment):
    """Each change of the file system, up to the end of the first merge, is once the one that does not come about."""
    asked, saved = jobs(9), []
    with pytest.MonkeyPatch.context() as patch:
        changing(patch, [moment])
        with pytest.raises(Killed):
            all_saved(folder, asked, saved)
    assert nothing_twice(folder)
    store = Store(folder, VERSION)
    assert keys(saved) <= store.whole(keys(asked))
    assert len(store.keys) <= len(saved) + 1
    for job in asked:
        if job.key(VERSION) not in store.keys:
            store.save(execute(Toy(), [job]))
        assert nothing_twice(folder)
    assert as_it_was(folder, asked)
    assert not list(folder.glob("*/*/.*"))
    assert not (folder / "damaged").exists()


@pytest.mark.usefixtures("few")
def test_the_moments_reach_to_the_end_of_the_first_merge(folder):
    left = [MOMENTS]
    with pytest.MonkeyPatch.context() as patch:
        changing(patch, left)
        all_saved(folder, jobs(4), [])
    assert left == [0]
    assert sizes(folder) == [4]


def test_half_written_files_are_not_read_and_go_with_the_next_command_that_keeps_a_run(folder):
    asked = jobs(3)
    kept(folder, asked)
    half = files(folder)[0].with_name(f".{files(folder)[0].name}.1.partial")
    half.write_bytes(files(folder)[0].read_bytes()[:100])
    assert as_it_was(folder, asked)
    assert half.exists()  # who only looks changes nothing
    Store(folder, VERSION).save(execute(Toy(), jobs(4)[3:]))
    assert not half.exists()


def some_with_more(folder, asked):
    """A store of these jobs, of which every other one has rows in a table of its own; and an empty table each."""
    store = Store(folder, VERSION)
    for number, job in enumerate(asked):
        batch = execute(Toy(), [job])
        more = {"more": batch.tables["years"]} if number % 2 else {}
        none = Rows(np.zeros(1, int), {name: column[:0] for name, column in batch.tables["years"].columns.items()})
        store.save(replace(batch, tables=batch.tables | more | {"none": none}))
    return store


@pytest.mark.parametrize("number", [5, 70])
def test_runs_with_other_tables_do_not_make_those_without_be_made_again(folder, number):
    asked = jobs(number)
    assert some_with_more(folder, asked).keys == Store(folder, VERSION).whole(keys(asked)) == keys(asked)
    assert set(Store(folder, VERSION).read("more")["key"]) == keys(asked[1::2])


def test_a_run_that_lacks_a_table_of_its_own_is_made_again(folder):
    asked = jobs(5)
    some_with_more(folder, asked)
    shutil.rmtree(folder / "more")
    with pytest.warns(DamagedFile, match="is gone; moved to .*, and its runs are made again"):
        assert Store(folder, VERSION).whole(keys(asked)) == keys(asked[::2])


def test_a_run_without_its_row_is_made_again(folder):
    store = kept(folder, jobs(1))
    files(folder)[0].unlink()
    (folder / "runs" / f"code={store.code}").rmdir()
    again = Store(folder, VERSION)
    assert again.keys == set()
    with pytest.warns(DamagedFile, match=r"parquet and 1 more: the runs they belong to are gone; moved to "):
        again.save(execute(Toy(), jobs(1)))
    assert as_it_was(folder, jobs(1))


def test_a_folder_in_which_the_first_file_was_half_written_is_a_store(folder):
    folder.mkdir()
    (folder / ".store.json.1.partial").write_text("{")
    kept(folder, jobs(1))
    assert as_it_was(folder, jobs(1))


# ---- damaged -------------------------------------------------------------------------------------------------------


def places(size):
    """Header, data, footer, its length, and some between."""
    return sorted({0, 3, 4, *range(10, size, size // 25), size - 9, size - 8, size - 5, size - 4, size - 1})


def test_one_wrong_bit_anywhere_is_seen(folder):
    kept(folder, jobs(1))
    file = files(folder)[0]
    right = file.read_bytes()
    for place in places(len(right)):
        for bit in (1, 128):
            wrong = bytearray(right)
            wrong[place] ^= bit
            file.write_bytes(wrong)
            with pytest.raises(DamagedError):
                read_shard(file, parts(file.name)[2])
    file.write_bytes(right)
    assert read_shard(file, parts(file.name)[2])[0].num_rows == 1


def flip(data):
    return data[:200] + bytes([data[200] ^ 4]) + data[201:]


@pytest.mark.parametrize("table", ["runs", "years"])
@pytest.mark.parametrize(
    "damage",
    [flip, lambda data: data[: len(data) // 2], lambda data: b"", lambda data: data + b"\0", lambda data: bytes(5000)],
    ids=["bit", "cut", "empty", "longer", "zeros"],
)
@pytest.mark.usefixtures("few")
def test_a_damaged_file_is_named_moved_aside_and_its_runs_are_made_again(folder, table, damage):
    asked = jobs(10)
    kept(folder, asked)
    file = next(file for file in files(folder, table) if parts(file.name)[1] == 4)
    file.write_bytes(wrong := damage(file.read_bytes()))
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        store = Store(folder, VERSION)
        whole = store.whole(keys(asked))
    assert [str(file) in str(one.message) and "made again" in str(one.message) for one in said] == [True]
    assert store.bad == {file: "is damaged"}
    assert not file.exists()
    assert (folder / "damaged" / file.relative_to(folder)).read_bytes() == wrong
    assert len(whole) == len(store.keys) == 6
    assert nothing_twice(folder)
    runs = Laboratory(Toy(), SERIAL, store, progress=False).run([Case("{}")], range(10), 2)
    assert list(runs.table["whole"]) == [2 * seed for seed in range(10)]
    assert len(runs.rows("years")) == 20
    assert as_it_was(folder, asked)


def test_damage_that_comes_while_the_store_is_open_is_seen_too(folder):
    store = kept(folder, jobs(3))
    files(folder)[0].write_bytes(b"")
    with pytest.warns(DamagedFile, match="is damaged"):
        assert len(store.read()) == 2


def test_verify_counts_and_names(folder):
    kept(folder, jobs(3))
    assert verify(folder) == (9, {})
    file = files(folder, "years")[1]
    file.write_bytes(flip(file.read_bytes()))
    assert verify(folder) == (9, {file: "is damaged"})
    assert verify(folder) == (6, {})
    assert len(Store(folder, VERSION).keys) == 2


def test_a_file_that_belongs_to_another_table_is_found_out(folder):
    kept(folder, jobs(3))
    stranger = files(folder, "years")[0]
    copy = files(folder)[0].with_name(stranger.name)
    shutil.copy(stranger, copy)
    with pytest.warns(DamagedFile) as said:
        assert Store(folder, VERSION).keys == keys(jobs(3))
    assert [str(one.message).startswith(f"{copy}: does not belong there; moved to ") for one in said] == [True]
    assert as_it_was(folder, jobs(3))


def test_a_file_under_the_name_of_another_is_found_out(folder):
    kept(folder, jobs(3))
    one, two = files(folder, "years")[:2]
    one.write_bytes(two.read_bytes())
    with pytest.warns(DamagedFile, match="is damaged"):
        assert len(Store(folder, VERSION).whole(keys(jobs(3)))) == 2


# ---- the small files -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("broken", [None, b"", b"{", b"[]", b"\xff\xfe", b'{"format": 2, "sha256": "0"}'])
def test_the_small_files_are_made_anew_from_the_shards(folder, broken):
    kept(folder, jobs(3))
    for name, words in (("store.json", "was lost or broken"), (f"versions/{VERSION[:12]}.json", "was lost or broken")):
        right = (folder / name).read_bytes()
        (folder / name).unlink() if broken is None else (folder / name).write_bytes(broken)
        with pytest.warns(DamagedFile, match=f"{name}: {words}, and is written anew"):
            store = Store(folder, VERSION)
        assert (folder / name).read_bytes() == right
        assert store.about == {"made": "2026-01-01T00:00:00", "commit": "c0ffee"}
        assert as_it_was(folder, jobs(3))


def test_opening_a_store_that_is_as_it_was_writes_nothing(folder):
    kept(folder, jobs(3, fail=[1]))
    before = {path: path.stat().st_mtime_ns for path in [folder, *folder.rglob("*")]}
    store = Store(folder, VERSION, lambda: pytest.fail("it is written down already"))
    assert len(store.read()) == len(store.whole(store.keys)) == 2
    assert len(store.read("failures")) == 1
    listing(folder, current)
    verify(folder)
    assert {path: path.stat().st_mtime_ns for path in [folder, *folder.rglob("*")]} == before


READ_ONLY = """
import os, sys; from pathlib import Path
from tests.helpers.laboratory_toys import *
from sim.laboratory.jobs import execute
from sim.errors import InputError
from sim.laboratory.store import Store
from sim.laboratory.storekeeping import listing, verify
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
        "3 3 [3] (9, {})",
        f"store {folder}: cannot be written (Permission denied); what it holds is kept",
    ], noise


# ---- several at a time ---------------------------------------------------------------------------------------------


def test_two_drivers_may_fill_one_store(folder):
    code = FILL.replace("10_000", "60")
    with python(code, folder, "serial") as one, python(code, folder, "processes") as two:
        for driver in (one, two):
            _, noise = driver.communicate(timeout=60)
            assert driver.returncode == 0, noise
    assert as_it_was(folder, jobs(60))


@pytest.mark.parametrize("moment", range(40))
def test_reading_while_another_process_merges_misses_nothing(folder, monkeypatch, moment):
    """The other one goes so far, and no farther, between the look of the reader and its reading of the first file."""
    asked = jobs(10)
    kept(folder, asked)
    reader, read = Store(folder, VERSION), Shelf.read
    for name, number in FEW.items():
        monkeypatch.setattr(f"sim.laboratory.store.{name}", number)

    def merged_meanwhile(self, *arguments):
        with pytest.MonkeyPatch.context() as patch, suppress(Killed):
            patch.setattr(Shelf, "read", read)
            other = Store(folder, VERSION)
            changing(patch, [moment])
            other.compact()
        monkeypatch.setattr(Shelf, "read", read)
        return read(self, *arguments)

    monkeypatch.setattr(Shelf, "read", merged_meanwhile)
    assert Counter(reader.read()["key"]) == dict.fromkeys(keys(asked), 1)
    assert nothing_twice(folder)
    assert Counter(reader.read("years")["key"]) == dict.fromkeys(keys(asked), 2)
    reader.compact()
    assert as_it_was(folder, asked)


@pytest.mark.usefixtures("few")
def test_a_run_that_two_have_made_is_there_once(folder):
    asked = jobs(6)
    one, two = Store(folder, VERSION), Store(folder, VERSION)
    for job in asked:
        one.save(execute(Toy(), [job]))
        two.save(execute(Toy(), [job]))
    assert Counter(one.read()["key"]) == dict.fromkeys(keys(asked), 1)
    assert as_it_was(folder, asked)


# ---- other versions, other formats, other things -------------------------------------------------------------------


def test_runs_of_other_versions_are_not_mixed_in(folder):
    kept(folder, jobs(3))
    other = Store(folder, OTHER)
    assert other.others() == 1
    assert other.keys == set()
    assert other.read().empty
    other.save(execute(Toy(), jobs(1)))
    assert Store(folder, VERSION).others() == 1
    assert Store(folder, "c" * 64).others() == 2
    assert len(Store(folder, VERSION).read()) == 3
    assert len(Store(folder, OTHER).read()) == 1


def refused(folder, version=VERSION):
    with pytest.raises(InputError) as caught:
        Store(folder, version)
    line = str(caught.value)
    assert line.startswith(f"store {folder}: ")
    assert "\n" not in line
    return line


def test_a_store_of_another_format_is_refused(folder):
    kept(folder, jobs(2))
    (folder / "store.json").write_text('{"format": 99}')
    assert "was written in format 99, this version reads 2" in refused(folder)
    with pytest.raises(InputError, match="format 99"):
        versions(folder)
    assert json.loads((folder / "store.json").read_text()) == {"format": 99}


@pytest.mark.parametrize("content", [None, "", "[]", "{}", "{", "\x00"])
def test_a_folder_that_is_no_store_is_refused_and_left_alone(folder, content):
    folder.mkdir()
    (folder / "thesis.txt").write_text("mine")
    if content is not None:
        (folder / "store.json").write_text(content)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert "holds files, but is no store of runs" in refused(folder)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_a_file_in_place_of_the_folder_is_refused(folder):
    folder.write_text("mine")
    assert refused(folder).endswith("is a file, not a folder")
    assert "cannot be written" in refused(folder / "below")
    assert folder.read_text() == "mine"


def test_where_there_is_no_store_nothing_is_listed(folder):
    with pytest.raises(InputError, match="there is no store here"):
        versions(folder)
    assert not folder.exists()


# ---- no room, no right ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES])
def test_a_store_that_cannot_be_written_says_so_and_keeps_what_it_holds(folder, monkeypatch, number):
    asked = jobs(3)
    store = kept(folder, asked)

    def fails(*_, **__):
        raise OSError(number, os.strerror(number))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Path, "open", fails)
        with pytest.raises(InputError) as caught:
            store.save(execute(Toy(), jobs(4)[3:]))
        assert f"cannot be written ({os.strerror(number)})" in refused(folder, OTHER)
    assert str(caught.value) == (f"store {folder}: cannot be written ({os.strerror(number)}); what it holds is kept")
    assert as_it_was(folder, asked)


FULL = """
import resource, signal, sys; from pathlib import Path
from tests.helpers.laboratory_toys import *
from sim.errors import InputError
from sim.laboratory.store import Store
if __name__ == "__main__":
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))
    try:
        fill(Path(sys.argv[1]), jobs(3, note="x" * 5000) if sys.argv[2] == "big" else jobs(3), Engine("serial"))
    except InputError as error:
        print("error", error)
"""


def test_a_write_that_is_cut_short_leaves_no_file(folder):
    """Files above 2 kB are cut short by the system, as on a disk that is full."""
    asked = jobs(70)
    kept(folder, asked)
    with python(FULL, folder, "big") as driver:
        said, noise = driver.communicate(timeout=30)
    assert said.startswith(f"error store {folder}: cannot be written (File too large)"), said + noise
    assert not list(folder.rglob("*.partial"))
    assert as_it_was(folder, asked)


@pytest.mark.usefixtures("few")
def test_a_merge_for_which_there_is_no_room_costs_nothing(folder, monkeypatch):
    asked, write = jobs(4), shards.write

    def no_room(path, data, durable=False):
        if path.name.startswith(".000004"):
            raise OSError(errno.ENOSPC, "No space left on device")
        write(path, data, durable)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shards, "write", no_room)
        with pytest.raises(InputError, match="No space left on device"):
            kept(folder, asked)
    assert as_it_was(folder, asked)


# ---- looking after it ----------------------------------------------------------------------------------------------


@pytest.fixture
def full(folder):
    """A store of two versions, with a failure and a damaged file."""
    store = kept(folder, jobs(4, fail=[2]))
    other = Store(folder, OTHER, lambda: {"made": "2026-02-02T00:00:00"})
    other.save(execute(Toy(), jobs(1)))
    files(folder)[0].write_bytes(b"")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DamagedFile)
        Store(folder, VERSION)
    os.utime(folder / "versions" / f"{store.code}.json", (1, 1))  # the older of the two
    return folder


def current(about):
    return about.get("commit") == "c0ffee"


def test_a_listing_has_a_row_a_version(full):
    table = listing(full, current)
    assert list(table["version"]) == [VERSION[:12], OTHER[:12]]
    assert list(table["current"]) == [True, False]
    assert list(table["runs"]) == [2, 1]
    assert list(table["failures"]) == [1, 0]
    assert list(table["files"]) == [2 * 3 + 1, 3]
    assert list(table["commit"]) == ["c0ffee", ""]
    assert list(table["since"]) == ["2026-01-01T00:00", "2026-02-02T00:00"]


def test_pruning_removes_what_is_named_and_nothing_else_and_says_it(full):
    assert prune(full, current) == []
    assert prune(full, current, damaged=True) == ["damaged files, 3 files"]
    assert not (full / "damaged").exists()
    assert prune(full, current, failures=True) == [f"version {VERSION[:12]}: records of 1 failed runs, 1 file"]
    assert list(listing(full, current)["failures"]) == [0, 0]
    assert prune(full, current, others=True) == [f"version {OTHER[:12]}: 1 runs, 3 files"]
    assert list(listing(full, current)["version"]) == [VERSION[:12]]
    store = Store(full, VERSION)
    assert (len(store.keys), store.others()) == (2, 0)


def test_a_version_whose_words_are_lost_and_that_has_no_run_is_left(full):
    (full / "versions" / f"{'c' * 12}.json").write_text("{")
    table = listing(full, current).set_index("version")
    assert list(table.loc["c" * 12, ["current", "runs"]]) == [False, 0]
    assert len(prune(full, current, others=True)) == 1
    assert (full / "versions" / f"{'c' * 12}.json").exists()  # it may be current


def test_failures_are_kept_apart_and_run_again(folder):
    store = kept(folder, jobs(4, fail=[2]))
    (failed,) = jobs(4, fail=[2])[2:3]
    assert failed.key(VERSION) not in store.keys
    row = store.read("failures").iloc[0]
    assert (row["seed"], row["years"], row["key"]) == (2, 2, failed.key(VERSION))
    assert row["error"].endswith("ValueError: seed 2 is\nno good\n")
    assert list(store.read("failures", columns=["key", "parameters"])["parameters"]) == [failed.parameters]
    assert len(store.keys) == 3


def test_a_whole_number_has_one_key_however_it_is_written():
    """A default of 10 and a setting of 10.0 are the same run."""
    assert canonical({"a": [10.0, 0.5, True], "b": {"c": -3.0}}) == canonical({"a": (10, 0.5, True), "b": {"c": -3}})
    assert canonical({"a": float("inf")}) == '{"a":Infinity}'
    assert canonical({"a": True}) != canonical({"a": 1})
    unset, reset = Parameters(), Parameters.model_validate({"training": {"places": 10.0}})
    assert case(unset).parameters == case(reset).parameters


def test_what_was_whole_when_an_interruption_came_is_put_in_its_place(folder, monkeypatch):
    store = Store(folder, VERSION)
    with monkeypatch.context() as broken:
        broken.setattr("sim.laboratory.bundles.Shelf._settle", interrupted)
        with pytest.raises(KeyboardInterrupt):
            store.save(execute(Toy(), jobs(3)))
    assert len(pd.read_parquet(folder / "runs")) == 0
    store.come_to_rest()
    assert store.keys == keys(jobs(3))
    assert len(pd.read_parquet(folder / "runs")) == 3


def interrupted(*_):
    raise KeyboardInterrupt
