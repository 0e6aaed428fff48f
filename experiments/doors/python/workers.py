"""Where the runs of an analyst are made: few in this process, many in workers."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterable, Sequence
from concurrent.futures import Future, wait
from dataclasses import dataclass, replace
from time import sleep
from typing import TYPE_CHECKING, Any

from contagion.experiments.doors.python.guard import OF, READS_THE_SCRIPT, stop
from contagion.experiments.lab.lab import laboratory as made_by
from contagion.sim.laboratory.jobs import Job
from contagion.sim.laboratory.laboratory import Laboratory
from contagion.sim.laboratory.pools import Engine, ProcessPool, cores

if TYPE_CHECKING:
    from contagion.experiments.drawing.territories import Territory

LOOKS = 40  # at how a worker has ended, some hundredths of a second apart
FEW = 1500  # years of runs that take less time here than workers take to start
COMMUNES = 68  # of a territory that this number is for


class _ReadAgain(Exception):
    """The workers read a script that asks for runs again."""


class _Pool(ProcessPool):
    """Processes that may turn out to read a script again."""

    def _start(self) -> Any:
        os.environ[OF] = str(os.getpid())
        return super()._start()

    def renew(self, pending: Iterable[Future[Any]] = ()) -> None:
        wait(pending)
        workers = list((self._executor._processes or {}).values())
        for _ in range(LOOKS):  # the executor looks as well, and only one of the two sees it at once
            ends = [worker.exitcode for worker in workers]
            if READS_THE_SCRIPT in ends:
                raise _ReadAgain
            if None not in ends:
                break
            sleep(0.02)
        super().renew(pending)


@dataclass(frozen=True)
class _Processes(Engine):
    def pool(self) -> ProcessPool:
        return _Pool(self.workers or cores())


class Workshop(Laboratory):
    """A laboratory that starts workers where there is enough for them to do."""

    def _complete(self, jobs: dict[str, Job], first: Sequence[str] = ()) -> Generator[Callable[[str], bool]]:
        communes = getattr(self.study, "communes", None)
        size = max(1.0, communes.read_bytes().count(b"\n") / COMMUNES) if communes else 1.0
        few = sum(job.years for job in jobs.values()) * size < FEW
        if self.engine.kind == "processes" and self.engine.workers is None and few:
            yield from replace(self, engine=Engine("serial"))._complete(jobs, first)
            return
        try:
            yield from super()._complete(jobs, first)
        except _ReadAgain:
            stop()


def workshop(given: dict[str, Any], place: Territory) -> Workshop:
    """Where runs are made, by what is given for it, which is taken out of all that is given."""
    engine, workers, scheduler, store = (given.pop(name) for name in ("engine", "workers", "scheduler", "store"))
    own: dict[str, Any] = {name: given.get(name, ()) for name in ("rules", "indicators", "keep")}
    chosen: Any = engine or ("dask" if scheduler else "processes")
    made = made_by(chosen, workers, scheduler, store, place.path, **own)
    how = made.engine
    if chosen == "processes":
        how = Engine("serial") if workers == 1 else _Processes(workers=workers)
    return Workshop(made.study, how, made.store)
