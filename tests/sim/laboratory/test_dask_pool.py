"""A pool on a Dask cluster: who does not answer or has no worker is told, and this machine's is for this machine."""

import os
import re
import socket
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

import pytest

from contagion.sim.errors import InputError
from contagion.sim.laboratory import dask_pool
from contagion.sim.laboratory.pools import Engine
from tests.helpers.laboratory_toys import Toy, jobs, run_many

# Dask warns of its own affairs (ports, versions, connections that end); here they are no errors.
pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.mark.parametrize("what", ["nobody", pytest.param("mute", marks=pytest.mark.slow), "nonsense"])
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


@pytest.mark.slow
def test_a_scheduler_without_workers_is_waited_for_but_not_for_ever(cluster, monkeypatch, capsys):
    monkeypatch.setattr("contagion.sim.laboratory.pools.WATCH_SECONDS", 0.1)
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


@pytest.mark.slow
def test_workers_keep_their_memory_and_no_thread_waits_for_what_a_closed_client_was_asked():
    pool = Engine("dask", workers=1).pool()
    try:
        assert pool.submit(os.environ.get, "MALLOC_TRIM_THRESHOLD_", "kept").result(60) == "kept"
        assert not [thread.name for thread in threading.enumerate() if "callback" in thread.name.lower()]
    finally:
        pool.close()


@pytest.mark.slow
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
