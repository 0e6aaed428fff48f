"""Small numbers: extinction, odd ones left over, waiting for a partner (section 5.4 of the specification)."""

import math

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.stats import poisson


def extinction_with_pairs(
    converts_per_group: float, lead_rate: float, loss_rate: float, largest: int = 400
) -> NDArray[np.float64]:
    """Probability that F facilitators die out when pairs are drawn anew and converts are active at once (5.4a, E08).

    Groups start at rate gF/2 while F ≥ 2 and add a Poisson(κ) number; each facilitator leaves at rate μ; one alone
    leads nothing. The balance of every state is one line of a linear system.

    Parameters
    ----------
    converts_per_group, lead_rate, loss_rate : κ, g per year, μ per year
    largest : states above it count as safe. Increase it near R = 1

    Returns
    -------
    q, shape (largest + 1,): q[F] for F = 0, 1, …
    """
    births = poisson.pmf(np.arange(largest + 1), converts_per_group)
    balance, known = np.eye(largest + 1), np.zeros(largest + 1)
    known[:2] = 1.0
    for f in range(2, largest + 1):
        start, leave = lead_rate * f / 2.0, loss_rate * f
        balance[f, f - 1] = -leave
        balance[f, f] = start + leave
        balance[f, f:] -= start * births[: largest + 1 - f]
    return np.linalg.solve(balance, known)


def extinction_per_founder(converts_per_group: float, lead_rate: float, loss_rate: float) -> float:
    """Extinction probability q1 from one founder without the pair rule; q1^F from F founders (5.4a).

    Smallest root of μ + (g/2) q e^{κ(q−1)} = (μ + g/2) q.
    """
    if converts_per_group * lead_rate / 2.0 <= loss_rate:
        return 1.0
    half = lead_rate / 2.0
    return _smallest_root(
        lambda q: loss_rate + half * q * math.exp(converts_per_group * (q - 1.0)) - (loss_rate + half) * q,
        lambda q: half * (1.0 + converts_per_group * q) * math.exp(converts_per_group * (q - 1.0)) - loss_rate - half,
    )


def expected_pairs(mean_converts: float) -> float:
    """E⌊X/2⌋ = λ/2 − (1 − e^{−2λ})/4 for X ~ Poisson(λ) converts in one pairing pool (5.4b, E09)."""
    return mean_converts / 2.0 + math.expm1(-2.0 * mean_converts) / 4.0


def siloed_critical_converts() -> float:
    """Lifetime converts per pair at which a pair replaces itself when only its own converts may pair: 2.4966 (5.4b).

    Half of it, 1.2483, is the reproduction number needed per facilitator.
    """
    return float(brentq(lambda x: expected_pairs(x) - 1.0, 1.0, 4.0, xtol=1e-13))


def pooled_pair_extinction(converts_per_pair: float, largest: int = 400) -> NDArray[np.float64]:
    """Extinction probability of z fixed pairs, generation by generation, all converts in one pool (5.4b).

    Z' = ⌊X/2⌋ with X ~ Poisson(z · converts_per_pair), where converts_per_pair = 2R.

    Returns
    -------
    q, shape (largest + 1,): q[z] for z = 0, 1, … pairs; states above `largest` count as safe
    """
    pairs = np.arange(largest + 1)
    means = converts_per_pair * pairs[:, None]
    change = poisson.pmf(2 * pairs, means) + poisson.pmf(2 * pairs + 1, means)
    balance, known = np.eye(largest + 1) - change, np.zeros(largest + 1)
    balance[0], known[0] = np.eye(largest + 1)[0], 1.0
    return np.linalg.solve(balance, known)


def siloed_pair_extinction(converts_per_pair: float) -> float:
    """Extinction probability q1 of a fixed pair whose converts pair only among themselves; q1^z for z pairs (5.4b)."""
    if converts_per_pair <= siloed_critical_converts():
        return 1.0
    pairs = np.arange(int(converts_per_pair + 12.0 * math.sqrt(converts_per_pair)) + 20)
    chance = poisson.pmf(2 * pairs, converts_per_pair) + poisson.pmf(2 * pairs + 1, converts_per_pair)
    return _smallest_root(
        lambda q: float(chance @ q**pairs) - q,
        lambda q: float((chance * pairs)[1:] @ q ** pairs[:-1]) - 1.0,
    )


def ready_rate(facilitators: float, lead_rate: float, pools: int = 1) -> float:
    """Facilitators becoming ready per week and pool, λ = F g / (52 · pools) (5.4c)."""
    return facilitators * lead_rate / (52.0 * pools)


def partner_wait(ready_per_week: float) -> float:
    """Mean weeks a ready facilitator waits for a partner, 1/(2λ), those who find one at once included (5.4c, E18).

    Ready facilitators arrive at rate λ and every second one leaves with the one who waits, so half a facilitator waits
    on average, whatever λ.
    """
    return 1.0 / (2.0 * ready_per_week)


def groups_lost_to_waiting(wait_weeks: float, cycle_weeks: float) -> float:
    """Share of groups not led because the wait lengthens the cycle of group and rest (5.4c, headline 5)."""
    return wait_weeks / (cycle_weeks + wait_weeks)


def _smallest_root(excess, slope) -> float:
    """Smallest root in (0, 1) of a convex function with excess(0) > 0, excess(1) = 0 and slope(1) > 0."""
    lowest = brentq(slope, 0.0, 1.0, xtol=1e-15)
    return float(brentq(excess, 0.0, lowest, xtol=1e-15))
