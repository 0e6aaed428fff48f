"""Designs: which points of the space of factors to run a simulator at, and laws by which the values of a range are
likely (`Factor`).

*Uniform*: as likely everywhere. *Log-normal*: normal in the logarithm; a thousandth of the law, beyond each end, is
cut off, so that the ends are finite. *Reciprocal*: one over the value is as likely everywhere; the high end may be inf,
as of a time to wait that may be for ever.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import exp, inf, log, sqrt
from statistics import NormalDist
from typing import Any, Literal, get_args, overload

import numpy as np
from numpy.typing import ArrayLike, NDArray

from contagion.sim.chance.draws import Draws, Floats

Law = Literal["uniform", "log-normal", "reciprocal"]
LAWS: tuple[Law, ...] = get_args(Law)
BEYOND = 0.001  # of a log-normal law, beyond each end
FAR = NormalDist().inv_cdf(1 - BEYOND)  # standard deviations from its middle to an end


def ends_of_log_normal(median: float, deviation: float) -> tuple[float, float]:
    """Return the ends of a log-normal law, which cut off one thousandth each.

    Parameters
    ----------
    median : float
    deviation : float
        Standard deviation of the logarithm, before anything is cut off.

    Raises
    ------
    ValueError
        Where one of them is not a finite number above 0.
    """
    for name, value in (("median", median), ("standard deviation of the logarithm", deviation)):
        if not 0 < value < inf:
            raise ValueError(f"a log-normal law needs a {name} above 0, got {value:g}")
    return median * exp(-FAR * deviation), median * exp(FAR * deviation)


def of_log_normal(low: float, high: float) -> tuple[float, float]:
    """Median and standard deviation of the logarithm of a log-normal law, by its ends."""
    return sqrt(low * high), log(high / low) / (2 * FAR)


type Point = dict[str, Any]  # name of a factor → its value


@dataclass(frozen=True)
class Factor:
    """What is varied, the range it is varied over, and by which law.

    Attributes
    ----------
    name : str
    low, high : float
        The ends of the range, both reached.
    whole : bool
        Whole numbers only, `low` and `high` included.
    law : {"uniform", "log-normal", "reciprocal"}
        By which values are likely in the range (`sim.statistics.designs`).

    Raises
    ------
    ValueError
        Where there is no such law, the range is empty or not one of the law, or its ends are not whole numbers and
        should be.
    """

    name: str
    low: float
    high: float
    whole: bool = False
    law: Law = "uniform"

    def __post_init__(self) -> None:
        if self.law not in LAWS:
            raise ValueError(f"{self.name}: there is no law {self.law!r}; there are {', '.join(LAWS)}")
        finite = math.isfinite(self.low) and (math.isfinite(self.high) or self.law == "reciprocal")
        if not (finite and self.low < self.high):
            raise ValueError(f"{self.name}: the range must be finite and rise, got {self.low} to {self.high}")
        if self.law != "uniform" and self.low <= 0:
            raise ValueError(f"{self.name}: a {self.law} law needs a range above 0, got {self.low} to {self.high}")
        if self.law != "uniform" and self.whole:
            raise ValueError(f"{self.name}: whole numbers have no {self.law} law")
        if self.whole and not (float(self.low).is_integer() and float(self.high).is_integer()):
            raise ValueError(f"{self.name}: whole numbers need whole ends, got {self.low} to {self.high}")

    @overload
    def at(self, u: float) -> float | int: ...
    @overload
    def at(self, u: NDArray[np.floating]) -> NDArray[Any]: ...
    def at(self, u):
        """Return the value at a place in the unit interval, equal parts of which are equally likely: 0 is `low`, 1 is
        `high`; whole numbers have equal shares of it.

        Parameters
        ----------
        u : float or array of float
            In [0, 1].

        Returns
        -------
        float or int for a scalar, array of float64 or int64 of the same shape for an array.

        Raises
        ------
        ValueError
            Where a place is outside [0, 1].
        """
        place = np.asarray(u, dtype=np.float64)
        if not ((place >= 0) & (place <= 1)).all():
            raise ValueError(f"{self.name}: a place must lie in [0, 1]")
        if self.whole:
            value = np.minimum(np.floor(self.low + place * (self.high - self.low + 1)), self.high).astype(np.int64)
        else:
            value = np.clip(_BY_LAW[self.law](place, self.low, self.high), self.low, self.high)
        return value if isinstance(u, np.ndarray) else value.item()


def _uniform(place: Floats, low: float, high: float) -> Floats:
    return (1 - place) * low + place * high  # weighted so, both ends are exact


def _log_normal(place: Floats, low: float, high: float) -> Floats:
    from scipy.special import ndtri  # slow to load

    away = ndtri(BEYOND + (1 - 2 * BEYOND) * place) / (2 * FAR)  # −½ at one end, ½ at the other
    return np.exp((0.5 - away) * math.log(low) + (0.5 + away) * math.log(high))


def _reciprocal(place: Floats, low: float, high: float) -> Floats:
    with np.errstate(divide="ignore"):
        return 1 / ((1 - place) / low + place / high)


_BY_LAW = {"uniform": _uniform, "log-normal": _log_normal, "reciprocal": _reciprocal}


def grid(axes: Mapping[str, Sequence[Any]]) -> list[Point]:
    """Full factorial design: every combination of the values, the last axis running fastest."""
    return [dict(zip(axes, values, strict=True)) for values in product(*axes.values())]


def points_at(factors: Sequence[Factor], unit: ArrayLike) -> list[Point]:
    """Points of the factors' ranges at places in the unit cube.

    Parameters
    ----------
    factors : sequence of k Factor
    unit : array (n, k)
        In [0, 1].

    Returns
    -------
    list of n Point, of Python numbers

    Raises
    ------
    ValueError
        Where there is not one column a factor, a name is used twice, or a place is outside [0, 1].
    """
    unit = np.asarray(unit, dtype=np.float64)
    names = [factor.name for factor in factors]
    if len(set(names)) < len(names):
        raise ValueError(f"two factors have one name: {', '.join(names)}")
    if unit.ndim != 2 or unit.shape[1] != len(names):
        raise ValueError(f"{len(names)} factors need a matrix of as many columns, got the shape {unit.shape}")
    columns = [factor.at(np.asarray(places)).tolist() for factor, places in zip(factors, unit.T, strict=True)]
    return [dict(zip(names, values, strict=True)) for values in zip(*columns, strict=True)]


def latin_hypercube(factors: Sequence[Factor], points: int, seed: int = 1) -> list[Point]:
    """Latin hypercube: each factor has one point in each of `points` equal shares of its range, at random within it.

    Another number of points is another design, none of whose points need be among the first: to add points later, take
    a Sobol' sequence.

    Source: McKay, Beckman & Conover 1979, doi 10.1080/00401706.1979.10489755.
    """
    return points_at(factors, latin_places(len(factors), points, seed))


def latin_places(axes: int, points: int, seed: int = 1) -> Floats:
    """Place a Latin hypercube in the unit cube: array (points, axes)."""
    draws, rows = Draws(seed), np.arange(points)
    order, place = draws.stream("Latin hypercube, order"), draws.stream("Latin hypercube, place")
    unit = np.empty((points, axes))
    for column in range(axes):
        unit[:, column] = (np.argsort(order.bits(rows, column)) + place.uniform(rows, column)) / points
    return unit


def sobol_sequence(factors: Sequence[Factor], points: int, seed: int = 1) -> list[Point]:
    """Scrambled Sobol' sequence: fills the space evenly, and twice the points keep the first half.

    Raises
    ------
    ValueError
        Where the number of points is not a power of two.

    Source: Matoušek 1998, doi 10.1006/jcom.1998.0489 (the scrambling); `scipy.stats.qmc.Sobol`.
    """
    return points_at(factors, sobol_places(len(factors), points, seed))


def sobol_places(axes: int, points: int, seed: int = 1) -> Floats:
    """Place a Sobol' sequence in the unit cube: array (points, axes).

    Raises
    ------
    ValueError
        Where the number of points is not a power of two: only then is a stretch of the sequence balanced.
    """
    from scipy.stats import qmc  # slow to load

    if points < 1 or points & (points - 1):
        raise ValueError(f"a Sobol' sequence needs a power of two as its number of points, got {points}")
    return qmc.Sobol(d=axes, scramble=True, rng=seed).random_base2(points.bit_length() - 1)
