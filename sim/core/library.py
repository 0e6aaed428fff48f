"""A library of compiled functions that Python calls: found or made once for each version of its sources and each kind
of platform, and loaded without a compiler.

It is kept beside the sources; where they cannot be written to, in the user's cache, else in a temporary folder. Beside
it stands its checksum: one that is cut short, damaged or somebody else's counts as missing, and is made anew.

How Python calls a function of a library, and what it hears of its errors.
"""

from __future__ import annotations

import atexit
import ctypes
import importlib.util
import os
import pickle
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import cache, cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any, get_type_hints

import numpy as np
from numpy.typing import NDArray

from contagion.sim.core.compiling import PLAIN
from contagion.sim.errors import InputError
from contagion.sim.files import alone
from contagion.sim.provenance import digest_of

_WORD, _REAL = ctypes.c_int64, ctypes.c_double
_GIVES = {int: _WORD, bool: ctypes.c_bool, float: _REAL}
_AN_ARRAY = [_WORD] * 7  # how compiled code is given one: owner, parent, items, bytes of one, address, length, step


class _Raised(ctypes.Structure):
    """An error of compiled code: where it is written out, and its length."""

    _fields_ = (("written", ctypes.c_void_p), ("length", ctypes.c_int32))


def called(name: str, function: Any, kinds: Sequence[Any], gives: Any) -> Callable[..., Any]:
    """Wrap a function of a library as a Python function of the handle and its other arguments."""
    of = {int: [_WORD], bool: [_WORD], float: [_REAL]}
    function.argtypes = [ctypes.c_void_p, ctypes.c_void_p, _WORD, *(one for k in kinds for one in of.get(k, _AN_ARRAY))]
    function.restype = ctypes.c_int32
    arrays, result = [kind not in of for kind in kinds], _GIVES.get(gives, _WORD)

    def call(handle: Any, *given: Any) -> Any:
        out, error, words = result(), ctypes.c_void_p(), []
        for one, is_array in zip(given, arrays, strict=True):
            if is_array:
                words += 0, 0, one.size, one.itemsize, one.ctypes.data, one.size, one.itemsize
            else:
                words.append(one)
        status = function(ctypes.byref(out), ctypes.byref(error), handle, *words)
        if status > 0:
            raise _error(name, _Raised.from_address(error.value or 0))
        return out.value if gives in _GIVES else None

    return call


def _error(name: str, raised: _Raised) -> BaseException:
    """Rebuild an error of compiled code, with notes that name the entry and the file and line where it was raised."""
    kind, said, place = pickle.loads(ctypes.string_at(raised.written, raised.length))
    error = kind(*said or ())
    error.add_note(f"in {name}")
    if place:
        error.add_note(f"{Path(place[1]).name}, line {place[2]}")
    return error


type Say = Callable[[str], None]
type Ints = NDArray[np.int64]
type Words = NDArray[np.uint64]
type Reals = NDArray[np.float64]
type Flags = NDArray[np.bool_]

ROOM = 2**22  # bytes that must be free where a library is to be kept
SUFFIXES = {"win": ".dll", "macosx": ".dylib", "wasm32": ".wasm"}  # of others it is .so


_AVX2 = frozenset({"avx2", "bmi2", "fma", "movbe"})
_NEEDED = {"-v4": _AVX2 | {"avx512f", "avx512bw", "avx512cd", "avx512dq", "avx512vl"}, "-v3": _AVX2}


@cache
def platform() -> str:
    """Return this platform's name, as Python has it, followed by `-v3` or `-v4` where the processor has AVX2 or AVX-512
    with the instructions that came with them."""
    system, *_, machine = sysconfig.get_platform().split("-")
    if machine == "universal2":  # a Python of macOS that is there for both
        machine = os.uname().machine
    windows: Any = getattr(ctypes, "windll", None)
    try:
        if windows:
            can = {name: windows.kernel32.IsProcessorFeaturePresent(n) for name, n in (("-v4", 41), ("-v3", 40))}
        else:
            words = set(Path("/proc/cpuinfo").read_text().split())
            can = {name: needed <= words for name, needed in _NEEDED.items()}
    except OSError:
        can = {}
    return f"{system}-{machine}{next((name for name, yes in can.items() if yes), '')}"


class NoLibrary(InputError):
    """What is compiled is not there, and cannot be made here."""


class Entry:
    """A function that Python calls: compiled where it is in the library, or else in this process.

    It is given the handle of tables (`sim.core.tables.Tables`), then whole numbers, real ones, and arrays of one
    dimension, which its annotations name: `float`, `Ints`, `Words`, `Reals`, `Flags`, and what it gives back.
    """

    def __init__(self, library: Library, function: Any, name: str) -> None:
        self.library, self.function, self.name = library, function, name
        self.__name__, self.__doc__ = function.__name__, function.__doc__
        self._call: Any = function if PLAIN else None

    def __call__(self, *given: Any) -> Any:
        if self._call is None:
            self._call = self.library.call_of(self)
        return self._call(*given)

    def kinds(self) -> tuple[list[Any], Any]:
        """Return the types of the arguments after the handle, and the type of the result."""
        code, hints = self.function.__code__, get_type_hints(self.function)
        names = code.co_varnames[1 : code.co_argcount]
        return [hints.get(name, int) for name in names], hints.get("return")


