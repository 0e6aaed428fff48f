"""The organisations of a world: how many of their members live where, and who belongs to which.

Each commune has organisations in proportion to its employer establishments, with heavy-tailed sizes (section 4.5). The
seats of a commune's organisations are shared among the communes its people commute from, as far as there are people.
Two keyed orders, of the residents and of the seats, say who sits where.

Where target groups or students are found in some kinds of organisations (L7), the same residents take the same seats in
another matching: those who are found in some kinds, group after group in the order of the table and then the students,
take seats of these kinds as long as there are any; all others take what is left, in order.

`build` makes a world of what the parameters, the territory and the keys of a seed say.
"""

import numpy as np

from contagion.models.records import NONE
from contagion.models.world.compiled.places import who_comes
from contagion.models.world.compiled.residents import (
    BAND_BITS,
    BANDS,
    INDEX_BITS,
    at_place,
    at_rank,
    home_of,
    index_communes,
    is_student,
    place_of,
    rank_of,
    target_group,
)
from contagion.models.world.layout import WORLD, stream
from contagion.sim.chance.keyed import picked, set_up_permutation, uniform
from contagion.sim.core.compiling import compiled, need
from contagion.sim.elementary import add_up, exp, log


@compiled
def share_out(total, weights, room, out):
    """Share out some units by weights, at least one above 0; `weights` become shares."""
    of = 0.0
    for n in range(len(weights)):
        of += weights[n]
    for n in range(len(weights)):
        weights[n] /= of
    share_out_by(total, weights, room, out)


@compiled
def share_out_by(total, shares, room, out):
    """Share out some units by shares that add up to 1; `room` is as long as they are."""
    left = total
    for n in range(len(shares)):
        quota = total * shares[n]
        out[n] = np.int64(quota)
        room[n] = quota - out[n]
        left -= out[n]
    if left <= 0:
        return
    least = ranked(room, len(shares), left)
    for n in range(len(shares)):
        left -= int(total * shares[n] - out[n] > least)
    for n in range(len(shares)):
        remainder = total * shares[n] - out[n]
        if remainder > least:
            out[n] += 1
        elif remainder == least and left > 0:
            out[n] += 1
            left -= 1


@compiled
def ranked(values, length, rank):
    """Return the value of a rank among the first of some, of which the largest has rank 1; changes their order. By
    halving where it must be (Hoare 1961, doi 10.1145/366622.366647)."""
    low, high, wanted = 0, length - 1, rank - 1
    while low < high:
        middle, n, m = values[(low + high) >> 1], low, high
        while n <= m:
            while values[n] > middle:
                n += 1
            while values[m] < middle:
                m -= 1
            if n <= m:
                values[n], values[m] = values[m], values[n]
                n += 1
                m -= 1
        if wanted <= m:
            high = m
        elif wanted >= n:
            low = n
        else:
            break
    return values[wanted]


@compiled
def organisation_of(world, person):
    """Return the number of the organisation a resident belongs to, or NONE."""
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
    """Find the organisation of a commune that a seat belongs to."""
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
    """Return whether a resident belongs to an organisation."""
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
    """Put the members of an organisation in `scratch`, in the order of their seats, each with the part of them that
    they are about in when sorted by id: in passes over all seats, which lets the processor work at several."""
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
    """Return whether the person of that number in a flow is one of those found in some kinds of organisations."""
    rank = at_place(world, world.organisation_order[flow.home], flow.first_place + number)
    person, group = at_rank(world, flow.home, rank), world.wishes[wish].group
    return is_student(world, person) if group == NONE else target_group(world, person) == group


@compiled
def _is_wished(world, flow, wish, seat):
    """Return whether a seat of a flow is free and of one of those kinds."""
    if world.person_of[seat] != NONE:
        return False
    at = place_of(world, world.seat_order[flow.there], flow.first_seat + seat - flow.first)
    return world.wishes[wish].kinds[world.organisations[_organisation_at(world, flow.there, at)].kind] != 0


_BAND = (1 << BAND_BITS) - 1  # an "age band" no resident has: organisations share the id space of residents
_FLOWS, _COME_FROM, _COME = WORLD["flows"], WORLD["come_from"], WORLD["come"]
_MEMBERS, _FLOW_AT, _SEAT_OF, _PERSON_OF = (WORLD[name] for name in ("members", "flow_at", "seat_of", "person_of"))
_SCRATCH, _FLOWS_OF, _PARTS = WORLD["scratch"], WORLD["flows_of"], WORLD["parts"]


@compiled
def set_up_organisations(world):
    """Work out all organisations."""
    room, numbers, most = world.room, world.numbers, len(world.room) // 2
    shares, remainders = room[:most], room[most:]
    homes, people, seats = numbers[:most], numbers[most : 2 * most], numbers[2 * most :]
    _found(world, shares, remainders, people, seats)
    flows = _send(world, shares, remainders, homes, people, seats)
    flows = _keep_to_adults(world, flows, seats)
    _line_up(world, flows, people)
    _fit(world, shares, remainders, people)


