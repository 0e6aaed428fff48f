"""A run of the programme, for whoever lives it and reads what is left: without agents (`models.programme.model`)."""

from __future__ import annotations

from typing import Any

from contagion.models.code.kernel import CODE
from contagion.models.parameters import Parameters
from contagion.models.programme import week
from contagion.models.programme.fitting import must_be_in_the_run
from contagion.models.programme.seen.readable import Readable
from contagion.models.programme.state import state_of
from contagion.models.territory.territory import Territory
from contagion.models.world.world import World
from contagion.sim.chance.draws import Draws
from contagion.sim.model import WEEKS_A_YEAR
from contagion.sim.threads import go_on


class Run(Readable):
    """A programme over a territory, as the rules have it.

    Parameters
    ----------
    territory : Territory
    parameters : Parameters
    draws : Draws
        Of its seed.
    horizon : int
        Weeks that will be lived; only the last row of the yearly table depends on it.
    written : tuple, optional
        Lines of the decisions and name of the scenario file, to be told where something does not fit.
    """

    def __init__(
        self,
        territory: Territory,
        parameters: Parameters,
        draws: Draws,
        *,
        horizon: int = 520,
        written: tuple[tuple[int, ...], str] = ((), ""),
    ) -> None:
        founders_from = must_be_in_the_run(parameters, territory, horizon, *written)
        CODE.ready()
        self.territory, self.horizon, self.parameters_at_start, self.draws = territory, horizon, parameters, draws
        self.world = World(territory, parameters, draws)
        self.state = state_of(self.world, parameters, horizon, founders_from)
        week.begin(self.state.handle)

    def run(self, weeks: int) -> None:
        """Live so many weeks."""
        for first in range(0, weeks, WEEKS_A_YEAR):  # a year at a time, so that Ctrl-C is heard
            self._live(min(WEEKS_A_YEAR, weeks - first), 0, len(week.RULES))

    def _live(self, weeks: int, first: int, after: int, *, over: bool = True) -> None:
        go_on()
        self.call(week.live, weeks, first, after, over)

    def call(self, function: Any, *args: Any) -> None:
        """Call a compiled function of the tables' handle, and what else it is given."""
        self.state.call(function, *args)

    def release(self) -> None:
        """Let go of the tables: Mesa keeps a model in circles, which Python is late to find. Their memory is given back
        once nobody looks at them: the record of the run may be kept."""
        self.state.leave()
        self.world.leave()
        del self.state, self.world
