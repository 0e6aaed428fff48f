"""Longer texts of the page: what a territory is called, and what is known of it."""

from contagion.experiments.interfaces.page import words
from contagion.experiments.say.languages import speaking
from contagion.models.territory.communes import load_communes
from contagion.models.territory.extract import extract
from contagion.models.territory.gazetteer import find
from contagion.models.territory.territory import Territory


def test_a_territory_is_called_by_its_name(tmp_path, territory):
    assert words.place(territory) == "Grand Besançon"
    dinan = extract(find("epci", "200068989"), 2017).kept(tmp_path)
    assert words.place(Territory.from_file(dinan)) == "Dinan Agglomération"
    own = tmp_path / "own.csv"
    load_communes(dinan).drop(columns="source").to_csv(own, index=False)
    assert words.place(Territory.from_file(own)) == "Dinan"


def test_what_is_known_here_is_said_before_an_answer():
    with speaking("en"):
        assert "agrees with 3 figures that are known" in words.known_here(3, elsewhere=True)
        assert words.known_here(3, elsewhere=True, near=False) == words.far_from_all()
        assert "Nothing was observed here" in words.known_here(0, elsewhere=True)
        assert "one total that was published here" in words.known_here(0, elsewhere=False)
