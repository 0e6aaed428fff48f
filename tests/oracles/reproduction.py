"""Reproduction of facilitators, of several groups too: what only tests ask (sections 5.1 and 5.9 of the specification).

Rates are per year; durations are in years unless the argument says weeks.
"""

from contagion.models.theory import WEEKS_PER_YEAR


def leading_rate(duration_weeks: float, rest_weeks: float, recruiting_weeks: float = 0.0) -> float:
    """Groups a facilitator leads per year, one at a time, with a rest and a recruiting spell between (4.7 S7, 5.6)."""
    return WEEKS_PER_YEAR / (duration_weeks + rest_weeks + recruiting_weeks)


def groups_when_continuing(continue_probability: float) -> float:
    """Groups led by a facilitator who leads one and goes on after each with probability ρ, G = 1/(1 − ρ) (5.1)."""
    return 1.0 / (1.0 - continue_probability)
