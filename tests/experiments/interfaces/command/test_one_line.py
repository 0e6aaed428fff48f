"""Words and files that are no good: what nobody sees, too deep, too long, too large, and consoles that lack letters."""

import errno
import io
import os
import shlex
import signal
import subprocess
import sys
import warnings
from pathlib import Path
from types import SimpleNamespace

import click
import pytest

from contagion.experiments.interfaces.command import one_line as one_line_
from contagion.experiments.interfaces.command.one_line import (
    AGAIN_SECONDS,
    END_SECONDS,
    STOPS,
    as_typed,
    one_line,
    process,
    runs_kept_in,
)
from contagion.sim.errors import InputError, Interrupted, SettingError, signals_to_stop
from contagion.sim.files import whole_folder
from tests.helpers.command import contagion


@pytest.mark.parametrize("charset", ["cp1252", "cp437", "ascii"])
def test_a_console_that_lacks_letters(charset):
    for words in (("--help",), ("parameters",), ("indicators",), ("scenarios",), ("schema",)):
        done = contagion(*words, charset=charset)
        assert done.exit_code == 0, done.exception
    assert "It cost" in contagion("run", "--years", 1, charset=charset).stdout
    assert contagion("run", "中.toml", charset=charset).exit_code == 2


def test_letters_that_a_console_lacks_are_replaced_and_in_a_mistake_written_out(monkeypatch):
    """There they may be of a file's name."""
    streams = {name: io.TextIOWrapper(io.BytesIO(), encoding="cp1252") for name in ("stdout", "stderr")}
    for name, stream in streams.items():
        monkeypatch.setattr(sys, name, stream)
    monkeypatch.setattr(warnings, "showwarning", warnings.showwarning)

    @click.command()
    def command():
        click.echo("é 中")
        raise InputError("é 中.toml: is empty")

    with pytest.raises(SystemExit):
        one_line(command, [])
    for stream in streams.values():
        stream.seek(0)
    assert [stream.read() for stream in streams.values()] == ["é ?\n", "contagion: é \\u4e2d.toml: is empty\n"]


@pytest.mark.parametrize(
    "closed",
    [
        pytest.param(">&-", marks=pytest.mark.slow),
        pytest.param("2>&-", marks=pytest.mark.slow),
        ">&- 2>&-",
        "> /dev/full",
    ],
)
def test_streams_that_are_closed_or_full(closed):
    command = f"{shlex.quote(sys.executable)} -m contagion.experiments.interfaces.command.main schema {closed}"
    environment = {**os.environ, "PYTHONIOENCODING": "cp437"}
    done = subprocess.run(["sh", "-c", command], capture_output=True, check=False, env=environment)
    assert b"Traceback" not in done.stderr
    assert done.returncode == (2 if "full" in closed else 0)


def test_a_stream_that_is_closed_takes_whatever_is_asked_of_it(monkeypatch):
    """Such as whether it is a terminal, where weeks are counted."""
    monkeypatch.setattr(sys, "stderr", None)
    done = []
    with pytest.raises(SystemExit):
        one_line(lambda *_, **__: done.append(sys.stderr.isatty()))
    sys.stderr.close()
    assert done == [False]


@pytest.mark.parametrize(
    "end, status, line",
    [
        (InputError("a.toml: is empty"), 2, "a.toml: is empty"),
        (SettingError("years 0: too few"), 2, "--years 0: too few"),
        (click.UsageError("no such option"), 2, "no such option"),
        (MemoryError(), 2, "out of memory"),
        (MemoryError("9 GB"), 2, "out of memory: 9 GB"),
        (OSError(errno.ENOSPC, "No space left on device", "a.csv"), 2, "a.csv: No space left on device"),
        (OSError("odd"), 2, "output: odd"),
        (Interrupted("1 of 9 runs is done"), 128 + signal.SIGINT, "1 of 9 runs is done"),
        (KeyboardInterrupt(), 128 + signal.SIGINT, "interrupted"),
        (BrokenPipeError(errno.EPIPE, "Broken pipe"), 128 + signal.SIGPIPE, ""),  # its reader has gone
        (7, 7, ""),
        (None, 0, ""),
    ],
    ids=repr,
)
def test_a_command_ends_with_one_line_and_the_status_of_its_end(end, status, line, monkeypatch, capsys):
    for where, name in ((sys, "stdout"), (sys, "stderr"), (warnings, "showwarning")):  # as they were, afterwards
        monkeypatch.setattr(where, name, getattr(where, name))

    @click.command()
    def command():
        if isinstance(end, BaseException):
            raise end
        return end

    with pytest.raises(SystemExit) as ended:
        one_line(command, [])
    assert ended.value.code == status
    assert capsys.readouterr().err.strip() == (f"contagion: {line}" if line else "")


