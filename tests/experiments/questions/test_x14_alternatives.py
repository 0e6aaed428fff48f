"""Alternative programmes: what is handed over follows from the runs."""

import re
from dataclasses import replace

import pandas as pd

from contagion.experiments.questions import x14_alternatives as question
from contagion.experiments.questions.asking import Standing
from contagion.experiments.questions.equal import Equal
from contagion.experiments.questions.splits import HALF, named
from tests.helpers.asked import asking
from tests.helpers.even_ensemble import even


def test_what_is_not_told_is_not_claimed():
    even_ones = pd.DataFrame({"groups alone": [0.0] * 40, "workshop alone": [-1.0, 1.0] * 20})
    said = question.follows(even_ones, even_ones)
    assert said.startswith("No split is told to avoid less than the groups alone.")
    assert "is not told" in said
    less = even_ones.assign(**{"workshop alone": -1.0})
    assert "in nine worlds of ten: workshop alone." in question.follows(even_ones, less)


def by_hand(tonnes, people):
    """Runs of three worlds of each split, with so much in each."""
    return pd.DataFrame(
        {"split": named(quarters), "seed": world, **dict.fromkeys(question.FIGURES, 1.0),
         **dict.fromkeys(question.PROGRAMMES, 0.0), "tco2e": tonnes.get(quarters, (0, 1, 2))[world - 1],
         "people": people.get(quarters, (10, 11, 12))[world - 1]}
        for quarters in question.SPLITS
        for world in (1, 2, 3)
    )  # fmt: skip


BESIDE = question.Beside(
    "What was observed of workshops lies outside.",
    Equal("workshop", "decay", 0.5, 8.3, 10.0),
    Standing(5.0, {"nothing-lasts": -1.0}),
)


def test_it_begins_with_what_is_known_of_workshops_and_says_what_it_takes():
    runs = by_hand({HALF: (50, 51, 52)}, {(0, 0, 4): (90, 91, 92)})
    found = question.answered(runs, BESIDE, asking(4))
    assert found.answer == "Most avoided: “50% groups, 50% workshop”; most people: “workshop alone”"
    assert found.sentence.startswith("What was observed of workshops lies outside. With 80,000 euros")
    assert "“50% groups, 50% workshop” against “groups alone”, more in 100 of 100 worlds, which stands in 0" in (
        found.sentence
    )
    assert found.sentence.endswith("if half of what they save lasts 16.6 months (assumed: 1.0).")


def test_a_tie_has_no_winner():
    runs = by_hand({HALF: (-50, 1, 60)}, {})
    found = question.answered(runs, BESIDE, asking(4))
    assert found.answer == "Most avoided: a tie of 7; most people: a tie of 7"
    assert found.rows["verdict"].tolist() == ["held against", *["not told"] * 6]
    assert re.search("a tie of “50% groups, 50% workshop”, “[^”]+” and 5 more", found.sentence)


def test_what_never_makes_equal_is_said():
    assert question.equal_in_words(Equal("workshop", "decay", None, 8.3, 10.0)).startswith(
        "However fast what a workshop saves"
    )
    assert "lasts 140 years" in question.equal_in_words(Equal("workshop", "decay", 0.00499, 8.3, 10.0))
    assert "lasts for ever" in question.equal_in_words(Equal("workshop", "decay", 0.0, 8.3, 10.0))


def test_what_was_observed_of_workshops_is_held_against_the_worlds(lab, monkeypatch):
    assert "is not predicted" in question.of_workshops(asking(2, lab))
    monkeypatch.setattr("contagion.experiments.evaluation.validation.FEWEST", 2)
    said = question.of_workshops(asking(2, lab))
    assert "2.8 times as many people in a year" in said
    assert re.search(r"lies (outside|inside 50 %|inside 90 %) of what the model says \(\d", said)


def test_a_set_that_comes_again_counts_once_by_how_readily_people_join():
    """Twelve sets, or three of them four times: what is said of the same differences is less sure."""
    ensemble = even(4)
    again = replace(ensemble, table=ensemble.table.iloc[[0, 1, 2] * 4])
    ahead = pd.Series([100.0 + 50 * ((world - 1) % 3) for world in range(1, 13)], range(1, 13))
    widths = []
    for one in (ensemble, again):
        low, high = re.findall(r"\((\S+) to (\S+)\)", question.by_their_own(ahead, replace(asking(4), ensemble=one)))[0]
        widths.append(float(high.replace(",", "")) - float(low.replace(",", "")))
    assert widths[1] > 2 * widths[0]
