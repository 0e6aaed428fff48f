"""Organisations: sizes, places, and where their members come from."""

import numpy as np
import pytest

from contagion.models.records import NONE
from contagion.models.scenarios.scenario import read


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


CROWDED = ["partners.per_100_establishments=1000", "partners.smallest=200"]


def test_more_members_than_residents_are_cut_down(people_of, small):
    world = people_of(small, CROWDED)
    organisations = world.organisations
    assert organisations.sizes.sum() <= world.size
    assert organisations.sizes.sum() > 0.9 * world.size
    assert world.organisation(int(world.everyone()[0])) != NONE


def flows_of(world):
    """The flows of a world that hold anybody."""
    return world.tables.array("flows")[: world.tables.array("communes")["after_flow"].max()]


@pytest.mark.parametrize("settings", [[], CROWDED], ids=["as they are", "crowded"])
def test_flows_add_up_in_rows_and_columns(people_of, territory, small, settings):
    for where in (territory, small):
        world = people_of(where, settings)
        communes, flows, sizes = world.tables.array("communes"), flows_of(world), world.organisations.sizes
        assert flows["count"].min() > 0
        assert np.array_equal(flows, np.sort(flows, order=["home", "there"]))
        assert np.array_equal(flows["first"], np.cumsum(flows["count"]) - flows["count"])
        leaving, arriving = (
            np.bincount(flows[of], flows["count"], minlength=len(communes)).astype(int) for of in ("home", "there")
        )
        assert np.array_equal(communes["leaving"], leaving)
        assert (leaving <= communes["adults"]).all()
        assert np.array_equal(communes["arriving"], arriving)
        assert np.array_equal(
            np.bincount(world.organisations.home, sizes, minlength=len(communes)).astype(int), arriving
        )
        flow_at, seats = world.tables.array("flow_at"), np.cumsum(arriving)
        for c, commune in enumerate(communes):
            own = flows[commune["first_flow"] : commune["after_flow"]]
            assert (own["home"] == c).all()
            assert np.array_equal(own["first_place"], np.cumsum(own["count"]) - own["count"])
            numbers = flow_at[seats[c] - arriving[c] : seats[c]]
            come = flows[np.unique(numbers)]  # by home
            assert (come["there"] == c).all()
            assert np.array_equal(come["first_seat"], np.cumsum(come["count"]) - come["count"])
            assert np.array_equal(numbers, np.repeat(np.unique(numbers), come["count"]))


def test_a_large_territory_has_the_same_organisations(people_of, department, large, department_rows):
    few, many = people_of(department), people_of(large(department_rows))
    assert np.array_equal(flows_of(few), flows_of(many))
    rows = [world.tables.array("organisations") for world in (few, many)]
    assert np.array_equal(*rows)


def test_there_may_be_no_organisations(people_of, small):
    world = people_of(small, ["partners.per_100_establishments=0"])
    assert not len(world.organisations.ids)
    assert not len(flows_of(world))
    assert world.organisation(int(world.everyone()[0])) == NONE
