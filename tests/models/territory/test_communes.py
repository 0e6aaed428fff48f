"""What is said of a table of communes that is not as it should be: one line with file, line, commune, column, value."""

import json
import shutil

import numpy as np
import pytest

from contagion.models.territory.communes import DATA, SHIPPED, STANDARD_RATES, load_communes
from contagion.models.territory.territory import Territory
from contagion.sim.errors import InputError
from tests.helpers.mistakes import refused
from tests.helpers.table_rows import rows_of, save

ROWS, TEXT = rows_of(), SHIPPED.read_text(encoding="utf-8")


def edited(path, code="25014", **cells):
    """A copy of the shipped table with other cells for one commune."""
    return save(path, [row | cells if row["insee_code"] == code else row for row in ROWS])


def complaint(path, **options):
    """The one line that loading the file gives, after its name."""
    message = refused(lambda: load_communes(path, **options))
    assert message.startswith(str(path))
    return message.removeprefix(str(path))


@pytest.mark.parametrize(
    "column, value, says",
    [
        ("population", "-5", "-5 is out of range; a whole number of inhabitants, 0 or more"),
        ("population", "856.5", "856.5 is not a whole number"),
        ("population", "many", "'many' is not a number; a whole number of inhabitants"),
        ("population", "8_56", "'8_56' is not a number"),
        ("population", "1e99", "1e99 is out of range"),
        ("population", "", "the cell is empty; a whole number of inhabitants"),
        ("population", "900", "900 is more than population_total_2017; at most 867"),
        ("area_km2", "0", "0 is out of range; an area in km² above 0"),
        ("latitude", "91", "91 is out of range; degrees from -90 to 90"),
        ("longitude", "-181", "-181 is out of range; degrees from -180 to 180"),
        ("jobs_2022", "-1", "-1 is out of range; a number of jobs, 0 or more"),
        ("median_living_standard_2021_eur", "-1", "-1 is out of range; euros a year, 0 or more"),
        ("households_2021", "x", "'x' is not a number; a number of households"),
        ("councillors_legal_2020", "1.5", "1.5 is not a whole number"),
        ("age_15_29_2022", "", "the cell is empty; a number of residents is needed, or census_unit"),
        ("age_0_14_2022", "184.3", " … age_90_plus_2022: the age bands add up to 947.1; 937, the population_2022"),
        ("census_unit", "99999", "'99999' is not here"),
        ("name", "", "the cell is empty; a name is needed"),
        ("insee_code", "25 14", "'25 14' is not an INSEE code; five digits or capitals"),
        ("insee_code", "", "'' is not an INSEE code"),
    ],
)
def test_a_bad_cell_is_told_with_its_line_and_column(tmp_path, column, value, says):
    message = complaint(edited(tmp_path / "t.csv", **{column: value}))
    assert message.startswith(", line 2 (")
    assert f"column {column}" in message
    assert says in message
    if column not in ("name", "insee_code"):
        assert "(25014 Amagney)" in message


def renamed(name, there):
    """The shipped table with another name for a column, and few columns beside it."""
    few = [{c: v for c, v in row.items() if not c.startswith(("townhall", "centroid", "population_"))} for row in ROWS]
    return [{there if column == name else column: cell for column, cell in row.items()} for row in few]


ZERO = {column: "0" for column in ROWS[0] if column.startswith("age_")} | {"population_2022": ""}
TABLES = {
    "every age band is 0": [ROWS[0] | ZERO, *ROWS[1:]],
    "1,974, the population_2022": [
        row | {"age_0_14_2022": "200.0"} if row["insee_code"] == "25364" else row for row in ROWS
    ],
    "line 70 (25014 Amagney), column insee_code: 25014 is already on line 2": [*ROWS, ROWS[0]],
    "at least one inhabitant is needed": [row | {"population": "0"} for row in ROWS],
    "add up to 680,000,000,000; at most 1,000,000,000 inhabitants": [
        row | {"population": "10000000000", "population_total_2017": ""} for row in ROWS
    ],
    "column population is missing; 'Population' is the nearest name in its header": renamed("population", "Population"),
    "column latitude is missing; its header has no name like it": renamed("latitude", "zzz"),
}


