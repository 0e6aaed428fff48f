"""The law of ties (S2). Ties are mutual: seen from either, there are ``T_cc' = u_c u_c' N_c N_c' (d_cc' + 1 km)^-2``
between communes c and c', N the residents aged 15 and over, the people who can be met in this model. Everybody has as
many: the factors u are such that ``Σ_c' T_cc' = N_c``. So somebody of commune c has a given acquaintance in commune c'
with probability ``P(c'|c) = T_cc' / N_c``.

Distances are those of `models.territory.distances`.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from contagion.models.territory.apportionment import shares_by_row
from contagion.models.territory.compiled.balancing import ROUNDS, balanced
from contagion.models.territory.distances import Distances, Floats
from contagion.models.territory.treecode import Treecode
from contagion.sim.errors import InputError
from contagion.sim.powers import power

EXACT = 2000  # inhabited communes up to which every pair counts by itself when ties are balanced (32 MB)
NEAR_ENOUGH = 1e-6  # beyond


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

    def decay(self, km: Floats) -> Floats:
        """How ties decay with distance, elementwise."""
        return tie_weights(1.0, km, self.tie_exponent, self.tie_offset_km)


def balanced_mass(mass: Floats, distances: Distances, law: Kernels) -> Floats:
    """Masses u_c N_c with which the law of ties is mutual, shape (C,), 0 where nobody lives.

    By symmetric iterative scaling: to 1e-12 where every pair of communes counts by itself; of a larger territory, to
    1e-6 of sums that take far communes together (`models.territory.treecode`).

    Raises
    ------
    InputError
        If it does not converge.
    """
    some = np.flatnonzero(mass > 0)
    people, out = mass[some], np.zeros(len(mass))
    if not len(some):
        return out
    if len(some) > EXACT:
        sums = Treecode(distances.points[:, some], distances.within[some], people, law.tie_exponent, law.tie_offset_km)
        found = _balanced(people, sums)
    else:
        everybody = distances.small and len(some) == len(mass)
        distance = distances.matrix if everybody else distances.between(some[:, None], some)
        found = balanced(people, distance, law.tie_exponent, law.tie_offset_km)
    if not len(found):
        raise not_mutual(law)
    out[some] = found
    return out


def not_mutual(law: Kernels) -> InputError:
    """That the law does not make ties mutual."""
    return InputError(
        f"contacts.tie_exponent = {law.tie_exponent:g}, contacts.tie_offset_km = {law.tie_offset_km:g}: "
        f"after {ROUNDS:,} rounds ties are not mutual between communes that lie side by side; a "
        "smaller exponent or a larger offset is needed"
    )


def _balanced(people: Floats, sums: Callable[[Floats], Floats]) -> Floats:
    """The masses, by sums of all that each commune sees; none where `ROUNDS` did not do."""
    mass = people / np.sqrt(sums(people))
    for _ in range(ROUNDS):
        found = mass * sums(mass) / people  # ties of each commune's residents, where one is due
        if np.abs(found - 1).max() <= NEAR_ENOUGH:
            return mass
        mass = mass * power(found, -2 / 3)  # as `models.territory.compiled.balancing`
    return mass[:0]


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
        Of `balanced_mass`, for ties that are mutual.
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


def tie_weights(mass: Floats | float, distance_km: Floats, exponent: float, offset_km: float) -> Floats:
    """Masses weighted by distance, elementwise."""
    away = distance_km + offset_km
    if exponent == 2:  # as compiled code has it: a power takes many times as long, and has other last bits
        return mass / (away * away)
    return mass * power(away, -exponent)
