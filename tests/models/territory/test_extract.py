"""Tables of communes taken out of the national tables: what is known stays, what is filled in follows the rules."""

import csv

import numpy as np
import pandas as pd
import pytest

from contagion.models.territory import gazetteer
from contagion.models.territory.communes import BANDS, load_communes
from contagion.models.territory.extract import LIKE_HERE, SEATS_BY_LAW, Extract, extract
from contagion.models.territory.gazetteer import (
    MOST_NAMES,
    SEVERAL,
    NotFound,
    Perimeter,
    former_areas,
    former_epci,
    holding,
    national_areas,
    plain,
)
from contagion.models.territory.territory import Territory, communes_named
from contagion.sim.errors import InputError

MEASURED = ("jobs_2022", "employer_establishments_2024")


@pytest.fixture(scope="module")
def besancon():
    return extract(gazetteer.find("epci", "Grand Besançon Métropole"))


def of(codes: str, vintage: int = 2017) -> pd.DataFrame:
    return extract(gazetteer.perimeter_of_codes(codes), vintage).table.set_index("insee_code")


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
    extract(gazetteer.perimeter_of_codes("14666,22050,25056,97617")).write(tmp_path / "four.csv")
    known = of("14666,22050,25056")[["households_2021", "population"]].astype(int).sum()
    rate = known["households_2021"] / known["population"]
    assert load_communes(tmp_path / "four.csv").attrs["filled"] == [
        f"{LIKE_HERE}: 3 of 4 communes",
        "population of 2021, for want of one of 2017: 1 of 4 communes",
        f"households: {rate:.3f} per inhabitant in the 1 communes without a figure",
    ]


def test_a_territory_where_nobody_lives_is_refused():
    with pytest.raises(InputError, match=r"Beaumont-en-Verdunois .*nobody lives there"):
        extract(gazetteer.perimeter_of_codes("55039"))


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
    two = extract(gazetteer.perimeter_of_codes("25056,25057"))
    assert Territory.from_file(two.kept(tmp_path / "file" / "territories")).codes == ("25056", "25057")


def test_a_kept_table_is_found_again_and_mended(tmp_path):
    two = extract(gazetteer.perimeter_of_codes("25056,25057"))
    path = two.kept(tmp_path)
    content = path.read_bytes()
    assert path.name.startswith("communes-")
    assert extract(gazetteer.perimeter_of_codes("25057,25056")).kept(tmp_path) == path
    assert extract(gazetteer.perimeter_of_codes("25056,25057"), 2021).kept(tmp_path) != path
    path.write_bytes(content[:100])
    assert two.kept(tmp_path) == path
    assert path.read_bytes() == content
    assert not [file for file in tmp_path.iterdir() if file.suffix == ".partial"]


def test_the_table_reads_as_csv_and_is_written_where_that_can_be(tmp_path):
    one = extract(gazetteer.perimeter_of_codes("01001"))
    one.write(tmp_path / "one.csv")
    (row,) = csv.DictReader((tmp_path / "one.csv").read_text(encoding="utf-8").splitlines())
    assert (row["insee_code"], row["name"]) == ("01001", "L'Abergement-Clémenciat")
    assert (tmp_path / "one-adjacency.csv").read_text() == "insee_a,insee_b\n"
    assert Territory.from_file(tmp_path / "one.csv").contiguity.sum() == 0
    with pytest.raises(InputError, match="cannot be written"):
        one.write(tmp_path / "one.csv" / "x.csv")


# ---- finding a territory of France by code, by name in any spelling, by list ----

BESANCON, DINAN = "242500361", "200068989"


@pytest.mark.parametrize(
    "kind, wanted, code, title",
    [
        ("epci", "dinan agglomeration", DINAN, "CA Dinan Agglomération (EPCI 200068989)"),
        ("epci", "Communauté d'agglomération Dinan Agglomération", DINAN, ""),
        ("epci", "CA DINAN-AGGLOMÉRATION", DINAN, ""),
        ("epci", "dinan", DINAN, ""),
        ("epci", f" {BESANCON} ", BESANCON, "CU Grand Besançon Métropole (EPCI 242500361)"),
        ("epci", "Grand Besançon", BESANCON, ""),
        ("epci", "Le Mans", "247200132", ""),  # the article belongs to the name
        ("epci", "pays d’uzès", "200034379", ""),  # CC Pays d'Uzès
        ("epci", "pays duzes", "200034379", ""),
        ("epci", "Pays de Pontchateau Saint Gildas", "200000438", ""),  # CC du Pays de Pontchâteau St-Gildas-des-Bois
        ("epci", "Lyon", "200046977", ""),  # Métropole de Lyon
        ("epci", "Paris - Vallée de la Marne", "200057958", ""),
        ("department", "doubs", "25", "Doubs (department 25)"),
        ("department", "1", "01", "Ain (department 01)"),
        ("department", "Loire", "42", "Loire (department 42)"),  # not Loire-Atlantique
        ("region", "Bourgogne Franche Comte", "27", ""),
    ],
)
def test_a_territory_is_found_in_any_spelling(kind, wanted, code, title):
    found = gazetteer.find(kind, wanted)
    assert found == gazetteer.find(kind, code)
    assert found.title == title or not title


