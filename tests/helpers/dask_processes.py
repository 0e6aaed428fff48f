"""A Dask cluster on the loopback interface, each of its parts a process that can be stopped or killed."""

import os
import socket
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

from contagion.sim.laboratory.pools import Engine
from tests.helpers.laboratory_toys import within
from tests.helpers.places import ROOT


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Cluster:
    """A scheduler and workers that run what `dask scheduler` and `dask worker` run, until the stack is closed."""

    def __init__(self, folder: Path, stack: ExitStack, workers: int = 0) -> None:
        self.folder, self.stack, port = folder, stack, free_port()
        self.address = f"tcp://127.0.0.1:{port}"
        self.scheduler = self.start("scheduler", "--host", "127.0.0.1", "--port", str(port))
        self.workers: list[subprocess.Popen] = []
        if workers:
            self.add_workers(workers)

    def start(self, role: str, *words: str) -> subprocess.Popen:
        log = self.stack.enter_context((self.folder / f"{role}.log").open("ab"))
        command = [sys.executable, "-m", f"distributed.cli.dask_{role}", "--no-dashboard", *words]
        process = subprocess.Popen(
            command, cwd=self.folder, env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=log, stderr=log
        )
        self.stack.callback(process.wait, timeout=30)
        self.stack.callback(process.kill)
        return process

    def add_workers(self, number: int) -> None:
        for _ in range(number):
            words = ("--host", "127.0.0.1", "--no-nanny", "--nthreads", "1", "--memory-limit", "0")
            self.workers.append(self.start("worker", self.address, *words))
        assert within(60, lambda: (self.folder / "worker.log").read_text().count("Registered to") == number)

    @property
    def engine(self) -> Engine:
        return Engine("dask", scheduler=self.address)
