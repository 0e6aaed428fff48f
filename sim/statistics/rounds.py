"""Replicates in rounds: few first, and at most twice as many each time, so that there is an answer soon, and a better
one after each round."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from math import ceil

FIRST = 5  # replicates of the first round
JUDGED = 20  # before precision is looked at: fewer make a poor guess of the spread


def rounds[Made](
    run: Callable[[Sequence[int]], Generator[Made]], most: int, wanted: Callable[[Made], float] | None = None
) -> Generator[Made]:
    """What is made of more and more replicates.

    Looking again and again at an interval until it is narrow enough makes it cover a little less than its level;
    `JUDGED` replicates before the first look keep that small.

    Parameters
    ----------
    run : callable
        Gives what is made of each of some rising numbers of replicates. It may leave out what is soon overtaken, but
        not the last.
    most : int
        Replicates, at the most.
    wanted : callable, optional
        How many it takes, by what is made: 0 where there are enough, inf where that is not known. Without, all `most`.
    """
    count, to = 0, most if wanted is None else min(JUDGED, most)
    while True:
        with closing(run(_between(count, to))) as some:
            for made in some:
                yield made
        count = to
        if wanted is None or count >= most or not (needed := wanted(made)):
            return
        # a spread guessed from few replicates is a poor guide: at most twice as many at a time
        to = ceil(min(most, 2 * count, max(count + 1, needed)))


def _between(count: int, to: int) -> list[int]:
    """Numbers of replicates at which there is an answer on the way from one number to another."""
    steps, step = [], 2 * count or FIRST
    while step < to:
        steps.append(step)
        step *= 2
    return [*steps, to]
