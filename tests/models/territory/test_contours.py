"""The companions of a table of communes: contours and contiguity, there or not, whole or broken."""

import json
import shutil

import numpy as np
import pytest

from contagion.models.territory.communes import DATA, SHIPPED
from contagion.models.territory.territory import Territory
from contagion.sim.errors import InputError

CONTOURS = (DATA / "contours.geojson").read_text(encoding="utf-8")


@pytest.fixture
def table(tmp_path):
    return shutil.copy(SHIPPED, tmp_path / "mine.csv")


def test_without_companions_no_communes_touch(table):
    territory = Territory.from_file(table)
    assert territory.contours is None
    assert not territory.contiguity.any()


@pytest.mark.parametrize("name", ["mine.geojson", "contours.geojson"])
def test_contours_beside_the_table_give_contiguity_too(table, territory, name):
    table.with_name(name).write_text(CONTOURS, encoding="utf-8")
    other = Territory.from_file(table)
    assert len(other.contours or {}) == 68
    assert np.array_equal(other.contiguity, territory.contiguity)


def test_contours_of_the_folder_must_hold_every_commune(table):
    table.write_text(SHIPPED.read_text(encoding="utf-8").replace("25014,", "39001,", 1), encoding="utf-8")
    for name in ("contours.geojson", "adjacency.csv"):
        shutil.copy(DATA / name, table.with_name(name))
    territory = Territory.from_file(table)
    assert territory.contours is None
    assert not territory.contiguity.any()
    table.with_name("mine.geojson").write_text(CONTOURS, encoding="utf-8")
    assert len(Territory.from_file(table).contours or {}) == 67


def test_several_polygons_and_holes(table):
    features = json.loads(CONTOURS)["features"]
    ring = features[0]["geometry"]["coordinates"][0]
    features[0]["geometry"] = {"type": "MultiPolygon", "coordinates": [[ring, ring], [ring]]}
    table.with_suffix(".geojson").write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    assert len((Territory.from_file(table).contours or {})["25014"]) == 3


def test_contiguity_of_its_own(table):
    table.with_name("mine-adjacency.csv").write_text("insee_a,insee_b\n25030,25014\n", encoding="utf-8")
    territory = Territory.from_file(table)
    assert territory.contiguity.sum() == 2
    assert territory.contiguity[0, 1]


@pytest.mark.parametrize(
    "name, text, says",
    [
        ("mine.geojson", CONTOURS[:5000], "line 6: not GeoJSON"),
        ("mine.geojson", '{"features": 3}', "FeatureCollection"),
        ("mine.geojson", CONTOURS.replace('"Polygon"', '"Point"', 1), "feature 1 (25014): not a contour"),
        ("mine.geojson", CONTOURS.replace("6.15561", "615.561"), "feature 1 (25014): not a contour"),
        ("mine.geojson", CONTOURS.replace('"geometry"', '"geo"', 1), "feature 1 (25014): not a contour"),
        ("mine-adjacency.csv", "a,b\n", "columns insee_a and insee_b"),
        ("mine-adjacency.csv", "insee_a,insee_b\n25014,25014\n", "line 2: '25014,25014'"),
        ("mine-adjacency.csv", "insee_a,insee_b\n25014\n", "line 2: '25014'"),
    ],
    ids=range(8),
)
def test_a_broken_companion_is_told(table, name, text, says):
    table.with_name(name).write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        Territory.from_file(table)
    assert f"{table.with_name(name)}" in str(caught.value)
    assert says in str(caught.value)
