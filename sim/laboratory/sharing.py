"""The jobs that a store lacks, divided among all commands of a machine that share it.

Each command says in the store which runs it is at, and until when, and says so anew every few seconds. What is claimed
so is left alone by the others until it is done, or the command has gone: its process is dead (where that can be seen),
or its time is over. Claims are written and read by whoever holds the store, so no two commands claim a run.
"""

from __future__ import annotations

import json
import os
import socket
import sqlite3
import time
from collections.abc import Mapping
from contextlib import closing, suppress
from itertools import islice
from pathlib import Path
from threading import Event, Thread
from types import TracebackType

from contagion.sim.errors import SettingError
from contagion.sim.laboratory import database
from contagion.sim.laboratory.jobs import Job
from contagion.sim.laboratory.packing import Parcel
from contagion.sim.laboratory.store import Store

LEASE_SECONDS = 30.0


def claimed(store: Store, own: str = "") -> set[str]:
    """The runs that others are at; for whoever holds the store. What the dead have left behind is removed."""
    out = set[str]()
    select = "SELECT owner, host, process, until, keys FROM claims WHERE owner != ?"
    for owner, host, process, until, keys in store.execute(select, own).fetchall():
        try:
            gone = host == _host() and not _runs(process)
            gone = gone or not 0 < until - time.time() <= 2 * LEASE_SECONDS  # clocks are not the same everywhere
            out.update(() if gone else json.loads(keys))
        except (TypeError, ValueError, OverflowError):  # it is damaged
            gone = True
        if gone:
            store.execute("DELETE FROM claims WHERE owner = ?", owner)
    return out


def clear_claims(store: Store) -> None:
    """Remove what killed commands have claimed last, where nothing is left to be done."""
    if store.asked("SELECT owner FROM claims"):
        with suppress(SettingError), store.held():
            claimed(store)


def _host() -> str:
    """This machine, and where there are such things the room in it in which process numbers mean something."""
    room = Path("/proc/self/ns/pid")
    return f"{socket.gethostname()} {room.readlink() if room.exists() else ''}"


def _runs(process: int) -> bool:
    """Whether a process of this machine runs, as far as can be seen."""
    if os.name != "posix":  # elsewhere there is no harmless signal
        return True
    try:
        os.kill(process, 0)
    except OSError as error:
        return not isinstance(error, ProcessLookupError)
    return True


class Shared:
    """A source of jobs of which others may do some: it ends when all have been done, whoever did them, and raises
    `InputError` where the store cannot be written.

    Parameters
    ----------
    missing : mapping of key to Job
        In the order in which they are taken.

    Attributes
    ----------
    failed : int
        Runs that failed so far.
    """

    def __init__(self, store: Store, missing: Mapping[str, Job]) -> None:
        self._store, self._number, self.failed = store, len(missing), 0
        self._waiting, self._under_way = dict(missing), set[str]()
        self._name, self._over = f"{_host()} {os.getpid()} {time.time_ns()}", Event()
        self._renewing = Thread(target=self._renew, daemon=True)

    def __enter__(self) -> Shared:
        with self._store.held() as seen:  # where it cannot be written to, this is said before workers start
            self._note(*seen)
        self._renewing.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._over.set()
        self._renewing.join()
        with suppress(SettingError), self._store.held(lasting=True):
            self._store.execute("DELETE FROM claims WHERE owner = ?", self._name)

    @property
    def left(self) -> int:
        """Runs that nobody has done yet, as far as is known, and that this command is not at."""
        return len(self._waiting)

    @property
    def ended(self) -> int:
        """Runs that are over, whoever made them."""
        return self._number - len(self._waiting) - len(self._under_way)

    def take(self, most: int) -> list[Job]:
        """Jobs that nobody is at; none when others are at all that are left."""
        with self._store.held() as seen:
            self._note(*seen)
            busy = claimed(self._store, self._name)
            taken = list(islice((key for key in self._waiting if key not in busy), most))
            self._under_way.update(taken)
            if taken:
                values = (self._name, _host(), os.getpid(), time.time() + LEASE_SECONDS, json.dumps([*self._under_way]))
                self._store.execute("INSERT OR REPLACE INTO claims VALUES (?, ?, ?, ?, ?)", *values)
        return [self._waiting.pop(key) for key in taken]

    def done(self, parcel: Parcel) -> None:
        """Keep what became of a batch."""
        with self._store.held() as seen:
            self._note(*seen)
            self._store.save(parcel)
        self._under_way.difference_update(parcel.keys)
        self.failed += parcel.failed

    def _renew(self) -> None:
        while not self._over.wait(LEASE_SECONDS / 6):
            with suppress(sqlite3.Error, OSError, SettingError), closing(database.writing(self._store.path)) as con:
                con.execute("UPDATE claims SET until = ? WHERE owner = ?", (time.time() + LEASE_SECONDS, self._name))

    def _note(self, come: set[str], failed: set[str]) -> None:
        """What others have done need not be done here."""
        for key in come | failed:
            if self._waiting.pop(key, None) is not None:
                self.failed += key in failed
