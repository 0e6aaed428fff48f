"""What is said of a table of communes that is not as it should be: one line with file, line, commune, column, value."""

from pathlib import Path

import pytest

from contagion.models.territory.communes import SHIPPED, STANDARD_RATES, load_communes
from contagion.sim.errors import InputError
from tests.helpers.table_rows import rows_of, save


def edited(path: Path, code: str, **cells: str) -> Path:
    """A copy of the shipped table with other cells for one commune."""
    return save(path, [row | cells if row["insee_code"] == code else row for row in rows_of()])


def complaint(path: Path, **options) -> str:
    """The one line that loading the file gives."""
    with pytest.raises(InputError) as caught:
        load_communes(path, **options)
    message = str(caught.value)
    assert "\n" not in message
    assert str(path) in message
    return message


AMAGNEY = "line 2 (25014 Amagney), column "


@pytest.mark.parametrize(
    "column, value, says",
    [
        ("population", "-5", "-5 is out of range; a whole number of inhabitants, 0 or more"),
        ("population", "856.5", "856.5 is not a whole number"),
        ("population", "many", "'many' is not a number; a whole number of inhabitants"),
        ("population", "nan", "'nan' is not a number"),
        ("population", "8_56", "'8_56' is not a number"),
        ("population", "1e99", "1e99 is out of range"),
        ("population", "", "the cell is empty; a whole number of inhabitants"),
        ("population", "900", "900 is more than population_total_2017; at most 867"),
        ("area_km2", "0", "0 is out of range; an area in km² above 0"),
        ("area_km2", "-1.5", "-1.5 is out of range"),
        ("latitude", "91", "91 is out of range; degrees from -90 to 90"),
        ("longitude", "-181", "-181 is out of range; degrees from -180 to 180"),
        ("longitude", "6,15", "'6,15' is not a number"),
        ("jobs_2022", "-1", "-1 is out of range; a number of jobs, 0 or more"),
        ("median_living_standard_2021_eur", "-1", "-1 is out of range; euros a year, 0 or more"),
        ("households_2021", "x", "'x' is not a number; a number of households"),
        ("councillors_legal_2020", "1.5", "1.5 is not a whole number"),
        ("age_15_29_2022", "", "the cell is empty; a number of residents is needed, or census_unit"),
        ("age_15_29_2022", "-3", "-3 is out of range; a number of residents, 0 or more"),
        ("census_unit", "99999", "'99999' is not here"),
        ("name", "", "the cell is empty; a name is needed"),
    ],
)
def test_a_bad_cell_is_told_with_its_line_and_column(tmp_path, column, value, says):
    message = complaint(edited(tmp_path / "t.csv", "25014", **{column: value}))
    assert AMAGNEY.replace(" Amagney", "" if column == "name" else " Amagney") + column in message
    assert says in message


def test_age_bands_that_do_not_add_up(tmp_path):
    message = complaint(edited(tmp_path / "t.csv", "25014", age_0_14_2022="184.3"))
    assert AMAGNEY + "age_0_14_2022 … age_90_plus_2022" in message
    assert "947.1; 937, the population_2022, is needed" in message


def test_age_bands_of_a_census_unit_that_do_not_add_up(tmp_path):
    message = complaint(edited(tmp_path / "t.csv", "25364", age_0_14_2022="200.0"))
    assert "25364 Mamirolle" in message
    assert "1,974, the population_2022" in message


def test_age_bands_that_are_all_zero(tmp_path):
    bands = {column: "0" for column in rows_of()[0] if column.startswith("age_")}
    message = complaint(edited(tmp_path / "t.csv", "25014", population_2022="", **bands))
    assert AMAGNEY in message
    assert "every age band is 0" in message


def test_a_wrong_total_is_told(tmp_path):
    message = complaint(edited(tmp_path / "t.csv", "25014", population="850"), total=193_279)
    assert "column population: the communes add up to 193,273; 193,279 is needed" in message


def test_the_shipped_table_is_held_to_its_total(tmp_path, monkeypatch):
    path = edited(tmp_path / "t.csv", "25014", population="850")
    load_communes(path)
    monkeypatch.setattr("contagion.models.territory.communes.SHIPPED", path)
    assert "193,279 is needed" in complaint(path)


def test_a_code_that_stands_twice_is_told(tmp_path):
    message = complaint(save(tmp_path / "t.csv", [*rows_of(), rows_of()[0]]))
    assert "line 70 (25014 Amagney), column insee_code: 25014 is already on line 2" in message


@pytest.mark.parametrize("code", ["2501", "25 14", "25o14", ""])
def test_a_code_of_another_form(tmp_path, code):
    message = complaint(save(tmp_path / "t.csv", [rows_of()[0] | {"insee_code": code}, *rows_of()[1:]]))
    assert "column insee_code" in message
    assert f"'{code}' is not an INSEE code; five digits or capitals" in message
    assert "line 2" in message


