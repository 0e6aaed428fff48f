"""Indicators of the user's own: a function of what a run left, worked out where the run is made and kept with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from functools import cached_property
from math import isinf, nan
from numbers import Real
from typing import Any

import numpy as np
import pandas as pd

from contagion.models.outcomes.frames import FRAMES, frame
from contagion.models.outcomes.record import Record
from contagion.models.outcomes.summary import summary
from contagion.models.programme.replacing import called, error_in_a_line, takes_one
from contagion.models.runs.own_code import OwnFunction
from contagion.sim.chance.foreign_chance import ForeignDraws
from contagion.sim.core.compiling import is_compiled
from contagion.sim.errors import InputError
from contagion.sim.sentences import told_of


class Tables(Mapping[str, pd.DataFrame]):
    """The tables of a run as people read them, each made when it is first looked at. What is handed out is the
    caller's own: pandas copies it once it is written to."""

    def __init__(self, record: Record) -> None:
        self._record, self._made = record, dict[str, pd.DataFrame]()

    def __getitem__(self, name: str) -> pd.DataFrame:
        if name not in FRAMES:
            raise KeyError(name)
        if name not in self._made:
            self._made[name] = frame(name, self._record)
        return self._made[name].copy(deep=False)

    def __iter__(self) -> Iterator[str]:
        return iter(FRAMES)

    def __len__(self) -> int:
        return len(FRAMES)


class Run:
    """What a run left, as an indicator is given it; what `contagion.run` hands back has the same by the same names.
    Of what is read after a run alone, prices and the footprint, it has nothing.

    Attributes
    ----------
    tables : mapping of str to DataFrame
        `weeks`, `events`, `groups`, `facilitators`, `participants` and the others of `models.outcomes.frames.frames`.
    """

    def __init__(self, record: Record) -> None:
        self._record, self.tables = record, Tables(record)

    @property
    def weeks(self) -> pd.DataFrame:
        """Week by week: stocks, and totals since the start."""
        return self.tables["weeks"]

    @property
    def events(self) -> pd.DataFrame:
        """What happened, in order."""
        return self.tables["events"]

    @property
    def summary(self) -> dict[str, Any]:
        """The indicators of the run by name, its years and its seed."""
        return deepcopy(self._summary)

    @cached_property
    def _summary(self) -> dict[str, Any]:
        return summary(self._record)


@dataclass(frozen=True)
class Indicator:
    """A function of the user's, from a `Run` to a number.

    Attributes
    ----------
    name : str
        Of the column that it is.
    function : OwnFunction
    """

    name: str
    function: OwnFunction

    @classmethod
    def of(cls, name: str, function: Any) -> Indicator:
        """The indicator as it is now.

        Raises
        ------
        InputError
            In one line: it is no function, takes something else than a run, or cannot be sent.
        """
        try:
            if is_compiled(function):
                raise InputError("is compiled; an indicator is a plain function of tables")
            made = cls(name, OwnFunction.of(function))
            if not takes_one(function):
                raise InputError("an indicator takes one thing, (run)")
        except InputError as error:
            raise InputError(f"indicator {name!r} ({called(function)}): {error}") from None
        return made

    def ready(self) -> Any:
        """A copy of its function, for one run.

        Raises
        ------
        InputError
            Where something that it uses is not here.
        """
        try:
            return self.function.load()
        except InputError as error:
            raise InputError(told_of(self, error)) from error

    def __str__(self) -> str:
        return f"indicator {self.name!r} ({self.function.name})"

    def __call__(self, run: Run, seed: int) -> float:
        """What it is of a run: a number, yes and no as 1 and 0; NaN where it does not exist (None, or NaN).

        Raises
        ------
        InputError
            Where it fails, gives something else, or draws by chance.
        """
        function, foreign = self.ready(), ForeignDraws()
        try:
            with foreign:
                given = function(run)
        except Exception as error:
            told = error_in_a_line(error, function)
            raise InputError(f"{self} failed on the run of seed {seed}: {told}") from error
        if foreign.found:
            raise InputError(f"{self} drew random numbers on the run of seed {seed}; of one run it must be one number")
        value = given.item() if isinstance(given, np.generic | np.ndarray) and given.ndim == 0 else given
        if value is None or value is pd.NA:
            return nan
        if not isinstance(value, Real) or isinf(value):
            raise InputError(
                f"{self} gave {'infinity' if isinstance(value, Real) else type(given).__name__} on the "
                f"run of seed {seed}; it must give a finite number, or None where there is none"
            )
        return float(value)


def figures_of(indicators: Iterable[Indicator], record: Record) -> dict[str, float]:
    """What indicators of the user's are of a run, by name; none sees what another wrote into its tables."""
    run = Run(record)
    return {one.name: one(run, record.seed) for one in indicators}
