"""The laboratory: cases × seeds, run once each, kept, handed back as tidy tables, whatever happens meanwhile."""

import io
import json
import signal
import sqlite3
import time
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import pytest
from tqdm import tqdm

from contagion.sim.errors import InputError, Interrupted, SettingError
from contagion.sim.laboratory import database, laboratory
from contagion.sim.laboratory import store as claims
from contagion.sim.laboratory.jobs import canonical, execute
from contagion.sim.laboratory.laboratory import Case, Laboratory
from contagion.sim.laboratory.pools import Engine, LokyPool
from contagion.sim.laboratory.store import SharedJobs, Store, claims_of_others
from tests.helpers.laboratory_toys import Toy, alive, jobs, python, within
from tests.helpers.stores import VERSION, asked_of, claim, held, kept_in, main, save, sizes
from tests.helpers.table_rows import only

CODE = Toy().version
TWO, LOKY = Engine("threads", workers=2), Engine("loky", workers=2)


@pytest.fixture
def lab(tmp_path):
    def make(study=None, engine=None):
        toy = study or Toy()
        return Laboratory(toy, engine or Engine("serial"), Store(tmp_path / "store", toy.version), progress=False)

    return make


@dataclass(frozen=True)
class Stopping(Toy):
    """Asks for Ctrl-C while a seed is run."""

    at: int = 4

    def run(self, job):
        if job.seed == self.at:
            signal.raise_signal(signal.SIGINT)
        return super().run(job)


def case(**told):
    return Case(canonical(told), dict(told))


# ---- tables --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("engine", [Engine("serial"), TWO], ids=["serial", "threads"])
def test_rows_stand_in_the_order_asked_for_with_their_labels(lab, engine):
    runs = lab(engine=engine).run([case(a=2), case(a=1)], [5, 3, 4], 2)
    table = runs.table
    assert list(zip(table["a"], table["seed"], strict=True)) == [(2, 5), (2, 3), (2, 4), (1, 5), (1, 3), (1, 4)]
    assert list(table["whole"]) == [10, 6, 8, 10, 6, 8]
    assert list(table["key"]) == [job.key(CODE) for a in (2, 1) for s in (5, 3, 4) for job in jobs(6, a=a)[s : s + 1]]
    assert set(table["error"]) == {""}
    assert set(table["years"]) == {2}
    years = runs.rows("years")
    assert list(years.columns) == ["a", "seed", "year", "v", "word", "missing"]
    assert list(years["seed"]) == [5, 5, 3, 3, 4, 4] * 2
    assert list(years["year"]) == [1, 2] * 6
    assert list(years["a"]) == [2] * 6 + [1] * 6
    assert runs.failures.empty


def test_only_what_is_asked_for_is_handed_back(lab):
    lab().run([case(a=1), case(a=2)], range(5), 2)
    runs = lab().run([case(a=2)], [3], 2)
    assert (len(runs.table), len(runs.rows("places"))) == (1, 2)


def test_one_case_under_two_labels_is_run_once_and_stands_under_both(lab, monkeypatch):
    ran, run = [], Toy.run
    monkeypatch.setattr(Toy, "run", lambda self, job: ran.append(job) or run(self, job))
    runs = lab().run([Case("{}", {"of": "one"}), Case("{}", {"of": "two"})], [1, 2], 2)
    assert len(ran) == 2
    assert list(runs.table["of"]) == ["one", "one", "two", "two"]
    assert list(runs.table["whole"]) == [2, 4, 2, 4]
    assert list(runs.rows("years")["of"]) == ["one"] * 4 + ["two"] * 4


@pytest.mark.parametrize("engine", [Engine("serial"), TWO], ids=["serial", "threads"])
def test_a_run_that_failed_is_a_row_with_its_parameters_seed_and_traceback(lab, engine):
    runs = lab(engine=engine).run([case(a=1), case(a=2, fail=[1, 3])], range(4), 2)
    table = runs.table
    assert len(table) == 8
    bad = table["error"] != ""
    assert list(table.loc[bad, "seed"]) == [1, 3]
    assert table.loc[bad, ["u", "whole"]].isna().all(axis=None)
    assert table.loc[~bad, ["u", "whole"]].notna().all(axis=None)
    assert len(runs.rows("years")) == 12
    failures = runs.failures
    assert list(failures["seed"]) == [1, 3]
    assert [json.loads(text) for text in failures["parameters"]] == [{"a": 2, "fail": [1, 3]}] * 2
    assert all(error.startswith("Traceback (most recent call last):") for error in failures["error"])
    assert only(failures, seed=1)["error"].endswith("ValueError: seed 1 is\nno good\n")


