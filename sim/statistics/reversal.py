"""Which assumption would overturn a choice: by which input of an ensemble the sign of a difference is reversed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from sim.statistics.compare import Precision

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

THIRDS = {"low": 1 / 6, "high": 5 / 6}  # the middle of each, as a share of the ranks


def reversals(differences: ArrayLike, inputs: pd.DataFrame, confidence: float = 0.95) -> pd.DataFrame:
    """The difference between two options where an input is low or high, or at each of its levels.

    The difference is regressed on the rank of each number by itself, and read off in the middle of its low and of its
    high third; of an input that is no number, the mean at each level is taken. As many parts are looked at, their
    intervals are so much wider that all of them hold together at the level asked for (Bonferroni).

    Parameters
    ----------
    differences : array (members,)
        Of the same members.
    inputs : DataFrame (members × inputs)
        Those that do not vary are left out.

    Returns
    -------
    DataFrame, a row an input and part, those that reverse it first, then those nearest to it
        input; part, "low", "high" or the level; bound, the value up to which the low third reaches, or the high third
        goes from (NaN of a level); difference with its interval, low to high (NaN of fewer than three members);
        reversed, whether the whole interval lies beyond 0, as seen from the mean difference.
    """
    import pandas as pd

    of = np.asarray(differences, float)
    varied = [name for name in inputs if inputs[name].nunique() > 1]
    numbers = [name for name in varied if pd.api.types.is_numeric_dtype(inputs[name])]
    looked_at = sum(len(THIRDS) if name in numbers else inputs[name].nunique() for name in varied)
    level = Precision(confidence=1 - (1 - confidence) / max(looked_at, 1))
    rows = []
    for name in varied:
        values = inputs[name]
        if name in numbers:
            ranks = (values.rank() - 0.5).to_numpy() / len(of)
            for part, place in THIRDS.items():
                bound = float(values.quantile(1 / 3 if part == "low" else 2 / 3))
                rows.append((name, part, bound, *_read_off(of, ranks, place, level)))
        else:
            levels = sorted(values.unique(), key=str)
            rows += [(name, str(part), np.nan, *_mean(of[(values == part).to_numpy()], level)) for part in levels]
    table = pd.DataFrame(rows, columns=["input", "part", "bound", "difference", "low", "high"])
    sign = np.sign(of.mean()) if len(of) else 0.0
    beyond = (table["high"] < 0) if sign > 0 else (table["low"] > 0)
    table = table.assign(reversed=beyond & bool(sign), stays=~beyond, left=sign * table["difference"])
    return table.sort_values(["stays", "left"], kind="stable", ignore_index=True).drop(columns=["stays", "left"])


def _read_off(of: NDArray[np.float64], ranks: NDArray[np.float64], place: float, level: Precision) -> tuple[float, ...]:
    """The line through the differences, at a place of the ranks, with the interval of its mean there."""
    n, centred = len(of), ranks - ranks.mean()
    square = float(centred @ centred)
    slope = float(centred @ of) / square
    middle = float(of.mean()) + slope * (place - float(ranks.mean()))
    if n < 3:
        return middle, np.nan, np.nan
    rest = of - of.mean() - slope * centred
    spread = np.sqrt(rest @ rest / (n - 2) * (1 / n + (place - ranks.mean()) ** 2 / square))
    half = level.quantile(n - 2) * float(spread)
    return middle, middle - half, middle + half


def _mean(of: NDArray[np.float64], level: Precision) -> tuple[float, ...]:
    n, middle = len(of), float(of.mean())
    if n < 3:
        return middle, np.nan, np.nan
    half = level.quantile(n - 1) * float(of.std(ddof=1)) / n**0.5
    return middle, middle - half, middle + half
