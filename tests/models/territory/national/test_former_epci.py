"""EPCI that merged, were parted or have another name: which are told in their place, and by which communes."""

import pytest

from contagion.models.territory import gazetteer
from contagion.models.territory.national.former_epci import SEVERAL, former_epci, holding
from contagion.models.territory.national.tables import former_areas, national_areas
from contagion.models.territory.not_found import NotFound

AGEN, EMERAUDE, CHAMPAGNOLE = "200096956", "200090579", "200069623"
BESANCON, LOUE_LISON = "242500361", "200068070"


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
