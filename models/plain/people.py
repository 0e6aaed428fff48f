"""Residents (ODD 7: world, contacts, personal invitations, registering, enrolment)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from mesa.discrete_space import FixedAgent
from numpy.typing import NDArray

from contagion.models.plain.territory import BANDS, COLLEAGUES

if TYPE_CHECKING:
    from contagion.models.plain.facilitators import Facilitator
    from contagion.models.plain.groups import Group
    from contagion.models.plain.partners import Partner
    from contagion.models.plain.programme import ProgrammeModel

CANDIDATES = 32  # looked at for one contact
WORD_OF_MOUTH, BY_FACILITATOR, PITCH, EVENT, LETTER = "word of mouth", "facilitator", "partner", "event", "letter"


class Population:
    """The traits of all residents aged 15 and over, one column each (ODD 7, world).

    Attributes
    ----------
    commune, band, public : array of int, shape (residents,)
        Home, age band and target group.
    readiness : array of float, shape (residents,)
        0 for those who are not receptive.
    employer : array of int, shape (residents,)
        Number of the organisation somebody belongs to; -1 for none.
    """

    def __init__(self, model: ProgrammeModel) -> None:
        self.model, rng, communes, p = model, model.rng, model.communes, model.p
        cells = communes.ages.ravel()
        self.commune = np.repeat(np.arange(cells.size) // BANDS, cells)
        self.band = np.repeat(np.arange(cells.size) % BANDS, cells)
        self.size = self.commune.size
        groups, everybody = p.target_group, np.arange(self.size)
        self.public = rng.choice(len(groups), self.size, p=[group.share for group in groups])
        self.student = (self.band == 0) & (rng.random(self.size) < p.population.students)
        self.readiness = np.zeros(self.size)
        self.renewal_date, self.moving_date = rng.random(self.size), rng.random(self.size)
        self.draw_readiness(everybody)
        self.employer = np.full(self.size, -1)
        self._make_households()

    def draw_readiness(self, who: NDArray[np.int64]) -> None:
        """Draw who is receptive, and how ready (ODD 7, world: receptivity)."""
        p, rng, model = self.model.p, self.model.rng, self.model
        share = p.receptivity.share * np.array(p.receptivity.by_age)[self.band[who]]
        share *= np.array([group.receptivity for group in p.target_group])[self.public[who]]
        share[self.commune[who] != model.communes.centre] *= p.receptivity.outside
        ready = rng.gamma(p.receptivity.shape, 1 / p.receptivity.shape, who.size)
        self.readiness[who] = np.where(rng.random(who.size) < share, ready, 0.0)

    def _make_households(self) -> None:
        """Cut the residents of each commune, in a random order, into households of one to four (ODD 7, world)."""
        communes, rng = self.model.communes, self.model.rng
        self._order = np.lexsort((rng.random(self.size), self.commune))
        self._place = np.argsort(self._order)
        self._begin, self._end = np.empty(self.size, dtype=int), np.empty(self.size, dtype=int)
        first = 0
        for adults, households in zip(communes.adults, communes.households, strict=True):
            mean = adults / households - 1 if households else 0.0
            sizes = 1 + rng.binomial(3, min(max(mean / 3, 0.0), 1.0), adults)
            ends = np.minimum(sizes.cumsum(), adults)
            own = np.searchsorted(ends, np.arange(adults), side="right")
            self._begin[first : first + adults] = first + np.concatenate(([0], ends))[own]
            self._end[first : first + adults] = first + ends[own]
            first += adults

    def household(self, number: int) -> NDArray[np.int64]:
        """Give the numbers of all adults of a resident's household."""
        place = self._place[number]
        return self._order[self._begin[place] : self._end[place]]

    def renew(self, year: int) -> None:
        """Draw readiness again for those whose date has come; they forget refusals (ODD 7, world: receptivity)."""
        rate = self.model.p.receptivity.turnover_per_year / max(self.model.p.receptivity.share, 1e-9)
        due = np.floor(year * rate + self.renewal_date) > np.floor((year - 1) * rate + self.renewal_date)
        self.draw_readiness(np.flatnonzero(due))
        for resident in self.model.met.values():
            if due[resident.number]:
                resident.refusals = 0

    def who_moves(self, year: int) -> NDArray[np.int64]:
        """Say who moves at the end of a year (ODD 7, moving away)."""
        p = self.model.p.population
        rate = np.where(self.student, p.student_turnover_per_year, p.turnover_per_year)
        date = self.moving_date
        return np.flatnonzero(np.floor((year + 1) * rate + date) > np.floor(year * rate + date))


