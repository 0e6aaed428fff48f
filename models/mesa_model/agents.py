"""Residents, facilitators, groups and partners: who they are, and the rules by which they act.

Docstrings name the section of the ODD (`models/ODD.md`) that describes a rule. All chance comes from `model.rng`.
"""

from math import inf
from typing import Any

import numpy as np
from mesa.discrete_space import FixedAgent

from contagion.models.mesa_model.territory import COLLEAGUES, chance_of, draw_near, share_out

CANDIDATES = 32  # looked at for one contact
WORD_OF_MOUTH, BY_FACILITATOR, PITCH, EVENT, LETTER = "word of mouth", "facilitator", "partner", "event", "letter"


class Resident(FixedAgent):
    """Somebody aged 15 or over whom the programme has met.

    `status` is "none" (of the public), "waiting", "registered", "in group", "completer" or "dropped".
    """

    model: Any

    def __init__(self, model: Any, number: int) -> None:
        super().__init__(model)
        p, rng, people = model.p, model.rng, model.people
        self.number = number
        self.commune = int(people.commune[number])
        self.cell = model.communes.cells[self.commune]
        self.band = int(people.band[number])
        self.public = int(people.public[number])
        self.traits = p.target_group[self.public]
        share = p.population.slot_share if self.traits.slot_share is None else self.traits.slot_share
        self.free = rng.random(p.population.slots) < share
        self.goes = rng.exponential()  # how far, in times the mean
        self.luck = rng.random()  # decides how many sources it takes
        self.status = "none"
        self.channel = ""  # by which they registered
        self.refusals = 0
        self.group: Group | None = None
        self.facilitator: Any = None  # the agent of somebody trained
        self.work: int | None = None  # commune of, once somebody there is asked
        self.sources: set[Any] = set()  # who has told them so far
        self.heard: list[tuple[float, str, Any]] = []  # this week: strength, channel, source
        self.offers: dict[Group, bool] = {}  # whether a group suits
        self.ties: dict[Any, list[tuple[int, float]]] = {}

    @property
    def organisation(self) -> Any:
        """The organisation this resident belongs to, or None."""
        number = self.model.people.employer[self.number]
        return None if number < 0 else self.model.organisations[number]

    @property
    def is_public(self) -> bool:
        """Whether this resident may register, and be a candidate for training."""
        return self.status == "none" and self.facilitator is None

    def invite_people(self, mean: float, weeks: int, channel: str) -> None:
        """Plan invitations over the coming weeks (ODD 7, personal invitations)."""
        for _ in range(self.model.rng.poisson(mean)):
            week = self.model.week + 1 + int(self.model.rng.integers(max(weeks, 1)))
            self.model.diary[week].append((self, channel))

    def invite_somebody(self, channel: str) -> None:
        """Ask one person, who can follow if receptive (ODD 7, personal invitations)."""
        p, model, other = self.model.p.registering, self.model, self.pick_contact()
        model.tally[f"told: {channel}"] += 1
        if other is not None and model.people.readiness[other]:
            strength = p.word_of_mouth
            if channel == BY_FACILITATOR:
                strength = p.facilitator / (1 if self.facilitator.source == "participant" else p.participant_source)
            model.resident(other).hear(strength, channel, self)

    def pick_contact(self) -> int | None:
        """Choose whom to ask by layer of contacts; None if nobody passes (ODD 7, contacts)."""
        p, rng, model = self.model.p.contacts, self.model.rng, self.model
        layer, room = int(rng.choice(4, p=p.layers)), self.organisation
        if layer == 0:
            others = [other for other in model.people.household(self.number) if other != self.number]
            other = int(rng.choice(others)) if others else -1
            if others and (model.people.readiness[other] or rng.random() < 1 / p.receptive_weight):
                return other
        ties = p.further_ties if layer == 2 else p.close_ties
        candidates = [] if layer == 3 else self.ties.setdefault((layer == 2, int(rng.integers(ties))), [])
        for n in range(CANDIDATES):
            if n == len(candidates):  # candidates for a tie stay the same, those for a colleague do not
                if layer < 3:
                    other = model.communes.somebody_around(rng, self.commune, self.band, p.same_age)
                elif room is None:  # where this resident works is drawn once, by the commuting law
                    if self.work is None:
                        self.work = int(rng.choice(len(model.communes.codes), p=model.communes.commuting[self.commune]))
                    other = model.communes.somebody_around(rng, self.work, COLLEAGUES)
                else:
                    other = int(rng.choice(room.members))
                candidates.append((other, rng.random()))
            if self._passes(*candidates[n]):
                return candidates[n][0]
        return None

    def _passes(self, other: int, luck: float) -> bool:
        p, people = self.model.p.contacts, self.model.people
        chance = 1.0 if people.readiness[other] else 1 / p.receptive_weight
        if people.public[other] != self.public:
            chance *= np.exp(-p.same_group * self.traits.contact_bias)
        return other != self.number and luck < chance

    def hear(self, strength: float, channel: str, source: Any) -> None:
        """Hear of the programme this week."""
        if not self.heard:
            self.model.hearers.append(self)
        self.heard.append((strength, channel, source))

    def decide_to_register(self) -> None:
        """Register or refuse, once in a week in which somebody told this resident (ODD 7, registering)."""
        p, model, heard, self.heard = self.model.p, self.model, self.heard, []
        if not self.is_public:
            return
        before, self.sources = len(self.sources), self.sources | {source for _, _, source in heard}
        factor = p.demand.place * self.traits.barrier * p.registering.barrier
        if p.registering.rule == "reinforced":
            factor *= p.registering.reinforcement[min(before, len(p.registering.reinforcement) - 1)]
        elif p.registering.rule == "threshold":
            needed = 1 + np.searchsorted(np.cumsum(p.registering.thresholds[:-1]), self.luck, side="right")
            factor *= len(self.sources) >= needed
        hazard = factor * model.people.readiness[self.number] * p.registering.fatigue**self.refusals
        if model.rng.random() < -np.expm1(-hazard * sum(strength for strength, _, _ in heard)):
            self.status, self.offers, self.channel = "waiting", {}, max(heard, key=lambda one: one[0])[1]
            model.waiting.append(self)
            model.tally.update(["registered", f"registered: {self.channel}"])
        else:
            self.refusals += 1

    def would_come(self, place: int) -> bool:
        """Say whether a commune is near enough to come to (ODD 7, enrolment)."""
        p = self.model.p.demand
        goes = self.goes + (np.log(p.travel_help) if p.travel_help else -np.inf)
        mean = p.distance_km * self.model.communes.farther[self.commune] ** p.commuting_exponent
        return bool(self.model.communes.km[self.commune, place] < mean * goes)

    def would_take(self, group: Any) -> bool:
        """Say whether a group suits, by time and distance; found out once (ODD 7, enrolment)."""
        if group not in self.offers:
            p = self.model.p.demand
            if group.in_house:
                self.offers[group] = self.organisation is group.host
            elif group.online:
                self.offers[group] = self.model.rng.random() < p.online_slot * p.online_acceptance
            else:
                self.offers[group] = bool(self.free[group.slot]) and self.would_come(group.place)
        return self.offers[group]

    def give_up(self, reason: str) -> None:
        """Be one of the public again."""
        self.status, self.group = "none", None
        self.model.tally[reason] += 1


