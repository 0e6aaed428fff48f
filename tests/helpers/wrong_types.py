"""What somebody may give by mistake to a function, whatever it asks for: for tests."""

import inspect
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

WRONG: dict[str, Any] = {
    "none": None,
    "true": True,
    "numpy's true": np.bool_(True),
    "text": "x",
    "no text": "",
    "bytes": b"x",
    "mapping": {"a": 1},
    "empty mapping": {},
    "list": ["ref"],
    "empty list": [],
    "set": {1.5},
    "array": np.array([1, 2]),
    "nan": float("nan"),
    "numpy's nan": np.float64("nan"),
    "inf": float("inf"),
    "negative": -1,
    "zero": 0,
    "part": 1.5,
    "huge": 10**30,
    "longer than can be said": 10**5000,
    "thing": object(),
    "function": len,
    "kind": int,
}


def each_wrong(function: Callable[..., Any], *given: Any, **usual: Any) -> Iterator[tuple[str, str, Callable[[], Any]]]:
    """For each parameter of a function (for several, in place of the last `given`) and each wrong thing: their names,
    and a call with it, all else being as usual."""
    for name, parameter in inspect.signature(function).parameters.items():
        if parameter.kind is parameter.VAR_KEYWORD:
            continue
        for what, wrong in WRONG.items():
            if parameter.kind is parameter.VAR_POSITIONAL:
                yield name, what, lambda wrong=wrong: function(*given[:-1], wrong, **usual)
            else:
                yield name, what, lambda name=name, wrong=wrong: function(*given, **{**usual, name: wrong})
