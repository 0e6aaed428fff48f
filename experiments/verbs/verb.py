"""A verb: what it asks, what is worked out, and what is said and kept of it. The command, the function in Python, the
JSON, the folder that is kept and the help in two languages are made of it, each by its door (`experiments.doors`)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import isfinite
from numbers import Integral, Real
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Self

from contagion.sim.errors import InputError
from contagion.sim.reading import MOST_DIGITS, given

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from contagion.models.scenarios.scenario import Scenario
    from contagion.sim.laboratory.laboratory import Runs

type Kind = (
    Literal["whole", "number", "text", "path", "switch", "choice", "names", "shard"]
    | Literal["scenario", "scenarios", "seeds", "settings", "design", "ranges"]
    | Literal["ensemble", "reading", "territory", "rules", "indicators", "keep", "name"]
    | Literal["programme", "programmes", "territories"]
)
"""How each door reads what is given."""


@dataclass(frozen=True)
class Option:
    """One thing that is asked.

    Attributes
    ----------
    name : str
        Of the keyword in Python; the command calls it so as well, unless it has `words` for it.
    kind : str
        How each door reads it.
    help : str
        A sentence, which has its French in the catalogue.
    default : Any
        What goes where nothing is said.
    words : tuple of str
        What the command calls it.
    least, most : number, optional
        Between which a whole number must lie.
    fits : callable, optional
        Whether a number will do; `must_be` says what it must be.
    choices : tuple of str
        One of which it must be.
    metavar : str
        What the command's help calls its value.
    first : bool
        It is given by its place and not by its name.
    required : bool
        Nothing goes in its place.
    only : str
        The one door that has it.
    """

    name: str
    kind: Kind
    help: str = ""
    default: Any = None
    words: tuple[str, ...] = ()
    least: float | None = None
    most: float | None = None
    fits: Callable[[float], bool] | None = None
    must_be: str = ""
    choices: tuple[str, ...] = ()
    metavar: str = ""
    first: bool = False
    required: bool = False
    only: Literal["", "command", "python"] = ""
    type: str = ""
    """Of its value in Python, as a signature writes it, where the kind does not say it."""

    def but(self, **changes: Any) -> Self:
        """The same with something else."""
        return replace(self, **changes)


@dataclass(frozen=True)
class Kept:
    """What a folder keeps of an answer.

    Attributes
    ----------
    runs : Runs, optional
        Where it comes from.
    scenarios : mapping of str to Scenario
        By the names of their files.
    tables : mapping of str to DataFrame
        By the names of their files, `limits.csv` or `runs.parquet`. Those as CSV are the answer, and its JSON.
    figures : mapping of str to callable
        What draws each, by the names of their files.
    about : mapping
        What else is said beside where it comes from.
    more : callable, optional
        Writes what else there is into a folder.
    """

    runs: Runs | None
    scenarios: Mapping[str, Scenario]
    tables: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    figures: Mapping[str, Callable[[], Figure]] = field(default_factory=dict)
    about: Mapping[str, Any] = field(default_factory=dict)
    more: Callable[[Path], None] | None = None


@dataclass(frozen=True)
class Verb[Found]:
    """What somebody may ask.

    Attributes
    ----------
    name : str
        Of the function in Python; the command has dashes in it.
    help : str
        What it asks: the first line alone stands in lists.
    asks : sequence of Option
        In the order of the help.
    work : callable
        Works it out of what is asked.
    words : callable
        Says what was found, for a terminal.
    kept : callable
        What a folder keeps of it.
    answer : callable, optional
        What Python hands back; by default what was found itself.
    returns : str
        The class of that within the package, as in `experiments.verbs.limits.work.Limits`.
    emissions : bool
        Whether it says something of emissions, of which some readings speak alone.
    plain : callable, optional
        Its JSON; by default its tables.
    failed : callable, optional
        Whether some of what was asked could not be done: then the command ends with status 1.
    where : bool
        Whether it takes place in a territory, with an effort.
    lab : bool
        Whether it makes many runs: then it is asked where, and where they are kept.
    """

    name: str
    help: str
    asks: Sequence[Option]
    work: Callable[[Any], Found]
    words: Callable[[Found, Any], str] | None = None
    kept: Callable[[Found, Any], Kept] | None = None
    answer: Callable[[Found, Any], Any] | None = None
    returns: str = ""
    emissions: bool = True
    plain: Callable[[Found, Any], str] | None = None
    failed: Callable[[Found], bool] | None = None
    where: bool = True
    lab: bool = True
    json: bool = True
    example: str = ""
    """How Python asks it."""
    own: bool = True
    """Whether runs may be lived by rules of one's own."""
    beside: Verb[Any] | None = None
    """What is asked in its place where there are several territories."""
    several: bool = False
    """Whether it is asked of several territories."""
    case: str = ""
    """The programme that is asked about where nothing is said of what or where."""

    @property
    def summary(self) -> str:
        """The first line of its help."""
        return self.help.partition("\n")[0]

    def case_of(self, given: Collection[str]) -> Path | None:
        """Its case study, where none of the options that say what or where is given."""
        told = {"programme", "scenario", "settings", "territory"} & {*given}
        return Path(self.case) if self.case and not told else None


def checked(option: Option, value: Any, called: str) -> Any:
    """The value, as Python has it; `called` is what the option is called where it was given.

    Raises
    ------
    InputError
        In one line: the option, what was given, and what it must be.
    """
    if value is None and option.default is None and not option.required:
        return None
    if option.kind == "whole":
        return _whole(option, value, called)
    if option.kind == "number":
        return _number(option, value, called)
    return value


def _whole(option: Option, value: Any, called: str) -> int:
    least, most = (int(end) if end is not None else None for end in (option.least, option.most))
    if isinstance(value, Integral) and not isinstance(value, bool):
        low, high = -(10**MOST_DIGITS) + 1 if least is None else least, 10**MOST_DIGITS - 1 if most is None else most
        if low <= value <= high:
            return int(value)
    if least is None:
        raise InputError(f"{called} {given(value)}: must be a whole number of at most {MOST_DIGITS} digits")
    if most is None:
        raise InputError(f"{called} {given(value)}: must be a whole number from {least:,} on")
    raise InputError(f"{called} {given(value)}: must be a whole number from {least:,} to {most:,}")


def _number(option: Option, value: Any, called: str) -> float:
    fits = isinstance(value, Real) and not isinstance(value, bool) and _finite(value)
    if fits and (option.fits is None or option.fits(value)):
        return value if isinstance(value, int | float) else float(value)
    said = f"{value:g}" if isinstance(value, float) else given(value)
    raise InputError(f"{called} {said}: must be {option.must_be}")


def _finite(value: Any) -> bool:
    try:
        return isfinite(value)
    except OverflowError:
        return False
