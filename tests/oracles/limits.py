"""What bounds the programme: places, demand, public (sections 5.5, 5.6 and 5.7 of the specification).

Times in years and rates per year unless the argument says weeks.
"""

import math

import numpy as np
from numpy.typing import ArrayLike
from scipy.stats import poisson

from contagion.models.theory import WEEKS_PER_YEAR
from tests.oracles.reproduction import leading_rate


def stock_after_training(places: float, active: float, loss_rate: float, period: float = 1.0) -> float:
    """Active facilitators just after a session in the long run, C a / (1 − e^{−μP}) (5.5, E10)."""
    return places * active / -math.expm1(-loss_rate * period)


def stock_before_training(places: float, active: float, loss_rate: float, period: float = 1.0) -> float:
    """Active facilitators just before a session in the long run (5.5, E10)."""
    return stock_after_training(places, active, loss_rate, period) * math.exp(-loss_rate * period)


def mean_stock(places: float, active: float, loss_rate: float, period: float = 1.0) -> float:
    """Time mean of the active facilitators in the long run, C a / (μP) (5.5, E10)."""
    return places * active / (loss_rate * period)


def stock_variance_after_training(places: float, active: float, loss_rate: float, period: float = 1.0) -> float:
    """Variance of the stock just after a session, Σ_k C a e^{−μPk} (1 − a e^{−μPk}) (5.5, E10)."""
    x = loss_rate * period
    return places * active / -math.expm1(-x) - places * active**2 / -math.expm1(-2.0 * x)


def facilitators_at_year_end(years: ArrayLike, places: float, active: float, loss_rate: float, training_week: int):
    """Active facilitators at the end of year j, C a e^{−μ(52−week)/52} (1 − e^{−μj}) / (1 − e^{−μ}) (5.5, E10).

    `years` is a whole number or an array of them; one session of C always filled places each year in `training_week`.
    """
    since = (WEEKS_PER_YEAR - training_week) / WEEKS_PER_YEAR
    built = np.expm1(-loss_rate * np.asarray(years, dtype=float)) / math.expm1(-loss_rate)
    return places * active * math.exp(-loss_rate * since) * built


def demand_limited_leading_rate(
    duration_weeks: float, rest_weeks: float, group_size: float, registrations_per_week: float
) -> float:
    """Groups a facilitator leads per year if each waits for n registrations at a given rate per pair (5.6, E15)."""
    return leading_rate(duration_weeks, rest_weeks, group_size / registrations_per_week)


def start_probability(quorum: int, expected_registrations: float) -> float:
    """Chance that a Poisson number of registrations reaches the quorum (5.6, E14)."""
    return float(poisson.sf(quorum - 1, expected_registrations))


def partner_wait(ready_per_week: float) -> float:
    """Mean weeks a ready facilitator waits for a partner, 1/(2λ), those who find one at once included (5.4c, E18).

    Ready facilitators arrive at rate λ and every second one leaves with the one who waits, so half a facilitator waits
    on average, whatever λ.
    """
    return 1.0 / (2.0 * ready_per_week)
