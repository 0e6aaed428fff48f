"""Territories that scripts make of the national table are those of Python, to the bit, and so is what comes of them."""

import pytest

from contagion.experiments.evidence.programme import read_programme
from contagion.experiments.interfaces.page.asked import CASE
from contagion.models.territory.gazetteer import national_areas
from tests.helpers.hosts import needs_node
from tests.helpers.territories import in_node, in_python

pytestmark = needs_node

AUBRAC, QUIMPER, BASQUE = "200069144", "200068120", "200067106"  # few people; many; most communes
NANTES, LYON, PARIS = "244400404", "200046977", "200054781"
AREAS = national_areas()
ALL = sorted({*AREAS["code"][AREAS["kind"] == "epci"]} - {read_programme(CASE).territory.code})


def test_images_of_three_territories_are_those_of_python(tmp_path):
    codes = [AUBRAC, QUIMPER, BASQUE]
    assert in_node(codes) == [in_python(code, tmp_path) for code in codes]


@pytest.mark.slow
def test_images_of_all_territories_are_those_of_python(tmp_path):
    """All but the case study's, which has a census of its own."""
    found = dict(zip(ALL, in_node(ALL), strict=True))
    assert len(found) == 1254
    assert [code for code in ALL if found[code] != in_python(code, tmp_path)] == []


@pytest.mark.slow
@pytest.mark.parametrize("code", [AUBRAC, QUIMPER, BASQUE, NANTES, LYON, PARIS])
def test_what_happens_in_a_territory_is_what_happens_in_python(code, tmp_path):
    assert in_node([code], lived=True) == [in_python(code, tmp_path, lived=True)]
