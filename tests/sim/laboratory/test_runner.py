"""Many runs in many processes: the same results in the same order, whatever happens to runs, workers and driver."""

import os
import signal
import sys
from contextlib import closing
from itertools import count, islice

import pytest

from models.runs.cases import case
from models.runs.simulation import simulate, territory_for
from models.runs.study import Conversations, _territory
from models.scenarios.scenario import read
from models.territory.territory import Territory
from sim.errors import InputError
from sim.laboratory.jobs import Job, canonical
from sim.laboratory.pools import Engine, ProcessPool
from sim.laboratory.runner import BATCH_SECONDS, MOST, QUEUED, InOrder, WorkersDie, batches
from tests.helpers.laboratory_toys import (
    Told,
    Toy,
    alike,
    alive,
    as_they_come,
    jobs,
    outcome_of,
    python,
    run_many,
    within,
)

SERIAL, TWO = Engine("serial"), Engine("processes", workers=2)
REAL = case(read().parameters).parameters


def prepared(marks):
    """The processes that have prepared the study, and how often each has."""
    return {int(mark.name.rpartition("-")[2]): mark.stat().st_size for mark in marks.glob("prepared-*")}


def taken(asked):
    """Jobs without end, and how many of them have been taken so far."""
    numbers = []

    def endless():
        for seed in count():
            numbers.append(seed)
            yield Job(asked, seed, 1)

    return endless(), numbers


# ---- the same, everywhere ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_processes_give_what_this_process_gives(workers):
    asked = jobs(40, fail=[11])
    assert alike(run_many(Toy(), asked, Engine("processes", workers))) == alike(run_many(Toy(), asked, SERIAL))


def test_outcomes_come_in_the_order_of_the_jobs_however_long_they_take():
    asked = jobs(30, sleep=0.02, uneven=True)
    ended = [outcome.job.seed for outcome in as_they_come(Toy(), asked, TWO)]
    assert ended != sorted(ended)
    assert sorted(ended) == list(range(30))
    assert [outcome.job for outcome in run_many(Toy(), asked, TWO)] == asked


@pytest.fixture(scope="module")
def real():
    """Five runs of the model in this process, their jobs, and how often the territory was read for them."""
    read_from, times = Territory.from_file, []
    _territory.cache_clear()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Territory, "from_file", lambda *a, **k: times.append(1) or read_from(*a, **k))
        study = Told(Conversations.over())
        asked = [Job(REAL, seed, 1) for seed in range(1, 6)]
        return asked, list(run_many(study, asked, SERIAL)), len(times)


def test_a_run_of_the_laboratory_is_the_run_that_simulate_makes(real):
    asked, outcomes, _ = real
    scenario = read()
    territory = territory_for(scenario)
    logs = [simulate(scenario, territory, years=1, seed=job.seed).summary["event_log_sha256"] for job in asked]
    assert [outcome.row["event_log_sha256"] for outcome in outcomes] == logs
    assert len(set(logs)) == len(logs)


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_the_model_gives_the_same_to_the_byte_for_any_number_of_workers(real, workers):
    asked, here, _ = real
    there = list(run_many(Told(Conversations.over()), asked, Engine("processes", workers)))
    for outcome in (*here, *there):
        assert outcome.row.pop("read", 1) == 1  # and each worker has read the territory once
    assert alike(there) == alike(here)
    assert {len(outcome.row["event_log_sha256"]) for outcome in there} == {64}


def test_the_territory_is_read_once(real):
    assert real[2] == 1


def test_a_study_is_prepared_once_in_each_worker(tmp_path):
    assert len(list(run_many(Toy(marks=tmp_path), jobs(50), TWO))) == 50
    assert set(prepared(tmp_path).values()) == {1}
    assert len(prepared(tmp_path)) <= 2
    assert os.getpid() not in prepared(tmp_path)


# ---- jobs are taken as they are needed -----------------------------------------------------------------------------


@pytest.mark.parametrize("engine", [SERIAL, TWO], ids=["serial", "processes"])
def test_jobs_without_end_are_taken_as_workers_become_free(engine):
    endless, numbers = taken(canonical({"sleep": 0.001}))
    done = 0
    with closing(batches(Toy(), InOrder(endless), engine)) as some:
        for batch in islice(some, 20):
            assert len(numbers) <= done + (QUEUED * 2 + 1) * MOST
            done += len(batch.jobs)


def lengths(engine, seconds, number):
    """How many runs the batches have, of runs that take so long."""
    return [len(batch.jobs) for batch in batches(Toy(), InOrder(jobs(number, sleep=seconds)), engine)]


@pytest.mark.parametrize("engine", [SERIAL, TWO], ids=["serial", "processes"])
def test_a_batch_takes_about_half_a_second(engine):
    made = lengths(engine, 0.01, 400)
    assert sum(made) == 400
    assert made[0] == 1  # the first result comes at once
    assert 0.3 * BATCH_SECONDS / 0.01 < max(made) <= 1.1 * BATCH_SECONDS / 0.01
    assert made[-1] < max(made)  # at the end smaller ones


