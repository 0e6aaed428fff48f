"""A run as Mesa has it, for whoever looks: agents, which are views of rows, in sets; and the communes as a space.

Agents are made when they are asked for, and stay the same; a run at which nobody looks makes none. The order in which
the sets are shuffled is a keyed draw of the week, so that a rule may use it.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Any

import networkx as nx
import numpy as np
from mesa.agentset import AgentSet
from mesa.discrete_space import Network

from contagion.models.programme import layout
from contagion.models.programme.seen.agents import Commune, Facilitator, Group, Partner, Resident, Row, is_whole
from contagion.models.programme.seen.graph import graph_of, neighbours
from contagion.models.programme.seen.mesa_model import SimModel
from contagion.models.programme.seen.readable import Readable
from contagion.models.records import NONE, UNKNOWN
from contagion.sim.errors import InputError
from contagion.sim.model import Order
from contagion.sim.reading import given

KINDS = (Commune, Resident, Facilitator, Partner, Group)
ALL, CELLS = len(KINDS), len(KINDS) + 1  # what is shuffled beside those of a kind


class Seen(Readable, SimModel):
    """A run with its agents and its space.

    Attributes
    ----------
    communes, groups : AgentSet
        All communes; all groups ever opened.
    residents : AgentSet
        Those the programme has met and who live there still.
    facilitators : AgentSet
        All ever trained.
    partners : AgentSet
        The organisations that the coordinator has met.
    """

    _agents: dict[tuple[type[Row], int], Any]

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
            raise InputError(f"there is no row {given(number)} of {table}; it has {rows:,}, from 0")
        return int(number)

    # ---- one -------------------------------------------------------------------------------------------------------

    def resident(self, number: int) -> Resident:
        """The agent of a row of `residents`."""
        return self._agent(Resident, number)

    def facilitator(self, number: int) -> Facilitator:
        """The agent of a row of `facilitators`."""
        return self._agent(Facilitator, number)

    def partner(self, number: int) -> Partner:
        """The agent of an organisation."""
        return self._agent(Partner, number)

    def group(self, number: int) -> Group:
        """The agent of a row of `groups`."""
        return self._agent(Group, number)

    def group_of(self, number: int) -> Group | None:
        """The same, None for `NONE`."""
        return None if number == NONE else self.group(number)

    def commune(self, number: int) -> Commune:
        """The agent of a row of the territory."""
        return self._agent(Commune, number)

    # ---- all of a kind ---------------------------------------------------------------------------------------------

    def _set[A: Row](self, kind: type[A], numbers: Iterable[int]) -> AgentSet[A]:
        return AgentSet([self._agent(kind, number) for number in numbers], self._order(KINDS.index(kind)))

    def _order(self, of: int) -> Order:
        return Order(self.draws.stream("order in a set of agents"), self.week * (CELLS + 1) + of)

    @property
    def communes(self) -> AgentSet[Commune]:
        return self._set(Commune, range(len(self.territory)))

    @property
    def residents(self) -> AgentSet[Resident]:
        return self._set(Resident, np.flatnonzero(self.rows("residents")["departed"] == 0).tolist())

    @property
    def departed(self) -> AgentSet[Resident]:
        """Residents whom the programme has met and who moved away."""
        return self._set(Resident, np.flatnonzero(self.rows("residents")["departed"]).tolist())

    @property
    def facilitators(self) -> AgentSet[Facilitator]:
        return self._set(Facilitator, self.numbers("facilitators").tolist())

    @property
    def groups(self) -> AgentSet[Group]:
        return self._set(Group, self.numbers("groups").tolist())

    @property
    def partners(self) -> AgentSet[Partner]:
        return self._set(Partner, np.flatnonzero(self.state.array("partners")["status"] != UNKNOWN).tolist())

    def _look(self) -> None:
        """Make all agents there are."""
        _ = self.communes, self.facilitators, self.groups, self.partners
        for number in range(len(self.rows("residents"))):
            self.resident(number)

    @property
    def agents(self) -> AgentSet[Any]:  # ty: ignore[incompatible-property-override]
        """All agents, as Mesa has them."""
        self._look()
        return AgentSet(super().agents, self._order(ALL))

    @property
    def agents_by_type(self) -> Any:
        """All agents by type, as Mesa has them."""
        self._look()
        made = super().agents_by_type
        own = {kind: agents for kind, agents in made.items() if kind not in KINDS}
        return {kind: AgentSet(made.get(kind, ()), self._order(of)) for of, kind in enumerate(KINDS)} | own

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
        """The territory's graph, with what has happened so far on its nodes (`models.programme.seen.graph`)."""
        return graph_of(self)

    @cached_property
    def space(self) -> Any:
        """The communes as a `Network` of Mesa: a cell each, by row, at the `pos` of its node; neighbours are those that
        touch. A commune stands on its cell (`cell.agents`); all others have a `home` or a `place`."""
        graph = neighbours(self.territory)
        made: Any = Network(graph, random=self._order(CELLS), layout=dict(graph.nodes(data="pos")))
        for commune in self.communes:
            made[commune.number].add_agent(commune)
        return made
