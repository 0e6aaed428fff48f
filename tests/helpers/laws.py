"""Whether counts follow a law."""

from typing import Any

import numpy as np
from scipy import stats


def fits(counts: Any, weights: Any) -> bool:
    """Chi-square of counts in proportion to these weights, over cells that expect at least five, the rest pooled."""
    expected = weights / weights.sum() * counts.sum()
    many = expected >= 5
    if not many.all():
        counts = np.append(counts[many], counts[~many].sum())
        expected = np.append(expected[many], expected[~many].sum())
    return stats.chisquare(counts, expected).pvalue > 1e-3