class Resident(FixedAgent):
    """Somebody aged 15 or over whom the programme has met.

    Attributes
    ----------
    status : str
        "none", "waiting", "registered", "in group", "completer" or "dropped".
    """

    model: Any

    def __init__(self, model: ProgrammeModel, number: int) -> None:
        super().__init__(model)
        p, rng, people = model.p, model.rng, model.people
        self.number, self.commune, self.band = number, int(people.commune[number]), int(people.band[number])
        self.public, self.cell = int(people.public[number]), model.cells[people.commune[number]]
        self.traits = p.target_group[self.public]
        share = p.population.slot_share if self.traits.slot_share is None else self.traits.slot_share
        self.free = rng.random(p.population.slots) < share
        self.goes = rng.exponential()  # how far, in times the mean of the commune
        self.threshold = 1 + int(rng.choice(3, p=p.registering.thresholds))
        self.status, self.channel, self.group = "none", "", None
        self.facilitator: Facilitator | None = None
        self.moves_later, self.refusals = False, 0
        self.heard: list[tuple[float, str, Any]] = []  # this week: strength, channel and source
        self.sources: set[Any] = set()
        self.offers: dict[Group, bool] = {}
        self._reach: dict[Group | None, float] = {}
        self._ties: dict[Any, list[tuple[int, float]]] = {}

    @property
    def readiness(self) -> float:
        """Readiness to register; 0 for those who are not receptive."""
        return self.model.people.readiness[self.number]

    @property
    def organisation(self) -> Partner | None:
        """The organisation this resident belongs to."""
        number = self.model.people.employer[self.number]
        return None if number < 0 else self.model.organisations[number]

    @property
    def is_public(self) -> bool:
        """Whether this resident may register, and be a candidate for training."""
        return self.status == "none" and self.facilitator is None

    # ---- contacts (ODD 7, whom one knows, whom one asks) -------------------------------------------------------------

    def invite_people(self, mean: float, weeks: int, channel: str) -> None:
        """Plan invitations over the coming weeks (ODD 7, personal invitations)."""
        rng, model = self.model.rng, self.model
        for _ in range(rng.poisson(mean)):
            model.diary[model.week + 1 + int(rng.integers(max(weeks, 1)))].append((self, channel))

    def invite_somebody(self, channel: str) -> None:
        """Ask one person, who hears it if receptive (ODD 7, personal invitations)."""
        p, model, other = self.model.p.registering, self.model, self.pick_contact()
        model.tally[f"told: {channel}"] += 1
        if other is not None and model.people.readiness[other]:
            strength = p.word_of_mouth if channel == WORD_OF_MOUTH else p.facilitator
            if channel == BY_FACILITATOR and self.facilitator and self.facilitator.source != "participant":
                strength /= p.participant_source
            model.resident(other).hear(strength, channel, self)

    def pick_contact(self) -> int | None:
        """Choose whom to ask: household, close ties, further ties or colleagues; None if nobody passes."""
        p, rng, model = self.model.p.contacts, self.model.rng, self.model
        layer = rng.choice(4, p=p.layers)
        if layer == 0:
            others = [other for other in model.people.household(self.number) if other != self.number]
            if others:
                other = int(rng.choice(others))
                if model.people.readiness[other] or rng.random() < 1 / p.receptive_weight:
                    return other
            layer = 1
        if layer == 3:
            return self._pick_colleague()
        ties = p.further_ties if layer == 2 else p.close_ties
        candidates = self._ties.setdefault((layer, int(rng.integers(ties))), [])
        for n in range(CANDIDATES):
            if n == len(candidates):
                other = model.communes.somebody_around(rng, self.commune, self.band, p.same_age)
                candidates.append((other, rng.random()))
            if self._passes(*candidates[n]):
                return candidates[n][0]
        return None

    def _pick_colleague(self) -> int | None:
        rng, model, room = self.model.rng, self.model, self.organisation
        if room is None and "work" not in vars(self):
            self.work = int(rng.choice(len(model.communes.codes), p=model.communes.commuting[self.commune]))
        for _ in range(CANDIDATES):
            if room is None:
                other = model.communes.somebody_around(rng, self.work, COLLEAGUES)
            else:
                other = int(room.members[rng.integers(room.members.size)])
            if self._passes(other, rng.random()):
                return other
        return None

    def _passes(self, other: int, luck: float) -> bool:
        p, people = self.model.p.contacts, self.model.people
        chance = 1.0 if people.readiness[other] else 1 / p.receptive_weight
        if people.public[other] != self.public:
            chance *= np.exp(-p.same_group * self.traits.contact_bias)
        return other != self.number and luck < chance

    # ---- registering (ODD 7, registering or not) ---------------------------------------------------------------------

    def hear(self, strength: float, channel: str, source: Any) -> None:
        """Hear of the programme this week."""
        if not self.heard:
            self.model.hearers.append(self)
        self.heard.append((strength, channel, source))

    def decide_to_register(self) -> None:
        """Register or refuse, once in a week in which somebody told this resident."""
        p, heard, self.heard = self.model.p, self.heard, []
        if not self.is_public:
            return
        before = len(self.sources)
        self.sources |= {source for _, _, source in heard}
        factor = {"simple": 1.0, "threshold": float(len(self.sources) >= self.threshold)}.get(p.registering.rule)
        if factor is None:
            factor = p.registering.reinforcement[min(before, len(p.registering.reinforcement) - 1)]
        hazard = p.demand.place * self.readiness * self.traits.barrier * p.registering.barrier * factor
        hazard *= p.registering.fatigue**self.refusals * sum(strength for strength, _, _ in heard)
        if self.model.rng.random() < -np.expm1(-hazard):
            self.channel = max(heard, key=lambda one: one[0])[1]
            self.offers, self.status = {}, "waiting"
            self.model.waiting.append(self)
            self.model.tally["registered"] += 1
            self.model.tally[f"registered: {self.channel}"] += 1
        else:
            self.refusals += 1

    # ---- enrolment (ODD 7, waiting list and taking a group) ----------------------------------------------------------

    def reach_km(self, group: Group) -> float:
        """How far this resident would go to a group."""
        p = self.model.p.demand
        goes = self.goes
        if p.reach == "every group":
            goes = self._reach.setdefault(group, self.model.rng.exponential())
        goes += np.log(p.travel_help) if p.travel_help else -np.inf
        return p.distance_km * self.model.farther[self.commune] * goes

    def would_come(self, group: Group, place: int) -> bool:
        """Say whether a group in a commune is near enough."""
        return self.model.communes.km[self.commune, place] < self.reach_km(group)

    def would_take(self, group: Group) -> bool:
        """Say whether a group suits, by time and distance; found out once."""
        if group not in self.offers:
            p = self.model.p.demand
            if group.in_house:
                self.offers[group] = self.organisation is group.host
            elif group.online:
                self.offers[group] = self.model.rng.random() < p.online_slot * p.online_acceptance
            else:
                self.offers[group] = bool(self.free[group.slot]) and self.would_come(group, group.place)
        return self.offers[group]

    def give_up(self, reason: str) -> None:
        """Be one of the public again."""
        self.status, self.group = "none", None
        self.model.tally[reason] += 1

    def move_away(self) -> None:
        """Leave every list; a newcomer takes over the number (ODD 7, moving away)."""
        model = self.model
        if self.status == "waiting":
            model.waiting.remove(self)
        elif self.group is not None and self in self.group.registered:
            self.group.registered.remove(self)
        if self in model.queue:
            model.queue.remove(self)
            model.tally["lost interest"] += 1
        model.met.pop(self.number)
        self.remove()
