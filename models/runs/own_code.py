"""Rules and indicators of the user's own: functions that are lived in place of stages of the week, or of a rule of one;
and functions of what a run left, worked out where it is made and kept with it.

A study keeps a copy of such a function, which is sent to where runs are made, and a digest (`sending.py`). The copy is
of what is in memory when the function is handed over: the function, the user's helpers that it uses, and the values
that they use. Each run begins with a copy of its own, so that nothing is carried from one run to the next, in whatever
process they are made.
"""

from __future__ import annotations

import inspect
import pickle
from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from math import isinf, nan
from numbers import Real
from pathlib import Path
from textwrap import dedent
from types import FunctionType
from typing import Any

import numpy as np
import pandas as pd

from contagion.models.outcomes.frames import FRAMES, frame
from contagion.models.outcomes.record import Record
from contagion.models.outcomes.summary import summary
from contagion.models.programme.replacing import Replacement, called, error_in_a_line, takes_one
from contagion.sim.core.compiling import is_compiled, undecorated
from contagion.sim.errors import InputError, require_module
from contagion.sim.model import ForeignDraws

LARGEST = 10_000_000  # bytes that are sent with every few runs
KEPT = ("events", "weeks")
"""Tables that may be kept whole."""
A_CELL = "a notebook"  # or a prompt: where a function is from that stands in no file


@dataclass(frozen=True)
class OwnFunction:
    """A function of the user's: its `name`, the name of the `file` in which it stands (or `A_CELL`), its text
    (`source`) for people, a digest of all that it is made of (equal digests, equal functions), and the `content` that a
    copy is made from."""

    name: str
    file: str
    source: str
    sha256: str
    is_compiled: bool
    content: bytes = field(repr=False, compare=False)

    @classmethod
    def of(cls, function: Any) -> OwnFunction:
        """Take the function as it is now.

        Raises
        ------
        InputError
            In one line: its text is not known, it draws unseen, or something that it uses cannot be sent.
        """
        plain = undecorated(function)
        if not isinstance(plain, FunctionType):
            raise InputError(f"must be a function, not {type(plain).__name__}")
        require_module("cloudpickle", "research", "your own function")
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

    def load(self, what: str = "the function") -> Any:
        """Load a copy of the function, a new one each time; of a compiled one, which cannot keep anything, always the
        same. Raises InputError, about `what`, where something that it uses is missing here."""
        try:
            return _once(self) if self.is_compiled else pickle.loads(self.content)
        except Exception as error:
            why = f"{type(error).__name__}: {' '.join(str(error).split())}"
            raise InputError(f"{what}: cannot be had here ({why})") from error

    def about(self) -> dict[str, str]:
        """Describe the function for provenance."""
        return {"function": self.name, "file": self.file, "sha256": self.sha256, "source": self.source}


@lru_cache(maxsize=64)
def _once(function: OwnFunction) -> Any:
    return pickle.loads(function.content)


@dataclass(frozen=True)
class Rule:
    """A function of the user's in place of a stage."""

    stage: str
    function: OwnFunction

    @classmethod
    def of(cls, stage: str, function: Any) -> Rule:
        """Take the rule as it is now; a compiled one is compiled. Raises InputError where it is no function, takes or
        returns something other than a rule does, or cannot be sent."""
        try:
            rule = cls(stage, OwnFunction.of(function))
            rule.live().make_ready()
        except InputError as error:
            raise InputError(f"rule {stage!r} ({called(function)}): {error}") from None
        return rule

    def live(self) -> Replacement:
        """Make a copy of it for one run (`OwnFunction.load`)."""
        return Replacement(self.stage, self.function.load(f"rule {self.stage!r} ({self.function.name})"))


def replacements_of(rules: Iterable[Rule]) -> dict[str, Replacement]:
    """Copy the rules for one run, by stage."""
    return {rule.stage: rule.live() for rule in rules}


def rules_in_provenance(rules: Iterable[Rule]) -> dict[str, Any]:
    """Describe rules for provenance; return an empty dictionary where there are none."""
    about = {rule.stage: rule.function.about() for rule in rules}
    return {"rules": about} if about else {}


class Tables(Mapping[str, pd.DataFrame]):
    """The tables of a run as people read them, each made when it is first looked at. What is handed out is the
    caller's own: pandas copies it once it is written to."""

    def __init__(self, record: Record) -> None:
        self._record, self._tables = record, dict[str, pd.DataFrame]()

    def __getitem__(self, name: str) -> pd.DataFrame:
        if name not in FRAMES:
            raise KeyError(name)
        if name not in self._tables:
            self._tables[name] = frame(name, self._record)
        return self._tables[name].copy(deep=False)

    def __iter__(self) -> Iterator[str]:
        return iter(FRAMES)

    def __len__(self) -> int:
        return len(FRAMES)


class Run:
    """What a run left, as an indicator is given it; what `contagion.run` hands back has the same by the same names
    (`tables`: those of `models.outcomes.frames.frames`). Of what is read after a run alone, prices and the footprint,
    it has nothing."""

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
    """A function of the user's, from a `Run` to a number, which is a column of its name."""

    name: str
    function: OwnFunction

    @classmethod
    def of(cls, name: str, function: Any) -> Indicator:
        """Take the indicator as it is now. Raises InputError where it is no function, takes something other than a run,
        or cannot be sent."""
        try:
            if is_compiled(function):
                raise InputError("is compiled; an indicator is a plain function of tables")
            indicator = cls(name, OwnFunction.of(function))
            if not takes_one(function):
                raise InputError("an indicator takes one thing, (run)")
        except InputError as error:
            raise InputError(f"indicator {name!r} ({called(function)}): {error}") from None
        return indicator

    def ready(self) -> Any:
        """Load a copy of its function for one run (`OwnFunction.load`)."""
        return self.function.load(str(self))

    def __str__(self) -> str:
        return f"indicator {self.name!r} ({self.function.name})"

    def __call__(self, run: Run, seed: int) -> float:
        """Compute its value for a run: a number, yes and no as 1 and 0; NaN where it does not exist (None, or NaN).
        Raises InputError where the function fails, returns something else, or draws by chance."""
        function, foreign = self.ready(), ForeignDraws()
        try:
            with foreign:
                returned_value = function(run)
        except Exception as error:
            message = error_in_a_line(error, function)
            raise InputError(f"{self} failed on the run of seed {seed}: {message}") from error
        if foreign.found:
            raise InputError(f"{self} drew random numbers on the run of seed {seed}; of one run it must be one number")
        value = (
            returned_value.item()
            if isinstance(returned_value, np.generic | np.ndarray) and returned_value.ndim == 0
            else returned_value
        )
        if value is None or value is pd.NA:
            return nan
        if not isinstance(value, Real) or isinf(value):
            raise InputError(
                f"{self} gave {'infinity' if isinstance(value, Real) else type(returned_value).__name__} on the "
                f"run of seed {seed}; it must give a finite number, or None where there is none"
            )
        return float(value)


def figures_of(indicators: Iterable[Indicator], record: Record) -> dict[str, float]:
    """Compute a user's indicators for a run, by name; none sees what another wrote into its tables."""
    run = Run(record)
    return {one.name: one(run, record.seed) for one in indicators}
