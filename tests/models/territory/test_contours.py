"""The companions of a table of communes: contours and contiguity, there or not, whole or broken."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from contagion.models.territory.communes import DATA, SHIPPED
from contagion.models.territory.territory import Territory
from contagion.sim.errors import InputError

CONTOURS = (DATA / "contours.geojson").read_text(encoding="utf-8")


@pytest.fixture
def table(tmp_path) -> Path:
    return Path(shutil.copy(SHIPPED, tmp_path / "mine.csv"))


def test_without_companions_no_communes_touch(table):
    territory = Territory.from_file(table)
    assert territory.contours is None
    assert not territory.contiguity.any()


@pytest.mark.parametrize("name", ["mine.geojson", "contours.geojson"])
def test_contours_beside_the_table_give_contiguity_too(table, name):
    table.with_name(name).write_text(CONTOURS, encoding="utf-8")
    territory = Territory.from_file(table)
    assert len(territory.contours or {}) == 68
    assert np.array_equal(territory.contiguity, Territory.from_file().contiguity)


def test_contours_of_the_folder_must_hold_every_commune(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text(SHIPPED.read_text(encoding="utf-8").replace("25014,", "39001,", 1), encoding="utf-8")
    (tmp_path / "contours.geojson").write_text(CONTOURS, encoding="utf-8")
    (tmp_path / "adjacency.csv").write_bytes((DATA / "adjacency.csv").read_bytes())
    territory = Territory.from_file(path)
    assert territory.contours is None
    assert not territory.contiguity.any()
    (tmp_path / "mine.geojson").write_text(CONTOURS, encoding="utf-8")
    assert len(Territory.from_file(path).contours or {}) == 67


def test_several_polygons_and_holes(table):
    features = json.loads(CONTOURS)["features"]
    ring = features[0]["geometry"]["coordinates"][0]
    features[0]["geometry"] = {"type": "MultiPolygon", "coordinates": [[ring, ring], [ring]]}
    table.with_suffix(".geojson").write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    assert len((Territory.from_file(table).contours or {})["25014"]) == 3


@pytest.mark.parametrize(
    "text, says",
    [
        (CONTOURS[:5000], "line 6: not GeoJSON"),
        ("[]", "FeatureCollection"),
        ('{"features": 3}', "FeatureCollection"),
        (CONTOURS.replace('"Polygon"', '"Point"', 1), "feature 1 (25014): not a contour"),
        (CONTOURS.replace("6.15561", "615.561"), "feature 1 (25014): not a contour"),
        (CONTOURS.replace('"geometry"', '"geo"', 1), "feature 1 (25014): not a contour"),
    ],
)
def test_broken_contours_are_told(table, text, says):
    file = table.with_suffix(".geojson")
    file.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        Territory.from_file(table)
    assert str(file) in str(caught.value)
    assert says in str(caught.value)


@pytest.mark.parametrize(
    "text, says",
    [
        ("a,b\n", "columns insee_a and insee_b"),
        ("", "columns insee_a and insee_b"),
        ("insee_a,insee_b\n25014,25014\n", "line 2: '25014,25014'"),
        ("insee_a,insee_b\n25014\n", "line 2: '25014'"),
    ],
)
def test_broken_contiguity_is_told(table, text, says):
    file = table.with_name("mine-adjacency.csv")
    file.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        Territory.from_file(table)
    assert str(file) in str(caught.value)
    assert says in str(caught.value)


def test_contiguity_of_its_own(table):
    table.with_name("mine-adjacency.csv").write_text("insee_a,insee_b\n25030,25014\n", encoding="utf-8")
    territory = Territory.from_file(table)
    assert territory.contiguity.sum() == 2
    assert territory.contiguity[0, 1]
