"""Who belongs to which organisation: two keyed orders, of the residents and of the seats, say who sits where.

Where target groups or students are found in some kinds of organisations (L7), the same residents take the same seats in
another matching: those who are found in some kinds, group after group in the order of the table and then the students,
take seats of these kinds as long as there are any; all others take what is left, in order.
"""

from contagion.models.records import NONE
from contagion.models.world.compiled.residents import at_rank, home_of, rank_of
from contagion.models.world.compiled.traits import is_student, target_group
from contagion.sim.chance.keyed import permute_back, permuted, permuted_back
from contagion.sim.core.compiling import compiled


@compiled
def sort(values, first, after, room):
    """Sort part of an array in place: eights by insertion, then by merging ever longer parts, of which `room` takes
    one."""
    for begin in range(first, after, 8):
        for n in range(begin + 1, min(begin + 8, after)):
            value, m = values[n], n
            while m > begin and values[m - 1] > value:
                values[m] = values[m - 1]
                m -= 1
            values[m] = value
    length = 8
    while length < after - first:
        for begin in range(first, after - length, 2 * length):
            _merge(values, begin, begin + length, min(begin + 2 * length, after), room)
        length *= 2


@compiled
def _merge(values, first, right, after, room):
    """Merge two sorted parts of an array that follow each other."""
    left, length = 0, right - first
    for n in range(length):
        room[n] = values[first + n]
    while left < length and right < after:  # no branch within that the processor has to guess
        one, other = room[left], values[right]
        values[left + right - length] = min(one, other)
        left, right = left + int(one <= other), right + int(other < one)
    for n in range(left, length):
        values[right - length + n] = room[n]


@compiled
def organisation_of(world, person):
    """Number of the organisation a resident belongs to, or NONE."""
    home = home_of(world, person)
    commune = world.communes[home]
    place = permuted(world.organisation_order[home], rank_of(world, home, person))
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
    seat = permuted(world.seat_order[flow.there], flow.first_seat + number)
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
    know_members(world, organisation, True)
    members, o = world.members, world.organisations[organisation]
    low, length = o.members_first, o.size
    while length > 1:  # no branch that the processor has to guess
        half = length >> 1
        low += half * int(members[low + half] <= person)
        length -= half
    return o.size > 0 and members[low] == person


@compiled
def know_members(world, organisation, in_order):
    """Work out who belongs to an organisation and keep it, in order of id if need be."""
    o = world.organisations[organisation]
    if o.members_known == 0:
        _find_members(world, organisation)
        o.members_known = 1
    if in_order and o.members_known == 1:
        sort(world.members, o.members_first, o.members_first + o.size, world.scratch)
        o.members_known = 2


@compiled
def _find_members(world, organisation):
    """Fill in the members of an organisation: in passes over all seats, so that the processor works at several."""
    o = world.organisations[organisation]
    seats, homes, members, before = world.scratch, world.communes_of, world.members, world.seats_before
    first, size, there = o.members_first, o.size, world.communes[o.home]
    for n in range(size):
        seats[n], homes[n] = o.seat_end - size + n, o.home
    permute_back(world.seat_order, homes, seats, size, world.halves)
    for n in range(size):
        low, length = there.first_inflow, there.after_inflow - there.first_inflow
        while length > 1:  # no branch that the processor has to guess
            half = length >> 1
            low += half * int(before[low + half] <= seats[n])
            length -= half
        members[first + n] = world.by_there[low]
    if world.traits.wishes:
        for n in range(size):
            _match(world, members[first + n])
    for n in range(size):
        flow = world.flows[members[first + n]]
        number = seats[n] - flow.first_seat
        if world.traits.wishes:
            number = world.person_of[flow.first + number]
        seats[n], homes[n] = flow.first_place + number, flow.home
    permute_back(world.organisation_order, homes, seats, size, world.halves)
    for n in range(size):
        members[first + n] = at_rank(world, homes[n], seats[n])


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
    rank = permuted_back(world.organisation_order[flow.home], flow.first_place + number)
    person, group = at_rank(world, flow.home, rank), world.wishes[wish].group
    return is_student(world, person) if group == NONE else target_group(world, person) == group


@compiled
def _is_wished(world, flow, wish, seat):
    """Whether a seat of a flow is free and of one of those kinds."""
    if world.person_of[seat] != NONE:
        return False
    at = permuted(world.seat_order[flow.there], flow.first_seat + seat - flow.first)
    return world.wishes[wish].kinds[world.organisations[_organisation_at(world, flow.there, at)].kind] != 0
