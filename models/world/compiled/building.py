"""A world, from what the parameters, the territory and the keys of a seed say: all that must be known of it before
anybody is asked for."""

from contagion.models.world.chance import stream
from contagion.models.world.compiled.organisations import set_up_organisations
from contagion.models.world.compiled.residents import BAND_BITS, BANDS, INDEX_BITS, index_communes
from contagion.sim.chance.keyed import set_up_permutation
from contagion.sim.core.compiling import compiled
from contagion.sim.elementary import add_up, exp

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
    """What the parameters say of all residents, and of each target group."""
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
    """Where the age bands of the communes begin among all residents, and where to begin looking among them."""
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
    """Cumulative shares of the age bands but the last: by commune, for ties of each band, which prefer their own, and
    for whoever lives there."""
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
