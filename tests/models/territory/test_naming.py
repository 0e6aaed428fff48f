"""Communes as people name them."""

from contagion.models.territory.naming import communes_named
from contagion.models.territory.national.tables import plain


def test_names_are_read_as_people_write_them(territory):
    besancon = territory.codes.index("25056")
    for written in ("Besançon", "besancon", " BESANCON", "25056", "the centre", "The Centre"):
        assert communes_named(territory, (written,)) == [besancon]
    assert plain("Bœuf-l'Évêque") == "boeuf l eveque"
    everywhere = communes_named(territory, ("outside the centre", "besançon", "25056"))
    assert everywhere == list(range(68))
