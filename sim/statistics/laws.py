"""Laws by which the values of a range are likely (`sim.statistics.designs.Factor`).

*Uniform*: as likely everywhere. *Log-normal*: normal in the logarithm; a thousandth of the law, beyond each end, is
cut off, so that the ends are finite. *Reciprocal*: one over the value is as likely everywhere; the high end may be inf,
as of a time to wait that may be for ever.
"""

from __future__ import annotations

from math import exp, inf, log, sqrt
from statistics import NormalDist
from typing import Literal, get_args

Law = Literal["uniform", "log-normal", "reciprocal"]
LAWS: tuple[Law, ...] = get_args(Law)
BEYOND = 0.001  # of a log-normal law, beyond each end
FAR = NormalDist().inv_cdf(1 - BEYOND)  # standard deviations from its middle to an end


def ends_of_log_normal(median: float, deviation: float) -> tuple[float, float]:
    """The ends of a log-normal law, beyond each of which a thousandth is cut off.

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
