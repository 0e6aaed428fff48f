"""Whom a resident knows, and whom one asks (S2, S3): ties as keyed draws that need no stored network.

The k-th tie of a resident is drawn once for all: first the commune, by the tie kernel of the territory, then somebody
there, with a preference for one's own age band. Candidates pass or are passed over, in a fixed order, by target group
and by receptivity (a receptive person is `contacts.receptive_weight` times as likely to be the one asked), until one
passes. So the share of receptive people among those asked is w·π/(w·π + 1 − π) in every layer.
"""

from __future__ import annotations

from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from models.organisations import NONE
from models.parameters import BANDS
from models.population import NOBODY, Ids, Population
from models.scope import Scope
from models.territory.territory import COWORKERS, TIES, Territory
from sim.draws import Floats, Ints, chosen

CANDIDATES = 32  # looked at for one contact; that all are passed over happens to about 1 in 10,000
ROUNDS = 200  # of candidates for letters to a group
FEW, MANY = 4, 200  # looked at a time, of more contacts than this
ANYBODY, AT_WORK = len(BANDS), len(BANDS) + 1  # kinds of contacts, beside ties of somebody of an age band
HOUSEHOLD, CLOSE, FURTHER, COLLEAGUES = range(4)


@lru_cache(maxsize=2)  # runs on the same territory share it
def bands_of(territory: Territory, same_age: float) -> Floats:
    """Cumulative shares of the age bands but the last, shape (bands − 1, (bands + 1) · communes): by commune, for ties
    of each band, and for whoever lives there."""
    counts = territory.residents.astype(float)
    preference = np.append(np.exp(same_age * np.eye(len(BANDS))), np.ones((1, len(BANDS))), axis=0)
    cumulative = (counts * preference[:, None, :]).cumsum(axis=2)
    cumulative /= np.maximum(cumulative[:, :, -1:], 1e-300)
    return np.ascontiguousarray(cumulative[:, :, :-1].reshape(-1, len(BANDS) - 1).T)


