"""Alternative programmes (S15, stage 14; none by default). A leader who is free rests, so that where people come they
lead `groups_per_year`, and then opens a group where they live. Where leaders come from the group itself
(`leader_from_group`), the one who has waited longest opens one as soon as `smallest` people wait who have been offered
all the others. Waiting people are offered groups as in S9, by distance and time. A group starts with `largest`
registered, or when its recruiting time is over with at least `smallest`, and is otherwise given up. After its last
session each participant becomes a leader with probability `conversion`, free to lead `training_weeks` later; leaders
stop at the rate `loss_per_year`, those who lead at the end of their group. Nothing but money limits training.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from models.agents import NONE, Status
from models.alternatives import Leader, Programme, Registration, Team, busy, soul
from models.clocks import live_a_week
from models.population import NOBODY
from models.rules import budget, candidates, enrolment, feeding, invitations, joining, pairing
from sim.model import WEEKS_A_YEAR

if TYPE_CHECKING:
    from models.agents import Person, Resident
    from models.programme import ConversationModel

COLUMNS = (
    "programme", "kind", "year", "participants", "groups", "leaders_trained", "hours", "leader_hours", "leaders_active",
)  # fmt: skip
POST_COLUMNS = ("week", "programme", "coordinators")


def live(model: ConversationModel) -> None:
    """Live the week of each programme."""
    for programme in model.alternatives:
        turnover(model, programme)
        become_ready(model, programme)
        if programme.takes_in(model.week):
            joining.join(model, programme)
            open_groups(model, programme)
        give_up_waiting(model, programme)
        allocate(model, programme)
        launch(model, programme)
        hold(model, programme)
        if model.week == programme.settings.from_week:
            begin(model, programme)
        if programme.outbox.inviters:
            invitations.write_down(model, programme.outbox, programme.diary)
            programme.outbox = invitations.Outbox()
        write_down_the_year(model, programme)


# ---- leaders -----------------------------------------------------------------------------------------------------


def begin(model: ConversationModel, programme: Programme) -> None:
    """Make residents drawn at random the first leaders, at the end of the programme's first week, as money goes."""
    for number in range(programme.settings.initial_leaders):
        for attempt in range(candidates.TRIES):
            person = model.contacts.anyone(programme.key_of(number, attempt))
            if person != NOBODY and soul(model, person) not in programme.leading:
                if budget.paid_by(model, programme, programme.bill_of_leader, "leader"):
                    become_leader(model, programme, model.meet(person), None)
                break


def become_leader(model: ConversationModel, programme: Programme, person: Resident, team: Team | None) -> None:
    """Train a leader; they can lead after the training, from next week on at the earliest."""
    leader = Leader(model, person.id, team)
    leader.loss_limit = float(programme.stream("stays").exponential(person.id, person.generation))
    programme.leading.add((person.id, person.generation))
    programme.leaders.append(leader)
    programme.learning.setdefault(model.week + max(programme.settings.training_weeks, 1), []).append(leader)
    programme.leaders_trained += 1
    programme.leader_hours += programme.settings.training_hours
    if team:
        for parent in team.leaders:
            parent.children += 1 / len(team.leaders)
    model.record(f"{programme.name}: leads", person.id, person.home, team.key if team else NONE)


def turnover(model: ConversationModel, programme: Programme) -> None:
    """Leaders who have had enough, and all once the programme takes in nobody, stop as soon as they lead no group."""
    over = model.week >= programme.settings.until_week
    hazard = programme.settings.loss_per_year / WEEKS_A_YEAR
    for leader in programme.leaders:
        leader.loss_clock += hazard
        if leader.load == 0 and (over or leader.loss_clock >= leader.loss_limit):
            leader.left_week = model.week
            programme.leaders_stopped += 1
            model.record(f"{programme.name}: stopped", leader.id, leader.home, other=leader.groups_led)
    for those in (programme.leaders, programme.resting, programme.ready):
        those[:] = [leader for leader in those if leader.left_week == NONE]


def rest(programme: Programme, leader: Leader) -> None:
    """Begin the rest before a leader's next group."""
    leader.rests += 1
    leader.clock, leader.limit = 0.0, float(programme.stream("rests").exponential(leader.id, leader.rests))
    programme.resting.append(leader)