@pytest.mark.parametrize(
    "name, there, says",
    [
        ("population", "Population", "'Population' is the nearest name in its header"),
        ("age_15_29_2022", "age_15_29", "'age_15_29' is the nearest"),
        ("latitude", "zzz", "its header has no name like it"),
    ],
)
def test_a_missing_column_is_told_with_the_nearest(tmp_path, name, there, says):
    rows = [{there if column == name else column: cell for column, cell in row.items()} for row in rows_of()]
    rows = [
        {column: cell for column, cell in row.items() if not column.startswith(("townhall", "centroid", "population_"))}
        for row in rows
    ]
    message = complaint(save(tmp_path / "t.csv", rows))
    assert f"column {name} is missing" in message
    assert says in message


def test_a_column_that_stands_twice_is_told(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text(SHIPPED.read_text(encoding="utf-8").replace("postal_code", "name", 1), encoding="utf-8")
    assert "line 1: column name stands there twice" in complaint(path)


@pytest.mark.parametrize(
    "content, says",
    [
        (b"", "the file is empty"),
        (b"\n\n", "the file is empty"),
        (SHIPPED.read_bytes().splitlines(True)[0], "no communes under the header"),
        (SHIPPED.read_bytes().replace(b",", b";"), "line 1: no comma in the header"),
        (SHIPPED.read_text(encoding="utf-8").encode("latin-1"), "is not UTF-8 text"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "is not UTF-8 text"),
        (SHIPPED.read_bytes().replace(b"Amagney", b'"Amagney', 1), "line "),
        (SHIPPED.read_bytes().replace(b"Amagney", b"Ama,gney", 1), "line 2: 50 cells, where the header has 49"),
    ],
)
def test_a_file_of_another_kind(tmp_path, content, says):
    path = tmp_path / "t.csv"
    path.write_bytes(content)
    assert says in complaint(path)


def test_no_file_and_a_folder(tmp_path):
    assert "no such file" in complaint(tmp_path / "none.csv")
    assert "cannot be read" in complaint(tmp_path)


def test_a_table_where_nobody_lives_is_refused(tmp_path):
    path = save(tmp_path / "t.csv", [row | {"population": "0"} for row in rows_of()])
    assert "at least one inhabitant is needed" in complaint(path)


# ---- what is let through --------------------------------------------------------------------------------------------


def test_one_empty_commune_is_let_through(tmp_path):
    frame = load_communes(edited(tmp_path / "t.csv", "25014", population="0"))
    assert frame["population"][0] == 0


def test_a_table_scaled_as_a_whole_is_let_through(tmp_path):
    path = save(tmp_path / "t.csv", [row | {"population": row["population"] + "00"} for row in rows_of()])
    assert load_communes(path)["population"].sum() == 19_327_900


def test_spaces_a_byte_order_mark_and_empty_lines_are_let_through(tmp_path):
    path = tmp_path / "t.csv"
    text = SHIPPED.read_text(encoding="utf-8").replace(",856,", ", 856 ,", 1).replace("\n", "\r\n\r\n")
    path.write_bytes(b"\xef\xbb\xbf" + text.encode())
    assert load_communes(path).equals(load_communes())


def test_the_needed_columns_are_enough(tmp_path):
    needed = ("insee_code", "name", "population", "area_km2", "latitude", "longitude")
    rows = [{c: v or "7" for c, v in row.items() if c in needed or c.startswith("age_")} for row in rows_of()]
    frame = load_communes(save(tmp_path / "t.csv", rows))
    assert frame["households"].sum() == 96_735
    assert frame["jobs"].to_numpy() == pytest.approx(STANDARD_RATES["jobs"] * frame["population"])
    assert frame["establishments"].sum() == 6_989
    assert frame["seats"].sum() == 1_088
    assert set(frame["urban_status"]) == {""}
    assert len(frame.attrs["filled"]) == 4


def test_empty_cells_take_the_mean_of_the_others(tmp_path):
    path = edited(tmp_path / "t.csv", "25056", jobs_2022="")
    frame = load_communes(path).set_index("insee_code")
    others = frame.drop("25056")
    rate = others["jobs"].sum() / others["population"].sum()
    assert frame["jobs"]["25056"] == pytest.approx(rate * 115_934)
    assert any(sentence.startswith("jobs: ") for sentence in frame.attrs["filled"])


def test_a_table_of_more_people_than_there_is_room_for_is_refused(tmp_path):
    rows = [row | {"population": "10000000000", "population_total_2017": ""} for row in rows_of()]
    with pytest.raises(InputError, match=r"add up to 680,000,000,000; at most 1,000,000,000 inhabitants"):
        load_communes(save(tmp_path / "t.csv", rows))
