"""What an ensemble makes of what was observed, in words; and that an answer is by another reading than usual."""

import pandas as pd

from contagion.experiments.ensembles.ensemble import Ensemble
from contagion.experiments.ensembles.words_of_ensembles import (
    beside_targets,
    ensembles_in_words,
    figure_in_words,
    is_other_reading,
    other_reading,
    targets_in_short,
)
from contagion.experiments.language.languages import speaking
from tests.helpers.calibration_by_hand import PREDICTED

ABOUT = {"title": "By hand", "predicted": PREDICTED}


def test_each_figure_stands_beside_what_one_run_makes_of_it():
    table = beside_targets(ABOUT)
    assert table.iloc[0].tolist() == ["participants, year 3", "300", "± 15", "± 30", "146", "251", "403", "± 38", "71"]
    assert table.iloc[1].tolist()[:2] == ["aspirants / groups ended, year 3", "1.5 to 2.5"]
    assert table.iloc[1].tolist()[-1] == "20 to 80"
    assert beside_targets({}).empty


def test_in_short_it_is_a_sentence():
    (said,) = targets_in_short(ABOUT)
    assert said.startswith("What one run of these sets makes of what was observed: participants, year 3: 146 to 403,")
    assert "middle 251 (observed 300, at 71 of 100); aspirants / groups ended" in said
    assert targets_in_short({}) == []


def test_a_figure_of_two_years_names_both():
    row = {"indicator": "participants", "year": 6, "per": "participants", "per_year": 3}
    assert figure_in_words(row) == "participants, year 6 / participants, year 3"


def test_the_other_reading_of_what_was_published_is_said_to_be_one():
    title = "Grand Besançon 2017-2019, 300 people with facilitators and tasters"
    about = {"targets": "besancon_tasters", "title": title}
    (said,) = other_reading(about)
    assert said.startswith(f"By another reading than usual of what was published: {title}")
    assert said.endswith("(ensemble besancon_tasters, not besancon).")
    with speaking("fr"):
        assert other_reading(about)[0].startswith("Selon une autre lecture que d’habitude")
    for usual in ({"targets": "besancon"}, {"targets": "dinan"}, {}):
        assert not is_other_reading(usual)
        assert other_reading(usual) == []


def test_ensembles_are_told_one_after_the_other_the_usual_one_first():
    usual = ABOUT | {"command": "contagion calibrate besancon"}
    table = pd.DataFrame({"x": [1, 2]})
    ensembles = [Ensemble("a", table, {"title": "Another"}), Ensemble("besancon", table, usual)]
    first, second, how = ensembles_in_words(ensembles).rpartition("a: Another")
    assert first.startswith("besancon: By hand. 2 sets of values.\nMade by `contagion calibrate besancon`.")
    assert "participants, year 3" in first
    assert second == "a: Another"
    assert "What its sets make of what was observed is not kept in it." in how
    assert how.endswith("Where no other is asked for, answers are over besancon.")
