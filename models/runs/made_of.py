"""What a user's function is made of, for a digest: text, and the values that it uses.

The text is the whole file in which it stands, and the files of the user's helpers that it uses; in a notebook, where
there is no file, the text of the function and of each helper. Beside the text stand the values that they use, since
those need not be the ones of the text. Libraries, and this project, count as what everybody has.
"""

from __future__ import annotations

import dis
import inspect
import marshal
import sys
import sysconfig
from collections.abc import Generator
from functools import lru_cache
from importlib import import_module
from io import BytesIO
from operator import attrgetter
from pathlib import Path
from textwrap import dedent
from types import CodeType, FunctionType, ModuleType
from typing import Any

import cloudpickle

from contagion.sim.core.compiling import is_jitted
from contagion.sim.errors import InputError

PROTOCOL = 5  # of pickle
KEYED = "chance comes from keyed streams alone"
UNKEYED = {"Random", "RandomState", "SystemRandom", "default_rng", "secrets", "urandom"}
"""Names of what draws from a generator that nobody can watch while the function runs."""
OF_GENERATORS = ("random.", "numpy.random.")
_OF_LIBRARIES = {"site-packages", "dist-packages"}
_ROOT = Path(__file__).resolve().parents[2]
_OURS = [
    *(Path(sysconfig.get_path(name)).resolve() for name in ("stdlib", "platstdlib")),
    *(_ROOT / name for name in ("package", "experiments", "models", "sim")),
]


def source_of(function: FunctionType) -> str:
    """The text of a function; none where it is not known."""
    try:
        return dedent(inspect.getsource(function))
    except (OSError, TypeError):
        return ""


def is_the_users(name: str | None) -> bool:
    """Whether a module is neither a library nor of this project."""
    if name == "__main__":
        return True
    if not (file := getattr(sys.modules.get(name or ""), "__file__", None)):
        return False
    path = Path(file).resolve()
    return not (_OF_LIBRARIES & {*path.parts} or any(path.is_relative_to(place) for place in _OURS))


def _parts(code: CodeType) -> Generator[CodeType]:
    """The code of a function or file, and of the functions within it."""
    yield code
    for part in code.co_consts:
        if isinstance(part, CodeType):
            yield from _parts(part)


def _names(code: CodeType) -> set[str]:
    return {name for part in _parts(code) for name in part.co_names}


def _named_by(code: CodeType, *operations: str) -> list[str]:
    """What instructions of some kinds name."""
    each = (one for part in _parts(code) for one in dis.get_instructions(part))
    return sorted({str(one.argval) for one in each if one.opname in operations})


def taken_from_around(function: FunctionType) -> dict[str, Any]:
    """The values of the names that a function takes from around it."""
    here = function.__globals__
    return {name: here[name] for name in _named_by(function.__code__, "LOAD_GLOBAL", "LOAD_NAME") if name in here}


def contents(module: ModuleType) -> dict[str, Any]:
    """What a module holds, but for what Python keeps there."""
    return {name: value for name, value in sorted(vars(module).items()) if not name.startswith("__")}


def reference(function: Any) -> Any:
    """A compiled function of a library, as the name under which it is found there."""
    name, place = function.py_func.__qualname__, function.py_func.__module__
    if is_the_users(place) or "<locals>" in name:
        return None
    return _found, (place, name)


def _found(place: str, name: str) -> Any:
    return attrgetter(name)(import_module(place))