def become_ready(model: ConversationModel, programme: Programme) -> None:
    """Those who have been trained begin to rest; those who have rested are ready."""
    for leader in programme.learning.pop(model.week, ()):
        if leader.left_week == NONE:
            rest(programme, leader)
    programme.resting, over = live_a_week(programme.resting, programme.rest_hazard)
    programme.ready += over


# ---- groups --------------------------------------------------------------------------------------------------------


def open_groups(model: ConversationModel, programme: Programme) -> None:
    """Let leaders who are ready, and people who wait without one, open groups."""
    number, order = programme.settings.leaders, programme.stream("order of the ready")
    programme.ready.sort(key=lambda leader: order.bits(leader.id, model.week))
    while len(programme.ready) >= number:
        leaders, programme.ready = programme.ready[:number], programme.ready[number:]
        for leader in leaders:
            leader.load, leader.groups_opened = 1, leader.groups_opened + 1
        open_group(model, programme, leaders, leaders[0], leaders[0].groups_opened)
    if programme.settings.leader_from_group:
        keys = {team.key for team in programme.recruiting}
        left = [registration for registration in programme.waiting if keys <= registration.offered]
        if len(left) >= programme.settings.smallest:
            first = min(left, key=lambda one: (one.week, order.bits(one.person.id)))
            team = open_group(model, programme, [], first.person, -1 - model.week)
            enrol(programme, first, team)


def open_group(
    model: ConversationModel, programme: Programme, leaders: list[Leader], first: Person, ordinal: int
) -> Team:
    """Open a group where its first leader lives; the leaders decide whom to invite."""
    settings = programme.settings
    key = programme.key_of(first.id, ordinal)
    slot = pairing.common_slot(model, leaders or [first], key)
    team = Team(model, key, leaders, first, slot, model.week + settings.recruiting_weeks)
    programme.recruiting.append(team)
    mean = settings.invitations_per_leader
    for leader in leaders or [first]:
        spell = programme.ordinal(1 + (leader.groups_opened if isinstance(leader, Leader) else 0))
        weeks = settings.recruiting_weeks
        invitations.invite(model, programme.outbox, leader.id, spell, mean, weeks, invitations.FACILITATOR)
    model.record(f"{programme.name}: group opened", first.id, team.place, team.key)
    return team


def give_up_waiting(model: ConversationModel, programme: Programme) -> None:
    """Waiting people whose patience is used up, or who are in a running group of another programme, leave the list."""
    hazard = model.parameters.demand.waiting_loss_per_year / WEEKS_A_YEAR
    programme.waiting, over = live_a_week(programme.waiting, hazard)
    elsewhere = busy(model)
    for those in (programme.waiting, *(team.registered for team in programme.recruiting)):
        gone = [one for one in those if one.person.status is Status.IN_GROUP or one.person.id in elsewhere]
        those[:] = [one for one in those if one not in gone]
        over += gone
    for registration in over:
        joining.lose(model, programme, registration)


def allocate(model: ConversationModel, programme: Programme) -> None:
    """Offer the groups that recruit to those who wait, each once."""
    if model.parameters.demand.unlimited:
        for team in programme.recruiting:
            fill(model, programme, team)
        return
    order, largest = programme.stream("order of the waiting"), programme.settings.largest
    for registration in sorted(programme.waiting, key=lambda one: order.bits(one.person.id, model.week)):
        for team in programme.recruiting:
            if len(team.registered) < largest and team.key not in registration.offered:
                registration.offered.add(team.key)
                if enrolment.takes(model, registration.person, team):
                    enrol(programme, registration, team)
                    break


def enrol(programme: Programme, registration: Registration, team: Team) -> None:
    """Put a waiting person on a group's list."""
    programme.waiting.remove(registration)
    registration.offered.add(team.key)
    team.registered.append(registration)


