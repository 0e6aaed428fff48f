"""How target groups mix from one generation of facilitators to the next (section 5.9), counted along the family tree.

What is counted comes from the table of facilitators of a run (columns `facilitator`, `target_group`, `parent_a`,
`parent_b`). Those without parents, founders and partners' candidates, are generation 0; a convert is one generation
after the later of the two parents'.
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


def mixing(facilitators: pd.DataFrame, groups: tuple[str, ...]) -> pd.DataFrame:
    """Shares of the target groups among the converts of each group of parents: a column for the parents' group.

    Each convert counts half for either parent. Columns add up to 1, or are NaN for groups that are nobody's parent.
    Where all convert alike and the parents of each are of one group, this estimates M = hI + (1 − h)π1ᵀ. Among pairs
    drawn at random a convert is as likely to take after the other parent, and columns differ by h/2 in place of h.
    """
    index = {name: number for number, name in enumerate(groups)}
    group = dict(zip(facilitators["facilitator"], facilitators["target_group"].map(index), strict=True))
    out = np.zeros((len(groups), len(groups)))
    for who, a, b in zip(facilitators["facilitator"], facilitators["parent_a"], facilitators["parent_b"], strict=True):
        for parent in (a, b) if a != NOBODY else ():
            out[group[who], group[parent]] += 0.5
    total = out.sum(axis=0)
    shares = np.divide(out, total, out=np.full_like(out, np.nan), where=total > 0)
    return pd.DataFrame(shares, index=pd.Index(groups, name="convert"), columns=pd.Index(groups, name="parent"))
