"""How worlds are numbered, and which of them are met again.

World n is the set n - 1 of an ensemble, with the seed n. So many worlds are as many different sets, and figures over
them say most of what is not known; but what luck has of their spread cannot be told, as no set is met twice. So a part
of the worlds is met again, with another seed: for that alone, and counted nowhere else.
"""

from __future__ import annotations

from collections.abc import Sequence

from contagion.sim.statistics.spread import FEWEST

AGAIN = 1_000_000  # on whose number a world is met again
PART = 5  # of so many worlds one is, but of no fewer than can be told apart


def set_of(world: int) -> int:
    """Which set of an ensemble a world is of."""
    return (world - 1) % AGAIN


def how_many_again(worlds: int) -> int:
    """How many of so many worlds are met again: none where that would tell nothing."""
    return 0 if worlds < FEWEST else max(FEWEST, worlds // PART)


def in_all(worlds: int) -> int:
    """As how many runs of a case so many worlds are made, those that are met again among them."""
    return worlds + how_many_again(worlds)


def met_again(worlds: int) -> Sequence[int]:
    """The numbers under which the first of so many worlds are met again."""
    return range(AGAIN + 1, AGAIN + 1 + how_many_again(worlds))
