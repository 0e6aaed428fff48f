"""Many runs: the same results, to the byte, in this process, in many, or on a cluster.

Each run is a function of its job alone, so where and in what order runs are made changes nothing. A run that fails is
an outcome with its traceback, and the others go on. A run whose worker dies (of want of memory, say) is tried again,
alone; one that kills its worker each time has failed as well, and when several in a row do, the trouble is not theirs
and the study stops.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, CancelledError, Future, wait
from contextlib import closing
from dataclasses import dataclass, field
from itertools import islice

from sim.errors import InputError
from sim.laboratory.jobs import Job, Outcome, Study, execute
from sim.laboratory.pools import WATCH_SECONDS, Engine, Pool

DEADLY_IN_A_ROW = 3  # runs that keep killing their workers, with none between that ends, before the study stops
QUEUED = 3  # calls handed out for each worker, so that none waits for the next
AHEAD = 64  # runs for each worker that may be handed out past the oldest unfinished one: bounds what is held back


class WorkersDie(InputError):
    """Whatever is run, the workers die."""


def run_many(study: Study, jobs: Iterable[Job], engine: Engine) -> Generator[Outcome]:
    """Run jobs and yield their outcomes in the order of the jobs.

    Jobs are taken from the iterable as workers become free, and a bounded number of outcomes is held back, so memory
    does not grow with the number of jobs. Closing the generator ends the workers.

    Raises
    ------
    WorkersDie
        When workers die whatever is run.
    InputError
        When the engine cannot be had.
    """
    early: dict[int, Outcome] = {}
    following = 0
    with closing(as_they_come(study, jobs, engine)) as outcomes:
        for number, outcome in outcomes:
            early[number] = outcome
            while following in early:
                yield early.pop(following)
                following += 1


def as_they_come(
    study: Study, jobs: Iterable[Job], engine: Engine, pool: Pool | None = None
) -> Generator[tuple[int, Outcome]]:
    """The same in the order in which the runs end, each with the number of its job. A given pool is used in place of
    one of its own, and is not closed."""
    if engine.kind == "serial":
        yield from ((number, execute(study, job)) for number, job in enumerate(jobs))
        return
    used = pool or engine.pool()
    try:
        yield from _Loop(used, study, enumerate(jobs)).outcomes()
    finally:
        if pool is None:
            used.close()


@dataclass
class _Loop:
    """Hands out jobs and takes in outcomes."""

    pool: Pool
    study: Study
    jobs: Iterator[tuple[int, Job]]
    pending: dict[Future[Outcome], tuple[int, Job]] = field(default_factory=dict)
    suspects: list[tuple[int, Job]] = field(default_factory=list)  # under way when a worker died
    handed_out: int = 0
    deadly: int = 0  # jobs in a row that killed their workers

    def outcomes(self) -> Generator[tuple[int, Outcome]]:
        while self._hand_out():
            done = wait(self.pending, timeout=WATCH_SECONDS, return_when=FIRST_COMPLETED).done
            if not done:
                self.pool.watch()
            for future in done:
                yield from self._taken_in(future)
            if self.suspects:
                yield from self._one_by_one()

    def _hand_out(self) -> bool:
        """Fill the workers' queues; False when all is done."""
        width = self.pool.width
        oldest = min((number for number, _ in self.pending.values()), default=self.handed_out)
        room = min(QUEUED * width - len(self.pending), oldest + AHEAD * width - self.handed_out)
        for number, job in islice(self.jobs, max(room, 0)):
            self.pending[self.pool.submit(execute, self.study, job)] = number, job
            self.handed_out = number + 1
        return bool(self.pending)

    def _taken_in(self, future: Future[Outcome]) -> Generator[tuple[int, Outcome]]:
        """The outcome of a call that has ended; none yet if its worker died."""
        number, job = self.pending.pop(future)
        error = _error_of(future)
        if error is not None and self.pool.killed(error):
            self.suspects.append((number, job))
            return
        self.deadly = 0
        yield number, self._outcome(future, job)

    def _one_by_one(self) -> Generator[tuple[int, Outcome]]:
        """Run those that were under way when a worker died again, each alone, to find the one that kills."""
        self.pool.renew(self.pending)
        for future in [future for future in self.pending if future.done()]:
            yield from self._taken_in(future)
        suspects, self.suspects = sorted(self.suspects, key=lambda suspect: suspect[0]), []
        for number, job in suspects:
            yield number, self._alone(job)

    def _alone(self, job: Job) -> Outcome:
        for _ in range(self.pool.tries):
            future = self.pool.submit(execute, self.study, job)
            while not wait([future], timeout=WATCH_SECONDS).done:
                self.pool.watch()
            error = _error_of(future)
            if error is None or not self.pool.killed(error):
                self.deadly = 0
                return self._outcome(future, job)
            self.pool.renew()
        self.deadly += 1
        words = f"the worker died each time ({type(error).__name__}: {error})"
        if self.deadly == DEADLY_IN_A_ROW:
            raise WorkersDie(f"workers die whatever is run, {self.deadly} runs in a row; the last: {words}")
        return Outcome(job, error=words)

    def _outcome(self, future: Future[Outcome], job: Job) -> Outcome:
        error = _error_of(future)
        if error is None:
            return future.result()
        if isinstance(error, CancelledError):
            self.pool.watch()  # it was not us who cancelled
        return Outcome(job, error=f"{type(error).__name__}: {error}")


def _error_of(future: Future[Outcome]) -> BaseException | None:
    try:
        return future.exception()
    except CancelledError as error:
        return error
