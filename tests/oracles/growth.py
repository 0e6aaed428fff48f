"""Growth in time: Euler–Lotka rates, expected number of facilitators (sections 5.2 and 5.3 of the specification).

Times in years, rates per year. Every growth rate here takes places, demand and public as unlimited.
"""

import math
from collections.abc import Callable

from scipy.optimize import brentq
from scipy.special import lambertw

from contagion.models.theory.reproduction import WEEKS_PER_YEAR, lifetime_groups, training_probability


def growth_rate(
    converts_per_group: float, lead_rate: float, loss_rate: float, delay: float, duration: float, wait: float
) -> float:
    """Growth rate r of the number of facilitators, per year: r = W(b Δ e^{μΔ})/Δ − μ (5.2).

    A convert appears at least Δ = d0 + D + w after the training of its parents, then at rate b = (κg/2) e^{−μ d0} while
    they stay, which gives (r + μ) e^{rΔ} = b.

    Parameters
    ----------
    converts_per_group : active converts κ
    lead_rate, loss_rate : g and μ
    delay, duration, wait : d0 from training to the first possible group, D of a group, w from its end to training
    """
    lag = delay + duration + wait
    births = converts_per_group * lead_rate / 2.0 * math.exp(-loss_rate * delay)
    if lag == 0.0:
        return births - loss_rate
    return float(lambertw(births * lag * math.exp(loss_rate * lag)).real) / lag - loss_rate


def kernel_growth_rate(
    aspirants_per_group: float,
    active: float,
    loss_rate: float,
    rest_weeks: float,
    duration_weeks: float,
    delay_weeks: float,
    acceptance: float,
    interest_loss: float,
    period: float = 1.0,
    leaders: int = 2,
) -> float:
    """Growth rate of the weekly kernel in continuous time, per year: `lifetime_groups` in Euler–Lotka (E12)."""

    def converts_per_facilitator(r: float) -> float:
        groups = lifetime_groups(active, loss_rate, rest_weeks, duration_weeks, delay_weeks, growth_rate=r)
        trained = training_probability(acceptance, interest_loss, period, r)
        return aspirants_per_group * groups / leaders * math.exp(-r * duration_weeks / WEEKS_PER_YEAR) * trained

    return _euler_lotka(converts_per_facilitator, _lowest_rate(loss_rate, acceptance, interest_loss, period))


def _lowest_rate(loss_rate: float, acceptance: float, interest_loss: float, period: float) -> float:
    """Largest r at which lifetimes or waiting, discounted by e^{−r · age}, have no finite mean."""
    waiting = math.log1p(-acceptance) / period - interest_loss if acceptance < 1.0 else -math.inf
    return max(-loss_rate, waiting)


def _euler_lotka(converts_per_facilitator: Callable[[float], float], lowest: float) -> float:
    """Root r > `lowest` of converts_per_facilitator(r) = 1 for a function that falls from infinity to 0."""
    width = 1.0
    while converts_per_facilitator(lowest + width) > 1.0:
        width *= 2.0
    return float(brentq(lambda r: converts_per_facilitator(r) - 1.0, lowest + 1e-9, lowest + width, xtol=1e-13))
