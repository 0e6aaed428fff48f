"""The law of ties (S2). Ties are mutual: seen from either, there are ``T_cc' = u_c u_c' N_c N_c' (d_cc' + 1 km)^-2``
between communes c and c', N the residents aged 15 and over, the people who can be met in this model. Everybody has as
many: the factors u are such that ``Σ_c' T_cc' = N_c``. So somebody of commune c has a given acquaintance in commune c'
with probability ``P(c'|c) = T_cc' / N_c``.

Your own graph, in place of that law, is a file that stands beside a table of communes (`FILE-ties.csv`). A row is
an ordered pair of communes, with a weight: how much the residents of the first know those of the second, beside all
others that they know. What adds up to 1 are shares as they stand; other weights are divided by their sum, commune by
commune. So ties are mutual where the graph makes them so. Where nobody lives nobody is known. A commune whose residents
know nobody by the graph has all its ties within.

The law of commuting (section 3.4): somebody of commune c works in c' with ``P(c'|c) ∝ J_c' · exp(−β d_cc')``, J the
jobs (the inhabitants where nobody counted a job), ``β = 0.3028016 · S^−0.1665103`` per km, S the mean area of an
inhabited commune in km². Where exp(−β d), d counted from the nearest jobs, falls below 10⁻¹², nobody commutes. That is
27.6 / β km, so that of a large territory a commune meets only those around it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike, NDArray

from contagion.models.territory.communes import shares_by_row
from contagion.models.territory.distances import SMALL, Distances, Floats, Ints, Treecode
from contagion.models.territory.pairs import COMMUTING, FARTHEST, ROUNDS, STEP, balanced, know_commuting
from contagion.sim.core.tables import Tables
from contagion.sim.elementary import exp, power
from contagion.sim.errors import InputError
from contagion.sim.reading import MEGABYTE, content_of
from contagion.sim.threads import side_by_side


def commuting_beta(mean_area_km2: float) -> float:
    """Decay of commuting with distance, km⁻¹, by the published law of the mean area of the units."""
    return 0.3028016 * power(mean_area_km2, -0.1665103)


def commuting_kernel(jobs: ArrayLike, distance_km: Floats, beta: float) -> Floats:
    """Share of the workers of commune c (row) who work in commune c' (column); rows add up to 1.

    The gravity law constrained at the origin, jobs · exp(−β · distance), β in km⁻¹; shapes as in
    `models.territory.ties.tie_kernel`.
    """
    jobs = np.asarray(jobs, dtype=float)
    nearest = nearest_jobs(jobs, distance_km)
    return shares_by_row(commuting_weights(jobs, distance_km, nearest[:, None], beta), np.arange(len(distance_km)))


def nearest_jobs(jobs: Floats, distance_km: Floats) -> Floats:
    """Distance from each row to the nearest column with jobs, 0 where there is none."""
    nearest = (distance_km + np.where(jobs > 0, 0.0, np.inf)).min(axis=1)
    return np.where(np.isfinite(nearest), nearest, 0.0)


def commuting_weights(jobs: Floats, distance_km: Floats, nearest: Floats, beta: float) -> Floats:
    """Weigh jobs by distance, elementwise; measured from the nearest jobs of each home, because remote places would
    vanish in an underflow otherwise."""
    farther = np.maximum(distance_km - nearest, 0.0)
    farther *= -beta
    within = farther >= -FARTHEST
    weights = exp(farther)
    weights *= jobs
    weights *= within
    return weights


class Commuting:
    """Shares of the workers of each commune by commune of work, by what attracts and those who may go (`jobs`,
    `adults`, of shape (C,)), which decays by `beta` per km."""

    def __init__(self, distances: Distances, jobs: Floats, adults: Floats, beta: float) -> None:
        self.distances, self.jobs, self.adults, self.beta = distances, jobs, adults, beta
        self.reach = FARTHEST / beta if beta > 0 else np.inf

    @cached_property
    def _sums_of_pairs(self) -> Tables:
        """What is worked out of all pairs, in compiled text."""
        middle, spread = self.distances.middles
        arrays = {
            "points": np.ascontiguousarray(self.distances.points),
            "within": np.ascontiguousarray(self.distances.within),
            "middle": middle,
            "spread": spread,
            "jobs": np.array(self.jobs, dtype=float),
            **{name: np.empty(len(self.jobs)) for name in ("nearest", "total", "way")},
        }
        tables, law = Tables(COMMUTING, arrays), (float(self.beta), float(self.reach))
        side_by_side(
            lambda first, after: know_commuting(tables.handle, *law, first, after, np.empty(2 * STEP)), len(self.jobs)
        )
        return tables

    @property
    def of_homes(self) -> tuple[Floats, Floats]:
        """Distance to the nearest jobs, and sum of the weights, of each commune."""
        return self._sums_of_pairs.array("nearest"), self._sums_of_pairs.array("total")

    @property
    def mean_km(self) -> Floats:
        """Mean distance to work of those who live in each commune; NaN where nobody commutes."""
        total, none = self._sums_of_pairs.array("total"), np.full(len(self.jobs), np.nan)
        return np.divide(self._sums_of_pairs.array("way"), total, out=none, where=total > 0)

    @cached_property
    def farther(self) -> Floats:
        """How much farther than all in the territory those of each commune go to work: the ratio of the means; 1 where
        nobody commutes."""
        mean, idle = self.mean_km, np.isnan(self.mean_km)
        workers = np.where(idle, 0.0, self.adults)
        total, way = np.cumsum(workers)[-1], np.cumsum(workers * np.where(idle, 0.0, mean))[-1]
        return np.where(idle, 1.0, mean * (total / way)) if way > 0 else np.ones(len(mean))


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


def balanced_mass(mass: Floats, distances: Distances, law: Kernels) -> Floats:
    """Masses u_c N_c with which the law of ties is mutual, shape (C,), 0 where nobody lives.

    By symmetric iterative scaling: to 1e-12 where every pair of communes counts by itself; of a larger territory, to
    1e-6 of sums that take far communes together (`models.territory.distances`). `InputError` if it does not converge.
    """
    some = np.flatnonzero(mass > 0)
    people, out = mass[some], np.zeros(len(mass))
    if not len(some):
        return out
    if len(some) > EXACT:
        sums = Treecode(distances.points[:, some], distances.within[some], people, law.tie_exponent, law.tie_offset_km)
        balanced_people = _balance_by_sums(people, sums)
    else:
        everybody = distances.small and len(some) == len(mass)
        distance = distances.matrix if everybody else distances.between(some[:, None], some)
        balanced_people = balanced(people, distance, law.tie_exponent, law.tie_offset_km)
    if not len(balanced_people):
        raise not_mutual(law)
    out[some] = balanced_people
    return out


def not_mutual(law: Kernels) -> InputError:
    """Make the error that the law does not lead to mutual ties."""
    return InputError(
        f"contacts.tie_exponent = {law.tie_exponent:g}, contacts.tie_offset_km = {law.tie_offset_km:g}: "
        f"after {ROUNDS:,} rounds ties are not mutual between communes that lie side by side; a "
        "smaller exponent or a larger offset is needed"
    )


def _balance_by_sums(people: Floats, sums: Callable[[Floats], Floats]) -> Floats:
    """Balance the masses by sums over all that each commune sees; return none where `ROUNDS` were too few."""
    mass = people / np.sqrt(sums(people))
    for _ in range(ROUNDS):
        mass_of_ties = mass * sums(mass) / people  # ties of each commune's residents, where one is due
        if np.abs(mass_of_ties - 1).max() <= NEAR_ENOUGH:
            return mass
        mass = mass * power(mass_of_ties, -2 / 3)  # as `models.territory.pairs`
    return mass[:0]


def tie_kernel(
    mass: ArrayLike,
    distance_km: Floats,
    exponent: float = 2.0,
    offset_km: float = 1.0,
    rows: NDArray[np.int64] | None = None,
) -> Floats:
    """Share of the ties of commune c (row) that lead to commune c' (column), of a `mass` (`balanced_mass`, for ties
    that are mutual): mass · (distance + offset)^−exponent. Of the communes `rows` alone, shape (R,), the distances are
    (R, C); the rows of what is given back, in their shape, add up to 1."""
    weights = tie_weights(np.asarray(mass, dtype=float), distance_km, exponent, offset_km)
    return shares_by_row(weights, np.arange(len(weights)) if rows is None else rows)


def tie_weights(mass: Floats, distance_km: Floats, exponent: float, offset_km: float) -> Floats:
    """Masses weighted by distance, elementwise."""
    away = distance_km + offset_km
    if exponent == 2:  # as compiled code has it: a power takes many times as long, and has other last bits
        return mass / (away * away)
    return mass * power(away, -exponent)


COLUMNS = ("insee_from", "insee_to", "weight")
LARGEST = 100 * MEGABYTE
NEAR_ONE = 1e-9
ENDLESS = 1e300  # weights, of which a sum would be no number


def ties_csv(weights: Floats, codes: Sequence[str]) -> bytes:
    """Write a file of ties, with every digit of a weight."""
    rows = (f"{codes[a]},{codes[b]},{weights[a, b].item()!r}" for a, b in np.argwhere(weights > 0).tolist())
    return "\n".join([",".join(COLUMNS), *rows, ""]).encode()


def read_ties(path: Path, codes: Sequence[str]) -> Floats:
    """Read the weights of a file of ties, shape (C, C). Raises InputError with the line, what was found there and what
    would be valid."""
    if len(codes) > SMALL:
        raise InputError(
            f"{path}: your own ties are for a territory of at most {SMALL:,} communes, and this one has {len(codes):,}"
        )
    try:
        rows = list(csv.reader(io.StringIO(content_of(path, LARGEST).decode("utf-8-sig"), newline="")))
    except (OSError, UnicodeDecodeError, csv.Error):
        rows = []
    if not rows or tuple(rows[0]) != COLUMNS:
        raise InputError(f"{path}: a CSV file in UTF-8 with the columns {', '.join(COLUMNS)} is needed")
    index, weights = {code: row for row, code in enumerate(codes)}, np.zeros((len(codes), len(codes)))
    for line, row in enumerate(rows[1:], start=2):
        if not row:
            continue
        weight = _number(row[2]) if len(row) == len(COLUMNS) else -1.0
        if not (0 <= weight < ENDLESS and row[0] in index and row[1] in index):
            raise InputError(
                f"{path}, line {line}: '{','.join(row)}'; the codes of two communes of the table and a weight "
                "of 0 or more are needed"
            )
        weights[index[row[0]], index[row[1]]] += weight
    if not weights.any():
        raise InputError(f"{path}: no weight is above 0, so nobody would know anybody")
    return weights


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return -1.0


def shares_of(weights: Floats, residents: Ints) -> tuple[Floats, Ints]:
    """Compute where the ties of each commune lead, shape (C, C), from weights and residents aged 15 and over, shape
    (C,); and the inhabited communes whose residents know nobody by the weights.

    Rows add up to 1. Around a commune without residents and without ties, which may have an event, live all others.
    """
    there = weights * (residents > 0)
    total = np.cumsum(there, axis=1)[:, -1]
    alone, empty = np.flatnonzero((total <= 0) & (residents > 0)), (total <= 0) & (residents == 0)
    there[alone, alone] = 1.0
    there[empty] = residents
    total = np.cumsum(there, axis=1)[:, -1]
    total[np.abs(total - 1) <= NEAR_ONE] = 1.0
    return there / np.where(total > 0, total, 1.0)[:, None], alone
