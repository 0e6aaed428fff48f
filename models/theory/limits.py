"""What bounds the programme: the map (section 5.10 of the specification)."""

import numpy as np
from numpy.typing import ArrayLike


def expected_communes(shares: ArrayLike, groups: float) -> float:
    """Expected communes with at least one of `groups` groups placed at random with the given shares (5.10, E17)."""
    p = np.asarray(shares, dtype=float)
    return float(-np.expm1(groups * np.log1p(-p)).sum()) if (p < 1.0).all() else float((p > 0.0).sum())
