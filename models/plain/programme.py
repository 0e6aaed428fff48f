"""The programme: sixteen stages a week (ODD 3, process overview and scheduling)."""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from math import inf
from pathlib import Path
from typing import Any

import mesa
import networkx as nx
import numpy as np

from contagion.models.parameters import Parameters
from contagion.models.plain.facilitators import Facilitator
from contagion.models.plain.groups import Group
from contagion.models.plain.partners import Partner, make_organisations
from contagion.models.plain.people import EVENT, LETTER, WORD_OF_MOUTH, Population, Resident
from contagion.models.plain.territory import ANYBODY, Communes, chance_of, graph_of, is_due, space_of
from contagion.models.scenario import FOLDER, Scenario, read
from contagion.models.territory.territory import Territory
from contagion.models.territory.ties import Kernels
from contagion.sim.errors import InputError

LEFT_OUT = {
    "budget.per_year": inf,
    "demand.unlimited": False,
    "facilitation.max_load": 1,
    "facilitation.novice_with_experienced": False,
    "invitations.pass_on": False,
    "volunteering.group_sd": 0.0,
    "training.order": "fifo",
    "training.founder_communes": (),
    "students.organisations": (),
    **{f"students.{name}": 1.0 for name in ("receptivity", "barrier", "conversion", "slots")},
    **{f"elected.{name}": 1.0 for name in ("receptivity", "barrier", "conversion", "slots", "gate_opening")},
}
"""Parameters that no rule here reads, with the only value they may have."""
TRIES = 64  # for each candidate for training


def must_have_rules(p: Parameters) -> None:
    """Refuse a scenario that needs a rule this model leaves out: `InputError`, in one line that names it."""
    for name in ("alternative", "shock"):
        if getattr(p, name):
            raise InputError(f"{name}: the plain model has no rule for it; run the scenario with contagion.run")
    if any(group.organisations for group in p.target_group):
        raise InputError("target_group.organisations: the plain model has no rule for it; use contagion.run")
    for decision in p.decision:
        if decision.when or decision.extra_session or decision.scope:
            raise InputError("decision: the plain model knows dates and values for everybody alone; use contagion.run")
    for values in ({}, *(decision.set for decision in p.decision)):
        for name, only in LEFT_OUT.items():
            value = values.get(name, p.get(name))
            if value != only:
                raise InputError(f"{name} = {value!r}: the plain model knows {only!r} alone; use contagion.run")


