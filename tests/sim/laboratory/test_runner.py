"""Many runs in many processes: the same results in the same order, whatever happens to runs, workers and driver."""

import json
import os
import random
import signal
import sys
import threading
from contextlib import closing
from math import inf
from threading import Event
from time import sleep

import pandas as pd
import pytest

from contagion.models.parameters import Parameters
from contagion.models.runs.study import case
from contagion.sim.errors import InputError
from contagion.sim.laboratory.jobs import PARAMETERS, RUNS, Job, _prepare, canonical, execute, reason
from contagion.sim.laboratory.laboratory import Case, Laboratory
from contagion.sim.laboratory.pools import BATCH_SECONDS, MOST, QUEUED, Engine, LokyPool, ThreadPool, batches
from contagion.sim.laboratory.store import Store
from contagion.sim.threads import go_on
from tests.helpers.laboratory_toys import (
    Toy,
    alike,
    alive,
    jobs,
    outcome_of,
    outcomes_of,
    prepared,
    python,
    run_many,
    within,
)
from tests.helpers.stores import OTHER, VERSION, as_it_was, keys

SERIAL, TWO, LOKY = Engine("serial"), Engine("threads", workers=2), Engine("loky", workers=2)


# ---- the same, everywhere ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "engine",
    [TWO, LOKY],
    ids=str,
)
def test_engines_give_what_this_thread_gives(engine):
    asked = jobs(40, fail=[11])
    assert alike(run_many(Toy(), asked, engine)) == alike(run_many(Toy(), asked, SERIAL))


@pytest.mark.parametrize("engine", [TWO, pytest.param(LOKY, marks=pytest.mark.slow)], ids=["threads", "loky"])
def test_a_study_is_prepared_once_in_each_process(tmp_path, engine):
    assert len(list(run_many(Toy(marks=tmp_path), jobs(50), engine))) == 50
    assert set(prepared(tmp_path).values()) == {1}
    assert len(prepared(tmp_path)) <= 2
    assert (os.getpid() in prepared(tmp_path)) == (engine is TWO)


# ---- how jobs are handed out ---------------------------------------------------------------------------------------


def test_workers_have_the_next_before_what_has_come_is_looked_at():
    class Counting(ThreadPool):
        submitted = 0

        def submit(self, call, *arguments):
            self.submitted += 1
            return super().submit(call, *arguments)

    pool = Counting(2)
    with closing(batches(Toy(), jobs(40, sleep=0.01), TWO, pool)) as some:
        next(some)
        assert pool.submitted > 2 * QUEUED
    pool.close()


def lengths(engine, seconds, number):
    """How many runs the batches have, of runs that take so long."""
    asked = jobs(number, sleep=seconds)
    return [len(parcel.seconds) for parcel in batches(Toy(), asked, engine)]


@pytest.mark.parametrize("engine", [SERIAL, TWO], ids=["serial", "threads"])
@pytest.mark.slow
def test_a_batch_takes_about_half_a_second(engine):
    made = lengths(engine, 0.01, 400)
    assert sum(made) == 400
    assert made[0] == 1  # the first result comes at once
    assert 0.3 * BATCH_SECONDS / 0.01 < max(made) <= 1.1 * BATCH_SECONDS / 0.01
    assert made[-1] < max(made)  # at the end smaller ones


def test_no_batch_is_larger_than_the_limit_however_fast_runs_are():
    assert max(lengths(SERIAL, 0, 3000)) == MOST


@pytest.fixture(scope="module")
def one_by_one():
    """Some jobs, and what becomes of each by itself."""
    asked = jobs(60, fail=[11])
    return asked, alike([outcome_of(job) for job in asked])


@pytest.mark.parametrize(
    "engine, most",
    [(SERIAL, 1), (SERIAL, 7), (TWO, 7)],
    ids=lambda it: getattr(it, "kind", it),
)
def test_the_size_of_batches_changes_nothing(monkeypatch, one_by_one, engine, most):
    monkeypatch.setattr("contagion.sim.laboratory.pools.MOST", most)
    asked, here = one_by_one
    assert alike(run_many(Toy(), asked, engine)) == here


