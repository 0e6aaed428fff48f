"""What a run leaves behind, row by row: groups, facilitators, residents and participants, from the tables of its
state."""

from contagion.models.kernel import entry
from contagion.models.programme.layout import STATE
from contagion.models.records import FINISHED, NONE, RESIDENT_ROW
from contagion.models.world.world import find_others_at_home, is_elected, is_student
from contagion.sim.core.compiling import Layout, compiled

MET = Layout("met", {"residents": (RESIDENT_ROW, 1)}, {"state": STATE})
view = MET.view


@compiled
def number_of_rows(state):
    """Count the groups, facilitators and participants that are to be written."""
    groups, facilitators, participants = 0, 0, 0
    for n in range(state.n.groups):
        if state.groups[n].programme == 0:
            groups += 1
            participants += state.groups[n].members
    for n in range(state.n.facilitators):
        facilitators += int(state.facilitators[n].programme == 0)
    return groups, facilitators, participants


@compiled
def write(state, left, in_order):
    """Write them all, in tables that are as long; `in_order` has room for a number a group."""
    count = 0
    for number in range(state.n.groups):
        if state.groups[number].programme == 0:
            _write_group(state, left.groups[count], state.groups[number])
            _put_in_order(state, in_order, count, number)
            count += 1
    written = 0
    for n in range(count):  # participants by the week of their session 1
        written = _write_members(state, left, written, state.groups[in_order[n]])
    count = 0
    for number in range(state.n.facilitators):
        if state.facilitators[number].programme == 0:
            _write_facilitator(state.world, left.facilitators[count], state.facilitators[number])
            count += 1


@compiled
def _write_group(state, row, group):
    row.group, row.commune, row.in_house, row.stand_in = group.key, group.place, group.in_house, group.stand_in
    row.leader_a, row.leader_b = state.facilitators[group.leader_a].id, state.facilitators[group.leader_b].id
    row.host = NONE if group.host == NONE else state.world.organisations[group.host].id
    row.slot, row.online, row.opened = group.slot, group.online, group.opened
    row.started, row.ended, row.state = group.started, group.ended, group.state
    row.registered, row.participants = group.registered, group.members
    row.completers, row.aspirants = group.completers, group.aspirants
    row.attendances = group.attendances if group.state == FINISHED else 0


@compiled
def _write_facilitator(world, row, person):
    row.facilitator, row.commune, row.target_group = person.id, person.home, person.target_group
    row.student, row.elected = int(is_student(world, person.id)), int(is_elected(world, person.id))
    row.source, row.parent_a, row.parent_b = person.source, person.parent_a, person.parent_b
    row.from_group, row.trained_week, row.active = person.from_group, person.trained_week, person.active
    row.left_week, row.groups_led, row.facilitators_from_groups = person.left_week, person.groups_led, person.children


@compiled
def _put_in_order(state, order, count, number):
    """Put a group among so many before it, after those that started when it did."""
    groups, at = state.groups, count
    while at > 0 and groups[order[at - 1]].started > groups[number].started:
        order[at] = order[at - 1]
        at -= 1
    order[at] = number


@compiled
def _write_members(state, left, first, group):
    """Write those present at the session 1 of a group, from a row on; the next row."""
    world = state.world
    for n in range(group.members):
        row, person = left.participants[first + n], state.residents[state.seats[group.first_seat + n].member]
        others = find_others_at_home(world, person.id)
        row.week, row.group, row.person = group.started, group.key, person.id
        row.commune, row.target_group, row.channel = person.home, person.target_group, person.channel
        row.student, row.elected = int(is_student(world, person.id)), int(is_elected(world, person.id))
        row.household = min(person.id, world.scratch[0]) if others else person.id
        row.adults = others + 1
    return first + group.members


@entry
def write_residents(handle):
    """Write the rows of residents."""
    left = view(handle)
    world = left.state.world
    for n in range(len(left.residents)):
        row, person = left.residents[n], left.state.residents[n]
        row.resident, row.commune, row.target_group = person.id, person.home, person.target_group
        row.student, row.elected = int(is_student(world, person.id)), int(is_elected(world, person.id))
