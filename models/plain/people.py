"""Residents (ODD 7: world, contacts, invitations, registering, enrolment)."""

from typing import Any

import numpy as np
from mesa.discrete_space import FixedAgent

from contagion.models.plain.territory import BANDS, COLLEAGUES

CANDIDATES = 32  # looked at for one contact
WORD_OF_MOUTH, BY_FACILITATOR, PITCH, EVENT, LETTER = "word of mouth", "facilitator", "partner", "event", "letter"


class Population:
    """The traits of all residents aged 15 and over, a column each (ODD 7, world).

    `band` is of age, `public` the target group, `readiness` 0 for who is not receptive, `employer` -1 for none.
    """

    def __init__(self, model: Any) -> None:
        self.model, rng, p, cells = model, model.rng, model.p, model.communes.ages.ravel()
        self.commune = np.repeat(np.arange(cells.size) // BANDS, cells)
        self.band = np.repeat(np.arange(cells.size) % BANDS, cells)
        self.size = self.commune.size
        shares = np.array([public.share for public in p.target_group])
        self.public = rng.choice(len(shares), self.size, p=shares / shares.sum())
        self.employer, self.readiness = np.full(self.size, -1), np.zeros(self.size)
        self.renewal_date = rng.random(self.size)
        self.draw_readiness(np.arange(self.size))
        self._order = np.lexsort((rng.random(self.size), self.commune))  # in which households follow one another
        self._place, self._ends = np.argsort(self._order), self._cut_households()

    def draw_readiness(self, who: Any) -> None:
        """Draw who is receptive, and how ready (ODD 7, world: receptivity)."""
        p, rng = self.model.p, self.model.rng
        share = p.receptivity.share * np.array(p.receptivity.by_age)[self.band[who]]
        share *= np.array([public.receptivity for public in p.target_group])[self.public[who]]
        share[self.commune[who] != self.model.communes.centre] *= p.receptivity.outside
        ready = rng.gamma(p.receptivity.shape, 1 / p.receptivity.shape, who.size)
        self.readiness[who] = np.where(rng.random(who.size) < share, ready, 0.0)

    def _cut_households(self) -> Any:
        """Cut each commune into households of one to four adults: where each ends (ODD 7, world: households)."""
        communes, ends = self.model.communes, [np.zeros(1, dtype=int)]
        for adults, households in zip(communes.adults, communes.households, strict=True):
            mean = adults / households - 1 if households else 0.0
            sizes = 1 + self.model.rng.binomial(3, np.clip(mean / 3, 0, 1), adults)
            ends.append(ends[-1][-1] + np.unique(np.minimum(sizes.cumsum(), adults)))
        return np.concatenate(ends)

    def household(self, number: int) -> Any:
        """Give the numbers of all adults of a resident's household."""
        n = np.searchsorted(self._ends, self._place[number], side="right")
        return self._order[self._ends[n - 1] : self._ends[n]]

    def renew(self, year: int) -> None:
        """Draw readiness again for those whose date has come; they forget refusals (ODD 7, world: receptivity)."""
        p = self.model.p.receptivity
        rate, date = p.turnover_per_year / max(p.share, 1e-9), self.renewal_date
        due = np.floor(year * rate + date) > np.floor((year - 1) * rate + date)
        self.draw_readiness(np.flatnonzero(due))
        for resident in self.model.met.values():
            resident.refusals *= not due[resident.number]


class Resident(FixedAgent):
    """Somebody aged 15 or over whom the programme has met; `status`: see ODD 2."""

    model: Any

    def __init__(self, model: Any, number: int) -> None:
        super().__init__(model)
        p, rng, people = model.p, model.rng, model.people
        self.number, self.commune, self.band = number, int(people.commune[number]), int(people.band[number])
        self.public, self.cell = int(people.public[number]), model.communes.cells[self.commune]
        self.traits = p.target_group[self.public]
        share = self.traits.slot_share
        self.free = rng.random(p.population.slots) < (p.population.slot_share if share is None else share)
        self.goes, self.luck = rng.exponential(), rng.random()  # how far, in times the mean; how many sources it takes
        self.status, self.channel, self.refusals = "none", "", 0
        self.group: Any = None
        self.facilitator: Any = None
        self.work: Any = None
        self.sources, self.heard, self.offers, self.ties = set(), [], {}, {}

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
