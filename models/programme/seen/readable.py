"""What may be read of a run, by whoever looks at it: its tables, and the world that they are about.

What a run leaves behind that few ask for, from the tables of its state.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from contagion.models.parameters import Parameters
from contagion.models.programme import leaving
from contagion.models.programme.leaving import MET
from contagion.models.records import NONE, RESIDENT_ROW
from contagion.models.territory.territory import Territory
from contagion.models.world.world import World
from contagion.sim.chance.draws import Draws
from contagion.sim.core.tables import Tables
from contagion.sim.model import WEEKS_A_YEAR


class Readable:
    """A run as it can be read.

    Attributes
    ----------
    territory : Territory
    horizon : int
        Weeks that will be lived.
    parameters_at_start : Parameters
    draws : Draws
    world : World
        Who lives where, what they are like, whom they know.
    state : Tables
        The tables of the run (`models.programme.layout`).
    """

    territory: Territory
    horizon: int
    parameters_at_start: Parameters
    draws: Draws
    world: World
    state: Tables

    @property
    def week(self) -> int:
        """Weeks lived; during a step, the number of the current week."""
        return int(self.state.array("clock")["week"][0])

    @property
    def year(self) -> int:
        """Number of the current year, from 0."""
        return self.week // WEEKS_A_YEAR

    @property
    def parameters(self) -> Parameters:
        """Those at the start, and what the decisions in force set for all (not what a replaced stage wrote)."""
        held = self.state.array("decisions")["held"].tolist()
        since = {number: begin for number, begin in enumerate(held) if begin != NONE}
        return self.parameters_at_start.with_decisions(self.parameters_at_start.in_order(since))

    def total(self, name: str) -> Any:
        """A total since the start (`layout.TOTALS`)."""
        return self.state.array("totals")[name][0].item()

    def listed(self, which: Any) -> list[int]:
        """The numbers on a list (`layout.LISTS`)."""
        return self.state.array("lists")[which, : self.state.array("counts")[which]].tolist()

    def numbers(self, name: str) -> NDArray[np.intp]:
        """The numbers of those rows of a table of all programmes that are of the groups."""
        return np.flatnonzero(self.rows(name)["programme"] == 0)

    def rows(self, name: str, count: str = "") -> Any:
        """The rows of a table so far."""
        return rows_of(self.state, name, count)


def rows_of(state: Tables, name: str, count: str = "") -> Any:
    """The rows of a table of a state so far."""
    return state.array(name)[: state.array("n")[count or name][0]]


type Table = NDArray[np.void]


def residents_of(state: Tables) -> Table:
    """Those whom the groups ever met."""
    made: Table = np.empty(len(rows_of(state, "residents")), RESIDENT_ROW)
    leaving.write_residents(Tables(MET, {"residents": made, "state": state}).handle)
    return made


def alternatives_of(model: Readable) -> Table:
    """What each alternative programme did in each year; the state counts since the start."""
    rows = model.rows("alternative_years")
    out = rows.copy()
    for number in range(1, 1 + len(model.parameters_at_start.alternative)):
        own = rows["programme"] == number
        for name in ("participants", "groups", "leaders_trained", "hours", "leader_hours"):
            out[name][own] = np.diff(rows[name][own], prepend=0)
    return out
