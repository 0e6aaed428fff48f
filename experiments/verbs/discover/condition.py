"""A condition on a run, as it is typed: `participants < 1000 at year 5`, `coverage >= 0.01 at the end`."""

from __future__ import annotations

import operator
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import isfinite

from contagion.experiments.lab.figures_by_year import must_be_known
from contagion.experiments.lab.vocabulary import figure_named
from contagion.sim.errors import InputError
from contagion.sim.reading import number_hint

FORM = "INDICATOR < NUMBER at year N"
HOW = f"write {FORM}, with < <= > or >=, or INDICATOR < NUMBER at the end"
WRITTEN = re.compile(
    r"(?P<name>\w[\w ]*?)\s*(?P<sign><=|>=|<|>)\s*(?P<value>.+?)\s+at\s+(?:year\s+(?P<year>\S+)|the\s+end)"
)
SIGNS = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}
CONTRARY = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}
LONGEST = 100  # years


@dataclass(frozen=True)
class Condition:
    """What may hold of a run.

    Attributes
    ----------
    indicator : str
        Of `experiments.lab.figures_by_year`.
    sign : {"<", "<=", ">", ">="}
    value : float
    year : int, optional
        At the end of which it is looked at; without, at the end of the run.
    """

    indicator: str
    sign: str
    value: float
    year: int | None = None

    def holds(self, figures):
        """Whether it does, of a figure or of an array or series of them."""
        return SIGNS[self.sign](figures, self.value)

    @property
    def contrary(self) -> Condition:
        return replace(self, sign=CONTRARY[self.sign])

    def __str__(self) -> str:
        at = "the end" if self.year is None else f"year {self.year}"
        return f"{self.indicator} {self.sign} {self.value:.10g} at {at}"


def read_condition(text: str, own: Sequence[str] = ()) -> Condition:
    """Read a condition; `own` are names of indicators of the user's.

    Raises
    ------
    InputError
        In one line: what was given, and what would be valid.
    """
    found = WRITTEN.fullmatch(text.strip().replace("≤", "<=").replace("≥", ">="))
    if found is None:
        raise InputError(f"{text!r}: cannot be read as a condition; {HOW}")
    name, sign, value, year = found.group("name", "sign", "value", "year")
    try:
        number = float(value)
    except ValueError:
        hint = f"; {hint}" if (hint := number_hint(value)) else ""
        raise InputError(f"{text!r}: {value!r} is not a number{hint}") from None
    if not isfinite(number):
        raise InputError(f"{text!r}: {value!r} must be a finite number")
    if year is not None and not (year.isdecimal() and 1 <= int(year) <= LONGEST):
        raise InputError(f"{text!r}: year {year!r} must be a whole number from 1 to {LONGEST}")
    name = name if name in own else figure_named(name)
    must_be_known(name, True, f"{text!r}: indicator", "", own)
    return Condition(name, sign, number, None if year is None else int(year))


def years_of(condition: Condition, years: int | None, usual: int, own: Sequence[str] = ()) -> int:
    """How long runs must be for a condition: as asked, or up to its year, or as usual.

    Raises
    ------
    InputError
        Where its year is beyond the end of the run, or its figure is known at the end only.
    """
    length = years if years is not None else condition.year or usual
    if condition.year is not None and condition.year > length:
        raise InputError(f"'{condition}': the runs end with year {length}; let them be {condition.year} years long")
    at_the_end = condition.year in (None, length)
    where = f"'{condition}': indicator"
    must_be_known(condition.indicator, at_the_end, where, "write: at the end", own)
    return length
