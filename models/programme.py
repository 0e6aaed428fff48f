"""The model: it builds the world and lists the stages of the week. It holds no rule; those are in `models/rules`."""

from __future__ import annotations

from collections import Counter, deque

import numpy as np

from models.agents import NONE, Commune, Facilitator, Group, Partner, Resident, Status
from models.alternatives import Programme, Soul
from models.contacts import Contacts
from models.parameters import Parameters
from models.population import Population
from models.rules import (
    alternatives,
    authority,
    budget,
    calendar,
    candidates,
    decisions,
    enrolment,
    feeding,
    hosting,
    invitations,
    launching,
    observing,
    outreach,
    pairing,
    retention,
    sessions,
    shocks,
    training,
    turnover,
    volunteering,
)
from models.scope import Local
from models.territory.territory import Territory
from models.territory.ties import Kernels
from sim.model import SimModel, Stage

type Exposure = tuple[int, int, float, str, float]  # resident, source, strength, channel, readiness


def kernels_of(parameters: Parameters) -> Kernels:
    """The settings of the territory that are parameters of the model."""
    return Kernels(tie_exponent=parameters.contacts.tie_exponent, tie_offset_km=parameters.contacts.tie_offset_km)


class ConversationModel(SimModel):
    """Groups that hold conversations, led by facilitators who come from groups, over a territory.

    Parameters
    ----------
    territory : Territory
    parameters : Parameters
    seed : int
    horizon : int
        Weeks that will be lived; only the last row of the yearly table depends on it.
    everyone : bool
        Make every resident an agent from the start. The event log is the same; only for verification on small
        territories.
    checked : bool
        Check the invariants after every week.
    """

    STAGES = (
        Stage("calendar", (calendar.turn_the_page, shocks.strike)),
        Stage("authority", (authority.decide, budget.begin)),
        Stage("group sessions", (sessions.hold,)),
        Stage("group end", (sessions.end, launching.free_leaders, volunteering.wish, invitations.completers_invite)),
        Stage("training", (training.train,)),
        Stage("facilitator turnover", (retention.turnover,)),
        Stage("attrition", (training.lose_interest, enrolment.give_up_waiting, shocks.lose_patience)),
        Stage("partners", (hosting.look_after_partners,)),
        Stage("exposures", (invitations.deliver, outreach.pitch, outreach.gather, outreach.mail, feeding.tell)),
        Stage("decisions", (decisions.decide,)),
        Stage("pairing", (pairing.become_ready, pairing.pair_up, invitations.address)),
        Stage("allocation", (enrolment.allocate,)),
        Stage("group start", (launching.launch,)),
        Stage("alternative programmes", (alternatives.live,)),
        Stage("population turnover", (turnover.move,)),
        Stage("observation", (observing.observe,)),
    )

    def __init__(
        self,
        territory: Territory,
        parameters: Parameters,
        seed: int,
        *,
        horizon: int = 520,
        everyone: bool = False,
        checked: bool = False,
    ) -> None:
        super().__init__(seed)
        self.territory, self.horizon, self.checked = territory, horizon, checked
        self.parameters = self.parameters_at_start = parameters  # the first are those of this week
        self.local: Local = {}  # and what holds for some only
        self.agenda = authority.Agenda(parameters, territory, horizon)
        self.extra_session = False  # this week
        self.population = Population(territory, parameters, self.draws)
        self.contacts = Contacts(self.population)
        self.distance = territory.distances
        self.communes = [Commune(self, index) for index in range(len(territory.codes))]

        self.residents: dict[int, Resident] = {}  # those the programme has met, by id
        self.departed: list[Resident] = []  # those of them who moved away
        self.facilitators: dict[int, Facilitator] = {}  # all ever trained
        self.active: list[Facilitator] = []
        self.resting: list[pairing.Rest] = []
        self.ready: list[Facilitator] = []
        self.available_from: dict[int, list[Facilitator]] = {}  # newly trained, by the week their time comes
        self.groups: list[Group] = []  # all ever opened
        self.recruiting_groups: list[Group] = []
        self.running_groups: list[Group] = []
        self.ended_this_week: list[Group] = []
        self.waiting: list[Resident] = []
        self.groups_seen = 0  # number of the first group that nobody who waits has looked at
        self.aspirants: list[Resident] = []
        self.partners: dict[int, Partner] = {}  # those met, by number of the organisation
        self.active_partners: list[Partner] = []
        self.partners_found: tuple[int, dict[int, list[tuple[int, Partner]]]] = NONE, {}  # by commune, in which week
        self.organisations_reached: set[int] = set()  # organisations with a completer among their members
        self.opened_communes: set[int] = set()  # communes with a completer among their councillors
        self.nominations = 0.0

        self.outbox = invitations.Outbox()
        self.diary: dict[int, list[tuple[int, int, str, float]]] = {}  # invitations to be made, by week
        self.told: list[Exposure] = []  # this week
        self.memory = decisions.Memory()
        self.audience = outreach.Audience()

        self.account = budget.Account.of(parameters)
        self.coordinators = 0.0  # full-time posts at work this week
        self.alternatives = [Programme(self, row) for row in parameters.alternative]
        self.readier: dict[Soul, tuple[float, int]] = {}  # whom these feed to the groups: factor, and until which week
        self.to_be_told: list[tuple[int, int, float]] = []  # of the groups, next week: resident, source, strength

        self.holiday = False
        self.strain = shocks.CALM  # what the shocks that are on do to the rules
        self.counted_year = 0  # that the counts of the communes are of
        self.sessions_held = self.groups_started = 0
        self.seats_offered: float = 0
        self.registrations = self.enrolments = self.registrations_lost = self.no_shows = 0
        self.participants = self.completers = self.aspirants_created = self.aspirants_lost = 0
        self.tally: Counter[str] = Counter()  # of this week

        shocks.must_be_in_the_run(parameters, horizon)
        self.founder_communes = candidates.founder_communes(parameters, territory)
        first = self.draws.stream("order of first contacts").bits(self.population.organisations.ids)
        self.to_contact: deque[int] = deque(np.argsort(first, kind="stable").tolist())
        hosting.begin(self)
        if everyone:
            for person in self.population.everyone().tolist():
                self.meet(person)

    # ---- small verbs the rules share -------------------------------------------------------------------------------

    def record(self, kind: str, who: int = NONE, where: int = NONE, group: int = NONE, other: int = NONE) -> None:
        """Write down an event of this week."""
        self.recorder.event(self.week, kind, who, where, group, other)

    def meet(self, person: int) -> Resident:
        """The agent of a resident; made when the programme meets them."""
        resident = self.residents.get(person)
        if resident is None:
            generation = self.population.generation_of(person, self.year)
            resident = self.residents[person] = Resident(self, person, generation)
        return resident

    def may_register(self, person: int) -> bool:
        """Whether a resident is one of the public: not a facilitator, not waiting, and never in a group before."""
        known = self.residents.get(person)
        return person not in self.facilitators and (known is None or known.status is Status.NONE)

    def queue_for_training(self, person: Resident, group: Group) -> None:
        """Put a completer who wishes to facilitate in the queue."""
        person.came_from, person.aspirant_since, person.clock = group, self.week, 0.0
        person.limit = float(self.draws.stream("keeps wishing").exponential(person.id, person.occasion))
        self.aspirants.append(person)
        self.aspirants_created += 1
