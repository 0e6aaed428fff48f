"""What a run leaves behind, row by row: groups, facilitators, residents and participants, from the tables of its state
(`models.programme.tables`)."""

import numpy as np

from contagion.models.code.machine_code import entry
from contagion.models.programme.layout import STATE
from contagion.models.records import FACILITATOR_ROW, FINISHED, GROUP_ROW, NONE, PARTICIPANT_ROW, RESIDENT_ROW
from contagion.models.world.world import find_others_at_home, is_elected, is_student
from contagion.sim.core.compiling import compiled
from contagion.sim.core.layout import Layout

LEFT = Layout(
    "left",
    {
        "groups": (GROUP_ROW, 1),
        "facilitators": (FACILITATOR_ROW, 1),
        "residents": (RESIDENT_ROW, 1),
        "participants": (PARTICIPANT_ROW, 1),
        "in_order": (np.int64, 1),  # the groups by the week of their session 1
    },
    {"state": STATE},
)
view = LEFT.view


@compiled
def _write_group(left, row, group):
    state = left.state
    row.group, row.commune, row.in_house, row.stand_in = group.key, group.place, group.in_house, group.stand_in
    row.leader_a, row.leader_b = state.facilitators[group.leader_a].id, state.facilitators[group.leader_b].id
    row.host = NONE if group.host == NONE else state.world.organisations[group.host].id
    row.slot, row.online, row.opened = group.slot, group.online, group.opened
    row.started, row.ended, row.state = group.started, group.ended, group.state
    row.registered, row.participants = group.registered, group.members
    row.completers, row.aspirants = group.completers, group.aspirants
    row.attendances = group.attendances if group.state == FINISHED else 0


@compiled
def _write_facilitator(left, row, person):
    world = left.state.world
    row.facilitator, row.commune, row.target_group = person.id, person.home, person.target_group
    row.student, row.elected = int(is_student(world, person.id)), int(is_elected(world, person.id))
    row.source, row.parent_a, row.parent_b = person.source, person.parent_a, person.parent_b
    row.from_group, row.trained_week, row.active = person.from_group, person.trained_week, person.active
    row.left_week, row.groups_led, row.facilitators_from_groups = person.left_week, person.groups_led, person.children


@compiled
def _write_residents(left):
    state, world = left.state, left.state.world
    for n in range(len(left.residents)):
        row, person = left.residents[n], state.residents[n]
        row.resident, row.commune, row.target_group = person.id, person.home, person.target_group
        row.student, row.elected = int(is_student(world, person.id)), int(is_elected(world, person.id))


@compiled
def _put_in_order(left, count, number):
    """Put a group among so many before it, after those that started when it did."""
    groups, order = left.state.groups, left.in_order
    at = count
    while at > 0 and groups[order[at - 1]].started > groups[number].started:
        order[at] = order[at - 1]
        at -= 1
    order[at] = number


@compiled
def _write_members(left, first, group):
    """Write those present at the session 1 of a group, who are rows of `residents`, from a row on; the next row."""
    state, world = left.state, left.state.world
    for n in range(group.members):
        row, number = left.participants[first + n], state.seats[group.first_seat + n].member
        person = left.residents[number]
        others = find_others_at_home(world, person.resident)
        row.week, row.group, row.person = group.started, group.key, person.resident
        row.commune, row.target_group = person.commune, person.target_group
        row.student, row.elected = person.student, person.elected
        row.channel = state.residents[number].channel
        row.household = min(person.resident, world.scratch[0]) if others else person.resident
        row.adults = others + 1
    return first + group.members


@entry
def write(handle):
    """Write the rows of all that are of the groups; as many as there are."""
    left = view(handle)
    state = left.state
    _write_residents(left)
    count = 0
    for number in range(state.n.groups):
        if state.groups[number].programme == 0:
            _write_group(left, left.groups[count], state.groups[number])
            _put_in_order(left, count, number)
            count += 1
    written = 0
    for n in range(count):
        written = _write_members(left, written, state.groups[left.in_order[n]])
    count = 0
    for number in range(state.n.facilitators):
        if state.facilitators[number].programme == 0:
            _write_facilitator(left, left.facilitators[count], state.facilitators[number])
            count += 1
