"""A model of Mesa that runs by the week, with keyed chance. (Mesa takes half a second to load.)"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

import mesa

from contagion.sim.chance.draws import Draws
from contagion.sim.model import Stage


class SimModel(mesa.Model):
    """A Mesa model whose step is one week.

    Chance comes from `self.draws` alone; Mesa's own generators are never drawn from.
    """

    STAGES: ClassVar[tuple[Stage, ...]] = ()

    def __init__(self, seed: int) -> None:
        draws = Draws(seed)
        super().__init__(rng=draws.seed % 2**32)
        self.draws = draws

    def run(self, weeks: int, after_week: Callable[[Any], None] | None = None) -> None:
        """Live so many weeks; `after_week` is called after each (progress bars, checks)."""
        for _ in range(weeks):
            self.step()
            if after_week:
                after_week(self)

    def states(self) -> tuple[Any, ...]:
        """The states of the generators of this run's own that nothing may draw from."""
        return self.random.getstate(), self.rng.bit_generator.state["state"]
