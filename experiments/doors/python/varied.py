"""What is varied, as it is given in Python: values or ranges by name."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from itertools import islice
from math import prod
from typing import Any

from contagion.experiments.lab.how_much import MOST_POINTS
from contagion.experiments.lab.vocabulary import amount
from contagion.experiments.verbs.sweep.varied import Design, declared_factor, factor_over, must_be_varied
from contagion.sim.errors import InputError
from contagion.sim.reading import given
from contagion.sim.statistics.designs import Factor, Point, grid, latin_hypercube


def design_of(varied: Any, points: int | None) -> Design:
    """A grid of values, or so many points of a Latin hypercube over ranges.

    Parameters
    ----------
    varied : mapping of str to sequence
        Values by dotted name; with `points`, (low, high), or None for the declared range.

    Raises
    ------
    InputError
    """
    values = _values_of(varied, points)

    def made() -> list[Point]:
        if points is not None:
            return latin_hypercube(list(values.values()), points)
        return grid({name: [_plain(value) for value in some] for name, some in values.items()})

    number = prod(map(len, values.values())) if points is None else points
    return Design(tuple(values), number, "grid" if points is None else "lhs", made, "sweep")


def levers_of(varied: Any, verb: str) -> list[Factor]:
    """Parameters over ranges, by name.

    Raises
    ------
    InputError
    """
    if not isinstance(varied, Mapping):
        raise InputError(f'vary {given(varied)}: must be ranges by name, as in {{"training.places": (5, 40)}}')
    return [_factor_of(name, ends, verb) for name, ends in varied.items()]


def _values_of(varied: Any, number: int | None) -> dict[str, Any]:
    """What a grid takes for each parameter, or over what range a Latin hypercube of a number of points."""
    if not isinstance(varied, Mapping) or not varied:
        raise InputError('sweep: say what to vary, as in {"training.places": [10, 20, 40]}')
    for name in varied:
        must_be_varied(name, "sweep", "; set it in the scenario")
    if number is None:
        return {name: _values(name, values) for name, values in varied.items()}
    return {name: _factor_of(name, ends) for name, ends in varied.items()}


def _values(name: str, values: Any) -> Collection[Any]:
    """The values of an axis; more than memory holds are not written out."""
    if isinstance(values, str | bytes | Mapping) or getattr(values, "ndim", 1) == 0 or not hasattr(values, "__iter__"):
        raise InputError(f"sweep: {name}: must be a list of values, as in [10, 20, 40], not {given(values)}")
    if isinstance(values, tuple) and len(values) == 2:
        raise InputError(
            f"sweep: {name}: is {given(values)} a range? then say of how many points, as in points=64; "
            f"two values are a list, {given(list(values))}"
        )
    made = values if hasattr(values, "__len__") else list(islice(values, MOST_POINTS + 1))
    if not len(made):
        raise InputError(f"sweep: {name}: the list is empty; at least one value is needed")
    return made


def _plain(value: Any) -> Any:
    """A value of Python, where NumPy or pandas gave one of theirs."""
    return value.item() if hasattr(value, "item") else value


def _factor_of(name: str, ends: Any, verb: str = "sweep") -> Factor:
    """A parameter over a range (low, high), or None for the one that is declared for it."""
    if ends is None:
        return declared_factor(name, verb)
    try:
        low, high = (float(amount(end, "", "")) for end in (() if isinstance(ends, str | bytes | Mapping) else ends))
    except (TypeError, ValueError, InputError):
        one = declared_factor(name, verb)
        raise InputError(
            f"{verb}: {name}: with points, a range is needed, as in ({one.low:g}, {one.high:g}), not {given(ends)}"
        ) from None
    return factor_over(name, low, high, f"{verb}: {name}")
