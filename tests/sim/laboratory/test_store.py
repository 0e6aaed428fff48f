"""The store of runs: what is there is not run again, and nothing that is there is lost or read wrong."""

import errno
import os
import random
from collections import Counter
from contextlib import suppress
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from contagion.sim.errors import InputError
from contagion.sim.laboratory import shards
from contagion.sim.laboratory.bundles import Shelf
from contagion.sim.laboratory.jobs import execute
from contagion.sim.laboratory.laboratory import Case, Laboratory
from contagion.sim.laboratory.pools import Engine
from contagion.sim.laboratory.runner import MOST
from contagion.sim.laboratory.store import FANOUT, Store
from tests.helpers.laboratory_toys import Toy, jobs, outcome_of, python
from tests.helpers.stores import FEW, OTHER, VERSION, as_it_was, files, kept, keys, nothing_twice, refused, save, sizes
from tests.helpers.table_rows import only

SERIAL = Engine("serial")


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


@pytest.mark.usefixtures("few")
def test_files_become_few_as_they_come(folder):
    asked, store, most = jobs(150), Store(folder, VERSION), 0
    for job in asked:
        save(store, [job])
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
    save(Store(folder, VERSION), asked)
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
from contagion.sim.laboratory import store; from tests.helpers.laboratory_toys import *
if __name__ == "__main__":
    store.FANOUT, store.SMALL, store.FULL = 4, 4, 16
    fill(Path(sys.argv[1]), jobs(10_000), Engine(sys.argv[2], workers=None if sys.argv[2] == "serial" else 2))
"""


@pytest.mark.parametrize("engine, times", [("serial", 3), ("threads", 2)])
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
    with Store(folder, VERSION).held():
        pass  # a merge that was cut off is brought to its end by whoever has the store next
    assert as_it_was(folder, [job for job in jobs(10_000) if job.key(VERSION) in found])


MOMENTS = 63  # changes of the file system from the opening of the store to the end of its first merge


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

    for of, name in ((Path, "replace"), (Path, "unlink"), (Path, "mkdir"), (shards, "write")):
        monkeypatch.setattr(of, name, until(getattr(of, name)))


def all_saved(folder, asked, saved):
    store = Store(folder, VERSION)
    for job in asked:
        save(store, [job])
        saved.append(job)


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
            save(store, [job])
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


# ---- several at a time ---------------------------------------------------------------------------------------------


def test_two_drivers_may_fill_one_store(folder):
    code = FILL.replace("10_000", "60")
    with python(code, folder, "serial") as one, python(code, folder, "threads") as two:
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
        monkeypatch.setattr(f"contagion.sim.laboratory.store.{name}", number)

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
        save(one, [job])
        save(two, [job])
    assert Counter(one.read()["key"]) == dict.fromkeys(keys(asked), 1)
    assert as_it_was(folder, asked)


def test_of_a_batch_only_what_nobody_else_has_kept_is_kept(folder):
    """Runs that others made meanwhile stay as they are there, and so do those that failed for them."""
    asked = jobs(6, fail=[2, 4])
    one, two = Store(folder, VERSION), Store(folder, VERSION)
    save(one, [asked[seed] for seed in (1, 2, 3)])
    save(two, asked)
    well = [job for job in asked if job.seed not in (2, 4)]
    assert as_it_was(folder, well)
    assert [sizes(folder, table) for table in ("runs", "years", "failures")] == [[2, 2], [2, 2], [1, 1]]
    assert Counter(two.read("failures")["seed"]) == {2: 1, 4: 1}


def test_what_failed_here_and_went_well_elsewhere_went_well(folder, monkeypatch):
    asked, store = jobs(2), Store(folder, VERSION)
    with monkeypatch.context() as patch:
        patch.setattr(Toy, "run", lambda self, job: 1 / 0)
        parcel = store.pack(execute(Toy(), asked))
    kept(folder, asked)
    store.save(parcel)
    assert as_it_was(folder, asked)
    assert files(folder, "failures") == []


# ---- other versions, other formats, other things -------------------------------------------------------------------


def test_runs_of_other_versions_are_not_mixed_in(folder):
    kept(folder, jobs(3))
    other = Store(folder, OTHER)
    assert other.others() == 1
    assert other.keys == set()
    assert other.read().empty
    save(other, jobs(1))
    assert Store(folder, VERSION).others() == 1
    assert Store(folder, "c" * 64).others() == 2
    assert len(Store(folder, VERSION).read()) == 3
    assert len(Store(folder, OTHER).read()) == 1


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
            save(store, jobs(4)[3:])
        assert f"cannot be written ({os.strerror(number)})" in refused(folder, OTHER)
    assert str(caught.value) == (f"store {folder}: cannot be written ({os.strerror(number)}); what it holds is kept")
    assert as_it_was(folder, asked)


FULL = """
import resource, signal, sys; from pathlib import Path
from tests.helpers.laboratory_toys import *
from contagion.sim.errors import InputError
from contagion.sim.laboratory.store import Store
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


def test_failures_are_kept_apart_and_run_again(folder):
    store = kept(folder, jobs(4, fail=[2]))
    (failed,) = jobs(4, fail=[2])[2:3]
    assert failed.key(VERSION) not in store.keys
    row = only(store.read("failures"))
    assert (row["seed"], row["years"], row["key"]) == (2, 2, failed.key(VERSION))
    assert row["error"].endswith("ValueError: seed 2 is\nno good\n")
    assert list(store.read("failures", columns=["key", "parameters"])["parameters"]) == [failed.parameters]
    assert len(store.keys) == 3


def test_what_was_whole_when_an_interruption_came_is_put_in_its_place(folder, monkeypatch):
    store = Store(folder, VERSION)
    with monkeypatch.context() as broken:
        broken.setattr("contagion.sim.laboratory.bundles.Shelf._settle", interrupted)
        with pytest.raises(KeyboardInterrupt):
            save(store, jobs(3))
    assert len(pd.read_parquet(folder / "runs")) == 0
    store.come_to_rest()
    assert store.keys == keys(jobs(3))
    assert len(pd.read_parquet(folder / "runs")) == 3


def interrupted(*_):
    raise KeyboardInterrupt
