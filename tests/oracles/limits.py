"""What bounds the programme: places, demand, public (sections 5.5, 5.6 and 5.7 of the specification).

Times in years and rates per year unless the argument says weeks.
"""

import math

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import brentq
from scipy.stats import poisson

from contagion.models.theory.reproduction import WEEKS_PER_YEAR
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


def participants_per_place(groups_per_place: float, group_size: float, leaders: int = 2) -> float:
    """People reached per training place: groups led by the person trained, shared with the partner (5.5, E12)."""
    return groups_per_place * group_size / leaders


def places_bind_above(
    places_per_year: float, aspirants_per_group: float, acceptance: float, lead_rate: float, leaders: int = 2
) -> float:
    """Active facilitators above which more aspirants accept than there are places, 2C / (c acc g) (5.5)."""
    return leaders * places_per_year / (aspirants_per_group * acceptance * lead_rate)


def seats_per_year(facilitators: float, lead_rate: float, group_size: float, leaders: int = 2) -> float:
    """Members needed per year to fill every group the facilitators can lead, n g F / 2 (5.6)."""
    return group_size * lead_rate * facilitators / leaders


def word_of_mouth_reproduction(
    completion: float,
    completer_invitations: float,
    completer_acceptance: float,
    facilitator_invitations: float,
    facilitator_acceptance: float,
    no_show: float,
    group_size: float,
    leaders: int = 2,
) -> float:
    """Participants brought by one participant, R_P = ν k_c p_a (1 − ns) + 2 k_f p_f (1 − ns) / n (5.6).

    Parameters
    ----------
    completion : share ν of starters who complete
    completer_invitations, completer_acceptance : invitations k_c of a completer, chance p_a that one is accepted
    facilitator_invitations, facilitator_acceptance : k_f and p_f, per facilitator and group
    no_show : share of registered people absent at the first session
    """
    by_completers = completion * completer_invitations * completer_acceptance
    by_leaders = leaders * facilitator_invitations * facilitator_acceptance / group_size
    return (by_completers + by_leaders) * (1.0 - no_show)


def external_share_needed(word_of_mouth: float, growth_rate: float, lag: float) -> float:
    """Share of seats to fill from outside for balanced growth: 1 − R_P e^{−r · lag}, not below 0 (5.6)."""
    return max(0.0, 1.0 - word_of_mouth * math.exp(-growth_rate * lag))


def demand_limited_leading_rate(
    duration_weeks: float, rest_weeks: float, group_size: float, registrations_per_week: float
) -> float:
    """Groups a facilitator leads per year if each waits for n registrations at a given rate per pair (5.6, E15)."""
    return leading_rate(duration_weeks, rest_weeks, group_size / registrations_per_week)


def start_probability(quorum: int, expected_registrations: float) -> float:
    """Chance that a Poisson number of registrations reaches the quorum (5.6, E14)."""
    return float(poisson.sf(quorum - 1, expected_registrations))


def final_reach(
    reproduction: float, converts_per_group: float, group_size: float, founders: float, pool: float
) -> float:
    """Share of a finite public reached in the end, 1 − s with ln s = −R [(1 − s) + n F0 / (κK)] (5.7, E11).

    Holds whatever the delays, for a large pool: below about 5,000 people with ten founders chance keeps the mean lower.

    Parameters
    ----------
    reproduction : R while the pool is full
    converts_per_group : active converts κ of a full group of `group_size` n
    founders, pool : F0 and K
    """
    push = group_size * founders / (converts_per_group * pool)

    def excess(reached: float) -> float:
        return reproduction * (reached + push) + math.log1p(-reached)

    # excess is concave: it rises up to reached = 1 − 1/R, if at all, then falls to minus infinity
    return float(brentq(excess, max(0.0, 1.0 - 1.0 / reproduction), 1.0 - 1e-15, xtol=1e-14))