class Library:
    """The entries of some `sources`, files and folders below a `root`, and where they are compiled to: the folder
    `beside`, if that can be written to, or one called `name` in the user's cache; the name in capitals, with
    `_COMPILED` after it, is the variable of the environment that may name another.

    `make` makes it for platforms, each in the file that it is given, and `otherwise` compiles an entry that is not in
    it for this process alone: both need a compiler. `what` is said meanwhile; `texts` are for people alone
    (`sim.provenance.digest_of`).
    """

    def __init__(
        self,
        name: str,
        root: Path,
        sources: Sequence[str],
        beside: str,
        make: Callable[[Mapping[str, Path]], None],
        otherwise: Callable[[Entry], Any],
        what: str,
        texts: Mapping[str, int] = {},
    ) -> None:
        self.name, self.root, self.sources, self.texts, self.beside = name, root, sources, texts, beside
        self.make, self.otherwise, self.what = make, otherwise, what
        self.entries: dict[str, Entry] = {}
        self._loaded: Any = None

    def entry(self, function: Any) -> Any:
        """Mark a function that Python calls."""
        made = Entry(self, function, f"{function.__module__}.{function.__qualname__}".replace(".", "_"))
        self.entries[made.name] = made
        return made

    # ---- where it is -----------------------------------------------------------------------------------------------

    @cached_property
    def version(self) -> str:
        """What tells its sources from others, as they are when it is first asked for."""
        return digest_of(self.root, self.sources, self.texts)[:16]

    def file(self, folder: Path, target: str = "") -> Path:
        """Return its name in a folder, for a platform, by default this one."""
        target = target or platform()
        return folder / f"{self.name}-{self.version}-{target}{SUFFIXES.get(target.partition('-')[0], '.so')}"

    def _places(self) -> list[Path]:
        """Return the folders where it may be kept, the first choice first."""
        given, cache = os.environ.get(f"{self.name.upper()}_COMPILED"), os.environ.get("XDG_CACHE_HOME", "")
        places = [Path(given).absolute()] if given else []
        places.append(self.root / self.beside)
        with suppress(RuntimeError):  # without a home
            places.append((Path(cache) if Path(cache).is_absolute() else Path.home() / ".cache") / self.name)
        return places

    def folder(self) -> Path:
        """Return the folder to make the library in. A process removes a temporary folder when it ends, and hands it to
        the processes that it starts."""
        for place in self._places():
            if _can_be_written(place):
                return place
        temporary = tempfile.mkdtemp(prefix=f"{self.name}-")  # nobody else can put code there
        atexit.register(shutil.rmtree, temporary, ignore_errors=True)
        os.environ[f"{self.name.upper()}_COMPILED"] = temporary
        return Path(temporary)

    def found(self, target: str = "") -> Path | None:
        """Find the library for a platform, by default this one; None where it is missing or damaged."""
        return next((file for place in self._places() if is_whole(file := self.file(place, target))), None)

    # ---- made and loaded -------------------------------------------------------------------------------------------

    def ready(self, say: Say | None = None) -> None:
        """Have it loaded (`library`). Where plain Python runs everything, nothing is."""
        if not PLAIN and self._loaded is None:
            self._loaded = ctypes.CDLL(str(self.library(say=say)))

    def library(self, target: str = "", say: Say | None = None) -> Path:
        """Return the library for a platform, by default this one; compile it where it is missing, and announce that in
        a line, by default on the standard error stream. Waits while another process compiles it. Raises NoLibrary where
        it is missing and cannot be made."""
        return self.found(target) or self._made(target or platform(), say)

    def _made(self, target: str, say: Say | None) -> Path:
        say = say or (lambda text: print(text, file=sys.stderr, flush=True))
        if not importlib.util.find_spec("numba"):
            raise NoLibrary(
                f"{self.name}: nothing compiled for {target} (version {self.version}) is in "
                f"{', '.join(map(str, self._places()))}, and Numba, which would make it, is not here: install "
                "what the extra [compile] names"
            )
        try:
            folder = self.folder()
            waits = f"Another process compiles; waiting for what it puts into {folder}"
            with alone(folder / "lock", lambda: say(waits)):
                if file := self.found(target):
                    return file
                say(f"{self.what}; kept in {folder}")
                begun, file = time.monotonic(), self.file(folder, target)
                self.make({target: file})
                say(f"Compiled in {time.monotonic() - begun:.0f} seconds.")
                return file
        except OSError as error:
            raise NoLibrary(f"{self.name} cannot be compiled: {error!s}") from error

    def call_of(self, entry: Entry) -> Callable[..., Any]:
        """Return a Python function that calls an entry."""
        self.ready()
        function = getattr(self._loaded, entry.name, None) or self.otherwise(entry)
        kinds, gives = entry.kinds()
        return called(entry.name, function, kinds, gives)


def checksum_of(file: Path) -> Path:
    """Return the place of a library's checksum."""
    return file.with_name(f"{file.name}.sha256")


def is_whole(file: Path) -> bool:
    """Return whether a library is there, and matches its checksum."""
    try:
        return sha256(file.read_bytes()).hexdigest() == checksum_of(file).read_text().strip()
    except OSError:
        return False


def _can_be_written(folder: Path) -> bool:
    """Return whether a folder has enough space, and make it if it is missing."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return shutil.disk_usage(folder).free >= ROOM
    except OSError:
        return False


def run_side_by_side(commands: Sequence[Sequence[str]], **how: Any) -> None:
    """Run commands at the same time, each in a group of its own: Ctrl-C is for this process, which then ends them.
    Raises OSError for one that fails, with its last line."""
    parts: list[subprocess.Popen[str]] = []
    try:
        parts += [subprocess.Popen(one, stderr=subprocess.PIPE, text=True, process_group=0, **how) for one in commands]
        said = [part.communicate()[1].strip() for part in parts]
    finally:
        for part in parts:
            part.kill()
            part.wait()
    for part, words in zip(parts, said, strict=True):
        if part.returncode:
            raise OSError(words.splitlines()[-1] if words else f"a compiler ended with {part.returncode}")
