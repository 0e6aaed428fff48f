"""Organisations and their members: read both ways they agree, sizes add up, an odd one more disturbs no trait (S03)."""

from dataclasses import replace

import numpy as np
import pytest

from models.parameters import BANDS
from models.records import NONE
from models.scenarios.scenario import read
from models.world.world import World
from sim.draws import Draws

TRAITS = ("woman", "student", "elected", "group", "threshold", "work_commune")


@pytest.fixture(scope="module")
def people_of():
    """The world of a territory, with settings over the reference scenario."""

    def make(territory, settings=(), seed=1):
        return World(territory, read(None, settings).parameters, Draws(seed))

    return make


def traits(world, ids, year=3):
    """All that is vectorised of the given residents."""
    rows = {name: getattr(world, name)(ids) for name in TRAITS}
    rows["code"] = np.array(world.territory.codes)[world.home(ids)]
    rows["band"] = world.band(ids)
    rows["work_commune"] = np.array(world.territory.codes)[rows["work_commune"]]
    rows["readiness"] = world.readiness(ids, np.full(len(ids), year))
    return rows


def closer(world, ids):
    """What is read one by one: slots, household, organisation."""
    belongs = [world.organisation(person) for person in ids.tolist()]
    return {
        "slots": [world.slots(person) for person in ids.tolist()],
        "household": [world.household(person) for person in ids.tolist()],
        "organisation": [NONE if one == NONE else int(world.organisations.ids[one]) for one in belongs],
    }


# ---- membership ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("settings", [[], ["partners.per_100_establishments=60", "partners.tail=0.7"]])
def test_membership_reads_the_same_both_ways_for_everybody(people_of, small, settings):
    for seed in range(2):
        world = people_of(small, settings, seed)
        organisations = world.organisations
        members = [world.members(one).tolist() for one in range(len(organisations.sizes))]
        assert [len(people) for people in members] == organisations.sizes.tolist()
        assert all(people == sorted(set(people)) for people in members)
        of = {person: one for one, people in enumerate(members) for person in people}
        assert len(of) == organisations.sizes.sum(), "nobody is in two"
        everyone = world.everyone().tolist()
        assert set(of) <= set(everyone)
        assert [world.organisation(person) for person in everyone] == [of.get(person, NONE) for person in everyone]


def test_membership_reads_the_same_both_ways_for_samples(people_of, territory):
    world = people_of(territory)
    organisations = world.organisations
    assert len(organisations.sizes) == round(territory.establishments.sum() / 10)
    for one in range(0, len(organisations.sizes), 29):
        members = world.members(one)
        assert len(members) == organisations.sizes[one]
        assert {world.organisation(person) for person in members[::11].tolist()} <= {one}
    for person in world.everyone()[::1999].tolist():
        if (one := world.organisation(person)) != NONE:
            assert person in world.members(one)


def test_sizes_and_places_of_organisations(people_of, territory):
    """Section 4.5: as establishments are spread, heavy-tailed between the smallest and the cap."""
    organisations = people_of(territory).organisations
    counts = np.bincount(organisations.home, minlength=68)
    assert np.abs(counts - territory.establishments / 10).max() <= 1
    settings = read(None).parameters.partners
    assert organisations.sizes.min() >= settings.smallest
    assert organisations.sizes.max() == settings.largest
    for factor in (1.5, 3, 6):
        share = (organisations.sizes >= settings.smallest * factor).mean()
        expected = factor**-settings.tail
        assert abs(share - expected) <= 4 * np.sqrt(expected * (1 - expected) / len(organisations.sizes)), factor
    assert (organisations.kinds < 6).all()
    near = np.bincount(organisations.kinds, minlength=6) / len(organisations.kinds)
    assert np.abs(near - [0.35, 0.35, 0.1, 0.08, 0.07, 0.05]).max() < 0.07


