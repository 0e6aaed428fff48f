"""Loops over the compiled functions of the world, for arrays of ids: what a `World` answers with."""

from contagion.models.code.kernel import Flags, Ints, Reals, entry
from contagion.models.world.compiled import building, contacts, organisations, places, residents
from contagion.models.world.layout import PLACES, WORLD

view, _of_places = WORLD.view, PLACES.view


@entry
def know_work(handle):
    places.know_work(_of_places(handle))


@entry
def know_ties(handle) -> int:
    return places.know_ties(_of_places(handle))


@entry
def build(handle):
    building.build(view(handle))


@entry
def build_with_places(handle):
    """The same where nothing is known of the places yet."""
    world = view(handle)
    places.know_work(world.places)
    places.know_ties(world.places)
    building.build(world)


@entry
def homes_of(handle, ids: Ints, out: Ints):
    for n in range(len(ids)):
        out[n] = residents.home_of(view(handle), ids[n])


@entry
def others_at_home(handle, person) -> int:
    return residents.find_others_at_home(view(handle), person)


@entry
def groups_of(handle, ids: Ints, out: Ints):
    for n in range(len(ids)):
        out[n] = residents.target_group(view(handle), ids[n])


@entry
def students_of(handle, ids: Ints, out: Flags):
    for n in range(len(ids)):
        out[n] = residents.is_student(view(handle), ids[n])


@entry
def elected_of(handle, ids: Ints, out: Flags):
    for n in range(len(ids)):
        out[n] = residents.is_elected(view(handle), ids[n])


@entry
def slots_of(handle, ids: Ints, out: Ints):
    for n in range(len(ids)):
        out[n] = residents.slots_of(view(handle), ids[n])


@entry
def thresholds_of(handle, ids: Ints, out: Ints):
    for n in range(len(ids)):
        out[n] = residents.threshold(view(handle), ids[n])


@entry
def readiness_of(handle, ids: Ints, years: Ints, out: Reals):
    for n in range(len(ids)):
        out[n] = residents.readiness(view(handle), ids[n], years[n])


@entry
def receptive_of(handle, ids: Ints, years: Ints, out: Flags):
    for n in range(len(ids)):
        out[n] = residents.is_receptive(view(handle), ids[n], years[n])


@entry
def generations_of(handle, ids: Ints, years: Ints, out: Ints):
    for n in range(len(ids)):
        out[n] = residents.generation(view(handle), ids[n], years[n])


@entry
def work_communes_of(handle, ids: Ints, out: Ints):
    for n in range(len(ids)):
        out[n] = contacts.work_commune(view(handle), ids[n])


@entry
def organisations_of(handle, ids: Ints, out: Ints):
    for n in range(len(ids)):
        out[n] = organisations.organisation_of(view(handle), ids[n])


@entry
def members_of(handle, organisation):
    organisations.know_members(view(handle), organisation)


@entry
def asked_by(handle, ids: Ints, ordinals: Ints, years: Ints, out: Ints):
    for n in range(len(ids)):
        out[n] = contacts.asked(view(handle), ids[n], ordinals[n], years[n])


@entry
def anyone_for(handle, ids: Ints, occasion, out: Ints):
    for n in range(len(ids)):
        out[n] = contacts.anyone(view(handle), ids[n], occasion)
