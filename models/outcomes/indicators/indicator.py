"""What an indicator is: a function of the record of a run, with its unit and formula."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from inspect import getdoc
from math import isfinite
from typing import Any, get_origin, get_type_hints

import numpy as np

from contagion.models.outcomes.record import Record

type Value = float | dict[str, float | None] | None


@dataclass(frozen=True)
class Measure:
    """An indicator.

    Attributes
    ----------
    name : str
        Its key in `summary.json`.
    unit, formula, meaning : str
        For people; the meaning is one sentence.
    source : str
        The section of the specification that asks for it.
    function : callable, optional
        From a `Record` to a number, to numbers by name, or to None where it does not exist. None where a run alone does
        not tell.
    """

    name: str
    unit: str
    formula: str
    meaning: str
    source: str
    function: Callable[[Record], Any] | None

    @property
    def in_parts(self) -> bool:
        """Whether it is numbers by name, which stand in tables under its name and theirs."""
        return self.function is not None and get_origin(get_type_hints(self.function).get("return")) is dict

    def __call__(self, record: Record) -> Value:
        """The value in a run, in plain numbers.

        Raises
        ------
        TypeError
            Where a run alone does not tell it.
        """
        if self.function is None:
            raise TypeError(f"{self.name} cannot be told from one run")
        return _plain(self.function(record))


def measure(unit: str, formula: str, source: str = "4.9") -> Callable[[Callable[[Record], Any]], Measure]:
    """Make a measure of a function: its name is the measure's, its docstring the meaning."""

    def made(function: Callable[[Record], Any]) -> Measure:
        meaning = " ".join((getdoc(function) or "").split())
        return Measure(getattr(function, "__name__", ""), unit, formula, meaning, source, function)

    return made


def _plain(value: Any) -> Value:
    """Python's own numbers; None for what is no number."""
    if isinstance(value, dict):
        return {name: _plain(part) for name, part in value.items()}  # ty: ignore[invalid-explicit-return]
    if isinstance(value, np.generic):
        value = value.item()
    return value if value is not None and isfinite(value) else None