def test_members_come_from_where_the_commuting_law_says(people_of, territory):
    world = people_of(territory)
    organisations, centre = world.organisations, territory.centre
    there = np.flatnonzero(organisations.home == centre)
    homes = np.concatenate([world.home(world.members(one)) for one in there])
    weights = territory.residents.sum(axis=1) * territory.commuting_share[:, centre]
    shares = np.bincount(homes, minlength=68) / len(homes)
    assert np.abs(shares - weights / weights.sum()).max() < 1e-3  # largest remainders


def test_more_members_than_residents_are_cut_down(people_of, small):
    world = people_of(small, ["partners.per_100_establishments=1000", "partners.smallest=200"])
    organisations = world.organisations
    assert organisations.sizes.sum() <= world.size
    assert organisations.sizes.sum() > 0.9 * world.size
    assert world.organisation(int(world.everyone()[0])) != NONE


# ---- what must change nothing (S03) ----------------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["00001", "25112", "99999"])
def test_an_inert_commune_changes_no_trait(people_of, small, territory_of, small_rows, inert, code):
    here, there = people_of(small), people_of(territory_of([*small_rows, inert(code)]))
    everyone = here.everyone()
    assert np.array_equal(there.everyone(), everyone)
    before, after = traits(here, everyone), traits(there, everyone)
    for name, values in before.items():
        assert np.array_equal(after[name], values), name
    assert closer(there, everyone[::7]) == closer(here, everyone[::7])


def test_the_order_of_the_file_changes_no_trait(people_of, small, territory_of, small_rows):
    here, there = people_of(small), people_of(territory_of(small_rows[::-1]))
    everyone = here.everyone()
    assert np.array_equal(there.everyone(), everyone)
    for name, values in traits(here, everyone).items():
        assert np.array_equal(traits(there, everyone)[name], values), name
    assert closer(there, everyone[::7]) == closer(here, everyone[::7])


@pytest.mark.parametrize("band", range(len(BANDS)))
def test_a_resident_more_changes_nobody_elses_draws(people_of, small, band):
    """Draws stay; what is shared out (seats, households) may move within the commune."""
    more = small.residents.copy()
    more[2, band] += 1
    here = people_of(small)
    there = people_of(replace(small, residents=more, population=small.population + np.eye(6, dtype=int)[2]))
    everyone = here.everyone()
    assert set(everyone.tolist()) < set(there.everyone().tolist())
    before, after = traits(here, everyone), traits(there, everyone)
    elsewhere = here.home(everyone) != 2
    for name in ("woman", "group", "threshold", "code", "band", "readiness"):
        assert np.array_equal(after[name], before[name]), name
    assert np.array_equal(after["elected"][elsewhere], before["elected"][elsewhere])
    assert (after["student"] != before["student"]).sum() <= 3  # their number is shared out over the young
    some = everyone[elsewhere][::11]
    assert closer(there, some)["slots"] == closer(here, some)["slots"]
    assert closer(there, some)["household"] == closer(here, some)["household"]


def test_traits_are_the_same_one_by_one_and_together(people_of, small):
    world = people_of(small)
    everyone = world.everyone()
    together = traits(world, everyone)
    for n in range(0, len(everyone), 97):
        person = int(everyone[n])
        assert world.group(person) == together["group"][n]
        assert world.threshold(person) == together["threshold"][n]
        assert world.home(person) == world.home(everyone)[n]
        assert traits(world, everyone[n : n + 1])["readiness"][0] == together["readiness"][n]


def test_another_seed_is_another_population(people_of, small):
    here, there = people_of(small), people_of(small, seed=2)
    everyone = here.everyone()
    assert np.array_equal(there.everyone(), everyone)
    same = (traits(here, everyone)["woman"] == traits(there, everyone)["woman"]).mean()
    assert same == pytest.approx(0.53**2 + 0.47**2, abs=0.05)
    assert not np.array_equal(traits(here, everyone)["elected"], traits(there, everyone)["elected"])
