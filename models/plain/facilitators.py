"""Facilitators (ODD 7: queue and training; readiness; pairs; stopping)."""

from typing import Any

import numpy as np
from mesa.discrete_space import FixedAgent

from contagion.models.plain.territory import chance_of, draw_near


class Facilitator(FixedAgent):
    """A trained person, by source a "founder", "participant" or "partner".

    `state`: "trained", "never active", "in training", "resting", "ready", "leading" (or recruiting) or "stopped".
    """

    model: Any

    def __init__(self, model: Any, resident: Any, source: str, came_from: Any = None) -> None:
        super().__init__(model)
        self.resident, self.source, self.came_from, resident.facilitator = resident, source, came_from, self
        self.cell, self.km = model.communes.cells[resident.commune], model.communes.km[resident.commune]
        self.generation = 1 + max(one.generation for one in came_from.leaders) if came_from else 0
        self.state, self.trained_week, self.left_week, self.available = "trained", model.week, None, model.week
        self.groups_led, self.ready_since, self.has_had_enough, self.luck = 0, model.week, False, model.rng.random()
        self.last_partner, self.trained_with, self.mentored = None, None, False

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
