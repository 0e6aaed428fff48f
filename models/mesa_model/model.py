"""The model: what it is made of, and the stages of a week (ODD 3, process overview and scheduling)."""

from collections import Counter, defaultdict, deque
from math import inf
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
from mesa import DataCollector, Model
from mesa.agentset import AgentSet

from contagion.models.mesa_model.agents import EVENT, LETTER, Facilitator, Group, Partner, Resident, make_organisations
from contagion.models.mesa_model.territory import ANYBODY, Communes, Population, chance_of, graph_of
from contagion.models.parameters import Parameters
from contagion.models.runs.study import changed
from contagion.models.runs.vocabulary import LONGEST, whole
from contagion.models.scenario import FOLDER, Scenario, read
from contagion.models.territory.territory import Territory
from contagion.models.territory.ties import Kernels
from contagion.sim.errors import InputError

LEFT_OUT: dict[str, Any] = {
    "alternative": (),
    "budget.per_year": inf,
    "calendar.pause_in_holidays": False,
    "demand.reach": "once",
    "demand.unlimited": False,
    "elected.gate_opening": 1.0,
    "facilitation.arrange_km": 0.0,
    "facilitation.host_distance_km": inf,
    "facilitation.max_load": 1,
    "facilitation.novice_with_experienced": False,
    "invitations.pass_on": False,
    "population.student_turnover_per_year": 0.0,
    "population.turnover_per_year": 0.0,
    "retention.form": "hazard",
    "retention.paid_share": 0.0,
    "shock": (),
    "students.organisations": (),
    "training.founder_communes": (),
    "training.order": "fifo",
    "volunteering.group_sd": 0.0,
} | {
    f"{who}.{trait}": 1.0
    for who in ("students", "elected")
    for trait in ("receptivity", "barrier", "conversion", "slots")
}
"""Parameters without a rule here, with the value that they must have."""
TRIES = 64  # for each candidate for training, and each guest of an event


def must_have_rules(p: Parameters) -> None:
    """Refuse a scenario that needs a rule this model leaves out: `InputError`, in one line that names it."""
    values = [(name, p.get(name) if "." in name else getattr(p, name)) for name in LEFT_OUT]
    values += [item for decision in p.decision for item in decision.set.items() if item[0] in LEFT_OUT]
    wrong = [f"{name} = {value!r}" for name, value in values if value != LEFT_OUT[name]]
    wrong += ["target_group.organisations" for public in p.target_group if public.organisations]
    wrong += ["decision: for some, or by a rule" for one in p.decision if one.when or one.scope or one.extra_session]
    if wrong:
        raise InputError(f"{wrong[0]}: the Mesa model has no rule for it; run the scenario with contagion.run")


