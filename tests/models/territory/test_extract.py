"""Tables of communes taken out of the national tables: what is known stays, what is filled in follows the rules."""

import csv

import numpy as np
import pandas as pd
import pytest

from contagion.models.territory import gazetteer
from contagion.models.territory.communes import BANDS, load_communes
from contagion.models.territory.extract import LIKE_HERE, SEATS_BY_LAW, Extract, extract
from contagion.models.territory.gazetteer import Perimeter
from contagion.models.territory.territory import Territory
from contagion.sim.errors import InputError

MEASURED = ("jobs_2022", "employer_establishments_2024")


@pytest.fixture(scope="module")
def besancon():
    return extract(gazetteer.find("epci", "Grand Besançon Métropole"))


def of(codes: str, vintage: int = 2017) -> pd.DataFrame:
    return extract(gazetteer.listed(codes), vintage).table.set_index("insee_code")


def test_grand_besancon_is_the_shipped_table(besancon, commune_rows):
    shipped = pd.DataFrame(commune_rows)
    same = [name for name in besancon.table if name in shipped and name not in ("filled_in", "population_year")]
    assert {"insee_code", "name", "population", "area_km2", "latitude", "longitude", "jobs_2022"} < set(same)
    for name in same:
        assert besancon.table[name].astype(str).tolist() == shipped[name].tolist(), name
    assert [len(part) for part in besancon.pieces] == [68]


def test_grand_besancon_is_the_same_territory(besancon, territory, tmp_path):
    besancon.write(tmp_path / "grand.csv")
    other = Territory.from_file(tmp_path / "grand.csv")
    for name in ("residents", "households", "jobs", "establishments", "seats", "contiguity", "tie_share"):
        assert np.array_equal(getattr(other, name), getattr(territory, name)), name
    assert (other.codes, other.names, other.filled) == (territory.codes, territory.names, territory.filled)
    assert other.source.startswith("CU Grand Besançon Métropole (EPCI 242500361): INSEE (population 2017")
    assert other.contours is None


def test_a_commune_counted_with_one_that_is_not_here_is_filled_in():
    assert of("25297,25364")["filled_in"].tolist() == ["", ""]  # Le Gratteris with Mamirolle
    alone = of("25297").loc["25297"]
    assert alone["census_unit"] == ""
    assert "an assumption" in alone["filled_in"]


def test_ages_jobs_and_establishments_are_those_of_the_same_urban_status(commune_rows):
    """Lanvallay, a suburb of Dinan: the mean of the fifteen suburbs of Grand Besançon, all of which have figures. Where
    no status is known, all of Grand Besançon is the measure."""
    suburbs = [row for row in commune_rows if row["uu2020_status"] == "B"]
    made, known = of("22118").loc["22118"], sum(int(row["population"]) for row in suburbs)
    assert (len(suburbs), made["name"], made["uu2020_status"]) == (15, "Lanvallay", "B")
    sums = {name: sum(float(row[name]) for row in suburbs) for name in (*BANDS, *MEASURED)}
    people, counted = int(made["population"]), sum(sums[band] for band in BANDS)
    for name, total in sums.items():  # establishments are rounded to whole ones
        rate, rel = (total / counted, 0) if name in BANDS else (total / known, 0.002)
        assert float(made[name]) == pytest.approx(people * rate, rel=rel, abs=0.001)
    made, here = of("60694").loc["60694"], load_communes()  # Les Hauts-Talican
    assert made["uu2020_status"] == ""
    jobs = here["jobs"].sum() / here["population"].sum()
    assert float(made["jobs_2022"]) == pytest.approx(int(made["population"]) * jobs, abs=0.01)


def test_a_table_has_the_population_of_its_vintage():
    then, now = of("22050"), of("22050", 2021)
    assert (then["population"].item(), now["population"].item()) == ("14166", "14675")
    assert (then["population_year"].item(), now["population_year"].item()) == (2017, 2021)
    assert "population 2021" in now["source"].item()
    # Bezannes grew from 2,121 to 4,011 (27 seats); those of 2020 were given out by the population of 2017.
    assert of("51058")["councillors_legal_2020"].item() == of("51058", 2021)["councillors_legal_2020"].item() == 19
    assert of("14666")["population"].item() == "1888"  # unknown in 2017
    assert "2021, for" not in of("14666", 2021)["filled_in"].item()


