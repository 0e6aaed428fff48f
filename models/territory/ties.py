"""The law of ties (S2): somebody of commune c has a given acquaintance in commune c' with probability
``P(c'|c) ∝ N_c' · (d_cc' + 1 km)^-2``, N the residents aged 15 and over, the people who can be met in this model.

Distances are those of `models.territory.distances`.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from models.territory.apportionment import shares_by_row
from models.territory.distances import Floats
from sim.errors import InputError


@dataclass(frozen=True)
class Kernels:
    """Parameters of the laws of ties and of commuting."""

    tie_exponent: float = 2.0
    """Decay of ties with distance, as a power."""
    tie_offset_km: float = 1.0
    """Distance added before taking that power, km, above 0."""
    commuting_beta_per_km: float | None = None
    """Decay of commuting with distance, per km; None: from the mean area of the communes."""

    def __post_init__(self) -> None:
        beta = self.commuting_beta_per_km
        for name, value, good, wanted in (
            ("tie_exponent", self.tie_exponent, self.tie_exponent >= 0, "0 or more"),
            ("tie_offset_km", self.tie_offset_km, self.tie_offset_km > 0, "a distance above 0"),
            ("commuting_beta_per_km", beta, beta is None or beta >= 0, "0 or more, or none"),
        ):
            if not good:
                raise InputError(f"kernels, {name}: {value} is out of range; {wanted} is needed")


def tie_kernel(
    mass: ArrayLike,
    distance_km: Floats,
    exponent: float = 2.0,
    offset_km: float = 1.0,
    rows: NDArray[np.int64] | None = None,
) -> Floats:
    """Share of the ties of commune c (row) that lead to commune c' (column).

    Parameters
    ----------
    mass : array, shape (C,)
        People who can be met.
    distance_km : array, shape (C, C), or (R, C) of the communes `rows`
    exponent, offset_km : float
        The law: mass · (distance + offset)^−exponent.
    rows : array, shape (R,), optional

    Returns
    -------
    array, shape of the distances
        Rows add up to 1.
    """
    weights = tie_weights(np.asarray(mass, dtype=float), distance_km, exponent, offset_km)
    return shares_by_row(weights, np.arange(len(weights)) if rows is None else rows)


def tie_weights(mass: Floats, distance_km: Floats, exponent: float, offset_km: float) -> Floats:
    """People weighted by distance, elementwise."""
    away = distance_km + offset_km
    if exponent == 2:  # as compiled code has it: a power takes many times as long, and has other last bits
        return mass / (away * away)
    return mass * away**-exponent
