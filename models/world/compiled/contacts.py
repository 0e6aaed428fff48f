"""Whom a resident knows, and whom one asks (S2, S3): ties as keyed draws that need no stored network.

The k-th tie of a resident is drawn once for all: first the commune, by the tie kernel of the territory, then somebody
there, with a preference for one's own age band. Candidates pass or are passed over, in a fixed order, by target group
and by receptivity (a receptive person is `contacts.receptive_weight` times as likely to be the one asked), until one
passes. So the share of receptive people among those asked is w·π/(w·π + 1 − π) in every layer.

Many residents looked at one after the other, in passes over all of them: so the processor works at several at once,
which it cannot where each is finished before the next. A pass that only draws, by a key read before it, is done for
four at a time.

They stand in the table `found`, from the first on.
"""

import numpy as np

from contagion.models.records import NONE, numbers
from contagion.models.world.compiled.organisations import know_members, organisation_of
from contagion.models.world.compiled.places import COWORKERS, TIES, WORK, pick
from contagion.models.world.compiled.residents import (
    BANDS,
    EPOCHS,
    NOBODY,
    at_rank,
    band_of,
    centre_of,
    commune_key_of,
    generation_on,
    home_of,
    is_of_group,
    is_receptive,
    know_council,
    new_minds,
    receptive_share,
    shares_within_differ,
    somebody_at_home,
    target_group,
)
from contagion.models.world.layout import WORLD, stream
from contagion.sim.chance.keyed import entity_mixed, index, log_uniform, plus, uniform, uniform_on, word
from contagion.sim.core.compiling import compiled, need

CANDIDATES = 32  # looked at for one contact; that all are passed over happens to about 1 in 10,000
ANYBODY, AT_WORK = np.int64(BANDS), np.int64(BANDS + 1)  # kinds of contacts, beside ties of somebody of an age band
HOUSEHOLD, CLOSE, FURTHER, COLLEAGUES = numbers(4)
TRIES = 256  # for somebody receptive of one commune


@compiled
def somebody_around(world, place, kind, where, who):
    """Pick a resident around a place by two uniform numbers.

    `kind`: an age band, for ties of somebody of that band; ANYBODY, for all who live around; AT_WORK, for those who
    work there. In the place somebody must live or work.
    """
    communes = len(world.communes)
    there, left = pick(world.places, place + (COWORKERS if kind == AT_WORK else TIES) * communes, where)
    row, band = min(kind, ANYBODY) * communes + there, 0
    for n in range(BANDS - 1):  # no branch that the processor has to guess
        band += int(world.bands[row, n] <= left)
    return someone_in(world, there * BANDS + band, who)


@compiled
def anyone(world, entity, occasion=0):
    """Draw a resident of the territory, uniformly, for an occasion of an entity; the territory must not be empty."""
    cell = cell_at(world, uniform(stream(world, "anyone: where"), entity, occasion))
    return someone_in(world, cell, uniform(stream(world, "anyone: who"), entity, occasion))


@compiled
def cell_at(world, where):
    """Pick the number of a commune and age band among all residents by a uniform number."""
    cell, last = world.cell_guide[np.int64(where * len(world.cell_guide))], len(world.cells) - 1
    while cell < last and where >= world.cell_cumulative[cell]:
        cell += 1
    return cell


@compiled
def someone_in(world, cell, who):
    """Pick a resident of a commune and age band by a uniform number."""
    return world.cells[cell].first + np.int64(who * world.cells[cell].count)


@compiled
def receptive_in(world, commune, entity, year):
    """Draw a receptive resident of a commune for the occasion `entity`; NOBODY if there is none."""
    adults = world.communes[commune].adults
    for n in range(TRIES if adults else 0):
        person = at_rank(world, commune, np.int64(uniform(stream(world, "tie: where"), entity, n) * adults))
        if is_receptive(world, person, year):
            return person
    return NOBODY


@compiled
def attempts(world, wanted):
    """Return how often to look for guests of an event, where so many receptive ones are wanted."""
    least = world.parameters.receptivity.share * min(world.parameters.receptivity.outside, 1.0)
    return np.int64(wanted / max(least, 1e-3) * 1.5) + 8 if wanted else 0


@compiled
def work_commune(world, person):
    """Commune where somebody would work or study, by the commuting law of section 3.4."""
    u = uniform(stream(world, "work commune"), person)
    there, _ = pick(world.places, home_of(world, person) + WORK * len(world.communes), u)
    return there


@compiled
def _layer(world, inviter, ordinal):
    u, layer = uniform(stream(world, "invitation: layer"), inviter, ordinal), 0
    while layer < len(world.layers) - 1 and u >= world.layers[layer]:
        layer += 1
    return layer