@compiled
def _found(world, weights, room, number, seats):
    """Draw so many organisations in each commune, each with a kind and the size that it would have; `seats` then holds
    those of each commune."""
    p, first = world.parameters.partners, 0
    communes, count = len(world.communes), len(world.organisations)
    for c in range(communes):
        weights[c], number[c] = world.places.establishments[c], 0
    if count:
        share_out(count, weights[:communes], room, number)
    for c in range(communes):
        world.communes[c].first_organisation, world.communes[c].organisations = first, number[c]
        seats[c] = 0
        for n in range(number[c]):
            o = world.organisations[first + n]
            o.id = (world.communes[c].key << (BAND_BITS + INDEX_BITS)) | (_BAND << INDEX_BITS) | n
            o.home = c
            o.kind = picked(world.kinds, 0, len(world.kinds), uniform(stream(world, "organisation: kind"), o.id))
            u = uniform(stream(world, "organisation: size"), o.id)
            o.size = np.int64(min(p.smallest * exp(log(u) / -p.tail), float(p.largest)))
            seats[c] += o.size
        first += number[c]


@compiled
def _send(world, shares, room, homes, people, seats):
    """Share out the seats of each commune among those its people come from. The flows stand in `come_from` (homes) and
    `come` (people), destination after destination; returned is how many there are."""
    flows = 0
    for c in range(len(world.communes)):
        world.communes[c].leaving = 0
    for there in range(len(world.communes)):
        world.communes[there].first_inflow = flows
        if seats[there]:
            near = who_comes(world.places, there, shares, homes)
            if near:  # where nobody could work, there are no members
                share_out_by(seats[there], shares[:near], room, people)
            need(world, _COME_FROM, flows + near)
            need(world, _COME, flows + near)
            communes, come_from, number = world.communes, world.come_from, world.come
            for n in range(near):
                if people[n]:
                    come_from[flows], number[flows] = homes[n], people[n]
                    communes[homes[n]].leaving += people[n]
                    flows += 1
        world.communes[there].after_inflow = flows
    return flows


@compiled
def _keep_to_adults(world, flows, cut):
    """Cut down where more would leave than there are people; how many flows are left."""
    kept, too_many = 0, False
    for c in range(len(world.communes)):
        too_many = too_many or world.communes[c].leaving > world.communes[c].adults
    if not too_many:
        return flows
    for c in range(len(world.communes)):
        cut[c], world.communes[c].leaving = world.communes[c].leaving, 0
    for there in range(len(world.communes)):
        commune, first = world.communes[there], kept
        for n in range(commune.first_inflow, commune.after_inflow):
            home, people = world.communes[world.come_from[n]], world.come[n]
            people = np.int64(people * min(1.0, home.adults / max(cut[world.come_from[n]], 1)))
            if people:
                world.come_from[kept], world.come[kept] = world.come_from[n], people
                home.leaving += people
                kept += 1
        commune.first_inflow, commune.after_inflow = first, kept
    return kept


@compiled
def _line_up(world, flows, place):
    """Make records of the flows, sorted by home and then by destination, which `flow_at` reads the other way."""
    need(world, _FLOWS, flows)
    communes, records, come_from, come, members = world.communes, world.flows, world.come_from, world.come, 0
    for c in range(len(communes)):
        communes[c].after_flow = 0
    for n in range(flows):
        communes[come_from[n]].after_flow += 1
        members += come[n]
    need(world, _FLOW_AT, members)
    first, before = 0, 0
    for c in range(len(communes)):
        commune = communes[c]
        commune.first_flow, place[c] = first, 0
        first += commune.after_flow
        commune.after_flow = commune.first_flow  # so far
    flow_at, first = world.flow_at, 0
    for there in range(len(communes)):
        seat = 0
        for n in range(communes[there].first_inflow, communes[there].after_inflow):
            home, people = come_from[n], come[n]
            number = communes[home].after_flow
            flow = records[number]
            flow.home, flow.there, flow.count, flow.matched = home, there, people, 0
            flow.first_place, flow.first_seat = place[home], seat
            for at in range(first + seat, first + seat + people):
                flow_at[at] = number
            communes[home].after_flow += 1
            place[home] += people
            seat += people
        communes[there].arriving = seat
        first += seat
    for c in range(len(communes)):
        commune = communes[c]
        for n in range(commune.first_flow, commune.after_flow):
            records[n].first = before + records[n].first_place
        before += commune.leaving


@compiled
def _fit(world, weights, room, sizes):
    """Sizes that fill exactly the seats there are people for."""
    members = 0
    for c in range(len(world.communes)):
        commune, wanted, end = world.communes[c], 0, 0
        first, number = commune.first_organisation, commune.organisations
        for n in range(number):
            weights[n] = sizes[n] = world.organisations[first + n].size
            wanted += sizes[n]
        if commune.arriving != wanted:
            share_out(commune.arriving, weights[:number], room, sizes)
        for n in range(number):
            o = world.organisations[first + n]
            o.size, o.members_first, o.members_known = sizes[n], members, 0
            members += sizes[n]
            end += sizes[n]
            o.seat_end = end
    _make_room(world, members)


