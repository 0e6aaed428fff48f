"""The agents: who has a story, for whoever looks. An agent is a row of a table: its attributes read and write that row.
A `Field` is the model's own; a rule may write what is `Free`, if it is valid (`fields.py`). Agents are made when they
are asked for; a run at which nobody looks makes none.
"""

from __future__ import annotations

from collections.abc import Iterable

from mesa.discrete_space import Cell

from contagion.models.programme.layout import READY
from contagion.models.programme.seen.fields import (
    Field,
    Free,
    Row,
    a_commune,
    a_facilitator,
    a_place,
    a_request,
    a_slot,
    a_target_group,
    a_week_of_the_past,
    a_week_to_come,
    some_slots,
    some_weeks,
)
from contagion.models.records import CHANNELS, GROUP_STATES, NONE, PARTICIPANT, PARTNER_STATES, SOURCES, STATUSES


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
