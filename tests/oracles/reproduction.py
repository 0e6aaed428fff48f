"""Reproduction of facilitators, of several groups too: what only tests ask (sections 5.1 and 5.9 of the specification).

Rates are per year; durations are in years unless the argument says weeks.
"""

import math

from contagion.models.theory import WEEKS_PER_YEAR


def leading_rate(duration_weeks: float, rest_weeks: float, recruiting_weeks: float = 0.0) -> float:
    """Groups a facilitator leads per year, one at a time, with a rest and a recruiting spell between (4.7 S7, 5.6)."""
    return WEEKS_PER_YEAR / (duration_weeks + rest_weeks + recruiting_weeks)


def groups_when_continuing(continue_probability: float) -> float:
    """Groups led by a facilitator who leads one and goes on after each with probability ρ, G = 1/(1 − ρ) (5.1)."""
    return 1.0 / (1.0 - continue_probability)


def lifetime_groups_weekly(
    active: float,
    loss_rate: float,
    ready_probability: float,
    duration_weeks: int,
    delay_weeks: int,
    same_week: bool = True,
    continue_probability: float = 1.0,
) -> float:
    """`lifetime_groups` for whole weeks, exact when a partner is always at hand (4.3, 4.7 S7 and S13).

    Each week an idle facilitator is first lost with probability 1 − e^{−μ/52} and, if still there, becomes ready with
    `ready_probability` and starts a group the same week. A leader faces the loss of all the weeks of the group at its
    end.

    Parameters
    ----------
    ready_probability : chance per week that an idle facilitator becomes ready; 1 − e^{−1/rest} for the rule of S7
    delay_weeks : weekly losses from training to availability, that of the training week included if there is one
    same_week : may a facilitator become ready in the very week a group ends or the delay is over? The mean rest is then
        1/p − 1 weeks. Otherwise the first chance is a week later, after one more week's loss, and the mean rest is 1/p.
    """
    m = loss_rate / WEEKS_PER_YEAR
    stay = math.exp(-m)
    leave_rest = ready_probability / (1.0 - (1.0 - ready_probability) * stay) * (1.0 if same_week else stay)
    first = active * math.exp(-m * delay_weeks) * leave_rest
    return first / (1.0 - continue_probability * leave_rest * math.exp(-m * duration_weeks))
