"""How a user's function is sent to where runs are made: a copy of it, and its digest (`made_of.py`), by cloudpickle."""

from __future__ import annotations

import marshal
import sys
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from io import BytesIO
from types import CodeType, FunctionType, ModuleType
from typing import Any

import cloudpickle

from contagion.models.runs.made_of import PROTOCOL, Reader, contents, is_the_users, reference, taken_from_around
from contagion.sim.core.compiling import is_jitted
from contagion.sim.errors import InputError


def digest_and_copy(function: Any, plain: FunctionType) -> tuple[str, bytes]:
    """The digest of all that a function is made of, and what a copy of it is made from; `plain` is the function without
    what compiles it.

    Raises
    ------
    InputError
        As of `models.runs.own_code.OwnFunction.of`.
    """
    reader = Reader()
    with _sendable(plain):
        reader.dump((reader.text_of(plain), function))
        return sha256(reader.read()).hexdigest(), _sent(function, reader.modules)


@contextmanager
def _sendable(function: FunctionType) -> Generator[None]:
    """Say in one line what cannot be sent."""
    try:
        yield
    except InputError:
        raise
    except Exception as error:
        guilty = next((name for name, one in taken_from_around(function).items() if not _can_be_sent(one)), "something")
        found = f"{type(error).__name__}: {' '.join(str(error).split())}"
        raise InputError(f"uses {guilty}, which cannot be sent to where runs are made ({found})") from None


def _can_be_sent(value: Any) -> bool:
    try:
        cloudpickle.dumps(value)
    except Exception:
        return False
    return True


class _Sender(cloudpickle.Pickler):
    """Sends compiled functions as what they are made from, modules of the user's as what they hold, and code with the
    name of its file. Each copy has classes of its own: cloudpickle would have one in this process share the user's, and
    write into them."""

    def reducer_override(self, value: Any) -> Any:
        match value:
            case _ if is_jitted(value):
                return reference(value) or (_compiled_again, (value.py_func, {**value.targetoptions}))
            case ModuleType() if is_the_users(value.__name__):
                return ModuleType, (value.__name__,), contents(value)
            case CodeType():
                return marshal.loads, (marshal.dumps(value),)
            case type() if is_the_users(value.__module__):
                make, (*how, _, extra), *rest = super().reducer_override(value)
                return make, (*how, None, extra), *rest  # None: not known by an identity
        return super().reducer_override(value)


def _sent(function: Any, modules: set[str]) -> bytes:
    """A copy, in which what is of some modules is written out; it need not be found there again."""
    new = sorted(modules - cloudpickle.list_registry_pickle_by_value())
    found = [sys.modules[name] for name in new if name in sys.modules]
    stream = BytesIO()
    for module in found:
        cloudpickle.register_pickle_by_value(module)
    try:
        _Sender(stream, PROTOCOL).dump(function)
    finally:
        for module in found:
            cloudpickle.unregister_pickle_by_value(module)
    return stream.getvalue()


def _compiled_again(function: Any, how: Mapping[str, Any]) -> Any:
    import numba

    return numba.jit(**how)(function)
