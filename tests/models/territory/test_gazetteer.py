"""Finding a territory of France: by code, by name in any spelling, by list; what is answered where nothing fits."""

import pytest

from contagion.models.territory import gazetteer
from contagion.models.territory.not_found import SHOWN, NotFound
from contagion.sim.errors import InputError

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
    assert len(told.value.offers) <= SHOWN
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
    listed = gazetteer.listed("25056, 25014,2a004")
    assert listed.codes == ("25014", "25056", "2A004")
    (tmp_path / "codes.txt").write_text("25056\n\n2A004\r\n25014\n", encoding="utf-8-sig")
    assert gazetteer.listed(str(tmp_path / "codes.txt")) == listed
    assert gazetteer.listed("25056").title == "Besançon (25056)"


@pytest.mark.parametrize(
    "wanted, answer",
    [
        (" , ,", "the list is empty"),
        ("25056,25999", r"'25999' is no commune of France \(codes of 2024\); nearest: 25635 Vyt-lès-Belvoir$"),
        ("25056,1004", "; nearest: 01002 L'Abergement-de-Varey, 01004 Ambérieu-en-Bugey$"),
        ("99x", "codes of five characters"),
        ("25056,25056", "25056 Besançon stands there twice"),
        ("25056,25027", r"\(codes of 2024\); 25027 Arguel is now part of 25245 Fontain$"),
        ("1340", "'1340' is no commune .*; 01340 Saint-Bois is now part of 01015 Arboys en Bugey$"),
        ("arguel,25056", "nearest: 80026 Arguel; 25027 Arguel is now part of 25245 Fontain$"),
        ("bellegarde sur valserine,1", "; 01033 Bellegarde-sur-Valserine is now 01033 Valserhône$"),
        ("20004,25056", "; 20004 Ajaccio is now 2A004 Ajaccio$"),
        ("69383,25056", "; 69383 Lyon 3e Arrondissement is now part of 69123 Lyon$"),
        ("nowhere.txt", "INSEE codes with commas, or a text file of them, are needed"),
    ],
)
def test_mistakes_in_a_list(wanted, answer):
    with pytest.raises(InputError, match=answer):
        gazetteer.listed(wanted)


@pytest.mark.parametrize(
    "text, answer", [("25056\n25057\n2505\n", r"codes\.txt, line 3: '2505' is no commune"), ("\n", "the list is empty")]
)
def test_mistakes_in_a_file_name_the_line(tmp_path, text, answer):
    (tmp_path / "codes.txt").write_text(text)
    with pytest.raises(InputError, match=answer):
        gazetteer.listed(str(tmp_path / "codes.txt"))
