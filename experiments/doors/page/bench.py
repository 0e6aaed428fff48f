"""The laboratory of the page: its workers are started before the first question and stay, its work can be put down."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Sequence
from concurrent.futures import Future, wait
from contextlib import closing
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from threading import Event
from time import monotonic
from typing import Any

from contagion.experiments.doors.words import page as words
from contagion.experiments.lab.lab import laboratory
from contagion.models.runs.cases import case
from contagion.models.runs.study import Conversations
from contagion.models.scenarios.scenario import read
from contagion.sim.errors import InputError
from contagion.sim.laboratory.jobs import Job, execute
from contagion.sim.laboratory.laboratory import Laboratory
from contagion.sim.laboratory.loky_pool import LokyPool
from contagion.sim.laboratory.pools import Engine, cores
from contagion.sim.laboratory.store import Store

LONGEST_SECONDS = 60  # that nothing comes of a worker
STORES = 16  # of studies that were asked about of late
REMEMBERED = 1 << 26  # bytes of runs of each study that were looked at
LOOK_SECONDS = 0.25  # between two looks at whether a call is to be put down
NICENESS = 5  # readers are answered before runs are made


class PutDown(Exception):
    """The work is put down: others go before, nobody waits for it, or the page ends."""


class Mishap(InputError):
    """It is not what is asked that is wrong: a worker died, or did not come to an end."""


class _Pool(LokyPool):
    """Workers that can be sent home from another thread, and are renewed where nothing comes of them."""

    niceness = NICENESS

    def __init__(self, workers: int) -> None:
        self.over, self.since = Event(), monotonic()
        super().__init__(workers)

    def submit(self, call: Callable[..., Any], *arguments: Any) -> Future[Any]:
        if self.over.is_set():
            raise PutDown
        self.since = monotonic()
        return super().submit(call, *arguments)

    def renew(self, pending: Iterable[Future[Any]] = ()) -> None:
        if self.over.is_set():
            raise PutDown
        super().renew(pending)

    def watch(self) -> None:
        if self.over.is_set():
            raise PutDown
        if monotonic() - self.since > LONGEST_SECONDS:
            self.renew()
            raise Mishap(words.takes_too_long(LONGEST_SECONDS))

    def end(self) -> None:
        self.over.set()
        self.close()


@dataclass(frozen=True)
class _Processes(Engine):
    def pool(self) -> LokyPool:
        return _Pool(self.workers or cores())


@dataclass
class Bench(Laboratory):
    """A laboratory that tells of each batch, to somebody who may put the work down.

    Attributes
    ----------
    told : callable
        Of runs that are over, and of all; may raise `PutDown`.
    crowded : callable
        Whether others wait for a first answer, so that no more than one is to be begun at a time.
    most : int
        Runs that there will be in all, where a round is a part of them.
    in_parts : bool
        Whether each call makes some of these, beside those that calls before it have made.
    quick : bool
        Whether studies that take minutes are made small, to see that they work.
    stores : dict of study to Store
        Each is opened once: to see what there is takes the longer the more it holds, and what is new is not read.
    """

    told: Callable[[int, int], None] = lambda done, total: None
    crowded: Callable[[], bool] = lambda: False
    most: int = 0
    in_parts: bool = False
    quick: bool = False
    stores: dict[Conversations, Store] = field(default_factory=dict)
    _before: int = field(default=0, init=False, repr=False)
    _so_far: tuple[int, int] = field(default=(0, 0), init=False, repr=False)

    def warm(self) -> None:
        """Start the workers, and have each load what all runs share; load what the first answer would wait for."""
        pool = self._hands()
        job = Job(case(read().parameters).parameters, 1, 1)
        futures = [pool.submit(execute, self.study, [job]) for _ in range(pool.width)]
        import_module("scipy.stats")
        for future in futures:
            self._outcome(future, lambda: None)

    def at(self, study: Conversations) -> Bench:
        """A laboratory of its own for a study, with the same workers."""
        if study not in self.stores:
            while len(self.stores) >= STORES:
                self.stores.pop(next(iter(self.stores)))
            self.stores[study] = Store(self.store.folder, study.version, study.about, remembered=REMEMBERED)
        made: Any = self.beside(study, self.stores[study])
        return made

    def call(self, what: Callable[..., Any], *arguments: Any) -> Any:
        """Have a function called in a worker; meanwhile the work may be put down."""
        return self._outcome(self._hands().submit(what, *arguments), lambda: self.told(*self._so_far))

    def _outcome(self, future: Future[Any], look: Callable[[], None]) -> Any:
        """What a call gives, with a look now and then; workers that died at it, or do not come to an end, are
        replaced."""
        due = monotonic() + LONGEST_SECONDS
        try:
            while not wait([future], min(LOOK_SECONDS, LONGEST_SECONDS)).done:
                if monotonic() > due:
                    raise TimeoutError
                look()
            return future.result()
        except PutDown:
            future.cancel()  # if it has not begun
            raise
        except TimeoutError:
            line = words.takes_too_long(LONGEST_SECONDS)
        except Exception as error:
            if not self._hands().killed(error):
                raise
            line = words.went_wrong()
        self._hands().renew()
        raise Mishap(line)

    def end(self) -> None:
        """Send the workers home, from whichever thread."""
        if isinstance(self._pool, _Pool):
            self._pool.end()

    def _hands(self) -> _Pool:
        if self._pool is None:
            self._pool = self.engine.pool()
        assert isinstance(self._pool, _Pool)
        return self._pool

    def _complete(self, jobs: dict[str, Any], first: Sequence[str] = ()) -> Generator[Callable[[str], bool]]:
        known = self._before - len(self.store.whole(jobs)) if self.in_parts else 0
        with closing(super()._complete(jobs, first)) as work:
            for is_over in work:
                self._so_far = known + sum(map(is_over, jobs)), max(known + len(jobs), self.most)
                self.told(*self._so_far)
                yield is_over
        self._before = known + len(jobs)


def bench(store: Path, workers: int | None, told: Callable[[int, int], None], quick: bool = False) -> Bench:
    made = laboratory("loky", workers, store=store)
    return Bench(made.study, _Processes(workers=workers), made.store, progress=False, told=told, quick=quick)
