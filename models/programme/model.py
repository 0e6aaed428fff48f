"""The model, for whoever runs it or looks at it. It holds no rule; those are in `models/programme/rules`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from time import perf_counter
from typing import Any

import networkx as nx
import numpy as np

from contagion.models.code import first_use
from contagion.models.parameters import Parameters
from contagion.models.programme import invariants, layout, week
from contagion.models.programme.agents import Commune, Facilitator, Group, Partner, Resident, Row
from contagion.models.programme.fields import is_whole
from contagion.models.programme.fitting import founder_communes, must_be_in_the_run
from contagion.models.programme.graph import graph_of
from contagion.models.programme.readable import Readable
from contagion.models.programme.replacing import Live, Replacement
from contagion.models.programme.state import state_of
from contagion.models.records import NONE, UNKNOWN
from contagion.models.territory.territory import Territory
from contagion.models.world.world import World
from contagion.sim.core.tables import let_run
from contagion.sim.errors import InputError
from contagion.sim.model import WEEKS_A_YEAR
from contagion.sim.reading import given


class ConversationModel(Readable):
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
        What is lived in place of a stage of that name (`models.programme.replacing`).

    What can be read of it is told in `Readable`.
    """

    STAGES = week.STAGES
    REPLACED: Mapping[str, Live] = {}
    """What a model of this kind lives in place of stages."""

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
    ) -> None:
        first_use.ready()
        super().__init__(seed)
        self.territory, self.horizon, self.checked = territory, horizon, checked
        self.parameters_at_start = parameters
        must_be_in_the_run(parameters, territory, horizon)
        self.world = World(territory, parameters, self.draws)
        self.state = state_of(self.world, parameters, horizon, founder_communes(parameters, territory))
        self._numbers = {stage.name: number for number, stage in enumerate(self.STAGES)}
        instead = {**self.REPLACED, **(stages or {})}
        if unknown := [name for name in instead if name not in self._numbers]:
            raise ValueError(f"{unknown[0]!r} is no stage of the week; there are {', '.join(self._numbers)}")
        self._replaced = {name: _replacement(name, live) for name, live in instead.items()}
        self._agents: dict[tuple[type[Row], int], Any] = {}
        week.begin(self.state.handle)
        if everyone:
            week.meet_all(self.state.handle, self.world.everyone())

    # ---- living ----------------------------------------------------------------------------------------------------

    def live_stage(self, name: str) -> None:
        """Live a stage of the week as the model has it, whatever was put in its place."""
        self._live(1, self._numbers[name], self._numbers[name] + 1, over=False)

    def step(self) -> None:
        """Live one week."""
        self._live_weeks(1)

    def run(self, weeks: int, after_week: Callable[[Any], None] | None = None) -> None:
        """Live so many weeks; `after_week` is called after each (progress bars, checks)."""
        if after_week:
            super().run(weeks, after_week)
        else:
            self._live_weeks(weeks)

    def time_stages(self, weeks: int) -> dict[str, float]:
        """Live so many weeks, stage by stage; seconds that each stage took."""
        seconds = dict.fromkeys((stage.name for stage in self.STAGES), 0.0)
        week.live_early(self.state.handle, 0, 0)  # so that loading the code counts for none of them
        week.live_late(self.state.handle, week.HALF, week.HALF, False)
        for _ in range(weeks):
            for number, stage in enumerate(self.STAGES):
                begun = perf_counter()
                self._live(1, number, number + 1, over=number == len(self.STAGES) - 1)
                seconds[stage.name] += perf_counter() - begun
        return seconds

    def _live_weeks(self, weeks: int) -> None:
        if not (self._replaced or self.checked):
            for first in range(0, weeks, WEEKS_A_YEAR):  # a year at a time, so that Ctrl-C is heard
                self._live(min(WEEKS_A_YEAR, weeks - first), 0, len(self.STAGES))
            return
        for _ in range(weeks):
            first = 0
            for name in sorted(self._replaced, key=self._numbers.__getitem__):
                self._live(1, first, self._numbers[name], over=False)
                self._replaced[name](self)
                first = self._numbers[name] + 1
            self._live(1, first, len(self.STAGES))
            if self.checked:
                invariants.check(self)

    def _live(self, weeks: int, first: int, after: int, *, over: bool = True) -> None:
        self.call(week.live, weeks, first, after, over)

    def call(self, function: Any, *args: Any) -> None:
        """Call a compiled function of the tables' handle, and what else it is given."""
        try:
            let_run(function, self.state.handle, *args)
        except MemoryError as error:
            of = (self.state, self.world.tables, self.world.tables.array("places"))
            raise next((tables.failed for tables in of if tables.failed), error) from None
        self.state.settle()

    def release(self) -> None:
        """Give back the memory of the tables: Mesa keeps a model in circles, which Python is late to find."""
        self.world.leave()
        del self.state, self.world

    @property
    def graph(self) -> nx.DiGraph:
        """The territory's graph, with what has happened so far on its nodes (`models.programme.graph`)."""
        return graph_of(self)

    # ---- agents, for whoever looks ---------------------------------------------------------------------------------

    def _agent[A: Row](self, kind: type[A], number: int) -> A:
        key = kind, number
        if not is_whole(number) or key not in self._agents:
            self._agents[key] = kind(self, self._there(kind.table, number))
        return self._agents[key]

    def _there(self, table: str, number: Any) -> int:
        """The number of a row of a table, if there is such a row."""
        tables, counts = self.state.array(table), self.state.array("n")
        rows = int(counts[table][0]) if table in (counts.dtype.names or ()) else len(tables)
        if not (is_whole(number) and 0 <= number < rows):
            raise InputError(
                "there is no row {number} of {table}; it has {rows:,}, from 0",
                number=given(number),
                table=table,
                rows=rows,
            )
        return int(number)

    def resident(self, number: int) -> Resident:
        """The agent of a row of `residents`."""
        return self._agent(Resident, number)

    def facilitator(self, number: int) -> Facilitator:
        """The agent of a row of `facilitators`."""
        return self._agent(Facilitator, number)

    def partner(self, number: int) -> Partner:
        """The agent of an organisation."""
        return self._agent(Partner, number)

    def group_of(self, number: int) -> Group | None:
        """The agent of a row of `groups`, None for `NONE`."""
        return None if number == NONE else self._agent(Group, number)

    @property
    def communes(self) -> list[Commune]:
        return [self._agent(Commune, number) for number in range(len(self.territory.codes))]

    @property
    def residents(self) -> dict[int, Resident]:
        """Those the programme has met and who live there still, by id."""
        rows = self.rows("residents")
        return {int(rows["id"][n]): self.resident(n) for n in np.flatnonzero(rows["departed"] == 0).tolist()}

    @property
    def departed(self) -> list[Resident]:
        """Those of them who moved away."""
        return [self.resident(number) for number in np.flatnonzero(self.rows("residents")["departed"]).tolist()]

    @property
    def facilitators(self) -> dict[int, Facilitator]:
        """All ever trained, by id."""
        ids = self.rows("facilitators")["id"].tolist()
        return {person: self.facilitator(number) for number, person in enumerate(ids)}

    @property
    def groups(self) -> list[Group]:
        """All ever opened."""
        return [self._agent(Group, number) for number in range(len(self.rows("groups")))]

    @property
    def partners(self) -> dict[int, Partner]:
        """Those met, by number of the organisation."""
        met = np.flatnonzero(self.state.array("partners")["status"] != UNKNOWN).tolist()
        return {number: self.partner(number) for number in met}

    @property
    def active(self) -> list[Facilitator]:
        """Active facilitators."""
        return [self.facilitator(number) for number in self.listed(layout.ACTIVE_FACILITATORS)]

    @property
    def ready(self) -> list[Facilitator]:
        """Facilitators who look for a partner; those with a load of two may stand there twice."""
        return [self.facilitator(number) for number in self.listed(layout.READY)]

    @property
    def waiting(self) -> list[Resident]:
        """The waiting list."""
        return [self.resident(number) for number in self.listed(layout.WAITING_LIST)]

    @property
    def aspirants(self) -> list[Resident]:
        """The queue for training."""
        return [self.resident(number) for number in self.listed(layout.QUEUE)]

    @property
    def recruiting_groups(self) -> list[Group]:
        return [self.groups[number] for number in self.listed(layout.RECRUITING_GROUPS)]

    @property
    def running_groups(self) -> list[Group]:
        return [self.groups[number] for number in self.listed(layout.RUNNING_GROUPS)]

    @property
    def active_partners(self) -> list[Partner]:
        return [self.partner(number) for number in self.listed(layout.ACTIVE_PARTNERS)]

    def _look(self) -> None:
        """Make all agents there are."""
        _ = self.communes, self.facilitators, self.groups, self.partners
        for number in range(len(self.rows("residents"))):
            self.resident(number)

    @property
    def agents(self) -> Any:  # ty: ignore[incompatible-property-override]
        """All agents, as Mesa has them."""
        self._look()
        return super().agents

    @property
    def agents_by_type(self) -> Any:
        """All agents by type, as Mesa has them."""
        self._look()
        return super().agents_by_type

    def meet(self, person: int) -> Resident:
        """The agent of a resident, by id; made when the programme meets them."""
        if not (is_whole(person) and self.world.has(int(person))):
            raise InputError("{person} is the id of nobody who lives there", person=given(person))
        week.meet_all(self.state.handle, np.array([person], dtype=np.int64))
        return self.residents[person]


def _replacement(stage: str, live: Live) -> Replacement:
    return live if isinstance(live, Replacement) else Replacement(stage, live)
