"""The page as a process: it answers on this machine, and ends when it is told to, whatever it is at."""

import signal
import socket
import subprocess
import sys
import urllib.request
from threading import Thread

import pytest

from experiments.planners.page import serving
from experiments.planners.page.serving import listening, open_browser
from tests.helpers.command import contagion
from tests.helpers.ended import gone

BEGUN = "The page is at "


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    return tmp_path_factory.mktemp("served") / "store"


@pytest.fixture(scope="module")
def page(store):
    """The process, and its address. The last of the tests below ends it."""
    options = ["--port", "0", "--store", store, "--workers", "1", "--no-browser", "--lang", "en"]
    command = [sys.executable, "-m", "experiments.cli.main", "page", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        assert process.stdout
        line = process.stdout.readline()
        assert line.startswith(BEGUN), line
        yield process, line.removeprefix(BEGUN).split()[0].removesuffix("en/")
        process.kill()


def children(process: int) -> list[int]:
    found = subprocess.run(["ps", "-o", "pid=", "--ppid", str(process)], capture_output=True, text=True, check=False)
    return [int(one) for one in found.stdout.split()]


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


def test_it_ends_with_open_streams_and_loses_nothing(page, store):
    process, address = page
    query = "page=compare&lang=en&set=training.places%3D"
    streams = [urllib.request.urlopen(f"{address}stream/compare?{query}{places}") for places in (20, 20, 21)]
    for line in streams[0]:
        if b'"done": 5' in line or b"event: part" in line:  # in the midst of runs
            break
    workers = children(process.pid)
    process.send_signal(signal.SIGINT)
    rest = process.stdout.read()
    assert (process.wait(), rest.count("\n")) == (0, 1)
    assert rest.startswith("The page has ended; runs that are done are kept in")
    for stream in streams:
        stream.read()  # to its end
        stream.close()
    assert workers
    assert [worker for worker in workers if not gone(worker)] == []
    verified = contagion("store", "verify", "--store", store)
    assert (verified.exit_code, "damaged" in verified.output) == (0, False), verified.output
    assert len(list((store / "runs").rglob("*.parquet"))) >= 1


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
