"""Resilience: how long a shock is felt and what it costs (section 4.9), from two runs of one seed, with it and without.

Both runs share their chance, so that until the shock they are the same, and what parts them afterwards is the shock.
All series are by week, and all functions are pure.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from contagion.sim.model import WEEKS_A_YEAR

TOLERANCE = 0.05


def yearly_flow(totals: ArrayLike) -> NDArray[np.float64]:
    """Compute the flow in the 52 weeks up to each week, at first since the start, from totals since the start."""
    total = np.asarray(totals, dtype=float)
    before = np.concatenate([np.zeros(min(WEEKS_A_YEAR, len(total))), total[:-WEEKS_A_YEAR]])
    return total - before


def recovery_time(undisturbed: ArrayLike, shocked: ArrayLike, start: int, tolerance: float = TOLERANCE) -> int | None:
    """Weeks from the shock, in week `start`, until the shocked series no more falls short of the other by over a share
    `tolerance`: 0 where it never does, None where it still does in the last week. A series is a stock or a flow, week
    by week; a surplus never counts."""
    base, with_shock = _pair(undisturbed, shocked, start)
    short = np.flatnonzero(with_shock < (1 - tolerance) * base)
    if not len(short):
        return 0
    after = int(short[-1]) + 1
    return after if after < len(base) else None


def loss_area(undisturbed: ArrayLike, shocked: ArrayLike, start: int) -> float:
    """Sum of the gap over the weeks from the shock to the end: what was missed, less what was caught up.

    In the unit of the series × weeks (facilitator-weeks); for a yearly flow divide by 52.
    """
    base, with_shock = _pair(undisturbed, shocked, start)
    return float((base - with_shock).sum())


def deepest(undisturbed: ArrayLike, shocked: ArrayLike, start: int) -> float:
    """Largest shortfall after the shock, as a share of the undisturbed value of its week; 0 where there is none."""
    base, with_shock = _pair(undisturbed, shocked, start)
    gap = np.divide(base - with_shock, base, out=np.zeros(len(base)), where=base > 0)
    return float(max(gap.max(initial=0.0), 0.0))


def resilience(undisturbed: pd.DataFrame, shocked: pd.DataFrame, start: int) -> dict[str, Any]:
    """Measure the resilience of the stock of active facilitators and of the yearly flow of participants.

    Parameters
    ----------
    undisturbed, shocked : DataFrame
        The tables `weeks` of two runs with one seed.
    start : int
        Week in which the shock begins.

    Returns
    -------
    dict
        `recovery_*` in weeks (None: not in the run), `loss_*` in facilitator-years and in participants, `deepest_*` as
        shares, for `facilitators_active` and `participants`.
    """
    out: dict[str, Any] = {}
    for name, of in (("facilitators_active", np.asarray), ("participants", yearly_flow)):
        base, with_shock = of(undisturbed[name].to_numpy(float)), of(shocked[name].to_numpy(float))
        out[f"recovery_{name}"] = recovery_time(base, with_shock, start)
        out[f"loss_{name}"] = loss_area(base, with_shock, start) / WEEKS_A_YEAR
        out[f"deepest_{name}"] = deepest(base, with_shock, start)
    return out


def _pair(undisturbed: ArrayLike, shocked: ArrayLike, start: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return both series from the shock on."""
    base, with_shock = np.asarray(undisturbed, dtype=float), np.asarray(shocked, dtype=float)
    if base.shape != with_shock.shape or base.ndim != 1:
        raise ValueError(f"two series of one length are needed, not {base.shape} and {with_shock.shape}")
    if not 0 <= start < len(base):
        raise ValueError(f"start = {start} must be a week of the series, 0 to {len(base) - 1}")
    return base[start:], with_shock[start:]
