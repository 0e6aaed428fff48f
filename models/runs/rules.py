"""Rules of the user's own: what is lived in place of stages of the week, in one run or in all runs of a study.

A rule may say by `RECORDS = "2-1a2b3c4d"`, beside it in its file or notebook, for which records it was written: the
edition of the model, and a digest of names and types in its tables (`models/programme/layout.py`) and of the numbers
that stand for words (`models/records.py`). Where they have changed, it is refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from typing import Any

import numpy as np

from contagion.models import records as words
from contagion.models.code.provenance import EDITION
from contagion.models.programme import layout
from contagion.models.programme.replacing import Replacement, called
from contagion.models.runs.own_code import OwnFunction
from contagion.sim.core.compiling import undecorated
from contagion.sim.errors import InputError

WRITTEN_FOR = "RECORDS"


@dataclass(frozen=True)
class Rule:
    """A function of the user's in place of a stage.

    Attributes
    ----------
    stage : str
    function : OwnFunction
    """

    stage: str
    function: OwnFunction

    @classmethod
    def of(cls, stage: str, function: Any) -> Rule:
        """The rule as it is now; a compiled one is compiled.

        Raises
        ------
        InputError
            In one line: it is no function, takes or gives something else than a rule does, was written for other
            records, or cannot be sent.
        """
        try:
            _must_fit_the_records(function)
            rule = cls(stage, OwnFunction.of(function))
            rule.live().make_ready()
        except InputError as error:
            raise InputError(f"rule {stage!r} ({called(function)}): {error}") from None
        return rule

    def live(self) -> Replacement:
        """A copy of it, for one run.

        Raises
        ------
        InputError
            Where something that it uses is not here.
        """
        try:
            function = self.function.load()
        except InputError as error:
            raise InputError(f"rule {self.stage!r} ({self.function.name}): {error}") from error
        return Replacement(self.stage, function)

    def about(self) -> dict[str, str]:
        """What is written down of it."""
        return self.function.about() | {"records": records()}


def lived(rules: Iterable[Rule]) -> dict[str, Replacement]:
    """Copies of the rules for one run, by stage."""
    return {rule.stage: rule.live() for rule in rules}


def told(rules: Iterable[Rule]) -> dict[str, Any]:
    """What provenance says of them; nothing where there are none."""
    about = {rule.stage: rule.about() for rule in rules}
    return {"rules": about} if about else {}


@cache
def records() -> str:
    """The version of the records: the edition of the model, and a digest of the tables' names, types and numbers."""
    numbers = [_numbers(vars(of)) for of in (layout, words)]
    return f"{EDITION}-{sha256(repr((_tables(layout.STATE), numbers)).encode()).hexdigest()[:8]}"


def _tables(of: Any) -> list[Any]:
    own = [(name, np.lib.format.dtype_to_descr(kind), number) for name, (kind, number) in of.kinds.items()]
    return own + [(name, _tables(inner)) for name, inner in of.inner.items()]


def _numbers(of: Mapping[str, Any]) -> list[tuple[str, Any]]:
    return [
        (name, one) for name, one in of.items() if name.isupper() and isinstance(one, int | np.integer | str | tuple)
    ]


def _must_fit_the_records(function: Any) -> None:
    asked = getattr(undecorated(function), "__globals__", {}).get(WRITTEN_FOR)
    if asked is not None and asked != records():
        raise InputError(
            f"was written for records {asked!r}, and this model has {records()!r}; see what has changed "
            f"in models/programme/layout.py and models/records.py, then write {WRITTEN_FOR} = "
            f"{records()!r}"
        )
