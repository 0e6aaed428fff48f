"""Commands that share a store divide the work: nothing is run twice, and nothing waits for the dead."""

import os
import signal
import socket
import sys
import time
from collections import Counter
from contextlib import ExitStack

import pytest

from contagion.sim.laboratory import sharing
from contagion.sim.laboratory.jobs import canonical
from contagion.sim.laboratory.laboratory import Case, Laboratory
from contagion.sim.laboratory.packing import execute
from contagion.sim.laboratory.pools import Engine
from contagion.sim.laboratory.sharing import Shared, claimed
from contagion.sim.laboratory.store import Store
from tests.helpers.laboratory_toys import Toy, jobs, python, within
from tests.helpers.stores import VERSION, asked_of, claim, held, kept_in, main, save, sizes

SHARE = """
import sys; from pathlib import Path
from tests.helpers.laboratory_toys import *
import contagion.sim.laboratory.sharing
from contagion.sim.laboratory.laboratory import Case, Laboratory
from contagion.sim.laboratory.store import Store
if __name__ == "__main__":
    folder, marks, engine, number, told, lease = sys.argv[1:]
    contagion.sim.laboratory.sharing.LEASE_SECONDS = float(lease)
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
    claim(store, host=sharing._host(), process=dead.pid)
    claim(store, keys=["x"])
    lab = Laboratory(Toy(), Engine("serial"), store, progress=False)
    runs = lab.run_each([(Case(job.parameters), job.seed) for job in asked], asked[0].years)
    assert len(runs.table) == 2
    assert held(store.folder) == [["x"]]


def test_jobs_that_another_is_at_are_taken_when_it_lets_them_go(store):
    asked = {job.key(VERSION): job for job in jobs(4)}
    mine, theirs = list(asked)[:2], list(asked)[2:]
    other_one = claim(store, keys=theirs)
    with Shared(store, asked) as work:
        assert [job.key(VERSION) for job in work.take(9)] == mine
        assert (work.left, work.take(9)) == (2, [])
        other = Store(store.folder, VERSION)
        save(other, [asked[theirs[0]]])
        assert (work.take(9), work.left) == ([], 1)
        forget(store, other_one)
        assert [job.key(VERSION) for job in work.take(9)] == theirs[1:]
        assert (work.left, work.ended) == (0, 1)
        work.done(execute(Toy(), [asked[key] for key in (*mine, theirs[1])]))
        assert work.ended == 4
    assert store.keys == set(asked)


@pytest.mark.slow
def test_a_study_waits_for_what_another_is_at(store, folder):
    asked = jobs(3)
    claim(store, keys=[asked[1].key(VERSION)])
    with python(SHARE, folder, folder, "serial", "3", "{}", "30") as driver:
        assert within(30, lambda: len(Store(folder, VERSION).keys) == 2)
        time.sleep(1)
        assert driver.poll() is None
        save(Store(folder, VERSION), [asked[1]])
        assert driver.communicate(timeout=20) == ("3 0\n", "")
    assert held(folder) == [[asked[1].key(VERSION)]]


# ---- claims --------------------------------------------------------------------------------------------------------


def forget(store, owner):
    asked_of(main(store.folder), "DELETE FROM claims WHERE owner = ?", owner)


def of_others(store):
    """What another command finds claimed."""
    with store.held():
        return claimed(store)


def test_what_others_claim_is_left_alone_and_what_is_ours_is_not(store):
    (job,) = jobs(1)
    with Shared(store, {"c": job}) as own:
        assert own.take(1) == [job]
        claim(store)
        with store.held():
            assert claimed(store, own._name) == {"a", "b"}
        assert of_others(store) == {"a", "b", "c"}
    assert held(store.folder) == [["a", "b"]]


@pytest.mark.parametrize("until", [-1, sharing.LEASE_SECONDS * 100, float("inf"), None, "tomorrow"])
def test_a_claim_whose_time_is_over_or_is_none_is_lost(store, until):
    claim(store, until=until if not isinstance(until, float | int) else time.time() + until)
    assert of_others(store) == set()
    assert held(store.folder) == []


@pytest.mark.parametrize("changed", [{"keys": None}, {"keys": 1}, {"host": sharing._host(), "process": "x"}])
def test_a_broken_claim_is_none(store, changed):
    claim(store, **changed)
    assert of_others(store) == set()
    assert held(store.folder) == []


def test_a_claim_of_a_dead_process_of_this_machine_is_lost_at_once(store):
    with python("print()") as dead:
        dead.communicate()
    claim(store, host=sharing._host(), process=dead.pid)
    claim(store, keys=["c"], process=dead.pid)
    assert of_others(store) == {"c"}
    assert held(store.folder) == [["c"]]


def test_a_claim_is_renewed_as_long_as_it_is_held(store, monkeypatch):
    monkeypatch.setattr(sharing, "LEASE_SECONDS", 0.3)
    with Shared(store, {"a": jobs(1)[0]}) as own:
        own.take(1)
        asked_of(main(store.folder), "UPDATE claims SET until = 0")
        assert within(5, lambda: asked_of(main(store.folder), "SELECT until > 0 FROM claims") == [(1,)])


def test_at_the_end_of_a_study_all_its_runs_are_waited_for_until_they_are_on_the_disk(store):
    asked, said = {job.key(VERSION): job for job in jobs(3)}, list[str]()
    with Shared(store, asked) as work:
        store.con.set_trace_callback(said.append)
        while work.left:
            work.done(execute(Toy(), work.take(1)))
    levels = [line.split()[-1] for line in said if line.startswith("PRAGMA synchronous")]
    assert set(levels[:-1]) == {"NORMAL"}
    assert levels[-1] == "FULL"
    assert said[-1] == "COMMIT"


def test_a_host_is_this_machine():
    assert sharing._host().startswith(socket.gethostname())
    assert sharing._host() == sharing._host()
    assert sys.platform != "linux" or "pid:[" in sharing._host()
    assert not sharing._runs(2**22 + 1)
    assert sharing._runs(os.getpid())
