"""Who belongs to which organisation: two keyed orders, of the residents and of the seats, say who sits where.

Where target groups or students are found in some kinds of organisations (L7), the same residents take the same seats in
another matching: those who are found in some kinds, group after group in the order of the table and then the students,
take seats of these kinds as long as there are any; all others take what is left, in order.
"""

import numpy as np

from contagion.models.records import NONE
from contagion.models.world.compiled.residents import at_place, at_rank, home_of, place_of, rank_of
from contagion.models.world.compiled.traits import is_student, target_group
from contagion.sim.core.compiling import compiled


@compiled
def organisation_of(world, person):
    """Number of the organisation a resident belongs to, or NONE."""
    home = home_of(world, person)
    commune = world.communes[home]
    place = place_of(world, world.organisation_order[home], rank_of(world, home, person))
    if place >= commune.leaving:
        return NONE
    low, high = commune.first_flow, commune.after_flow
    while high - low > 1:
        middle = (low + high) >> 1
        if world.flows[middle].first_place <= place:
            low = middle
        else:
            high = middle
    flow = world.flows[low]
    number = place - flow.first_place
    if world.traits.wishes:
        _match(world, low)
        number = world.seat_of[flow.first + number]
    seat = place_of(world, world.seat_order[flow.there], flow.first_seat + number)
    return _organisation_at(world, flow.there, seat)


@compiled
def _organisation_at(world, there, seat):
    """The organisation of a commune that a seat belongs to."""
    low = world.communes[there].first_organisation
    high = low + world.communes[there].organisations
    while low < high:
        middle = (low + high) >> 1
        if seat < world.organisations[middle].seat_end:
            high = middle
        else:
            low = middle + 1
    return low


@compiled
def is_member(world, organisation, person):
    """Whether a resident belongs to an organisation."""
    know_members(world, organisation)
    members, o = world.members, world.organisations[organisation]
    low, length = o.members_first, o.size
    while length > 1:  # no branch that the processor has to guess
        half = length >> 1
        low += half * int(members[low + half] <= person)
        length -= half
    return o.size > 0 and members[low] == person


@compiled
def know_members(world, organisation):
    """Work out who belongs to an organisation and keep it, in order of id."""
    o = world.organisations[organisation]
    if not o.members_known:
        o.members_known = 1
        _find_members(world, o)
        _put_in_order(world, o.members_first, o.size)


@compiled
def _find_members(world, o):
    """Put the members of an organisation in `scratch`, in the order of their seats, and beside each in which part
    of them about they come in order of id: in passes over all seats, so that the processor works at several."""
    found, flows, parts, wishes = world.scratch, world.flows_of, world.parts, world.traits.wishes
    order, first_seat = world.seat_order[o.home], o.seat_end - o.size
    of_all = o.size / max(world.communes[o.home].arriving, 1)
    for n in range(o.size):
        found[n] = at_place(world, order, first_seat + n)
        flows[n] = world.flow_at[o.members_first - first_seat + found[n]]
    for n in range(o.size if wishes else 0):
        _match(world, flows[n])
    for n in range(o.size):
        flow = world.flows[flows[n]]
        number = found[n] - flow.first_seat
        if wishes:
            number = world.person_of[flow.first + number]
        rank = at_place(world, world.organisation_order[flow.home], flow.first_place + number)
        found[n] = at_rank(world, flow.home, rank)
        seat = flow.first_seat + rank * flow.count / world.communes[flow.home].adults
        parts[n] = min(np.int64(seat * of_all), o.size - 1)


@compiled
def _put_in_order(world, first, size):
    """Put those in `scratch` among the members in order of id: into as many parts as there are of them, and then in
    order within each."""
    found, parts, ends, members = world.scratch, world.parts, world.flows_of, world.members
    for part in range(size + 1):
        ends[part] = 0
    for n in range(size):
        ends[parts[n] + 1] += 1
    for part in range(size):
        ends[part + 1] += ends[part]
    for n in range(size):
        members[first + ends[parts[n]]] = found[n]
        ends[parts[n]] += 1
    for n in range(first + 1, first + size):
        one, at = members[n], n
        while at > first and members[at - 1] > one:
            members[at] = members[at - 1]
            at -= 1
        members[at] = one


@compiled
def _match(world, number):
    """Match the residents and the seats of a flow, once."""
    flow = world.flows[number]
    if flow.matched:
        return
    flow.matched = 1
    first, after = flow.first, flow.first + flow.count
    for n in range(first, after):
        world.seat_of[n] = world.person_of[n] = NONE
    for wish in range(len(world.wishes)):
        seat = first
        for person in range(first, after):
            if world.seat_of[person] == NONE and _wishes(world, flow, wish, person - first):
                while seat < after and not _is_wished(world, flow, wish, seat):
                    seat += 1
                if seat == after:
                    break
                world.seat_of[person], world.person_of[seat] = seat - first, person - first
    seat = first
    for person in range(first, after):
        if world.seat_of[person] == NONE:
            while world.person_of[seat] != NONE:
                seat += 1
            world.seat_of[person], world.person_of[seat] = seat - first, person - first


@compiled
def _wishes(world, flow, wish, number):
    """Whether the person of that number in a flow is of those who are found in some kinds of organisations."""
    rank = at_place(world, world.organisation_order[flow.home], flow.first_place + number)
    person, group = at_rank(world, flow.home, rank), world.wishes[wish].group
    return is_student(world, person) if group == NONE else target_group(world, person) == group


@compiled
def _is_wished(world, flow, wish, seat):
    """Whether a seat of a flow is free and of one of those kinds."""
    if world.person_of[seat] != NONE:
        return False
    at = place_of(world, world.seat_order[flow.there], flow.first_seat + seat - flow.first)
    return world.wishes[wish].kinds[world.organisations[_organisation_at(world, flow.there, at)].kind] != 0
