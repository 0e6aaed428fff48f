"""The model, for whoever runs it or looks at it: a run (`models.programme.run`), as Mesa has models. It holds no rule;
those are in `models/programme/rules`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from time import perf_counter
from typing import Any

import numpy as np

from contagion.models.parameters import Parameters
from contagion.models.programme import invariants, week
from contagion.models.programme.replacing import Live, Replacement, in_order, place_of
from contagion.models.programme.run import Run
from contagion.models.programme.seen.agents import Resident, is_whole
from contagion.models.programme.seen.mesa_model import SimModel
from contagion.models.programme.seen.sets import Seen
from contagion.models.territory.territory import Territory
from contagion.sim.errors import InputError
from contagion.sim.reading import given


class ConversationModel(Seen, Run):
    """Groups that hold conversations, led by facilitators who come from groups, over a territory.

    Parameters
    ----------
    territory : Territory
    parameters : Parameters
    seed : int
    horizon : int
        Weeks that will be lived; only the last row of the yearly table depends on it.
    everyone : bool
        Meet every resident from the start. The event log is the same; only for verification on small territories.
    checked : bool
        Check the invariants after every week.
    stages : mapping of str to function, optional
        What is lived in place of a stage of that name, or of a rule of one, `"pairing.pair_up"`
        (`models.programme.replacing`).
    written : tuple, optional
        Lines of the decisions and name of the scenario file, to be told where something does not fit.

    What can be read of it is told in `Readable`, its agents in `Seen`.
    """

    STAGES = week.STAGES
    REPLACED: Mapping[str, Live] = {}
    """What a model of this kind lives in place of stages and rules."""

    def __init__(
        self,
        territory: Territory,
        parameters: Parameters,
        seed: int,
        *,
        horizon: int = 520,
        everyone: bool = False,
        checked: bool = False,
        stages: Mapping[str, Live] | None = None,
        written: tuple[tuple[int, ...], str] = ((), ""),
    ) -> None:
        SimModel.__init__(self, seed)
        Run.__init__(self, territory, parameters, self.draws, horizon=horizon, written=written)
        self.checked, instead = checked, in_order({**self.REPLACED, **(stages or {})})
        self._replaced = {name: _replacement(name, live) for name, live in instead.items()}
        self._agents = {}
        if everyone:
            week.meet_all(self.state.handle, self.world.everyone())

    # ---- living ----------------------------------------------------------------------------------------------------

    def live_stage(self, name: str) -> None:
        """Live a stage of the week, or a rule of one (`"pairing.pair_up"`), as the model has it, whatever was put in
        its place."""
        self._live(1, *place_of(name), over=False)

    def step(self) -> None:
        """Live one week."""
        self._live_weeks(1)

    def run(self, weeks: int, after_week: Callable[[Any], None] | None = None) -> None:
        """Live so many weeks; `after_week` is called after each (progress bars, checks)."""
        if after_week:
            SimModel.run(self, weeks, after_week)
        else:
            self._live_weeks(weeks)

    def time_stages(self, weeks: int) -> dict[str, float]:
        """Live so many weeks, stage by stage; seconds that each stage took."""
        seconds = dict.fromkeys((stage.name for stage in self.STAGES), 0.0)
        for _ in range(weeks):
            for stage in self.STAGES:
                begun = perf_counter()
                self._live(1, *place_of(stage.name), over=stage is self.STAGES[-1])
                seconds[stage.name] += perf_counter() - begun
        return seconds

    def _live_weeks(self, weeks: int) -> None:
        if not (self._replaced or self.checked):
            Run.run(self, weeks)
            return
        for _ in range(weeks):
            first = 0
            for name, live in self._replaced.items():
                begins, after = place_of(name)
                self._live(1, first, begins, over=False)
                live(self)
                first = after
            self._live(1, first, len(week.RULES))
            if self.checked:
                invariants.check(self)

    def meet(self, person: int) -> Resident:
        """The agent of a resident, by id; made when the programme meets them."""
        if not (is_whole(person) and self.world.has(int(person))):
            raise InputError(f"{given(person)} is the id of nobody who lives there")
        week.meet_all(self.state.handle, np.array([person], dtype=np.int64))
        rows = self.rows("residents")
        return self.resident(int(np.flatnonzero((rows["id"] == person) & (rows["departed"] == 0))[0]))


def _replacement(stage: str, live: Live) -> Replacement:
    return live if isinstance(live, Replacement) else Replacement(stage, live)
