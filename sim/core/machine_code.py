"""Machine code kept on disk: made once for each version of its sources, each compiler and each kind of processor.

It is kept beside the sources; where they cannot be written to, in the user's cache, else in a temporary folder. Each
file begins with a checksum: one that is cut short or damaged counts as missing, and is made anew.
"""

from __future__ import annotations

import atexit
import multiprocessing
import os
import pickle
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import uuid4

import llvmlite
import numba
import numpy as np
from filelock import FileLock, Timeout
from numba import njit
from numba.core.caching import _Cache
from numba.core.compiler import CompileResult
from numba.core.registry import cpu_target
from numba.core.serialize import dumps

from contagion.sim.core.compiling import ENTRY, PLAIN
from contagion.sim.provenance import digest_of

CHECKSUM = sha256().digest_size
ROOM = 2**24  # bytes that must be free where machine code is to be kept; a model of forty tables takes a seventh of it
COMPLETE = "complete"  # the file that lists the others, once all have been made

type Say = Callable[[str], None]


class MachineCode:
    """The machine code of some sources, and the folder where it is kept.

    Parameters
    ----------
    name : str
        Of its folder in the user's cache. In capitals, with `_COMPILED` after it, it is the variable of the environment
        that names another place.
    root : Path
    sources : sequence of str
        Files and folders below the root, on which the machine code depends.
    beside : str
        Folder below the root that is the first choice.

    Attributes
    ----------
    folder : Path, optional
        None where nothing can be kept, and where plain Python runs everything.
    unkept : OSError, optional
        Why something could not be kept.
    """

    def __init__(self, name: str, root: Path, sources: Sequence[str], beside: str) -> None:
        self.name, self.root, self.beside = name, root, beside
        self.variable = f"{name.upper()}_COMPILED"
        self.version = "" if PLAIN else _version(root, sources)
        self.folder = None if PLAIN else self._folder()
        self.unkept: OSError | None = None

    def _places(self) -> list[Path]:
        """Where machine code may be kept, the first choice first."""
        given, cache = os.environ.get(self.variable), os.environ.get("XDG_CACHE_HOME", "")
        places = [Path(given).absolute()] if given else []
        places.append(self.root / self.beside)
        with suppress(RuntimeError):  # without a home
            places.append((Path(cache) if Path(cache).is_absolute() else Path.home() / ".cache") / self.name)
        return places

    def _folder(self) -> Path | None:
        """The folder for this version. A process hands a temporary one to those that it starts, and removes it at its
        end."""
        for place in self._places():
            folder = place / f"compiled-{self.version}"
            if _can_be_written(folder) or _is_complete(folder):
                return folder
        try:
            temporary = tempfile.mkdtemp(prefix=f"{self.name}-")  # nobody else can put code there
        except OSError:
            return None
        atexit.register(shutil.rmtree, temporary, ignore_errors=True)
        os.environ[self.variable] = temporary
        folder = Path(temporary) / f"compiled-{self.version}"
        return folder if _can_be_written(folder) else None

    def entry(self, function: Any, around: str | None = None) -> Any:
        """Mark a function that Python calls: it is compiled, and its machine code kept.

        One that closes over others says by `around` what tells them from all others; if that is empty, nothing is kept.
        """
        made: Any = njit(function, **ENTRY)
        if not PLAIN and around != "":
            made._cache = _Kept(self, function, around)
        return made

    def make(self, commands: Sequence[Sequence[str]], what: str, say: Say | None = None) -> bool:
        """Have all of it made, unless it is there; say so in a line, by default on the standard error stream.

        Whoever comes while another process is at it waits.

        Parameters
        ----------
        commands : sequence of commands
            Run side by side, in the root; each makes a part, and ends with `end_part`.
        what : str
            What is said of the work; where its result is kept is put after it.

        Returns
        -------
        bool
            Whether it is there. Where it is not, each process compiles for itself what it needs.
        """
        say = say or (lambda text: print(text, file=sys.stderr, flush=True))
        if PLAIN or (self.folder and _is_complete(self.folder)):
            return True
        try:
            if not self.folder:
                raise OSError("no folder can be written to")
            with self._alone(self.folder, say):
                return _is_complete(self.folder) or self._make(self.folder, commands, what, say)
        except OSError as error:
            say(f"{what}; for this process alone, as it cannot be kept: {error}")
            return False

    def _alone(self, folder: Path, say: Say) -> FileLock:
        """The lock of a folder, acquired once."""
        lock = FileLock(folder / "lock")
        try:
            lock.acquire(blocking=False)
        except Timeout:
            if not multiprocessing.parent_process():  # workers of a pool wait without a word
                say(f"Another process compiles; waiting for what it puts into {folder}")
            lock.acquire()
        return lock

    def _make(self, folder: Path, commands: Sequence[Sequence[str]], what: str, say: Say) -> bool:
        say(f"{what}; kept in {folder}")
        begun, told = time.monotonic(), {**os.environ, self.variable: str(folder.parent)}
        parts: list[subprocess.Popen[str]] = []
        try:
            for command in commands:  # each in a group of its own: Ctrl-C is for this process, which then ends them
                part = subprocess.Popen(
                    command, cwd=self.root, env=told, stdout=subprocess.PIPE, text=True, process_group=0
                )
                parts.append(part)
            causes = [part.communicate()[0].strip() for part in parts]
        finally:
            for part in parts:
                part.kill()
                part.wait()
        if any(causes):
            raise OSError(next(filter(None, causes)))
        if any(part.returncode for part in parts):
            say("It could not be compiled.")
            return False
        made = sorted(path.name for path in folder.iterdir() if _content(path) is not None)
        _write(folder / COMPLETE, "\n".join(made).encode())
        say(f"Compiled in {time.monotonic() - begun:.0f} seconds.")
        return True

    def end_part(self) -> None:
        """End a process that made a part; it tells the one that started it why it could not keep it."""
        sys.exit(print(self.unkept) or 1 if self.unkept else 0)


