"""An alternative programme and those who take part: what each is and the small verbs that change it. No chances here;
those are in `rules`. Residents are those of the groups; what they do in one programme is kept apart from the others.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import inf, log1p
from typing import TYPE_CHECKING

import mesa

from models.agents import NONE, Person, Resident
from models.rules.budget import Account, Bill
from models.rules.invitations import Outbox
from sim.draws import combine
from sim.errors import InputError

if TYPE_CHECKING:
    from models.parameters import Alternative, Parameters
    from models.programme import ConversationModel, Exposure
    from sim.draws import Stream

type Soul = tuple[int, int]  # id of a resident, and how often those at that id were replaced by newcomers

_ORDINALS = 1 << 46  # of the invitations of one programme; the groups' are below
_ORDINALS_OF_LEADERS = 1 << 20


@dataclass
class Registration:
    """Somebody who wishes to take part and has no group yet."""

    person: Resident
    source: int
    week: int
    limit: float  # hazard of waiting that they bear
    souls: list[Soul]  # who takes part with them, themselves included
    clock: float = 0.0
    offered: set[int] = field(default_factory=set)


class Leader(Person):
    """Somebody who leads groups of an alternative programme."""

    def __init__(self, model: ConversationModel, resident_id: int, team: Team | None) -> None:
        super().__init__(model, resident_id)
        self.team = team  # they came from
        self.since = model.week
        self.left_week = NONE
        self.load = self.groups_opened = self.groups_led = self.rests = 0
        self.loss_clock = self.loss_limit = 0.0
        self.clock = self.limit = 0.0  # of the present rest
        self.children = 0.0  # leaders come from their groups, shared with whoever led with them


class Team(mesa.Agent):
    """A group of an alternative programme, from the day it opens."""

    online = False

    def __init__(
        self, model: ConversationModel, key: int, leaders: list[Leader], first: Person, slot: int, closes: int
    ) -> None:
        super().__init__(model)
        self.key, self.leaders, self.slot, self.closes = key, leaders, slot, closes
        self.first = first  # a leader, or the member who leads
        self.place = first.home
        self.opened = model.week
        self.started = self.ended = NONE
        self.shift = self.sessions = 0
        self.registered: list[Registration] = []
        self.members: list[Resident] = []


class Programme:
    """What an alternative programme keeps in the course of a run.

    Parameters
    ----------
    model : ConversationModel
    settings : Alternative
        The row of the scenario.
    """

    def __init__(self, model: ConversationModel, settings: Alternative) -> None:
        self.settings, self.name, self._draws = settings, settings.name, model.draws
        self.key = self.stream("name").key
        rest = settings.rest_weeks
        self.rest_hazard = -log1p(-1 / rest) if rest > 1 else inf  # ends in a week with probability 1/rest
        self.leaders: list[Leader] = []  # that have not stopped
        self.learning: dict[int, list[Leader]] = {}  # by the week from which they can lead
        self.resting: list[Leader] = []
        self.ready: list[Leader] = []
        self.waiting: list[Registration] = []
        self.recruiting: list[Team] = []
        self.running: list[Team] = []
        self.taken: set[Soul] = set()  # who is registered, takes part, or took part (a household, where it counts)
        self.leading: set[Soul] = set()  # who is or was a leader
        self.refusals: dict[Soul, int] = {}
        self.outbox = Outbox()
        self.account = model.account if settings.budget_share is None else Account.of(model.parameters)
        self.staffed = False  # this week
        self.diary: dict[int, list[tuple[int, int, str, float]]] = {}
        self.told: list[Exposure] = []

        self.registrations = self.registrations_lost = self.participants = 0
        self.groups = self.led_by_members = self.leaders_trained = self.leaders_stopped = 0
        self.hours = self.leader_hours = 0.0
        self.written = (0, 0, 0, 0.0, 0.0)  # totals at the last turn of the year

    def stream(self, decision: str) -> Stream:
        """The chance of one decision in this programme; another programme more or less changes nothing in it."""
        return self._draws.stream(f"alternative {self.name}: {decision}")

    def ordinal(self, spell: int = 0) -> int:
        """Number of the first invitation of a participant (0) or of the n-th group a leader opens."""
        return (1 + self.key % 4000) * _ORDINALS + spell * _ORDINALS_OF_LEADERS

    def key_of(self, person: int, ordinal: int) -> int:
        """Number of the group that somebody opens, their `ordinal`-th."""
        return combine(self.key, person, ordinal) >> 1

    @property
    def bill_of_leader(self) -> Bill:
        """What it costs to train a leader."""
        return {self.settings.leader_item: 1}

    def bill_of(self, team: Team) -> Bill:
        """What a group costs when it starts; a member who leads it is trained for it."""
        return {self.settings.group_item: 1, self.settings.leader_item: int(not team.leaders)}

    def takes_in(self, week: int) -> bool:
        """Whether the programme is on."""
        return self.settings.from_week <= week < self.settings.until_week

    def totals(self) -> tuple[int, int, int, float, float]:
        """Participants, groups, leaders trained, hours of participants and of leaders since the start."""
        return self.participants, self.groups, self.leaders_trained, self.hours, self.leader_hours


def must_begin_in_the_run(parameters: Parameters, horizon: int) -> None:
    """Refuse programmes that begin after the end of the run."""
    for row in parameters.alternative:
        if row.from_week >= horizon:
            raise InputError(
                f"alternative {row.name!r}: from = {row.from_week} must be a week of the run, 0 to {horizon - 1}"
            )


def soul(model: ConversationModel, person: int) -> Soul:
    """Who lives at an id now."""
    return person, model.population.generation_of(person, model.year)


def busy(model: ConversationModel) -> set[int]:
    """Ids of those who are in a running group of any alternative programme."""
    return {person.id for programme in model.alternatives for team in programme.running for person in team.members}
