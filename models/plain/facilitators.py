"""Facilitators (ODD 7: readiness, pairs, stopping)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from mesa.discrete_space import FixedAgent

from contagion.models.plain.groups import draw_near
from contagion.models.plain.territory import chance_of

if TYPE_CHECKING:
    from contagion.models.plain.groups import Group
    from contagion.models.plain.partners import Partner
    from contagion.models.plain.people import Resident
    from contagion.models.plain.programme import ProgrammeModel


class Facilitator(FixedAgent):
    """A trained person.

    Attributes
    ----------
    source : str
        "founder", "participant" or "partner".
    state : str
        "trained", "never active", "in training", "resting", "ready", "leading" (or recruiting) or "stopped".
    came_from : Group or None
        The group whose participant this was; its leaders are the parents.
    generation : int
        0 for those from outside, one more than the highest of the parents' for participants.
    """

    model: Any

    def __init__(self, model: ProgrammeModel, resident: Resident, source: str, came_from: Group | None = None) -> None:
        super().__init__(model)
        self.resident, self.source, self.came_from, resident.facilitator = resident, source, came_from, self
        self.commune, self.cell = resident.commune, model.cells[resident.commune]
        self.generation = 1 + max(one.generation for one in came_from.leaders) if came_from is not None else 0
        self.state, self.trained_week, self.left_week, self.available = "trained", model.week, None, model.week
        self.groups_led, self.ready_since, self.has_had_enough = 0, model.week, False
        self.last_partner: Facilitator | None = None
        self.trained_with: Facilitator | None = None
        self.mentored = self.paid = False
        self.luck = model.rng.random()  # who is looked after by few posts is so by more

    @property
    def is_active(self) -> bool:
        """Whether this facilitator has begun and not stopped."""
        return self.state not in ("trained", "never active", "stopped")

    @property
    def is_looked_after(self) -> bool:
        """Whether the coordinators have time for this facilitator."""
        return self.luck < self.model.share_looked_after()

    # ---- training (ODD 7, queue and training) ------------------------------------------------------------------------

    def begin(self, active: bool) -> None:
        """Become active, to be available some weeks later, or not."""
        p, rng = self.model.p, self.model.rng
        self.state = "in training" if active else "never active"
        self.available = self.model.week + p.training.ready_after_weeks
        self.mentored, self.paid = rng.random() < p.retention.mentored_share, rng.random() < p.retention.paid_share

    def opens_with_partner(self) -> bool:
        """Say whether the partner in training is there for a first group together."""
        other = self.trained_with
        if other is None or self.may_lead_alone():
            return False
        return other.is_active and other.available == self.available

    # ---- readiness and pairs (ODD 7, readiness; pairs) ---------------------------------------------------------------

    def rest(self) -> None:
        """Begin a rest."""
        self.state = "resting"

    def may_end_rest(self) -> bool:
        """Say whether the rest ends this week."""
        weeks = self.model.p.facilitation.rest_weeks
        return not weeks or self.model.rng.random() < -np.expm1(-1 / weeks)

    def get_ready(self) -> None:
        """Begin to look for a partner."""
        self.state, self.ready_since = "ready", self.model.week

    def may_lead_alone(self) -> bool:
        """Say whether this facilitator needs no partner."""
        p = self.model.p.facilitation
        return p.leaders == 1 or self.groups_led >= p.solo_after

    def house_that_asks(self) -> Partner | None:
        """Give the own organisation, if it asks for a group of its own to which nobody goes yet."""
        house = self.resident.organisation
        return house if house is not None and house.is_asking and house.asks_in_house else None

    def is_of_pool(self, other: Facilitator) -> bool:
        """Say whether two may lead together by `facilitation.pool`."""
        pool = self.model.p.facilitation.pool
        if pool == "group":
            return self.resident.public == other.resident.public
        return pool != "commune" or self.commune == other.commune

    def look_for_a_partner(self, others: list[Facilitator]) -> Facilitator | None:
        """Find somebody to lead with among the others who are ready; None if nobody fits."""
        p, rng, km = self.model.p.facilitation, self.model.rng, self.model.communes.km[self.commune]
        to_house = self.house_that_asks() is not None
        others = [one for one in others if not one.may_lead_alone() and (to_house or self.is_of_pool(one))]
        if self.last_partner in others and rng.random() < p.keep_partner:
            return self.last_partner
        fitting = []
        for one in others:
            near = km[one.commune] <= p.pair_distance_km
            if one is self.last_partner or (near and (to_house or (self.resident.free & one.resident.free).any())):
                fitting.append(one)
        return draw_near(rng, fitting, km[[one.commune for one in fitting]], p.pair_decay_km) if fitting else None

    def choose_trained_partner(self, others: list[Facilitator]) -> Facilitator | None:
        """Find a partner among those trained in the same session: nearby if possible, otherwise anywhere."""
        p, km = self.model.p.facilitation, self.model.communes.km[self.commune]
        others = [one for one in others if self.is_of_pool(one)]
        others = [one for one in others if km[one.commune] <= p.pair_distance_km] or others
        if not others:
            return None
        return draw_near(self.model.rng, others, km[[one.commune for one in others]], p.pair_decay_km)

    def wants_a_stand_in(self) -> bool:
        """Say whether the coordinator or a mentor leads a group with this facilitator, who has found nobody."""
        waited = self.model.week - self.ready_since
        return waited >= self.model.p.facilitation.stand_in_weeks and self.is_looked_after

    # ---- leading -----------------------------------------------------------------------------------------------------

    def open_a_group(self, group: Group) -> None:
        """Recruit for a group, and remember with whom."""
        self.state = "leading"
        self.last_partner = next((one for one in group.leaders if one is not self), None)

    def begin_to_lead(self) -> None:
        """Lead a group that starts; a mentor comes to the first group or to none."""
        if not self.groups_led and not self.is_looked_after:
            self.mentored = False
        self.groups_led += 1

    def finish_a_group(self) -> None:
        """Rest after a group, or decide to stop where that is decided after each group."""
        p = self.model.p.retention
        if p.form == "after_group" and self.model.rng.random() >= p.continue_share:
            self.has_had_enough = True
        self.rest()

    # ---- stopping (ODD 7, stopping) ----------------------------------------------------------------------------------

    def loss_per_year(self) -> float:
        """Give the rate at which this facilitator stops."""
        p, looked_after = self.model.p.retention, self.model.share_looked_after()
        rate = p.background_per_year if p.form == "after_group" else p.loss_per_year
        rate *= np.exp(-p.mentoring_effect * self.mentored * looked_after - p.paid_effect * self.paid)
        return rate * (1 + (p.without_coordinator - 1) * (1 - looked_after))

    def stay_or_stop(self) -> None:
        """Pass a week; whoever has had enough stops once no group is left."""
        if self.model.rng.random() < chance_of(self.loss_per_year()):
            self.has_had_enough = True
        if self.has_had_enough and self.state != "leading":
            self.state, self.left_week = "stopped", self.model.week
            self.model.tally["facilitator left"] += 1
