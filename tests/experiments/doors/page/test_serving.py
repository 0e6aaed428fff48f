"""The page as a process: it answers on this machine, and ends when it is told to, whatever it is at."""

import json
import signal
import socket
import subprocess
import sys
import urllib.request
from contextlib import contextmanager
from threading import Thread

import pytest

from contagion.experiments.doors.page import serving
from contagion.experiments.doors.page.serving import listening, open_browser
from tests.helpers.command import contagion
from tests.helpers.ended import gone
from tests.helpers.stores import kept_in

BEGUN = {"en": "The page is at ", "fr": "La page est à l’adresse "}


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    return tmp_path_factory.mktemp("served") / "store"


@contextmanager
def served(store, lang):
    """A process, and its address."""
    options = ["--port", "0", "--store", store, "--workers", "1", "--no-browser", "--lang", lang]
    command = [sys.executable, "-m", "contagion.experiments.doors.command.main", "page", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        assert process.stdout
        line = process.stdout.readline()
        assert line.startswith(BEGUN[lang]), line
        yield process, line.removeprefix(BEGUN[lang]).split()[0].removesuffix(f"{lang}/")
        process.kill()


@pytest.fixture(scope="module")
def page(store):
    """The process, and its address. The last of the tests with it ends it."""
    with served(store, "en") as begun:
        yield begun


def children(process: int) -> list[int]:
    found = subprocess.run(["ps", "-o", "pid=", "--ppid", str(process)], capture_output=True, text=True, check=False)
    return [int(one) for one in found.stdout.split()]


STOPPED = {"en": "The server of this page was stopped", "fr": "Le serveur de cette page a été arrêté"}


def stream_of(lang, places):
    return f"page=compare&lang={lang}&set=training.places%3D{places}"


def last_word(stream):
    """The last event of a stream, read to its end: its kind, and what is said."""
    with stream:
        *_, last = [block for block in stream.read().decode().split("\n\n") if block]
    kind, data = last.strip().split("\n")
    return kind.removeprefix("event: "), json.loads(data.removeprefix("data: "))["words"]


def test_it_answers_on_this_machine_alone(page):
    _process, address = page
    assert address.startswith("http://127.0.0.1:")
    with urllib.request.urlopen(f"{address}fr/method") as answer:
        assert answer.status == 200
        assert "uvicorn" not in str(answer.headers).lower()


def test_fifty_readers_are_answered_while_runs_are_made(page):
    _process, address = page
    stream = urllib.request.urlopen(f"{address}stream/compare?page=compare&lang=en&years=3&set=training.places%3D22")
    found = []

    def reads(number):
        where = ("fr/", "en/compare?years=3&set=training.places%3D22", "static/page.css", "fr/method")[number % 4]
        with urllib.request.urlopen(f"{address}{where}") as answer:
            found.append((answer.status, len(answer.read()) > 100))

    readers = [Thread(target=reads, args=(number,)) for number in range(50)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    stream.close()
    assert found == [(200, True)] * 50


@pytest.mark.slow
def test_it_ends_with_open_streams_and_loses_nothing(page, store):
    process, address = page
    asked = [("en", 20), ("fr", 20), ("en", 21)]
    streams = [urllib.request.urlopen(f"{address}stream/compare?{stream_of(lang, places)}") for lang, places in asked]
    for line in streams[0]:
        if b'"done": 5' in line or b"event: part" in line:  # in the midst of runs
            break
    workers = children(process.pid)
    process.send_signal(signal.SIGINT)
    rest = process.stdout.read()
    assert (process.wait(), rest.count("\n")) == (0, 1)
    assert rest.startswith("The page has ended; runs that are done are kept in")
    lasts = [last_word(stream) for stream in streams]
    assert [kind for kind, _ in lasts] == ["over"] * 3
    for (_, words), (lang, _) in zip(lasts, asked, strict=True):
        assert words.startswith(STOPPED[lang])
    assert workers
    assert [worker for worker in workers if not gone(worker)] == []
    verified = contagion("store", "verify", "--store", store)
    assert (verified.exit_code, "damaged" in verified.output) == (0, False), verified.output
    assert kept_in(store).total() >= 1


@pytest.mark.slow
def test_it_tells_those_who_wait_when_it_is_terminated(tmp_path):
    """By SIGTERM, as by whoever shuts the machine down."""
    with served(tmp_path / "store", "fr") as (process, address):
        streams = [urllib.request.urlopen(f"{address}stream/compare?{stream_of(lang, 23)}") for lang in STOPPED]
        for stream in streams:
            assert stream.readline().startswith(b"event: progress")
        process.send_signal(signal.SIGTERM)
        lasts = [last_word(stream) for stream in streams]
        assert process.wait() == 0
    assert [kind for kind, _ in lasts] == ["over", "over"]
    assert all(words.startswith(STOPPED[lang]) for (_, words), lang in zip(lasts, STOPPED, strict=True))


def test_a_port_that_is_taken_is_not_shared():
    with listening(0) as one:
        one.listen()
        with pytest.raises(OSError):
            listening(one.getsockname()[1])
        assert one.getsockname()[0] == "127.0.0.1"
        assert isinstance(one, socket.socket)


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="there is a window on any such machine")
def test_where_there_is_no_window_no_browser_is_opened(monkeypatch):
    opened = []
    monkeypatch.setattr(serving.webbrowser, "open", lambda address: opened.append(address) or True)
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    assert not open_browser("http://127.0.0.1:1/")
    monkeypatch.setenv("DISPLAY", ":0")
    assert open_browser("http://127.0.0.1:1/")
    assert opened == ["http://127.0.0.1:1/"]
