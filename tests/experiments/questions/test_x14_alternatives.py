"""Alternative programmes: what is handed over follows from the runs."""

import re
from dataclasses import replace

import pandas as pd
import pytest

from contagion.experiments.ensembles.worlds import Worlds
from contagion.experiments.questions import x14_alternatives as question
from contagion.experiments.questions.equal import Equal
from contagion.experiments.questions.in_readings import Standing
from contagion.experiments.questions.splits import HALF, in_each_world, named
from contagion.models.scenarios.scenario import read
from tests.helpers.even_ensemble import even
from tests.helpers.findings import fits_a_page
from tests.helpers.table_rows import only


@pytest.fixture(scope="module")
def finding(lab):
    return question.main(quick=True, lab=lab, ensemble=even(2))


def test_the_table_is_that_of_the_runs(lab, finding):
    over, scenario = Worlds(even(2)), read()
    own = lab.run([in_each_world(over, scenario, (0, 0, 4))], range(1, 5), 3).table  # kept
    row = only(finding.table, split="workshop alone")
    assert row["people_p50"] == row["people_workshop_p50"] == own["alternative_participants"].median()
    assert row["hours_p50"] == (own["participant_hours"] + own["alternative_hours"]).median()
    alone = only(finding.table, split="groups alone")
    assert alone["people_p95"] == alone["people_groups_p95"] > 0
    assert alone["spent_p95"] <= 240  # thousand euros of three years


def test_the_rows_have_a_verdict_against_the_groups(finding):
    assert finding.rows["verdict"].iloc[0] == "held against"
    assert set(finding.rows["verdict"].iloc[1:]) <= {"avoids more", "avoids less", "not told"}
    assert len(finding.answer.split()) <= 20
    fits_a_page("x14_alternatives", finding)
    assert len(finding.figure.axes) == 2


def test_what_is_not_told_is_not_claimed():
    even_ones = pd.DataFrame({"groups alone": [0.0] * 40, "workshop alone": [-1.0, 1.0] * 20})
    said = question._follows(even_ones, even_ones)
    assert said.startswith("No split is told to avoid less than the groups alone.")
    assert "is not told" in said
    less = even_ones.assign(**{"workshop alone": -1.0})
    assert "in nine worlds of ten: workshop alone." in question._follows(even_ones, less)


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
    found = question.answered(runs, 10, BESIDE, even(4))
    assert found.answer == "Most avoided: “50% groups, 50% workshop”; most people: “workshop alone”"
    assert found.sentence.startswith("What was observed of workshops lies outside. With 80,000 euros")
    assert "“50% groups, 50% workshop” against “groups alone”, more in 100 of 100 worlds, which stands in 0" in (
        found.sentence
    )
    assert found.sentence.endswith("if half of what they save lasts 16.6 months (assumed: 1.0).")


def test_a_tie_has_no_winner():
    runs = by_hand({HALF: (-50, 1, 60)}, {})
    found = question.answered(runs, 10, BESIDE, even(4))
    assert found.answer == "Most avoided: a tie of 7; most people: a tie of 7"
    assert re.search("a tie of “50% groups, 50% workshop”, “[^”]+” and 5 more", found.sentence)


def test_what_never_makes_equal_is_said():
    assert question._equal(Equal("workshop", "decay", None, 8.3, 10.0)).startswith("However fast what a workshop saves")
    assert "lasts 140 years" in question._equal(Equal("workshop", "decay", 0.00499, 8.3, 10.0))
    assert "lasts for ever" in question._equal(Equal("workshop", "decay", 0.0, 8.3, 10.0))


def test_what_was_observed_of_workshops_is_held_against_the_worlds(lab, monkeypatch):
    assert "is not predicted" in question.of_workshops(lab, even(2), 4)
    monkeypatch.setattr("contagion.experiments.evaluation.validation.FEWEST", 2)
    said = question.of_workshops(lab, even(2), 4)
    assert "2.8 times as many people in a year" in said
    assert re.search(r"lies (outside|inside 50 %|inside 90 %) of what the model says \(\d", said)


def test_a_set_that_comes_again_counts_once_by_how_readily_people_join():
    """Twelve sets, or three of them four times: what is said of the same differences is less sure."""
    ensemble = even(4)
    again = replace(ensemble, table=ensemble.table.iloc[[0, 1, 2] * 4])
    ahead = pd.Series([100.0 + 50 * ((world - 1) % 3) for world in range(1, 13)], range(1, 13))
    widths = []
    for one in (ensemble, again):
        low, high = re.findall(r"\((\S+) to (\S+)\)", question.by_their_own(ahead, Worlds(one)))[0]
        widths.append(float(high.replace(",", "")) - float(low.replace(",", "")))
    assert widths[1] > 2 * widths[0]
