"""The store of runs: what is there is not run again, and nothing that is there is lost or read wrong."""

import random
import shutil
import socket
import sqlite3
import time
from collections import Counter
from contextlib import closing, suppress
from threading import Thread

import pandas as pd
import pytest

from contagion.sim.errors import InputError, SettingError
from contagion.sim.laboratory import database
from contagion.sim.laboratory.database import DamagedFile
from contagion.sim.laboratory.jobs import execute
from contagion.sim.laboratory.laboratory import Case, Laboratory
from contagion.sim.laboratory.pools import MOST, Engine
from contagion.sim.laboratory.store import Store, listing, verify
from tests.helpers.laboratory_toys import Toy, jobs, outcome_of, python
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
    save,
    sizes,
    spoil,
)
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


def test_a_batch_is_one_of_each_kind(folder):
    asked = jobs(200, fail=[3])
    save(Store(folder, VERSION), asked)
    assert [sizes(folder, table) for table in ("runs", "failures")] == [[199], [1]]
    assert as_it_was(folder, [job for job in asked if job.seed != 3])


# ---- killed at any moment ------------------------------------------------------------------------------------------

FILL = """
import sys; from pathlib import Path
from contagion.sim.laboratory import store; from tests.helpers.laboratory_toys import *
if __name__ == "__main__":
    fill(Path(sys.argv[1]), jobs(10_000), Engine(sys.argv[2], workers=None if sys.argv[2] == "serial" else 2))
"""


@pytest.mark.parametrize("engine, times", [pytest.param("serial", 3, marks=pytest.mark.slow), ("threads", 2)])
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


class Killed(BaseException):
    """What stands for the end of the process."""


@pytest.mark.parametrize("moment", [pytest.param(one, marks=[pytest.mark.slow] * (one % 3 > 0)) for one in range(30)])
def test_what_is_broken_off_is_there_whole_or_not_at_all(folder, moment):
    """Each of the statements of some saves is once the last that comes about."""
    asked, saved, left = jobs(5), [], [moment]

    def count(statement):
        left[0] -= not statement.startswith(("PRAGMA", "--"))

    with pytest.MonkeyPatch.context() as patch, suppress(Killed):
        patch.setattr(database, "add", until(left, database.add))
        patch.setattr(database, "remove", until(left, database.remove))
        store = Store(folder, VERSION)
        for job in asked:
            with store.lock():
                store.con.set_trace_callback(count)
                save(store, [job])
                if left[0] < 0:
                    raise Killed
            saved.append(job)
    assert as_it_was(folder, saved)
    for job in asked:
        save(store, [job])
    assert as_it_was(folder, asked)
    assert verify(folder)[1] == {}


def until(left, change):
    def made(*arguments):
        if left[0] < 0:
            raise Killed
        return change(*arguments)

    return made


# ---- several at a time ---------------------------------------------------------------------------------------------


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
    assert [sizes(folder, table) for table in ("runs", "failures")] == [[2, 2], [1, 1]]
    assert Counter(two.read("failures")["seed"]) == {2: 1, 4: 1}


def test_what_failed_here_and_went_well_elsewhere_went_well(folder, monkeypatch):
    asked, store = jobs(2), Store(folder, VERSION)
    with monkeypatch.context() as patch:
        patch.setattr(Toy, "run", lambda self, job: 1 / 0)
        parcel = execute(Toy(), asked)
    kept(folder, asked)
    store.save(parcel)
    assert as_it_was(folder, asked)
    assert sizes(folder, "failures") == []


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


@pytest.mark.parametrize(
    "number", [sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_WRITE, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN]
)
def test_a_store_that_cannot_be_written_says_so_and_keeps_what_it_holds(folder, monkeypatch, number):
    asked = jobs(3)
    store = kept(folder, asked)
    with monkeypatch.context() as patch:
        patch.setattr(database, "add", lambda *_: failing(number))
        with pytest.raises(InputError) as caught:
            save(store, jobs(4)[3:])
    assert str(caught.value) == f"store {folder}: cannot be written (error {number}); what it holds is kept"
    assert as_it_was(folder, asked)
    save(store, jobs(4)[3:])
    assert as_it_was(folder, jobs(4))


