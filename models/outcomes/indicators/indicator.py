"""What an indicator is and what it may look at: a function of the record of a run, with its unit and formula."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from inspect import getdoc
from math import isfinite
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from models.parameters import Parameters
from models.territory.territory import Territory

type Ints = NDArray[np.int64]
type Floats = NDArray[np.float64]
type Bools = NDArray[np.bool_]
type Value = float | dict[str, float | None] | None


@dataclass(frozen=True, eq=False)
class Record:
    """What is known of a run once it is over.

    Attributes
    ----------
    weeks, communes, events, groups, facilitators, alternatives : DataFrame
        The tables of the run, made by `models.programme.tables`.
    parameters : Parameters
        At the start.
    territory : Territory
        Of C communes.
    horizon : int
        Weeks lived.
    belongs : callable
        (name, ids) to an array of bool: which of these residents are in the target group of that name.
    shares : mapping of str to float
        The target groups by name, and their shares of the residents aged 15 and over.
    """

    weeks: pd.DataFrame
    communes: pd.DataFrame
    events: pd.DataFrame
    groups: pd.DataFrame
    facilitators: pd.DataFrame
    alternatives: pd.DataFrame
    parameters: Parameters
    territory: Territory
    horizon: int
    belongs: Callable[[str, Ints], Bools]
    shares: Mapping[str, float]

    @cached_property
    def _kinds(self) -> tuple[Ints, dict[str, int]]:
        numbers, kinds = pd.factorize(self.events["kind"])
        return numbers, {kind: number for number, kind in enumerate(kinds)}

    @property
    def kinds(self) -> list[str]:
        """The kinds of events there are."""
        return list(self._kinds[1])

    def rows(self, *kinds: str) -> Ints:
        """Row numbers of the events of these kinds."""
        numbers, number_of = self._kinds
        return np.flatnonzero(np.isin(numbers, [number_of[kind] for kind in kinds if kind in number_of]))

    def of_kind(self, *kinds: str) -> pd.DataFrame:
        """The events of these kinds, in order."""
        return self.events.iloc[self.rows(*kinds)]

    @cached_property
    def starts(self) -> pd.DataFrame:
        """The events of those who came to session 1."""
        return self.of_kind("started")

    @cached_property
    def adults(self) -> Ints:
        """Residents aged 15 and over, shape (C,)."""
        return self.territory.residents.sum(axis=1)

    @cached_property
    def participants_from(self) -> Ints:
        """Participants by the commune they live in, shape (C,)."""
        return self.starts["where"].value_counts().reindex(self.territory.codes, fill_value=0).to_numpy()

    def last(self, column: str) -> int:
        """A figure of the table `weeks` at the end of the run."""
        return self.weeks[column].iloc[-1] if len(self.weeks) else 0


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
    if isinstance(value, Mapping):
        return {name: _plain(part) for name, part in value.items()}  # ty: ignore[invalid-explicit-return]
    if isinstance(value, np.generic):
        value = value.item()
    return value if value is not None and isfinite(value) else None
