"""How a question over an ensemble is asked: its cases are lived in worlds, and what is said of them is worked out from
what differs world by world (`in_worlds.More`, `cases_in_worlds.Held`), under each reading again.

A question's own file holds its cases, what is asked of their runs, and its sentences; `QUESTION =
over_an_ensemble(main)`, where `main` takes an `Asking` and returns a `Finding`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import Any

import pandas as pd

from contagion.experiments.ensembles.ensemble import Ensemble
from contagion.experiments.ensembles.worlds import Step, Worlds
from contagion.experiments.lab.how_much import WORLDS
from contagion.experiments.lab.lab import close_up
from contagion.experiments.questions.in_readings import WORLDS_OF_A_READING, Standing, readings_of, standing
from contagion.experiments.questions.in_worlds import More, of_worlds
from contagion.experiments.questions.publishing import Finding, Question
from contagion.models.runs.cases import changed
from contagion.models.scenarios.scenario import Scenario, read
from contagion.sim.laboratory.laboratory import Laboratory, Runs

WORLDS_QUICK = 4
YEARS, YEARS_QUICK = 10, 3

type Asked = tuple[Mapping[str, Any], Step | Mapping[str, Any] | Scenario]
"""Labels of a case, and what is run in a world: a step from the reference there, values that are set in it, or another
scenario."""


@dataclass(frozen=True)
class Asking:
    """Of which ensemble a question is asked, in which laboratory, whether only quickly, and in how many worlds at the
    most."""

    ensemble: Ensemble
    lab: Laboratory
    quick: bool = False
    most: int = WORLDS

    def much[T](self, whole: T, quick: T) -> T:
        """How much of something, by whether it is to be quick."""
        return quick if self.quick else whole

    @property
    def years(self) -> int:
        return self.much(YEARS, YEARS_QUICK)

    @property
    def worlds(self) -> int:
        return min(self.most, self.much(WORLDS, WORLDS_QUICK))

    @cached_property
    def over(self) -> Worlds:
        return Worlds(self.ensemble)

    def lived(self, asked: Sequence[Asked], years: int | None = None) -> Runs:
        """The runs of each case in each world, with its labels; `seed` is the world."""
        scenario, cases = read(), []
        for labels, what in asked:
            step = partial(changed, values=what) if isinstance(what, Mapping) else what
            here = (step,) if isinstance(step, Scenario) else (scenario, step)
            cases.append(self.over.case(*here, **labels))
        return self.lab.run(cases, range(1, self.worlds + 1), years or self.years)

    def of_readings[T](
        self, ask: Callable[[Asking], T], of_emissions: bool = False, most: int = WORLDS_OF_A_READING
    ) -> dict[str, T]:
        """What comes of asking anew under each reading, in fewer worlds."""
        found = readings_of(self.ensemble, self.quick, of_emissions)
        return {name: ask(replace(self, ensemble=over, most=most)) for name, over in found.items()}

    def standing(self, headline: pd.Series, ask: Callable[[Asking], pd.Series], of_emissions: bool = False) -> Standing:
        """In which readings a difference stands; `ask` works it out under one."""
        return standing(headline, self.of_readings(ask, of_emissions))

    def more(self, values: pd.Series, form: str = ",.0f") -> More:
        return More(self.ensemble, values, form)

    def worlds_of(self, runs: pd.DataFrame) -> str:
        """Which worlds some runs are of, for a method."""
        return of_worlds(self.ensemble, runs)

    def close_up(self) -> Asking:
        """In a laboratory that keeps more of each run."""
        return replace(self, lab=close_up(self.lab))


def over_an_ensemble(ask: Callable[..., Finding], **how: Any) -> Question:
    """A question that is asked of an ensemble, as the command asks it; `how` are the further fields of `Question`."""

    def main(lab: Laboratory, ensemble: Ensemble, quick: bool = False, **numbers: Any) -> Finding:
        return ask(Asking(ensemble, lab, quick), **numbers)

    return Question(main, ensemble=True, **how)
