"""The territory: real totals, exact margins, the two laws of distance, what an empty commune must not change."""

import shutil
from pathlib import Path

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contagion.experiments.say.charts.maps import territory_figure
from contagion.models.territory.communes import DATA, council_seats, largest_remainder, load_communes
from contagion.models.territory.distances import SMALL, Distances, apart_km, on_sphere
from contagion.models.territory.territory import SHIPPED_SOURCE, Territory
from contagion.models.territory.ties import (
    Kernels,
    commuting_beta,
    commuting_kernel,
    read_ties,
    shares_of,
    tie_kernel,
    ties_csv,
)
from contagion.models.world.places import places_of
from contagion.sim.errors import InputError
from tests.helpers.laws import adults, due
from tests.helpers.mistakes import refused
from tests.helpers.table_rows import rows_of, save

BESANCON, LE_GRATTERIS, MAMIROLLE = "25056", "25297", "25364"


def inert(code: str) -> dict[str, str]:
    """A commune beside Besançon in which nobody lives or works; a large area, to show if it enters any mean."""
    zeros = dict.fromkeys(rows_of()[0], "0")
    place = {"latitude": "47.25", "longitude": "6.03", "area_km2": "99", "uu2020_status": "R", "census_unit": ""}
    return zeros | place | {"insee_code": code, "name": f"Inert {code}"}


def test_the_real_territory_has_its_totals(territory):
    assert len(territory) == 68
    assert territory.population.sum() == 193_279
    assert territory.residents.sum() == pytest.approx(163_937, rel=0.01)
    assert territory.seats.sum() == 1_088
    assert np.triu(territory.contiguity).sum() == 161
    assert territory.households.sum() == 96_735
    assert territory.establishments.sum() == 6_989
    assert territory.jobs.sum() == pytest.approx(99_475.2)
    assert territory.area_km2.sum() == pytest.approx(528.61)
    assert territory.codes[territory.centre] == BESANCON
    assert territory.population[territory.centre] / territory.population.sum() == pytest.approx(0.60, abs=0.005)


def test_the_same_communes_under_other_laws_are_those_read_with_them(territory):
    """Whether or not something of them is worked out by then; what the laws do not change is shared."""
    for law in (Kernels(tie_exponent=1.5), Kernels(tie_offset_km=3.0, commuting_beta_per_km=0.4)):
        read, made = Territory.from_file(kernels=law), territory.under(law)
        assert made.kernels == law
        for name in ("shares", "guide", "last", "coming"):
            assert np.array_equal(places_of(read).take().array(name), places_of(made).take().array(name))
        assert made.distances is territory.distances


def test_residents_follow_the_census_shares_with_exact_sums(territory):
    share, outside = territory.residents / territory.population[:, None], np.arange(68) != territory.centre
    assert share[:, 0][territory.centre] == pytest.approx(0.29, abs=0.01)  # students
    assert territory.residents[outside, 0].sum() / territory.population[outside].sum() == pytest.approx(0.15, abs=0.01)
    assert (territory.residents >= 0).all()
    assert (territory.residents.sum(axis=1) <= territory.population).all()


def test_a_census_unit_is_split_by_population(territory):
    a, b = territory.index[LE_GRATTERIS], territory.index[MAMIROLLE]
    share = territory.residents / territory.population[:, None]
    assert np.abs(share[a] - share[b]).max() < 1 / 186 + 1 / 1775  # the same shares, up to whole people
    assert territory.jobs[[a, b]] == pytest.approx(809.4 * np.array([186, 1775]) / (186 + 1775))
    assert territory.establishments[[a, b]].tolist() == [7, 72]
    assert territory.filled == (
        "Le Gratteris: empty census cells take Mamirolle's, shared in proportion to population",
    )


def test_living_standards_are_those_of_the_table_and_unknown_where_secret(territory):
    incomes = territory.living_standard_eur
    assert incomes[territory.index["25014"]] == 24_290
    assert [territory.names[row] for row in np.flatnonzero(np.isnan(incomes))] == ["Champoux"]


def test_contours_are_closed_rings_around_the_communes(territory):
    assert set(territory.contours) == set(territory.codes)
    for code, (lat, lon) in zip(territory.codes, territory.latlon, strict=True):
        outer = territory.contours[code][0]
        assert (outer[0] == outer[-1]).all()
        assert (outer.min(axis=0) < (lon, lat)).all()
        assert (outer.max(axis=0) > (lon, lat)).all()


