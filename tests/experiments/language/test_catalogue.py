"""What there is, as the command lists it: parameters and indicators, with their codes and letters explained."""

import re
from math import inf

import pytest

from contagion.experiments.language.catalogue import parameters_in_words, range_in_words
from contagion.models.parameters import describe
from tests.helpers.command import contagion


def test_parameters_are_listed_and_searched():
    every, few = contagion("parameters").stdout, contagion("parameters", "loss", "year").stdout
    assert "training.places" in every
    assert "retention.loss_per_year" in few
    assert "training.places" not in few


@pytest.mark.parametrize("width", [60, 160])
def test_catalogues_keep_to_the_width_of_the_terminal(width, monkeypatch):
    monkeypatch.setenv("COLUMNS", str(width))
    for words in (("parameters",), ("indicators",)):
        lines = contagion(*words).stdout.splitlines()
        assert 0.8 * width < max(map(len, lines)) <= width, words


def test_parameters_say_who_decides_and_what_their_codes_mean():
    """Every grade and every kind of source that is there."""
    said, few = (" ".join(contagion("parameters", *words).stdout.split()) for words in ((), ("training.places",)))
    assert (
        "seats of a training session training.places = 10 seats; range 0 to 60 [the authority decides; G, S12]" in said
    )
    assert "[the world decides; " in said
    assert "[the modeller decides; " in said
    rows = describe()
    codes = re.findall(r"decides; (\w), ([^\]]+)\]", said)
    assert sorted(codes) == sorted((row["grade"], row["source"]) for row in rows)
    explained = said[said.index("Each: default and unit") :]
    assert all(re.search(rf"[:,] {grade} \w", explained) for grade, _ in codes)
    kinds = {re.sub(r"\d+", "", source) for _, source in codes if re.fullmatch(r"[A-Z]\d+", source)}
    assert all(re.search(rf"[:;] {kind}\d", explained) for kind in kinds)
    assert "S1 to S16" in few
    assert "its levers" not in few  # what is not there is not explained


def test_indicators_explain_the_letters_of_their_formulas():
    said = " ".join(contagion("indicators").stdout.split())
    assert "coverage gini (0 to 1): coverage_gini Gini index of the coverage of communes" in said
    explained = said[said.index("In formulas: ") :]
    assert all(re.search(rf"[:;,] {re.escape(letter)}[:,]", explained) for letter in ("Σ", "N", "K", "F", "C", "k"))


def test_a_law_is_told_with_the_range():
    told = " ".join(parameters_in_words(("demand.place",)).split())
    assert "range 0.1666 to 6.003 (log-normal, median 1, standard deviation of the logarithm 0.58)" in told
    row = {"range": (26.0, inf), "law": "reciprocal"}
    assert range_in_words(row, str) == "26.0 to inf (as likely everywhere in 1/value)"
