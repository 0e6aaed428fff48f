"""Streams: what a reader is sent of a job, each region once, until the job or the page ends."""

import asyncio
import json
from threading import Event
from typing import Any

import numpy as np
import pytest

from contagion.experiments.doors.page import views
from contagion.experiments.doors.page.desk import Job
from contagion.experiments.doors.page.streams import AT_ONCE, Bell, InTurn, Renderings, events
from contagion.sim.errors import InputError


@pytest.fixture
def job(asked):
    return Job("compare-1", "compare", asked(), lambda: None)


@pytest.fixture
def parts(monkeypatch):
    """Two regions, of which one changes with the answer; and how often they were made."""
    made = []

    def of(_page, job, _asked, _which):
        made.append(job.version)
        return {"same": "as ever", "other": f"answer {job.version}"}

    monkeypatch.setattr(views, "parts", of)
    return made


def told(piece):
    """The events of a piece of a stream: kind and what it says."""
    for block in piece.decode().split("\n\n")[:-1]:
        kind, data = block.split("\n")
        yield kind.removeprefix("event: "), json.loads(data.removeprefix("data: "))


async def reads(bell, renderings, job, asked, steps, sent):
    """A reader, to whom steps happen one after the other: with the first word, then with each region that changes."""
    async for piece in events(bell, renderings, "compare", job, asked, ""):
        sent += (new := list(told(piece)))
        if steps and (len(sent) == 1 or any(data.get("id") == "other" for _, data in new)):
            steps.pop(0)()
            bell.ring()


def read(job, asked, *steps, readers=1, bell=None):
    sent = [[] for _ in range(readers)]

    async def all_of_them():
        ringing, renderings, then = bell or Bell(), Renderings(), list(steps)
        await asyncio.gather(*(reads(ringing, renderings, job, asked, then, one) for one in sent))

    asyncio.run(all_of_them())
    return sent


def answered(job, version, ended=False):
    def step():
        job.version, job.done, job.total, job.ended = version, int(10 * version), 20, ended

    return step


def test_regions_are_sent_that_have_changed(job, asked, parts):
    (sent,) = read(job, asked(), answered(job, 1), answered(job, 2, ended=True))
    regions = [data["id"] for kind, data in sent if kind == "part"]
    assert regions == ["same", "other", "other"]
    assert [kind for kind, _ in sent] == ["progress", "progress", "part", "part", "progress", "part", "end"]
    words = {"words": "10 of 20 runs", "said": "50 of 100 are computed."}
    assert sent[1][1] == {"job": "compare-1", "done": 10, "total": 20, "ended": False, **words}


def test_the_first_word_says_the_view_as_an_address_does(job, asked, parts):
    (sent,) = read(job, asked(("set.training.places", "20"), ("years", "2")), answered(job, 1, ended=True))
    assert [data.get("view") for _, data in sent if "view" in data] == ["set=training.places%3D20&years=2"]


def test_each_quarter_is_said_aloud_once(job, asked, parts):
    steps = [answered(job, version) for version in (1, 1.2, 1.5, 2)]
    (sent,) = read(job, asked(), *steps, answered(job, 2, ended=True))
    assert [data["said"] for kind, data in sent if kind == "progress" and data["said"]] == [
        "50 of 100 are computed.",
        "75 of 100 are computed.",
        "All 20 runs are made; the answer is being worked out.",
    ]
    assert sent[-1] == ("end", {"job": "compare-1", "stopped": False, "words": "All is computed."})


def test_regions_are_made_once_for_all_readers(job, asked, parts):
    sent = read(job, asked(), answered(job, 1), answered(job, 2, ended=True), readers=30)
    assert all(one[-1][0] == "end" for one in sent)
    assert len(parts) <= 2  # of each answer, and not anew at the end
    assert job.readers == 0


def test_what_comes_at_a_time_is_one_piece_and_the_same_for_all(job, asked, parts):
    pieces = [[], []]

    async def follows(bell, renderings, one):
        async for piece in events(bell, renderings, "compare", job, asked(), ""):
            one.append(piece)
            if len(one) == 1 and one is pieces[0]:
                answered(job, 1, ended=True)()
                bell.ring()

    async def both():
        bell, renderings = Bell(), Renderings()
        await asyncio.gather(*(follows(bell, renderings, one) for one in pieces))

    asyncio.run(both())
    assert [kind for kind, _ in told(pieces[0][1])] == ["progress", "part", "part", "end"]
    assert pieces[0][1].endswith(pieces[1][-1][-100:])
    assert len(pieces[0]) == 2


