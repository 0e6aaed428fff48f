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
        self.cell = model.communes.cells[resident.commune]
        self.generation = 1 + max(one.generation for one in came_from.leaders) if came_from else 0
        self.state, self.trained_week, self.left_week, self.available = "trained", model.week, None, model.week
        self.groups_led, self.ready_since, self.has_had_enough, self.luck = 0, model.week, False, model.rng.random()
        self.last_partner, self.trained_with, self.mentored, self.paid = None, None, False, False

    @property
    def is_active(self) -> bool:
        """Whether this facilitator has begun and not stopped."""
        return self.state not in ("trained", "never active", "stopped")

    def is_looked_after(self) -> bool:
        """Say whether the coordinators have time for this facilitator (ODD 7, coordinators)."""
        return self.luck < self.model.share_looked_after()

    def begin(self, active: bool) -> None:
        """Become active, to be available some weeks later, or not (ODD 7, queue and training)."""
        p, rng = self.model.p, self.model.rng
        self.state = "in training" if active else "never active"
        self.available = self.model.week + p.training.ready_after_weeks
        self.mentored, self.paid = rng.random() < p.retention.mentored_share, rng.random() < p.retention.paid_share

    def opens_with_partner(self) -> bool:
        """Say whether the partner in training is there for a first group together (ODD 7, pairs)."""
        other = self.trained_with
        both = other is not None and other.is_active and other.available == self.available
        return both and not self.may_lead_alone()

    def end_rest(self) -> None:
        """Become ready with the weekly chance 1 - exp(-1 / rest_weeks) (ODD 7, readiness)."""
        weeks = self.model.p.facilitation.rest_weeks
        if not weeks or self.model.rng.random() < -np.expm1(-1 / weeks):
            self.be_ready()

    def be_ready(self) -> None:
        """Begin to look for a partner."""
        self.state, self.ready_since = "ready", self.model.week

    def may_lead_alone(self) -> bool:
        """Say whether this facilitator needs no partner."""
        p = self.model.p.facilitation
        return p.leaders == 1 or self.groups_led >= p.solo_after

    def house_that_asks(self) -> Any:
        """Give the own organisation, if it asks for a group for its members to which nobody goes yet; else None."""
        house = self.resident.organisation
        return house if house is not None and house.is_asking() and house.asks_in_house() else None

    def is_of_pool(self, other: Any) -> bool:
        """Say whether two may lead together by `facilitation.pool` (ODD 7, pairs)."""
        one, other, pool = self.resident, other.resident, self.model.p.facilitation.pool
        return {"group": one.public == other.public, "commune": one.commune == other.commune}.get(pool, True)

    def km_to(self, others: list[Any]) -> Any:
        """Give the distances to the homes of others."""
        return self.model.communes.km[self.resident.commune, [one.resident.commune for one in others]]

    def look_for_a_partner(self, others: list[Any]) -> Any:
        """Find somebody to lead with among the others who are ready; None if nobody fits (ODD 7, pairs)."""
        p, rng, to_house = self.model.p.facilitation, self.model.rng, self.house_that_asks() is not None
        others = [one for one in others if not one.may_lead_alone() and (to_house or self.is_of_pool(one))]
        if self.last_partner in others and rng.random() < p.keep_partner:
            return self.last_partner
        fitting = []
        for one, km in zip(others, self.km_to(others) if others else (), strict=True):
            shares_slot = to_house or (self.resident.free & one.resident.free).any()
            if one is self.last_partner or (km <= p.pair_distance_km and shares_slot):
                fitting.append(one)
        return draw_near(rng, fitting, self.km_to(fitting), p.pair_decay_km) if fitting else None

    def choose_trained_partner(self, others: list[Any]) -> Any:
        """Find a partner among those trained this week: nearby if possible, otherwise anywhere (ODD 7, pairs)."""
        p, others = self.model.p.facilitation, [one for one in others if self.is_of_pool(one)]
        near = [one for one in others if self.km_to([one])[0] <= p.pair_distance_km] or others
        return draw_near(self.model.rng, near, self.km_to(near), p.pair_decay_km) if near else None

    def wants_a_stand_in(self) -> bool:
        """Say whether the coordinator or a mentor leads with this facilitator, who has found nobody (ODD 7, pairs)."""
        waited = self.model.week - self.ready_since
        return waited >= self.model.p.facilitation.stand_in_weeks and self.is_looked_after()

    def finish_a_group(self) -> None:
        """Rest after a group; decide to stop where that is decided after each group (ODD 7, stopping)."""
        p, self.state = self.model.p.retention, "resting"
        self.has_had_enough |= p.form == "after_group" and self.model.rng.random() >= p.continue_share

    def loss_per_year(self, looked_after: float) -> float:
        """Give the rate of stopping, with the share of facilitators who are looked after (ODD 7, stopping)."""
        p = self.model.p.retention
        rate = p.background_per_year if p.form == "after_group" else p.loss_per_year
        rate *= np.exp(-p.mentoring_effect * self.mentored * looked_after - p.paid_effect * self.paid)
        return rate * (1 + (p.without_coordinator - 1) * (1 - looked_after))

    def stay_or_stop(self, looked_after: float) -> None:
        """Pass a week; whoever has had enough stops once no group is left (ODD 7, stopping)."""
        self.has_had_enough |= self.model.rng.random() < chance_of(self.loss_per_year(looked_after))
        if self.has_had_enough and self.state != "leading":
            self.state, self.left_week = "stopped", self.model.week
            self.model.tally["facilitator left"] += 1