def test_a_study_in_which_all_fails_has_a_table_too(lab):
    runs = lab().run([case(fail=[0, 1])], range(2), 2)
    assert list(runs.table["seed"]) == [0, 1]
    assert (runs.table["error"] != "").all()
    assert runs.rows("years").empty
    assert len(runs.failures) == 2


@pytest.mark.slow
def test_a_study_beside_one_that_is_staffed_has_its_workers(lab, tmp_path):
    """Also where the first had nothing to do yet; without such a while each has and ends its own."""

    def workers():
        return {int(mark.name.rpartition("-")[2]) for mark in tmp_path.glob("prepared-*")}

    staffed = lab(Toy(marks=tmp_path), LOKY)
    with staffed.keep_workers():
        alone = staffed.beside(staffed.study, Store(tmp_path / "alone", CODE))
        assert len(alone.run([case(a=1)], range(20), 1).table) == 20
        staffed.run([case(a=1)], range(20), 1)
        beside = staffed.beside(staffed.study, Store(tmp_path / "beside", CODE))
        assert len(beside.run([case(a=1)], range(40), 1).table) == 40
        assert 1 <= len(workers()) <= 2  # not two more for each
        assert any(map(alive, workers()))
    assert within(5, lambda: not any(map(alive, workers())))
    before = workers()
    later = staffed.beside(staffed.study, Store(tmp_path / "later", CODE))
    assert len(later.run([case(a=1)], range(20), 1).table) == 20
    assert within(5, lambda: workers() - before and not any(map(alive, workers())))


@pytest.mark.parametrize("engine", [Engine("serial"), TWO], ids=["serial", "threads"])
def test_a_study_has_one_bar_however_often_runs_are_added(lab, engine, monkeypatch):
    """It ends at all runs; what is to come is told once, before the first, and not where nothing is missing."""
    bars, told = [], []

    class Bar(tqdm):
        def __init__(self, *args, **more):
            bars.append(self)
            super().__init__(*args, **{**more, "disable": False, "file": io.StringIO()})

    monkeypatch.setattr("tqdm.tqdm", Bar)
    studied = lab(engine=engine)
    studied.announce = lambda number, seconds: told.append((number, len(bars)))
    with studied.keep_workers():
        for count in (3, 3, 7):
            studied.run([case(a=1), case(a=2)], range(count), 1)
        (bar,) = bars
        assert (bar.n, bar.total) == (14, 14)
    assert told == [(6, 0)]
    studied.run([case(a=1)], range(9), 1)
    assert [bar.total for bar in bars] == [14, 2]
    again = lab()
    again.announce = lambda number, seconds: told.append((number, len(bars)))
    again.run([case(a=1)], range(9), 1)
    assert len(told) == 1


def test_how_long_a_run_takes_is_told_once_it_is_measured(lab, monkeypatch):
    """By the clock: here a run sleeps for a twentieth of a second."""
    monkeypatch.setattr(laboratory, "MEASURING_SECONDS", 0.2)
    told: list[tuple[int, float]] = []
    studied = lab(engine=Engine("serial"))
    studied.announce = lambda runs, seconds: told.append((runs, seconds))
    studied.run([case(sleep=0.05)], range(20), 1)
    (begun, (runs, seconds)) = told
    assert begun == (20, 0.0)
    assert (runs, 0.04 < seconds < 0.5) == (20, True)


