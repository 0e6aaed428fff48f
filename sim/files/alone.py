"""A file's lock: whoever holds it is alone, among threads and processes, until it is done or dies, however that is.

It is SQLite's, which serves all systems. Nothing is written into the file, and with the lock the file goes.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Generator
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path

LOOK_SECONDS = 0.05  # between two tries: SQLite itself would wait where Ctrl-C does not come


@contextmanager
def alone(file: Path, wait: Callable[[], object] = lambda: None) -> Generator[None]:
    """Hold the lock of a file, which is made for it; of one that another holds, `wait` is called before it is waited
    for, for as long as that takes.

    Raises
    ------
    OSError
        Where the file cannot be made or locked.
    """
    if not (lock := _taken(file)):
        wait()
        while not (lock := _taken(file)):
            time.sleep(LOOK_SECONDS)
    try:
        yield
    finally:
        _remove(file)  # before another can have it
        lock.close()
        if os.name == "nt":  # where what is open cannot be removed
            _remove(file)


def _taken(file: Path) -> sqlite3.Connection | None:
    """The lock, unless another has it or the file went with that of another."""
    with ExitStack() as undo:
        try:
            sqlite3.connect(file).close()  # makes it, where it is not there
            before = _which(file)
            lock = undo.enter_context(closing(sqlite3.connect(file, timeout=0, isolation_level=None)))
            lock.executescript("PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE")  # else a journal would lie beside it
            if _which(file) == before:
                undo.pop_all()
                return lock
        except FileNotFoundError:
            pass
        except sqlite3.Error as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                raise OSError(f"{file} cannot be locked: {error}") from error
    return None


def _which(file: Path) -> tuple[int, int]:
    """What tells a file from those that stood or will stand in its place, which may have its number again."""
    found = file.stat()
    return found.st_ino, found.st_mtime_ns


def _remove(file: Path) -> None:
    with suppress(OSError):
        file.unlink()