def test_a_process_stops_when_it_is_told_to_and_once_within_three_seconds(monkeypatch):
    """What it was started to ignore it ignores, and after its end all."""
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    monkeypatch.setattr(one_line_, "_heard", one_line_._Heard())
    clock = [100.0]
    monkeypatch.setattr(one_line_, "monotonic", lambda: clock[0])
    with process():
        assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
        for number, passed in ((signal.SIGTERM, 0), (signal.SIGINT, AGAIN_SECONDS + 1)):
            clock[0] += passed
            with pytest.raises(KeyboardInterrupt):
                signal.raise_signal(number)
            assert one_line_._heard.number == number
            clock[0] += AGAIN_SECONDS
            signal.raise_signal(signal.SIGTERM)  # the same wish
    assert {signal.getsignal(number) for number in STOPS} == {signal.SIG_IGN}


def test_an_error_that_a_library_makes_of_a_signal_is_the_interruption(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(one_line_, "_heard", one_line_._Heard())
    monkeypatch.setattr(one_line_, "Timer", lambda *_: SimpleNamespace(start=lambda: None))
    monkeypatch.setattr(warnings, "showwarning", warnings.showwarning)  # as it was, afterwards

    @click.command()
    def command():
        with whole_folder(tmp_path / "out") as folder:
            (folder / "half").touch()
            try:
                signal.raise_signal(signal.SIGTERM)
            except KeyboardInterrupt:
                raise OSError("Traceback (most recent call last):") from None

    with pytest.raises(SystemExit) as ended, process():
        one_line(command, [])
    assert ended.value.code == 128 + signal.SIGTERM
    assert capsys.readouterr().err == f"contagion: interrupted; nothing was written in {tmp_path / 'out'}\n"
    assert list(tmp_path.iterdir()) == []
    assert signals_to_stop == []


def test_a_process_that_fails_ends_whatever_its_threads_are_at(monkeypatch):
    begun = []
    timer = SimpleNamespace(start=lambda: begun.append(timer.daemon), daemon=False)
    monkeypatch.setattr(one_line_, "Timer", lambda *of: begun.append(of) or timer)
    for status in (0, 2):
        with pytest.raises(SystemExit), process():
            sys.exit(status)
    assert begun == [(END_SECONDS, os._exit, [2]), True]


def test_runs_that_are_kept_are_said_once():
    for stop, line in (
        (KeyboardInterrupt(), "interrupted; runs that are done are kept in results"),
        (Interrupted("1 of 9 runs is done"), "1 of 9 runs is done; runs that are done are kept in results"),
        (Interrupted("1 of 9 is kept in results"), "1 of 9 is kept in results"),
    ):
        with pytest.raises(Interrupted) as told, runs_kept_in(Path("results")):
            raise stop
        assert str(told.value) == line


@pytest.mark.parametrize("module, program", [(None, "contagion"), ("a.b", "python -m a.b")])
def test_a_command_is_known_as_it_was_typed(module, program, monkeypatch):
    monkeypatch.setattr(sys.modules["__main__"], "__spec__", module and SimpleNamespace(name=module))
    monkeypatch.setattr(sys, "argv", ["/bin/contagion", "run", "two words"])
    monkeypatch.setattr(warnings, "showwarning", warnings.showwarning)
    with pytest.raises(SystemExit):
        one_line(lambda *_, **__: None)
    assert as_typed() == f"{program} run 'two words'"
