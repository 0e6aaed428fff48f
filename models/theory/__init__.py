"""The programme without agents: closed forms (section 5 of the specification) that findings use, of what bounds it
(5.10) and of how many new active facilitators one leaves behind (5.1, 5.2, test E12). Rates are per year; durations are
in years unless the argument says weeks. More forms, which the tests hold the simulation against, are in
`tests/oracles`.
"""

import math

import numpy as np
from numpy.typing import ArrayLike

from contagion.models.parameters import Parameters


def expected_communes(shares: ArrayLike, groups: float) -> float:
    """Compute the expected number of communes with a group, for groups placed at random by shares (5.10, E17)."""
    p = np.asarray(shares, dtype=float)
    return float(-np.expm1(groups * np.log1p(-p)).sum()) if (p < 1.0).all() else float((p > 0.0).sum())


WEEKS_PER_YEAR = 52


def reproduction_number(converts_per_group: float, groups: float, leaders: int = 2) -> float:
    """Active facilitators to whom one active facilitator is parent, R = κG / leaders (5.1).

    Each of the `leaders` of a group gets an equal share of the credit: one half for a pair, all of it for a solo
    leader.
    """
    return converts_per_group * groups / leaders


def lifetime_groups(
    active: float,
    loss_rate: float,
    rest_weeks: float,
    duration_weeks: float,
    delay_weeks: float,
    growth_rate: float = 0.0,
    continue_probability: float = 1.0,
) -> float:
    """Compute the groups led per training place in a lifetime: the weekly kernel in continuous time (E12).

    A trained person becomes active with probability a, is available after d0, then alternates between a rest of
    exponential length and a group of fixed length D. With m the loss rate per week and x = 1/(1 + rest · m) the chance
    of leaving a rest as a leader,

    .. math:: a e^{-m d_0} x / (1 - ρ x e^{-m D}).

    Parameters
    ----------
    active : share a of the trained who ever lead
    loss_rate : μ per year
    rest_weeks, duration_weeks, delay_weeks : mean rest, group length D, time d0 from training to the first rest
    growth_rate : r per year; with r ≠ 0 each start is discounted by e^{−r · age}, the transform that Euler–Lotka needs
    continue_probability : ρ, chance of going on after a group, on top of the loss rate (4.7 S13)
    """
    m = (loss_rate + growth_rate) / WEEKS_PER_YEAR
    leave_rest = 1.0 / (1.0 + rest_weeks * m)
    first = active * math.exp(-m * delay_weeks) * leave_rest
    return first / (1.0 - continue_probability * leave_rest * math.exp(-m * duration_weeks))


def training_probability(acceptance: float, interest_loss: float, period: float, growth_rate: float = 0.0) -> float:
    """Chance that an aspirant is ever trained when places are free (5.2).

    Sessions come every `period` years P; the wait for the first is uniform on (0, P); interest is lost at rate ω a
    year; a seat offered is accepted with probability acc, otherwise the aspirant waits for the next session. With a
    growth rate r ≠ 0 a year the result is discounted by e^{−r · wait}.

    .. math:: acc · q / (1 - (1 - acc) e^{-(ω+r)P}),  q = (1 - e^{-(ω+r)P}) / ((ω+r)P)
    """
    x = (interest_loss + growth_rate) * period
    first_session = -math.expm1(-x) / x if x else 1.0
    return acceptance * first_session / (1.0 - (1.0 - acceptance) * math.exp(-x))


def reproduction(conversion: float, loss: float, recruiting: float) -> float:
    """R, facilitators to whom a facilitator gives rise, by theory.

    `lifetime_groups` takes the model's own cycle: a rest of exponential length, then a spell that, once begun,
    is led to its end, here the recruiting and the weeks of the sessions. It assumes that a partner is always at hand
    and that every group opened takes place; `training_probability` that seats are free for all who wait, each
    of whom accepts, goes on waiting, or loses interest. So R depends on neither places nor top-up, and where seats or
    registrations are short the simulated network reproduces less than this.
    """
    parameters = Parameters()
    training = parameters.training
    rest, lead = parameters.facilitation.rest_weeks, recruiting + parameters.group.session_weeks[-1]
    groups = lifetime_groups(training.active_share, loss, rest, lead, training.ready_after_weeks)
    period = training.period_weeks / WEEKS_PER_YEAR
    trained = training_probability(training.accept, training.queue_loss_per_year, period)
    return reproduction_number(conversion * trained, groups, parameters.facilitation.leaders)


def critical_conversion(loss: float, recruiting: float) -> float:
    """Return the converts per group at which R = 1 (R is proportional to them)."""
    return 1 / reproduction(1, loss, recruiting)
