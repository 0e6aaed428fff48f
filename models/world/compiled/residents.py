"""Who lives where (ids, ranks, keyed orders, households), and what residents are like: target group, flags, receptivity
(S1), coming and going (S16), free times (S9).

An id holds the commune, the age band and a number within the band, so one resident more changes nobody else's id.
"""

import math

import numpy as np

from contagion.models.records import NONE
from contagion.models.world.layout import WORLD, stream
from contagion.sim.chance.keyed import (
    bits,
    gamma,
    index,
    know_moves,
    mix,
    permuted,
    permuted_back,
    room_for_moves,
    uniform,
    word,
)
from contagion.sim.core.compiling import compiled, inlined, need

NOBODY = np.int64(-1)
BAND_BITS, INDEX_BITS = 4, 28
BANDS = 6
_BAND, _INDEX = (1 << BAND_BITS) - 1, (1 << INDEX_BITS) - 1
LARGEST_HOUSEHOLD = 4  # adults
_MOVES = WORLD["moves"]


@compiled
def band_of(person):
    """Index of the age band."""
    return (person >> INDEX_BITS) & _BAND


@compiled
def commune_key_of(person):
    """Key of the commune of residence."""
    return person >> (BAND_BITS + INDEX_BITS)


@compiled
def home_of(world, person):
    """Index of the commune of residence; NONE for an id of nobody here."""
    key = commune_key_of(person)
    mask = len(world.commune_of) - 1
    slot = np.int64(mix(word(key)) & word(mask))
    while world.commune_of[slot]:
        if world.communes[world.commune_of[slot] - 1].key == key:
            return world.commune_of[slot] - 1
        slot = (slot + 1) & mask
    return NONE


@compiled
def centre_of(world):
    """Key of the centre."""
    return world.communes[world.places.land.centre].key


@compiled
def index_communes(world):
    """Make the table in which `home_of` looks."""
    mask = len(world.commune_of) - 1
    for n in range(len(world.communes)):
        slot = np.int64(mix(word(world.communes[n].key)) & word(mask))
        while world.commune_of[slot]:
            slot = (slot + 1) & mask
        world.commune_of[slot] = n + 1


@compiled
def rank_of(world, home, person):
    """Return the number of a resident within the commune: 0 … adults − 1."""
    return world.cells[home * BANDS + band_of(person)].start + (person & _INDEX)


@compiled
def at_rank(world, home, rank):
    """Return the resident with that number."""
    band = 0
    for n in range(1, BANDS):  # no branch that the processor has to guess
        band += int(world.cells[home * BANDS + n].start <= rank)
    cell = world.cells[home * BANDS + band]
    return cell.first + rank - cell.start


@inlined
def place_of(world, order, number):
    """Place of a number in a keyed order."""
    if order.first_move == NONE:
        _know(world, order)
    return permuted(order, world.moves, number)


@inlined
def at_place(world, order, place):
    """Return the number at a place of a keyed order."""
    if order.first_move == NONE:
        _know(world, order)
    return permuted_back(order, world.moves, place)


@compiled
def _know(world, order):
    """Work out the moves of an order."""
    first = world.traits.moves
    world.traits.moves += room_for_moves(order)
    need(world, _MOVES, world.traits.moves)
    know_moves(order, world.moves, first)


@compiled
def household_block(world, home, place):
    """First place and number of adults of the household at a place of the commune's order; large ones come first."""
    commune, start = world.communes[home], 0
    for size in range(LARGEST_HOUSEHOLD, 1, -1):
        number = commune.fours if size == 4 else commune.threes if size == 3 else commune.twos
        if place < start + size * number:
            return start + (place - start) // size * size, size
        start += size * number
    return place, 1


@compiled
def find_others_at_home(world, person):
    """Put the other adults of a household in `scratch`, in order of id; return how many."""
    home = home_of(world, person)
    order, found = world.household_order[home], 0
    own = place_of(world, order, rank_of(world, home, person))
    first, size = household_block(world, home, own)
    for place in range(first, first + size):
        if place != own:
            other, at = at_rank(world, home, at_place(world, order, place)), found
            while at > 0 and world.scratch[at - 1] > other:
                world.scratch[at] = world.scratch[at - 1]
                at -= 1
            world.scratch[at] = other
            found += 1
    return found