def test_a_long_run_is_a_batch_of_its_own():
    assert set(lengths(TWO, 0.6, 5)) == {1}


def test_no_batch_is_larger_than_the_limit_however_fast_runs_are():
    assert max(lengths(SERIAL, 0, 3000)) == MOST


@pytest.mark.parametrize("most", [1, 2, 7, 100])
def test_the_size_of_batches_changes_nothing(monkeypatch, most):
    monkeypatch.setattr("sim.laboratory.runner.MOST", most)
    asked = jobs(60, fail=[11])
    here = alike([outcome_of(job) for job in asked])
    for engine in (SERIAL, TWO):
        assert alike(run_many(Toy(), asked, engine)) == here


# ---- what goes wrong -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("engine", [SERIAL, TWO], ids=["serial", "processes"])
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


def test_an_outcome_that_cannot_be_sent_is_a_failure(tmp_path):
    outcomes = list(run_many(Toy(), jobs(12, odd=[5]), TWO))
    assert [outcome.job.seed for outcome in outcomes if outcome.error] == [5]
    assert "lambda" in outcomes[5].error


@pytest.mark.parametrize("engine", [SERIAL, TWO], ids=["serial", "processes"])
def test_a_worker_with_another_version_fails_every_run_and_says_so(engine):
    outcomes = list(run_many(Conversations("f" * 64), [Job(REAL, 1, 1), Job(REAL, 2, 1)], engine))
    assert [outcome.job.seed for outcome in outcomes] == [1, 2]
    assert all("this worker has other code or data" in outcome.reason for outcome in outcomes)


def test_a_worker_that_is_killed_costs_nothing(tmp_path):
    asked = jobs(40, once=[7, 23])
    here = alike(run_many(Toy(), jobs(40), SERIAL))
    there = alike(run_many(Toy(marks=tmp_path), asked, TWO))
    assert [rest for _, *rest in there] == [rest for _, *rest in here]
    assert {mark.name for mark in tmp_path.glob("once-*")} == {"once-7", "once-23"}


def test_a_run_that_kills_its_workers_has_failed_and_the_others_go_on():
    outcomes = list(run_many(Toy(), jobs(30, kill=[7]), TWO))
    assert [outcome.job.seed for outcome in outcomes] == list(range(30))
    assert [outcome.job.seed for outcome in outcomes if outcome.error] == [7]
    assert "the worker died each time (BrokenProcessPool: " in outcomes[7].error
    assert [outcome.row["whole"] for outcome in outcomes if outcome.row] == [2 * s for s in range(30) if s != 7]


def test_when_workers_die_whatever_is_run_the_study_stops_with_the_count_and_the_last_error():
    done = []
    told = r"3 runs in a row; the last: the worker died each time \(BrokenProcessPool"
    with pytest.raises(WorkersDie, match=told):
        done.extend(
            (one.job.seed, bool(one.error)) for one in as_they_come(Toy(), jobs(60, kill=[*range(20, 60)]), TWO)
        )
    assert {(number, False) for number in range(20)} <= set(done)
    assert sum(failed for _, failed in done) == 2  # the third stops it


@pytest.mark.parametrize(
    "made, words",
    [
        (lambda: Engine("processes", workers=0), "workers 0: must be at least 1"),
        (lambda: Engine("serial", scheduler="tcp://h:1"), "scheduler tcp://h:1: is for engine dask, not serial"),
    ],
)
def test_an_engine_that_cannot_be_is_refused(made, words):
    with pytest.raises(InputError, match=f"^{words}$"):
        made()


# ---- nothing is left behind ----------------------------------------------------------------------------------------


def test_workers_end_with_the_generator(tmp_path):
    outcomes = run_many(Toy(marks=tmp_path), jobs(100, sleep=20, uneven=True), TWO)
    assert next(outcomes).job.seed == 0  # at once; those after it take 20 s and more
    workers = list(prepared(tmp_path))
    assert any(alive(worker) for worker in workers)
    outcomes.close()
    assert within(5, lambda: not any(alive(worker) for worker in prepared(tmp_path)))


def test_workers_end_when_the_caller_fails(tmp_path):
    def fails():
        for outcome in run_many(Toy(marks=tmp_path), jobs(100, sleep=20, uneven=True), TWO):
            raise OSError(outcome.job.seed)

    with pytest.raises(OSError):
        fails()
    assert within(5, lambda: not any(alive(worker) for worker in prepared(tmp_path)))


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
    pool = ProcessPool(1)
    try:
        blocked = pool.submit(signal.pthread_sigmask, signal.SIG_BLOCK, []).result(timeout=30)
    finally:
        pool.close()
    assert signal.SIGINT in blocked
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, [])
