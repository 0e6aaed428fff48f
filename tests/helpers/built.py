"""Arithmetic that a world is built by, asked of arrays: for tests."""

from typing import Any

import numpy as np

from contagion.models.world.compiled import apportionment
from contagion.sim.core import sums


def _add_up(values, first, length):
    return sums.add_up(values, first, length)


def _share_out(total, weights, room, out):
    apportionment.share_out(total, weights, room, out)


def _ranked(values, length, rank):
    return apportionment.ranked(values, length, rank)


def add_up(values: Any, first: int, length: int) -> float:
    """The sum of so many values, from the first on."""
    return _add_up(values, first, length)


def share_out(total: int, weights: Any) -> Any:
    """Whole units shared out by weights."""
    out = np.empty(len(weights), np.int64)
    _share_out(total, np.array(weights, float), np.empty(len(weights)), out)
    return out


def ranked(values: Any, rank: int) -> float:
    """The number of a rank, the largest having rank 1."""
    return _ranked(np.array(values, float), len(values), rank)