@compiled
def asked(world, inviter, ordinal, year):
    """Recipient of the `ordinal`-th invitation of an inviter, sent in the given year, or NOBODY."""
    ties, layer = world.parameters.contacts, _layer(world, inviter, ordinal)
    of_tie = uniform(stream(world, "invitation: tie"), inviter, ordinal)
    tie = np.int64(of_tie * (ties.further_ties if layer == FURTHER else ties.close_ties))
    if layer == HOUSEHOLD:
        other = somebody_at_home(world, inviter, ordinal)
        if other != NOBODY:
            chance = 1.0 if is_receptive(world, other, year) else world.traits.not_receptive
            if uniform(stream(world, "tie: passes"), inviter, ordinal) < chance:
                return other
        layer = CLOSE  # to which it falls if nobody at home is asked
    if layer == COLLEAGUES:
        room = organisation_of(world, inviter)
        if room == NONE:
            return _first_to_pass(world, inviter, _contact(layer, ordinal), work_commune(world, inviter), AT_WORK, year)
        return _first_of_room(world, inviter, _contact(layer, ordinal), room, year)
    return _first_to_pass(world, inviter, _contact(layer, tie), home_of(world, inviter), band_of(inviter), year)


@compiled
def _contact(layer, tie):
    """Return the number of a contact among those of a resident."""
    return (layer << 20) + tie


@compiled
def _first_to_pass(world, inviter, contact, place, kind, year):
    """Return the first candidate from around a place that passes for a contact."""
    wheres, whos = entity_mixed(stream(world, "tie: where"), inviter), entity_mixed(stream(world, "tie: who"), inviter)
    lucks, own = entity_mixed(stream(world, "tie: passes"), inviter), _group_that_counts(world, inviter)
    for occasion in range(contact * CANDIDATES, (contact + 1) * CANDIDATES):
        where, who = uniform_on(wheres, occasion), uniform_on(whos, occasion)
        candidate = somebody_around(world, place, kind, where, who)
        if candidate != inviter and _passes(world, own, candidate, uniform_on(lucks, occasion), year):
            return candidate
    return NOBODY


@compiled
def _first_of_room(world, inviter, contact, organisation, year):
    """Return the first such candidate among the members of an organisation."""
    know_members(world, organisation)
    o = world.organisations[organisation]
    wheres, own = entity_mixed(stream(world, "tie: where"), inviter), _group_that_counts(world, inviter)
    lucks = entity_mixed(stream(world, "tie: passes"), inviter)
    for occasion in range(contact * CANDIDATES, (contact + 1) * CANDIDATES):
        candidate = world.members[o.members_first + np.int64(uniform_on(wheres, occasion) * o.size)]
        if candidate != inviter and _passes(world, own, candidate, uniform_on(lucks, occasion), year):
            return candidate
    return NOBODY


@compiled
def _group_that_counts(world, inviter):
    """Target group of an inviter, where it makes a difference."""
    return target_group(world, inviter) if world.traits.same_group else NONE


@compiled
def _passes(world, own, candidate, luck, year):
    """Return whether a candidate becomes the contact of somebody of a target group, by a uniform number; whether they
    are receptive is looked up only where it matters."""
    of_receptive, of_others = 1.0, world.traits.not_receptive
    if own != NONE and not is_of_group(world, candidate, own):
        less = min(world.target_groups[own].other_group, 1.0)
        of_receptive, of_others = less, of_others * less
    if (luck < of_receptive) == (luck < of_others):
        return luck < of_receptive
    return is_receptive(world, candidate, year) == (luck < of_receptive)


@compiled
def some_member(world, organisation, key, entity):
    """Draw a member of an organisation for an entity; NOBODY where it has none."""
    know_members(world, organisation)
    o = world.organisations[organisation]
    return world.members[o.members_first + index(key, o.size, entity, 1)] if o.size else NOBODY


_FOUND, _READY, _EPOCHS = WORLD["found"], WORLD["ready"], WORLD["epochs"]


@compiled
def _make_room(world, count):
    need(world, _FOUND, count)
    need(world, _READY, count)
    need(world, _EPOCHS, count)


@compiled
def find_anyone(world, first, count, occasion):
    """Find whom `anyone` gives for an occasion of so many entities, numbered from the first on."""
    _make_room(world, count)
    found, uniforms = world.found, world.ready
    key = stream(world, "anyone: where")
    for n in range(count):
        uniforms[n] = uniform(key, plus(word(first), word(n)), occasion)
    for n in range(count):
        found[n] = cell_at(world, uniforms[n])
    key = stream(world, "anyone: who")
    for n in range(count):
        uniforms[n] = uniform(key, plus(word(first), word(n)), occasion)
    for n in range(count):
        found[n] = someone_in(world, found[n], uniforms[n])


