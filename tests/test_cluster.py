"""A Dask cluster on the loopback interface: scheduler and workers as separate processes, some of which die."""

import os
import socket
import subprocess
import sys
import time
from contextlib import ExitStack

import dask
import distributed
import pytest
from laboratory_toys import HERE, Toy, alike, jobs, within

from models.cases import case
from models.scenarios import read
from models.study import Conversations
from sim.errors import InputError
from sim.laboratory import pools
from sim.laboratory.jobs import Job
from sim.laboratory.pools import Engine
from sim.laboratory.runner import run_many

# Dask warns of its own affairs (ports, versions, connections that end); here they are no errors.
pytestmark = pytest.mark.filterwarnings("ignore")

SERIAL = Engine("serial")
REAL = case(read().parameters).parameters


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Cluster:
    """A scheduler and workers, each a process that runs what `dask scheduler` and `dask worker` run."""

    def __init__(self, folder, stack):
        self.folder, self.stack, port = folder, stack, free_port()
        self.address = f"tcp://127.0.0.1:{port}"
        self.scheduler = self.start("scheduler", "--host", "127.0.0.1", "--port", str(port))
        self.workers = []

    def start(self, role, *words):
        log = self.stack.enter_context((self.folder / f"{role}.log").open("ab"))
        command = [sys.executable, "-m", f"distributed.cli.dask_{role}", "--no-dashboard", *words]
        path = os.pathsep.join([str(HERE.parent), str(HERE)])
        process = subprocess.Popen(
            command, cwd=self.folder, env={**os.environ, "PYTHONPATH": path}, stdout=log, stderr=log
        )
        self.stack.callback(process.wait, timeout=30)
        self.stack.callback(process.kill)
        return process

    def add_workers(self, number):
        for _ in range(number):
            words = ("--host", "127.0.0.1", "--no-nanny", "--nthreads", "1", "--memory-limit", "0")
            self.workers.append(self.start("worker", self.address, *words))
        assert within(30, lambda: (self.folder / "worker.log").read_text().count("Registered to") == number)

    @property
    def engine(self):
        return Engine("dask", scheduler=self.address)


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
    with pytest.raises(InputError, match=r"^the Dask scheduler has gone$"):
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
    monkeypatch.setattr(pools, "ANSWER_SECONDS", 1)
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


def test_a_scheduler_without_workers_is_waited_for_but_not_for_ever(cluster, monkeypatch):
    monkeypatch.setattr("sim.laboratory.runner.WATCH_SECONDS", 0.1)
    monkeypatch.setattr(pools, "PATIENCE_SECONDS", 10)  # two looks, at WATCH_SECONDS = 5 each
    with pytest.raises(InputError, match=r"^the Dask scheduler has had no worker for 10 s$"):
        next(run_many(Toy(), jobs(1), cluster.engine))