@compiled
def _make_room(world, members):
    """Room for the members of all organisations, and for what is told of those of one."""
    need(world, _MEMBERS, members)
    if len(world.wishes):
        need(world, _SEAT_OF, members)
        need(world, _PERSON_OF, members)
    largest = 0
    for n in range(len(world.organisations)):
        largest = max(largest, world.organisations[n].size)
    need(world, _SCRATCH, largest)
    need(world, _FLOWS_OF, largest + 1)
    need(world, _PARTS, largest)


MOST_STUDENTS = 0.9  # of those aged 15-29 in a commune


@compiled
def build(world):
    """Build it once."""
    accumulate(world.thresholds)
    accumulate(world.layers)
    accumulate(world.kinds)
    describe(world)
    set_up_cells(world)
    set_up_bands(world)
    set_up_students(world)
    index_communes(world)
    set_up_organisations(world)
    for n in range(len(world.communes)):
        commune = world.communes[n]
        set_up_permutation(stream(world, "household: order"), commune.key, commune.adults, world.household_order[n])
        set_up_permutation(
            stream(world, "organisation: order"), commune.key, commune.adults, world.organisation_order[n]
        )
        set_up_permutation(stream(world, "elected: order"), commune.key, commune.adults, world.elected_order[n])
        set_up_permutation(stream(world, "organisation: seats"), commune.key, commune.arriving, world.seat_order[n])


@compiled
def accumulate(shares):
    """Let shares be cumulative."""
    for n in range(1, len(shares)):
        shares[n] += shares[n - 1]


@compiled
def describe(world):
    """Summarise the parameters of all residents, and of each target group."""
    p, traits, below = world.parameters, world.traits, 0.0
    a, b = p.students, p.elected
    traits.mind_rate = p.receptivity.turnover_per_year / p.receptivity.share if p.receptivity.share else 0.0
    traits.people_move = p.population.turnover_per_year > 0 or p.population.student_turnover_per_year > 0
    traits.not_receptive = 1 / p.contacts.receptive_weight
    traits.receptivity_differs = a.receptivity != 1 or b.receptivity != 1
    traits.barrier_differs = a.barrier != 1 or b.barrier != 1
    traits.conversion_differs = a.conversion != 1 or b.conversion != 1
    traits.ages_differ = traits.same_group = 0
    for n in range(len(world.by_age)):
        traits.ages_differ |= world.by_age[n] != 1
    for n in range(len(world.target_groups)):
        group = world.target_groups[n]
        bias = p.contacts.same_group * group.contact_bias
        traits.receptivity_differs |= group.receptivity != 1
        traits.barrier_differs |= group.barrier != 1
        traits.conversion_differs |= group.conversion != 1
        traits.same_group |= bias != 0
        below += group.share
        group.below, group.other_group = below, exp(-bias)


@compiled
def set_up_cells(world):
    """Set up where the age bands of the communes begin among all residents, and where to begin looking among them."""
    cells, below, guide = world.cells, world.cell_cumulative, world.cell_guide
    before, size, at, last = 0, max(world.traits.adults, 1), 0, len(cells) - 1
    for c in range(len(world.communes)):
        start = 0
        for band in range(BANDS):
            cell = cells[c * BANDS + band]
            cell.first = ((world.communes[c].key << BAND_BITS) | band) << INDEX_BITS
            cell.start, cell.before = start, before + start
            start += cell.count
            below[c * BANDS + band] = (before + start) / size
        before += start
        world.commune_cumulative[c] = before / size
    for n in range(len(guide)):
        while at < last and below[at] <= n / len(guide):
            at += 1
        guide[n] = at


@compiled
def set_up_bands(world):
    """Compute cumulative shares of the age bands except the last: by commune, for ties of each band, which prefer their
    own, and for all who live there."""
    communes, preference = len(world.communes), exp(world.parameters.contacts.same_age)
    for kind in range(BANDS + 1):
        for c in range(communes):
            total, running = 0.0, 0.0
            for band in range(BANDS):
                total += world.cells[c * BANDS + band].count * (preference if band == kind else 1.0)
            for band in range(BANDS - 1):
                running += world.cells[c * BANDS + band].count * (preference if band == kind else 1.0)
                world.bands[kind * communes + c, band] = running / max(total, 1e-300)


@compiled
def set_up_students(world):
    """Students (section 4.5): a total, a share of those aged 15-29, shared in proportion to N(15-29) × its share of
    the residents, with a bound."""
    communes, young, total = len(world.communes), world.room, 0
    for c in range(communes):
        number = world.cells[c * BANDS].count
        young[c] = number * (number / max(world.communes[c].adults, 1))
        total += number
    students, of = world.parameters.population.students * float(total), add_up(young, 0, communes)
    for c in range(communes):
        cell = world.cells[c * BANDS]
        weight = cell.count / max(world.communes[c].adults, 1)
        cell.student_share = min(students * weight / of, MOST_STUDENTS) if students > 0 else 0.0