@compiled
def look_among(world, communes, everywhere, councillors):
    """Prepare to find residents of some communes (of all, if `everywhere`), or their councillors; how many residents
    these communes have."""
    below, guide, bands, total, cell = world.some_below, world.some_guide, BANDS, 0.0, 0
    for n in range(len(below)):
        if everywhere or communes[n // bands]:
            total += world.cells[n].count
        below[n] = total
        if councillors and n % bands == 0 and (everywhere or communes[n // bands]):
            know_council(world, n // bands)
    if total > 0:
        for n in range(len(below)):
            below[n] /= total
    steps = len(guide) - 1
    for step in range(steps + 1):
        while cell < len(below) - 1 and below[cell] <= step / steps:
            cell += 1
        guide[step] = cell
    return total


@compiled
def find_some(world, first, count, occasion, councillors):
    """Find a resident of these communes, uniformly, for an occasion of so many entities, numbered from the first on;
    if `councillors`, keep only these. How many they are."""
    _make_room(world, count)
    found, places, uniforms = world.found, world.epochs, world.ready
    cells, below, guide, steps = world.cells, world.some_below, world.some_guide, len(world.some_guide) - 1
    key = stream(world, "anyone: where")
    for n in range(count):
        uniforms[n] = uniform(key, plus(word(first), word(n)), occasion)
    for n in range(count):
        step = np.int64(uniforms[n] * steps)
        low, high = guide[step], guide[step + 1]
        while low < high:
            middle = (low + high) >> 1
            if uniforms[n] < below[middle]:
                high = middle
            else:
                low = middle + 1
        found[n] = low
    key = stream(world, "anyone: who")
    for n in range(count):
        places[n] = np.int64(uniform(key, plus(word(first), word(n)), occasion) * cells[found[n]].count)
    kept = 0 if councillors else count
    for n in range(count if councillors else 0):
        cell, place = found[n], places[n]
        found[kept], places[kept] = cell, place
        kept += int(world.councillors[cells[cell].before + place])
    for n in range(kept):
        found[n] = cells[found[n]].first + places[n]
    return kept


@compiled
def find_guests(world, place, event, first, count):
    """Find so many from around a place, numbered from the first on, as guests for an event."""
    _make_room(world, count)
    for n in range(count):
        where = uniform(stream(world, "tie: where"), event, first + n)
        who = uniform(stream(world, "tie: who"), event, first + n)
        world.found[n] = somebody_around(world, place, ANYBODY, where, who)


@compiled
def find_members(world, organisation):
    """Find the members of an organisation, in order of id; how many they are."""
    know_members(world, organisation)
    o = world.organisations[organisation]
    _make_room(world, o.size)
    for n in range(o.size):
        world.found[n] = world.members[o.members_first + n]
    return o.size


@compiled
def _know_epochs(world, count, year):
    """Put into `epochs` which draw of readiness holds in a year for each of so many found."""
    found, epochs, uniforms = world.found, world.epochs, world.ready
    key, passed = stream(world, "date of a new mind"), year * world.traits.mind_rate
    for n in range(count):
        epochs[n] = new_minds(key, found[n], passed)
    if not world.traits.people_move:
        return
    key = stream(world, "date of moving")
    for n in range(count):
        uniforms[n] = uniform(key, found[n])
    for n in range(count):
        epochs[n] += EPOCHS * generation_on(world, found[n], year, uniforms[n])


@compiled
def keep_receptive(world, count, year):
    """Keep, of so many found, those who are receptive in a year, with their readiness in `ready`; how many they are."""
    _know_epochs(world, count, year)
    found, epochs, uniforms, kept = world.found, world.epochs, world.ready, 0
    key, differ, p = stream(world, "receptive"), shares_within_differ(world), world.parameters.receptivity
    centre, inside, outside = centre_of(world), p.share, p.share * p.outside
    for n in range(count):
        share = inside if commune_key_of(found[n]) == centre else outside
        uniforms[n] = uniform(key, found[n], epochs[n]) - share
    for n in range(count if differ else 0):
        uniforms[n] = uniform(key, found[n], epochs[n]) - receptive_share(world, found[n])
    for n in range(count):
        found[kept], epochs[kept] = found[n], epochs[n]
        kept += int(uniforms[n] < 0)
    _know_frailties(world, kept)
    return kept


@compiled
def _know_frailties(world, count):
    """Put into `ready` the readiness of so many found who are receptive: for each the same as `frailty`."""
    found, epochs, ready = world.found, world.epochs, world.ready
    key, shape = stream(world, "frailty"), world.parameters.receptivity.shape
    for n in range(count):
        ready[n] = 0.0
    for part in range(shape):
        for n in range(count):
            ready[n] += log_uniform(key, found[n], shape * epochs[n] + part)
    for n in range(count):
        ready[n] /= -shape
