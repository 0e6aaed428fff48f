"""The agents: who has a story, for whoever looks. An agent is a row of a table: its attributes read and write that row.
A `Field` is the model's own; a rule may write what is `Free`, if it is valid. Agents are made when they
are asked for; a run at which nobody looks makes none.

What may be written of an agent. Each attribute that is a field of its row is the model's own, which keeps it in step
with its lists and counts, or says what is valid there: whoever writes something else is told so in one line, before it
is in the row. (A compiled rule has the rows themselves, at which nobody looks.)
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable
from difflib import get_close_matches
from math import inf, nan
from typing import Any, NamedTuple

import mesa
import numpy as np
from mesa.discrete_space import Cell

from contagion.models.programme.layout import IN_TRAINING, READY
from contagion.models.programme.run import Run
from contagion.models.records import CHANNELS, GROUP_STATES, NONE, PARTICIPANT, PARTNER_STATES, SOURCES, STATUSES
from contagion.sim.errors import InputError, either, perhaps, told_of
from contagion.sim.reading import given

LONGEST = 1_000_000  # weeks that anything may lie ahead


class Valid(NamedTuple):
    """What a whole number may be, and that in words."""

    among: Container[int]
    words: str

    @classmethod
    def between(cls, first: int, last: int) -> Valid:
        return cls(range(first, last + 1), f"a whole number from {first} to {last}")


class Field:
    """An attribute of an agent that is a field of its row, and that the model alone writes.

    Parameters
    ----------
    words : tuple of str, optional
        What the field is a number of; text is then read and written.
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
        raise InputError(_told(agent, self.name))


class Free(Field):
    """A field that a rule may write: a word of its words, a truth value, or a number.

    Parameters
    ----------
    within : callable, optional
        What an agent's whole number may be, or a reason why it cannot be written now. Without, the field is a real
        number of at least 0.
    finite : bool
        Whether a real number must be finite.
    """

    def __init__(
        self,
        *words: str,
        yes_or_no: bool = False,
        within: Callable[[Any], Valid | str] | None = None,
        finite: bool = False,
    ) -> None:
        super().__init__(*words, yes_or_no=yes_or_no)
        self.within, self.finite = within, finite

    def __set__(self, agent: Any, value: Any) -> None:
        if self.words:
            valid = isinstance(value, str) and value in self.words
            must_be = either(map(repr, self.words))
        elif self.yes_or_no:
            valid, must_be = isinstance(value, bool | np.bool_), either(("True", "False"))
        elif self.within:
            valid, must_be = self._is_within(agent, value)
        else:
            number = _real(value)
            valid = number >= 0 and not (self.finite and number == inf)
            must_be = "a finite number of at least 0" if self.finite else "a number of at least 0"
        if not valid:
            raise InputError(f"{agent!r}: {self.name} = {given(value)}: must be {must_be}")
        agent.record[self.name] = self.words.index(value) if self.words else value

    def _is_within(self, agent: Any, value: Any) -> tuple[bool, str]:
        found = self.within(agent) if self.within else Valid.between(0, 0)
        if isinstance(found, str):
            at = f"{agent!r}: {self.name} cannot be written now"
            raise InputError(told_of(at, found))
        return is_whole(value) and int(value) in found.among, found.words


def is_whole(value: Any) -> bool:
    """Whether a value is a whole number, Python's or NumPy's."""
    return isinstance(value, int | np.integer) and not isinstance(value, bool)


def _real(value: Any) -> float:
    """A real number, Python's or NumPy's; of anything else NaN."""
    if not (is_whole(value) or isinstance(value, float | np.floating)):
        return nan
    try:
        return float(value)
    except OverflowError:
        return nan


class Row(mesa.Agent):
    """An agent that is a row of a table of the state, and is known by its number there. It has the attributes that it
    has, and a rule's own, whose names begin with `_`."""

    table = ""

    def __init__(self, model: Run, number: int) -> None:
        super().__init__(model)
        self.number = number

    @property
    def record(self) -> Any:
        """The row, as NumPy has it."""
        return self.model.state.array(self.table)[self.number]

    def __setattr__(self, name: str, value: Any) -> None:
        there = getattr(type(self), name, None)
        if isinstance(there, Field) or name.startswith("_") or "number" not in self.__dict__:
            super().__setattr__(name, value)
        elif there is not None or name in self.__dict__:
            raise InputError(_told(self, name))
        else:
            raise InputError(
                f"{self!r}: there is no {name!r}{perhaps(*get_close_matches(name, free_to_write(self), n=1))}; "
                "what a rule notes itself has a name that begins with _"
            )

    def __delattr__(self, name: str) -> None:
        if not name.startswith("_"):
            raise InputError(f"{self!r}: {name} cannot be deleted")
        super().__delattr__(name)

    def remove(self) -> None:
        """Mesa's way to end an agent, which is not for rows; InputError."""
        raise InputError(f"{self!r}: cannot be removed; it is a row of a table of the model")

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.number}>"


