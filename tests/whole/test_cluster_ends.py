"""A command on a Dask cluster ends when it is told to and when it cannot go on, whatever has become of the cluster, and
says what it waits for. It used to hang in the end of its process; the bounds here are those of a test that hangs."""

import re
import signal
import sys
from contextlib import ExitStack
from threading import Timer

import pytest

from tests.helpers.dask_processes import Cluster
from tests.helpers.laboratory_toys import python, within

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="sends signals")

ENDS_SECONDS = 15  # it takes one on a machine that has nothing else to do
STUDY = """
import resource, sys
from pathlib import Path
from tests.helpers.laboratory_toys import *
from contagion.experiments.interfaces.command.one_line import one_line, process
from contagion.sim.laboratory.laboratory import Case, Laboratory
from contagion.sim.laboratory.store import Store

def study(folder, address, room="enough"):
    toy = Toy(marks=folder / "marks")
    lab = Laboratory(toy, Engine("dask", scheduler=address), Store(folder / "store", toy.version), progress=False)
    if room == "none":
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    lab.run([Case(canonical({"sleep": 0.05}))], range(5000), 1)

with process():
    one_line(lambda *_, **__: study(Path(sys.argv[1]), *sys.argv[2:]))
"""
KEPT = r"; [\d,]+ of 5,000 runs are done and kept in .+/store\n"
STOPPED = r"contagion: interrupted" + KEPT


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    with ExitStack() as stack:
        yield Cluster(tmp_path_factory.mktemp("cluster"), stack, workers=2)


@pytest.fixture
def study(tmp_path):
    """Starts a study on a cluster."""
    with ExitStack() as stack:

        def start(cluster, *words):
            command = stack.enter_context(python(STUDY, tmp_path, cluster.address, *words))
            last = Timer(120, command.kill)  # who reads its lines waits for none then
            last.start()
            stack.callback(last.cancel)
            stack.callback(command.kill)
            return command

        (tmp_path / "marks").mkdir()
        yield start


@pytest.fixture
def under_way(study, tmp_path):
    """Starts one, and comes back when all workers are at it."""

    def start(cluster):
        command = study(cluster)
        assert within(60, lambda: len(list((tmp_path / "marks").iterdir())) == len(cluster.workers))
        return command

    return start


def waits(command, cluster, words):
    """Read until a command says what it waits for; on a busy machine it may have had to wait for others before."""
    while not re.fullmatch(
        f"waiting: the Dask scheduler {cluster.address} {words}\n", said := command.stderr.readline()
    ):
        assert said.startswith("waiting: "), said


def ended(command, status, words, seconds=ENDS_SECONDS):
    out, said = command.communicate(timeout=seconds)
    assert out == ""
    assert re.fullmatch(rf"(waiting: .*\n)*{words}", said), said
    assert command.returncode == status


@pytest.mark.slow
def test_a_signal_ends_it(under_way, cluster):
    command = under_way(cluster)
    command.send_signal(signal.SIGTERM)
    ended(command, 128 + signal.SIGTERM, STOPPED)


@pytest.mark.slow
def test_a_full_disk_ends_it(study, cluster):
    command = study(cluster, "none")
    ended(command, 2, rf"contagion: --store .*\(.*disk I/O error\).*{KEPT}", seconds=60)


@pytest.mark.slow
@pytest.mark.parametrize("who", ["the scheduler", "a worker"])
def test_what_is_stopped_is_waited_for_and_ctrl_c_ends_it(under_way, cluster, who):
    stopped = cluster.scheduler if who == "the scheduler" else cluster.workers[0]
    mute = "does not answer" if who == "the scheduler" else r"has workers that do not answer: 1 of 2 \(.+\)"
    command = under_way(cluster)
    try:
        stopped.send_signal(signal.SIGSTOP)
        waits(command, cluster, mute)
        command.send_signal(signal.SIGINT)
        ended(command, 130, STOPPED)
    finally:
        stopped.send_signal(signal.SIGCONT)


@pytest.mark.slow
def test_nothing_goes_on_without_workers_or_scheduler(under_way, tmp_path_factory):
    with ExitStack() as stack:
        cluster = Cluster(tmp_path_factory.mktemp("dying"), stack, workers=1)
        command = under_way(cluster)
        cluster.workers[0].kill()
        waits(command, cluster, "has no worker")
        cluster.scheduler.kill()
        ended(command, 2, rf"contagion: the Dask scheduler {cluster.address} has gone{KEPT}")
