"""The agents of a run of the kernel: read-only views of the rows of its tables, made when somebody asks for them.

To change how agents behave, change the plain model (`models.plain`). Your own rule writes the rows themselves
(`agent.record["paid"] = True`), which nobody checks.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any

import numpy as np

from contagion.models.programme.layout import READY
from contagion.models.records import CHANNELS, GROUP_STATES, NONE, PARTICIPANT, PARTNER_STATES, SOURCES, STATUSES
from contagion.sim.errors import InputError, perhaps


class Field:
    """An attribute of an agent that reads a field of its row.

    Parameters
    ----------
    words : tuple of str, optional
        What the field is a number of; text is then read.
    yes_or_no : bool
        Whether it is a truth value.
    name : str, optional
        Of the field, if it is not that of the attribute.
    """

    def __init__(self, *words: str, yes_or_no: bool = False, name: str = "") -> None:
        self.words, self.yes_or_no, self.name = words, yes_or_no, name

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = self.name or name

    def __get__(self, agent: Any, owner: type | None = None) -> Any:
        if agent is None:
            return self
        value = agent.record[self.name].item()
        if self.words:
            return self.words[value] if value >= 0 else ""
        return bool(value) if self.yes_or_no else value

    def __set__(self, agent: Any, value: Any) -> None:
        raise InputError(read_only(agent, self.name))


def is_whole(value: Any) -> bool:
    """Return whether a value is a whole number, Python's or NumPy's."""
    return isinstance(value, int | np.integer) and not isinstance(value, bool)


class Row:
    """An agent that is a row of a table of the state, and is known by its number there. What a rule notes of it itself
    has a name that begins with `_`."""

    table = ""

    def __init__(self, model: Any, number: int) -> None:
        self.model, self.number = model, number

    @property
    def record(self) -> Any:
        """The row, as NumPy has it."""
        return self.model.state.array(self.table)[self.number]

    def __setattr__(self, name: str, value: Any) -> None:
        if not name.startswith("_") and "number" in self.__dict__:
            raise InputError(read_only(self, name))
        super().__setattr__(name, value)

    def __delattr__(self, name: str) -> None:
        if not name.startswith("_"):
            raise InputError(f"{self!r}: {name} cannot be deleted")
        super().__delattr__(name)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.number}>"


def read_only(agent: Row, name: str) -> str:
    """Return the error text for an attempt to write to an agent."""
    fields = agent.record.dtype.names or ()
    told = f"{agent!r}: {name} cannot be written; agents of a run are read-only"
    if name in fields:
        return f"{told}, and a rule writes the row: agent.record[{name!r}] = ..."
    near = "" if hasattr(type(agent), name) else perhaps(*get_close_matches(name, fields, n=1))
    return f"{told}; a rule's own notes have names that begin with _{near}"


class Commune(Row):
    """A commune: a node of the territory's graph, and what has happened there this year (at its end: nothing yet)."""

    table = "communes"
    registrations, groups_started, participants = Field(), Field(), Field()
    completers, aspirants, facilitators_trained = Field(), Field(), Field()
    opened = Field(yes_or_no=True)

    @property
    def index(self) -> int:
        """Row of the territory."""
        return self.number

    @property
    def code(self) -> str:
        """INSEE code."""
        return self.model.territory.codes[self.number]

    @property
    def name(self) -> str:
        return self.model.territory.names[self.number]

    @property
    def adults(self) -> int:
        """Residents aged 15 and over."""
        return int(self.model.world.adults[self.number])


class Resident(Row):
    """A resident aged 15 or over whom the programme has met (or, in the verification mode, any resident)."""

    table = "residents"
    id, generation = Field(), Field()
    home, target_group, slots = Field(), Field(), Field()
    status, channel = Field(*STATUSES), Field(*CHANNELS)
    registrations, source, groups_seen = Field(), Field(), Field()
    aspirant_since = Field()
    clock, limit = Field(), Field()  # hazard lived and hazard that can be borne: of waiting, then of aspiring
    departed = Field(yes_or_no=True)

    @property
    def group(self) -> Group | None:
        """The group they are registered or sit in."""
        return self.model.group_of(self.record["group"])

    @property
    def came_from(self) -> Group | None:
        """The group they completed, if they wish to facilitate."""
        return self.model.group_of(self.record["came_from"])

    @property
    def occasion(self) -> int:
        """Number that tells this life and this registration from others under the same id."""
        return self.generation * 1024 + self.registrations


