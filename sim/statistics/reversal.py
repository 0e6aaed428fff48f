"""Which assumption would overturn a choice: by which input of an ensemble the sign of a difference is reversed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from contagion.sim.statistics.compare import Precision
from contagion.sim.statistics.spread import kish, quantiles_of

if TYPE_CHECKING:
    import pandas as pd

    from contagion.sim.chance.draws import Floats, Ints

THIRDS = {"low": 1 / 6, "high": 5 / 6}  # the middle of each, as a share of the ranks


def reversals(
    differences: ArrayLike, inputs: pd.DataFrame, confidence: float = 0.95, same: ArrayLike | None = None
) -> pd.DataFrame:
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
    same : array of int (members,), optional
        Members of the same number have the same inputs and are not independent: intervals count them once.

    Returns
    -------
    DataFrame, a row an input and part, those that reverse it first, then those nearest to it
        input; part, "low", "high" or the level; bound, the value up to which the low third reaches, or the high third
        goes from (NaN of a level); difference with its interval, low to high (NaN of fewer than three that are
        independent);
        reversed, whether the whole interval lies beyond 0, as seen from the mean difference.
    """
    import pandas as pd

    of = np.asarray(differences, float)
    sets = np.arange(len(of)) if same is None else np.asarray(same)
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
                (bound,) = quantiles_of(values, [1 / 3 if part == "low" else 2 / 3])
                rows.append((name, part, bound, *_read_off(of, sets, ranks, place, level)))
        else:
            levels = sorted(values.unique(), key=str)
            for part in levels:
                there = (values == part).to_numpy()
                rows.append((name, str(part), np.nan, *_mean(of[there], sets[there], level)))
    table = pd.DataFrame(rows, columns=["input", "part", "bound", "difference", "low", "high"])
    sign = np.sign(of.mean()) if len(of) else 0.0
    beyond = (table["high"] < 0) if sign > 0 else (table["low"] > 0)
    table = table.assign(reversed=beyond & bool(sign), stays=~beyond, left=sign * table["difference"])
    return table.sort_values(["stays", "left"], kind="stable", ignore_index=True).drop(columns=["stays", "left"])


def _read_off(of: Floats, sets: Ints, ranks: Floats, place: float, level: Precision) -> tuple[float, ...]:
    """The line through the differences, at a place of the ranks, with the interval of its mean there."""
    centred, aside = ranks - ranks.mean(), place - float(ranks.mean())
    along = centred / float(centred @ centred)
    slope = float(along @ of)
    rest = of - of.mean() - slope * centred
    return _with_ends(float(of.mean()) + slope * aside, 1 / len(of) + aside * along, rest, sets, 2, level)


def _mean(of: Floats, sets: Ints, level: Precision) -> tuple[float, ...]:
    middle = float(of.mean())
    return _with_ends(middle, np.full(len(of), 1 / len(of)), of - middle, sets, 1, level)


def _with_ends(
    middle: float, parts: Floats, rest: Floats, sets: Ints, fitted: int, level: Precision
) -> tuple[float, ...]:
    """The sum of differences, each times its part, with its interval; `rest` is what is left of them by so many numbers
    that were fitted. Sets vary as their means do, and count as so many of which each is there once (Kish's number)."""
    of_set = np.unique(sets, return_inverse=True)[1]
    times = np.bincount(of_set).astype(float)
    number = kish(times)
    if number < 3:
        return middle, np.nan, np.nan
    spread = np.bincount(of_set, rest) ** 2 @ (1 / times) / len(sets) * number / (number - fitted)
    half = level.quantile(number - fitted) * float(np.sqrt(spread * (np.bincount(of_set, parts) ** 2).sum()))
    return middle, middle - half, middle + half