def test_seats_of_the_three_cities():
    assert of("75056,69123,13055,25056")["councillors_legal_2020"].to_dict() == {**SEATS_BY_LAW, "25056": 55}


def test_what_was_filled_in_is_told(tmp_path):
    extract(gazetteer.listed("14666,22050,25056,97617")).write(tmp_path / "four.csv")
    known = of("14666,22050,25056")[["households_2021", "population"]].astype(int).sum()
    rate = known["households_2021"] / known["population"]
    assert load_communes(tmp_path / "four.csv").attrs["filled"] == [
        f"{LIKE_HERE}: 3 of 4 communes",
        "population of 2021, for want of one of 2017: 1 of 4 communes",
        f"households: {rate:.3f} per inhabitant in the 1 communes without a figure",
    ]


def test_a_territory_where_nobody_lives_is_refused():
    with pytest.raises(InputError, match=r"Beaumont-en-Verdunois .*nobody lives there"):
        extract(gazetteer.listed("55039"))


@pytest.mark.slow
def test_all_of_france_is_a_valid_table(tmp_path):
    made = extract(gazetteer.whole_country())
    made.write(tmp_path / "france.csv")
    frame = load_communes(tmp_path / "france.csv")
    assert len(frame) == 34_935
    assert frame["population"].sum() == 66_762_721 + 1888 + 3446 + 3146 + 335 + 543 + 6807 + 1259 + 1333
    assert sum(map(len, made.pieces)) == 34_935
    assert len(made.pairs) == 102_367


def test_pieces_come_by_population_and_an_island_is_one():
    table = pd.DataFrame({"insee_code": ["a", "b", "c", "d", "e"], "population": ["5", "1", "3", "3", "9"]})
    made = Extract(Perimeter("", "", ()), table, [("a", "b"), ("c", "d")])
    assert made.pieces == [["e"], ["a", "b"], ["c", "d"]]
    lorient = extract(gazetteer.find("epci", "Lorient Agglomération"))
    assert [len(part) for part in lorient.pieces] == [20, 3, 1, 1]
    assert lorient.pieces[2] == ["56069"]  # Groix
    assert {code for pair in lorient.pairs for code in pair} | {"56069", "56062"} == set(lorient.table["insee_code"])


def test_a_table_that_cannot_be_kept_lasts_as_long_as_the_process(tmp_path):
    (tmp_path / "file").write_text("in the way")
    two = extract(gazetteer.listed("25056,25057"))
    assert Territory.from_file(two.kept(tmp_path / "file" / "territories")).codes == ("25056", "25057")


def test_a_kept_table_is_found_again_and_mended(tmp_path):
    two = extract(gazetteer.listed("25056,25057"))
    path = two.kept(tmp_path)
    content = path.read_bytes()
    assert path.name.startswith("communes-")
    assert extract(gazetteer.listed("25057,25056")).kept(tmp_path) == path
    assert extract(gazetteer.listed("25056,25057"), 2021).kept(tmp_path) != path
    path.write_bytes(content[:100])
    assert two.kept(tmp_path) == path
    assert path.read_bytes() == content
    assert not [file for file in tmp_path.iterdir() if file.suffix == ".partial"]


def test_the_table_reads_as_csv_and_is_written_where_that_can_be(tmp_path):
    one = extract(gazetteer.listed("01001"))
    one.write(tmp_path / "one.csv")
    (row,) = csv.DictReader((tmp_path / "one.csv").read_text(encoding="utf-8").splitlines())
    assert (row["insee_code"], row["name"]) == ("01001", "L'Abergement-Clémenciat")
    assert (tmp_path / "one-adjacency.csv").read_text() == "insee_a,insee_b\n"
    assert Territory.from_file(tmp_path / "one.csv").contiguity.sum() == 0
    with pytest.raises(InputError, match="cannot be written"):
        one.write(tmp_path / "one.csv" / "x.csv")
