"""Scores of predictions that are distributions: how near to the facts, and how sure of themselves.

On the scale v(x) = ln(x + c), with c = ½ for a number of people or groups and c = 0.01 for a share or a ratio, so that
none of them counts as half of one, and not as infinitely few:

    score = mean over τ in (.05, .25, .5, .75, .95) of (v(y) − v(q_τ)) (τ − 1[v(y) < v(q_τ)])

q_τ is a quantile of what is predicted, y the fact; of a range what is nearest to the median. It is never below 0, and
lower is better: it rises with the distance of the fact and with the width of what is predicted. A fact of which only
one end is known has no score, nor has a figure below zero.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import log, nan, sqrt
from typing import TYPE_CHECKING

import numpy as np

from contagion.sim.statistics.spread import ENDS

if TYPE_CHECKING:
    import pandas as pd

OF_COUNTS, OF_RATIOS = 0.5, 0.01
SCORED = ("score", "error", "width")


def scored(ends: Mapping[str, float], fact: float, added: float) -> dict[str, float]:
    """How good a prediction is.

    Parameters
    ----------
    ends : mapping
        `ENDS` of what is predicted.
    added : float
        `OF_COUNTS` or `OF_RATIOS`.

    Returns
    -------
    dict
        `score`; `error`, the logarithm of the median over the fact; `width`, that of p95 over p5.
    """
    if not min(*ends.values(), fact) + added > 0:
        return dict.fromkeys(SCORED, nan)
    fact, made = log(fact + added), {name: log(end + added) for name, end in ends.items()}
    losses = [(fact - made[name]) * (share - (fact < made[name])) for name, share in ENDS.items()]
    return {"score": float(np.mean(losses)), "error": made["p50"] - fact, "width": made["p95"] - made["p5"]}


@dataclass(frozen=True)
class Held:
    """Two that predict the same facts, held against each other by their mean scores.

    Attributes
    ----------
    facts, ahead : int
        That both predict; of these, in which the first has the lower score.
    first, second : float
        Mean scores; NaN of no facts.
    error : float
        Standard error of their difference, by leaving out one series after the other; NaN of fewer than two.
    """

    facts: int
    ahead: int
    first: float
    second: float
    error: float

    @property
    def difference(self) -> float:
        return self.first - self.second

    @property
    def is_as_good(self) -> bool:
        """Whether the first is at least as good."""
        return self.first <= self.second

    @property
    def is_plain(self) -> bool:
        """Whether two standard errors tell them apart."""
        return abs(self.difference) > 2 * self.error


def held(facts: pd.DataFrame, first: str = "score", second: str = "sheet_score") -> Held:
    """Two columns of scores, over the rows that have both; `series` says which rows are not independent."""
    both = facts[facts[[first, second]].notna().all(axis=1)]
    more = both[first] - both[second]
    if both.empty:
        return Held(0, 0, nan, nan, nan)
    series = both["series"].unique()
    without = [float(more[both["series"] != one].mean()) for one in series] if len(series) > 1 else [nan]
    error = sqrt((len(series) - 1) * float(np.var(without))) if len(series) > 1 else nan
    return Held(len(both), int((more < 0).sum()), float(both[first].mean()), float(both[second].mean()), error)
