"""Whether drawn numbers look as they should: for tests.

A sound generator would miss the threshold `TINY` by bad luck once in ten thousand tests; a flaw that matters to a
simulation misses it by far.
"""

import math
from itertools import product

import numpy as np
from hypothesis import strategies as st
from scipy import stats

from contagion.sim.chance.draws import Draws, Stream

TINY = 1e-4

whole = st.integers(-(2**62), 2**62)
seeds = st.integers(-(2**80), 2**80)


def stream(name: str = "a decision", seed: int = 1) -> Stream:
    return Draws(seed).stream(name)


def assert_uniform(u) -> None:
    """The numbers look uniform on (0, 1): as a whole, in 64 cells, and in their finer digits."""
    u = np.asarray(u)
    assert u.min() > 0
    assert u.max() < 1
    assert stats.kstest(u, "uniform").pvalue > TINY
    for scale in (1, 2**10, 2**30):
        assert stats.chisquare(np.bincount((u * scale % 1 * 64).astype(int), minlength=64)).pvalue > TINY


def assert_independent(u, v, cells: int = 20) -> None:
    """Two uniform variables look independent: no correlation (also of the squares), an even spread on a square grid."""
    u, v = np.asarray(u), np.asarray(v)
    for f, g in product((u, (u - 0.5) ** 2), (v, (v - 0.5) ** 2)):
        assert stats.pearsonr(f, g).pvalue > TINY
    square = np.bincount((u * cells).astype(int) * cells + (v * cells).astype(int), minlength=cells**2)
    assert stats.chisquare(square).pvalue > TINY


def assert_frequencies(observed, probabilities) -> None:
    """Counts agree with probabilities, by chi-square over cells that expect at least five."""
    observed = np.asarray(observed)
    expected = np.asarray(probabilities) * observed.sum()
    rare = expected < 5
    seen, due = (np.append(x[~rare], x[rare].sum()) for x in (observed, expected))
    if due[-1] < 5:
        seen, due = np.append(seen[:-2], seen[-2:].sum()), np.append(due[:-2], due[-2:].sum())
    assert stats.chisquare(seen, due * seen.sum() / due.sum()).pvalue > TINY


def assert_mean(values, mean: float, sd: float) -> None:
    """The sample mean lies within four standard errors."""
    assert abs(np.mean(values) - mean) < 4 * sd / math.sqrt(len(values))
