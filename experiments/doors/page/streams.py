"""Streams of server-sent events: how far a job is, and the regions of the page that a new answer changes."""

from __future__ import annotations

import asyncio
import json
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache, partial
from time import monotonic
from typing import Any

from starlette.types import ASGIApp, Receive, Scope, Send

from contagion.experiments.doors.page import views
from contagion.experiments.doors.page.asked import Asked
from contagion.experiments.doors.page.desk import Job
from contagion.experiments.doors.words import page as words
from contagion.experiments.language.languages import speaking
from contagion.experiments.language.sentences import said

LOOK_SECONDS = 1.0  # at the latest, between two looks at a job
OVER_SECONDS = 0.1  # after which it is noticed, while regions are made, that the server ends
PROGRESS_SECONDS, CROWD = 0.25, 50  # between two words on how far it is, and so much more for each crowd of readers
REMEMBERED = 128  # renderings
AT_ONCE = 4  # readers who are sent something before another request is looked at
STREAMS = "/stream/"  # the addresses of streams begin so
SENT = "text/event-stream"


class Bell:
    """Wakes all streams, from whichever thread."""

    def __init__(self) -> None:
        self.over = False
        self._rung: asyncio.Event | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._turns = asyncio.Semaphore(AT_ONCE)

    def ring(self) -> None:
        if self._loop and not self._loop.is_closed():
            with suppress(RuntimeError):  # it closes just now
                self._loop.call_soon_threadsafe(self._ring)

    def end(self) -> None:
        """No stream goes on."""
        self.over = True
        self.ring()

    def _ring(self) -> None:
        if self._rung:
            self._rung.set()

    async def heard(self) -> None:
        """Wait until it is rung, or until it is time for a look anyway: one clock for all who wait."""
        if (loop := asyncio.get_running_loop()) is not self._loop:
            self._loop, self._rung = loop, None
        if self._rung is None or self._rung.is_set():
            self._rung = asyncio.Event()
            loop.call_later(LOOK_SECONDS, self._rung.set)
        await self._rung.wait()

    async def unless_over[Made](self, making: Coroutine[Any, Any, Made]) -> Made | None:
        """What is made, or nothing once no stream goes on: whoever waits is not kept waiting to be told so."""
        task = asyncio.ensure_future(making)
        while not (task.done() or self.over):
            await asyncio.wait([task], timeout=OVER_SECONDS)
        if task.done():
            return task.result()
        task.cancel()
        return None

    async def turn(self) -> None:
        """Wait for one's turn to be sent something: many are woken or come at once, and others want an answer
        between."""
        async with self._turns:
            await asyncio.sleep(0)


@dataclass
class InTurn:
    """The application, to which those who ask for a stream come a few at a time, as many may at once: when a page that
    all look at has an answer, say."""

    app: ASGIApp
    bell: Bell

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"].startswith(STREAMS):
            await self.bell.turn()
        await self.app(scope, receive, send)


class Renderings:
    """What is made once for all who look at the same."""

    def __init__(self) -> None:
        self._made: OrderedDict[Any, asyncio.Future[Any]] = OrderedDict()

    async def of[Made](self, key: Any, lang: str, make: Callable[[], Made]) -> Made:
        """What is made in a thread, in a language, or was so under the same key."""
        if key not in self._made:
            self._made[key] = asyncio.ensure_future(asyncio.to_thread(_spoken, lang, make))
            while len(self._made) > REMEMBERED:
                self._made.popitem(last=False)
        self._made.move_to_end(key)
        made = self._made[key]
        try:
            return await asyncio.shield(made)
        except Exception:
            self._made.pop(key, None)
            raise


def _spoken[Made](lang: str, make: Callable[[], Made]) -> Made:
    with speaking(lang):
        return make()


async def events(
    bell: Bell, renderings: Renderings, page: str, job: Job, asked: Asked, which: str
) -> AsyncIterator[bytes]:
    """What a reader of a job is sent, until it has ended, or is told that the server has: server-sent events, those of
    one look in one piece, each made once for all readers. The first one says the view in the one form that an address
    has for it."""
    sent: dict[str, bytes] = {}
    seen, shown, due, reached = job.state, (0, False), 0.0, _quarters(job.done, job.total)
    job.readers += 1
    try:
        yield _progress(job, job.done, job.ended, asked.lang, reached, view=asked.query())
        while not bell.over:
            state, now, piece = job.state, monotonic(), []
            version, done, ended = state
            look = version, ended and job.stopped  # an answer that was stopped says so
            if state != seen and (ended or look != shown or now >= due):
                seen, due = state, now + PROGRESS_SECONDS * (1 + job.readers // CROWD)
                before, reached = reached, max(reached, _quarters(done, job.total))
                piece = [_progress(job, done, ended, asked.lang, reached if reached > before else 0)]
            if look != shown:
                shown, make = look, partial(_parts, page, job, asked, which)
                made = await bell.unless_over(renderings.of((page, job.id, look, asked, which), asked.lang, make))
                if made is None:
                    break
                piece += [text for name, text in made.items() if sent.get(name) != text]
                sent |= made
            if ended:
                piece.append(_end(job, asked.lang))
            if piece:
                await bell.turn()
                yield b"".join(piece)
            if ended:
                return
            if job.state == state:  # nothing has come while this was made and sent
                await bell.heard()
        yield _over(asked.lang)
    finally:
        job.left()


def event(kind: str, **said: Any) -> bytes:
    """An event as it is sent; JSON has no line of its own within a string, so all is one line."""
    return f"event: {kind}\ndata: {json.dumps(said, ensure_ascii=False)}\n\n".encode()


def _parts(page: str, job: Job, asked: Asked, which: str) -> dict[str, bytes]:
    """The regions, each as it is sent."""
    made = views.parts(page, job, asked, which)
    return {name: event("part", id=name, html=html) for name, html in made.items()}


def _quarters(done: int, total: int) -> int:
    """How many quarters of the runs are made."""
    return 4 * done // total if total else 0


def _progress(job: Job, done: int, ended: bool, lang: str, reached: int, **more: Any) -> bytes:
    return _so_far(job.id, done, job.total, ended, ended and job.stopped, lang, reached, tuple(more.items()))


@lru_cache(maxsize=256)
def _so_far(
    job: str,
    done: int,
    total: int,
    ended: bool,
    stopped: bool,
    lang: str,
    reached: int,
    more: tuple[tuple[str, str], ...],
) -> bytes:
    """How far it is, and what of it is said aloud: each quarter that is reached, once."""
    with speaking(lang):
        told = words.progress(done, total, ended, stopped)
        aloud = words.reached(reached) if 0 < reached < 4 else told if reached and not ended else ""
    return event("progress", job=job, done=done, total=total, ended=ended, words=told, said=aloud, **dict(more))


def _over(lang: str) -> bytes:
    with speaking(lang):
        return event("over", words=words.server_stopped())


def _end(job: Job, lang: str) -> bytes:
    with speaking(lang):
        if job.error is None:
            return event("end", job=job.id, stopped=job.stopped, words=words.at_its_end(job.stopped))
        return event("failed", job=job.id, words=said(job.error.args[0]))
