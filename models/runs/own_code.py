"""A user's function, as a study keeps it: a copy that is sent to where runs are made, and a digest (`made_of.py`).

The copy is of what is in memory when the function is handed over: the function, the user's helpers that it uses, and
the values that they use. Each run begins with a copy of its own, so that nothing is carried from one run to the next,
in whatever process they are made.
"""

from __future__ import annotations

import marshal
import pickle
import sys
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

import cloudpickle

from contagion.models.runs.made_of import (
    PROTOCOL,
    Reader,
    contents,
    is_the_users,
    reference,
    source_of,
    taken_from_around,
)
from contagion.sim.core.compiling import is_compiled, is_jitted, undecorated
from contagion.sim.errors import InputError

LARGEST = 10_000_000  # bytes that are sent with every few runs
A_CELL = "a notebook"  # or a prompt: where a function is from that stands in no file


@dataclass(frozen=True)
class OwnFunction:
    """A function of the user's.

    Attributes
    ----------
    name : str
    file : str
        Name of the file in which it stands, or `A_CELL`.
    source : str
        Its text.
    sha256 : str
        Digest of all that it is made of: equal digests, equal functions.
    is_compiled : bool
    content : bytes
        What a copy is made from.
    """

    name: str
    file: str
    source: str
    sha256: str
    is_compiled: bool
    content: bytes = field(repr=False, compare=False)

    @classmethod
    def of(cls, function: Any) -> OwnFunction:
        """The function as it is now.

        Raises
        ------
        InputError
            In one line: its text is not known or is not the one it was made from, it draws where nobody can see it, or
            something that it uses cannot be sent.
        """
        plain, reader = undecorated(function), Reader()
        if not isinstance(plain, FunctionType):
            raise InputError("must be a function, not {name}", name=type(plain).__name__)
        if not (source := source_of(plain)):
            raise InputError("its text is not known; write it in a file or in a notebook")
        with _sendable(plain):
            reader.dump((reader.text_of(plain), function))
            content = _sent(function, reader.modules)
        if len(content) > LARGEST:
            raise InputError(
                "uses {size:,.0f} MB of values; at most {most:.0f} MB can be sent",
                size=len(content) / 1e6,
                most=LARGEST / 1e6,
            )
        digest = sha256(reader.read()).hexdigest()
        place = Path(plain.__code__.co_filename)
        file = place.name if place.is_file() else A_CELL
        return cls(plain.__name__, file, source, digest, is_compiled(function), content)

    def load(self) -> Any:
        """A copy of the function, its own to whoever asks; of a compiled one, which cannot keep anything, always the
        same.

        Raises
        ------
        InputError
            Where something that it uses is not here.
        """
        try:
            return _once(self) if self.is_compiled else pickle.loads(self.content)
        except Exception as error:
            why = f"{type(error).__name__}: {' '.join(str(error).split())}"
            raise InputError("cannot be had here ({why})", why=why) from error

    def about(self) -> dict[str, str]:
        """What is written down of it."""
        return {"function": self.name, "file": self.file, "sha256": self.sha256, "source": self.source}


@lru_cache(maxsize=64)
def _once(function: OwnFunction) -> Any:
    return pickle.loads(function.content)


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
        raise InputError(
            "uses {guilty}, which cannot be sent to where runs are made ({found})", guilty=guilty, found=found
        ) from None


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