def test_distance_to_the_centre(territory):
    outside = np.arange(68) != territory.centre
    mean = np.average(territory.distance_km[outside, territory.centre], weights=territory.population[outside])
    assert mean == pytest.approx(9.3, abs=0.05)
    assert territory.distance_km[0, 0] == pytest.approx(0.5 * np.sqrt(territory.area_km2[0] / np.pi))
    assert (territory.distance_km == territory.distance_km.T).all()
    points = on_sphere([[0, 0], [0, 180], [90, 0]])
    assert apart_km(points[:, :1], points) == pytest.approx([0, 20015.1, 10007.6], abs=0.1)


WHOLE = ("residents", "households", "jobs", "establishments", "seats")
SHARES = ("tie_share", "commuting_share")


@pytest.mark.parametrize("code", ["00001", "25300", "99999", "2A004"])
def test_an_inert_commune_changes_no_bit(territory, tmp_path, code):
    other = Territory.from_file(save(tmp_path / "more.csv", [*rows_of(), inert(code)]))
    kept = np.array([row for row, one in enumerate(other.codes) if one != code])
    assert len(other) == 69
    for name in WHOLE:
        assert np.array_equal(getattr(other, name)[kept], getattr(territory, name)), name
    for name in SHARES:
        assert np.array_equal(getattr(other, name)[np.ix_(kept, kept)], getattr(territory, name)), name
    assert other.codes[other.centre] == BESANCON
    new = other.index[code]
    assert other.residents[new].sum() == 0
    assert (other.tie_share[:, new] == 0).all()
    assert other.tie_share[new].sum() == pytest.approx(1)
    assert np.isfinite(other.commuting_share).all()


def test_the_checksum_tells_every_file(territory, tmp_path):
    for name in ("communes.csv", "contours.geojson", "adjacency.csv"):
        shutil.copyfile(DATA / name, tmp_path / name)
    assert Territory.from_file(tmp_path / "communes.csv").checksum == territory.checksum
    for name in ("communes.csv", "contours.geojson", "adjacency.csv"):
        original = (tmp_path / name).read_bytes()
        (tmp_path / name).write_bytes(original + b"\n")
        assert Territory.from_file(tmp_path / "communes.csv").checksum != territory.checksum
        (tmp_path / name).write_bytes(original)


@pytest.fixture
def odd(tmp_path):
    """A territory of a few rows, of which all can be worked out."""

    def make(*rows):
        territory = Territory.from_file(save(tmp_path / "odd.csv", list(rows)))
        for share in (territory.tie_share, territory.commuting_share):
            assert np.isfinite(share).all()
            assert share.sum(axis=1) == pytest.approx(np.ones(len(rows)))
        assert len(territory.graph) == len(rows)
        territory_figure(territory)
        return territory

    return make


def test_one_commune_has_all_ties_within_and_one_resident_may_be_a_child(odd):
    territory = odd(next(row for row in rows_of() if row["insee_code"] == BESANCON))
    assert territory.tie_share.tolist() == [[1.0]]
    assert not territory.contiguity.any()
    assert odd(rows_of()[0] | {"population": "1", "age_0_14_2022": "900", "population_2022": ""}).residents.sum() == 0


@pytest.mark.slow
def test_two_communes_at_one_place_or_far_away_and_no_jobs(odd):
    first, second = rows_of()[:2]
    here = {"jobs_2022": "0", "latitude": "47.2", "longitude": "6.0"}
    territory = odd(first | here, second | here)
    assert territory.distance_km[0, 1] == 0
    assert 0 < territory.commuting_share[0, 0] < territory.commuting_share[1, 0]  # people go where people live
    far = odd(first | {"jobs_2022": "0"}, second | {"latitude": "-47", "longitude": "-170"})
    assert far.commuting_share.tolist() == [[0, 1], [0, 1]]


def test_the_graph_has_communes_as_nodes_and_ties_as_edges(territory):
    graph = territory.graph
    assert (graph.number_of_nodes(), graph.number_of_edges()) == (68, 68 * 68)
    node = graph.nodes[BESANCON]
    assert (node["name"], node["population"], node["seats"], node["urban_status"]) == ("Besançon", 115_934, 55, "C")
    assert node["residents"] == territory.residents[territory.centre].sum()
    between, edge = (territory.index["25014"], territory.index["25197"]), graph.edges["25014", "25197"]
    assert edge["contiguous"] is True
    for name in ("distance_km", "tie_share", "commuting_share"):
        assert edge[name] == getattr(territory, name)[between]
    assert sum(contiguous for *_, contiguous in graph.edges(data="contiguous")) == 2 * 161
    assert nx.is_connected(nx.Graph([(a, b) for a, b, contiguous in graph.edges(data="contiguous") if contiguous]))


# ---- ties are mutual (S2): as many lead from c to c' as back, and everybody has as many; exactly ---------------------

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


@pytest.mark.slow
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