def test_runs_that_failed_are_run_again_when_asked_for_again(lab, tmp_path, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(Toy, "run", lambda self, job: 1 / 0)
        assert lab().run([Case("{}")], range(2), 2).table["error"].str.endswith("division by zero\n").all()
    assert list(lab().run([Case("{}")], range(2), 2).table["error"]) == ["", ""]
    assert len(lab().run([Case("{}")], range(2), 2).rows("years")) == 4


# ---- read once -----------------------------------------------------------------------------------------------------


@pytest.fixture
def reads(monkeypatch):
    """How often each table of the store is read."""
    counted, read = Counter(), Store.read

    def count(self, table="runs", *of, **more):
        counted[table] += 1
        return read(self, table, *of, **more)

    monkeypatch.setattr(Store, "read", count)
    return counted


def test_each_table_is_read_once_however_often_it_is_looked_at(lab, reads):
    runs = lab().run([case(a=1), case(a=2)], range(3), 2)
    assert not reads
    for _ in range(3):
        assert len(runs.table) == 6
        assert len(runs.rows("years")) == len(runs.rows("places")) == 12
        assert runs.failures.empty
    assert reads == {"runs": 1, "years": 1, "places": 1, "failures": 1}


@pytest.mark.parametrize("look", [lambda runs: runs.table, lambda runs: runs.rows("years")])
def test_what_a_caller_does_to_a_table_is_seen_by_no_other(lab, look):
    runs = lab().run([case(a=1)], range(3), 2)
    before, mine = look(runs).copy(), look(runs)
    mine["more"] = 1
    mine.loc[0, "seed"] = 99
    mine.columns = [f"my {name}" for name in mine]
    pd.testing.assert_frame_equal(look(runs), before)
    with pytest.raises(ValueError, match="read-only"):
        look(runs)["seed"].to_numpy()[:] = 99


@pytest.mark.parametrize("table, column", [("table", "u"), ("years", "v")])
def test_a_table_is_in_memory_once(lab, table, column):
    runs = lab().run([case(a=1)], range(3), 2)
    one, other = (runs.table if table == "table" else runs.rows(table) for _ in range(2))
    assert np.shares_memory(one[column].to_numpy(), other[column].to_numpy())


# ---- interrupted ---------------------------------------------------------------------------------------------------


def test_ctrl_c_keeps_what_is_done_and_says_how_much(lab, tmp_path):
    stopping = Stopping()
    with pytest.raises(Interrupted) as caught:
        lab(stopping).run([Case("{}")], range(10), 2)
    assert str(caught.value) == f"interrupted; 1 of 10 runs are done and kept in {tmp_path / 'store'}"
    assert len(Store(tmp_path / "store", CODE).keys) == 1  # the batch that was under way is lost
    assert held(tmp_path / "store") == []
    runs = lab().run([Case("{}")], range(10), 2)
    assert list(runs.table["whole"]) == list(range(0, 20, 2))


@pytest.mark.parametrize("batches", [0, 1])
def test_ctrl_c_before_or_between_batches_is_told_alike(lab, tmp_path, monkeypatch, batches):
    done, kept = SharedJobs.record, []

    def interrupted(self, parcel):
        if len(kept) == batches:
            raise KeyboardInterrupt
        kept.append(done(self, parcel))

    monkeypatch.setattr(SharedJobs, "record", interrupted)
    with pytest.raises(Interrupted) as caught:
        lab().run([Case("{}")], range(10), 2)
    assert str(caught.value) == f"interrupted; {batches} of 10 runs are done and kept in {tmp_path / 'store'}"
    assert held(tmp_path / "store") == []


@pytest.mark.slow
def test_when_workers_die_what_is_done_is_kept(lab, tmp_path, monkeypatch):
    monkeypatch.setattr(LokyPool, "tries", 1)  # each try takes two new workers
    with pytest.raises(InputError) as caught:
        lab(engine=LOKY).run([case(kill=list(range(20, 60)))], range(60), 2)
    line = str(caught.value)
    assert line.startswith("workers die whatever is run, 3 runs in a row; the last: the worker died each time (")
    assert line.endswith(f"; 20 of 60 runs are done and kept in {tmp_path / 'store'}")
    assert len(Store(tmp_path / "store", CODE).keys) == 20


def test_when_the_disk_is_full_what_is_done_is_kept(lab, tmp_path, monkeypatch):
    save = Store.save

    def full(self, parcel):
        if jobs(4)[3].key(CODE) in parcel.keys:
            with database.write_errors(self.folder):
                raise sqlite3.OperationalError("database or disk is full")
        save(self, parcel)

    monkeypatch.setattr("contagion.sim.laboratory.pools.MOST", 1)
    monkeypatch.setattr(Store, "save", full)
    with pytest.raises(InputError, match=r"\(database or disk is full\).*; 3 of 5 runs are done and kept in "):
        lab().run([Case("{}")], range(5), 2)
    monkeypatch.undo()
    assert len(Store(tmp_path / "store", CODE).keys) == 3


def test_a_claim_that_cannot_be_written_costs_nothing_once_all_is_kept(lab, monkeypatch):
    done = SharedJobs.record

    def full(self, parcel):
        done(self, parcel)
        if not self.remaining:
            raise SettingError("store: cannot be written")

    monkeypatch.setattr(SharedJobs, "record", full)
    assert len(lab().run([Case("{}")], range(5), 2).table) == 5


def test_workers_start_where_there_is_something_to_do(lab, monkeypatch):
    """A laboratory of which all is asked that its store holds starts none, though it is staffed."""
    lab().run([case(a=1)], range(1, 5), 2)
    monkeypatch.setattr(Engine, "pool", lambda self: 1 / 0)
    studied = lab(engine=TWO)
    with studied.keep_workers():
        assert len(studied.run([case(a=1)], range(1, 5), 2).table) == 4
        with pytest.raises(ZeroDivisionError):
            studied.run([case(a=1)], range(1, 6), 2)


def test_few_runs_are_not_worth_a_worker(lab, monkeypatch):
    monkeypatch.setattr(Engine, "pool", lambda self: 1 / 0)
    studied = replace(lab(engine=LOKY), few=8)
    with studied.keep_workers():
        assert len(studied.run([case(a=1)], range(3), 2).table) == 3
        assert len(studied.run([case(a=1)], range(6), 2).table) == 6  # three of them are there
        with pytest.raises(ZeroDivisionError):
            studied.run([case(a=1)], range(10), 2)


# ---- commands that share a store divide the work: nothing is run twice, and nothing waits for the dead ---------------

SHARE = """
import sys; from pathlib import Path
from tests.helpers.laboratory_toys import *
import contagion.sim.laboratory.store
from contagion.sim.laboratory.laboratory import Case, Laboratory
from contagion.sim.laboratory.store import Store
if __name__ == "__main__":
    folder, marks, engine, number, told, lease = sys.argv[1:]
    contagion.sim.laboratory.store.LEASE_SECONDS = float(lease)
    toy = Toy(marks=Path(marks))
    lab = Laboratory(toy, Engine(engine, None if engine == "serial" else 2), Store(Path(folder), toy.version), False)
    runs = lab.run([Case(told)], range(int(number)), 2)
    print(len(runs.table), (runs.table["error"] != "").sum())
"""


def command(folder, marks, number, lease=30, engine="serial", **told):
    """Another command that asks for so many runs, each of which is counted."""
    return python(SHARE, folder, marks, engine, number, canonical({"counted": 1, **told}), lease)


def executions(marks):
    return [mark.stat().st_size for mark in marks.glob("ran-*")]


@pytest.mark.slow
@pytest.mark.parametrize("commands, number", [(3, 60), pytest.param(10, 150, marks=pytest.mark.slow)])
def test_commands_at_once_divide_the_work(folder, tmp_path, commands, number):
    with ExitStack() as stack:
        drivers = [stack.enter_context(command(folder, tmp_path, number, sleep=0.02)) for _ in range(commands)]
        said = [driver.communicate(timeout=120) for driver in drivers]
    assert said == [(f"{number} 0\n", "")] * commands
    assert executions(tmp_path) == [1] * number
    assert kept_in(folder) == {job.key(VERSION): 1 for job in told_jobs(number)}
    assert held(folder) == []


def told_jobs(number):
    return jobs(number, counted=1, sleep=0.02)


@pytest.mark.slow
def test_a_run_that_failed_for_another_command_is_not_run_again_by_this_one(folder, tmp_path):
    with ExitStack() as stack:
        drivers = [stack.enter_context(command(folder, tmp_path, 40, sleep=0.05, fail=[3, 30])) for _ in range(2)]
        said = [driver.communicate(timeout=120) for driver in drivers]
    assert said == [("40 2\n", "")] * 2
    assert sum(executions(tmp_path)) <= 40 + 2  # one that began when the other had failed already runs it anew
    assert sum(sizes(folder, "failures")) == 2


@pytest.mark.slow
def test_what_a_killed_command_was_at_is_done_by_the_other_at_once(folder, tmp_path):
    with command(folder, tmp_path, 60, sleep=0.05) as one:
        assert within(30, lambda: any(held(folder)))
        with command(folder, tmp_path, 60, sleep=0.05) as two:
            assert within(30, lambda: len(held(folder)) == 2)
            one.kill()
            one.wait()
            assert two.communicate(timeout=25) == ("60 0\n", "")  # less than a lease
    assert held(folder) == []
    assert Store(folder, VERSION).keys == {job.key(VERSION) for job in jobs(60, counted=1, sleep=0.05)}


@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="processes cannot be stopped here")
@pytest.mark.slow
def test_what_a_stopped_command_was_at_is_done_by_the_other_and_nothing_is_there_twice(folder, tmp_path):
    with command(folder, tmp_path, 30, lease=2, sleep=0.1) as one:
        assert within(30, lambda: len(executions(tmp_path)) >= 3)
        one.send_signal(signal.SIGSTOP)
        try:
            with command(folder, tmp_path, 30, lease=2, sleep=0.1) as two:
                assert two.communicate(timeout=60) == ("30 0\n", "")
        finally:
            one.send_signal(signal.SIGCONT)
        assert one.communicate(timeout=60) == ("30 0\n", "")
    assert Counter(kept_in(folder).values()) == {1: 30}
    assert set(Counter(Store(folder, VERSION).read("years")["key"]).values()) == {2}


