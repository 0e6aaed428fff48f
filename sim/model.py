"""A model that runs by the week: one visible list of stages, keyed chance, a recorder."""

from __future__ import annotations

import gc
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

import mesa

from sim.draws import Draws
from sim.recorder import Recorder

WEEKS_A_YEAR = 52


def is_due(week: int, per_year: int, offset: float) -> bool:
    """Whether one of `per_year` dates spread evenly over the year falls in this week."""
    of_year = week % WEEKS_A_YEAR
    return any(int((k + offset) * WEEKS_A_YEAR / per_year) == of_year for k in range(per_year))


@dataclass(frozen=True)
class Stage:
    """A named stage of the week and the rules that act in it, in order. A stage may have no rule (yet)."""

    name: str
    rules: tuple[Callable[[Any], None], ...] = ()


class SimModel(mesa.Model):
    """A Mesa model whose step is one week: every rule of `STAGES`, in order.

    Chance comes from `self.draws` alone; Mesa's own generators are never drawn from.
    """

    STAGES: ClassVar[tuple[Stage, ...]] = ()

    def __init__(self, seed: int) -> None:
        super().__init__(rng=seed % 2**32)
        self.draws = Draws(seed)
        self.recorder = Recorder()
        self.week = 0  # weeks lived; during a step, the number of the current week
        self._rules = [rule for stage in self.STAGES for rule in stage.rules]

    @property
    def year(self) -> int:
        """Number of the current year, from 0."""
        return self.week // WEEKS_A_YEAR

    def step(self) -> None:
        """Live one week."""
        for rule in self._rules:
            rule(self)
        self.week += 1

    def run(self, weeks: int, after_week: Callable[[SimModel], None] | None = None) -> None:
        """Live so many weeks; `after_week` is called after each (progress bars, checks)."""
        collecting = gc.isenabled()
        gc.disable()  # a run makes many rows and next to no cycles: looking for them takes a sixth of the time
        try:
            for _ in range(weeks):
                self.step()
                if after_week:
                    after_week(self)
        finally:
            if collecting:
                gc.enable()