@compiled
def somebody_at_home(world, person, ordinal):
    """Draw somebody else of the household; NOBODY if there is none."""
    others = find_others_at_home(world, person)
    return world.scratch[index(stream(world, "invitation: tie"), others, person, ordinal)] if others else NOBODY


EPOCHS = 4096  # of readiness, of one life at an address
YOUNGEST = np.int64(0)  # age band: 15-29
NEVER = np.int64(2**15 - 1)  # a year that no run lives to see


@compiled
def target_group(world, person):
    """Index of the target group."""
    u, n = uniform(stream(world, "target group"), person), 0
    while n < len(world.target_groups) - 1 and u >= world.target_groups[n].below:
        n += 1
    return n


@compiled
def is_of_group(world, person, group):
    """Return whether a target group is theirs, without a search."""
    u, groups = uniform(stream(world, "target group"), person), world.target_groups
    above = group == 0 or u >= groups[group - 1].below
    return above and (group == len(groups) - 1 or u < groups[group].below)


@compiled
def is_student(world, person):
    """Return whether somebody is a student, among those aged 15-29 (section 4.5)."""
    if band_of(person) != YOUNGEST:
        return False
    cell = world.cells[home_of(world, person) * BANDS + YOUNGEST]
    return uniform(stream(world, "student"), person) < cell.student_share


@compiled
def is_elected(world, person):
    """Return whether somebody is a municipal councillor: each commune has as many as it has seats (or adults)."""
    home = home_of(world, person)
    know_council(world, home)
    return world.councillors[world.cells[home * BANDS].before + rank_of(world, home, person)] != 0


@compiled
def know_council(world, home):
    """Work out who the councillors of a commune are, once: the first in a keyed order."""
    commune = world.communes[home]
    if commune.council_known:
        return
    commune.council_known = 1
    for place in range(min(commune.seats, commune.adults)):
        rank = at_place(world, world.elected_order[home], place)
        world.councillors[world.cells[home * BANDS].before + rank] = 1


@compiled
def with_flags(world, person, factor, of_student, of_elected):
    """Multiply a factor of a target group by those of the flags that somebody carries."""
    if of_student != 1 and is_student(world, person):
        factor = factor * of_student
    if of_elected != 1 and is_elected(world, person):
        factor = factor * of_elected
    return factor


@compiled
def barrier(world, person):
    """Factor of the target group and the flags on the hazard of registering."""
    if not world.traits.barrier_differs:
        return 1.0
    p = world.parameters
    own = world.target_groups[target_group(world, person)].barrier
    return with_flags(world, person, own, p.students.barrier, p.elected.barrier)


@compiled
def conversion(world, person):
    """Factor of the target group and the flags on the wish to facilitate."""
    if not world.traits.conversion_differs:
        return 1.0
    p = world.parameters
    own = world.target_groups[target_group(world, person)].conversion
    return with_flags(world, person, own, p.students.conversion, p.elected.conversion)


@compiled
def generation(world, person, year):
    """Return how many times the residents at an id have been replaced by newcomers of the same profile (S16)."""
    if not world.traits.people_move:
        return 0
    return generation_on(world, person, year, uniform(stream(world, "date of moving"), person))


@inlined
def generation_on(world, person, year, date):
    """Return the same, by a uniform date of their own; look up whether somebody is a student where it matters."""
    moving = world.parameters.population
    usual = generation_by(year, moving.turnover_per_year, date)
    of_student = generation_by(year, moving.student_turnover_per_year, date)
    differ = int(usual != of_student) & int(band_of(person) == YOUNGEST)
    return of_student if differ and is_student(world, person) else usual


@inlined
def generation_by(year, rate, date):
    """Return how many times residents at an id have been replaced by a year, at a rate and a date of their own."""
    return np.int64(year * rate + date)


