"""Finding a territory of France: by code, by name in any spelling, by list; what is answered where nothing fits."""

import pytest

from contagion.models.territory import gazetteer
from contagion.sim.errors import InputError

BESANCON, DINAN, LE_MANS = "242500361", "200068989", "247200132"


@pytest.mark.parametrize(
    "wanted, code",
    [
        ("Dinan Agglomération", DINAN),
        ("dinan agglomeration", DINAN),
        ("CA DINAN-AGGLOMÉRATION", DINAN),
        ("Communauté d'agglomération Dinan Agglomération", DINAN),
        ("dinan", DINAN),
        (DINAN, DINAN),
        (f" {BESANCON} ", BESANCON),
        ("Grand Besançon", BESANCON),
        ("Le Mans", LE_MANS),  # the article belongs to the name
        ("pays duzes", "200034379"),  # CC Pays d'Uzès
        ("pays d’uzès", "200034379"),
        ("Pontchâteau Saint-Gildas", None),
        ("Pays de Pontchateau Saint Gildas", "200000438"),  # CC du Pays de Pontchâteau St-Gildas-des-Bois
        ("Lyon", "200046977"),  # Métropole de Lyon
    ],
)
def test_epci_are_found_in_any_spelling(wanted, code):
    if code is None:
        with pytest.raises(InputError, match=r"no EPCI .* nearest: CC du Pays de Pontchâteau St-Gildas-des-Bois"):
            gazetteer.find("epci", wanted)
    else:
        assert gazetteer.find("epci", wanted) == gazetteer.find("epci", code)
        assert f"(EPCI {code})" in gazetteer.find("epci", wanted).title


def test_departments_and_regions_are_found_by_code_and_name():
    doubs = gazetteer.find("department", "doubs")
    assert doubs == gazetteer.find("department", "25")
    assert (doubs.title, doubs.slug) == ("Doubs (department 25)", "doubs")
    assert {code[:2] for code in doubs.codes} == {"25"}
    assert gazetteer.find("department", "1").title == "Ain (department 01)"
    assert gazetteer.find("department", "2a").codes[0] == "2A001"
    assert gazetteer.find("department", "Loire").title == "Loire (department 42)"  # not Loire-Atlantique
    region = gazetteer.find("region", "Bourgogne Franche Comte")
    assert region == gazetteer.find("region", "27")
    assert set(doubs.codes) < set(region.codes)


def test_the_whole_country_is_a_perimeter():
    codes = gazetteer.whole_country().codes
    assert len(codes) == 34_935
    assert (codes[0], codes[-1]) == ("01001", "97617")


def test_names_that_fit_several_are_told_apart():
    with pytest.raises(InputError) as told:
        gazetteer.find("epci", "quatre rivières")
    assert "CC des Quatre Rivières (247000623, Haute-Saône); CC des Quatre Rivières (247400666" in str(told.value)
    with pytest.raises(InputError, match=r"and \d+ more$"):
        gazetteer.find("epci", "pays")


def test_a_beginning_that_is_in_other_names_as_well_is_no_choice():
    """Who says Paris does not mean the one authority whose name begins so, 20 km from it."""
    with pytest.raises(InputError, match=r"fits several; give the code of one: CA Paris - Vallée de la Marne") as told:
        gazetteer.find("epci", "Paris")
    assert "Métropole du Grand Paris (200054781, Paris" in str(told.value)
    assert "200057958" in gazetteer.find("epci", "Paris - Vallée de la Marne").title
    assert gazetteer.find("department", "Paris").codes == ("75056",)


@pytest.mark.parametrize(
    "kind, wanted, answer",
    [
        ("epci", "Besançon", r"nearest: CU Grand Besançon Métropole \(242500361, Doubs\)"),
        ("epci", "Dinnan Agglomeration", r"nearest: CA Dinan Agglomération"),
        ("epci", "24250036", r"nearest: CU Grand Besançon Métropole"),
        ("epci", "  ", "is empty; a name or a code of an EPCI is needed"),
        ("epci", "!!!", "no EPCI has this code or name"),
        ("department", "Doubz", r"nearest: Doubs \(25\)"),
        ("region", "Bretange", r"nearest: Bretagne \(53\)"),
    ],
)
def test_unknown_names_get_the_nearest(kind, wanted, answer):
    with pytest.raises(InputError, match=answer):
        gazetteer.find(kind, wanted)


def test_a_list_of_codes_is_read_from_words_or_a_file(tmp_path):
    listed = gazetteer.listed("25056, 25014,2a004")
    assert listed.codes == ("25014", "25056", "2A004")
    (tmp_path / "codes.txt").write_text("25056\n\n2A004\r\n25014\n", encoding="utf-8-sig")
    assert gazetteer.listed(str(tmp_path / "codes.txt")) == listed
    assert gazetteer.listed("25056").title == "Besançon (25056)"


@pytest.mark.parametrize(
    "wanted, answer",
    [
        ("", "the list is empty"),
        (" , ,", "the list is empty"),
        ("25056,25999", r"'25999' is no commune of France \(codes of 2024\); nearest: 25635 Vyt-lès-Belvoir$"),
        ("25056,1004", "; nearest: 01002 L'Abergement-de-Varey, 01004 Ambérieu-en-Bugey$"),
        ("besancon", "'besancon' is no commune .*; nearest: 25056 Besançon"),
        ("99x", "codes of five characters"),
        ("25056,25056", "25056 Besançon stands there twice"),
        ("25056,25027", r"'25027' is no commune .*\(codes of 2024\); 25027 Arguel is now part of 25245 Fontain$"),
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


def test_mistakes_in_a_file_name_the_line(tmp_path):
    file = tmp_path / "codes.txt"
    file.write_text("25056\n25057\n2505\n")
    with pytest.raises(InputError, match=r"codes\.txt, line 3: '2505' is no commune"):
        gazetteer.listed(str(file))
    file.write_text("\n")
    with pytest.raises(InputError, match="the list is empty"):
        gazetteer.listed(str(file))


@pytest.mark.parametrize(
    ("wanted", "first"),
    [
        ("Dinnan", "CA Dinan Agglomération"),
        ("Grand Besanson", "CU Grand Besançon Métropole"),
        ("Pontarlié", "CC du Grand Pontarlier"),
    ],
)
def test_a_word_of_a_name_written_nearly_so_is_offered_first(wanted, first):
    with pytest.raises(InputError, match=f"nearest: {first}"):
        gazetteer.find("epci", wanted)