class ProgrammeModel(Model):
    """A climate programme in groups that spreads from person to person over a territory; a step is a week.

    Parameters
    ----------
    scenario : str, Path, Scenario or Parameters
        A name of the library, a file, or what was read from one.
    seed : int, optional
        The same seed gives the same run.
    years : int
        After so many, `running` is False.
    graph : DiGraph of NetworkX, optional
        Communes and all pairs of them, as `graph_of` makes it of a territory; by default Grand Besançon.
    **settings
        Parameters, with two underscores for the dot: `training__places=20`.

    Attributes
    ----------
    p : Parameters
        Those in force this week.
    week : int
        Weeks that are over; during a step, the number of the current week.
    communes, people : Communes, Population
        Distances between communes and shares of ties; the traits of all residents, a column each.
    met : dict
        The residents whom the programme has met, by number: these alone are agents.
    organisations : list of Partner
        By number, whether they are partners or not.
    waiting, queue : list, dict
        Residents who wait for a group; those who wait for training, with the group each came from.
    tally : Counter
        How often each kind of event has happened.

    Raises
    ------
    InputError
        In one line, also where the scenario needs a rule that this model leaves out.
    """

    description = "A climate programme whose participants become facilitators, who lead groups of further participants."

    # Agents are made of these classes: to change a rule, put a subclass in the place of one.
    Resident, Facilitator, Partner, Group, Population = Resident, Facilitator, Partner, Group, Population

    def __init__(
        self,
        scenario: Any = "ref",
        seed: int | None = None,
        *,
        years: int = 10,
        graph: nx.DiGraph | None = None,
        **settings: Any,
    ) -> None:
        super().__init__(rng=seed if seed is None else whole(seed, "seed", 0))
        self._scenario: Any = None  # Mesa's own, which SolaraViz would hand over in place of ours
        self.parameters = self.p = parameters_of(scenario, settings)
        must_have_rules(self.p)
        self.years, self.week = whole(years, "years", most=LONGEST), 0

        law = Kernels(self.p.contacts.tie_exponent, self.p.contacts.tie_offset_km)
        self.graph = graph or graph_of(Territory.from_file(kernels=law))
        self.communes = Communes(self.graph, self.random)
        self.space = self.communes.space
        self.people = self.Population(self)
        self.met: dict[int, Any] = {}
        self.organisations = make_organisations(self)

        self.waiting: list[Any] = []
        self.queue: dict[Resident, Group] = {}
        self.hearers: list[Resident] = []  # who heard of the programme this week
        self.diary: dict[int, list[tuple[Resident, str]]] = defaultdict(list)  # invitations, by week
        self.tally: Counter[str] = Counter()
        self.sessions_held = 0  # of training
        self.nominations = 0.0  # candidates whom partners have named since the last session
        self.in_vain = 0  # times that somebody looked for a partner and found nobody
        self.datacollector = DataCollector(model_reporters=FIGURES)

        # the organisations that the coordinators have still to contact, in order
        self.line = deque(self.in_random_order(self.organisations))
        for _ in range(min(self.p.partners.initial, len(self.line))):
            self.line.popleft().become_active()

    def step(self) -> None:
        """Run one week: the stages of the ODD, in order, but 14 (other programmes) and 15 (people who move)."""
        self.begin_the_week()
        self.apply_decisions()
        self.groups_in("running").do("hold_session")  # 3 Group sessions
        self.groups.select(Group.has_ended).do("end")  # 4 Group end
        self.train()
        self.active_facilitators.do("stay_or_stop", self.share_looked_after())  # 6 Facilitator turnover
        self.let_people_give_up()
        self.look_after_partners()
        self.tell_people()
        self.let_people_register()
        self.pair_facilitators()
        self.allocate_people()
        self.groups_in("recruiting").do("start_or_wait")  # 13 Group start
        self.datacollector.collect(self)  # 16 Observation
        self.week += 1
        self.running = self.week < self.years * 52

    def resident(self, number: int) -> Any:
        """Return the agent of a resident, made when the programme first meets them."""
        if number not in self.met:
            self.met[int(number)] = self.Resident(self, int(number))
        return self.met[number]

    @property
    def groups(self) -> Any:
        """All groups that ever opened, in order."""
        return self.agents_by_type.get(self.Group, AgentSet([], self.random))

    @property
    def facilitators(self) -> Any:
        """All facilitators ever trained, in order."""
        return self.agents_by_type.get(self.Facilitator, AgentSet([], self.random))

    @property
    def active_facilitators(self) -> Any:
        """Facilitators who have begun and not stopped."""
        return self.facilitators.select(lambda one: one.is_active)

    @property
    def active_partners(self) -> Any:
        """Organisations that are partners now."""
        return self.agents_by_type[self.Partner].select(lambda one: one.state == "active")

    def groups_in(self, state: str) -> Any:
        """Return the groups in a state, such as "recruiting"."""
        return self.groups.select(lambda group: group.state == state)

    def facilitators_in(self, state: str) -> Any:
        """Return the facilitators in a state, such as "ready"."""
        return self.facilitators.select(lambda one: one.state == state)

    def share_looked_after(self, many: int | None = None) -> float:
        """Return the share of so many, by default the active facilitators, for whom the coordinators have time
        (ODD 7, coordinators)."""
        many = len(self.active_facilitators) if many is None else many
        able = self.p.partners.coordinators * self.p.coordination.facilitators_per_post
        return min(1.0, able / max(many, 1))

    def in_random_order(self, items: list[Any]) -> list[Any]:
        """Return the same items, shuffled by `model.rng`."""
        return [items[n] for n in self.rng.permutation(len(items))]

    def is_due(self, per_year: int, offset: float) -> bool:
        """Say whether one of so many evenly spread dates falls in this week (ODD 7, pitches, events, letters)."""
        return any(int((n + offset) * 52 / per_year) == self.week % 52 for n in range(per_year))

    def begin_the_week(self) -> None:
        """1 Calendar: readiness is renewed once a year (ODD 7, calendar; world)."""
        if self.week and self.week % 52 == 0:
            self.people.renew(self.week // 52)

    def apply_decisions(self) -> None:
        """2 Authority: parameters hold as the decisions in force say (ODD 7, decisions)."""
        if self.parameters.decision:
            self.p = self.parameters.with_decisions(self.parameters.in_force(self.week))

    def train(self) -> None:
        """5 Training: seats for the queue, then for partners' candidates; pairs (ODD 7, queue and training; pairs)."""
        p, since = self.p.training, self.week - self.p.training.first_week
        if since < 0 or since % p.period_weeks:
            return
        before, founders = len(self.facilitators), 0 if self.sessions_held else p.founders
        self.train_candidates(founders, "founder")
        for resident in list(self.queue):
            if len(self.facilitators) - before >= p.places:
                break
            if self.rng.random() < p.accept:
                self.Facilitator(self, resident, "participant", self.queue.pop(resident))
            else:
                self.tally["declined a seat"] += 1
        if p.top_up == "historical":
            seats = before + p.places - len(self.facilitators)
            left = min(seats, p.outside_places - founders, self.nominations + 1e-9)
            self.train_candidates(int(max(left, 0)), "partner")
        self.sessions_held += 1
        self.nominations = 0.0
        trained = self.facilitators.to_list()[before:]
        self.form_pairs(trained)
        for one in trained:
            active = self.rng.random() < p.active_share
            for each in (one, one.trained_with):  # two who train as a pair become active together or not at all
                if each is not None and each.state == "trained":
                    each.begin(active)
                    self.tally["never active"] += not active

    def form_pairs(self, trained: list[Any]) -> None:
        """Let some of those trained in one session leave it as pairs (ODD 7, pairs)."""
        chance = self.p.training.pairs
        looking = [one for one in trained if self.rng.random() < chance and self.p.facilitation.leaders > 1]
        looking = self.in_random_order(looking)
        while looking:
            one = looking.pop()
            if (other := one.look_for_a_partner(looking, in_training=True)) is not None:
                looking.remove(other)
                one.trained_with = one.last_partner = other
                other.trained_with = other.last_partner = one

    def train_candidates(self, many: int, source: str) -> None:
        """Train members of active partners, or any residents where there is none (ODD 7, founders and candidates)."""
        circles = [one.members for one in self.active_partners if one.members.size]
        circles = circles or [np.arange(self.people.size)]
        for _ in range(many):
            members = (circles[self.rng.integers(len(circles))] for _ in range(TRIES))
            candidates = (self.resident(people[self.rng.integers(people.size)]) for people in members)
            candidate = next((one for one in candidates if one.is_public), None)
            if candidate is not None:
                self.Facilitator(self, candidate, source)

    def let_people_give_up(self) -> None:
        """7 Attrition of those who wait for training or for a group (ODD 7, queue and training; waiting list)."""
        lost, tired = self.p.training.queue_loss_per_year, self.p.demand.waiting_loss_per_year
        for resident in [one for one in self.queue if self.rng.random() < chance_of(lost)]:
            del self.queue[resident]
            self.tally["lost interest"] += 1
        for resident in [one for one in self.waiting if self.rng.random() < chance_of(tired)]:
            self.waiting.remove(resident)
            resident.give_up("gave up waiting")

    def look_after_partners(self) -> None:
        """8 Partners: contacts, dormancy, candidates (ODD 7, coordinators and partners)."""
        p = self.p.partners
        for _ in range(min(self.rng.poisson(p.contacts_per_month * p.coordinators * 12 / 52), len(self.line))):
            self.line.popleft().be_contacted()
        self.active_partners.do("stay_or_cease")
        many = len(self.active_partners)
        self.nominations += many * self.share_looked_after(many) * p.nominations_per_year / 52

    def tell_people(self) -> None:
        """9 Exposures (ODD 7, personal invitations; pitches, events, letters)."""
        for inviter, channel in self.diary.pop(self.week, ()):
            inviter.invite_somebody(channel)
        recruiting = self.groups_in("recruiting")
        for house in [group.host for group in recruiting if group.in_house]:
            house.tell_members(1.0, self.p.partners.in_house_strength)
        if any(not group.in_house for group in recruiting):
            self.active_partners.do("tell_members", self.p.partners.pitch_share, 1.0)
        self.hold_an_event(self.is_due(self.p.outreach.events_per_year, 0.5))
        letters = self.p.outreach.letters * self.is_due(self.p.outreach.campaigns_per_year, 0.25)
        strength = self.p.registering.letter * self.p.outreach.factor
        self.tell(self.rng.integers(self.people.size, size=letters), strength, LETTER, (LETTER, self.week))

    def hold_an_event(self, due: bool) -> None:
        """Tell the receptive people who attend, from around a place (ODD 7, pitches, events, letters)."""
        p, shares = self.p, self.communes.adults / self.communes.adults.sum()
        place = int(self.rng.choice(shares.size, p=shares))
        strength = p.registering.event * p.outreach.factor / p.registering.participant_source
        for _ in range(self.rng.binomial(p.outreach.attendees * due, p.outreach.receptive_share)):
            guests = (self.communes.somebody_around(self.rng, place, ANYBODY) for _ in range(TRIES))
            guest = next((number for number in guests if self.people.readiness[number]), None)
            if guest is not None:
                self.resident(guest).hear(strength, EVENT, (EVENT, self.week))
        self.tally[f"told: {EVENT}"] += p.outreach.attendees * due

    def tell(self, numbers: Any, strength: float, channel: str, source: Any) -> None:
        """Tell residents; only the receptive can follow (ODD 7, pitches, events, letters)."""
        self.tally[f"told: {channel}"] += numbers.size
        for number in numbers[self.people.readiness[numbers] > 0]:
            self.resident(number).hear(strength, channel, source)

    def let_people_register(self) -> None:
        """10 Registering (ODD 7, registering or not)."""
        for resident in self.hearers:
            resident.decide_to_register()
        self.hearers = []

    def pair_facilitators(self) -> None:
        """11 Pairing: who is rested looks for a partner; pairs open groups (ODD 7, readiness; pairs; opening)."""
        chance = -np.expm1(-1 / max(self.p.facilitation.rest_weeks, 1e-9))
        for one in self.facilitators_in("resting"):
            if self.rng.random() < chance:
                one.be_ready()
        teams: list[Any] = []
        self.team_up_those_trained(teams)
        self.team_up_those_ready(teams)
        for leaders, house in teams:
            self.Group(self, leaders, house)

    def team_up_those_trained(self, teams: list[Any]) -> None:
        """Let pairs lead together once their training is over; others rest before they look for a partner."""
        for one in self.facilitators_in("in training"):
            if one.available <= self.week and one.state == "in training":
                other = one.trained_with
                if one.may_lead_alone() or other is None or other.state != "in training":
                    one.state = "resting"
                else:
                    self.team_up(teams, [one, other])

    def team_up_those_ready(self, teams: list[Any]) -> None:
        """Let all who are ready look for a partner in turn, those whom a house asks first."""
        ready = self.in_random_order(self.facilitators_in("ready").to_list())
        ready.sort(key=lambda one: one.house_that_asks() is None)
        while ready:
            one = ready.pop(0)
            other = None if one.may_lead_alone() else one.look_for_a_partner(ready)
            if other is not None:
                ready.remove(other)
                self.team_up(teams, [one, other])
            elif one.may_lead_alone() or one.wants_a_stand_in():
                self.team_up(teams, [one])
            else:
                self.in_vain += 1

    def team_up(self, teams: list[Any], leaders: list[Any]) -> None:
        """Note who will open a group this week, and whose house they go to (ODD 7, pairs)."""
        house = next((one.house_that_asks() for one in leaders if one.house_that_asks() is not None), None)
        teams.append((leaders, house))
        if house is not None:
            house.called = self.week
        for one in leaders:
            one.state = "leading"

    def allocate_people(self) -> None:
        """12 Allocation: who waits takes the first group that suits and has room (ODD 7, waiting list)."""
        recruiting = self.groups_in("recruiting")
        for resident in self.in_random_order(self.waiting):
            for group in [one for one in recruiting if resident.would_take(one)]:
                if len(group.registered) < self.p.group.maximum:
                    group.registered.append(resident)
                    resident.status, resident.group = "registered", group
                    break
        self.waiting = [resident for resident in self.waiting if resident.status == "waiting"]


def parameters_of(scenario: Any, settings: dict[str, Any]) -> Parameters:
    """Read a scenario, with single parameters set over it."""
    if isinstance(scenario, str | Path):
        scenario = read(FOLDER / f"{scenario}.toml" if isinstance(scenario, str) else scenario)
    parameters = scenario.parameters if isinstance(scenario, Scenario) else scenario
    if unknown := [name for name in settings if "__" not in name]:
        raise InputError(f"{unknown[0]}: unknown setting. Expected section__name, such as training__places")
    return changed(parameters, {name.replace("__", "."): value for name, value in settings.items()})


FIGURES = {
    "participants": lambda model: sum(len(group.members) for group in model.groups),
    "registrations": lambda model: model.tally["registered"],
    "completers": lambda model: sum(len(group.completers) for group in model.groups),
    "aspirants": lambda model: sum(group.aspirants for group in model.groups),
    "aspirants_waiting": lambda model: len(model.queue),
    "waiting": lambda model: len(model.waiting),
    "groups_opened": lambda model: len(model.groups),
    "groups_started": lambda model: sum(group.started is not None for group in model.groups),
    "groups_running": lambda model: len(model.groups_in("running")),
    "communes_reached": lambda model: len({one.cell for one in model.groups if one.members and not one.online}),
    "facilitators_trained": lambda model: len(model.facilitators),
    "facilitators_active": lambda model: len(model.active_facilitators),
    "facilitators_from_groups": lambda model: sum(one.source == "participant" for one in model.facilitators),
    "partners_active": lambda model: len(model.active_partners),
}
"""Figures of each week, under the names of the indicators (`models/outcomes/indicators/README.md`)."""
