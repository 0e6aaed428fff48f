"""A user's function, as a study keeps it: a copy that is sent to where runs are made, and a digest (`sending.py`).

The copy is of what is in memory when the function is handed over: the function, the user's helpers that it uses, and
the values that they use. Each run begins with a copy of its own, so that nothing is carried from one run to the next,
in whatever process they are made.
"""

from __future__ import annotations

import inspect
import pickle
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from textwrap import dedent
from types import FunctionType
from typing import Any

from contagion.sim.core.compiling import is_compiled, undecorated
from contagion.sim.errors import InputError, needed

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
        Its text, for people.
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
            In one line: its text is not known, it draws where nobody can see it, or something that it uses cannot be
            sent.
        """
        plain = undecorated(function)
        if not isinstance(plain, FunctionType):
            raise InputError(f"must be a function, not {type(plain).__name__}")
        needed("cloudpickle", "research", "a function of one's own")
        from contagion.models.runs.sending import digest_and_copy

        try:
            source = dedent(inspect.getsource(plain))
        except (OSError, TypeError):
            raise InputError("its text is not known; write it in a file or in a notebook") from None
        digest, content = digest_and_copy(function, plain)
        if len(content) > LARGEST:
            raise InputError(f"uses {len(content) / 1e6:,.0f} MB of values; at most {LARGEST / 1e6:.0f} MB can be sent")
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
            raise InputError(f"cannot be had here ({why})") from error

    def about(self) -> dict[str, str]:
        """What is written down of it."""
        return {"function": self.name, "file": self.file, "sha256": self.sha256, "source": self.source}


@lru_cache(maxsize=64)
def _once(function: OwnFunction) -> Any:
    return pickle.loads(function.content)
