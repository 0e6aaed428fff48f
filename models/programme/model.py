"""A run of the kernel (`models.programme.run`) week by week, with agents to look at. It holds no rule; those are in
`models/programme/rules`.

Agents are read-only views of rows. They are made when somebody asks for them, and stay the same; a run at which nobody
looks makes none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import networkx as nx
import numpy as np

from contagion.models.parameters import Parameters
from contagion.models.programme import invariants, layout, week
from contagion.models.programme.agents import Commune, Facilitator, Group, Partner, Resident, Row, is_whole
from contagion.models.programme.replacing import Live, Replacement, in_order, place_of
from contagion.models.programme.run import Run
from contagion.models.records import COMMUNE_COUNTS, NONE, UNKNOWN
from contagion.models.territory.territory import Territory
from contagion.sim.chance.draws import Draws
from contagion.sim.errors import InputError
from contagion.sim.reading import given


class ConversationModel(Run):
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

    Attributes
    ----------
    communes, groups : list
        All communes; all groups ever opened.
    residents : list
        Those the programme has met and who live there still.
    facilitators : list
        All ever trained.
    partners : list
        The organisations that the coordinator has met.
    """

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
        super().__init__(territory, parameters, Draws(seed), horizon=horizon, written=written)
        self.checked, instead = checked, in_order({**self.REPLACED, **(stages or {})})
        self._replaced = {
            name: live if isinstance(live, Replacement) else Replacement(name, live) for name, live in instead.items()
        }
        self._agents: dict[tuple[type[Row], int], Any] = {}
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

    def _live_weeks(self, weeks: int) -> None:
        if not (self._replaced or self.checked):
            super()._live_weeks(weeks)
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
        """Return the agent of a resident, by id; it is made when the programme first meets them. Raises InputError."""
        if not (is_whole(person) and self.world.has(int(person))):
            raise InputError(f"{given(person)} is the id of nobody who lives there")
        week.meet_all(self.state.handle, np.array([person], dtype=np.int64))
        rows = self.rows("residents")
        return self.resident(int(np.flatnonzero((rows["id"] == person) & (rows["departed"] == 0))[0]))

    # ---- its agents -------------------------------------------------------------------------------------------------

    def _agent[A: Row](self, kind: type[A], number: int) -> A:
        key = kind, number
        if not is_whole(number) or key not in self._agents:
            self._agents[key] = kind(self, self._there(kind.table, number))
        return self._agents[key]

    def _there(self, table: str, number: Any) -> int:
        """Return the number of a row of a table. Raises InputError where there is no such row."""
        rows = len(self.rows(table))
        if not (is_whole(number) and 0 <= number < rows):
            raise InputError(f"there is no row {given(number)} of {table}; it has {rows:,}, from 0")
        return int(number)

    # ---- one -------------------------------------------------------------------------------------------------------

    def resident(self, number: int) -> Resident:
        """Return the agent of a row of `residents`."""
        return self._agent(Resident, number)

    def facilitator(self, number: int) -> Facilitator:
        """Return the agent of a row of `facilitators`."""
        return self._agent(Facilitator, number)

    def partner(self, number: int) -> Partner:
        """Return the agent of an organisation."""
        return self._agent(Partner, number)

    def group(self, number: int) -> Group:
        """Return the agent of a row of `groups`."""
        return self._agent(Group, number)

    def group_of(self, number: int) -> Group | None:
        """Return the agent of a row of `groups`, None for `NONE`."""
        return None if number == NONE else self.group(number)

    def commune(self, number: int) -> Commune:
        """Return the agent of a row of the territory."""
        return self._agent(Commune, number)

    # ---- all of a kind ---------------------------------------------------------------------------------------------

    def _list[A: Row](self, kind: type[A], numbers: Iterable[int]) -> list[A]:
        return [self._agent(kind, number) for number in numbers]

    @property
    def communes(self) -> list[Commune]:
        return self._list(Commune, range(len(self.territory)))

    @property
    def residents(self) -> list[Resident]:
        return self._list(Resident, np.flatnonzero(self.rows("residents")["departed"] == 0).tolist())

    @property
    def departed(self) -> list[Resident]:
        """Residents whom the programme has met and who moved away."""
        return self._list(Resident, np.flatnonzero(self.rows("residents")["departed"]).tolist())

    @property
    def facilitators(self) -> list[Facilitator]:
        return self._list(Facilitator, self.numbers("facilitators").tolist())

    @property
    def groups(self) -> list[Group]:
        return self._list(Group, self.numbers("groups").tolist())

    @property
    def partners(self) -> list[Partner]:
        return self._list(Partner, np.flatnonzero(self.state.array("partners")["status"] != UNKNOWN).tolist())

    # ---- who is on a list ------------------------------------------------------------------------------------------

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
        return [self.group(number) for number in self.listed(layout.RECRUITING_GROUPS)]

    @property
    def running_groups(self) -> list[Group]:
        return [self.group(number) for number in self.listed(layout.RUNNING_GROUPS)]

    @property
    def active_partners(self) -> list[Partner]:
        return [self.partner(number) for number in self.listed(layout.ACTIVE_PARTNERS)]

    # ---- where -----------------------------------------------------------------------------------------------------

    @property
    def graph(self) -> nx.DiGraph:
        """The territory's graph, whose nodes also carry what has happened in their commune since the start
        (`models.records.COMMUNE_COUNTS`) and the `facilitators_active` who live there now."""
        graph, this_year, past = self.territory.graph.copy(), self.rows("communes"), self.rows("commune_years")
        many = len(this_year)
        counts = {name: this_year[name] + np.bincount(past["commune"], past[name], many) for name in COMMUNE_COUNTS}
        homes = self.rows("facilitators")["home"][self.listed(layout.ACTIVE_FACILITATORS)]
        counts["facilitators_active"] = np.bincount(homes, minlength=many)
        for name, values in counts.items():
            said = dict(zip(self.territory.codes, values.astype(int).tolist(), strict=True))
            nx.set_node_attributes(graph, said, name)
        return graph