class Facilitator(FixedAgent):
    """A trained person, by source a "founder", "participant" or "partner".

    `state`: "trained", "never active", "in training", "resting", "ready", "leading" (or recruiting) or "stopped".
    """

    model: Any

    def __init__(self, model: Any, resident: Any, source: str, came_from: Any = None) -> None:
        super().__init__(model)
        self.resident = resident
        resident.facilitator = self
        self.cell = model.communes.cells[resident.commune]
        self.km = model.communes.km[resident.commune]  # to each commune
        self.source = source
        self.came_from = came_from  # the group
        self.generation = 1 + max(one.generation for one in came_from.leaders) if came_from else 0
        self.state = "trained"
        self.trained_week = model.week
        self.left_week: int | None = None
        self.available = model.week
        self.ready_since = model.week
        self.groups_led = 0
        self.has_had_enough = False
        self.mentored = False
        self.luck = model.rng.random()  # decides who is looked after, where coordinators lack the time for all
        self.last_partner: Facilitator | None = None
        self.trained_with: Facilitator | None = None

    @property
    def is_active(self) -> bool:
        """Whether this facilitator has begun and not stopped."""
        return self.state not in ("trained", "never active", "stopped")

    def begin(self, active: bool) -> None:
        """Become active, to be available some weeks later, or not (ODD 7, queue and training)."""
        self.state = "in training" if active else "never active"
        self.available = self.model.week + self.model.p.training.ready_after_weeks
        self.mentored = self.model.rng.random() < self.model.p.retention.mentored_share

    def be_ready(self) -> None:
        """Begin to look for a partner (ODD 7, readiness)."""
        self.state, self.ready_since = "ready", self.model.week

    def may_lead_alone(self) -> bool:
        """Say whether this facilitator needs no partner (ODD 7, pairs)."""
        p = self.model.p.facilitation
        return p.leaders == 1 or self.groups_led >= p.solo_after

    def wants_a_stand_in(self) -> bool:
        """Say whether the coordinator or a mentor leads with this facilitator, who has found nobody (ODD 7, pairs)."""
        waited = self.model.week - self.ready_since
        return waited >= self.model.p.facilitation.stand_in_weeks and self.luck < self.model.share_looked_after()

    def house_that_asks(self) -> Any:
        """Give the own organisation, if it asks for a group for its members to which nobody goes yet; else None."""
        house = self.resident.organisation
        return house if house is not None and house.is_asking() and house.asks_in_house() else None

    def look_for_a_partner(self, others: list[Any], in_training: bool = False) -> Any:
        """Find somebody to lead with among the others who are ready; None if nobody fits (ODD 7, pairs).

        Neither slot nor, if nobody lives near, distance is asked of two who train together.
        """
        p, rng, free = self.model.p.facilitation, self.model.rng, self.resident.free
        any_slot = in_training or self.house_that_asks() is not None
        pool = "" if any_slot and not in_training else {"group": "public", "commune": "commune"}.get(p.pool, "")
        others = [one for one in others if not one.may_lead_alone()]
        if pool:
            others = [one for one in others if getattr(one.resident, pool) == getattr(self.resident, pool)]
        if self.last_partner in others and rng.random() < p.keep_partner:
            return self.last_partner
        near = [one for one in others if self.km[one.resident.commune] <= p.pair_distance_km]
        fitting = [one for one in near if any_slot or (free & one.resident.free).any()] or others * in_training
        if self.last_partner in others and self.last_partner not in fitting:
            fitting.append(self.last_partner)
        ways = [self.km[one.resident.commune] for one in fitting]
        return draw_near(rng, fitting, ways, p.pair_decay_km) if fitting else None

    def stay_or_stop(self, looked_after: float) -> None:
        """Pass a week, given the share who are looked after; stop once no group is left (ODD 7, stopping)."""
        p = self.model.p.retention
        rate = p.loss_per_year * np.exp(-p.mentoring_effect * self.mentored * looked_after)
        rate *= 1 + (p.without_coordinator - 1) * (1 - looked_after)
        self.has_had_enough |= self.model.rng.random() < chance_of(rate)
        if self.has_had_enough and self.state != "leading":
            self.state, self.left_week = "stopped", self.model.week
            self.model.tally["facilitator left"] += 1


