"""What is lived in place of a stage of the week: a plain function of the run, or a compiled one of its records.

A plain one reads and writes rows (`Run.rows`, as NumPy has them), and may call `live_stage` for what it replaces. A
compiled one is as the model's own rules are (`rules/`): a function of `state`, under `@compiled`
(`sim/core/compiling.py`) or Numba's `njit`. Both change the run, and give nothing back; and both draw from keyed
streams alone.

What of the week a name stands for: a stage, `"pairing"`, or a rule of one, `"pairing.pair_up"`.
"""

from __future__ import annotations

import inspect
import re
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import Any

from contagion.models.kernel import CODE
from contagion.models.programme.layout import STATE
from contagion.models.programme.week import PLACES, STAGES
from contagion.sim.core.compiling import PLAIN, is_compiled, is_jitted, undecorated
from contagion.sim.core.library import Entry
from contagion.sim.errors import InputError
from contagion.sim.model import ForeignDraws


def place_of(name: str) -> tuple[int, int]:
    """Return where a stage or a rule stands among the rules of the week: its first, and the one after its last. Raises
    InputError for an unknown name, with those that there are."""
    if name in PLACES:
        return PLACES[name]
    stage, dot, _ = str(name).partition(".")
    if dot and stage in PLACES:
        raise InputError(f"{name!r} is not a rule of the week. Expected one of {', '.join(rules_of(stage))}")
    raise InputError(f"{name!r} is not a stage of the week. Expected one of {', '.join(one.name for one in STAGES)}")


def rules_of(stage: str) -> list[str]:
    """Return the names of the rules of a stage."""
    return [name for name in PLACES if name.startswith(f"{stage}.")]


def in_order[T](instead: Mapping[str, T]) -> dict[str, T]:
    """Sort replacements of stages and rules in the order of the week. Raises InputError for a name that is neither, and
    for two replacements in one place."""
    names = sorted(instead, key=place_of)
    for one, other in pairwise(names):
        if place_of(other)[0] < place_of(one)[1]:
            raise InputError(f"{one!r} and {other!r} are two rules for one place; give it one")
    return {name: instead[name] for name in names}


type Live = Callable[[Any], None]

OF_RECORDS = "state"
"""What a compiled rule calls what it is given."""
_STEPS = re.compile(r"Failed in |During: |$")  # of the compiler, which it begins its complaints with

view = STATE.view


class StageError(InputError):
    """What was put in place of a stage failed; says which, and when."""


@dataclass(frozen=True)
class Replacement:
    """A function that replaces a stage.

    Attributes
    ----------
    stage : str
    function : callable
    """

    stage: str
    function: Any

    def __str__(self) -> str:
        return f"rule {self.stage!r} ({called(self.function)})"

    def make_ready(self) -> None:
        """Compile what is to be compiled. Raises InputError in one line, for what cannot be run."""
        must_be_a_rule(self.function)
        if is_compiled(self.function):
            _entry(self.function)

    def __call__(self, run: Any) -> None:
        """Live it for a week. Raises StageError where it fails, gives something back, or draws from another generator
        than the keyed streams."""
        when, given, foreign = f"in week {run.week} of seed {run.draws.seed}", None, ForeignDraws()
        try:
            if is_compiled(self.function):  # which reaches none of these generators
                run.call(_entry(self.function))
            else:
                with foreign:
                    given = self.function(run)
        except Exception as error:
            raise StageError(f"{self} failed {when}: {error_in_a_line(error, self.function)}") from error
        if foreign.found:
            raise StageError(f"{self} drew random numbers outside keyed streams {when}; use run.draws")
        if given is not None:
            raise StageError(
                f"{self} gave back {type(given).__name__} {when}; a rule changes the run, and gives nothing"
            )


def called(function: Any) -> str:
    """Return the name of a function."""
    return getattr(function, "__name__", type(function).__name__)


def must_be_a_rule(function: Any) -> None:
    """Refuse what cannot replace a stage. Raises InputError."""
    if not callable(function):
        raise InputError(f"must be a function of a run, not {type(function).__name__}")
    given = _arguments(function)
    told = f"takes ({', '.join(given or [])})"
    if is_compiled(function):
        if given != [OF_RECORDS]:
            raise InputError(
                f"is compiled and {told}; a compiled rule takes ({OF_RECORDS}), as the model's own rules do"
            )
    elif given == [OF_RECORDS]:
        raise InputError(
            f"{told} and is not compiled: mark it @compiled (contagion.sim.core.compiling), or let it take (run)"
        )
    elif given is not None and not takes_one(function):
        raise InputError(f"{told}; a rule takes one thing, (run), and a compiled one ({OF_RECORDS})")


def _arguments(function: Any) -> list[str] | None:
    """Names of what a function takes; None where it does not say."""
    try:
        return list(inspect.signature(undecorated(function)).parameters)
    except (TypeError, ValueError):
        return None


def takes_one(function: Any) -> bool:
    try:
        inspect.signature(function).bind(None)
    except TypeError:
        return False
    return True


@lru_cache(maxsize=64)
def _entry(function: Any) -> Any:
    """Turn a compiled function into one that Python calls with the handle of the tables. Raises InputError."""
    if PLAIN:
        return function
    if not find_spec("numba"):
        raise InputError("is compiled by Numba, which is not here: install contagion-programme[compile]")
    from numba import njit, types

    from contagion.sim.core.numba_texts import HOW

    rule: Any = function if is_jitted(function) else njit(**HOW)(function)

    def live(handle):
        return rule(view(handle))

    try:
        call = CODE.call_of(Entry(CODE, live, "a_rule_of_ones_own"))
    except Exception as error:
        raise InputError(f"cannot be compiled ({_complaint(error)})") from None
    if (given := rule.overloads[STATE.type,].signature.return_type) != types.none:
        raise InputError(f"gives back {given}; a rule changes the records, and gives nothing")
    return call


def _complaint(error: Exception) -> str:
    """Summarise in one line what the compiler complains of."""
    if isinstance(error, KeyError):
        return f"no such field: {error}"
    lines = [line.strip() for line in str(error).splitlines() if not _STEPS.match(line.strip())]
    line = re.search(r"line (\d+)", str(error))
    return " ".join(lines[:2] if lines and lines[0].endswith(":") else lines[:1]) + (
        f", line {line[1]}" if line else ""
    )


def error_in_a_line(error: Exception, function: Any) -> str:
    """Describe an error in one line, with the last line of the function's file that it passed through."""
    code = getattr(function, "__code__", None)
    through = [at for at in traceback.extract_tb(error.__traceback__) if code and at.filename == code.co_filename]
    places = [f"{Path(at.filename).name}, line {at.lineno}" for at in through] or getattr(error, "__notes__", [])
    place = f" ({places[-1]})" if places else ""
    words = " ".join(str(error).split())
    kind = "" if isinstance(error, InputError) else f"{type(error).__name__}{': ' if words else ''}"
    return f"{kind}{words}{place}"
