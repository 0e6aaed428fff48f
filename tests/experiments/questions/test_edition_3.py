"""What changed against the second edition (`questions/edition_3.py`)."""

from typing import Any

import pandas as pd
import pytest

from contagion.experiments.questions import edition_3 as question
from contagion.models.parameters import Parameters

ONE = pd.Series([1.0])


def test_the_figures_of_the_second_edition_are_of_one_shape():
    then = question.former()
    assert (then["p5"] < then["p50"]).all()
    assert (then["p50"] < then["p95"]).all()
    assert then["source"].str.match(r"findings/\w+\.(csv|json|md), 2026-11-2\d, model \w{12}$").all()
    assert list(question.figures(ONE, made_people(), ONE, ONE)) == [*then.index]


def made_people():
    names = [question.BASE, question.FEWER, *(labels["case"] for labels, _ in question.cases()[2:])]
    return pd.DataFrame(dict.fromkeys(names, ONE))


def then(p5, p50, p95):
    return {"p5": p5, "p50": p50, "p95": p95, "sets": 50}


@pytest.mark.parametrize(
    "middle, error, said",
    [
        (800, 20, question.HIGHER),
        (200, 20, question.LOWER),
        (-300, 20, question.TURNED),
        (560, 20, question.ALIKE),
        (800, 400, question.ALIKE),
    ],
)
def test_a_direction_is_told_beyond_the_errors_of_both(middle, error, said):
    assert question.direction(then(34, 592, 1296), {"p50": middle, "p50_error": error}) == said


def test_of_few_worlds_nothing_is_told():
    assert question.direction(then(34, 592, 1296), {"p50": 9.0, "p50_error": float("nan")}) == question.ALIKE


def test_what_is_said_counts_the_directions():
    made = {str(name): ONE * then["p50"] for name, then in question.former().iterrows()}
    made["people in 3 years"] = pd.Series([9000.0 + n for n in range(40)])
    found = question.answered(made, "40 worlds", 10)
    assert found.answer == "1 higher; 7 not told apart"
    assert found.sentence.endswith("1 are higher (people in 3 years); 7 are not told apart.")
    row = found.rows.set_index("figure").loc["half the loss of facilitators"]
    assert row["today"] == "+426 (+426 to +426)"
    assert (found.rows["more in, today"] == "–").tolist() == [True, True, *[False] * 6]


def test_contagion_is_that_of_two_in_six_and_the_places_of_the_reference():
    values: dict[str, Any] = {labels["case"]: step for labels, step in question.cases()}
    assert values["some, filled"]["volunteering.wish"] == pytest.approx(2 / 6)
    assert values["none, empty"] == {
        "volunteering.wish": 0.0, "training.top_up": "autonomous", "training.places": Parameters().training.places,
    }  # fmt: skip