@pytest.mark.parametrize("says", TABLES)
def test_a_table_that_cannot_be_is_told(tmp_path, says):
    assert says in complaint(save(tmp_path / "t.csv", TABLES[says]))


def test_the_communes_add_up_to_what_is_asked_for_as_the_shipped_table_does(tmp_path, monkeypatch):
    path, says = edited(tmp_path / "t.csv", population="850"), "add up to 193,273; 193,279 is needed"
    assert says in complaint(path, total=193_279)
    load_communes(path)
    monkeypatch.setattr("contagion.models.territory.communes.SHIPPED", path)
    assert says in complaint(path)


@pytest.mark.parametrize(
    "content, says",
    [
        ("\n\n", "the file is empty"),
        (TEXT.splitlines(True)[0], "no communes under the header"),
        (TEXT.replace(",", ";"), "line 1: no comma in the header"),
        (TEXT.encode("latin-1"), "is not UTF-8 text"),
        (TEXT.replace("Amagney", '"Amagney', 1), "not a CSV file"),
        (TEXT.replace("Amagney", "Ama,gney", 1), "line 2: 50 cells, where the header has 49"),
        (TEXT.replace("postal_code", "name", 1), "line 1: column name is listed twice"),
    ],
    ids=range(7),
)
def test_a_file_of_another_kind(tmp_path, content, says):
    path = tmp_path / "t.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    assert says in complaint(path)
    assert "cannot be read" in complaint(tmp_path)
    assert "no such file" in complaint(tmp_path / "none.csv")


def test_an_empty_commune_and_a_table_scaled_as_a_whole_are_let_through(tmp_path):
    assert load_communes(edited(tmp_path / "t.csv", population="0"))["population"][0] == 0
    path = save(tmp_path / "t.csv", [row | {"population": row["population"] + "00"} for row in ROWS])
    assert load_communes(path)["population"].sum() == 19_327_900


def test_spaces_a_byte_order_mark_and_empty_lines_are_let_through(tmp_path):
    path = tmp_path / "t.csv"
    text = TEXT.replace(",856,", ", 856 ,", 1).replace("\n", "\r\n\r\n")
    path.write_bytes(b"\xef\xbb\xbf" + text.encode())
    assert load_communes(path).equals(load_communes())


def test_the_needed_columns_are_enough(tmp_path):
    needed = ("insee_code", "name", "population", "area_km2", "latitude", "longitude")
    rows = [{c: v or "7" for c, v in row.items() if c in needed or c.startswith("age_")} for row in ROWS]
    frame = load_communes(save(tmp_path / "t.csv", rows))
    assert frame[["households", "establishments", "seats"]].sum().tolist() == [96_735, 6_989, 1_088]
    assert frame["jobs"].to_numpy() == pytest.approx(STANDARD_RATES["jobs"] * frame["population"])
    assert set(frame["urban_status"]) == {""}
    assert len(frame.attrs["filled"]) == 4


def test_empty_cells_take_the_mean_of_the_others(tmp_path):
    frame = load_communes(edited(tmp_path / "t.csv", "25056", jobs_2022="")).set_index("insee_code")
    others = frame.drop("25056")
    assert frame["jobs"]["25056"] == pytest.approx(others["jobs"].sum() / others["population"].sum() * 115_934)
    assert any(sentence.startswith("jobs: ") for sentence in frame.attrs["filled"])


# ---- the companions of a table of communes: contours and contiguity, there or not, whole or broken -------------------

CONTOURS = (DATA / "contours.geojson").read_text(encoding="utf-8")


@pytest.fixture
def table(tmp_path):
    return shutil.copyfile(SHIPPED, tmp_path / "mine.csv")


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
        shutil.copyfile(DATA / name, table.with_name(name))
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
