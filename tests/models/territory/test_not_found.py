"""What may be meant by a name of a territory that is none: handed over as data, and told."""

import pytest

from contagion.models.territory import gazetteer
from contagion.models.territory.not_found import SHOWN, NotFound


@pytest.mark.parametrize(
    ("kind", "wanted", "several", "first"),
    [
        ("epci", "pays", True, ("200000438", "CC du Pays de Pontchâteau St-Gildas-des-Bois")),
        ("epci", "Gran Besanson Metropole", False, ("242500361", "CU Grand Besançon Métropole")),
        ("region", "Bretange", False, ("53", "Bretagne")),
    ],
)
def test_what_may_be_meant_is_handed_over_with_its_code(kind, wanted, several, first):
    with pytest.raises(NotFound) as told:
        gazetteer.find(kind, wanted)
    assert told.value.several == several
    assert told.value.offers[0] == first
    assert len(told.value.offers) <= SHOWN
    assert all(f"({code}" in str(told.value) for code, _name in told.value.offers)


def test_where_nothing_is_near_nothing_is_offered():
    with pytest.raises(NotFound) as told:
        gazetteer.find("epci", "!!!")
    assert told.value.offers == ()
