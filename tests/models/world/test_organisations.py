"""Organisations: sizes, places, and where their members come from."""

import numpy as np

from models.records import NONE
from models.scenarios.scenario import read


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