class Reader(cloudpickle.Pickler):
    """Writes what a function is made of: the text of code, and values as they are sent. It is for a digest alone, and
    never read back."""

    def __init__(self) -> None:
        self._stream = BytesIO()
        super().__init__(self._stream, PROTOCOL)
        self.modules: set[str] = set()
        """The user's modules that were met."""
        self._files: dict[Path, bytes] = {}

    def read(self) -> bytes:
        return self._stream.getvalue()

    def persistent_id(self, value: Any) -> Any:
        """Sets are written in an order that is the same in every process."""
        return sorted(value, key=repr) if isinstance(value, set | frozenset) else None

    def reducer_override(self, value: Any) -> Any:
        match value:
            case FunctionType() if is_the_users(value.__module__):
                self.modules.add(value.__module__)
                return _made, (self.text_of(value),), self._used_by(value)
            case _ if is_jitted(value):
                return reference(value) or self._compiled(value)
            case ModuleType() if is_the_users(value.__name__):
                return _made, (value.__name__, self._file(Path(str(value.__file__)))), contents(value)
            case type() if is_the_users(value.__module__):
                self.modules.add(value.__module__)
                own = {name: one for name, one in vars(value).items() if _is_of_a_class(name, one)}
                return _made, (value.__qualname__, value.__mro__[1:], self._of_module(value.__module__)), own
        if f"{type(value).__module__}.".startswith(OF_GENERATORS):
            raise InputError(f"uses a generator of random numbers ({type(value).__name__}); {KEYED}")
        return super().reducer_override(value)

    def text_of(self, function: FunctionType) -> tuple[Any, ...]:
        """Which function it is, and the text of its file, or its own where there is none.

        Raises
        ------
        InputError
            Where the file has been changed since the function was made.
        """
        code = function.__code__
        *_, (line, _, column, _) = code.co_positions()  # of its end; two may stand in one line
        plain = [one for one in code.co_consts if not isinstance(one, CodeType)]
        # In Python 3.12 one that gives a constant ends nowhere.
        path, within = Path(code.co_filename), ((line or 0) - code.co_firstlineno, column or plain)
        if not path.is_file():
            return code.co_qualname, within, source_of(function) or marshal.dumps(code, 2)  # as those of a dataclass
        text = self._file(path)
        if code not in _codes(text, code.co_filename):
            raise InputError(
                f"{path.name} has been changed since {function.__qualname__} was read from it; read it again"
            )
        return code.co_qualname, code.co_firstlineno, within, text

    def _used_by(self, function: FunctionType) -> dict[str, Any]:
        """The values that a function uses."""
        code = function.__code__
        if unkeyed := sorted(_names(code) & UNKEYED):
            raise InputError(f"{function.__qualname__} draws by {unkeyed[0]}; {KEYED}")
        imported = [name for name in _named_by(code, "IMPORT_NAME") if _is_there(name)]
        return {
            "globals": taken_from_around(function),
            "closure": [cell.cell_contents for cell in function.__closure__ or ()],
            "defaults": (function.__defaults__, function.__kwdefaults__),
            "imports": [sys.modules[name] for name in imported],
        }

    def _compiled(self, function: Any) -> Any:
        plain = function.py_func
        if "random" in _names(plain.__code__):  # whose generators are the compiler's own
            raise InputError(f"{plain.__qualname__} draws by random; {KEYED}")
        return _made, ("compiled", sorted(function.targetoptions.items())), {"function": plain}

    def _of_module(self, name: str) -> bytes:
        file = getattr(sys.modules.get(name), "__file__", None)
        return self._file(Path(file)) if file else b""

    def _file(self, path: Path) -> bytes:
        if path not in self._files:
            self._files[path] = path.read_bytes()
        return self._files[path]


def _made(*_: Any) -> None:
    """What a `Reader` writes in place of code."""


def _is_of_a_class(name: str, value: Any) -> bool:
    """Whether it is a method or a value of a class, and not what Python keeps there."""
    return isinstance(value, FunctionType) or not (name.startswith("_") or hasattr(type(value), "__get__"))


def _is_there(name: str) -> bool:
    """Whether a module of the user's can be imported."""
    try:
        import_module(name)
    except Exception:
        return False
    return is_the_users(name)


@lru_cache(maxsize=16)
def _codes(text: bytes, name: str) -> list[CodeType]:
    """The code of all functions in a file; none where it cannot be read."""
    try:
        return list(_parts(compile(text, name, "exec", dont_inherit=True)))
    except (SyntaxError, ValueError):
        return []
