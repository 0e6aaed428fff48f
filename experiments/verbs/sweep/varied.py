"""What a design varies, and how an output rises or falls with each of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from contagion.models.parameters import AFTER_THE_RUN, describe
from contagion.models.parameters.ranges import out_of_range
from contagion.models.runs.cases import factors
from contagion.models.scenarios.mistakes import must_be_known
from contagion.sim.errors import InputError
from contagion.sim.sentences import told_of
from contagion.sim.statistics.designs import Factor, Point
from contagion.sim.statistics.ranks import prcc, too_few

if TYPE_CHECKING:
    import pandas as pd

    from contagion.models.scenarios.scenario import Scenario

POINT = "point"  # number of a row of an own design, from 0


@dataclass(frozen=True)
class Design:
    """What a sweep varies, as a door was given it.

    Attributes
    ----------
    names : sequence of str
        Dotted.
    number : int
        Of its points.
    kind : str
        grid, lhs, sobol, or own: the rows of a data frame, of which each is a point, equal ones too.
    points : callable
        Makes them.
    where : str
        What their values are called.
    words : str
        What asks for so many points, where the door says it.
    seeds : sequence of int, optional
        The seed of each point, where an own design says it.
    """

    names: Sequence[str]
    number: int
    kind: str
    points: Callable[[], list[Point]]
    where: str
    words: str = ""
    seeds: Sequence[int] | None = None


def must_be_varied(name: str, where: str, instead: str = "") -> None:
    """Refuse what is no parameter, or changes nothing in a run.

    Parameters
    ----------
    name : str
    where : str
        What is varied, as it was given.
    instead : str
        What can be done where it changes nothing, for the message.
    """
    must_be_known(name, where)
    if name.partition(".")[0] in AFTER_THE_RUN:
        raise InputError(f"{where}: {name} is read after a run and changes nothing in it{instead}")


def declared_factor(name: str, where: str) -> Factor:
    """A parameter with the range that is declared for it.

    Raises
    ------
    InputError
        Where none is.
    """
    try:
        return factors([name])[0]
    except KeyError:
        raise InputError(f"{where}: {name} has no range to sample; vary it over values in a grid") from None


def factor_over(name: str, low: float, high: float, where: str) -> Factor:
    """A parameter that has a range, over another one, by the law that is declared for it.

    Raises
    ------
    InputError
        Where it has none, or the range is empty.
    """
    declared = declared_factor(name, where)
    try:
        return replace(declared, low=low, high=high)
    except ValueError as error:
        raise InputError(told_of(where, error)) from None


def told_apart_by(made: pd.DataFrame, varied: Sequence[str]) -> list[str]:
    """The columns by which runs of different points differ: of an own design its rows, as two may be equal."""
    return [*([POINT] if POINT in made else []), *varied]


def whole_points(made: pd.DataFrame, varied: Sequence[str]) -> pd.DataFrame:
    """The runs of those points of a design of which none has failed."""
    runs = made.groupby(told_apart_by(made, varied), sort=False)["seed"].transform("size")
    return made[runs == runs.max()]


def number_of_points(made: pd.DataFrame, varied: Sequence[str]) -> int:
    return len(made[told_apart_by(made, varied)].drop_duplicates())


def rank_correlations(whole: pd.DataFrame, varied: Sequence[str], output: str) -> pd.DataFrame | None:
    """Partial rank correlation of the mean of an output with each parameter, the others held (`sim.statistics.ranks`).

    Parameters
    ----------
    whole : DataFrame
        A row a run, as many seeds at each point (`whole_points`).

    Returns
    -------
    DataFrame, a row a parameter, the largest first, or None where points are too few
        factor; prcc, low, high.
    """
    points = number_of_points(whole, varied)
    if too_few(points, len(varied)):
        return None
    by_point = whole.sort_values("seed", kind="stable").groupby(told_apart_by(whole, varied), sort=False)
    inputs = np.array(list(by_point.groups), dtype=float).reshape(points, -1)[:, -len(varied) :]
    return prcc(varied, inputs, np.array([values.to_numpy() for _, values in by_point[output]]))


def with_varied(scenario: Scenario, points: Sequence[Point], where: str) -> Scenario:
    """The scenario that also says which parameters the points of a design take beyond their ranges; `where` is what
    their values are called."""
    declared = {row["name"]: row for row in describe()}
    lines = []
    for name in points[0]:
        words = {point[name]: out_of_range(name, point[name], declared[name]) for point in points}
        beyond = [value for value in words if words[value]]
        if beyond:
            line = f"{where} {words[max(beyond)]}"
            if len(words) > 1:
                line = f"{line}; of {len(words):,} values {len(beyond):,} are outside"
            lines.append(line)
    return replace(scenario, outside_range=(*scenario.outside_range, *lines))
