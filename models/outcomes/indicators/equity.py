"""Who is reached: coverage of communes, near and far, rich and poor, and of target groups.

The coverage of a commune is its participants over its residents aged 15 and over. In every index each commune weighs as
many as live there, so an index says how unequal the coverage of residents is, as far as their commune tells it.
"""

from math import log

import numpy as np

from contagion.models.outcomes.counting.counts import counts
from contagion.models.outcomes.indicators.indicator import measure
from contagion.models.outcomes.record import Bools, Floats, Record
from contagion.models.parameters.sections.students_and_elected import ELECTED, OUTSIDE, STUDENTS

FLAGS = {STUDENTS: "students", ELECTED: "elected", OUTSIDE: "outside"}
"""What else participants belong to, and which figure tells how many do."""


def _covered(record: Record, among: Bools | None = None) -> tuple[Floats, Floats] | None:
    """Shares of residents, and coverage relative to the mean, of communes that have residents; None if no participant.

    `among` picks communes, shape (C,).
    """
    adults = record.places.adults
    chosen = adults > 0 if among is None else (adults > 0) & among
    people, came = adults[chosen].astype(float), counts(record).here["came_from"][chosen].astype(float)
    if not came.sum():
        return None
    return people / people.sum(), came / people * (people.sum() / came.sum())


@measure("0 to 1", "G = ½ Σ_c Σ_d p_c p_d |x_c − x_d|, p: share of residents, x: coverage / mean coverage")
def coverage_gini(record: Record) -> float | None:
    """Gini index of the coverage of communes, weighted by residents; 0 if all are covered alike."""
    if (found := _covered(record)) is None:
        return None
    share, cover = found
    order = np.argsort(cover, kind="stable")
    p, mass = share[order], (share * cover)[order]
    below = mass.cumsum() - mass  # participants from communes with less coverage: twice the area under Lorenz's curve
    return 1 - (p * (2 * below + mass)).sum()


@measure("0 or more", "T = Σ_c p_c x_c ln x_c, with 0 ln 0 = 0")
def coverage_theil(record: Record) -> float | None:
    """Theil index of the coverage of communes, weighted by residents; 0 if all are covered alike."""
    if (found := _covered(record)) is None:
        return None
    share, cover = found
    logs = [log(x) if x > 0 else 0.0 for x in cover.tolist()]  # NumPy's last digit depends on the processor
    return (share * cover * logs).sum()


@measure("ratio", "coverage outside the most populous commune / coverage in it")
def periphery_ratio(record: Record) -> float | None:
    """How well the communes around the centre are covered, against the centre."""
    centre = record.places.centre
    people, came = record.places.adults, counts(record).here["came_from"]
    around, inside = people.sum() - people[centre], people[centre]
    if not (around and inside and came[centre]):
        return None
    return (came.sum() - came[centre]) / around / (came[centre] / inside)


@measure("−1 to 1", "2 Σ_c p_c x_c R_c − 1, R_c: share of residents in poorer communes + half of those in equally rich")
def income_concentration(record: Record) -> float | None:
    """Concentration index of coverage over communes by median living standard; above 0 if richer ones are covered more.

    Communes without a published figure are left out.
    """
    income = record.places.living_standard_eur
    if (found := _covered(record, ~np.isnan(income))) is None:
        return None
    share, cover = found
    known = income[(record.places.adults > 0) & ~np.isnan(income)]
    _, level = np.unique(known, return_inverse=True)
    at = np.bincount(level, weights=share)  # share of residents at each level of income
    rank = (at.cumsum() - at / 2)[level]
    return 2 * (share * cover * rank).sum() - 1


@measure("ratio", "(participants of k / N) / (residents of k / residents), for each target group k")
def representation(record: Record) -> dict[str, float | None]:
    """Share of each target group among participants over its share of residents; 1 is in proportion."""
    people, found = len(record.participants), counts(record)
    met = {name: found.figures[key] for name, key in FLAGS.items()}
    met |= dict(zip(record.target_groups, found.of_target_group.tolist(), strict=True))  # of the same name: it is meant
    return {name: met[name] / people / share if people and share else None for name, share in record.shares.items()}
