"""Many residents looked at one after the other, in passes over all of them: so the processor works at several at once,
which it cannot where each is finished before the next. A pass that only draws, by a key read before it, is done for
four at a time.

They stand in the table `found`, from the first on.
"""

import numpy as np

from contagion.models.world.chance import stream
from contagion.models.world.compiled.contacts import ANYBODY, cell_at, somebody_around, someone_in
from contagion.models.world.compiled.organisations import know_members
from contagion.models.world.compiled.residents import (
    BANDS,
    EPOCHS,
    centre_of,
    commune_key_of,
    generation_on,
    know_council,
    new_minds,
    receptive_share,
    shares_within_differ,
)
from contagion.models.world.layout import WORLD
from contagion.sim.chance.keyed import log_uniform, plus, uniform, word
from contagion.sim.core.compiling import compiled, need

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
