"""One name for one thing. Columns are called alike in all tables (`models/records.py`); whoever asks for one may use a
short word, and a word that is none is answered with the nearest.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from difflib import get_close_matches
from itertools import islice
from math import isfinite
from numbers import Integral, Real
from os import PathLike
from pathlib import Path
from typing import Any, NoReturn, TypeGuard

from contagion.models.runs.how_much import MOST_RUNS
from contagion.sim.errors import InputError
from contagion.sim.reading import MOST_DIGITS, given

SHORT = {
    "people": "participants",
    "active": "facilitators_active",
    "trained": "facilitators_trained",
    "recruiting": "groups_recruiting",
    "running": "groups_running",
}
"""Short words, as tables print them, and the names that they stand for."""
OURS = tuple(  # a warning names the line of the user
    str(Path(__file__).parents[2] / room) for room in ("sim", "models", "experiments")
)
LISTED = 12  # names in a message
LONGEST = 100  # years


def figure_named(text: str) -> str:
    """Return the name of a figure, by itself, as a short word or as tables print it, with spaces."""
    name = "_".join(text.split())
    return SHORT.get(name, name)


def known(word: str, among: Iterable[str], what: str, where: str = "") -> str:
    """The name that a word stands for.

    Parameters
    ----------
    word : str
        A name, or a short word for one.
    among : iterable of str
        The names there are.
    what : str
        What they are names of.
    where : str
        Where they are looked for, in words.

    Raises
    ------
    InputError
        With the nearest name.
    """
    names = [str(name) for name in among]
    if not isinstance(word, str):
        raise InputError(f"{what} {given(word)}: must be a word, as in {names[0]!r}")
    for name in (word, figure_named(word)):
        if name in names:
            return name
    near = get_close_matches(str(word), names, n=1, cutoff=0.5)
    inside = [name for name in names if str(word) in name]
    nearest = near[0] if near else inside[0] if inside else ""
    more = f" and {len(names) - LISTED} more" if len(names) > LISTED else ""
    hint = f"did you mean {nearest!r}?" if nearest else f"there are {', '.join(names[:LISTED])}{more}"
    raise InputError(f"{what} {word!r} is not known{f' {where}' if where else ''}; {hint}")


class UnknownName(InputError, KeyError, AttributeError):
    """A name that does not exist, as `[]` and `.` raise it."""

    __str__ = InputError.__str__


class ByName[Value](dict[str, Value]):
    """Values by name, which answer a name that does not exist with the nearest.

    Parameters
    ----------
    values : mapping of str to value
    what : str
        What one of them is.
    where : str
        What they are called together, as in `tables`.
    """

    def __init__(self, values: Mapping[str, Value], what: str, where: str) -> None:
        super().__init__(values)
        self._what, self._where = what, where

    def __missing__(self, name: str) -> Value:
        try:
            return self[known(name, self, self._what)]
        except InputError as mistake:
            raise UnknownName(mistake.line) from None

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        self.point_to(name)

    def point_to(self, name: str) -> NoReturn:
        """Say how a name is asked for, or which is the nearest."""
        _ = self[name]
        raise UnknownName(f"{self._what} {name!r}: write {self._where}[{name!r}]")


def names_of(asked: object, what: str) -> list[str]:
    """One name or several, checked to be text, of which there is at least one."""
    some = [asked] if isinstance(asked, str) else list(asked) if isinstance(asked, Collection) else []
    if not some or isinstance(asked, Mapping) or not all(isinstance(one, str) for one in some):
        raise InputError(f"{what} {given(asked)}: must be a name, or a list of names")
    return some


def whole(value: object, what: str, least: int | None = 1, most: int | None = None) -> int:
    """A whole number, checked: Python's or NumPy's, of so many digits as others can hold."""
    top = 10**MOST_DIGITS - 1 if most is None else most
    if _is_whole(value) and (-top if least is None else least) <= value <= top:
        return int(value)
    if least is None:
        raise InputError(f"{what} {given(value)}: must be a whole number of at most {MOST_DIGITS} digits")
    end = " on" if most is None else f" to {most:,}"
    raise InputError(f"{what} {given(value)}: must be a whole number from {least:,}{end}")


def seed_of(value: object) -> int:
    """A seed, checked."""
    return whole(value, "seed", None)


def amount(value: object, what: str, must_be: str) -> float:
    """A finite number, checked; the line says what it must be."""
    if isinstance(value, bool) or not isinstance(value, Real) or not is_finite(value):
        raise InputError(f"{what} {given(value)}: must be {must_be}")
    return value if isinstance(value, int | float) else float(value)


def path_of(value: object, what: str) -> Path:
    """A path, checked."""
    if not isinstance(value, str | PathLike) or not str(value) or "\0" in str(value):
        raise InputError(f"{what} {given(value)}: must be a path, as text or a Path")
    return Path(value)


def flag(value: object, what: str) -> bool:
    """A truth value, checked: text would be true, whatever it says."""
    plain: Any = value
    if getattr(value, "ndim", None) == 0:  # NumPy's
        plain = plain.item()
    if not isinstance(plain, bool):
        raise InputError(f"{what} {given(value)}: must be True or False")
    return plain


def _is_whole(value: object) -> TypeGuard[int]:
    return isinstance(value, Integral) and not isinstance(value, bool)


def is_finite(value: Any) -> bool:
    """Whether a number is finite, whatever its size."""
    try:
        return isfinite(value)
    except OverflowError:
        return False


def seeds_of(asked: Any) -> Sequence[int]:
    """Seeds: how many, from 1 on, or which. More than memory holds are not written out."""
    if _is_whole(asked):
        return range(1, whole(asked, "seeds") + 1)
    if isinstance(asked, range) and asked:
        return asked
    text_or_names = isinstance(asked, str | bytes | Mapping)
    wanted = [] if text_or_names or not isinstance(asked, Iterable) else list(islice(asked, MOST_RUNS + 1))
    if not wanted or not all(map(_is_whole, wanted)):
        raise InputError(f"seeds {given(asked)}: must be how many, or a list of whole numbers")
    seeds = list(map(seed_of, wanted))
    if twice := [seed for seed, times in Counter(seeds).items() if times > 1]:
        raise InputError(f"seeds {given(asked)}: {twice[0]} stands there twice; each seed is one run")
    return seeds