class Group(FixedAgent):
    """A group, from the day it opens: "recruiting", then "running" and "finished", or "cancelled" (ODD 2)."""

    model: Any

    def __init__(self, model: Any, leaders: list[Any], house: Any) -> None:
        super().__init__(model)
        self.state = "recruiting"
        self.leaders = leaders
        self.stand_in = len(leaders) == 1 and not leaders[0].may_lead_alone()  # the second leader
        self.host = house
        self.in_house = house is not None
        self.opened = model.week
        self.closes = model.week + model.p.group.recruiting_weeks
        self.postponed = False
        self.started: int | None = None
        self.ended: int | None = None
        self.next_session = 0
        self.registered: list[Resident] = []
        self.members: list[Resident] = []  # who came to session 1
        self.attended: dict[Resident, int] = {}  # sessions, by member
        self.gone: set[Resident] = set()  # members who have left the group
        self.completers: list[Resident] = []
        self.aspirants = 0
        self.online = house is None and model.rng.random() < model.p.demand.online_share
        self.place, self.slot = self._find_place_and_time()
        self.cell = model.communes.cells[self.place]
        if self.host is not None:
            self.host.ask_in(52 / model.p.partners.groups_per_year)
        for leader in leaders:
            leader.last_partner = next((one for one in leaders if one is not leader), None)
            if not self.in_house:
                mean, weeks = model.p.invitations.per_facilitator, model.p.group.recruiting_weeks
                leader.resident.invite_people(mean, weeks, BY_FACILITATOR)

    def _find_place_and_time(self) -> tuple[int, int]:
        """Choose where and when most of those who wait would come; in a house, in slot -1 (ODD 7, opening a group)."""
        homes = [one.resident.commune for one in self.leaders]
        if self.host is None and not self.online:
            self.host = self._find_host(homes)
            self.in_house = self.host is not None and self.host.asks_in_house()
        if self.in_house:
            return self.host.commune, -1
        if self.host is not None:
            homes = [self.host.commune]
        elif self.online:
            homes = [int(self.model.rng.choice(homes))]
        common, choices = np.all([one.resident.free for one in self.leaders], axis=0), {}
        for place in dict.fromkeys(homes):
            keen = sum((one.free for one in self.model.waiting if one.would_come(place)), np.zeros(common.size))
            for slot in np.flatnonzero(common if common.any() else ~common):
                choices[place, int(slot)] = keen[slot], self.model.rng.random()
        return max(choices, key=lambda choice: choices[choice])

    def _find_host(self, homes: list[int]) -> Any:
        """Find a partner that asks for a group and lends a room, near ones first; None if there is none."""
        p, km = self.model.p.facilitation, self.model.communes.km
        if self.model.rng.random() >= p.partner_room:
            return None
        hosts = [one for one in self.model.active_partners if one.is_asking()]
        ways = [km[homes, one.commune].min() for one in hosts]
        return draw_near(self.model.rng, hosts, ways, p.pair_decay_km) if hosts else None

    def has_ended(self) -> bool:
        """Say whether the last session has been held."""
        return self.state == "running" and self.next_session == len(self.model.p.group.session_weeks)

    def start_or_wait(self) -> None:
        """Start with enough people; otherwise wait, put the start off once, then cancel (ODD 7, starting)."""
        p, week = self.model.p.group, self.model.week
        registered = len(self.registered)
        if registered >= p.size or (week >= self.closes and registered >= max(p.quorum, 1)):
            self.start()
        elif week >= self.closes and (self.postponed or not p.postponed_weeks):
            self.cancel()
        elif week >= self.closes:
            self.postponed, self.closes = True, week + p.postponed_weeks
            self.model.tally["group postponed"] += 1

    def start(self) -> None:
        """Hold session 1 with those who come; cancel if nobody does (ODD 7, starting)."""
        for resident in self.registered:
            if self.model.rng.random() < self.model.p.group.no_show:
                resident.give_up("no-show")
            else:
                self.members.append(resident)
                resident.status = "in group"
        if not self.members:
            self.registered = []
            self.cancel()
            return
        self.state, self.started = "running", self.model.week
        self.attended = dict.fromkeys(self.members, 0)
        for leader in self.leaders:
            leader.mentored &= leader.groups_led > 0 or leader.luck < self.model.share_looked_after()
            leader.groups_led += 1
        self.hold_session()

    def cancel(self) -> None:
        """Let some of the registered give up and the others wait again; the leaders are ready at once."""
        self.state, self.ended = "cancelled", self.model.week
        for resident in self.registered:
            if self.model.rng.random() < self.model.p.group.cancelled_loss:
                resident.give_up("gave up with the group")
            else:
                resident.status, resident.group = "waiting", None
                self.model.waiting.append(resident)
        for leader in self.leaders:
            leader.be_ready()

    def hold_session(self) -> None:
        """Hold the session due this week; members leave before it for good, or attend (ODD 7, attendance, drop-out)."""
        p, rng = self.model.p.group, self.model.rng
        if self.started + p.session_weeks[self.next_session] > self.model.week:
            return
        for resident in [one for one in self.members if one not in self.gone]:
            if self.next_session and rng.random() < p.dropout:
                self.gone.add(resident)
                resident.status = "dropped" if self.attended[resident] < p.completion_sessions else "in group"
            else:
                self.attended[resident] += rng.random() < p.attendance
        self.next_session += 1

    def end(self) -> None:
        """Name the completers, of whom some wish to facilitate and all invite; set the leaders free."""
        p = self.model.p
        self.state, self.ended = "finished", self.model.week
        for leader in self.leaders:
            leader.state = "resting"
        for resident in self.members:
            resident.status, resident.group = "dropped", None
            if self.attended[resident] >= p.group.completion_sessions:
                resident.status = "completer"
                self.completers.append(resident)
                if resident.organisation is not None:
                    resident.organisation.has_completer = True
                if self.model.rng.random() < p.volunteering.wish * resident.traits.conversion:  # ODD 7, wishing
                    self.aspirants += 1
                    self.model.queue[resident] = self
                resident.invite_people(p.invitations.per_completer, p.invitations.completer_weeks, WORD_OF_MOUTH)