def test_a_study_of_which_all_is_there_clears_the_claims_of_the_dead(store):
    with python("print()") as dead:
        dead.communicate()
    for job in (asked := jobs(2)):
        save(store, [job])
    claim(store, host=claims._host(), process=dead.pid)
    claim(store, keys=["x"])
    lab = Laboratory(Toy(), Engine("serial"), store, progress=False)
    runs = lab.run_each([(Case(job.parameters), job.seed) for job in asked], asked[0].years)
    assert len(runs.table) == 2
    assert held(store.folder) == [["x"]]


def test_jobs_that_another_is_at_are_taken_when_it_lets_them_go(store):
    asked = {job.key(VERSION): job for job in jobs(4)}
    mine, theirs = list(asked)[:2], list(asked)[2:]
    other_one = claim(store, keys=theirs)
    with SharedJobs(store, asked) as work:
        assert [job.key(VERSION) for job in work.take(9)] == mine
        assert (work.remaining, work.take(9)) == (2, [])
        other = Store(store.folder, VERSION)
        save(other, [asked[theirs[0]]])
        assert (work.take(9), work.remaining) == ([], 1)
        forget(store, other_one)
        assert [job.key(VERSION) for job in work.take(9)] == theirs[1:]
        assert (work.remaining, work.ended) == (0, 1)
        work.record(execute(Toy(), [asked[key] for key in (*mine, theirs[1])]))
        assert work.ended == 4
    assert store.keys == set(asked)


