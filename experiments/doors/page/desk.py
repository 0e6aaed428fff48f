"""The desk: what is asked is written down once, and one thread makes the runs, in workers that are warm.

Whoever asks the same shares a job. An answer of few worlds comes first, better ones follow; a job that has no answer
yet goes before those that have one, and what takes minutes after all that takes seconds. What nobody looks at any more
is put down, and what is done is in the store.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from math import inf
from pathlib import Path
from threading import Condition, Thread
from time import monotonic
from typing import Any

from contagion.experiments.doors.page.asked import Asked
from contagion.experiments.doors.page.bench import Mishap, PutDown, bench
from contagion.experiments.doors.page.kept import Kept
from contagion.experiments.doors.page.kinds import KINDS, STUDIES, ensemble, question
from contagion.experiments.doors.words import page as words
from contagion.experiments.lab.folders import STORE
from contagion.sim.errors import InputError

MOST_WAITING, MOST_EACH = 24, 4  # jobs in all, and of one visitor
REMEMBERED = 48  # jobs that have ended
GONE_SECONDS = 6.0  # after the last reader, until a job is put down
IDLE_SECONDS = 1.0  # between two looks whether somebody asks
AGAIN_SECONDS = 20.0  # after a mishap, until the same may be asked anew
END_SECONDS = 0.5  # that the desk is given to end; what is written is whole at any time
log = logging.getLogger(__name__)


class Busy(InputError):
    """There are too many jobs."""


@dataclass(eq=False)
class Job:
    """What is asked, and what is known by now.

    Attributes
    ----------
    id, kind : str
    asked : Asked
        By whoever asked first.
    done, total : int
        Runs.
    answer : object, optional
        The latest.
    version : int
        How many answers there have been.
    ended : bool
    error : InputError, optional
        Why there is no (better) answer.
    again : float
        When it may be asked anew though it has failed: never, where what is asked is wrong.
    readers : int
    held : bool
        Whether a visitor has stopped it, so that it does not begin again by itself.
    """

    id: str
    kind: str
    asked: Asked
    rings: Callable[[], None] = field(repr=False)
    done: int = 0
    total: int = 0
    answer: Any = None
    version: int = 0
    ended: bool = False
    error: InputError | None = None
    again: float = inf
    stopped: bool = False
    held: bool = False
    readers: int = 0
    visitors: set[str] = field(default_factory=set)
    seen: float = field(default_factory=monotonic)

    def stop(self) -> None:
        """Put it down; the answers so far stay."""
        self.stopped = self.ended = True
        self.rings()

    def left(self) -> None:
        """A reader has gone."""
        self.readers, self.seen = self.readers - 1, monotonic()

    @property
    def state(self) -> tuple[int, int, bool]:
        """What a reader looks at to see whether there is something new."""
        ended = self.ended  # looked at first: no answer comes after it
        return self.version, self.done, ended

    @property
    def rank(self) -> tuple[bool, bool, bool]:
        """What goes before: what takes seconds, of this what has no answer, of these the ones that somebody waits
        for."""
        return self.kind in STUDIES, bool(self.version), not self.readers

    @property
    def is_over(self) -> bool:
        """Whether a new job takes its place when the same is asked: it was stopped, or met with a mishap."""
        return self.ended and (monotonic() > self.again if self.error else self.stopped)

    @property
    def forsaken(self) -> bool:
        return not self.readers and monotonic() - self.seen > GONE_SECONDS


def _name(kind: str, asked: Asked) -> str:
    return f"{kind}-{sha256(repr(question(kind, asked)).encode()).hexdigest()[:16]}"


class Desk:
    """Where questions are handed in.

    Parameters
    ----------
    store : Path
        Folder of the store; prices and dropped scenarios are beside it.
    workers : int, optional
        By default one a core.
    quick : bool
        Whether studies that take minutes are made small, to see that they work.

    Raises
    ------
    InputError
        Where the store is none.
    """

    def __init__(self, store: Path = STORE, workers: int | None = None, quick: bool = False) -> None:
        self.kept = Kept(store.resolve().parent)
        self._jobs: dict[str, Job] = {}
        self._changed = Condition()  # its lock is held while jobs are looked at or changed
        self._closed = False
        self.rings: Callable[[], None] = lambda: None
        self._bench = bench(store, workers, self._told, quick)
        self._bench.crowded = self._crowded
        self._at: Job | None = None
        self._thread = Thread(target=self._work, name="desk", daemon=True)

    def __enter__(self) -> Desk:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def job(self, kind: str, asked: Asked, visitor: str = "") -> Job:
        """The job of what is asked, shared by all who ask the same; a visitor need not say who they are.

        Raises
        ------
        InputError
            Where it cannot be run, or too many are waiting (`Busy`).
        """
        asked.scenarios()  # a mistake is said to whoever asks
        name = _name(kind, asked)
        with self._changed:
            found = self._jobs.get(name)
            if found is None or found.is_over:
                found = self._new(name, kind, asked)
            found.seen = monotonic()
            if visitor:
                found.visitors.add(visitor)
                own = [job for job in self._waiting() if job.visitors == {visitor}]
                for job in own[: max(0, len(own) - MOST_EACH)]:
                    job.stop()
            self._changed.notify_all()
            return found

    def _new(self, name: str, kind: str, asked: Asked) -> Job:
        before = self._jobs.pop(name, None)
        if sum(1 for _ in self._waiting()) >= MOST_WAITING:
            raise Busy(words.too_busy(MOST_WAITING))
        ended = [name for name, job in self._jobs.items() if job.ended and not job.readers]
        for name_of_old in ended[: max(0, len(ended) - REMEMBERED)]:
            del self._jobs[name_of_old]
        made = self._jobs[name] = Job(name, kind, asked, self.rings)
        if before:  # what is known by now stays, as what is asked goes on
            made.answer, made.version, made.done, made.total = before.answer, before.version, before.done, before.total
        return made

    def find(self, name: str) -> Job | None:
        """The job of that name."""
        return self._jobs.get(name)

    def known(self, kind: str, asked: Asked) -> Job | None:
        """The job of what is asked, where somebody has asked it."""
        return self.find(_name(kind, asked))

    def held(self, kind: str, asked: Asked) -> Job | None:
        """The job of what is asked, where a visitor has stopped it."""
        found = self.known(kind, asked)
        return found if found and found.held else None

    def end(self) -> None:
        """Begin to close, from wherever: nothing more is handed out."""
        self._closed = True
        self._bench.end()

    def close(self) -> None:
        """End the workers and the thread; what is done is kept. An answer that is being made is not waited for."""
        self.end()
        with self._changed:
            self._changed.notify_all()
        if self._thread.is_alive():
            self._thread.join(END_SECONDS)

    # ---- in the thread -----------------------------------------------------------------------------------------------

    def _work(self) -> None:
        with self._bench.staffed():
            with suppress(PutDown, InputError):  # whoever asks is told
                self._bench.warm()
                ensemble(self._bench.store.folder)
            while not self._closed:
                if job := self._next():
                    self._further(job)

    def _next(self) -> Job | None:
        """The job that goes first; none where nobody asks for a while."""
        with self._changed:
            if not self._closed and not self._first():
                self._changed.wait(IDLE_SECONDS)
            return None if self._closed else self._first()

    def _waiting(self) -> Iterator[Job]:
        """All that are not ended; what nobody looks at any more is."""
        for job in list(self._jobs.values()):
            if not job.ended and job.forsaken:
                job.stopped = job.ended = True
            if not job.ended:
                yield job

    def _first(self) -> Job | None:
        """That of the first rank, of equals the one that has waited longest."""
        return min(self._waiting(), key=lambda job: job.rank, default=None)

    def _told(self, done: int, total: int) -> None:
        """Runs have ended; whether to go on is said by an exception."""
        assert self._at
        with self._changed:
            self._at.done, self._at.total = done, total
            self.rings()
            if self._is_over(self._at):
                raise PutDown

    def _crowded(self) -> bool:
        with self._changed:
            return any(not job.version for job in self._waiting() if job is not self._at and job.kind not in STUDIES)

    def _is_over(self, job: Job) -> bool:
        """Whether a job is put down: it has ended, others go before, or the desk is closed."""
        first = self._first()
        return self._closed or job.ended or first is None or first.rank < job.rank

    def _further(self, job: Job) -> None:
        """Better answers to a question, until it is answered or others go before."""
        self._at = job
        try:
            for answer in KINDS[job.kind](self._bench, job.asked, job.answer):
                with self._changed:
                    job.answer, job.version = answer, job.version + 1
                    self.rings()
                    if self._is_over(job):
                        return
            job.done = job.total  # which was what it takes at most
        except PutDown:
            return
        except InputError as error:
            job.error = error
            if isinstance(error, Mishap):
                job.again = monotonic() + AGAIN_SECONDS
        except Exception as error:
            log.exception("%s", job.id)
            job.error, job.again = Mishap(words.went_wrong()), monotonic() + AGAIN_SECONDS
            job.error.__cause__ = error
        with self._changed:
            job.ended = True
            self.rings()