def free_to_write(agent: Row) -> list[str]:
    """Names of the attributes of an agent that a rule may write."""
    return [name for name, there in vars(type(agent)).items() if isinstance(there, Free)]


def _told(agent: Row, name: str) -> str:
    free = ", ".join(free_to_write(agent))
    return f"{agent!r}: {name} is the model's own and cannot be written; a rule may write {free}"


# ---- what is valid ---------------------------------------------------------------------------------------------------


def a_commune(agent: Any) -> Valid:
    """A row of the territory."""
    return Valid.between(0, len(agent.model.territory.codes) - 1)


def a_target_group(agent: Any) -> Valid:
    """A row of the table of target groups."""
    return Valid.between(0, len(agent.model.parameters_at_start.target_group) - 1)


def some_slots(agent: Any) -> Valid:
    """A set of times of the week, one bit each."""
    return Valid.between(0, (1 << agent.model.parameters_at_start.population.slots) - 1)


def some_weeks(_: Any) -> Valid:
    """A number of weeks, or that of a week."""
    return Valid.between(0, LONGEST)


def a_week_of_the_past(agent: Any) -> Valid:
    """A week that has begun, or -1 for none."""
    return Valid.between(int(NONE), agent.model.week)


def a_week_to_come(agent: Any) -> Valid | str:
    """A week after this one, for somebody whose training goes on."""
    if agent.number not in agent.model.listed(IN_TRAINING):
        return "they are not in training"
    return Valid.between(agent.model.week + 1, LONGEST)


def a_facilitator(agent: Any) -> Valid:
    """The id of a facilitator, or -1 for none."""
    ids = agent.model.rows("facilitators")["id"][agent.model.numbers("facilitators")].tolist()
    return Valid({int(NONE), *ids}, "the id of a facilitator, or -1")


def a_request(agent: Any) -> Valid | str:
    """A week in which a partner asks for a group, or -1 for none."""
    if not agent.model.state.array("parameters")[0]["partners"]["groups_per_year"]:
        return "no partner asks for groups where partners.groups_per_year = 0"
    return Valid.between(int(NONE), LONGEST)


def a_place(agent: Any) -> Valid | str:
    """A row of the territory, for a group that is not of the house."""
    return _of_the_house(agent) or a_commune(agent)


def a_slot(agent: Any) -> Valid | str:
    """A time of the week, for a group that is not of the house."""
    return _of_the_house(agent) or Valid.between(0, agent.model.parameters_at_start.population.slots - 1)


def _of_the_house(group: Any) -> str | None:
    return "a group of the house meets there, when its members can" if group.in_house else None


class Commune(Row):
    """A commune: a node of the territory's graph, and what has happened there this year (at its end: nothing yet)."""

    table = "communes"
    registrations, groups_started, participants = Field(), Field(), Field()
    completers, aspirants, facilitators_trained = Field(), Field(), Field()
    opened = Free(yes_or_no=True)

    @property
    def index(self) -> int:
        """Row of the territory."""
        return self.number

    @property
    def cell(self) -> Cell:
        """Where it stands in the space of the model."""
        return self.model.space[self.number]

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
    home, target_group, slots = Free(within=a_commune), Free(within=a_target_group), Free(within=some_slots)
    status, channel = Field(*STATUSES), Free(*CHANNELS)
    registrations, source, groups_seen = Field(), Field(), Field()
    aspirant_since = Free(within=a_week_of_the_past)
    clock, limit = Free(finite=True), Free()  # hazard lived and hazard that can be borne: of waiting, then of aspiring
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
    home, target_group, slots = Free(within=a_commune), Free(within=a_target_group), Free(within=some_slots)
    source = Field(*SOURCES)
    parent_a, parent_b, from_group, trained_week, left_week = Field(), Field(), Field(), Field(), Field()
    active, mentored, paid = Field(yes_or_no=True), Free(yes_or_no=True), Free(yes_or_no=True)
    groups_led, groups_opened, rests, load, overload = Field(), Field(), Field(), Field(), Field()
    ready_since, available = Free(within=a_week_of_the_past), Free(within=a_week_to_come)
    last_partner = Free(within=a_facilitator)  # id, or -1
    loss_clock, loss_limit = Free(finite=True), Free()
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
    next_request = Free(within=a_request)
    clock, limit = Free(finite=True), Free()
    reached = Free(yes_or_no=True)

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
    key, place, slot = Field(), Free(within=a_place), Free(within=a_slot)
    opened, started, ended, session, aspirants = Field(), Field(), Field(), Field(), Field()
    closes, shift = Free(within=some_weeks), Free(within=some_weeks)
    online, in_house, stand_in = Field(yes_or_no=True), Field(yes_or_no=True), Field(yes_or_no=True)
    postponed = Free(yes_or_no=True)
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