def test_others_are_answered_between_what_many_readers_are_sent(job, asked, parts):
    sent, at = [], []

    async def follows(bell, renderings):
        async for piece in events(bell, renderings, "compare", job, asked(), ""):
            sent.extend([piece])

    async def asks(bell):
        while len(sent) < 40:
            await asyncio.sleep(0)
        answered(job, 1, ended=True)()
        bell.ring()
        while len(sent) < 80:
            at.append(len(sent))
            await asyncio.sleep(0)

    async def all_of_them():
        bell, renderings = Bell(), Renderings()
        await asyncio.gather(asks(bell), *(follows(bell, renderings) for _ in range(40)))

    asyncio.run(all_of_them())
    assert max(np.diff([*at, len(sent)])) <= AT_ONCE


def test_others_are_answered_between_many_who_ask_for_a_stream():
    come = []

    async def app(scope, _receive, _send):
        come.append(scope["path"])

    async def all_of_them():
        let: Any = InTurn(app, Bell())
        ask = [{"type": "http", "path": "/stream/compare"}] * 40 + [{"type": "http", "path": "/fr/"}]
        await asyncio.gather(*(let(scope, None, None) for scope in ask))

    asyncio.run(all_of_them())
    assert len(come) == 41
    assert come.index("/fr/") <= AT_ONCE


def test_what_comes_while_regions_are_made_is_not_waited_for(job, asked, monkeypatch):
    class Watched(Bell):
        async def heard(self):
            assert not job.ended
            await super().heard()

    def of(_page, job, _asked, _which):
        answered(job, job.version, ended=True)()  # and nobody rings any more
        return {"other": "answer"}

    monkeypatch.setattr(views, "parts", of)
    (sent,) = read(job, asked(), answered(job, 1), bell=Watched())
    assert [kind for kind, _ in sent] == ["progress", "progress", "part", "progress", "end"]


def test_an_answer_that_is_worked_out_once_all_runs_are_made_is_told(job, asked, parts):
    (sent,) = read(job, asked(), answered(job, 2), answered(job, 2, ended=True))
    told = [data["words"] for kind, data in sent if kind == "progress"]
    assert told[1:] == ["All 20 runs are made; the answer is being worked out.", "20 of 20 runs"]


def test_what_fails_says_why(job, asked, parts):
    def fails():
        job.error, job.ended = InputError("no"), True

    (sent,) = read(job, asked(), fails)
    assert sent[-1] == ("failed", {"job": "compare-1", "words": "no"})


def test_the_end_of_the_page_ends_all_streams(job, asked, parts):
    bell = Bell()
    (sent,) = read(job, asked(), bell.end, bell=bell)
    assert [kind for kind, _ in sent] == ["progress", "over"]
    assert sent[-1][1]["words"].startswith("The server of this page was stopped; what was computed until then is kept.")
    assert job.readers == 0


def test_it_is_told_in_the_language_of_the_reader_and_while_regions_are_made(job, asked, monkeypatch):
    """However long that takes: the server does not wait for it."""
    bell, made = Bell(), Event()

    def slow(*_):
        bell.end()
        made.wait(60)
        return {"other": "too late"}

    monkeypatch.setattr(views, "parts", slow)
    sent = []

    async def reads_and_ends():
        await reads(bell, Renderings(), job, asked(lang="fr"), [answered(job, 1)], sent)
        made.set()

    asyncio.run(reads_and_ends())
    assert [kind for kind, _ in sent] == ["progress", "over"]
    assert sent[-1][1]["words"].startswith("Le serveur de cette page a été arrêté")


@pytest.mark.slow
def test_a_stream_is_server_sent_events_of_the_desk(working_client):
    with working_client.stream("GET", "/stream/compare?page=compare&lang=en&years=1&set=training.places%3D20") as done:
        assert done.headers["content-type"].startswith("text/event-stream")
        lines = [line for line in done.iter_lines() if line]
    kinds = [line.removeprefix("event: ") for line in lines if line.startswith("event: ")]
    assert kinds[0] == "progress"
    assert kinds[-1] == "end"
    data = [json.loads(line.removeprefix("data: ")) for line in lines if line.startswith("data: ")]
    assert {"answer", "map"} <= {one["id"] for one in data if "html" in one}


@pytest.mark.parametrize(
    "query, status", [("compare?years=400", 400), ("nothing", 404), ("compare?page=nothing", 404), ("run?lang=de", 422)]
)
def test_what_cannot_be_streamed_is_said_to_be(client, query, status):
    done = client.get(f"/stream/{query}")
    assert done.status_code == status
    assert done.json()["error"]
    done = client.get(f"/stream/{query}", headers={"accept": "text/event-stream"})  # as the script asks
    assert done.headers["content-type"].startswith("text/event-stream")
    assert [kind for kind, data in told(done.content) if data["words"]] == ["failed"]
