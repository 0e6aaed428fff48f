"""Whoever holds a file's lock is alone, others wait for it, and it goes with its holder, however that ends."""

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from contagion.sim.files.alone import alone
from tests.helpers.places import ROOT

HOLDS = """
import sys
from pathlib import Path
from contagion.sim.files.alone import alone

with alone(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.readline()
"""
COUNTS = """
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tests.sim.files.test_alone import count

with ThreadPoolExecutor(2) as threads:
    list(threads.map(count, [Path(sys.argv[1])] * 2))
"""
TIMES = 50


def started(code: str, file: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-W", "error", "-c", code, str(file)]
    return subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def count(file: Path) -> None:
    """Add to the number in a file, read and written apart, as nobody may who is not alone."""
    for _ in range(TIMES):
        with alone(file):
            number = file.with_suffix(".number")
            number.write_text(str(int(number.read_text()) + 1))


@pytest.fixture
def holder(tmp_path):
    """A process that holds the lock, until it reads a line."""
    with started(HOLDS, tmp_path / "lock") as process:
        assert process.stdout
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def test_it_is_waited_for_and_a_word_is_said_first(holder, tmp_path):
    said = []
    with alone(tmp_path / "lock", lambda: said.append(holder.communicate("\n"))):
        assert holder.wait(10) == 0
    assert len(said) == 1
    assert list(tmp_path.iterdir()) == []


def test_it_is_freed_when_its_holder_is_killed(holder, tmp_path):
    assert [file.name for file in tmp_path.iterdir()] == ["lock"]
    with alone(tmp_path / "lock", holder.kill):
        assert holder.wait(10) < 0
    assert list(tmp_path.iterdir()) == []


def test_of_threads_and_processes_one_is_at_it_at_a_time(tmp_path):
    """Though the file comes and goes with each."""
    (tmp_path / "lock").touch()  # as one that was killed left it
    (tmp_path / "lock.number").write_text("0")
    both = [started(COUNTS, tmp_path / "lock") for _ in range(2)]
    assert [process.communicate()[0] or process.returncode for process in both] == [0, 0]
    assert (tmp_path / "lock.number").read_text() == str(4 * TIMES)
    assert [file.name for file in tmp_path.iterdir()] == ["lock.number"]


def test_the_lock_of_a_file_that_has_gone_meanwhile_is_none(tmp_path, monkeypatch):
    connect, opened = sqlite3.connect, []

    def opened_too_early(file: Path, **how: Any) -> sqlite3.Connection:
        made = connect(file, **how)
        opened.append(file)
        if len(opened) == 2:  # the one that is to be locked
            file.unlink()
            file.touch()
        return made

    monkeypatch.setattr(sqlite3, "connect", opened_too_early)
    with alone(tmp_path / "lock"), closing(connect(tmp_path / "lock", timeout=0)) as other:
        assert len(opened) == 4
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("BEGIN EXCLUSIVE")


@pytest.mark.parametrize("wrong", ["nowhere/lock", "folder", "text"])
def test_what_cannot_be_locked_is_an_error_of_the_system(tmp_path, wrong):
    (tmp_path / "folder").mkdir()
    (tmp_path / "text").write_text("of somebody's")
    with pytest.raises(OSError, match=f"^{tmp_path / wrong} cannot be locked: "), alone(tmp_path / wrong):
        pass
    assert (tmp_path / "text").read_text() == "of somebody's"
