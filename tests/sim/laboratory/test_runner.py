"""Many runs in many processes: the same results in the same order, whatever happens to runs, workers and driver."""

import os
from contextlib import closing
from itertools import count, islice

import pytest

from contagion.sim.laboratory.jobs import Job, canonical
from contagion.sim.laboratory.loky_pool import LokyPool
from contagion.sim.laboratory.pools import Engine
from contagion.sim.laboratory.runner import BATCH_SECONDS, MOST, QUEUED, WorkersDie, batches
from tests.benchmarks.trivial import InOrder
from tests.helpers.laboratory_toys import Toy, alike, as_they_come, jobs, outcome_of, prepared, run_many

SERIAL, TWO, LOKY = Engine("serial"), Engine("threads", workers=2), Engine("loky", workers=2)


def taken(asked):
    """Jobs without end, and how many of them have been taken so far."""
    numbers = []

    def endless():
        for seed in count():
            numbers.append(seed)
            yield Job(asked, seed, 1)

    return endless(), numbers


# ---- the same, everywhere ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "engine",
    [
        *(Engine("threads", workers) for workers in (1, 2, 3)),
        pytest.param(Engine("loky", 1), marks=pytest.mark.slow),
        LOKY,
    ],
    ids=str,
)
def test_engines_give_what_this_thread_gives(engine):
    asked = jobs(40, fail=[11])
    assert alike(run_many(Toy(), asked, engine)) == alike(run_many(Toy(), asked, SERIAL))


@pytest.mark.slow
def test_outcomes_come_in_the_order_of_the_jobs_however_long_they_take():
    asked = jobs(30, sleep=0.02, uneven=True)
    ended = [outcome.job.seed for outcome in as_they_come(Toy(), asked, TWO)]
    assert ended != sorted(ended)
    assert sorted(ended) == list(range(30))
    assert [outcome.job for outcome in run_many(Toy(), asked, TWO)] == asked


@pytest.mark.parametrize("engine", [TWO, pytest.param(LOKY, marks=pytest.mark.slow)], ids=["threads", "loky"])
def test_a_study_is_prepared_once_in_each_process(tmp_path, engine):
    assert len(list(run_many(Toy(marks=tmp_path), jobs(50), engine))) == 50
    assert set(prepared(tmp_path).values()) == {1}
    assert len(prepared(tmp_path)) <= 2
    assert (os.getpid() in prepared(tmp_path)) == (engine is TWO)


# ---- jobs are taken as they are needed -----------------------------------------------------------------------------


@pytest.mark.parametrize("engine", [SERIAL, TWO], ids=["serial", "threads"])
@pytest.mark.slow
def test_jobs_without_end_are_taken_as_workers_become_free(engine):
    endless, numbers = taken(canonical({"sleep": 0.001}))
    done = 0
    with closing(batches(Toy(), InOrder(endless), engine)) as some:
        for parcel in islice(some, 20):
            assert len(numbers) <= done + 2 * (QUEUED * 2) * MOST  # all may have come back, and as many follow
            done += len(parcel.seconds)


def test_workers_have_the_next_before_what_has_come_is_looked_at():
    endless, numbers = taken(canonical({"sleep": 0.01}))
    with closing(batches(Toy(), InOrder(endless), TWO)) as some:
        next(some)
        assert len(numbers) > 2 * QUEUED


def lengths(engine, seconds, number):
    """How many runs the batches have, of runs that take so long."""
    asked = InOrder(jobs(number, sleep=seconds))
    return [len(parcel.seconds) for parcel in batches(Toy(), asked, engine)]


@pytest.mark.parametrize("engine", [SERIAL, TWO], ids=["serial", "threads"])
@pytest.mark.slow
def test_a_batch_takes_about_half_a_second(engine):
    made = lengths(engine, 0.01, 400)
    assert sum(made) == 400
    assert made[0] == 1  # the first result comes at once
    assert 0.3 * BATCH_SECONDS / 0.01 < max(made) <= 1.1 * BATCH_SECONDS / 0.01
    assert made[-1] < max(made)  # at the end smaller ones


@pytest.mark.slow
def test_a_long_run_is_a_batch_of_its_own():
    assert set(lengths(TWO, 0.6, 5)) == {1}


def test_no_batch_is_larger_than_the_limit_however_fast_runs_are():
    assert max(lengths(SERIAL, 0, 3000)) == MOST


@pytest.fixture(scope="module")
def one_by_one():
    """Some jobs, and what becomes of each by itself."""
    asked = jobs(60, fail=[11])
    return asked, alike([outcome_of(job) for job in asked])


@pytest.mark.parametrize(
    "engine, most",
    [*((SERIAL, most) for most in (1, 2, 7, 100)), (TWO, 1), (TWO, 7)],
    ids=lambda it: getattr(it, "kind", it),
)
def test_the_size_of_batches_changes_nothing(monkeypatch, one_by_one, engine, most):
    monkeypatch.setattr("contagion.sim.laboratory.runner.MOST", most)
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


@pytest.mark.slow
def test_when_workers_die_whatever_is_run_the_study_stops_with_the_count_and_the_last_error(monkeypatch):
    monkeypatch.setattr(LokyPool, "tries", 1)  # each try takes two new workers
    done = []
    told = r"3 runs in a row; the last: the worker died each time \(TerminatedWorkerError"
    with pytest.raises(WorkersDie, match=told):
        done.extend(
            (one.job.seed, bool(one.error)) for one in as_they_come(Toy(), jobs(60, kill=[*range(20, 60)]), LOKY)
        )
    assert {(number, False) for number in range(20)} <= set(done)
    assert sum(failed for _, failed in done) == 2  # the third stops it