@compiled
def moves(world, person, year):
    """Return whether residents at an id are replaced at the end of a year, and their generation after it."""
    date = uniform(stream(world, "date of moving"), person)
    after = generation_on(world, person, year + 1, date)
    return after != generation_on(world, person, year, date), after


@compiled
def stays_until(world, person, year):
    """Return a year, from one on, before the end of which the residents at an id are surely not replaced."""
    moving, date = world.parameters.population, uniform(stream(world, "date of moving"), person)
    until = _first_end(moving.turnover_per_year, date, year)
    if band_of(person) == YOUNGEST:  # perhaps a student
        until = min(until, _first_end(moving.student_turnover_per_year, date, year))
    return until


@inlined
def _first_end(rate, date, year):
    """Return the first year, from one on, at the end of which somebody is replaced, at a rate and a date of their own;
    or one year before it, where rounding may decide."""
    ends = (generation_by(year, rate, date) + 1 - date) / rate if rate > 0 else math.inf
    return max(np.int64(year), np.int64(min(ends - 1e-6, float(NEVER))))


@inlined
def receptive_share(world, person):
    p, share = world.parameters, world.parameters.receptivity.share
    if world.traits.ages_differ:
        share = share * world.by_age[band_of(person)]
    if world.traits.receptivity_differs:
        own = world.target_groups[target_group(world, person)].receptivity
        share = share * with_flags(world, person, own, p.students.receptivity, p.elected.receptivity)
    if p.receptivity.outside != 1 and commune_key_of(person) != centre_of(world):
        share = share * p.receptivity.outside
    return share


@compiled
def shares_within_differ(world):
    """Return whether chances to be receptive differ within the centre, or outside it."""
    return world.traits.ages_differ != 0 or world.traits.receptivity_differs != 0


@inlined
def new_minds(key, person, passed):
    """Return how often somebody's readiness was redrawn, if it was so often on average; `key`: that of the dates."""
    return np.int64(passed + uniform(key, person))


@inlined
def epoch_of(world, person, year):
    """Return the number of the draw of readiness that holds in a year.

    Everybody is redrawn, receptive or not, every share/turnover years, each at a date of their own: so in a year a
    share `turnover` of the non-receptive becomes receptive, as many go the other way, and the receptive share stays. A
    newcomer at an address is redrawn too.
    """
    minds = new_minds(stream(world, "date of a new mind"), person, year * world.traits.mind_rate)
    return minds + EPOCHS * generation(world, person, year)


@compiled
def is_drawn_anew(world, person, before, now):
    """Return whether the readiness of somebody in a year is another draw than in an earlier one."""
    return epoch_of(world, person, before) != epoch_of(world, person, now)


@compiled
def is_receptive(world, person, year):
    """Return whether somebody has a readiness above 0 in a year."""
    return uniform(stream(world, "receptive"), person, epoch_of(world, person, year)) < receptive_share(world, person)


@compiled
def readiness(world, person, year):
    """Frailty θ in a year: 0 for the non-receptive, otherwise gamma with mean 1."""
    epoch = epoch_of(world, person, year)
    if not uniform(stream(world, "receptive"), person, epoch) < receptive_share(world, person):
        return 0.0
    return frailty(world, person, epoch)


@compiled
def frailty(world, person, epoch):
    """θ of somebody receptive."""
    return gamma(stream(world, "frailty"), world.parameters.receptivity.shape, person, epoch)


@compiled
def slots_of(world, person):
    """Draw the times of the week at which somebody is free, as a bit set; each takes 16 bits of one draw."""
    p, drawn, out = world.parameters, bits(stream(world, "slots"), person), 0
    factor = with_flags(world, person, 1.0, p.students.slots, p.elected.slots)
    free = world.target_groups[target_group(world, person)].slot_share * factor * 65536
    for slot in range(p.population.slots):
        if np.int64((drawn >> word(16 * slot)) & word(65535)) < free:
            out |= 1 << slot
    return out


@compiled
def threshold(world, person):
    """Distinct sources that somebody needs under the threshold rule (S4)."""
    u, n = uniform(stream(world, "threshold"), person), 0
    while n < len(world.thresholds) - 1 and u >= world.thresholds[n]:
        n += 1
    return n + 1