# ---- ties by your own graph: the file beside the table, and shares worked out by hand --------------------------

CODES = ("00001", "00002", "00003", "00004")
RESIDENTS = np.array([10, 20, 0, 5])


def kept(folder: Path, weights: np.ndarray, codes: tuple[str, ...]) -> Territory:
    """Grand Besançon with ties beside its table."""
    shutil.copyfile(DATA / "communes.csv", folder / "here.csv")
    (folder / "here-ties.csv").write_bytes(ties_csv(weights, codes))
    return Territory.from_file(folder / "here.csv")


def test_weights_are_divided_by_their_sum_and_shares_stand_as_they_are():
    weights = np.array([[1.0, 3, 0, 0], [0.1, 0.2, 0, 0.7], [0, 0, 0, 0], [5, 0, 0, 0]])
    shares, alone = shares_of(weights, RESIDENTS)
    assert shares[0].tolist() == [0.25, 0.75, 0, 0]
    assert shares[1].tolist() == [0.1, 0.2, 0, 0.7]  # whose sum is 1 but for rounding
    assert shares[3].tolist() == [1, 0, 0, 0]
    assert not len(alone)


def test_nobody_is_known_where_nobody_lives_and_who_knows_nobody_stays():
    weights = np.array([[1.0, 0, 9, 0], [0, 0, 0, 0], [0, 0, 1, 0], [0, 0, 4, 0]])
    shares, alone = shares_of(weights, RESIDENTS)
    assert shares[[0, 1, 3]].tolist() == [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 0, 1]]
    assert alone.tolist() == [1, 3]
    assert shares[2] == pytest.approx(RESIDENTS / 35)  # around an empty commune live all


def test_every_digit_goes_through_the_file(territory, tmp_path):
    made = kept(tmp_path, territory.tie_share, territory.codes)
    assert np.array_equal(made.tie_share, territory.tie_share)
    for name in ("shares", "guide", "last"):
        assert np.array_equal(places_of(made).take().array(name), places_of(territory).take().array(name))
    for one, other in zip(made.ties_within_and_to_centre, territory.ties_within_and_to_centre, strict=True):
        assert np.array_equal(one, other)
    assert made.under(Kernels(tie_exponent=1.0)).tie_share is made.own_ties
    assert np.array_equal(made.commuting_share, territory.commuting_share)  # which the graph says nothing of


def test_other_ties_are_another_territory(territory, tmp_path):
    made = kept(tmp_path, np.eye(len(territory)), territory.codes)
    assert made.checksum != territory.checksum
    assert (made.identity, made.source) == (
        territory.identity, f"{SHIPPED_SOURCE}; who knows whom by your own graph"
    )  # fmt: skip
    equal = np.ones((len(territory), len(territory)))
    assert kept(tmp_path, equal, territory.codes).checksum != made.checksum
    assert [str(one) for one in kept(tmp_path, equal - np.eye(len(territory)), territory.codes).filled] == [
        str(one) for one in territory.filled
    ]
    equal[3] = 0.0
    *_, last = kept(tmp_path, equal, territory.codes).filled
    assert str(last) == "ties: all within, in the 1 communes whose residents know nobody by the graph"


@pytest.mark.parametrize(
    "text, words",
    [
        ("insee_a,insee_b\n", "with the columns insee_from, insee_to, weight is needed"),
        ("", "with the columns insee_from, insee_to, weight is needed"),
        ("insee_from,insee_to,weight\n00001,00002,1\n00001,99999,1\n", "line 3: '00001,99999,1'; the codes of two"),
        ("insee_from,insee_to,weight\n00001,00002,-1\n", "line 2: '00001,00002,-1'"),
        ("insee_from,insee_to,weight\n00001,00002,nan\n", "line 2: '00001,00002,nan'"),
        ("insee_from,insee_to,weight\n00001,00002,many\n", "line 2: '00001,00002,many'"),
        ("insee_from,insee_to,weight\n00001,00002\n", "line 2: '00001,00002'"),
        ("insee_from,insee_to,weight\n00001,00002,0\n\n", "no weight is above 0, so nobody would know anybody"),
    ],
)
def test_a_file_that_is_none_is_told_in_a_line(text, words, tmp_path):
    file = tmp_path / "here-ties.csv"
    file.write_text(text)
    line = refused(lambda: read_ties(file, CODES))
    assert line.startswith(str(file))
    assert words in line


def test_a_large_territory_has_the_law_of_ties(tmp_path):
    with pytest.raises(InputError, match="for a territory of at most 1,000 communes, and this one has 1,001"):
        read_ties(tmp_path / "here-ties.csv", tuple(map(str, range(SMALL + 1))))


