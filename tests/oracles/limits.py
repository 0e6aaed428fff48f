"""What bounds the programme: places, demand, public (sections 5.5, 5.6 and 5.7 of the specification).

Times in years and rates per year unless the argument says weeks.
"""

from scipy.stats import poisson

from tests.oracles.reproduction import leading_rate


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
