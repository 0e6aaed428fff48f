"""What a study asks: cases that are run with the same seeds, and what is made of their runs. There is an answer soon,
of few seeds, and a better one of the same type after each round of more (`sim.statistics.rounds`)."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from contagion.experiments.lab.lab import close_up
from contagion.experiments.lab.met_again import met_again
from contagion.sim.statistics.rounds import rounds

if TYPE_CHECKING:
    from contagion.sim.laboratory.laboratory import Case, Laboratory, Runs


@dataclass(frozen=True)
class Inquiry[Answer]:
    """What is asked of a laboratory.

    Attributes
    ----------
    cases : sequence of Case
    years, replicates : int
        Length of the runs, and seeds of each case, from 1 on, at the most.
    answer : callable
        Made of the runs.
    wanted : callable, optional
        As in `sim.statistics.rounds.rounds`, of the runs; without, all `replicates` are run.
    close : bool
        More is kept of each run (`experiments.lab.lab.close_up`).
    worlds : bool
        Seeds are worlds of an ensemble (`experiments.ensembles.worlds`): for the last answer a part of them is met
        again with another seed (`Runs.again`), so that luck is told apart.
    """

    cases: Sequence[Case]
    years: int
    replicates: int
    answer: Callable[[Runs], Answer]
    wanted: Callable[[Runs], float] | None = None
    close: bool = False
    worlds: bool = False

    def then[Further](self, make: Callable[[Answer], Further]) -> Inquiry[Further]:
        """The same runs, of which more is made than the answer."""
        further: Any = replace(self, answer=lambda runs: make(self.answer(runs)))
        return further

    def answers(self, lab: Laboratory) -> Generator[Answer]:
        """An answer after each round, each of more seeds than the last; closing the generator ends the workers.

        Raises
        ------
        InputError
            Where there is no answer, as runs failed, or the laboratory fails; what is done is kept.
        Interrupted
            On Ctrl-C; what is done is kept.
        """
        with closing(self._rounds(lab, each=True)) as some:
            for runs in some:
                yield self.answer(runs)

    def last(self, lab: Laboratory) -> Answer:
        """The last of these answers alone: runs are made case by case, as long as it is not asked what is wanted."""
        *_, runs = self._rounds(lab, each=False)
        return self.answer(runs)

    def _rounds(self, lab: Laboratory, each: bool) -> Generator[Runs]:
        where = close_up(lab) if self.close else lab

        def run(counts: Sequence[int]) -> Generator[Runs]:
            return where.rounds(self.cases, counts if each else counts[-1:], self.years)

        with where.staffed():
            for runs in rounds(run, self.replicates, self.wanted):
                last = runs.labels["seed"].nunique() == self.replicates
                yield self.with_luck(where, runs) if last else runs

    def with_luck(self, lab: Laboratory, runs: Runs) -> Runs:
        """All runs there are to be, with those in the worlds that are met again beside them."""
        seeds = met_again(self.replicates) if self.worlds else ()
        return replace(runs, again=lab.run(self.cases, seeds, self.years)) if seeds else runs
