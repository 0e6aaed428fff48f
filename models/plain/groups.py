"""Groups (ODD 7: opening a group; starting, postponing, cancelling; sessions; wishing to facilitate)."""

from typing import Any

import numpy as np
from mesa.discrete_space import FixedAgent

from contagion.models.plain.people import BY_FACILITATOR, WORD_OF_MOUTH
from contagion.models.plain.territory import draw_near


class Group(FixedAgent):
    """A group, from the day it opens: "recruiting", then "running" and "finished", or "cancelled" (ODD 2)."""

    model: Any

    def __init__(self, model: Any, leaders: list[Any], house: Any) -> None:
        super().__init__(model)
        self.leaders, self.stand_in = leaders, len(leaders) == 1 and not leaders[0].may_lead_alone()
        self.host, self.in_house = house, house is not None
        self.opened, self.closes = model.week, model.week + model.p.group.recruiting_weeks
        self.state, self.postponed, self.next_session = "recruiting", False, 0
        self.started, self.ended, self.aspirants = None, None, 0
        self.registered, self.members, self.completers, self.attended, self.gone = [], [], [], {}, set()
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
        hosts = [one for one in self.model.those("organisations", "active") if one.is_asking()]
        ways = [km[homes, one.commune].min() for one in hosts]
        return draw_near(self.model.rng, hosts, ways, p.pair_decay_km) if hosts else None

    def start_or_wait(self) -> None:
        """Start with enough people; otherwise wait, put the start off once, then cancel (ODD 7, starting)."""
        p, week, registered = self.model.p.group, self.model.week, len(self.registered)
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
        self.state, self.started, self.attended = "running", self.model.week, dict.fromkeys(self.members, 0)
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
