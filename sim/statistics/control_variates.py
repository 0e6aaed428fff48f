"""Control variates: what is known of each replicate beforehand, with its mean, makes the mean of a figure known better.

Where a quantity happens to lie above its mean in the replicates that there are, and a figure rises with it, the figure
lies too high by as much as the regression of one on the other says. What is left of its variance is that of the
regression, and each quantity takes a degree of freedom (Glasserman 2003, section 4.1).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    type Floats = NDArray[np.float64]

REPLICATES = 10  # of each quantity: with fewer they are not used


@dataclass(frozen=True)
class Controls:
    """What is known beforehand of the replicates of some scenarios.

    Attributes
    ----------
    of : mapping of scenario to DataFrame
        A row a seed, a column a quantity: how far it lies from its mean, which is known.
    indicators : collection of str
        Figures whose means are made better known by it.
    """

    of: Mapping[Any, pd.DataFrame]
    indicators: Collection[str]

    def of_a_pair(self, base: Any, other: Any, seeds: Any) -> Floats:
        """What is known of the first of two scenarios, and by how much it differs in the other: array (seeds, 2 ×
        quantities)."""
        first, second = (self.of[name].loc[seeds].to_numpy(float) for name in (base, other))
        return np.hstack([first, second - first])


@dataclass(frozen=True)
class Mean:
    """A mean, and how well it is known: its standard error is the spread by the root of the number of figures.

    Attributes
    ----------
    mean, spread : float
    controls : int
        How many quantities it is adjusted by; each takes a degree of freedom.
    """

    mean: float
    spread: float
    controls: int = 0


@dataclass(frozen=True)
class _Fit:
    """A regression on what is known: the mean that it gives, what each figure adds to it (`moves`), and how far the
    figure lies from what all others foretell of it (`misses`)."""

    mean: float
    moves: Floats
    misses: Floats
    controls: int = 0

    @classmethod
    def of(cls, figures: Floats, known: Floats | None) -> _Fit:
        n, mean = len(figures), float(figures.mean()) if len(figures) else np.nan
        plain = cls(mean, (figures - mean) / max(n - 1, 1), (figures - mean) * n / max(n - 1, 1))
        if known is None or n < REPLICATES:
            return plain
        spread = known.std(axis=0)
        varies = spread > 1e-9 * np.abs(known).max(axis=0)
        if not varies.any() or n < REPLICATES * varies.sum():
            return plain
        table = np.column_stack([np.ones(n), known[:, varies] / spread[varies]])
        left, sizes, right = np.linalg.svd(table, full_matrices=False)
        by_itself = (left**2).sum(axis=1)  # share of each figure in what is foretold of it
        if sizes[-1] < 1e-9 * sizes[0] or by_itself.max() > 1 - 1e-9:
            return plain
        factors = right.T / sizes @ left.T
        missed = (figures - table @ (factors @ figures)) / (1 - by_itself)
        return cls(float(factors[0] @ figures), factors[0] * missed, missed, int(varies.sum()))


def mean_of(figures: Floats, known: Floats | None = None) -> Mean:
    """The mean of some figures, adjusted by what is known of each where that helps.

    It helps where there are `REPLICATES` figures for each quantity, and each figure is foretold better by it from all
    others than by their mean. Mean and spread are those of the jackknife, by how the mean moves as each figure is left
    out: that is right also where figures do not follow a straight line. The interval, of Student's t, has the degrees
    of freedom that are left.

    Parameters
    ----------
    figures : array (n,)
    known : array (n, quantities), optional
        Quantities less their means. Those that do not vary do not count.
    """
    n, fit = len(figures), _helpful(figures, known)
    if n < 2:
        return Mean(fit.mean, np.nan)
    on_average = float(fit.moves.mean()) if fit.controls else 0.0
    off = fit.moves - on_average
    return Mean(fit.mean + (n - 1) * on_average, sqrt((n - 1) * (off @ off)), fit.controls)


def misses(figures: Floats, known: Floats | None = None) -> Floats:
    """How far each figure lies from what all others foretell of it by what is known, in such units that without, or
    where that does not help, it is how far it lies from the mean of all."""
    return _helpful(figures, known).misses * (1 - 1 / len(figures))


def left(figures: Floats, known: Floats | None) -> float:
    """Share of the variance of some figures that is left by what is known of each, each foretold by the others; 1 where
    there are too few of them, or they are all the same."""
    return _left(_Fit.of(figures, None), _Fit.of(figures, known))


def _left(plain: _Fit, fit: _Fit) -> float:
    whole = plain.misses @ plain.misses
    return float(fit.misses @ fit.misses / whole) if whole else 1.0


def _helpful(figures: Floats, known: Floats | None) -> _Fit:
    plain = _Fit.of(figures, None)
    fit = plain if known is None else _Fit.of(figures, known)
    return fit if _left(plain, fit) < 1 else plain