# ---- what goes wrong -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("engine", [SERIAL, TWO], ids=["serial", "threads"])
def test_a_run_that_fails_is_an_outcome_with_its_job_and_traceback(engine):
    asked = jobs(12, fail=[5])
    outcomes = list(run_many(Toy(), asked, engine))
    assert [outcome.job for outcome in outcomes] == asked
    failed = outcomes.pop(5)
    assert not any(outcome.error for outcome in outcomes)
    assert all(outcome.row and outcome.tables for outcome in outcomes)
    assert (failed.row, failed.tables) == ({}, {})
    assert failed.error.startswith("Traceback (most recent call last):")
    assert "laboratory_toys.py" in failed.error
    assert failed.error.endswith("ValueError: seed 5 is\nno good\n")


def test_an_outcome_that_cannot_be_packed_is_a_failure():
    outcomes = list(run_many(Toy(), jobs(12, odd=[5]), TWO))
    assert [outcome.job.seed for outcome in outcomes if outcome.error] == [5]
    assert "function is not JSON serializable" in outcomes[5].error


@pytest.mark.slow
def test_a_worker_that_is_killed_costs_nothing(tmp_path):
    asked = jobs(40, once=[7, 23])
    here = alike(run_many(Toy(), jobs(40), SERIAL))
    there = alike(run_many(Toy(marks=tmp_path), asked, LOKY))
    assert [rest for _, *rest in there] == [rest for _, *rest in here]
    assert {mark.name for mark in tmp_path.glob("once-*")} == {"once-7", "once-23"}


@pytest.mark.slow
def test_a_run_that_kills_its_workers_has_failed_and_the_others_go_on():
    outcomes = list(run_many(Toy(), jobs(30, kill=[7]), LOKY))
    assert [outcome.job.seed for outcome in outcomes] == list(range(30))
    assert [outcome.job.seed for outcome in outcomes if outcome.error] == [7]
    assert "the worker died each time (TerminatedWorkerError: " in outcomes[7].error
    assert [outcome.row["whole"] for outcome in outcomes if outcome.row] == [2 * s for s in range(30) if s != 7]


# ---- parcels: what becomes of a batch is encoded where it was made, as it is kept ------------------------------------


def parcel(number, **told):
    return execute(Toy(), jobs(number, **told))


def read(part, table):
    return pd.DataFrame(part.table(table))


@pytest.mark.parametrize("seeds", [[1, 2], [4], [0, 2, 4], range(5)])
def test_some_runs_of_a_batch_are_a_batch_of_their_own(seeds):
    asked, part = jobs(5), parcel(5).parts[0]
    wanted = keys([asked[seed] for seed in seeds])
    few = part.only(wanted)
    assert few.keys == tuple(key for key in part.keys if key in wanted)
    for table in (RUNS, "years", "places"):
        whole = read(part, table)
        pd.testing.assert_frame_equal(read(few, table), whole[whole["key"].isin(wanted)].reset_index(drop=True))


def test_a_table_without_rows_is_left_out():
    (part,) = execute(Toy(), jobs(2, years=0)).parts
    assert set(part.tables) == {RUNS, PARAMETERS, "places"}


def test_each_run_has_its_own_time_and_rows():
    outcomes = outcomes_of(parcel(3, fail=[1], sleep=0.01))
    assert [outcome.job.seed for outcome in outcomes] == [0, 2, 1]
    assert [len(outcome.tables.get("places", ())) for outcome in outcomes] == [2, 2, 0]
    assert all(outcome.seconds >= 0.01 for outcome in outcomes)


def test_a_study_is_made_ready_once_and_where_that_fails_each_run_has():
    made = []

    class Study(Toy):
        def prepare(self):
            made.append(self)
            if made[1:]:
                sleep(0.01)
                raise ValueError("other code")

    _prepare.forget()
    assert [execute(Study(), jobs(2)).failed for _ in range(2)] == [0, 0]
    assert len(made) == 1
    _prepare.forget()
    outcomes = outcomes_of(execute(Study(), jobs(2)))
    _prepare.forget()
    assert [outcome.reason for outcome in outcomes] == ["ValueError: other code"] * 2
    assert all(0.005 <= outcome.seconds < 1 for outcome in outcomes)


def test_parameters_that_are_the_same_are_kept_once():
    few, many = (len(parcel(n, note=random.Random(1).randbytes(5000).hex()).parts[0].tables[RUNS]) for n in (1, 200))
    assert many < few + 10_000
    (row,) = outcomes_of(parcel(1, a=3))
    assert row.job == outcome_of(jobs(1, a=3)[0]).job


