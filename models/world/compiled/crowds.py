"""Many residents looked at one after the other, in passes over all of them: so the processor works at several at once,
which it cannot where each is finished before the next.

They stand in the table `found`, from the first on.
"""

from models.world.chance import stream
from models.world.compiled.contacts import ANYBODY, cell_at, somebody_around, someone_in
from models.world.compiled.organisations import know_members
from models.world.compiled.traits import epoch_of, frailty, receptive_share
from models.world.layout import WORLD
from sim.compiling import compiled
from sim.keyed import plus, uniform, word
from sim.layout import grow

_FOUND, _READY, _EPOCHS = WORLD["found"], WORLD["ready"], WORLD["epochs"]


@compiled
def _make_room(world, count):
    while len(world.found) < count:
        grow(world, _FOUND)
    while len(world.ready) < count:
        grow(world, _READY)
    while len(world.epochs) < count:
        grow(world, _EPOCHS)


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
        found[n] = someone_in(world, found[n], uniform(key, plus(word(first), word(n)), occasion))


@compiled
def find_guests(world, place, event, count):
    """Find so many from around a place, as guests for an event."""
    _make_room(world, count)
    for n in range(count):
        where, who = uniform(stream(world, "tie: where"), event, n), uniform(stream(world, "tie: who"), event, n)
        world.found[n] = somebody_around(world, place, ANYBODY, where, who)


@compiled
def find_members(world, organisation):
    """Find the members of an organisation, in no order; how many they are."""
    know_members(world, organisation, False)
    o = world.organisations[organisation]
    _make_room(world, o.size)
    for n in range(o.size):
        world.found[n] = world.members[o.members_first + n]
    return o.size


@compiled
def keep_receptive(world, count, year):
    """Keep, of so many found, those who are receptive in a year, with their readiness in `ready`; how many they are."""
    found, epochs, kept = world.found, world.epochs, 0
    for n in range(count):
        epochs[n] = epoch_of(world, found[n], year)
    key = stream(world, "receptive")
    for n in range(count):
        person, epoch = found[n], epochs[n]
        found[kept], epochs[kept] = person, epoch
        kept += int(uniform(key, person, epoch) < receptive_share(world, person))
    for n in range(kept):
        world.ready[n] = frailty(world, found[n], epochs[n])
    return kept
