"""The organisations of a world, and how many of their members live where.

Each commune has organisations in proportion to its employer establishments, with heavy-tailed sizes (section 4.5). The
seats of a commune's organisations are shared among the communes its people commute from, as far as there are people;
who sits where is then said by keyed orders (`models.world.compiled.organisations`).
"""

import numpy as np

from contagion.models.world.chance import stream
from contagion.models.world.compiled.apportionment import share_out, share_out_by
from contagion.models.world.compiled.residents import BAND_BITS, INDEX_BITS
from contagion.models.world.compiled.rows import who_comes
from contagion.models.world.layout import WORLD
from contagion.sim.chance.keyed import picked, uniform
from contagion.sim.core.compiling import compiled
from contagion.sim.core.layout import grow
from contagion.sim.elementary import exp, log

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
    """So many organisations in each commune, each with a kind and the size that it would have; `seats` are then those
    of each commune."""
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
            while len(world.come_from) < flows + near:
                grow(world, _COME_FROM)
            while len(world.come) < flows + near:
                grow(world, _COME)
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
    while len(world.flows) < flows:
        grow(world, _FLOWS)
    communes, records, come_from, come, members = world.communes, world.flows, world.come_from, world.come, 0
    for c in range(len(communes)):
        communes[c].after_flow = 0
    for n in range(flows):
        communes[come_from[n]].after_flow += 1
        members += come[n]
    while len(world.flow_at) < members:
        grow(world, _FLOW_AT)
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
    while len(world.members) < members:
        grow(world, _MEMBERS)
    if len(world.wishes):
        while len(world.seat_of) < members:
            grow(world, _SEAT_OF)
        while len(world.person_of) < members:
            grow(world, _PERSON_OF)
    largest = 0
    for n in range(len(world.organisations)):
        largest = max(largest, world.organisations[n].size)
    while len(world.scratch) < largest:
        grow(world, _SCRATCH)
    while len(world.flows_of) < largest + 1:
        grow(world, _FLOWS_OF)
    while len(world.parts) < largest:
        grow(world, _PARTS)