def fill(model: ConversationModel, programme: Programme, team: Team) -> None:
    """Fill a group at once with residents drawn at random (`demand.unlimited`)."""
    elsewhere, seats = busy(model), range(len(team.registered), programme.settings.largest)
    if not model.population.size:
        return
    entities = np.arange(team.key + seats.start, team.key + seats.stop, dtype=np.uint64)
    for drawn in model.contacts.anyone_each(entities[:, None], np.arange(candidates.TRIES)).tolist():
        free = (one for one in drawn if one not in elsewhere and joining.may_join(model, programme, one))
        person = next(free, NOBODY)
        if person == NOBODY:
            return
        enrol(programme, joining.register(model, programme, model.meet(person), NONE), team)


def launch(model: ConversationModel, programme: Programme) -> None:
    """Start the groups that have the people, give up those whose time is over."""
    if model.holiday:
        return
    recruiting, settings = [], programme.settings
    for team in programme.recruiting:
        over = model.week >= team.closes or model.parameters.demand.unlimited
        enough = len(team.registered) >= (settings.smallest if over else settings.largest)
        if enough and budget.paid_by(model, programme, programme.bill_of(team), "group"):
            start(model, programme, team)
        elif over:
            cancel(model, programme, team)
        else:
            recruiting.append(team)
    programme.recruiting = recruiting


def start(model: ConversationModel, programme: Programme, team: Team) -> None:
    """Hold the first session."""
    team.started = model.week
    team.members = [registration.person for registration in team.registered]
    for person in team.members:
        model.record(f"{programme.name}: started", person.id, person.home, team.key)
    for leader in team.leaders:
        leader.groups_led += 1
    if not team.leaders:
        programme.led_by_members += 1
        programme.leader_hours += programme.settings.training_hours
        model.record(f"{programme.name}: leads own group", team.first.id, team.first.home, team.key)
    programme.running.append(team)
    programme.groups += 1
    programme.participants += len(team.members)
    model.record(f"{programme.name}: group started", team.first.id, team.place, team.key, len(team.members))


def cancel(model: ConversationModel, programme: Programme, team: Team) -> None:
    """Give a group up: its people wait again, its leaders are ready at once."""
    team.ended = model.week
    programme.waiting += team.registered
    for leader in team.leaders:
        leader.load = 0
    programme.ready += team.leaders
    model.record(f"{programme.name}: group cancelled", team.first.id, team.place, team.key, len(team.registered))


def hold(model: ConversationModel, programme: Programme) -> None:
    """Hold the sessions that are due; a group ends with its last."""
    weeks, hours, running = programme.settings.session_weeks, programme.settings.session_hours, []
    for team in programme.running:
        team.shift += model.holiday
        while team.sessions < len(weeks) and team.started + team.shift + weeks[team.sessions] <= model.week:
            team.sessions += 1
            programme.hours += hours * len(team.members)
            programme.leader_hours += hours * len(team.leaders)
        if team.sessions < len(weeks):
            running.append(team)
        else:
            end(model, programme, team)
    programme.running = running


def end(model: ConversationModel, programme: Programme, team: Team) -> None:
    """Free the leaders of a group, name the new ones, let participants invite, and feed the groups."""
    settings, stream = programme.settings, programme.stream("becomes a leader")
    team.ended = model.week
    model.record(f"{programme.name}: group ended", team.first.id, team.place, team.key, len(team.members))
    for leader in team.leaders:
        leader.load = 0
        rest(programme, leader)
    for person in team.members:
        mean, weeks = settings.invitations_per_participant, settings.invitation_weeks
        box, channel = programme.outbox, invitations.WORD_OF_MOUTH
        invitations.invite(model, box, person.id, programme.ordinal(), mean, weeks, channel)
        wishes = stream.uniform(person.id, person.generation) < settings.conversion and programme.takes_in(model.week)
        if wishes and budget.paid_by(model, programme, programme.bill_of_leader, "leader"):
            become_leader(model, programme, person, team)
    feeding.feed(model, programme, team)


def write_down_the_year(model: ConversationModel, programme: Programme) -> None:
    """At the end of a year, and of the run, write down what happened in it."""
    if (model.week + 1) % WEEKS_A_YEAR == 0 or model.week + 1 == model.horizon:
        made = programme.totals()
        in_the_year = (now - before for now, before in zip(made, programme.written, strict=True))
        row = (programme.name, programme.settings.kind, model.year + 1, *in_the_year, len(programme.leaders))
        model.recorder.row("alternatives", row)
        programme.written = made
