"""A run for tests: checked every week, and with its rows to look at one by one.

The model has no such objects: it works on tables (`models.programme.layout`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np

from contagion.models.parameters import Parameters
from contagion.models.programme import invariants, week
from contagion.models.programme.replacing import Live
from contagion.models.programme.run import Run
from contagion.models.records import CHANNELS, GROUP_STATES, NONE, PARTNER_STATES, SOURCES, STATUSES, UNKNOWN
from contagion.models.territory.territory import Territory
from contagion.sim.chance.draws import Draws

WORDS: dict[tuple[str, str], tuple[str, ...]] = {
    ("residents", "status"): STATUSES,
    ("residents", "channel"): CHANNELS,
    ("facilitators", "source"): SOURCES,
    ("partners", "status"): PARTNER_STATES,
    ("groups", "state"): GROUP_STATES,
}
"""What fields are numbers of."""


class One:
    """A row of a table: its fields as attributes, words for numbers of words; `record` is the row as NumPy has it."""

    def __init__(self, model: InspectedRun, table: str, number: int) -> None:
        self.model, self.table, self.number = model, table, int(number)

    @property
    def record(self) -> Any:
        return self.model.state.array(self.table)[self.number]

    def __getattr__(self, name: str) -> Any:
        if name not in (self.record.dtype.names or ()):
            raise AttributeError(name)
        value, words = self.record[name].item(), WORDS.get((self.table, name))
        return value if words is None else words[value] if value >= 0 else ""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, One) and (self.table, self.number) == (other.table, other.number)

    def __hash__(self) -> int:
        return hash((self.table, self.number))


class Person(One):
    """A resident or a facilitator."""

    @property
    def trained_with(self) -> Person | None:
        other = self.record["trained_with"]
        return None if other == NONE else self.model.facilitator(other)

    @property
    def occasion(self) -> int:
        """Number that tells this life and this registration from others under the same id."""
        return self.generation * 1024 + self.registrations


class Organisation(One):
    """An organisation that the coordinator has met."""

    @property
    def organisation(self) -> int:
        return self.number

    @property
    def kind(self) -> int:
        return int(self.model.world.organisations.kinds[self.number])

    @property
    def id(self) -> int:
        return int(self.model.world.organisations.ids[self.number])

    @property
    def home(self) -> int:
        return int(self.model.world.organisations.home[self.number])

    @property
    def members(self) -> int:
        """How many belong to it."""
        return int(self.model.world.organisations.sizes[self.number])


class Group(One):
    """A group, with who leads it and who is in it."""

    @property
    def leaders(self) -> list[One]:
        numbers = [self.record["leader_a"], self.record["leader_b"]][: self.record["leaders"]]
        return [Person(self.model, "facilitators", number) for number in numbers]

    @property
    def host(self) -> Organisation | None:
        host = self.record["host"]
        return None if host == NONE else Organisation(self.model, "partners", host)

    def seats(self, what: str, count: str) -> list[int]:
        first = int(self.record["first_seat"])
        return self.model.state.array("seats")[what][first : first + int(self.record[count])].tolist()

    def people(self, what: str, count: str) -> list[Person]:
        return [Person(self.model, "residents", number) for number in self.seats(what, count)]

    @property
    def attended(self) -> list[int]:
        """Sessions that each member attends, as drawn at the start."""
        return self.seats("attended", "members")

    @property
    def present(self) -> list[int]:
        """People at each session."""
        first = int(self.record["first_presence"])
        sessions = int(self.model.state.array("programmes")["sessions"][0])
        return [] if first == NONE else self.model.state.array("present")[first : first + sessions].tolist()

    @property
    def registered(self) -> list[Person]:
        return self.people("registered", "registered")

    @property
    def members(self) -> list[Person]:
        return self.people("member", "members")

    @property
    def completers(self) -> list[Person]:
        return self.people("completer", "completers")


def rows_of(kind: type[One], table: str, numbers: Callable[[Any], Iterable[int]]) -> Any:
    """A property: those rows of a table, one by one."""
    return property(lambda model: [kind(model, table, number) for number in numbers(model)])


class InspectedRun(Run):
    """A run of a seed.

    Parameters
    ----------
    everyone : bool
        Meet every resident from the start; the event log is the same.
    checked : bool
        Check the invariants after every week.
    """

    REPLACED: Mapping[str, Live] = {}
    """What runs of a kind live in place of stages and rules."""

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
        stages = {**self.REPLACED, **(stages or {})}
        super().__init__(territory, parameters, Draws(seed), horizon=horizon, stages=stages)
        self.checked = checked
        if everyone:
            week.meet_all(self.state.handle, self.world.everyone())

    def run(self, weeks: int, after_week: Callable[[Any], None] | None = None) -> None:
        def look(model: Run) -> None:
            if self.checked:
                invariants.check(model)
            if after_week:
                after_week(model)

        super().run(weeks, look if self.checked or after_week else None)

    def step(self) -> None:
        self.run(1)

    def meet(self, person: int) -> Person:
        """A resident, by id; met by the programme, if they were not."""
        week.meet_all(self.state.handle, np.array([person], dtype=np.int64))
        rows = self.rows("residents")
        return self.resident(int(np.flatnonzero((rows["id"] == person) & (rows["departed"] == 0))[0]))

    def resident(self, number: int) -> Person:
        return Person(self, "residents", number)

    def facilitator(self, number: int) -> Person:
        return Person(self, "facilitators", number)

    def partner(self, number: int) -> Organisation:
        return Organisation(self, "partners", number)

    def group(self, number: int) -> Group:
        return Group(self, "groups", number)

    communes = rows_of(One, "communes", lambda model: range(len(model.territory)))
    residents = rows_of(Person, "residents", lambda model: np.flatnonzero(model.rows("residents")["departed"] == 0))
    departed = rows_of(Person, "residents", lambda model: np.flatnonzero(model.rows("residents")["departed"]))
    facilitators = rows_of(Person, "facilitators", lambda model: model.numbers("facilitators"))
    groups = rows_of(Group, "groups", lambda model: model.numbers("groups"))
    partners = rows_of(
        Organisation, "partners", lambda model: np.flatnonzero(model.rows("partners")["status"] != UNKNOWN)
    )
    active = rows_of(Person, "facilitators", lambda model: model.listed("active"))
    ready = rows_of(Person, "facilitators", lambda model: model.listed("ready"))
    waiting = rows_of(Person, "residents", lambda model: model.listed("waiting"))
    aspirants = rows_of(Person, "residents", lambda model: model.listed("queue"))
    recruiting_groups = rows_of(Group, "groups", lambda model: model.listed("recruiting"))
    running_groups = rows_of(Group, "groups", lambda model: model.listed("running"))
    active_partners = rows_of(Organisation, "partners", lambda model: model.listed("partners"))


def by_id(some: Iterable[Any]) -> dict[int, Any]:
    """People and organisations by their id in the tables."""
    return {one.id: one for one in some}
