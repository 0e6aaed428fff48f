"""Partner organisations (ODD 7: organisations; coordinators and partners; pitches)."""

from math import inf
from typing import Any

import numpy as np
from mesa.discrete_space import FixedAgent

from contagion.models.plain.people import PITCH
from contagion.models.plain.territory import chance_of, share_out


class Partner(FixedAgent):
    """An organisation, which may become a partner, host groups, tell its members and name candidates (ODD 2)."""

    model: Any

    def __init__(self, model: Any, commune: int, members: Any) -> None:
        super().__init__(model)
        self.commune, self.members, self.cell = commune, members, model.communes.cells[commune]
        self.state, self.has_completer, self.next_request, self.called, self.luck = "unknown", False, inf, -1, 0.0

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
