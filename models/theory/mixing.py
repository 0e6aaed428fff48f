"""Generations of facilitators along the family tree (section 5.9).

From the table of facilitators of a run (columns `facilitator`, `parent_a`, `parent_b`). Those without parents, founders
and partners' candidates, are generation 0; a convert is one generation after the later of the two parents'.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

NOBODY = -1


def generations(facilitators: pd.DataFrame) -> NDArray[np.int64]:
    """Generation of each facilitator; rows may stand in any order. Shape (facilitators,)."""
    parents = {
        who: (a, b)
        for who, a, b in zip(
            facilitators["facilitator"], facilitators["parent_a"], facilitators["parent_b"], strict=True
        )
    }
    known: dict[int, int] = {NOBODY: -1}
    for who in parents:
        line = [who]
        while line:
            a, b = parents[line[-1]]
            if to_come := [parent for parent in (a, b) if parent not in known]:
                line += to_come
            else:
                known[line.pop()] = 1 + max(known[a], known[b])
    return np.array([known[who] for who in parents], dtype=np.int64)
