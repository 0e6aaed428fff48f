"""The weekly kernel without chance: a delay system for docking (section 5.8 of the specification, test D02)."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from contagion.models.theory.reproduction import WEEKS_PER_YEAR

type Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class MeanField:
    """State at the end of each week, arrays of shape (52 · years,). The last three are cumulative."""

    facilitators: Floats  # active: idle, leading or not yet available
    idle: Floats
    aspirants: Floats  # waiting for a place
    untouched: Floats  # people of the pool not yet reached (infinite pool: infinite)
    trained: Floats
    aspirants_made: Floats
    participants: Floats

    def at_year_end(self, name: str, years: NDArray[np.integer] | list[int]) -> Floats:
        """The named series at the end of the given years (1 = first)."""
        return getattr(self, name)[np.asarray(years) * WEEKS_PER_YEAR - 1]


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
    weeks_between_sessions: int = WEEKS_PER_YEAR,
    top_up: bool = False,
    pool: float = math.inf,
    leaders: int = 2,
    steps_per_week: int = 10,
) -> MeanField:
    """Expected course of the weekly kernel if nobody ever waited for a partner and numbers were not whole (5.8).

    With I idle, A aspirants, T(t) trained in sessions, S untouched people and x = I/rest leaving their rest, groups
    start at rate x/2 and

    .. math::
        I' &= -μI - x + a e^{-μ d_0} T(t - d_0) + 2 e^{-μD} starts(t - D) \\\\
        A' &= n ν p_w (starts · S/K)(t - D) - ωA - T_{conv}, \\quad T_{conv} = \\min(C, acc · A) \\\\
        S' &= -n · starts · S/K

    Loss and rest act exactly within a step (e^{−h}), delays are whole numbers of steps. The founders are the first
    session. Against the stochastic kernel without top-up the participants are about 12 % too many by year 3, 11 % by
    year 5 and 6 to 7 % by year 10 with ten places, and a constant 9 to 11 % without a cap: partners wait, and min(C, ·)
    is concave. With top-up the excess is 5, 4 and 3 %.

    Parameters
    ----------
    founders, places : people trained at the first session, places C at each later one (`math.inf`: no cap)
    group_size, completion, wish : n, ν and p_w; their product is the aspirants per group
    acceptance, interest_loss : acc; ω per year
    active, loss_rate : a; μ per year
    duration_weeks, rest_weeks, delay_weeks : D, mean rest, d0
    training_week, weeks_between_sessions : first session and spacing
    top_up : places that converts leave empty are filled from outside
    pool : receptive public K
    steps_per_week : 1 is the coarse weekly version, which starts groups up to a week too early
    """
    week = 1.0 / steps_per_week
    year = week / WEEKS_PER_YEAR
    stay, keep_interest = math.exp(-loss_rate * year), math.exp(-interest_loss * year)
    leave_rest = -math.expm1(-week / rest_weeks)
    available = active * math.exp(-loss_rate * delay_weeks / WEEKS_PER_YEAR)
    return_share = leaders * math.exp(-loss_rate * duration_weeks / WEEKS_PER_YEAR)
    duration, delay = duration_weeks * steps_per_week, delay_weeks * steps_per_week
    steps = years * WEEKS_PER_YEAR * steps_per_week

    starts, reached, training = np.zeros(steps), np.zeros(steps), np.zeros(steps)
    facilitators = idle = aspirants = trained = aspirants_made = participants = 0.0
    share = 1.0
    rows = np.empty((steps // steps_per_week, 7))
    for t in range(steps):
        # order of the kernel: group end, training, loss, readiness, start
        ended, ended_reached = (starts[t - duration], reached[t - duration]) if t >= duration else (0.0, 0.0)
        new = completion * wish * ended_reached
        aspirants += new
        aspirants_made += new
        since = t - training_week * steps_per_week
        if since == 0:
            training[t] = founders
        elif since > 0 and since % (weeks_between_sessions * steps_per_week) == 0:
            converts = min(places, acceptance * aspirants)
            aspirants -= converts
            training[t] = places if top_up else converts
        trained += training[t]
        aspirants *= keep_interest
        facilitators = (facilitators + active * training[t]) * stay
        idle = idle * stay + return_share * ended + (available * training[t - delay] if t >= delay else 0.0)
        ready = idle * leave_rest
        idle -= ready
        starts[t] = ready / leaders
        reached[t] = group_size * starts[t] * share
        participants += reached[t]
        if pool < math.inf:
            share = max(0.0, 1.0 - participants / pool)
        if (t + 1) % steps_per_week == 0:
            rows[t // steps_per_week] = (
                facilitators, idle, aspirants, pool - participants, trained, aspirants_made, participants
            )  # fmt: skip
    return MeanField(*rows.T)
