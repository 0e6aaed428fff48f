"""How Python calls a function of a library, and what it hears of its errors."""

from __future__ import annotations

import ctypes
import pickle
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

_WORD, _REAL = ctypes.c_int64, ctypes.c_double
_GIVES = {int: _WORD, bool: ctypes.c_bool, float: _REAL}
_AN_ARRAY = [_WORD] * 7  # how compiled code is given one: owner, parent, items, bytes of one, address, length, step


class _Raised(ctypes.Structure):
    """An error of compiled code: where it is written out, and its length."""

    _fields_ = (("written", ctypes.c_void_p), ("length", ctypes.c_int32))


def called(name: str, function: Any, kinds: Sequence[Any], gives: Any) -> Callable[..., Any]:
    """A function of a library as one of the handle and what else it is given."""
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
    """An error of compiled code; notes say in which entry, and in which line of which file."""
    kind, said, place = pickle.loads(ctypes.string_at(raised.written, raised.length))
    error = kind(*said or ())
    error.add_note(f"in {name}")
    if place:
        error.add_note(f"{Path(place[1]).name}, line {place[2]}")
    return error
