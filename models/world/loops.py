"""Loops over the compiled functions of the world, for arrays of ids: what a `World` answers with."""

from contagion.models.code.machine_code import entry
from contagion.models.world.chance import stream
from contagion.models.world.compiled import contacts, organisations, residents, traits
from contagion.models.world.layout import WORLD
from contagion.sim.chance.keyed import set_up_permutations
from contagion.sim.core.compiling import compiled

view = WORLD.view


@compiled
def _set_up_orders(world, keys, adults, seats):
    residents.index_communes(world)
    set_up_permutations(stream(world, "household: order"), keys, adults, world.household_order)
    set_up_permutations(stream(world, "organisation: order"), keys, adults, world.organisation_order)
    set_up_permutations(stream(world, "elected: order"), keys, adults, world.elected_order)
    set_up_permutations(stream(world, "organisation: seats"), keys, seats, world.seat_order)


@entry
def set_up(handle, keys, adults, seats):
    _set_up_orders(view(handle), keys, adults, seats)


@entry
def homes_of(handle, ids, out):
    for n in range(len(ids)):
        out[n] = residents.home_of(view(handle), ids[n])


@entry
def others_at_home(handle, person):
    return residents.find_others_at_home(view(handle), person)


@entry
def groups_of(handle, ids, out):
    for n in range(len(ids)):
        out[n] = traits.target_group(view(handle), ids[n])


@entry
def students_of(handle, ids, out):
    for n in range(len(ids)):
        out[n] = traits.is_student(view(handle), ids[n])


@entry
def elected_of(handle, ids, out):
    for n in range(len(ids)):
        out[n] = traits.is_elected(view(handle), ids[n])


@entry
def slots_of(handle, ids, out):
    for n in range(len(ids)):
        out[n] = traits.slots_of(view(handle), ids[n])


@entry
def thresholds_of(handle, ids, out):
    for n in range(len(ids)):
        out[n] = traits.threshold(view(handle), ids[n])


@entry
def readiness_of(handle, ids, years, out):
    for n in range(len(ids)):
        out[n] = traits.readiness(view(handle), ids[n], years[n])


@entry
def receptive_of(handle, ids, years, out):
    for n in range(len(ids)):
        out[n] = traits.is_receptive(view(handle), ids[n], years[n])


@entry
def generations_of(handle, ids, years, out):
    for n in range(len(ids)):
        out[n] = traits.generation(view(handle), ids[n], years[n])


@entry
def work_communes_of(handle, ids, out):
    for n in range(len(ids)):
        out[n] = contacts.work_commune(view(handle), ids[n])


@entry
def organisations_of(handle, ids, out):
    for n in range(len(ids)):
        out[n] = organisations.organisation_of(view(handle), ids[n])


@entry
def members_of(handle, organisation):
    organisations.know_members(view(handle), organisation, True)


@entry
def asked_by(handle, ids, ordinals, years, out):
    for n in range(len(ids)):
        out[n] = contacts.asked(view(handle), ids[n], ordinals[n], years[n])


@entry
def anyone_for(handle, ids, occasion, out):
    for n in range(len(ids)):
        out[n] = contacts.anyone(view(handle), ids[n], occasion)
