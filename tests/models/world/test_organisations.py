"""Organisations: sizes, places, and where their members come from."""

import numpy as np
import pytest

from contagion.models.records import NONE
from contagion.models.scenarios.scenario import read
from contagion.models.world import organisations as room
from contagion.sim.threads import Recent
from tests.helpers.what_happened import digest


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


PLAIN, OFTEN = [], ["partners.nominations_per_year=3", "training.places=25"]
FOUND = ['students.organisations=["club"]']  # who belongs to what is not a matter of the world alone


@pytest.fixture
def met(monkeypatch):
    """What this process keeps of the worlds that it meets from now on."""
    kept = Recent(room.KEPT_BYTES)
    monkeypatch.setattr(room, "_met", kept)
    return kept


def known(model):
    return int((model.world.tables.array("organisations")["members_known"] > 0).sum())


@pytest.mark.parametrize("settings", [OFTEN, FOUND], ids=["other decisions", "found elsewhere"])
def test_a_run_in_a_world_that_was_met_is_the_run_it_would_have_been(build, met, settings):
    alone = build(settings, 3, 5, checked=False)
    anew = known(alone)
    alone.run(156)
    told = digest(alone)
    for before in (PLAIN, FOUND, OFTEN):
        one = build(before, 3, 5, checked=False)
        one.run(156)
        one.release()
    again = build(settings, 3, 5, checked=False)
    assert (known(again) > anew) == (settings != FOUND)
    again.run(156)
    assert digest(again) == told


def test_another_world_has_its_own_organisations(people_of, territory, small, met):
    one = people_of(territory).organisations
    assert people_of(territory, ["demand.distance_km=3"]).organisations is one
    others = people_of(territory, seed=2), people_of(small), people_of(territory, ["partners.tail=2"])
    assert len({id(one), *(id(other.organisations) for other in others)}) == 4
    assert met.held == sum(world.nbytes for world in (one, *(other.organisations for other in others)))


def test_of_a_territory_that_is_too_large_nothing_is_kept(people_of, territory, monkeypatch):
    monkeypatch.setattr(room, "_met", Recent(1000))
    assert people_of(territory).organisations is not people_of(territory).organisations
