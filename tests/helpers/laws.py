"""Whether counts follow a law, and what the law of ties says."""

from typing import Any

import numpy as np
from scipy import stats

from contagion.models.territory import ties
from contagion.models.territory.territory import Territory


def fits(counts: Any, weights: Any) -> bool:
    """Chi-square of counts in proportion to these weights, over cells that expect at least five, the rest pooled."""
    expected = weights / weights.sum() * counts.sum()
    many = expected >= 5
    if not many.all():
        counts = np.append(counts[many], counts[~many].sum())
        expected = np.append(expected[many], expected[~many].sum())
    return stats.chisquare(counts, expected).pvalue > 1e-3


def adults(territory: Territory) -> Any:
    """Residents aged 15 and over, by commune."""
    return territory.residents.sum(axis=1).astype(float)


def due(territory: Territory, rows: Any) -> Any:
    """Ties of residents of some communes, by the law, where one is due."""
    law, everywhere = territory.kernels, np.arange(len(territory))
    sums = np.zeros(len(rows))
    for some in np.array_split(np.arange(len(rows)), len(rows) // 500 + 1):
        km = territory.distances.between(rows[some][:, None], everywhere)
        sums[some] = ties.tie_weights(territory.tie_mass, km, law.tie_exponent, law.tie_offset_km).sum(axis=1)
    return territory.tie_mass[rows] * sums / adults(territory)[rows]
