"""What a study asks: cases that are run with the same seeds, and what is made of their runs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from contagion.experiments.lab.lab import close_up
from contagion.experiments.lab.met_again import met_again

if TYPE_CHECKING:
    from contagion.sim.laboratory.laboratory import Case, Laboratory, Runs


@dataclass(frozen=True)
class Inquiry[Answer]:
    """What is asked of a laboratory.

    Attributes
    ----------
    cases : sequence of Case
    years, replicates : int
        Length of the runs, and seeds of each case, from 1 on.
    answer : callable
        Made of the runs.
    close : bool
        More is kept of each run (`experiments.lab.lab.close_up`).
    worlds : bool
        Seeds are worlds of an ensemble (`experiments.ensembles.worlds`): a part of them is met again with another seed
        (`Runs.again`), so that luck is told apart.
    """

    cases: Sequence[Case]
    years: int
    replicates: int
    answer: Callable[[Runs], Answer]
    close: bool = False
    worlds: bool = False

    def then[Further](self, make: Callable[[Answer], Further]) -> Inquiry[Further]:
        """The same runs, of which more is made than the answer."""
        further: Any = replace(self, answer=lambda runs: make(self.answer(runs)))
        return further

    def last(self, lab: Laboratory) -> Answer:
        """The answer.

        Raises
        ------
        InputError
            Where there is none, as runs failed, or the laboratory fails; what is done is kept.
        Interrupted
            On Ctrl-C; what is done is kept.
        """
        where = close_up(lab) if self.close else lab
        with where.staffed():
            return self.answer(self.with_luck(where, where.run(self.cases, range(1, self.replicates + 1), self.years)))

    def with_luck(self, lab: Laboratory, runs: Runs) -> Runs:
        """The runs, with those in the worlds that are met again beside them."""
        seeds = met_again(self.replicates) if self.worlds else ()
        return replace(runs, again=lab.run(self.cases, seeds, self.years)) if seeds else runs