class Partner(FixedAgent):
    """An organisation, which may become a partner, host groups, tell its members and name candidates (ODD 2).

    `state` is "unknown", "active" or "dormant".
    """

    model: Any

    def __init__(self, model: Any, commune: int, members: Any) -> None:
        super().__init__(model)
        self.commune = commune
        self.cell = model.communes.cells[commune]
        self.members = members  # numbers of residents
        self.state = "unknown"
        self.has_completer = False
        self.next_request = inf  # week
        self.called = -1  # week in which facilitators last agreed to come
        self.luck = 0.0  # decides whether the next group is for the members

    def be_contacted(self) -> None:
        """Become active or not, once a coordinator has called (ODD 7, coordinators and partners)."""
        p = self.model.p.partners
        self.model.tally["partner contacted"] += 1
        if self.model.rng.random() < p.activation * (p.participant_factor if self.has_completer else 1):
            self.become_active()
        else:
            self.model.line.append(self)

    def become_active(self) -> None:
        """Begin an active spell; the first request comes within the interval between two."""
        self.state = "active"
        self.ask_in(self.model.rng.random() * 52 / self.model.p.partners.groups_per_year)

    def stay_or_cease(self) -> None:
        """Stay active for a week, or go dormant and back to the end of the line."""
        if self.model.rng.random() < chance_of(1 / self.model.p.partners.active_years):
            self.state = "dormant"
            self.model.line.append(self)

    def is_asking(self) -> bool:
        """Say whether it asks for a group to which nobody has gone this week."""
        return self.state == "active" and self.next_request <= self.model.week != self.called

    def asks_in_house(self) -> bool:
        """Say whether the group it asks for is for its own members (ODD 7, groups of the house)."""
        p = self.model.p.partners
        return self.members.size >= p.in_house_members and self.luck < p.in_house_share

    def ask_in(self, weeks: float) -> None:
        """Ask for a group in some weeks: from the opening of a group hosted, or the start of a spell."""
        self.next_request, self.luck = self.model.week + int(weeks), self.model.rng.random()

    def tell_members(self, share: float, times: float) -> None:
        """Tell a share of the members; only receptive ones can follow (ODD 7, pitches)."""
        model, p = self.model, self.model.p.registering
        strength = times * p.partner * model.p.outreach.factor / (1 if self.has_completer else p.participant_source)
        model.tell(self.members[model.rng.random(self.members.size) < share], strength, PITCH, self)