class Facilitator(Row):
    """A trained person."""

    table = "facilitators"
    id, seat = Field(), Field()
    home, target_group, slots = Field(), Field(), Field()
    source = Field(*SOURCES)
    parent_a, parent_b, from_group, trained_week, left_week = Field(), Field(), Field(), Field(), Field()
    active, mentored, paid = Field(yes_or_no=True), Field(yes_or_no=True), Field(yes_or_no=True)
    groups_led, groups_opened, rests, load, overload = Field(), Field(), Field(), Field(), Field()
    ready_since, available = Field(), Field()
    last_partner = Field()  # id, or -1
    loss_clock, loss_limit = Field(), Field()
    children = Field()  # facilitators come from one's groups, half a credit each (whole if led alone)

    @property
    def parents(self) -> tuple[int, int]:
        """Ids of those who led the group they came from."""
        return self.parent_a, self.parent_b

    @property
    def trained_with(self) -> Facilitator | None:
        """The other of the pair they were trained as."""
        other = int(self.record["trained_with"])
        return None if other == NONE else self.model.facilitator(other)

    @property
    def has_had_enough(self) -> bool:
        """Whether they will stop, as soon as they lead no group."""
        return self.loss_clock >= self.loss_limit

    @property
    def is_participant(self) -> bool:
        """Whether they went through a group themselves."""
        return self.record["source"] == PARTICIPANT

    @property
    def is_ready(self) -> bool:
        """Whether they look for a partner."""
        return self.number in self.model.listed(READY)


class Partner(Row):
    """An organisation that the coordinator has met."""

    table = "partners"
    status = Field(*PARTNER_STATES)
    contacts, spells, requests, groups_hosted = Field(), Field(), Field(), Field()
    next_request = Field()
    clock, limit = Field(), Field()
    reached = Field(yes_or_no=True)

    @property
    def organisation(self) -> int:
        """Number of the organisation."""
        return self.number

    @property
    def id(self) -> int:
        return int(self.model.world.organisations.ids[self.number])

    @property
    def home(self) -> int:
        """Row of the commune where it has its seat."""
        return int(self.model.world.organisations.home[self.number])

    @property
    def kind(self) -> int:
        """Index into `PARTNER_TYPES`."""
        return int(self.model.world.organisations.kinds[self.number])

    @property
    def members(self) -> int:
        """How many belong to it."""
        return int(self.model.world.organisations.sizes[self.number])


class Group(Row):
    """A group, from the day its leaders open it."""

    table = "groups"
    key, place, slot = Field(), Field(), Field()
    opened, started, ended, session, aspirants = Field(), Field(), Field(), Field(), Field()
    closes, shift = Field(), Field()
    online, in_house, stand_in = Field(yes_or_no=True), Field(yes_or_no=True), Field(yes_or_no=True)
    postponed = Field(yes_or_no=True)
    state = Field(*GROUP_STATES)

    @property
    def leaders(self) -> list[Facilitator]:
        record = self.record
        numbers = [record["leader_a"], record["leader_b"]][: record["leaders"]]
        return [self.model.facilitator(int(number)) for number in numbers]

    @property
    def parents(self) -> tuple[int, int]:
        """The leaders as parents of the facilitators that come from the group; one who leads alone counts twice."""
        return self.leaders[0].id, self.leaders[-1].id

    @property
    def host(self) -> Partner | None:
        """The partner in whose room it meets."""
        host = int(self.record["host"])
        return None if host == NONE else self.model.partner(host)

    def _seats(self, what: str, count: str) -> list[int]:
        record = self.record
        first = int(record["first_seat"])
        return self.model.state.array("seats")[what][first : first + int(record[count])].tolist()

    @property
    def registered(self) -> list[Resident]:
        return [self.model.resident(number) for number in self._seats("registered", "registered")]

    @property
    def members(self) -> list[Resident]:
        """Those who came to session 1."""
        return [self.model.resident(number) for number in self._seats("member", "members")]

    @property
    def completers(self) -> list[Resident]:
        return [self.model.resident(number) for number in self._seats("completer", "completers")]

    @property
    def attended(self) -> list[int]:
        """Sessions that each member attends, as drawn at the start."""
        return self._seats("attended", "members")

    @property
    def leaves(self) -> list[int]:
        """Session before which each member leaves the group (number of sessions: none)."""
        return self._seats("leaves", "members")

    @property
    def present(self) -> list[int]:
        """People at each session."""
        first = int(self.record["first_presence"])
        if first == NONE:
            return []
        return self.model.state.array("present")[
            first : first + int(self.model.state.array("programmes")["sessions"][0])
        ].tolist()


def by_id[A: Resident | Facilitator | Partner](agents: Iterable[A]) -> dict[int, A]:
    """Agents by the id under which the tables of a run have them."""
    return {one.id: one for one in agents}
