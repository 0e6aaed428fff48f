"""Rows of cumulative shares, and who comes to work where."""

import numpy as np
import pytest

from contagion.models.territory.ties import Kernels
from contagion.models.world.compiled.places import GUIDE
from contagion.models.world.places import places_of

LAWS = [Kernels(), Kernels(1.3, 0.4)]


@pytest.mark.parametrize("law", LAWS, ids=str)
def test_rows_hold_the_shares_of_each_law(territory, law):
    here = territory.under(law)
    places, adults = places_of(here).take(), here.residents.sum(axis=1)
    come = adults[:, None] * here.commuting_share
    rows = np.concatenate([here.tie_share, (come / come.sum(axis=0)).T, here.commuting_share])
    shares = places.array("shares")
    assert not shares[:, 0].any()
    assert np.diff(shares, axis=1) == pytest.approx(rows, abs=1e-14)
    assert places.array("coming") == pytest.approx(rows[68:136], rel=1e-12)
    assert np.array_equal(places.array("last"), [np.flatnonzero(row > 0)[-1] for row in np.diff(shares, axis=1)])


def test_a_search_begins_at_the_last_share_that_is_surely_passed(territory):
    """Guide and search (`places.pick`) find what a search of the whole row finds."""
    places = places_of(territory).take()
    for row in range(0, 204, 7):
        shares = places.array("shares")[row]
        steps = np.arange(GUIDE) / GUIDE
        assert np.array_equal(places.array("guide")[row], np.searchsorted(shares, steps, side="right"))


def test_a_commune_without_anybody_leaves_the_others_as_they_are_to_the_last_bit(territory_of, small_rows, inert):
    for law in LAWS:
        few = places_of(territory_of(small_rows, kernels=law)).take()
        more = places_of(territory_of([inert("00001"), *small_rows, inert("99999")], kernels=law)).take()
        kept = [*range(1, 7), *range(9, 15), *range(17, 23)]
        assert np.array_equal(more.array("shares")[kept][:, 1:-1], few.array("shares"))
        assert np.array_equal(more.array("coming")[1:7, 1:7], few.array("coming"))


def test_masses_are_those_of_the_territory(territory, territory_of, small_rows, inert):
    for here in (*(territory.under(law) for law in LAWS), territory_of([inert("00001"), *small_rows])):
        assert np.array_equal(places_of(here).take().array("tie_mass"), here.tie_mass)


def test_by_a_graph_of_ones_own_shares_are_added_up_as_they_stand(territory):
    from dataclasses import replace

    own = np.tile(np.arange(68.0), (68, 1)) / 2278
    shares = places_of(replace(territory, own_ties=own)).take().array("shares")
    assert np.array_equal(shares[:68, 1:], np.cumsum(own, axis=1))
