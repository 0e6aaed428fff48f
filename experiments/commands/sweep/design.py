"""What a sweep varies, by name: values of a grid, ranges to sample, or the points of a data frame."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from itertools import islice
from math import prod
from typing import TYPE_CHECKING, Any

from contagion.experiments.commands.sweep.work import Design, declared_factor, factor_over, must_be_varied
from contagion.models.parameters import describe
from contagion.models.runs.how_much import MOST_POINTS
from contagion.models.runs.vocabulary import amount, seed_of
from contagion.sim.errors import InputError
from contagion.sim.reading import given
from contagion.sim.statistics.designs import Factor, Point, grid, latin_hypercube

if TYPE_CHECKING:
    import pandas as pd

SEED = "seed"  # a column of a design


def design_of(varied: Any, points: int | None) -> Design:
    """A grid of values, so many points of a Latin hypercube over ranges, or the rows of a data frame.

    Parameters
    ----------
    varied : mapping of str to sequence, or DataFrame
        Values by dotted name; with `points`, (low, high), or None for the declared range. Of a data frame each row is a
        point, and a column `seed` says with which seed it is run.

    Raises
    ------
    InputError
    """
    if hasattr(varied, "columns"):
        return _own_design(varied, points)
    values = _values_of(varied, points)

    def made() -> list[Point]:
        if points is not None:
            return latin_hypercube(list(values.values()), points)
        return grid({name: [_plain(value) for value in some] for name, some in values.items()})

    number = prod(map(len, values.values())) if points is None else points
    return Design(tuple(values), number, "grid" if points is None else "lhs", made, "sweep")


def _own_design(frame: pd.DataFrame, points: int | None) -> Design:
    """The rows of a data frame, in their order; equal rows are points of their own."""
    names = [str(name) for name in frame.columns if name != SEED]
    if points is not None:
        raise InputError(f"sweep: points {given(points)}: a data frame has its own points; leave points out")
    if not names or frame.empty or frame.columns.has_duplicates:
        raise InputError("sweep: a data frame needs a row per point, and a column per parameter, each once")
    for name in names:
        must_be_varied(name, "sweep", "; set it in the scenario")
    whole = {row["name"] for row in describe() if row["type"] is int}
    rows = [{name: _plain(value) for name, value in row.items()} for row in frame[names].to_dict("records")]
    rows = [{name: _as_whole(value) if name in whole else value for name, value in row.items()} for row in rows]
    seeds = [seed_of(_as_whole(_plain(seed))) for seed in frame[SEED]] if SEED in frame else None
    return Design(tuple(names), len(rows), "own", lambda: rows, "sweep", seeds=seeds)


def _as_whole(value: Any) -> Any:
    """A whole number as one: a table of numbers writes 6 as 6.0."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


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
