"""Ties are mutual (S2): as many lead from c to c' as back, and everybody has as many; exactly, and of large territories
nearly."""

import numpy as np
import pytest

from contagion.models.territory.territory import Territory
from contagion.models.territory.ties import Kernels, tie_kernel
from contagion.sim.errors import InputError
from tests.helpers.laws import adults, due

LAWS = [Kernels(), Kernels(1.5, 0.5), Kernels(2.5, 2.0), Kernels(0.0, 1.0), Kernels(6.0, 0.01), Kernels(6.0, 100.0)]


@pytest.mark.parametrize("law", LAWS, ids=str)
def test_as_many_ties_lead_there_as_back_and_decay_by_the_stated_law(law):
    """T_cc' (d + offset)^exponent / N_c N_c' is a product of a factor of c and one of c'."""
    territory = Territory.from_file(kernels=law)
    people, share = adults(territory), territory.tie_share
    number = people[:, None] * share
    assert np.allclose(number, number.T, rtol=1e-10, atol=0)
    assert number.sum(axis=0) == pytest.approx(people, rel=1e-10)  # asked as often as they ask
    assert share.sum(axis=1) == pytest.approx(1, rel=1e-12)
    factors = share * (territory.distance_km + law.tie_offset_km) ** law.tie_exponent / people
    u = np.sqrt(factors.diagonal())
    assert np.allclose(factors, u[:, None] * u, rtol=1e-9, atol=0)


def test_two_communes_by_hand(territory_of, small_rows):
    """T_12 = t solves (N_1 − t)(N_2 − t) / t² = k_11 k_22 / k_12²."""
    territory = territory_of(small_rows[:2])
    (n1, n2), k = adults(territory), (territory.distance_km + 1.0) ** -2
    ratio = k[0, 0] * k[1, 1] / k[0, 1] ** 2
    t = np.roots([1 - ratio, -(n1 + n2), n1 * n2])
    (t,) = t[(t > 0) & (t < min(n1, n2))]
    assert territory.tie_share == pytest.approx(np.array([[n1 - t, t], [t, n2 - t]]) / [[n1], [n2]], rel=1e-11)


def test_a_commune_without_people_has_no_ties(territory_of, small_rows, inert):
    few = territory_of(small_rows)
    more = territory_of([inert("00001"), *small_rows[:3], inert("25112"), *small_rows[3:]])
    people = adults(more) > 0
    assert not more.tie_mass[~people].any()
    assert np.array_equal(more.tie_mass[people], few.tie_mass)  # and moves no bit of the others
    assert not more.tie_share[:, ~people].any()


def test_what_cannot_be_balanced_says_so(territory_of, small_rows):
    """Hardly any tie stays within communes this wide, and next door live a few people more."""
    row = small_rows[0] | {"area_km2": "400", "population_total_2017": "", "census_unit": ""}
    rows = [row, row | {"insee_code": "99999", "population": str(int(row["population"]) + 3)}]
    with pytest.raises(InputError, match=r"^contacts\.tie_exponent = 6, contacts\.tie_offset_km = 0\.01: "):
        _ = territory_of(rows, kernels=Kernels(6.0, 0.01)).tie_mass
    assert territory_of(rows).tie_mass.all()


@pytest.mark.parametrize("where", [("region", "Normandie"), pytest.param((), marks=pytest.mark.slow, id="France")])
def test_ties_of_a_large_territory_are_mutual_within_one_in_a_hundred(found, where):
    """Rows of the law, by every pair: 3,000 of them for France."""
    territory = found(*where)
    people = adults(territory)
    rows = np.random.default_rng(1).permutation(np.flatnonzero(people))[:3000]
    found_ties = due(territory, rows)
    assert np.abs(found_ties - 1).max() < 0.012
    assert np.average(np.abs(found_ties - 1), weights=people[rows]) < 0.0025
    # so that N_c P(c'|c) and N_c' P(c|c'), in any pair, are within 2 %
    some = rows[:300]
    law, km = territory.kernels, territory.distances.between(some[:, None], np.arange(len(territory)))
    number = people[some, None] * tie_kernel(territory.tie_mass, km, law.tie_exponent, law.tie_offset_km, some)[:, some]
    assert np.allclose(number, number.T, rtol=0.02, atol=0)
    assert due(territory, np.array([territory.centre]))[0] == pytest.approx(1, abs=0.003)


def test_ties_lead_to_the_centre_as_often_as_the_odd_says(territory):
    """As `models/ODD.md` says, and before ties were mutual."""
    people = territory.residents.sum(axis=1)
    outside = np.arange(68) != territory.centre
    for share, own, centre, inside in (
        (territory.tie_share, 0.254, 0.268, 0.828),
        (tie_kernel(people, territory.distance_km), 0.189, 0.451, 0.912),
    ):
        weights = people[outside]
        assert np.average(share.diagonal()[outside], weights=weights) == pytest.approx(own, abs=5e-4)
        assert np.average(share[outside, territory.centre], weights=weights) == pytest.approx(centre, abs=5e-4)
        assert share[territory.centre, territory.centre] == pytest.approx(inside, abs=5e-4)


@pytest.mark.parametrize(
    "name, value", [("tie_offset_km", 0.0), ("tie_exponent", -1.0), ("commuting_beta_per_km", -1.0)]
)
def test_kernels_out_of_range_are_refused(name, value):
    with pytest.raises(InputError, match=name):
        Kernels(**{name: value})
