"""One text, two speeds: functions that plain Python runs as they stand, and that are compiled ahead of time
(`sim.core.building`).

`compiled` marks a function that compiled code may call, `inlined` one whose text is put where it is called. Both stay
the plain functions that they are. One that Python calls is an entry (`sim.core.library`). The functions of
`sim.elementary` are called by all.
"""

from __future__ import annotations

import os
import sys
from typing import Any

import numpy as np

from contagion.sim import elementary as own

PLAIN = os.environ.get("NUMBA_DISABLE_JIT", "0") not in ("", "0")
"""Whether plain Python runs what is otherwise compiled."""

MARK = "__compiled__"
"""Attribute of a function that compiled code may call: its text there, and the compiler's options for it."""


def compiled[Function](function: Function, text: Any = None, **options: Any) -> Function:
    """Mark a function that compiled code may call; by `text` where it has another one there."""
    setattr(function, MARK, (text, options))
    return function


def inlined[Function](function: Function) -> Function:
    """Mark a function whose text is put where it is called."""
    return compiled(function, forceinline=True)


def is_jitted(function: Any) -> bool:
    """Whether a function is one of Numba's, which need not be here."""
    numba = sys.modules.get("numba.extending")
    return bool(numba and numba.is_jitted(function))


def is_compiled(function: Any) -> bool:
    """Whether a function is compiled, by this mark or by Numba's own."""
    return hasattr(function, MARK) or is_jitted(function)


def undecorated(function: Any) -> Any:
    """The Python function that one of Numba's is made from; any other as it is."""
    return function.py_func if is_jitted(function) else function


IN_ITS_OWN_WAY: tuple[tuple[Any, Any], ...] = (
    (own.real, lambda x: np.float64(x)),  # noqa: PLW0108 - Numba compiles functions written in Python alone
    (own.bits_of, lambda x: np.float64(x).view(np.int64)),
    (own.of_bits, lambda bits: np.int64(bits).view(np.float64)),
    (own.choose, lambda which, one, other: one if which else other),
    (own.every, lambda which: which),
)
"""What does for arrays in plain Python, and is for numbers in compiled code."""
