"""The territory: real totals, exact margins, the two laws of distance, what an empty commune must not change."""

import shutil
from dataclasses import FrozenInstanceError

import networkx as nx
import numpy as np
import pytest

from contagion.experiments.drawing.maps import territory_figure
from contagion.models.territory.communes import DATA
from contagion.models.territory.distances import apart_km, on_sphere
from contagion.models.territory.territory import Territory
from contagion.models.territory.ties import Kernels
from contagion.models.world.places import places_of
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


def test_nothing_can_be_changed(territory):
    with pytest.raises(ValueError, match="read-only"):
        territory.population[0] = 1
    with pytest.raises(ValueError, match="read-only"):
        territory.tie_share[0, 0] = 1
    with pytest.raises(FrozenInstanceError):
        territory.source = "elsewhere"


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


def test_the_order_of_the_file_changes_nothing(territory, tmp_path):
    rows = rows_of()
    other = Territory.from_file(save(tmp_path / "shuffled.csv", rows[40:] + rows[39::-1]))
    assert other.codes == territory.codes
    for name in WHOLE + SHARES:
        assert np.array_equal(getattr(other, name), getattr(territory, name)), name


def test_the_checksum_tells_every_file(territory, tmp_path):
    for name in ("communes.csv", "contours.geojson", "adjacency.csv"):
        shutil.copy(DATA / name, tmp_path / name)
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
