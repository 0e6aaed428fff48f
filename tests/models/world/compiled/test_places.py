"""Distances and the laws of space, one draw at a time: the same in a territory of any size."""

import numpy as np
import pytest
from scipy import stats

from contagion.models.territory.ties import Kernels
from contagion.models.world.compiled.places import COWORKERS, NEAR_KEPT, TIES, WORK
from contagion.models.world.places import places_of
from contagion.sim.chance.draws import Draws
from tests.helpers import world_calls
from tests.helpers.laws import fits

ROUNDING = 1e-14  # NumPy's sines and exponentials differ in their last bits from one kind of processor to another


def test_a_rule_is_told_the_same_distance(department, large, department_rows):
    few, many = places_of(department).take(), places_of(large(department_rows)).take()
    a, b = np.divmod(np.arange(0, 612**2, 11), 612)
    for places in (few, many):
        np.testing.assert_allclose(world_calls.distances(places, a, b), department.distance_km[a, b], rtol=ROUNDING)
        for commune in (0, 100, 611):
            for km in (15.0, 40.0, 15.0):
                near = np.flatnonzero(department.distance_km[commune] <= km)
                assert world_calls.near(places, commune, km) == set(near.tolist())


def test_communes_near_others_are_kept_within_bounds(department):
    """Where they are asked for within two distances in turn, they are looked up anew each time."""
    places = places_of(department).take()
    places.put("near_pool", np.zeros(NEAR_KEPT + 2, np.int64))
    places.array("land")["near"] = NEAR_KEPT + 1
    for km in (8.0, 20.0, 8.0):
        near = np.flatnonzero(department.distance_km[5] <= km)
        assert world_calls.near(places, 5, km) == set(near.tolist())
    assert len(places.array("near_pool")) == NEAR_KEPT + 2
    assert 0 < places.array("land")["near"][0] < 3 * 612


@pytest.mark.slow
@pytest.mark.parametrize("law", [TIES, COWORKERS, WORK])
def test_picks_are_the_same_but_for_rounding(department, large, department_rows, law):
    few, many = places_of(department).take(), places_of(large(department_rows)).take()
    rows = np.arange(0, 612, 31) + 612 * law
    u = Draws(1).stream("u").uniform(rows[:, None], np.arange(500))
    u[:, :3] = 2.0**-53, 1 - 2.0**-53, 0.5
    there, left = world_calls.pick(few, rows, u)
    assert ((left >= 0) & (left < 1)).all()
    assert there.max() < 612
    same_there, same_left = world_calls.pick(many, rows, u)
    assert np.array_equal(there, same_there)
    np.testing.assert_allclose(left, same_left, atol=1e-9)  # what is left is blown up by 1 / share


@pytest.mark.parametrize("small", [True, False])
def test_a_number_is_found_where_the_cumulative_shares_say(department, large, department_rows, small):
    """Against the dense table of the law, at the edges of shares as well."""
    cumulative = np.cumsum(department.tie_share[40])
    u = np.sort(np.concatenate([cumulative[:-1] - 1e-9, cumulative[:-1] + 1e-9, [1e-12, 1 - 1e-12]])).clip(1e-12)
    places = places_of(department if small else large(department_rows)).take()
    there, left = world_calls.pick(places, np.array([40]), u[None, :])
    assert np.array_equal(there[0], np.searchsorted(cumulative, u, side="right"))
    before = np.concatenate([[0.0], cumulative])[there[0]]
    assert left[0] == pytest.approx((u - before) / department.tie_share[40][there[0]], abs=1e-3)


@pytest.mark.parametrize("small", [True, False])
def test_what_rounding_leaves_goes_to_the_last_commune_with_a_share(territory_of, large, small_rows, inert, small):
    """Ten shares of 0.1 add up to 1 − 2⁻⁵³; the two communes after them have none."""
    ten = [small_rows[1] | {"insee_code": f"2500{n}", "census_unit": ""} for n in range(10)]
    make = territory_of if small else large
    territory = make([*ten, inert("99998"), inert("99999")], kernels=Kernels(tie_exponent=0))
    assert territory.distances.small == small
    assert np.cumsum(territory.tie_share[4])[-1] == 1 - 2.0**-53
    u = np.array([[1 - 2.0**-53, 0.95, 0.05]])
    there, left = world_calls.pick(places_of(territory).take(), np.array([4]), u)
    assert there.tolist() == [[9, 9, 0]]
    assert left[0] == pytest.approx([1, 0.5, 0.5])
    assert left.max() < 1


@pytest.mark.parametrize("law", [TIES, COWORKERS, WORK])
def test_communes_are_picked_by_their_shares(large, department, department_rows, law):
    territory, commune = large(department_rows), 250
    u = Draws(2).stream("u").uniform(np.arange(40_000))
    there, left = world_calls.pick(places_of(territory).take(), np.array([commune + 612 * law]), u[None, :])
    adults = department.residents.sum(axis=1)
    shares = {
        TIES: department.tie_share[commune],
        COWORKERS: adults * department.commuting_share[:, commune],
        WORK: department.commuting_share[commune],
    }[law]
    assert fits(np.bincount(there[0], minlength=612), shares)
    assert stats.kstest(left[0], "uniform").pvalue > 1e-3
