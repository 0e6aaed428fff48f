"""Partner organisations (ODD 7: organisations, coordinators and partners, pitches)."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING, Any

import numpy as np
from mesa.discrete_space import FixedAgent
from numpy.typing import NDArray

from contagion.models.plain.people import PITCH
from contagion.models.plain.territory import chance_of, share_out

if TYPE_CHECKING:
    from contagion.models.plain.programme import ProgrammeModel


class Partner(FixedAgent):
    """An organisation, which may become a partner, host groups, tell its members and name candidates.

    Attributes
    ----------
    status : str
        "unknown", "contacted", "active" or "dormant".
    next_request : float
        Week from which it asks for a group.
    has_completer : bool
        Whether one of its members has completed a group.
    """

    model: Any

    def __init__(self, model: ProgrammeModel, commune: int, members: NDArray[np.int64]) -> None:
        super().__init__(model)
        self.commune, self.members, self.cell = commune, members, model.cells[commune]
        self.status, self.has_completer, self.next_request = "unknown", False, inf
        self.called, self._luck = -1, 0.0

    def be_contacted(self) -> None:
        """Become active or not, once a coordinator has called (ODD 7, coordinators and partners)."""
        p = self.model.p.partners
        self.model.tally["partner contacted"] += 1
        if self.model.rng.random() < p.activation * (p.participant_factor if self.has_completer else 1):
            self.become_active()
        else:
            self.status = "contacted" if self.status == "unknown" else self.status
            self.model.line.append(self)

    def become_active(self) -> None:
        """Begin an active spell; the first request comes within the interval between two."""
        p, rng = self.model.p.partners, self.model.rng
        self.status, self._luck = "active", rng.random()
        self.next_request = self.model.week + int(rng.random() * 52 / p.groups_per_year) if p.groups_per_year else inf

    def pass_a_week(self) -> None:
        """Stay active, or go dormant and back to the end of the line."""
        if self.model.rng.random() < chance_of(1 / self.model.p.partners.active_years):
            self.status = "dormant"
            self.model.line.append(self)

    @property
    def is_asking(self) -> bool:
        """Whether it asks for a group to which nobody has gone this week."""
        return self.status == "active" and self.next_request <= self.model.week != self.called

    @property
    def asks_in_house(self) -> bool:
        """Whether the group it asks for is for its own members."""
        p = self.model.p.partners
        return self.members.size >= p.in_house_members and self._luck < p.in_house_share

    def host_a_group(self) -> None:
        """Count the time to the next request from the opening of this group."""
        self.next_request = self.model.week + int(52 / self.model.p.partners.groups_per_year)
        self._luck = self.model.rng.random()

    def tell_members(self, share: float, times: float) -> None:
        """Tell a share of the members; only receptive ones can follow (ODD 7, pitches, events, letters)."""
        model, p = self.model, self.model.p.registering
        strength = p.partner * model.p.outreach.factor * times
        if not self.has_completer:
            strength /= p.participant_source
        told = self.members[model.rng.random(self.members.size) < share]
        model.tally[f"told: {PITCH}"] += told.size
        for number in told[model.people.readiness[told] > 0]:
            model.resident(number).hear(strength, PITCH, self)


def make_organisations(model: ProgrammeModel) -> list[Partner]:
    """Make all organisations of the territory, and say who belongs to which (ODD 7, organisations).

    The members of a commune's organisations come from where people commute from; nobody belongs to two.
    """
    p, rng, communes = model.p.partners, model.rng, model.communes
    many = round(p.per_100_establishments / 100 * communes.establishments.sum())
    numbers = share_out(many, communes.establishments) if many else np.zeros(len(communes.codes), dtype=int)
    sizes = [np.minimum(p.smallest * rng.random(n) ** (-1 / p.tail), p.largest).astype(int) for n in numbers]
    weights = communes.adults[:, None] * communes.commuting
    flows = np.array([share_out(own.sum(), weights[:, there]) for there, own in enumerate(sizes)])  # to, from
    leaving = flows.sum(axis=0)
    flows = (flows * np.minimum(1.0, communes.adults / np.maximum(leaving, 1))).astype(int)
    ends = communes.adults.cumsum()
    left = [
        list(rng.permutation(np.arange(end - adults, end))) for adults, end in zip(communes.adults, ends, strict=True)
    ]
    organisations = []
    for there, own in enumerate(sizes):
        seats = [left[home].pop() for home, count in enumerate(flows[there]) for _ in range(count)]
        seats = rng.permutation(np.array(seats, dtype=int))
        ends_of = share_out(seats.size, own.astype(float)).cumsum() if own.size else []
        for members in np.split(seats, ends_of[:-1]) if own.size else []:
            model.people.employer[members] = len(organisations)
            organisations.append(model.Partner(model, there, members))
    return organisations