class Contacts:
    """The acquaintances of a population."""

    def __init__(self, population: Population) -> None:
        self.population = population
        self.settings = population.parameters.contacts
        draws = population.draws
        self._which_tie = draws.streams("invitation: layer", "invitation: tie")
        self._candidate = draws.streams("tie: where", "tie: who", "tie: passes")
        self._somebody = draws.streams("tie: where", "tie: who")
        self._anyone = draws.streams("anyone: where", "anyone: who")
        self._members: dict[int, Ids] = {}
        self._layers = np.cumsum(self.settings.layers)
        self._bias = population.same_group_bias
        self._other_group = np.exp(-self._bias)  # how much less often somebody of another target group

    # ---- where a contact lives -------------------------------------------------------------------------------------

    def _resident(self, places: Ids, kinds: Ints, where: Floats, who: Floats) -> Ids:
        """The residents that uniform numbers, two of shape (n, k), pick around n places.

        `kinds`: an age band, for ties of somebody of that band; ANYBODY, for whoever lives around; AT_WORK, for those
        who work there. In each place somebody must live or work.
        """
        territory, communes = self.population.territory, len(self.population.adults)
        rows = places + np.where(kinds == AT_WORK, COWORKERS * communes, TIES * communes)
        there, left = territory.shares.pick(rows, where)
        cumulative = bands_of(territory, self.settings.same_age)
        bands = (cumulative.take((np.minimum(kinds, ANYBODY) * communes)[:, None] + there, axis=1) <= left).sum(axis=0)
        return self.population.in_cells(there * len(BANDS) + bands, who)

    # ---- who is asked ---------------------------------------------------------------------------------------------

    def asked(self, inviters: Ids, ordinals: NDArray[np.int64], years: NDArray[np.int64]) -> Ids:
        """Recipient of the `ordinal`-th invitation of each inviter, sent in the given year, or NOBODY."""
        population, settings = self.population, self.settings
        of_layer, of_tie = self._which_tie.uniform(inviters, ordinals)
        layer = chosen(self._layers, of_layer)
        tie = (of_tie * np.where(layer == FURTHER, settings.further_ties, settings.close_ties)).astype(np.int64)
        places, kinds = population.home(inviters), population.band(inviters)
        at_home = np.full(len(inviters), NOBODY, dtype=np.int64)
        for n in np.flatnonzero(layer == HOUSEHOLD).tolist():
            at_home[n] = self._at_home(int(inviters[n]), int(ordinals[n]))
        rooms: dict[int, Ids] = {}
        at_work = np.flatnonzero(layer == COLLEAGUES)
        tie[at_work] = ordinals[at_work]
        for n in at_work.tolist():
            if (organisation := population.organisations.of(int(inviters[n]))) != NONE:
                rooms[n] = self.members(organisation)
        if alone := [n for n in at_work.tolist() if n not in rooms]:
            places[alone], kinds[alone] = population.work_commune(inviters[alone]), AT_WORK
        layer[layer == HOUSEHOLD] = CLOSE  # to which it falls if nobody at home is asked
        candidates = self._first_to_pass(inviters, (layer << 20) + tie, places, kinds, years, rooms)
        return np.where(self._is_asked_at_home(inviters, ordinals, at_home, years), at_home, candidates)

    def _first_to_pass(self, inviters: Ids, contact, places, kinds, years, rooms: dict[int, Ids]) -> Ids:
        """The first candidate that passes for each contact; those of `rooms` are members of an organisation."""
        out = np.full(len(inviters), NOBODY, dtype=np.int64)
        left = np.arange(len(inviters))
        looked_at = 0
        while len(left) and looked_at < CANDIDATES:  # the first few nearly always suffice
            step = FEW if len(left) > MANY else CANDIDATES // 2
            some = np.arange(looked_at, min(looked_at + step, CANDIDATES))
            looked_at += len(some)
            who = inviters[left, None]
            where, which, luck = self._candidate.uniform(who, contact[left, None] * CANDIDATES + some)
            candidates = self._resident(places[left], kinds[left], where, which)
            for n, contact_number in enumerate(left.tolist()):
                if contact_number in rooms:
                    members = rooms[contact_number]
                    candidates[n] = members[(where[n] * len(members)).astype(np.int64)]
            passes = self._passes(who, candidates, luck, years[left, None])
            first, at = passes.argmax(axis=1), np.arange(len(left))
            found = passes[at, first]
            out[left[found]] = candidates[at, first][found]
            left = left[~found]
        return out

    def _passes(self, inviters: Ids, candidates: Ids, luck: Floats, years: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Whether each candidate is taken as the contact, by target group and receptivity; nobody is their own
        contact."""
        population = self.population
        chance = np.where(population.receptive(candidates, years), 1.0, 1 / self.settings.receptive_weight)
        if self._bias.any():
            own = population.group(inviters)
            chance *= np.where(own == population.group(candidates), 1.0, self._other_group[own])
        return (luck < chance) & (inviters != candidates)

    def _at_home(self, inviter: int, ordinal: int) -> int:
        """Somebody else of the household, or NOBODY."""
        others = [person for person in self.population.household(inviter) if person != inviter]
        return (
            others[self.population.draws.stream("invitation: tie").index(len(others), inviter, ordinal)]
            if others
            else NOBODY
        )

    def _is_asked_at_home(self, inviters: Ids, ordinals, at_home: Ids, years) -> NDArray[np.bool_]:
        """Whether that person is asked: always if receptive, otherwise passed over like other contacts."""
        asked = at_home != NOBODY
        if asked.any():
            chance = np.where(
                self.population.receptive(at_home[asked], years[asked]), 1.0, 1 / self.settings.receptive_weight
            )
            luck = self.population.draws.stream("tie: passes").uniform(inviters[asked], ordinals[asked])
            asked[asked] = luck < chance
        return asked

    def members(self, organisation: int) -> Ids:
        """Members of an organisation (kept once worked out)."""
        if organisation not in self._members:
            self._members[organisation] = self.population.organisations.members(organisation)
        return self._members[organisation]

    # ---- residents drawn for an occasion ---------------------------------------------------------------------------

    def receptive_around(self, communes: Ids, counts: Ids, entities: NDArray[np.uint64], year: int) -> list[Ids]:
        """Up to so many receptive residents from around each of some communes, drawn for an occasion of its own."""
        share = max(self.population.parameters.receptivity.share, 1e-3)
        tries = np.where(counts > 0, (counts / share * 1.5).astype(np.int64) + 8, 0)
        attempts = np.arange(tries.max(initial=0))
        where, who = self._somebody.uniform(entities[:, None], attempts)
        candidates = self._resident(communes, np.full(len(communes), ANYBODY), where, who)
        receptive = self.population.receptive(candidates, year) & (attempts < tries[:, None])
        return [candidates[n][receptive[n]][:count] for n, count in enumerate(counts.tolist())]

    def receptive_in(self, commune: int, entity: int, year: int) -> int:
        """A receptive resident of a commune, drawn for the occasion `entity`, or NOBODY."""
        if not self.population.adults[commune]:
            return NOBODY
        where = self.population.draws.stream("tie: where").uniform(np.array([entity], dtype=np.uint64), np.arange(256))
        ranks = (where * self.population.adults[commune]).astype(np.int64)
        people = self.population.at_rank(np.full(256, commune), ranks)
        receptive = people[self.population.receptive(people, year)]
        return int(receptive[0]) if len(receptive) else NOBODY

    def anyone_each(self, entities: NDArray, occasion: int | NDArray) -> Ids:
        """A resident of the territory for each entity (and occasion), uniformly; the territory must not be empty."""
        where, who = self._anyone.uniform(entities, occasion)
        return self.population.in_cells(chosen(self._cell_cumulative, where), who)

    def some_of(self, scope: Scope, number: int, occasion: int) -> Ids:
        """So many residents of a scope, uniformly and with repetition; candidates who live there and belong to none of
        its groups are passed over. Fewer, if in `ROUNDS` rounds not enough turn up."""
        cumulative = np.cumsum(scope.places(self.population.counts).ravel())
        found: list[Ids] = []
        if cumulative[-1] == 0:
            return np.empty(0, dtype=np.int64)
        for turn in range(ROUNDS):
            entities = np.arange(number) + (scope.number + 1 << 40) + (turn << 24)
            where, who = self._anyone.uniform(entities, occasion)
            people = self.population.in_cells(chosen(cumulative / cumulative[-1], where), who)
            found.append(people[scope.holds(self.population, people)])
            if sum(map(len, found)) >= number:
                break
        return np.concatenate(found)[:number]

    def anyone(self, entity: int, occasion: int = 0) -> int:
        """A resident of the territory, uniformly, or NOBODY where there is none."""
        if not self.population.size:
            return NOBODY
        return int(self.anyone_each(np.array([entity], dtype=np.uint64), occasion)[0])

    @cached_property
    def _cell_cumulative(self) -> NDArray[np.float64]:
        return np.cumsum(self.population.counts.ravel()) / max(self.population.size, 1)