def test_what_belongs_to_a_territory():
    doubs, region = gazetteer.find("department", "doubs"), gazetteer.find("region", "27")
    assert doubs.slug == "doubs"
    assert {code[:2] for code in doubs.codes} == {"25"}
    assert set(doubs.codes) < set(region.codes)
    assert gazetteer.find("department", "2a").codes[0] == "2A001"
    assert gazetteer.find("department", "Paris").codes == ("75056",)
    codes = gazetteer.whole_country().codes
    assert (len(codes), codes[0], codes[-1]) == (34_935, "01001", "97617")


@pytest.mark.parametrize(
    "kind, wanted, several, first",
    [
        ("epci", "quatre rivières", True, ("247000623", "CC des Quatre Rivières")),
        ("epci", "pays", True, ("200000438", "CC du Pays de Pontchâteau St-Gildas-des-Bois")),
        # who says Paris does not mean the one authority whose name begins so, 20 km from it
        ("epci", "Paris", True, ("200057958", "CA Paris - Vallée de la Marne")),
        ("epci", "Besançon", False, (BESANCON, "CU Grand Besançon Métropole")),
        ("epci", "Gran Besanson Metropole", False, (BESANCON, "CU Grand Besançon Métropole")),
        ("epci", "24250036", False, (BESANCON, "CU Grand Besançon Métropole")),
        ("epci", "Dinnan", False, (DINAN, "CA Dinan Agglomération")),
        ("epci", "Pontchâteau Saint-Gildas", False, ("200000438", "CC du Pays de Pontchâteau St-Gildas-des-Bois")),
        ("epci", "Pontarlié", False, ("242500338", "CC du Grand Pontarlier")),
        ("department", "Doubz", False, ("25", "Doubs")),
        ("region", "Bretange", False, ("53", "Bretagne")),
    ],
)
def test_what_may_be_meant_is_offered_with_its_code_and_told(kind, wanted, several, first):
    with pytest.raises(NotFound) as told:
        gazetteer.find(kind, wanted)
    assert told.value.several == several
    assert told.value.offers[0] == first
    assert len(told.value.offers) <= MOST_NAMES
    assert all(f"({code}" in str(told.value) for code, _name in told.value.offers)
    assert ("fits several; give the code of one" if several else "nearest: ") in str(told.value)


def test_what_is_told_where_more_or_nothing_fits():
    with pytest.raises(InputError, match=r"and \d+ more$"):
        gazetteer.find("epci", "pays")
    with pytest.raises(InputError, match=r"\(247000623, Haute-Saône\); CC des Quatre Rivières \(247400666"):
        gazetteer.find("epci", "quatre rivières")
    with pytest.raises(InputError, match="is empty; a name or a code of an EPCI is needed"):
        gazetteer.find("epci", "  ")
    with pytest.raises(NotFound, match="no EPCI has this code or name") as told:
        gazetteer.find("epci", "!!!")
    assert told.value.offers == ()


def test_a_list_of_codes_is_read_from_words_or_a_file(tmp_path):
    listed = gazetteer.perimeter_of_codes("25056, 25014,2a004")
    assert listed.codes == ("25014", "25056", "2A004")
    (tmp_path / "codes.txt").write_text("25056\n\n2A004\r\n25014\n", encoding="utf-8-sig")
    assert gazetteer.perimeter_of_codes(str(tmp_path / "codes.txt")) == listed
    assert gazetteer.perimeter_of_codes("25056").title == "Besançon (25056)"


@pytest.mark.parametrize(
    "wanted, answer",
    [
        (" , ,", "the list is empty"),
        ("25056,25999", r"'25999' is not a commune of France \(codes of 2024\); nearest: 25635 Vyt-lès-Belvoir$"),
        ("25056,1004", "; nearest: 01002 L'Abergement-de-Varey, 01004 Ambérieu-en-Bugey$"),
        ("99x", "codes of five characters"),
        ("25056,25056", "25056 Besançon is listed twice"),
        ("25056,25027", r"\(codes of 2024\); 25027 Arguel is now part of 25245 Fontain$"),
        ("1340", "'1340' is not a commune .*; 01340 Saint-Bois is now part of 01015 Arboys en Bugey$"),
        ("arguel,25056", "nearest: 80026 Arguel; 25027 Arguel is now part of 25245 Fontain$"),
        ("bellegarde sur valserine,1", "; 01033 Bellegarde-sur-Valserine is now 01033 Valserhône$"),
        ("20004,25056", "; 20004 Ajaccio is now 2A004 Ajaccio$"),
        ("69383,25056", "; 69383 Lyon 3e Arrondissement is now part of 69123 Lyon$"),
        ("nowhere.txt", "INSEE codes with commas, or a text file of them, are needed"),
    ],
)
def test_mistakes_in_a_list(wanted, answer):
    with pytest.raises(InputError, match=answer):
        gazetteer.perimeter_of_codes(wanted)