def test_workers_encode_and_whoever_keeps_it_does_not(tmp_path, monkeypatch):
    lab = Laboratory(Toy(), Engine("loky", workers=2), Store(tmp_path / "store", VERSION), progress=False)
    with monkeypatch.context() as patch:
        patch.setattr("contagion.sim.laboratory.jobs.encode", lambda *_, **__: 1 / 0)
        assert len(lab.run([Case("{}")], range(30), 2).table) == 30
    assert as_it_was(tmp_path / "store", jobs(30))


# ---- what names a run: all that its results depend on, written one way -----------------------------------------------


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


def test_a_whole_number_has_one_key_however_it_is_written():
    """A default of 10 and a setting of 10.0 are the same run."""
    assert canonical({"a": [10.0, 0.5, True], "b": {"c": -3.0}}) == canonical({"a": (10, 0.5, True), "b": {"c": -3}})
    assert canonical({"a": float("inf")}) == '{"a":Infinity}'
    assert canonical({"a": True}) != canonical({"a": 1})
    unset, reset = Parameters(), Parameters.model_validate({"training": {"places": 10.0}})
    assert case(unset).parameters == case(reset).parameters


def test_a_reason_is_the_last_line_without_the_place_of_an_error_of_ours():
    assert reason("Traceback\n  x\ncontagion.sim.errors.InputError: a: is empty\n") == "a: is empty"
    assert reason("ValueError: no good") == "ValueError: no good"


# ---- engines and pools: what cannot be is refused, and what is closed has ended --------------------------------------


@pytest.mark.parametrize(
    "made, words",
    [
        (lambda: Engine("threads", workers=0), "workers 0: must be at least 1"),
        (lambda: Engine("serial", scheduler="tcp://h:1"), "scheduler tcp://h:1: is for engine dask, not serial"),
    ],
)
def test_an_engine_that_cannot_be_is_refused(made, words):
    with pytest.raises(InputError, match=f"^{words}$"):
        made()


def test_a_pool_of_threads_that_is_closed_gives_up_what_they_are_at_and_waits_for_nobody():
    pool, begun = ThreadPool(2), Event()

    def endless():
        begun.set()
        while True:
            go_on()

    before = threading.active_count()
    calls = [pool.submit(endless) for _ in range(3)]
    assert begun.wait(10)
    pool.close()
    assert within(5, lambda: all(call.done() for call in calls))
    assert calls[2].cancelled()
    assert within(5, lambda: threading.active_count() == before)


# ---- workers end with whoever started them, and leave signals to it --------------------------------------------------


def test_workers_end_with_the_generator(tmp_path):
    outcomes = run_many(Toy(marks=tmp_path), jobs(100, sleep=20, uneven=True), LOKY)
    assert next(outcomes).job.seed == 0  # at once; those after it take 20 s and more
    workers = list(prepared(tmp_path))
    assert any(alive(worker) for worker in workers)
    outcomes.close()
    assert within(5, lambda: not any(alive(worker) for worker in prepared(tmp_path)))


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere nothing tells a worker of it")
def test_workers_do_not_outlive_a_driver_that_is_killed(tmp_path):
    code = (
        "import sys; from pathlib import Path; from tests.helpers.laboratory_toys import *\n"
        "if __name__ == '__main__':\n"
        "    list(run_many(Toy(marks=Path(sys.argv[1])), jobs(1000, sleep=60), Engine('processes', 2)))"
    )
    with python(code, tmp_path) as driver:
        assert within(30, lambda: len(prepared(tmp_path)) == 2)
        assert all(alive(worker) for worker in prepared(tmp_path))
        driver.kill()
    gone = within(5, lambda: not any(alive(worker) for worker in prepared(tmp_path)))
    for worker in filter(alive, prepared(tmp_path)):  # or they would stay for good
        os.kill(worker, signal.SIGKILL)
    assert gone


@pytest.mark.skipif(not hasattr(signal, "pthread_sigmask"), reason="signals cannot be put off here")
def test_a_worker_leaves_ctrl_c_to_its_driver_from_its_first_moment_on():
    pool = LokyPool(1)
    try:
        blocked = pool.submit(signal.pthread_sigmask, signal.SIG_BLOCK, []).result(timeout=30)
    finally:
        pool.close()
    assert signal.SIGINT in blocked
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, [])