# ---- claims --------------------------------------------------------------------------------------------------------


def forget(store, owner):
    asked_of(main(store.folder), "DELETE FROM claims WHERE owner = ?", owner)


def of_others(store):
    """What another command finds claimed."""
    with store.lock():
        return claims_of_others(store)


def test_what_others_claim_is_left_alone_and_what_is_ours_is_not(store):
    (job,) = jobs(1)
    with SharedJobs(store, {"c": job}) as own:
        assert own.take(1) == [job]
        claim(store)
        with store.lock():
            assert claims_of_others(store, own._name) == {"a", "b"}
        assert of_others(store) == {"a", "b", "c"}
    assert held(store.folder) == [["a", "b"]]


@pytest.mark.parametrize("until", [-1, claims.LEASE_SECONDS * 100, float("inf"), None, "tomorrow"])
def test_a_claim_whose_time_is_over_or_is_none_is_lost(store, until):
    claim(store, until=until if not isinstance(until, float | int) else time.time() + until)
    assert of_others(store) == set()
    assert held(store.folder) == []


@pytest.mark.parametrize("changed", [{"keys": None}, {"keys": 1}, {"host": claims._host(), "process": "x"}])
def test_a_broken_claim_is_none(store, changed):
    claim(store, **changed)
    assert of_others(store) == set()
    assert held(store.folder) == []


def test_a_claim_of_a_dead_process_of_this_machine_is_lost_at_once(store):
    with python("print()") as dead:
        dead.communicate()
    claim(store, host=claims._host(), process=dead.pid)
    claim(store, keys=["c"], process=dead.pid)
    assert of_others(store) == {"c"}
    assert held(store.folder) == [["c"]]


def test_a_claim_is_renewed_as_long_as_it_is_held(store, monkeypatch):
    monkeypatch.setattr(claims, "LEASE_SECONDS", 0.3)
    with SharedJobs(store, {"a": jobs(1)[0]}) as own:
        own.take(1)
        asked_of(main(store.folder), "UPDATE claims SET until = 0")
        assert within(5, lambda: asked_of(main(store.folder), "SELECT until > 0 FROM claims") == [(1,)])


def test_at_the_end_of_a_study_all_its_runs_are_waited_for_until_they_are_on_the_disk(store):
    asked, said = {job.key(VERSION): job for job in jobs(3)}, list[str]()
    with SharedJobs(store, asked) as work:
        store.con.set_trace_callback(said.append)
        while work.remaining:
            work.record(execute(Toy(), work.take(1)))
    levels = [line.split()[-1] for line in said if line.startswith("PRAGMA synchronous")]
    assert set(levels[:-1]) == {"NORMAL"}
    assert levels[-1] == "FULL"
    assert said[-1] == "COMMIT"
