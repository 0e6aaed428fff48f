"""Levers in words, and the figure that says the same."""

from dataclasses import replace

import pytest

from contagion.experiments.ensembles.worlds import Worlds
from contagion.experiments.verbs.levers.figure import levers_figure
from contagion.experiments.verbs.levers.work import Levers, in_words
from contagion.models.scenarios.scenario import read
from tests.helpers.even_ensemble import even
from tests.helpers.levers_by_hand import by_hand


@pytest.fixture
def found() -> Levers:
    return by_hand()


def test_the_words_and_the_figure_say_the_same(found):
    text = in_words(found)
    assert "+2 (+2 to +3) Likely (4 of 4 simulations), not certain" in text
    assert "±" not in text
    assert "3.6 (2.3 to 4.9)" in text
    assert text.index("Levers with a price in the model") < text.index("own price is not in the model:\n")
    assert "Left out: this: has no further step." in text
    labels = [label.get_text() for label in levers_figure(found).axes[0].get_yticklabels()]
    assert labels == [*found.table["lever"][:-1], "free *"]


def test_decisions_that_go_before_a_step_are_named(found, tmp_path):
    file = tmp_path / "dated.toml"
    file.write_text('[[decision]]\nfrom = "2019-01"\nset = { "training.places" = 20 }\n')
    assert not found.overruled
    assert "go before the step: cheap, dear" in in_words(replace(found, scenario=replace(read(file), name="ref")))


def test_over_worlds_it_is_said_so():
    worlds = Worlds(even(2))
    found = by_hand(worlds=worlds)
    assert "in the same 4 worlds" in " ".join(in_words(found).split())
    assert "by sets of values" in " ".join(text.get_text() for text in levers_figure(found).texts).replace("\n", " ")
    assert "nan" not in in_words(found)
