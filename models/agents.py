"""The agents: what each one is and the small verbs that change it. No chances here; those are in `rules`."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

import mesa

if TYPE_CHECKING:
    from models.programme import ConversationModel

NONE = -1


class Status(StrEnum):
    """Where a resident stands with the programme."""

    NONE = "none"
    WAITING = "waiting"
    REGISTERED = "registered"  # in a group that recruits
    IN_GROUP = "in group"
    COMPLETER = "completer"
    DROPPED = "dropped"


class Commune(mesa.Agent):
    """A commune: a node of the territory's graph, and what happened there this year."""

    def __init__(self, model: ConversationModel, index: int) -> None:
        super().__init__(model)
        self.index = index
        self.code = model.territory.codes[index]
        self.name = model.territory.names[index]
        self.adults = int(model.territory.residents[index].sum())
        self.new_year()

    def new_year(self) -> None:
        """Begin the counts of a year."""
        self.registrations = self.groups_started = self.participants = self.completers = self.aspirants = (
            self.trained
        ) = 0


class Person(mesa.Agent):
    """Somebody of the population, with the traits that count on the way to and in a group."""

    def __init__(self, model: ConversationModel, resident_id: int) -> None:
        super().__init__(model)
        population = model.population
        self.id = resident_id
        self.home = population.home(resident_id)
        self.target_group = population.group(resident_id)
        self.slots = population.slots(resident_id)


class Resident(Person):
    """A resident aged 15 or over whom the programme has met (or, in the verification mode, any resident)."""

    def __init__(self, model: ConversationModel, resident_id: int, generation: int = 0) -> None:
        super().__init__(model, resident_id)
        self.generation = generation  # newcomers at an address take over the id of those who left (S16)
        self.status = Status.NONE
        self.registrations = 0
        self.channel = ""
        self.source = NONE
        self.groups_seen = 0  # number of the first group they have not looked at while waiting
        self.would_take: list[Group] = []  # of those they looked at
        self.group: Group | None = None
        self.aspirant_since = NONE
        self.came_from: Group | None = None  # the group they completed
        self.clock = self.limit = 0.0  # hazard lived and hazard that can be borne: of waiting, then of aspiring

    @property
    def occasion(self) -> int:
        """Number that tells this life and this registration from others under the same id."""
        return self.generation * 1024 + self.registrations

    def forget_registration(self) -> None:
        """Be one of the public again."""
        self.status, self.group = Status.NONE, None


class Facilitator(Person):
    """A trained person."""

    def __init__(
        self, model: ConversationModel, resident_id: int, source: str, parents: tuple[int, int], group: int, seat: int
    ) -> None:
        super().__init__(model, resident_id)
        self.seat = seat  # number of the training seat, that their chance as a facilitator is drawn for
        self.source = source  # "founder", "partner" or "participant"
        self.parents = parents  # the two leaders of the group they came from, or (NONE, NONE)
        self.from_group = group
        self.trained_week = model.week
        self.active = False
        self.left_week = NONE
        self.mentored = self.paid = False
        self.groups_led = 0
        self.groups_opened = 0  # those that were cancelled included
        self.rests = 0  # begun
        self.load = 0  # groups recruited for or led now
        self.overload = 0  # groups led beyond what they may, since the authority lowered it
        self.last_partner = NONE
        self.loss_clock = self.loss_limit = 0.0  # hazard of stopping lived, and that can be borne
        self.leading_since = NONE  # week up to which the time spent leading is in that clock
        self.children = 0.0  # facilitators come from one's groups, half a credit each (whole if led alone)

    @property
    def has_had_enough(self) -> bool:
        """Whether they will stop, as soon as they lead no group."""
        return self.loss_clock >= self.loss_limit

    @property
    def is_participant(self) -> bool:
        """Whether they went through a group themselves."""
        return self.source == "participant"


class Partner(mesa.Agent):
    """An organisation that the coordinator has met."""

    def __init__(self, model: ConversationModel, organisation: int) -> None:
        super().__init__(model)
        organisations = model.population.organisations
        self.organisation = organisation
        self.id = int(organisations.ids[organisation])
        self.home = int(organisations.home[organisation])
        self.kind = int(organisations.kinds[organisation])
        self.members = int(organisations.sizes[organisation])
        self.status = "contacted"
        self.contacts = 0
        self.spells = 0
        self.clock = self.limit = 0.0  # of being active
        self.next_request = NONE
        self.groups_hosted = 0


class Group(mesa.Agent):
    """A group, from the day its leaders open it."""

    def __init__(
        self,
        model: ConversationModel,
        key: int,
        leaders: list[Facilitator],
        place: int,
        slot: int,
        host: Partner | None,
        online: bool,
    ) -> None:
        super().__init__(model)
        self.key = key
        self.number = len(model.groups)  # in the order in which groups open
        self.leaders = leaders
        self.place = place
        self.slot = slot
        self.host = host
        self.online = online
        self.opened = model.week
        self.closes = model.week + model.parameters.group.recruiting_weeks
        self.postponed = False
        self.started = self.ended = NONE
        self.state = "recruiting"
        self.registered: list[Resident] = []
        self.members: list[Resident] = []
        self.attended: list[int] = []  # sessions attended by each member
        self.leaves: list[int] = []  # session before which each member leaves the group (number of sessions: none)
        self.present: list[int] = []  # people at each session
        self.session = 0  # sessions held
        self.shift = 0  # weeks lost to holidays
        self.completers: list[Resident] = []
        self.aspirants = 0

    @property
    def parents(self) -> tuple[int, int]:
        """The leaders as parents of the facilitators that come from the group; one who leads alone counts twice."""
        return self.leaders[0].id, self.leaders[-1].id
