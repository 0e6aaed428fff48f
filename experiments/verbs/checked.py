"""What is given for an option, checked by what the option says of itself."""

from __future__ import annotations

from math import isfinite
from numbers import Integral, Real
from typing import Any

from contagion.experiments.verbs.verb import Option
from contagion.sim.errors import InputError
from contagion.sim.reading import MOST_DIGITS, given
from contagion.sim.sentences import Sentence


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
        raise InputError(
            "{option} {given}: must be a whole number of at most {digits} digits",
            option=called,
            given=given(value),
            digits=MOST_DIGITS,
        )
    if most is None:
        raise InputError(
            "{option} {given}: must be a whole number from {least:,} on",
            option=called,
            given=given(value),
            least=least,
        )
    raise InputError(
        "{option} {given}: must be a whole number from {least:,} to {most:,}",
        option=called,
        given=given(value),
        least=least,
        most=most,
    )


def _number(option: Option, value: Any, called: str) -> float:
    fits = isinstance(value, Real) and not isinstance(value, bool) and _finite(value)
    if fits and (option.fits is None or option.fits(value)):
        return value if isinstance(value, int | float) else float(value)
    said = f"{value:g}" if isinstance(value, float) else given(value)
    raise InputError("{option} {given}: must be {what}", option=called, given=said, what=Sentence(option.must_be))


def _finite(value: Any) -> bool:
    try:
        return isfinite(value)
    except OverflowError:
        return False