def test_a_store_that_another_command_does_not_let_go_says_so(folder, monkeypatch):
    monkeypatch.setattr(database, "LOCK_SECONDS", 0.1)
    store = kept(folder, jobs(1))
    with closing(sqlite3.connect(main_file(folder), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(InputError, match=r"another command has held it for 0.1 s; is it stopped\?"):
            save(Store(folder, VERSION), jobs(2)[1:])
        assert len(store.read()) == 1
    assert as_it_was(folder, jobs(1))


FULL = """
import random, resource, signal, sys; from pathlib import Path
from tests.helpers.laboratory_toys import *
from contagion.sim.errors import InputError
from contagion.sim.laboratory.store import Store
if __name__ == "__main__":
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000))
    try:
        note = random.Random(1).randbytes(100_000).hex() if sys.argv[2] == "big" else ""
        fill(Path(sys.argv[1]), jobs(3, note=note), Engine("serial"))
    except InputError as error:
        print("error", error)
"""


def test_a_write_that_is_cut_short_leaves_nothing(folder):
    """Files above 60 kB are cut short by the system, as on a disk that is full."""
    asked = jobs(7)
    kept(folder, asked)
    with python(FULL, folder, "big") as driver:
        said, noise = driver.communicate(timeout=30)
    assert said.startswith(f"error store {folder}: cannot be written (d"), said + noise
    assert "\n" not in said.strip()
    assert as_it_was(folder, asked)
    assert verify(folder)[1] == {}


def test_where_there_is_no_room_for_a_store_there_is_none(folder):
    with python(FULL.replace("60_000", "2_000"), folder, "small") as driver:
        said, noise = driver.communicate(timeout=30)
    assert said.startswith(f"error store {folder}: cannot be written (d"), said + noise
    assert {path.name: path.stat().st_size for path in folder.iterdir()} == {main_file(folder).name: 0}
    assert as_it_was(folder, [])
    save(Store(folder, VERSION), jobs(1))
    assert as_it_was(folder, jobs(1))


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


def test_what_was_kept_when_an_interruption_came_is_known_afterwards(folder, monkeypatch):
    store = Store(folder, VERSION)
    for name in ("_add", "_register"):
        with monkeypatch.context() as broken:
            broken.setattr(store, name, interrupted)
            with pytest.raises(KeyboardInterrupt):
                save(store, jobs(3))
        store.look()
        assert (name, store.keys) == (name, set())
    save(store, jobs(3))
    assert as_it_was(folder, jobs(3))
    assert store.keys == keys(jobs(3))


def interrupted(*_):
    raise KeyboardInterrupt


def test_what_was_broken_off_is_not_taken_for_what_another_has_kept_in_its_place(folder):
    one, two = kept(folder, []), Store(folder, VERSION)

    def broken_off():
        with one.lock():
            save(one, jobs(1))
            raise Killed

    with pytest.raises(Killed):
        broken_off()
    save(two, jobs(2)[1:])
    one.look()
    assert one.keys == keys(jobs(2)[1:])
    assert len(one.read("years")) == 2


def test_what_waited_for_a_file_in_whose_place_another_has_come_is_kept_there(folder):
    store = kept(folder, jobs(1))
    file = main_file(folder)
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        waiting = Thread(target=save, args=(store, jobs(2)[1:]))
        waiting.start()
        time.sleep(0.2)
        database.open_for_writing(database.own_file(folder, bad=[file])).close()
        other.execute("ROLLBACK")
        waiting.join()
    assert main_file(folder) != file
    assert kept_in(folder) == dict.fromkeys(keys(jobs(2)), 1)
    assert len(asked_of(main_file(folder), "SELECT id FROM batches")) == 1


# ---- several files -------------------------------------------------------------------------------------------------


def test_a_part_of_a_work_is_kept_in_a_file_of_its_own_and_read_with_all_others(folder):
    asked = jobs(6)
    kept(folder, asked[:2])
    for number in (1, 2):
        save(Store(folder, VERSION, part=f"shard-{number}-of-2"), asked[2 * number : 2 * number + 2])
    names = [file.name.partition(f"-{socket.gethostname()}")[0] for file in database.files(folder)]
    assert names == ["runs", "shard-1-of-2", "shard-2-of-2"]
    assert as_it_was(folder, asked)
    assert verify(folder) == (4, {})


def test_a_run_that_is_in_two_files_is_read_once(folder, tmp_path):
    asked = jobs(4)
    save(Store(folder, VERSION, part="shard-1-of-2"), asked[:3])
    save(Store(tmp_path / "other", VERSION, part="shard-2-of-2"), asked[1:])
    (other,) = database.files(tmp_path / "other")
    other.replace(folder / other.name)
    assert sorted(kept_in(folder).values()) == [1, 1, 2, 2]
    assert as_it_was(folder, asked)


# ---- machines that share a folder ----------------------------------------------------------------------------------


@pytest.fixture
def on(monkeypatch):
    """Work as a machine of a name would."""
    return lambda name: monkeypatch.setattr(socket, "gethostname", lambda: name)


def test_machines_that_share_a_folder_have_a_file_each_and_read_all(folder, on):
    asked = jobs(6)
    for number, name in enumerate(("one", "two.net/~", "one")):
        on(name)
        save(Store(folder, VERSION), asked[2 * number : 2 * number + 2])
    assert sorted(path.name for path in folder.iterdir()) == ["runs-one.sqlite", "runs-two.net--.sqlite"]
    assert as_it_was(folder, asked)
    assert verify(folder) == (3, {})
    assert listing(folder, current)["runs"].tolist() == [6]


def test_what_another_machine_is_writing_is_never_changed(folder, on, tmp_path):
    """A journal that it has left, or needs still, is not played back into its file: until it has, its runs are made
    again."""
    on("one")
    kept(folder, jobs(3))
    file = main_file(folder)
    with closing(sqlite3.connect(file, isolation_level=None)) as one:
        one.execute("PRAGMA cache_size = 1")
        one.execute("BEGIN IMMEDIATE")
        one.execute("UPDATE rows SET data = zeroblob(length(data))")
        for _ in range(20):
            one.execute("INSERT INTO rows (data) VALUES (zeroblob(9000))")
        copy = shutil.copytree(folder, tmp_path / "copy")  # as after a power cut
    before = {path.name: path.read_bytes() for path in copy.iterdir()}
    assert f"{file.name}-journal" in before
    on("two")
    with pytest.warns(DamagedFile, match="readonly"):
        save(Store(copy, VERSION), jobs(4)[2:])
    assert {name: (copy / name).read_bytes() for name in before} == before
    on("one")
    save(Store(copy, VERSION), jobs(5)[4:])
    assert sorted(path.name for path in copy.iterdir()) == ["runs-one.sqlite", "runs-two.sqlite"]
    assert as_it_was(copy, jobs(5))


def test_what_is_damaged_of_another_machine_is_made_again_here(folder, on):
    on("one")
    kept(folder, jobs(3))
    spoil(folder)
    on("two")
    store = Store(folder, VERSION)
    with pytest.warns(DamagedFile):
        assert store.whole(keys(jobs(3))) == keys(jobs(3)[1:])
    save(store, jobs(3))
    assert [file.name for file in database.files(folder)] == ["runs-one.sqlite", "runs-two.sqlite"]
    with pytest.warns(DamagedFile):
        assert as_it_was(folder, jobs(3))


def test_a_file_is_made_once_by_all_who_come_at_once(folder):
    folder.mkdir()
    file = database.own_file(folder)
    with closing(sqlite3.connect(file)) as one:
        assert database.formats(one) == set()
    with closing(database.open_for_writing(file)), closing(database.open_for_writing(file)) as two:
        assert database.formats(two) == {database.FORMAT}


# ---- power cuts ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(10))
def test_a_power_cut_while_a_batch_is_written_costs_that_batch_alone(folder, tmp_path, seed):
    """The journal is on the disk by then; of the pages of the file some are there, and some are not."""
    asked, chance = jobs(6), random.Random(seed)
    kept(folder, asked[:5])
    file, cut = main_file(folder), tmp_path / "cut"
    with closing(sqlite3.connect(file, isolation_level=None)) as con:
        con.execute("PRAGMA cache_size = 1")
        con.execute("BEGIN IMMEDIATE")
        con.execute("UPDATE rows SET data = zeroblob(length(data))")
        for _ in range(20):
            con.execute("INSERT INTO rows (data) VALUES (zeroblob(9000))")
        data = bytearray((shutil.copytree(folder, cut) / file.name).read_bytes())
        con.execute("ROLLBACK")
    was = file.read_bytes()
    for page in range(0, min(len(data), len(was)), 1024):
        if chance.random() < 0.5:
            data[page : page + 1024] = was[page : page + 1024]
    (cut / file.name).write_bytes(data)
    assert as_it_was(cut, asked[:5])
    save(Store(cut, VERSION), asked)
    assert as_it_was(cut, asked)
    assert verify(cut)[1] == {}


def test_wherever_the_disk_is_full_what_was_kept_stays(folder):
    asked, said = jobs(300), []
    kept(folder, asked[:3])
    ((pages,),) = asked_of(main_file(folder), "PRAGMA page_count")
    for more in range(40):
        store = Store(folder, VERSION)
        with store.lock():
            store.execute(f"PRAGMA max_page_count = {pages + more}")
        with suppress(SettingError):
            save(store, asked[3:])
            break
        said.append(more)
        assert as_it_was(folder, asked[:3])
    assert len(said) >= 3
    assert as_it_was(folder, asked)
    assert verify(folder)[1] == {}
