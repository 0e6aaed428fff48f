"""How a question over an ensemble is asked: its cases are lived in worlds, and what is said of them is worked out from
what differs world by world (`in_worlds.More`), held against a base (`Held`), and under each reading again (`Standing`).

A question's own file holds its cases, what is asked of their runs, and its sentences; `QUESTION =
over_an_ensemble(main)`, where `main` takes an `Asking` and returns a `Finding`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from contagion.experiments.ensembles.ensemble import Ensemble, under
from contagion.experiments.ensembles.readings import READINGS
from contagion.experiments.ensembles.worlds import Step, Worlds, told_apart
from contagion.experiments.lab.how_much import WORLDS
from contagion.experiments.lab.lab import close_up
from contagion.experiments.language.sentences import in_a_row
from contagion.experiments.questions.in_worlds import More, by_world, middle, of_worlds
from contagion.experiments.questions.publishing import Finding, Question
from contagion.experiments.verbs.compare.figure import cases_figure
from contagion.experiments.verbs.compare.work import Shown
from contagion.models.runs.cases import changed
from contagion.models.scenarios.scenario import Scenario, read
from contagion.sim.errors import InputError
from contagion.sim.laboratory.laboratory import Laboratory, Runs

WORLDS_QUICK, WORLDS_OF_A_READING = 4, 40
YEARS, YEARS_QUICK = 10, 3
NAMED = 2  # readings
READINGS_QUICK = ("talk-informs", "rule-threshold")

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
        """What comes of asking anew, in fewer worlds, under each reading that can be asked: none where the ensemble is
        under one already, none of a rule that it has no set of, and those of emissions alone only where these are
        told."""
        found = {}
        for name, reading in READINGS.items() if self.ensemble.reading is None else ():
            if (of_emissions or not reading.of_emissions_alone) and name in self.much(tuple(READINGS), READINGS_QUICK):
                with suppress(InputError):  # no set of its rule
                    found[name] = replace(self, ensemble=under(self.ensemble, reading), most=most)
        return {name: ask(there) for name, there in found.items()}

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


@dataclass(frozen=True)
class Standing:
    """In which readings an answer stands: the middle of the difference under no reading, and under each. It stands
    where both lie on the same side of nothing."""

    headline: float
    middles: Mapping[str, float]

    def __str__(self) -> str:
        """ "stands in 5 of 6 readings, not in “...” (-3)"."""
        if not self.middles:
            return "was asked in no other reading"
        if not self.headline:
            return "is no difference that could stand in a reading"
        fallen = [name for name, middle in self.middles.items() if not middle * self.headline > 0]
        told = f"stands in {len(self.middles) - len(fallen)} of {len(self.middles)} readings"
        furthest = sorted(fallen, key=lambda name: self.middles[name] * np.sign(self.headline))
        where = [f"“{READINGS[name].title}” ({self.middles[name]:+z,.0f})" for name in furthest[:NAMED]]
        others = [f"{len(furthest) - NAMED} more"] if len(furthest) > NAMED else []
        return f"{told}, not in {in_a_row([*where, *others])}" if where else told


def standing(headline: pd.Series, by_reading: Mapping[str, pd.Series]) -> Standing:
    """In which readings a difference, by world, is on the side on which it is under none."""
    return Standing(float(np.median(headline)), {name: float(np.median(one)) for name, one in by_reading.items()})


@dataclass(frozen=True)
class Held:
    """Cases held against a base: `rows` has a row a run, with its `scenario` and its `seed`, the world; `shown` are the
    figures that are told."""

    ensemble: Ensemble
    rows: pd.DataFrame
    base: str
    shown: Mapping[str, Shown]

    @property
    def years(self) -> int:
        return int(self.rows["years"].max())

    @property
    def worlds(self) -> str:
        return of_worlds(self.ensemble, self.rows)

    def told(self, *further: str) -> pd.DataFrame:
        """The figures that are shown, and further ones, told apart."""
        return told_apart(self.rows, self.base, [*self.shown, *further], Worlds(self.ensemble))

    def more(self, name: str) -> dict[str, More]:
        """What each other case has more of a figure."""
        wide = changes(self.rows, self.base, name)
        return {str(case): More(self.ensemble, values, self.shown[name].form) for case, values in wide.items()}

    def usual(self, name: str) -> pd.Series:
        """A figure of the base, by world."""
        return self.rows.loc[self.rows["scenario"] == self.base].set_index("seed")[name].astype(float)

    def change(self, case: str, name: str) -> str:
        """What a case has more of a figure, and how often."""
        return self.more(name)[case].of(self.shown[name].words)

    def in_rows(self, by: str) -> pd.DataFrame:
        """A row a case for people: what the base has, what each other has more, and the verdict on the figure `by`."""
        levels = {one.words: middle(self.usual(name), f"{{:{one.form}}}") for name, one in self.shown.items()}
        out: list[dict[str, str]] = [{"case": self.base, **levels, "verdict": "held against"}]
        more_of = {name: self.more(name) for name in self.shown}
        for case, values in more_of[by].items():
            told = {one.words: str(more_of[name][case]) for name, one in self.shown.items()}
            verdict = f"{values.leaning()} ({self.shown[by].words}: more in {values.often})"
            out.append({"case": case, **told, "verdict": verdict})
        return pd.DataFrame(out)

    def figure(self, title: str, note: str = "") -> Figure:
        return cases_figure(self.told(), self.base, self.shown, title, note)


def changes(rows: pd.DataFrame, base: str, name: str) -> pd.DataFrame:
    """What each scenario has more of a figure than the base: a row a world, a column a scenario."""
    wide = by_world(rows, "scenario", name)[list(rows["scenario"].unique())]
    return wide.drop(columns=base).sub(wide[base], axis=0)


def surely(more_of: Mapping[str, More], word: str, among: Iterable[str] = ()) -> list[str]:
    """The cases of which a verdict is told, "more" or "less"; of all, or of some."""
    return [case for case in among or more_of if more_of[case].verdict() == word]
