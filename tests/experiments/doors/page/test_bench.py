"""The laboratory of the page: told of each batch, put down at once, its workers kept, replaced or sent home."""

import os
import signal
import time
from dataclasses import replace
from threading import Thread

import pytest

from contagion.experiments.doors.page import bench as benches
from contagion.experiments.doors.page.bench import PutDown, bench
from contagion.experiments.lab.lab import close_up
from contagion.models.runs.cases import case
from contagion.models.runs.study import Conversations
from contagion.models.scenarios.scenario import read
from contagion.sim.errors import InputError
from contagion.sim.laboratory.jobs import Job
from tests.helpers.ended import gone

REF = case(read().parameters)


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    return tmp_path_factory.mktemp("bench") / "store"


@pytest.fixture
def told():
    return []


@pytest.fixture
def worked(store, told):
    made = bench(store, 1, lambda done, total: told.append((done, total)))
    with made.staffed():
        yield made


@pytest.fixture(scope="module")
def standing(store):
    """One whose worker stays for all tests that leave it alone."""
    made = bench(store, 1, lambda done, total: None)
    with made.staffed():
        worker(made)
        yield made


@pytest.fixture
def shared(standing, told):
    return replace(standing, told=lambda done, total: told.append((done, total)))


def worker(made) -> int:
    return made.call(os.getpid)


def test_workers_stay_from_one_study_to_the_next_and_for_the_close_up(shared, told):
    first = worker(shared)
    shared.run([REF], [1, 2], 1)
    close_up(shared).run([REF], [1], 1)
    assert worker(shared) == first
    assert told[-1] == (1, 1)


@pytest.mark.skipif(not hasattr(os, "nice"), reason="there is no such thing here")
def test_workers_let_readers_go_before_them_and_new_ones_as_well(worked):
    own = os.nice(0)
    assert worked.call(os.nice, 0) == own + benches.NICENESS
    with pytest.raises(InputError):
        worked.call(os.kill, worker(worked), signal.SIGKILL)
    assert worked.call(os.nice, 0) == own + benches.NICENESS


def test_the_store_of_a_study_is_opened_once_and_knows_what_came_since(shared):
    study = Conversations.over(close=True)
    first, again = shared.at(study), shared.at(study)
    assert first.store is again.store
    assert first.store is not shared.store
    close_up(shared).run([REF], [8], 1)
    assert again.store.whole([Job(REF.parameters, 8, 1).key(study.version)])


def test_a_part_of_more_runs_is_told_as_such(shared, told):
    shared.most = 7
    shared.run([REF], [3, 4], 1)
    assert told[-1] == (2, 7)


def test_calls_that_each_make_a_part_are_told_as_one(shared, told):
    shared.in_parts, shared.most = True, 5
    shared.run([REF], [3, 4], 1)  # are kept: nothing is made
    assert told[-1] == (0, 5)
    shared.run([REF], [4, 5, 6], 1)
    shared.run([REF], [5, 7], 1)
    assert told[-1] == (3, 5)
    shared.run([REF], range(20, 24), 1)
    assert told[-1] == (7, 7)
    assert [done for done, _ in told] == sorted(done for done, _ in told)


def test_a_call_can_be_put_down(worked):
    def go_home(_done, _total):
        raise PutDown

    worker(worked)
    worked.told, begun = go_home, time.monotonic()
    with pytest.raises(PutDown):
        worked.call(time.sleep, 30)
    assert time.monotonic() - begun < 10


def test_work_that_is_put_down_keeps_what_is_done(store, worked):
    def enough(done, _total):
        if done >= 3:
            raise PutDown

    worked.told = enough
    with pytest.raises(PutDown):
        worked.run([REF], range(10, 60), 1)
    kept = len(bench(store, 1, enough).store.keys)
    assert kept >= 3
    worked.told = lambda done, total: None
    assert (worked.run([REF], range(10, 20), 1).table["error"] == "").all()


@pytest.mark.slow
def test_all_ends_from_another_thread(worked):
    worked.warm()
    process = worker(worked)
    caught = []

    def works():
        try:
            worked.run([REF], range(100, 4000), 10)
        except PutDown:
            caught.append(1)

    thread = Thread(target=works)
    thread.start()
    time.sleep(0.2)
    worked.end()
    thread.join(60)
    assert (caught, thread.is_alive()) == ([1], False)
    with pytest.raises(PutDown):
        worker(worked)
    assert gone(process)


def test_a_worker_that_dies_is_replaced(worked):
    first = worker(worked)
    with pytest.raises(InputError, match="went wrong"):
        worked.call(os.kill, first, signal.SIGKILL)
    assert worker(worked) != first


def test_a_call_that_does_not_end_is_ended(worked, monkeypatch):
    worker(worked)
    monkeypatch.setattr(benches, "LONGEST_SECONDS", 0.2)
    with pytest.raises(InputError, match=r"takes more than 0\.2 seconds"):
        worked.call(time.sleep, 60)
