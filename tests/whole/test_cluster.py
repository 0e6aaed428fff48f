"""A Dask cluster on the loopback interface: scheduler and workers as separate processes, some of which die."""

import os
import re
import socket
import sys
import threading
import time
from contextlib import ExitStack, suppress
from pathlib import Path

import dask
import distributed
import pytest

from models.runs.cases import case
from models.runs.study import Conversations
from models.scenarios.scenario import read
from sim.errors import InputError
from sim.laboratory import dask_pool
from sim.laboratory.jobs import Job
from sim.laboratory.pools import Engine
from tests.helpers.dask_processes import Cluster
from tests.helpers.laboratory_toys import Toy, alike, jobs, run_many

# Dask warns of its own affairs (ports, versions, connections that end); here they are no errors.
pytestmark = pytest.mark.filterwarnings("ignore")

SERIAL = Engine("serial")
REAL = case(read().parameters).parameters


@pytest.fixture
def cluster(tmp_path):
    with ExitStack() as stack:
        yield Cluster(tmp_path, stack)


def test_200_runs_on_a_cluster_that_loses_a_worker_are_those_of_one_process(cluster):
    cluster.add_workers(2)
    study, asked, logs = Conversations.over(), [Job(REAL, seed, 1) for seed in range(1, 201)], set()
    both = zip(run_many(study, asked, cluster.engine), run_many(study, asked, SERIAL), strict=True)
    for number, (there, here) in enumerate(both):
        if number == 50:
            cluster.workers[0].kill()
        assert there.job == asked[number]
        assert not there.error
        assert alike([there]) == alike([here])
        logs.add(there.row["event_log_sha256"])
    assert len(logs) == 200
    assert cluster.workers[0].wait(10) != 0
    assert cluster.workers[1].poll() is None


def test_a_cluster_of_another_version_refuses_and_one_whose_scheduler_goes_is_given_up(cluster):
    cluster.add_workers(1)
    outcomes = list(run_many(Conversations("f" * 64), [Job(REAL, 1, 1), Job(REAL, 2, 1)], cluster.engine))
    assert [outcome.job.seed for outcome in outcomes] == [1, 2]
    assert all("this worker has other code or data" in outcome.reason for outcome in outcomes)

    def lose_it():
        for outcome in run_many(Toy(), jobs(500, sleep=0.01), cluster.engine):
            done.append(outcome)
            if len(done) == 50:
                cluster.scheduler.kill()

    done = []
    with pytest.raises(InputError, match=r"^the Dask scheduler tcp://127\.0\.0\.1:\d+ has gone$"):
        lose_it()
    assert 50 <= len(done) < 500
    assert alike(done) == alike(run_many(Toy(), jobs(500, sleep=0.01)[: len(done)], SERIAL))


def test_a_cluster_on_this_machine_survives_a_run_that_kills_its_workers():
    asked = jobs(40, kill=[7], fail=[11])
    assert distributed.config  # is read before a setting of it is changed and put back
    with dask.config.set({"distributed.scheduler.allowed-failures": 0}):  # to have it tried on one worker, not on four
        there = list(run_many(Toy(), asked, Engine("dask", workers=2)))
    assert [outcome.job for outcome in there] == asked
    assert [outcome.job.seed for outcome in there if outcome.error] == [7, 11]
    assert "the worker died each time (KilledWorker: " in there[7].error
    here = list(run_many(Toy(), jobs(40, fail=[11]), SERIAL))
    for outcomes in (there, here):
        del outcomes[7]
    assert [rest for _, *rest in alike(there)] == [rest for _, *rest in alike(here)]


@pytest.mark.parametrize("what", ["nobody", "mute", "nonsense"])
def test_a_scheduler_that_does_not_answer_is_told_in_one_line(what, monkeypatch):
    monkeypatch.setattr(dask_pool, "ANSWER_SECONDS", 1)
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{server.getsockname()[1]}"
        if what == "mute":
            server.listen()
        start = time.monotonic()
        with pytest.raises(InputError) as caught:
            next(run_many(Toy(), jobs(1), Engine("dask", scheduler="nonsense" if what == "nonsense" else address)))
    assert time.monotonic() - start < 15
    line = str(caught.value)
    assert line.startswith(f"scheduler {'nonsense' if what == 'nonsense' else address}: no Dask scheduler answers")
    assert "\n" not in line


def test_a_scheduler_without_workers_is_waited_for_but_not_for_ever(cluster, monkeypatch, capsys):
    monkeypatch.setattr("sim.laboratory.runner.WATCH_SECONDS", 0.1)
    monkeypatch.setattr(dask_pool, "LOOK_SECONDS", 0.1)
    monkeypatch.setattr(dask_pool, "SILENT_SECONDS", 1.5)
    monkeypatch.setattr(dask_pool, "SAY_AGAIN_SECONDS", 1)
    monkeypatch.setattr(dask_pool, "PATIENCE_SECONDS", 4)
    told = f"the Dask scheduler {cluster.address} has had no worker for 4 s"
    with pytest.raises(InputError, match=f"^{re.escape(told)}$"):
        next(run_many(Toy(), jobs(1), cluster.engine))
    said = capsys.readouterr().err.splitlines()
    assert set(said) == {f"waiting: the Dask scheduler {cluster.address} has no worker"}
    assert 2 <= len(said) <= 4


def test_workers_keep_their_memory_and_no_thread_waits_for_what_a_closed_client_was_asked():
    pool = Engine("dask", workers=1).pool()
    try:
        assert pool.submit(os.environ.get, "MALLOC_TRIM_THRESHOLD_", "kept").result(60) == "kept"
        assert not [thread.name for thread in threading.enumerate() if "callback" in thread.name.lower()]
    finally:
        pool.close()


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_a_cluster_of_this_machine_is_reached_from_this_machine_only(capsys):
    pool = Engine("dask", workers=1).pool()
    try:
        processes = {os.getpid(), *pool.submit(_family).result(60)}
        assert len(processes) > 1
        found = [address for process in processes for address in listening(process)]
    finally:
        pool.close()
    assert len(found) >= 3  # the scheduler, its dashboard, a worker
    assert set(found) == {"0100007F"}
    assert "The dashboard of the cluster is at http://127.0.0.1:" in capsys.readouterr().err


def _family():
    return [os.getpid(), os.getppid()]


def listening(process):
    """Addresses that a process listens at, as /proc writes them."""
    sockets = set()
    for descriptor in Path(f"/proc/{process}/fd").iterdir():
        with suppress(FileNotFoundError):
            sockets.add(str(descriptor.readlink()))
    for table in ("tcp", "tcp6"):
        for line in Path(f"/proc/{process}/net/{table}").read_text().splitlines()[1:]:
            _, local, _, state, *_, node = line.split()[:10]
            if state == "0A" and f"socket:[{node}]" in sockets:
                yield local.partition(":")[0]
