"""The laboratory: cases × seeds, run once each, kept, handed back as tidy tables, whatever happens meanwhile."""

import io
import json
import signal
import sqlite3
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from tqdm import tqdm

from contagion.sim.errors import InputError, Interrupted
from contagion.sim.laboratory import database, laboratory
from contagion.sim.laboratory.jobs import canonical
from contagion.sim.laboratory.laboratory import Case, Laboratory
from contagion.sim.laboratory.pools import Engine, LokyPool
from contagion.sim.laboratory.store import Store
from tests.helpers.laboratory_toys import Toy, alive, jobs, python, within
from tests.helpers.stores import VERSION, kept_in, sizes
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
    runs = lab().run([Case("{}")], range(10), 2)
    assert list(runs.table["whole"]) == list(range(0, 20, 2))


@pytest.mark.parametrize("batches", [0, 1])
def test_ctrl_c_before_or_between_batches_is_told_alike(lab, tmp_path, monkeypatch, batches):
    done, kept = Store.save, []

    def interrupted(self, parcel):
        if len(kept) == batches:
            raise KeyboardInterrupt
        kept.append(done(self, parcel))

    monkeypatch.setattr(Store, "save", interrupted)
    with pytest.raises(Interrupted) as caught:
        lab().run([Case("{}")], range(10), 2)
    assert str(caught.value) == f"interrupted; {batches} of 10 runs are done and kept in {tmp_path / 'store'}"


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


# ---- commands that share a store -------------------------------------------------------------------------------------

SHARE = """
import sys; from pathlib import Path
from tests.helpers.laboratory_toys import *
from contagion.sim.laboratory.laboratory import Case, Laboratory
from contagion.sim.laboratory.store import Store
if __name__ == "__main__":
    folder, number, told = sys.argv[1:]
    lab = Laboratory(Toy(), Engine("serial"), Store(Path(folder), Toy().version), False)
    runs = lab.run([Case(told)], range(int(number)), 2)
    print(len(runs.table), (runs.table["error"] != "").sum())
"""


@pytest.mark.slow
def test_commands_at_once_all_answer_and_keep_each_run_once(folder):
    told: dict[str, Any] = {"sleep": 0.02, "fail": [3]}
    with ExitStack() as stack:
        drivers = [stack.enter_context(python(SHARE, folder, 60, canonical(told))) for _ in range(4)]
        answers = [driver.communicate(timeout=120) for driver in drivers]
    assert answers == [("60 1\n", "")] * 4
    well = [job for job in jobs(60, **told) if job.seed != 3]
    assert kept_in(folder, "runs") == {job.key(VERSION): 1 for job in well}
    assert sum(sizes(folder, "failures")) == 1
