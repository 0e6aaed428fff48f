"""Readings in words: each with its source, in both languages."""

from dataclasses import replace

from contagion.experiments.ensembles.ensemble import under
from contagion.experiments.ensembles.readings import READINGS
from contagion.experiments.ensembles.words import reservations
from contagion.experiments.ensembles.words_of_readings import listed_in_words, under_in_words
from contagion.experiments.language.languages import speaking
from tests.helpers.even_ensemble import even


def test_all_are_listed_with_source_what_they_set_and_what_they_exclude():
    text = " ".join(listed_in_words().split())
    for name, one in READINGS.items():
        assert f"({name})" in text
        assert one.source in text
    assert "Sets footprint.self_report = 0.143." in text
    assert "Excludes rule-reinforced, rule-threshold." in text
    with speaking("fr"):
        assert "rien ne dure" in listed_in_words().lower()


def test_what_is_answered_over_an_ensemble_says_its_reading_first():
    ensemble = replace(even(1), about={"title": "made", "in_reach": False})
    assert under_in_words(ensemble) == []
    first, *_ = reservations(under(ensemble, READINGS["talk-informs"]), {})
    assert first.startswith("Under the reading “talk informs and no more” (talk-informs): people spoken to")
    assert "doi 10.1038/s44168-023-00091-0" in first
