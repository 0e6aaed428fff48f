"""Streams of server-sent events: how far a job is, and the regions of the page that a new answer changes."""

from __future__ import annotations

import asyncio
import json
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from functools import partial
from time import monotonic
from typing import Any

from fastapi.sse import ServerSentEvent

from experiments.planners.page import views
from experiments.planners.page.asked import Asked
from experiments.planners.page.desk import Job
from experiments.words import planners_page as words
from experiments.words.languages import speaking
from experiments.words.sentences import said

LOOK_SECONDS = 1.0  # at the latest, between two looks at a job
PROGRESS_SECONDS = 0.25  # between two words on how far it is
REMEMBERED = 128  # renderings


class Bell:
    """Wakes all streams, from whichever thread."""

    def __init__(self) -> None:
        self.over = False
        self._rung: asyncio.Event | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    def ring(self) -> None:
        if self._loop and not self._loop.is_closed():
            with suppress(RuntimeError):  # it closes just now
                self._loop.call_soon_threadsafe(self._ring)

    def end(self) -> None:
        """No stream goes on."""
        self.over = True
        self.ring()

    def _ring(self) -> None:
        rung, self._rung = self._rung, None
        if rung:
            rung.set()

    async def heard(self, seconds: float = LOOK_SECONDS) -> None:
        if (loop := asyncio.get_running_loop()) is not self._loop:
            self._loop, self._rung = loop, None
        rung = self._rung = self._rung or asyncio.Event()
        with suppress(TimeoutError):
            await asyncio.wait_for(rung.wait(), seconds)


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
) -> AsyncIterator[ServerSentEvent]:
    """What a reader of a job is sent, until it has ended."""
    sent: dict[str, str] = {}
    seen, shown, due = job.state, (0, False), 0.0
    job.readers += 1
    try:
        yield _progress(job, asked.lang)
        while not bell.over:
            state, now = job.state, (job.version, job.ended)
            if state != seen and (now != shown or monotonic() >= due):
                seen, due = state, monotonic() + PROGRESS_SECONDS
                yield _progress(job, asked.lang)
            if now != shown:
                shown, make = now, partial(_parts, page, job, asked, which)
                for name, text in (await renderings.of((page, job.id, now, asked, which), asked.lang, make)).items():
                    if sent.get(name) != text:
                        sent[name] = text
                        yield ServerSentEvent(event="part", raw_data=text)
            if now[1]:
                yield _end(job, asked.lang)
                return
            await bell.heard()
    finally:
        job.left()


def _parts(page: str, job: Job, asked: Asked, which: str) -> dict[str, str]:
    """The regions, each written down once for all readers."""
    made = views.parts(page, job, asked, which)
    return {name: json.dumps({"id": name, "html": html}, ensure_ascii=False) for name, html in made.items()}


def _progress(job: Job, lang: str) -> ServerSentEvent:
    with speaking(lang):
        line = words.progress(job.done, job.total)
    return ServerSentEvent(event="progress", data={"job": job.id, "done": job.done, "total": job.total, "words": line})


def _end(job: Job, lang: str) -> ServerSentEvent:
    if job.error is None:
        return ServerSentEvent(event="end", data={"job": job.id, "stopped": job.stopped})
    with speaking(lang):
        return ServerSentEvent(event="failed", data={"job": job.id, "words": said(job.error.args[0])})
