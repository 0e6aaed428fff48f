"""What scenarios change, in words: every kind of difference, in both languages."""

from dataclasses import replace

import pytest

from contagion.experiments.doors.words import answers as words
from contagion.experiments.language.languages import FRENCH, LANGUAGES, speaking
from contagion.models.scenarios.scenario import FOLDER, read
from contagion.models.scenarios.text import Words
from contagion.models.territory.communes import load_communes
from contagion.models.territory.extract import extract
from contagion.models.territory.gazetteer import find
from contagion.models.territory.territory import Territory


def test_a_description_is_set_as_its_language_has_it_and_names_no_command():
    about = Words("t", "C'est l'idée ; voilà. `contagion parameters` les donne.\nEt encore : rien.")
    scenario = replace(read(FOLDER / "ref.toml"), french=about, words=Words("t", "It's this; so. See `x`."))
    assert words.description(scenario) == "It's this; so."
    with speaking(FRENCH):
        assert words.description(scenario) == "C’est l’idée\u202f; voilà. Et encore\u00a0: rien."


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_scenario_of_the_library_has_a_description_left(language):
    with speaking(language):
        told = {path.stem: words.description(read(path)) for path in sorted(FOLDER.glob("*.toml"))}
    wrong = [name for name, text in told.items() if "`" in text or "()" in text or " ." in text or len(text) < 60]
    assert wrong == []


TITLES = {
    "CU du Grand Poitiers (EPCI 200069854): 2017": "Grand Poitiers",
    "CC de l'Oisans (EPCI 243800745): 2017": "Oisans",
    "CC de la Vallée Verte (EPCI 1): 2017": "Vallée Verte",
    "CA de La Rochelle (EPCI 241700434): 2017": "La Rochelle",
    "CC du Pays de Ribeauvillé (EPCI 1): 2017": "Pays de Ribeauvillé",
    "CC le Dunois (EPCI 1): 2017": "Dunois",
    "Métropole de Lyon (EPCI 200046977): 2017": "Métropole de Lyon",
}


def test_a_territory_has_no_article_in_titles(territory):
    assert {source: words.place(replace(territory, source=source)) for source in TITLES} == TITLES


def test_a_territory_is_called_by_its_name(tmp_path, territory):
    assert words.place(territory) == "Grand Besançon"
    dinan = extract(find("epci", "200068989"), 2017).kept(tmp_path)
    assert words.place(Territory.from_file(dinan)) == "Dinan Agglomération"
    own = tmp_path / "own.csv"
    load_communes(dinan).drop(columns="source").to_csv(own, index=False)
    assert words.place(Territory.from_file(own)) == "Dinan"
