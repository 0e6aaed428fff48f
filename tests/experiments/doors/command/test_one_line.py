"""Words and files that are no good: what nobody sees, too deep, too long, too large, and consoles that lack letters."""

import os
import subprocess
import sys

import pytest

from contagion.experiments.doors.command.one_line import one_line
from tests.helpers.command import contagion


@pytest.mark.parametrize("charset", ["cp1252", "cp437", "ascii"])
def test_a_console_that_lacks_letters(charset):
    for words in (("--help",), ("parameters",), ("indicators",), ("scenarios", "--lang", "fr"), ("schema",)):
        done = contagion(*words, charset=charset)
        assert done.exit_code == 0, done.exception
    assert "It cost" in contagion("run", "--years", 1, charset=charset).stdout
    assert contagion("run", "中.toml", charset=charset).exit_code == 2


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