class _Kept(_Cache):
    """The machine code of a function: a file for each kind of arguments. Numba asks it before it compiles."""

    def __init__(self, code: MachineCode, function: Any, around: str | None) -> None:
        if function.__closure__ and not around:
            raise TypeError(f"{function.__qualname__}: what a function closes over is not seen in its source")
        self._code, self._function, self._around = code, function, around

    @property
    def cache_path(self) -> str | None:
        return str(self._code.folder) if self._code.folder else None

    def _path(self, folder: Path, arguments: Any) -> Path:
        of = self._function.__code__
        told = self._code.version, Path(of.co_filename).read_bytes(), of.co_qualname, of.co_firstlineno, str(arguments)
        told += (self._around,) if self._around else ()
        return folder / f"{self._function.__name__}-{sha256(repr(told).encode()).hexdigest()[:32]}"

    def load_overload(self, sig: Any, target_context: Any) -> Any:
        target_context.refresh()
        if self._code.folder and (content := _content(self._path(self._code.folder, sig))) is not None:
            return CompileResult._rebuild(target_context, *pickle.loads(content))
        return None

    def save_overload(self, sig: Any, data: Any) -> None:
        if self._code.folder and not data.library.has_dynamic_globals:
            try:
                _write(self._path(self._code.folder, sig), dumps(data._reduce()))
            except OSError as error:
                self._code.unkept = error

    def enable(self) -> None: ...

    def disable(self) -> None: ...

    def flush(self) -> None: ...


def _version(root: Path, sources: Sequence[str]) -> str:
    """What tells sources, compiler and processor from others."""
    target: Any = cpu_target.target_context.codegen()
    libraries = numba.__version__, llvmlite.__version__, np.__version__, sys.implementation.cache_tag
    return sha256(repr((digest_of(root, sources), libraries, target.magic_tuple())).encode()).hexdigest()[:16]


def _can_be_written(folder: Path) -> bool:
    """Whether there is room in a folder, which is made if it is not there."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return shutil.disk_usage(folder).free >= ROOM
    except OSError:
        return False


def _is_complete(folder: Path) -> bool:
    """Whether all that was made is there, and whole."""
    made = _content(folder / COMPLETE)
    return made is not None and all(_content(folder / name) is not None for name in made.decode().splitlines())


def _content(path: Path) -> bytes | None:
    """What a file keeps behind its checksum; None if it is not there, or not whole."""
    try:
        with path.open("rb") as file:
            checksum, content = file.read(CHECKSUM), file.read()
    except OSError:
        return None
    return content if sha256(content).digest() == checksum else None


def _write(path: Path, content: bytes) -> None:
    """Put a file in its place once it is whole."""
    part = path.with_name(f"part-{uuid4().hex}")
    try:
        part.write_bytes(sha256(content).digest() + content)
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
