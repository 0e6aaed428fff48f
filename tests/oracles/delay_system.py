"""The expected course of the weekly kernel, as a delay system (section 5.8 of the specification)."""

import math

import numpy as np
from numpy.typing import NDArray

from contagion.models.theory import WEEKS_PER_YEAR

STEPS_A_WEEK = 10


def mean_field(
    *,
    years: int,
    founders: float,
    places: float,
    group_size: float,
    completion: float,
    wish: float,
    acceptance: float,
    interest_loss: float,
    active: float,
    loss_rate: float,
    duration_weeks: int,
    rest_weeks: float,
    delay_weeks: int,
    training_week: int,
) -> NDArray[np.float64]:
    """Participants by the end of each year if nobody ever waited for a partner and numbers were not whole (5.8).

    With I idle, A aspirants, T(t) trained in sessions and x = I/rest leaving their rest, groups start at rate x/2 and

    .. math::
        I' &= -μI - x + a e^{-μ d_0} T(t - d_0) + 2 e^{-μD} starts(t - D) \\\\
        A' &= n ν p_w starts(t - D) - ωA - T_{conv}, \\quad T_{conv} = \\min(C, acc · A)

    Loss and rest act exactly within a step (e^{−h}), delays are whole numbers of steps. The founders are the first
    session, and one a year follows. Against the stochastic kernel the participants are about 12 % too many by year 3,
    11 % by year 5 and 6 to 7 % by year 10 with ten places: partners wait, and min(C, ·) is concave.

    Parameters
    ----------
    founders, places : people trained at the first session, places C at each later one
    group_size, completion, wish : n, ν and p_w; their product is the aspirants per group
    acceptance, interest_loss : acc; ω per year
    active, loss_rate : a; μ per year
    duration_weeks, rest_weeks, delay_weeks : D, mean rest, d0
    training_week : that of the first session
    """
    week = 1.0 / STEPS_A_WEEK
    year = week / WEEKS_PER_YEAR
    stay, keep_interest = math.exp(-loss_rate * year), math.exp(-interest_loss * year)
    leave_rest = -math.expm1(-week / rest_weeks)
    available = active * math.exp(-loss_rate * delay_weeks / WEEKS_PER_YEAR)
    return_share = 2 * math.exp(-loss_rate * duration_weeks / WEEKS_PER_YEAR)
    duration, delay = duration_weeks * STEPS_A_WEEK, delay_weeks * STEPS_A_WEEK
    steps = years * WEEKS_PER_YEAR * STEPS_A_WEEK
    starts, training = np.zeros(steps), np.zeros(steps)
    idle = aspirants = 0.0
    for t in range(steps):
        # order of the kernel: group end, training, loss, readiness, start
        ended = starts[t - duration] if t >= duration else 0.0
        aspirants += completion * wish * group_size * ended
        since = t - training_week * STEPS_A_WEEK
        if since == 0:
            training[t] = founders
        elif since > 0 and since % (WEEKS_PER_YEAR * STEPS_A_WEEK) == 0:
            training[t] = min(places, acceptance * aspirants)
            aspirants -= training[t]
        aspirants *= keep_interest
        idle = idle * stay + return_share * ended + (available * training[t - delay] if t >= delay else 0.0)
        ready = idle * leave_rest
        idle -= ready
        starts[t] = ready / 2
    return group_size * starts.cumsum()[STEPS_A_WEEK * WEEKS_PER_YEAR - 1 :: STEPS_A_WEEK * WEEKS_PER_YEAR]