# ---- the law of commuting, and how far it reaches --------------------------------------------------------------------


def test_commuting_follows_the_stated_law(territory):
    assert territory.commuting_beta_per_km == pytest.approx(0.3028016 * (528.61 / 68) ** -0.1665103)
    assert 1 / territory.commuting_beta_per_km == pytest.approx(4.65, abs=0.01)
    weights = territory.jobs * np.exp(-territory.commuting_beta_per_km * territory.distance_km[3])
    assert territory.commuting_share[3] == pytest.approx(weights / weights.sum(), rel=1e-12)
    assert territory.commuting_share.sum(axis=1) == pytest.approx(1, abs=1e-12)
    assert Territory.from_file(kernels=Kernels(commuting_beta_per_km=0.1)).commuting_beta_per_km == 0.1


def test_without_decay_only_attraction_counts(territory):
    share = commuting_kernel(territory.jobs, territory.distance_km, 0.0)
    assert share == pytest.approx(np.tile(territory.jobs / territory.jobs.sum(), (68, 1)), rel=1e-12)
    near = commuting_kernel(territory.jobs, territory.distance_km, 1e-9)
    assert near == pytest.approx(share, rel=1e-6)


UNIT = ("25297", "25364")  # two communes that the census counts as one


def test_nobody_commutes_beyond_the_reach_and_hardly_anybody_would(large, commune_rows):
    """Two halves 300 km apart: without the limit fewer than one in 10¹² would go from one to the other."""
    whole = [row for row in commune_rows if row["insee_code"] not in UNIT]
    far = [row | {"insee_code": f"9{n:04d}", "latitude": "50"} for n, row in enumerate(whole)]
    territory = large([*whole, *far])
    here = np.array([code.startswith("25") for code in territory.codes])
    assert territory.commuting_share[np.ix_(here, ~here)].max() == 0
    law = np.exp(-territory.commuting_beta_per_km * territory.distance_km) * territory.jobs
    assert 0 < (law[np.ix_(here, ~here)].sum(axis=1) / law[here].sum(axis=1)).max() < 1e-12
    nearest, total = territory.commuting.of_homes
    assert total == pytest.approx((law * np.exp(territory.commuting_beta_per_km * nearest[:, None])).sum(axis=1))


def test_the_reach_of_commuting_depends_on_the_mean_area_alone():
    distances = Distances([[47.0, 6.0], [47.5, 6.0]], [10.0, 10.0], small=False)
    assert 27.6 / commuting_beta(10.0) == pytest.approx(133.8, abs=0.1)
    assert distances.row(0)[1] == pytest.approx(55.6, abs=0.05)


# ---- whole numbers out of proportions --------------------------------------------------------------------------------


@given(
    total=st.integers(0, 10**9),
    weights=st.lists(st.floats(0, 1e6, allow_subnormal=False), min_size=1, max_size=40).filter(lambda w: sum(w) > 1e-3),
)
def test_largest_remainder_is_exact_and_fair(total, weights):
    shares = largest_remainder(total, weights)
    quota = total * np.array(weights) / sum(weights)
    assert shares.sum() == total
    assert (np.abs(shares - quota) < 1 + 1e-6).all()
    assert (shares >= 0).all()
    assert np.array_equal(largest_remainder(total, [*weights, 0.0])[:-1], shares)
    assert np.array_equal(largest_remainder(total, [0.0, *weights])[1:], shares)


def test_a_zero_weight_does_not_move_the_sum_by_a_rounding():
    """Quotas are 1.5 and 2.5: whose half is larger depends on the last bit of the sum."""
    weights = np.array([0.15, 0.25] * 100)
    for at in range(1, 200, 3):
        longer = largest_remainder(400, np.insert(weights, at, 0.0))
        assert np.array_equal(np.delete(longer, at), largest_remainder(400, weights))


def test_largest_remainder_by_hand():
    assert largest_remainder(10, [1, 1, 1]).tolist() == [4, 3, 3]  # a tie goes to the first
    assert largest_remainder(7, [0.5, 0.3, 0.2]).tolist() == [4, 2, 1]
    assert largest_remainder([3, 0], [[2, 1], [0, 0]]).tolist() == [[2, 1], [0, 0]]
    with pytest.raises(ValueError, match="every weight is 0"):
        largest_remainder(1, [0, 0])


def test_council_seats_by_the_legal_scale():
    assert council_seats([0, 99, 100, 499, 500, 116_000, 299_999, 300_000]).tolist() == [7, 7, 11, 11, 15, 55, 65, 69]
    communes = load_communes()
    assert council_seats(communes["population"]).tolist() == communes["councillors_legal_2020"].tolist()
