"""Groups (ODD 7: opening, launching, sessions, wishing to facilitate)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from mesa.discrete_space import FixedAgent

from contagion.models.plain.people import BY_FACILITATOR, WORD_OF_MOUTH

if TYPE_CHECKING:
    from contagion.models.plain.facilitators import Facilitator
    from contagion.models.plain.partners import Partner
    from contagion.models.plain.people import Resident
    from contagion.models.plain.programme import ProgrammeModel


class Group(FixedAgent):
    """A group, from the day on which it opens for registrations.

    Attributes
    ----------
    state : str
        "recruiting", "running", "finished" or "cancelled".
    registered, members, completers : list of Resident
    attended : dict of Resident to int
        Sessions each member has attended.
    """

    model: Any

    def __init__(
        self, model: ProgrammeModel, leaders: list[Facilitator], house: Partner | None, stand_in: bool
    ) -> None:
        super().__init__(model)
        self.leaders, self.stand_in, self.host, self.in_house = leaders, stand_in, house, house is not None
        self.opened, self.closes = model.week, model.week + model.p.group.recruiting_weeks
        self.state, self.postponed, self.shift, self.next_session = "recruiting", False, 0, 0
        self.started = self.ended = None
        self.registered: list[Resident] = []
        self.members: list[Resident] = []
        self.completers: list[Resident] = []
        self.attended: dict[Resident, int] = {}
        self.left: dict[Resident, int] = {}  # week in which a member left
        self.aspirants = 0
        self.online = house is None and model.rng.random() < model.p.demand.online_share
        self.place, self.slot = self._find_place_and_time()
        self.cell = model.cells[self.place]
        for leader in leaders:
            leader.open_a_group(self)
        if self.host is not None:
            self.host.host_a_group()
        if not self.in_house:
            for leader in leaders:
                p = model.p
                leader.resident.invite_people(p.invitations.per_facilitator, p.group.recruiting_weeks, BY_FACILITATOR)

    # ---- opening (ODD 7, opening a group) ----------------------------------------------------------------------------

    def _find_place_and_time(self) -> tuple[int, int]:
        """Choose where and when to meet; in a house, in working hours (slot -1)."""
        homes, rng, km = [one.commune for one in self.leaders], self.model.rng, self.model.communes.km
        if self.host is None and not self.online:
            self.host = self._find_host(homes)
            self.in_house = self.host is not None and self.host.asks_in_house
        if self.in_house and self.host is not None:
            return self.host.commune, -1
        others: list[int] = []
        if self.host is not None:
            own = [self.host.commune]
        elif self.online:
            own = [int(rng.choice(homes))]
        else:
            own, reach = list(dict.fromkeys(homes)), self.model.p.facilitation.arrange_km
            if reach:
                others = [c for c in range(len(km)) if c not in own and km[homes, c].min() <= reach]
        return self._where_most_would_come(own, others)

    def _find_host(self, homes: list[int]) -> Partner | None:
        """Find a partner that asks for a group and lends a room, near ones first."""
        p, rng, km = self.model.p.facilitation, self.model.rng, self.model.communes.km
        if rng.random() >= p.partner_room:
            return None
        hosts = [one for one in self.model.active_partners() if one.is_asking]
        ways = np.array([km[homes, one.commune].min() for one in hosts])
        hosts = [one for one, way in zip(hosts, ways, strict=True) if way <= p.host_distance_km]
        return draw_near(rng, hosts, ways[ways <= p.host_distance_km], p.pair_decay_km) if hosts else None

    def _where_most_would_come(self, own: list[int], others: list[int]) -> tuple[int, int]:
        """Choose the place and time that suit most of those who wait; own communes go before others."""
        common = np.logical_and.reduce([one.resident.free for one in self.leaders])
        times = np.flatnonzero(common) if common.any() else np.arange(common.size)
        choices = {}
        for place in own + others:
            free = [one.free for one in self.model.waiting if one.would_come(self, place)]
            keen = np.sum(free, axis=0) if free else np.zeros(common.size)
            for time in times:
                choices[place, int(time)] = keen[time], place in own, self.model.rng.random()
        return max(choices, key=lambda choice: choices[choice])

    # ---- launching (ODD 7, starting, postponing, cancelling) ---------------------------------------------------------

    def start_or_wait(self) -> None:
        """Start with enough people; otherwise wait, put the start off once, then cancel."""
        p, week, registered = self.model.p.group, self.model.week, len(self.registered)
        over = week >= self.closes
        if registered >= p.size or (over and registered >= max(p.quorum, 1)):
            self.start()
        elif over and (self.postponed or not p.postponed_weeks):
            self.cancel()
        elif over:
            self.postponed, self.closes = True, week + p.postponed_weeks
            self.model.tally["group postponed"] += 1

    def start(self) -> None:
        """Hold session 1 with those who come; cancel if nobody does."""
        for resident in self.registered:
            if self.model.rng.random() < self.model.p.group.no_show:
                resident.give_up("no-show")
            else:
                self.members.append(resident)
        if not self.members:
            self.registered = []
            self.cancel()
            return
        self.state, self.started = "running", self.model.week
        for resident in self.members:
            resident.status, self.attended[resident] = "in group", 0
        for leader in self.leaders:
            leader.begin_to_lead()
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
            leader.get_ready()

    # ---- sessions (ODD 7, attendance, drop-out, completion) ----------------------------------------------------------

    def session_is_due(self) -> bool:
        """Say whether the next session falls in this week."""
        weeks = self.model.p.group.session_weeks
        if self.state != "running" or self.started is None or self.next_session == len(weeks):
            return False
        return self.started + weeks[self.next_session] + self.shift <= self.model.week

    def hold_session(self) -> None:
        """Let members leave for good before every session except the first, and attend it."""
        p, rng = self.model.p.group, self.model.rng
        for resident in self.members:
            if resident in self.left:
                continue
            if self.next_session and rng.random() < p.dropout:
                self.left[resident] = self.model.week
                if self.attended[resident] < p.completion_sessions:
                    resident.status, resident.group = "dropped", None
            elif rng.random() < p.attendance:
                self.attended[resident] += 1
        self.next_session += 1

    def end(self) -> None:
        """Name the completers, some of whom wish to facilitate; set the leaders free."""
        self.state, self.ended = "finished", self.model.week
        for resident in self.members:
            if self.attended[resident] >= self.model.p.group.completion_sessions:
                resident.status = "completer"
                self.completers.append(resident)
                if resident.organisation is not None:
                    resident.organisation.has_completer = True
            else:
                resident.status = "dropped"
            resident.group = None
        for leader in self.leaders:
            leader.finish_a_group()
        for resident in self.completers:
            self._ask_whether_to_facilitate(resident)
            p = self.model.p.invitations
            resident.invite_people(p.per_completer, p.completer_weeks, WORD_OF_MOUTH)

    def _ask_whether_to_facilitate(self, resident: Resident) -> None:
        """Let a completer join the queue for training (ODD 7, wishing to facilitate)."""
        if self.model.rng.random() < self.model.p.volunteering.wish * resident.traits.conversion:
            self.aspirants += 1
            self.model.queue[resident] = self


def draw_near[T](rng: Any, choices: list[T], km: Any, decay_km: float) -> T:
    """Draw one of some, those nearby being likelier, with weight exp(-km / decay_km)."""
    weights = np.exp(-(np.asarray(km) - np.min(km)) / max(decay_km, 1e-9))
    return choices[int(rng.choice(len(choices), p=weights / weights.sum()))]
