"""Who is at which runs: commands that share a store divide the work.

Each command has a small file in `store/claims` with the keys of the runs that it is at, and touches it every few
seconds. What stands there is left alone by the others until it is done, or the command has gone: its process is dead
(where that can be seen), or the file was not touched for `LEASE_SECONDS`. Claims are written and read by whoever holds
the store, so no two commands claim a run.
"""

from __future__ import annotations

import json
import os
import socket
import time
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from threading import Event, Thread
from types import TracebackType

from contagion.sim.laboratory.shards import overwrite

LEASE_SECONDS = 30.0


class Claims:
    """The claims of this command, as long as the context lasts, and those of others."""

    def __init__(self, store: Path) -> None:
        self._folder = store / "claims"
        whose = f"{_host()} {os.getpid()} {time.time_ns()}"
        self._own = self._folder / f"{sha256(whose.encode()).hexdigest()[:16]}.json"
        self._over = Event()
        self._touching = Thread(target=self._touch, daemon=True)

    def __enter__(self) -> Claims:
        self._touching.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._over.set()
        with suppress(OSError):
            self._own.unlink(missing_ok=True)

    def hold(self, keys: set[str]) -> None:
        """Claim these runs, and no others.

        Raises
        ------
        OSError
        """
        content = {"host": _host(), "process": os.getpid(), "keys": sorted(keys)}
        # Not whole or not at all: whoever is killed here has no claim any more.
        overwrite(self._own, json.dumps(content).encode())

    def of_others(self) -> set[str]:
        """The runs that others are at. What the dead have left behind is removed."""
        out: set[str] = set()
        for file in self._folder.glob("*.json"):
            if file == self._own:
                continue
            with suppress(OSError):  # it has gone, or is no file
                said = _content(file)
                if self._dead(said, file.stat().st_mtime_ns):
                    file.unlink()
                else:
                    out.update(said["keys"])  # ty: ignore[invalid-argument-type] -- as `_content` has seen
        return out

    def _dead(self, said: dict[str, object], touched: int) -> bool:
        if not said:
            return True
        if said["host"] == _host() and not _runs(int(str(said["process"]))):
            return True
        with suppress(FileNotFoundError):  # the clock of whoever keeps the files, the same for all
            os.utime(self._own)
            return self._own.stat().st_mtime_ns - touched > LEASE_SECONDS * 1e9
        return False

    def _touch(self) -> None:
        while not self._over.wait(LEASE_SECONDS / 6):
            with suppress(OSError):
                os.utime(self._own)


def _content(file: Path) -> dict[str, object]:
    """What a claim says; nothing if it is none."""
    try:
        said = json.loads(file.read_bytes())
        return {"host": said["host"], "process": int(said["process"]), "keys": list(said["keys"])}
    except (ValueError, KeyError, TypeError):
        return {}


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
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
