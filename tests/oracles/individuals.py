"""One person: accepting, completing, wishing to facilitate, saving (sections 4.7 and 5.10 of the specification)."""

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import binom, poisson


def acceptance_probability(hazards: ArrayLike) -> float:
    """Chance that a person of frailty 1 accepts within a week of independent exposures, 1 − e^{−Σh} (4.7 S4, E03)."""
    return -math.expm1(-float(np.asarray(hazards, dtype=float).sum()))


def mean_acceptance(hazard: float, shape: float = 2.0) -> float:
    """Acceptance averaged over frailty Gamma(shape, mean 1), 1 − (1 + h/shape)^{−shape} (4.7 S1 and S4, E24)."""
    return -math.expm1(-shape * math.log1p(hazard / shape))


def receptive_share_invited(receptive: float, preference: float = 1.0) -> float:
    """Share of receptive people among the invited if they are chosen `preference` times more often (4.7 S3, E24)."""
    return preference * receptive / (preference * receptive + 1.0 - receptive)


def first_invitation_acceptance(hazard: float, receptive: float, preference: float, shape: float = 2.0) -> float:
    """Chance that somebody's first invitation is accepted under the simple rule (E24).

    Parameters
    ----------
    hazard : h of the channel
    receptive : share π of receptive people
    preference : how much more often a receptive acquaintance is chosen, w_rec
    shape : of the gamma frailty of the receptive
    """
    return receptive_share_invited(receptive, preference) * mean_acceptance(hazard, shape)


def threshold_adoption(exposures: float, threshold: int) -> float:
    """Chance of adopting when `threshold` exposures are needed and their number is Poisson (E19)."""
    return float(poisson.sf(threshold - 1, exposures))


def completion_probability(drop_out: float, attendance: float, sessions: int = 6, sessions_needed: int = 4) -> float:
    """Chance that a member attends at least `sessions_needed` sessions (4.7 S10, E05).

    Between two sessions a member leaves with probability `drop_out`; a member still enrolled attends each session, the
    first included, with probability `attendance`.
    """
    enrolled = np.arange(1, sessions + 1)
    stay = (1.0 - drop_out) ** (enrolled - 1) * np.where(enrolled < sessions, drop_out, 1.0)
    return float(stay @ binom.sf(sessions_needed - 1, enrolled, attendance))


def aspirants_distribution(starters: int, completion: float, wish: float) -> NDArray[np.float64]:
    """P(k aspirants in a group), k = 0 … starters: Binomial(starters, completion · wish), no group effect (E04)."""
    return binom.pmf(np.arange(starters + 1), starters, completion * wish)


def saving_per_completer(
    saving: float, discount: float, spillover: float, rebound: float, decay: float, years: float
) -> float:
    """Tonnes CO2e avoided by a completer over some years, s q (1 + spill)(1 − reb)(1 − e^{−δT})/δ (5.10, E16).

    Parameters
    ----------
    saving : s in t CO2e per year, net of controls
    discount : q for self-report and selection
    spillover, rebound : shares added in the household and lost again
    decay : δ per year, may be 0 or negative
    """
    duration = -math.expm1(-decay * years) / decay if decay else years
    return saving * discount * (1.0 + spillover) * (1.0 - rebound) * duration
