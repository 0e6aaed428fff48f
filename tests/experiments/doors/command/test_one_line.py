"""Words and files that are no good: what nobody sees, too deep, too long, too large, and consoles that lack letters."""

import errno
import io
import os
import signal
import subprocess
import sys
import warnings

import click
import pytest

from contagion.experiments.doors.command.one_line import one_line
from contagion.sim.errors import InputError, Interrupted, SettingError
from tests.helpers.command import contagion


@pytest.mark.parametrize("charset", ["cp1252", "cp437", "ascii"])
def test_a_console_that_lacks_letters(charset):
    for words in (("--help",), ("parameters",), ("indicators",), ("scenarios", "--lang", "fr"), ("schema",)):
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


@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-", "> /dev/full"])
def test_streams_that_are_closed_or_full(closed):
    command = f"{sys.executable} -m contagion.experiments.doors.command.main schema {closed}"
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