@pytest.mark.parametrize(
    "text, answer",
    [("25056\n25057\n2505\n", r"codes\.txt, line 3: '2505' is not a commune"), ("\n", "the list is empty")],
)
def test_mistakes_in_a_file_name_the_line(tmp_path, text, answer):
    (tmp_path / "codes.txt").write_text(text)
    with pytest.raises(InputError, match=answer):
        gazetteer.perimeter_of_codes(str(tmp_path / "codes.txt"))


# ---- communes as people name them ------------------------------------------------------------------------------------


def test_names_are_read_as_people_write_them(territory):
    besancon = territory.codes.index("25056")
    for written in ("Besançon", "besancon", " BESANCON", "25056", "the centre", "The Centre"):
        assert communes_named(territory, (written,)) == [besancon]
    assert plain("Bœuf-l'Évêque") == "boeuf l eveque"
    everywhere = communes_named(territory, ("outside the centre", "besançon", "25056"))
    assert everywhere == list(range(68))


# ---- EPCI that merged, were parted or have another name: which are told in their place, and by which communes --------

AGEN, EMERAUDE, CHAMPAGNOLE = "200096956", "200090579", "200069623"
LOUE_LISON = "200068070"


@pytest.mark.parametrize(
    "wanted, name, year, now",
    [
        ("200035459", "CA d'Agen", 2021, (AGEN,)),  # another code, the same name
        ("Jura Sud", "CC Jura Sud", 2019, (EMERAUDE,)),
        ("cc du pays des lacs", "CC du Pays des Lacs", 2019, (EMERAUDE, CHAMPAGNOLE)),  # most of it in the first
        ("200071157", "CC des Hautes Vosges", 2021, ("200096634", "200096642")),
    ],
)
def test_one_that_is_no_more_is_told_with_those_that_hold_its_communes(wanted, name, year, now):
    (was,) = former_epci(wanted)
    assert (was.name, was.year, was.now) == (name, year, now)
    with pytest.raises(NotFound) as told:
        gazetteer.find("epci", wanted, "--epci")
    assert f": {name} was an EPCI until {year}; its communes are now in " in str(told.value)
    assert [code for code, _ in told.value.offers] == list(now)
    assert all(f"({code}, " in str(told.value) for code in now)
    assert not told.value.several


@pytest.mark.parametrize(
    "wanted, code",
    [
        ("CA de Saintes", "200036473"),  # until 2023
        ("Entre Doubs et Loue", "242500320"),  # since 2025: CC de Montbenoit
        ("Métropole Européenne de Lille", "200093201"),  # which has a new code under its old name
        ("CC des Hautes Vosges", "200096634"),
    ],
)
def test_one_that_has_another_name_is_found_by_either(wanted, code):
    assert gazetteer.find("epci", wanted).code == code


def test_what_was_an_epci_is_nothing_else():
    with pytest.raises(NotFound, match="no department has this code or name"):
        gazetteer.find("department", "Jura Sud")
    assert former_epci("Grand Besançon Métropole") == []
    assert former_epci("!!!") == []


@pytest.mark.parametrize(
    "wanted, codes",
    [
        ("Saint-Vit", [BESANCON]),
        ("CC du canton de Quingey", [LOUE_LISON]),
        ("CC Amancey-Loue-Lison", [LOUE_LISON]),  # there is a Loué in Sarthe, and a Lison in Calvados
        ("CC du Pays de Pierrefontaine-Vercel", ["242504181"]),  # the first words of two names, of which one is of two
        ("Arguel, Vaire", [BESANCON]),  # a former commune of it; there is a Vairé in Vendée
        ("Vaire", ["200071165", BESANCON]),  # the one with more people first
        ("Saint-Martin", []),  # many
        ("de la vallée", []),
        ("Île-de-Bréhat", []),  # of no EPCI
        ("", []),
    ],
)
def test_who_holds_the_communes_that_are_named(wanted, codes):
    assert holding(wanted) == codes
    assert len(codes) <= SEVERAL


def test_the_communes_of_a_name_are_told_where_no_name_is_near():
    with pytest.raises(NotFound) as told:
        gazetteer.find("epci", "CC du canton de Quingey", "own.toml: territory")
    assert str(told.value) == (
        "own.toml: territory 'CC du canton de Quingey': no EPCI has this code or name; the communes named in it are in "
        f"CC Loue-Lison ({LOUE_LISON}, Doubs)"
    )
    assert told.value.offers == ((LOUE_LISON, "CC Loue-Lison"),)
    with pytest.raises(NotFound, match="nearest: CA Dinan Agglomération"):  # whose communes they are anyway
        gazetteer.find("epci", "Dinan Aglomeration")


def test_all_who_were_lead_to_some_that_are():
    codes = set(national_areas()["code"])
    assert all(set(now.split()) & codes and set(now.split()) <= codes for now in former_areas()["now"])