class ProgrammeModel(mesa.Model):
    """A climate programme in groups that spreads over a territory; a step is a week.

    Parameters
    ----------
    scenario : str, Path, Scenario or Parameters
        Name in the library, file, or what was read from one.
    seed : int, optional
    years : int
        After which `run_model` ends.
    graph : networkx.DiGraph, optional
        The communes, as `graph_of` makes them; Grand Besançon by default.
    **settings
        Parameters over the scenario, with two underscores for the dot: `training__places=20`.

    Attributes
    ----------
    p : Parameters
        Those in force this week.
    waiting : list of Resident
    queue : dict of Resident to Group
        Who waits for training since when (in order), and the group each came from.
    tally : Counter
        How often each kind of event has happened.
    """

    Resident, Facilitator, Partner, Group, Population = Resident, Facilitator, Partner, Group, Population

    def __init__(
        self,
        scenario: str | Path | Scenario | Parameters = "ref",
        seed: int | None = None,
        *,
        years: int = 10,
        graph: nx.DiGraph | None = None,
        **settings: Any,
    ) -> None:
        super().__init__(rng=seed)
        self.parameters = self.p = _parameters_of(scenario, settings)
        must_have_rules(self.p)
        self.years, self.week = years, 0
        self.graph = graph or graph_of(_territory_of(self.p))
        self.communes, self.space = Communes(self.graph), space_of(self.graph, self.random)
        self.cells = [self.space[code] for code in self.communes.codes]
        self.farther = self.communes.farther**self.p.demand.commuting_exponent
        self.people, self.met = self.Population(self), {}
        self.organisations = make_organisations(self)
        self.line = deque(self.organisations[n] for n in self.rng.permutation(len(self.organisations)))
        self.groups: list[Group] = []
        self.facilitators: list[Facilitator] = []
        self.waiting: list[Resident] = []
        self.queue: dict[Resident, Group] = {}
        self.hearers: list[Resident] = []
        self.diary: dict[int, list[tuple[Resident, str]]] = defaultdict(list)
        self.tally: Counter[str] = Counter()
        self.sessions_held, self.nominations, self.active_weeks, self.in_vain = 0, 0.0, 0, 0
        self.newly_trained: list[Facilitator] = []
        self.datacollector = mesa.DataCollector(model_reporters=FIGURES)
        for _ in range(min(self.p.partners.initial, len(self.line))):
            self.line.popleft().become_active()

    def step(self) -> None:
        """Run one week: the sixteen stages of the ODD, in order."""
        self.begin_the_week()
        self.apply_decisions()
        self.hold_group_sessions()
        self.end_groups()
        self.train()
        self.let_facilitators_stop()
        self.let_people_give_up()
        self.look_after_partners()
        self.tell_people()
        self.let_people_register()
        self.pair_facilitators()
        self.allocate_people()
        self.start_groups()
        self.run_other_programmes()
        self.replace_people_who_move()
        self.observe()
        self.week += 1
        self.running = self.week < self.years * 52

    # ---- who there is ------------------------------------------------------------------------------------------------

    def resident(self, number: int) -> Resident:
        """Give the agent of a resident, made when the programme first meets them."""
        if number not in self.met:
            self.met[int(number)] = self.Resident(self, int(number))
        return self.met[number]

    def groups_in(self, state: str) -> list[Group]:
        """Give the groups of a state, in the order in which they opened."""
        return [group for group in self.groups if group.state == state]

    def facilitators_in(self, state: str) -> list[Facilitator]:
        """Give the facilitators of a state, in the order in which they were trained."""
        return [one for one in self.facilitators if one.state == state]

    def active_facilitators(self) -> list[Facilitator]:
        """Give the active facilitators."""
        return [one for one in self.facilitators if one.is_active]

    def active_partners(self) -> list[Partner]:
        """Give the active partners."""
        return [one for one in self.organisations if one.status == "active"]

    def share_looked_after(self, many: int | None = None) -> float:
        """Give the share of the active facilitators (or of so many) whom the coordinators have time for."""
        many = len(self.active_facilitators()) if many is None else many
        able = self.p.partners.coordinators * self.p.coordination.facilitators_per_post
        return 1.0 if able >= many else able / many

    # ---- stages 1 to 4 -----------------------------------------------------------------------------------------------

    def begin_the_week(self) -> None:
        """1 Calendar: readiness is renewed once a year; sessions move by a week in holidays (ODD 7, calendar)."""
        p, of_year = self.p.calendar, self.week % 52
        if self.week and not of_year:
            self.people.renew(self.week // 52)
        self.is_holiday = p.pause_in_holidays and of_year in p.holiday_weeks
        for group in self.groups_in("running") if self.is_holiday else ():
            group.shift += 1

    def apply_decisions(self) -> None:
        """2 Authority: parameters hold as the decisions in force say (ODD 7, decisions)."""
        if self.parameters.decision:
            self.p = self.parameters.with_decisions(self.parameters.in_force(self.week))

    def hold_group_sessions(self) -> None:
        """3 Group sessions (ODD 7, attendance, drop-out, completion)."""
        for group in self.groups_in("running"):
            while group.session_is_due():
                group.hold_session()

    def end_groups(self) -> None:
        """4 Group end, after the last session (ODD 7, wishing to facilitate; personal invitations)."""
        for group in self.groups_in("running"):
            if group.next_session == len(self.p.group.session_weeks):
                group.end()

    # ---- stage 5: training -------------------------------------------------------------------------------------------

    def train(self) -> None:
        """5 Training: seats for the queue, then for partners; the trained form pairs (ODD 7, training)."""
        p, since = self.p.training, self.week - self.p.training.first_week
        if since < 0 or since % p.period_weeks:
            return
        self.newly_trained = []
        founders = 0 if self.sessions_held else p.founders
        for _ in range(founders):
            self.train_somebody(self.find_candidate(), "founder")
        self.offer_seats(p.places)
        if p.top_up == "historical":
            left = min(p.places - len(self.newly_trained), p.outside_places - founders, self.nominations + 1e-9)
            for _ in range(int(max(left, 0))):
                self.train_somebody(self.find_candidate(), "partner")
        self.sessions_held, self.nominations = self.sessions_held + 1, 0.0
        self.pair_the_trained()
        self.let_the_trained_begin()

    def train_somebody(self, resident: Resident | None, source: str, group: Group | None = None) -> None:
        """Make a facilitator of a resident."""
        if resident is not None:
            self.newly_trained.append(self.Facilitator(self, resident, source, group))
            self.facilitators.append(self.newly_trained[-1])
            self.tally[f"trained: {source}"] += 1

    def offer_seats(self, places: int) -> None:
        """Offer the seats that are left along the queue, the longest waiting first."""
        for resident, group in list(self.queue.items()):
            if len(self.newly_trained) >= places:
                break
            if self.rng.random() < self.p.training.accept:
                del self.queue[resident]
                self.train_somebody(resident, "participant", group)
            else:
                self.tally["declined a seat"] += 1

    def find_candidate(self) -> Resident | None:
        """Find a member of an active partner, or any resident where there is none (ODD 7, founders and candidates)."""
        partners = [one for one in self.active_partners() if one.members.size]
        for _ in range(TRIES):
            if partners:
                members = partners[self.rng.integers(len(partners))].members
                number = members[self.rng.integers(members.size)]
            else:
                number = self.rng.integers(self.people.size)
            if self.resident(number).is_public:
                return self.resident(number)
        return None

    def pair_the_trained(self) -> None:
        """Match those trained this week as pairs (ODD 7, pairs)."""
        p = self.p
        left = [
            one for one in self.newly_trained if self.rng.random() < p.training.pairs and p.facilitation.leaders > 1
        ]
        self.rng.shuffle(left)
        while left:
            one = left.pop()
            other = one.choose_trained_partner(left)
            if other is not None:
                left.remove(other)
                one.trained_with = one.last_partner = other
                other.trained_with = other.last_partner = one

    def let_the_trained_begin(self) -> None:
        """Let each become active or not, two who trained as a pair together."""
        for one in self.newly_trained:
            if one.state == "trained":
                active = self.rng.random() < self.p.training.active_share
                for trained in [one] if one.trained_with is None else [one, one.trained_with]:
                    trained.begin(active)
                    self.tally["never active"] += not active

    # ---- stages 6 to 8 -----------------------------------------------------------------------------------------------

    def let_facilitators_stop(self) -> None:
        """6 Facilitator turnover (ODD 7, stopping)."""
        for one in self.active_facilitators():
            one.stay_or_stop()

    def let_people_give_up(self) -> None:
        """7 Attrition: of those who wait for training or for a group (ODD 7, training; waiting list)."""
        p = self.p
        for resident in [one for one in self.queue if self.rng.random() < chance_of(p.training.queue_loss_per_year)]:
            del self.queue[resident]
            self.tally["lost interest"] += 1
        for resident in [one for one in self.waiting if self.rng.random() < chance_of(p.demand.waiting_loss_per_year)]:
            self.waiting.remove(resident)
            resident.give_up("gave up waiting")

    def look_after_partners(self) -> None:
        """8 Partners: contacts, dormancy, candidates (ODD 7, coordinators and partners)."""
        p = self.p.partners
        for _ in range(min(self.rng.poisson(p.contacts_per_month * p.coordinators * 12 / 52), len(self.line))):
            self.line.popleft().be_contacted()
        for partner in self.active_partners():
            partner.pass_a_week()
        many = len(self.active_partners())
        self.nominations += many * self.share_looked_after(many) * p.nominations_per_year / 52 if many else 0.0

    # ---- stages 9 and 10: telling and registering --------------------------------------------------------------------

    def tell_people(self) -> None:
        """9 Exposures: invitations, pitches, events, letters (ODD 7, invitations; pitches, events, letters)."""
        for inviter, channel in self.diary.pop(self.week, ()):
            inviter.invite_somebody(channel)
        recruiting = self.groups_in("recruiting")
        for group in recruiting:
            if group.in_house and group.host is not None:
                group.host.tell_members(1.0, self.p.partners.in_house_strength)
        if any(not group.in_house for group in recruiting):
            for partner in self.active_partners():
                partner.tell_members(self.p.partners.pitch_share, 1.0)
        if is_due(self.week % 52, self.p.outreach.events_per_year, 0.5):
            self.hold_an_event()
        if is_due(self.week % 52, self.p.outreach.campaigns_per_year, 0.25):
            self.send_letters()

    def hold_an_event(self) -> None:
        """Tell the receptive people who attend an event, from around a place."""
        p, source = self.p, (EVENT, self.week)
        cell = self.rng.choice(self.communes.adults.size, p=self.communes.adults / self.communes.adults.sum())
        strength = p.registering.event * p.outreach.factor / p.registering.participant_source
        for _ in range(self.rng.binomial(p.outreach.attendees, p.outreach.receptive_share)):
            for _ in range(TRIES):
                number = self.communes.somebody_around(self.rng, int(cell), ANYBODY)
                if self.people.readiness[number]:
                    self.resident(number).hear(strength, EVENT, source)
                    break
        self.tally[f"told: {EVENT}"] += p.outreach.attendees

    def send_letters(self) -> None:
        """Tell the receptive among residents drawn at random."""
        numbers = self.rng.integers(self.people.size, size=self.p.outreach.letters)
        for number in numbers[self.people.readiness[numbers] > 0]:
            strength = self.p.registering.letter * self.p.outreach.factor
            self.resident(number).hear(strength, LETTER, (LETTER, self.week))
        self.tally[f"told: {LETTER}"] += numbers.size

    def let_people_register(self) -> None:
        """10 Registering (ODD 7, registering or not)."""
        for resident in self.hearers:
            resident.decide_to_register()
        self.hearers = []

    # ---- stages 11 to 16 ---------------------------------------------------------------------------------------------

    def pair_facilitators(self) -> None:
        """11 Pairing: who is rested looks for a partner; pairs open groups (ODD 7, readiness; pairs; opening)."""
        for one in self.facilitators_in("resting"):
            if one.may_end_rest():
                one.get_ready()
        teams: list[tuple[list[Facilitator], bool, Partner | None]] = []
        for one in self.facilitators_in("in training"):
            if one.available <= self.week and one.state == "in training":
                if one.opens_with_partner():
                    self.team_up(teams, [one, one.trained_with])
                else:
                    one.rest()
        ready = self.facilitators_in("ready")
        self.rng.shuffle(ready)
        ready.sort(key=lambda one: one.house_that_asks() is None)
        while ready:
            one = ready.pop(0)
            other = None if one.may_lead_alone() else one.look_for_a_partner(ready)
            if other is not None:
                ready.remove(other)
                self.team_up(teams, [one, other])
            elif one.may_lead_alone():
                self.team_up(teams, [one])
            elif one.wants_a_stand_in():
                self.team_up(teams, [one], stand_in=True)
            else:
                self.in_vain += 1
        for leaders, stand_in, house in teams:
            self.groups.append(self.Group(self, leaders, house, stand_in))

    def team_up(self, teams: list, leaders: list, stand_in: bool = False) -> None:
        """Note who will open a group this week, and whose house calls them."""
        house = next((house for one in leaders if (house := one.house_that_asks()) is not None), None)
        if house is not None:
            house.called = self.week
        for one in leaders:
            one.state = "leading"
        teams.append((leaders, stand_in, house))

    def allocate_people(self) -> None:
        """12 Allocation: who waits takes the first group that suits (ODD 7, waiting list and taking a group)."""
        recruiting = self.groups_in("recruiting")
        for n in self.rng.permutation(len(self.waiting)) if recruiting else ():
            resident = self.waiting[n]
            taken = [group for group in recruiting if resident.would_take(group)]
            for group in taken:
                if len(group.registered) < self.p.group.maximum:
                    group.registered.append(resident)
                    resident.status, resident.group = "registered", group
                    break
        self.waiting = [resident for resident in self.waiting if resident.status == "waiting"]

    def start_groups(self) -> None:
        """13 Group start (ODD 7, starting, postponing, cancelling)."""
        for group in () if self.is_holiday else self.groups_in("recruiting"):
            group.start_or_wait()

    def run_other_programmes(self) -> None:
        """14 Alternative programmes: left out."""

    def replace_people_who_move(self) -> None:
        """15 Population turnover, at the end of a year (ODD 7, moving away)."""
        p = self.p.population
        if (self.week + 1) % 52 or not (p.turnover_per_year or p.student_turnover_per_year):
            return
        numbers = self.people.who_moves(self.week // 52)
        self.people.draw_readiness(numbers)
        movers = {self.met[number] for number in numbers.tolist() if number in self.met}
        for resident in sorted(
            movers | {one for one in self.met.values() if one.moves_later}, key=lambda one: one.number
        ):
            resident.refusals, resident.sources = 0, set()
            if resident.status == "in group" and resident.facilitator is None:
                resident.moves_later = True
            elif resident.facilitator is None:
                resident.move_away()

    def observe(self) -> None:
        """16 Observation: the figures of the year (ODD 7, writing down the week)."""
        self.active_weeks += len(self.active_facilitators())
        if (self.week + 1) % 52 == 0:
            self.datacollector.collect(self)

    def started_groups(self) -> list[Group]:
        """Give the groups that have held session 1."""
        return [group for group in self.groups if group.started is not None]

    def participants(self) -> list[tuple[Resident, Group]]:
        """Give those who came to session 1, with their group."""
        return [(resident, group) for group in self.started_groups() for resident in group.members]


def _parameters_of(scenario: str | Path | Scenario | Parameters, settings: dict[str, Any]) -> Parameters:
    if isinstance(scenario, str):
        scenario = FOLDER / f"{scenario}.toml"
    if isinstance(scenario, Path):
        scenario = read(scenario)
    parameters = scenario.parameters if isinstance(scenario, Scenario) else scenario
    for name in settings:
        if "__" not in name:
            raise InputError(f"{name}: unknown setting. Expected section__name, such as training__places")
    return parameters.with_values({name.replace("__", "."): value for name, value in settings.items()})


def _territory_of(p: Parameters) -> Territory:
    return Territory.from_file(kernels=Kernels(p.contacts.tie_exponent, p.contacts.tie_offset_km))


FIGURES = {
    "participants": lambda model: len(model.participants()),
    "registrations": lambda model: model.tally["registered"],
    "completers": lambda model: sum(len(group.completers) for group in model.groups),
    "aspirants": lambda model: sum(group.aspirants for group in model.groups),
    "aspirants_waiting": lambda model: len(model.queue),
    "waiting": lambda model: len(model.waiting),
    "groups_opened": lambda model: len(model.groups),
    "groups_started": lambda model: len(model.started_groups()),
    "groups_cancelled": lambda model: len(model.groups_in("cancelled")),
    "groups_running": lambda model: len(model.groups_in("running")),
    "groups_in_house": lambda model: sum(group.in_house for group in model.started_groups()),
    "communes_reached": lambda model: len({group.place for group in model.started_groups() if not group.online}),
    "communes_with_participants": lambda model: len({resident.commune for resident, _ in model.participants()}),
    "facilitators_trained": lambda model: len(model.facilitators),
    "facilitators_active": lambda model: len(model.active_facilitators()),
    "facilitators_from_groups": lambda model: model.tally["trained: participant"],
    "facilitator_years": lambda model: model.active_weeks / 52,
    "partners_active": lambda model: len(model.active_partners()),
    "coverage": lambda model: 1000 * len(model.participants()) / model.people.size,
    "r_word_of_mouth": lambda model: np.mean([one.channel == WORD_OF_MOUTH for one, _ in model.participants()] or [0]),
}
"""Yearly figures, under the names of the indicators (`models/outcomes/indicators/README.md`)."""