def make_organisations(model: Any) -> list[Partner]:
    """Make all organisations; their members live where a commune's workers do (ODD 7, organisations)."""
    p, rng, communes = model.p.partners, model.rng, model.communes
    numbers = share_out(round(p.per_100_establishments / 100 * communes.establishments.sum()), communes.establishments)
    sizes = [np.minimum(p.smallest * rng.random(n) ** (-1 / p.tail), p.largest).astype(int) for n in numbers]
    workers = communes.adults[:, None] * communes.commuting
    flows = np.array([share_out(own.sum(), workers[:, there]) for there, own in enumerate(sizes)])  # to, from
    flows = (flows * np.minimum(1.0, communes.adults / np.maximum(flows.sum(axis=0), 1))).astype(int)
    left, organisations = [rng.permutation(np.flatnonzero(model.people.commune == c)) for c in range(len(numbers))], []
    for there, own in enumerate(sizes):
        seats = rng.permutation(np.concatenate([left[home][:count] for home, count in enumerate(flows[there])]))
        left = [people[count:] for people, count in zip(left, flows[there], strict=True)]
        for members in np.split(seats, share_out(seats.size, own.astype(float)).cumsum()[:-1]) if own.size else ():
            model.people.employer[members] = len(organisations)
            organisations.append(model.Partner(model, there, members))
    return organisations
