"""How a user's function is sent to where runs are made, and known: by what cloudpickle writes of it.

What is of the user's modules is written out, and need not be found there again; libraries, and this project, are what
everybody has.
"""

from __future__ import annotations

import dis
import marshal
import os
import sys
import sysconfig
from collections.abc import Generator, Mapping
from contextlib import contextmanager, suppress
from hashlib import sha256
from importlib import import_module
from io import BytesIO
from operator import attrgetter
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
_LIBRARIES = [f"{os.sep}{name}{os.sep}" for name in ("site-packages", "dist-packages")]
_PYTHON = tuple(sysconfig.get_path(name) for name in ("stdlib", "platstdlib"))


def digest_and_copy(function: Any, plain: FunctionType) -> tuple[str, bytes]:
    """Return a digest of all that a function is made of, and the bytes of a copy; `plain` is the function without its
    compiler. Raises InputError as `models.runs.own_code.OwnFunction.of` does."""
    with _sendable(plain), _by_value():
        return sha256(_dump(_Digester, function)).hexdigest(), _dump(_Sender, function)


def _dump(by: type[_Sender], function: Any) -> bytes:
    stream = BytesIO()
    by(stream, PROTOCOL).dump(function)
    return stream.getvalue()


@contextmanager
def _sendable(function: FunctionType) -> Generator[None]:
    """Say in one line what cannot be sent."""
    try:
        yield
    except InputError:
        raise
    except Exception as error:
        uses = {name: function.__globals__.get(name) for name in function.__code__.co_names}
        guilty = next((name for name, one in uses.items() if not _can_be_sent(one)), "something")
        problem = f"{type(error).__name__}: {' '.join(str(error).split())}"
        raise InputError(f"uses {guilty}, which cannot be sent to where runs are made ({problem})") from None


def _can_be_sent(value: Any) -> bool:
    try:
        cloudpickle.dumps(value)
    except Exception:
        return False
    return True


@contextmanager
def _by_value() -> Generator[None]:
    """Have cloudpickle write out what is of the user's modules."""
    modules = cloudpickle.list_registry_pickle_by_value()
    some = {one.__name__: one for name, one in [*sys.modules.items()] if _is_the_users(name)}  # one may have two names
    users = [one for name, one in some.items() if name not in modules]
    for module in users:
        cloudpickle.register_pickle_by_value(module)
    try:
        yield
    finally:
        for module in users:
            cloudpickle.unregister_pickle_by_value(module)


def _is_the_users(name: str | None) -> bool:
    """Return whether a module is the user's: neither a library's nor this project's."""
    if name == "__main__":
        return True
    module = sys.modules.get(name or "")
    file = str(getattr(module, "__file__", None) or "")
    is_ours = (name or "").partition(".")[0] == "contagion"
    is_a_library = file.startswith(_PYTHON) or any(place in file for place in _LIBRARIES)
    return isinstance(module, ModuleType) and bool(file) and not (is_ours or is_a_library)


class _Sender(cloudpickle.Pickler):
    """Sends compiled functions as what they are made from, modules of the user's as what they hold, and code with the
    name of its file. Each copy has classes of its own: cloudpickle would have one in this process share the user's, and
    write into them."""

    def reducer_override(self, value: Any) -> Any:
        match value:
            case _ if is_jitted(value):
                return _reference(value) or (_compiled_again, (value.py_func, {**value.targetoptions}))
            case ModuleType() if _is_the_users(value.__name__):
                own = {name: one for name, one in sorted(vars(value).items()) if not name.startswith("__")}
                return ModuleType, (value.__name__,), own
            case CodeType():
                return marshal.loads, (marshal.dumps(value),)
            case type() if _is_the_users(value.__module__):
                make, (*how, _, extra), *rest = super().reducer_override(value)
                return make, (*how, None, extra), *rest  # None: not known by an identity
        return super().reducer_override(value)


class _Digester(_Sender):
    """Writes the same for a digest alone, in every process alike: sets in an order, code without its place in a file,
    and with the user's modules that it imports. Refuses what draws where nobody can see it."""

    def persistent_id(self, value: Any) -> Any:
        match value:
            case str():  # in some processes one object, in others two that are equal
                return value.encode(errors="surrogatepass")
            case set() | frozenset():
                return sorted(value, key=repr)
        return None

    def reducer_override(self, value: Any) -> Any:
        if f"{type(value).__module__}.".startswith(OF_GENERATORS):
            raise InputError(f"uses a generator of random numbers ({type(value).__name__}); {KEYED}")
        if is_jitted(value) and not _reference(value) and "random" in _names(value.py_func.__code__):
            raise InputError(f"{value.py_func.__qualname__} draws by random; {KEYED}")  # the compiler's own generators
        if not isinstance(value, CodeType):
            reduced_value = super().reducer_override(value)
            if isinstance(value, FunctionType) and reduced_value is not NotImplemented:
                make, (code, _, *how), *state = reduced_value
                return make, (code, None, *how), *state  # not of the folder in which its file lies
            return reduced_value
        if unkeyed := sorted(_names(value) & UNKEYED):
            raise InputError(f"{value.co_qualname} draws by {unkeyed[0]}; {KEYED}")
        write: Any = self.dispatch_table[CodeType]
        make, how = write(value.replace(co_firstlineno=1, co_linetable=b""))
        return make, (*how, _imported(value))


def _names(code: CodeType) -> set[str]:
    """Collect the names in a function, and in the functions within it."""
    return {*code.co_names}.union(*(_names(one) for one in code.co_consts if isinstance(one, CodeType)))


def _imported(code: CodeType) -> list[ModuleType]:
    """Return the user's modules that a function imports while it runs."""
    for name in (names := [str(one.argval) for one in dis.get_instructions(code) if one.opname == "IMPORT_NAME"]):
        with suppress(Exception):
            import_module(name)
    return [sys.modules[name] for name in names if _is_the_users(name)]


def _reference(function: Any) -> Any:
    """Refer to a compiled function of a library by the name to find it under; None for a user's function."""
    name, place = function.py_func.__qualname__, function.py_func.__module__
    if _is_the_users(place) or "<locals>" in name:
        return None
    return _found, (place, name)


def _found(place: str, name: str) -> Any:
    return attrgetter(name)(import_module(place))


def _compiled_again(function: Any, how: Mapping[str, Any]) -> Any:
    import numba

    return numba.jit(**how)(function)
