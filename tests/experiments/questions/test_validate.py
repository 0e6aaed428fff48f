"""What the question says of facts and predictions."""

from math import inf, nan

import pandas as pd
import pytest

from contagion.experiments.evaluation.validation import KEPT, OUTSIDE, WITHIN
from contagion.experiments.questions import validate
from tests.helpers.even_ensemble import even
from tests.helpers.validated_by_hand import facts_by_hand


@pytest.fixture(scope="module")
def table():
    return facts_by_hand()


def test_failures_are_named_with_their_reasons_and_the_null_model_is_apart(table):
    said = validate.in_words(table, even(1), 50)
    assert "50 worlds of the ensemble even (fitted to nothing). Of 5 facts to which nothing is fitted" in said
    assert "4 are predicted by ten worlds or more; 2 lie outside, of which 1 were expected to." in said
    assert "weighted by the same totals. The score is" in said
    assert "*input* in disguise" in said


def test_the_page_begins_with_whether_the_model_is_as_good_as_the_sheet(table):
    found = validate.answered(table, even(1), 50)
    assert found.sentence.startswith("The model is at least as good as ten lines of arithmetic over the 2 facts")
    assert found.sentence.endswith("Of 2 facts held out that the model predicts 1 lie in nine tenths of its worlds.")
    assert found.answer == "At least as good as ten lines of arithmetic: score 0.150 against 0.250"
    assert found.sure == "over 2 facts held out; the difference, -0.100, has an error of 0.200"
    assert "can as well be worked out on a sheet of paper" in found.follows
    worse = validate.answered(table.assign(score=table["score"] + 1), even(1), 50)
    assert worse.sentence.startswith("The model is not as good as ten lines of arithmetic over the 2 facts")
    assert worse.answer == "Not as good as ten lines of arithmetic: score 1.150 against 0.250"
    plain = validate.answered(table.assign(score=table["sheet_score"] - 0.1), even(1), 50)
    assert "is said better by it than by a sheet of paper" in plain.follows


def test_only_what_was_held_out_counts(table):
    found = validate.answered(table, even(1), 50)
    assert found.rows["facts"].iloc[0] == "mean score of 2 that both predict, held out"
    assert found.rows["verdict"].iloc[-1] == "no better than chance"
    assert found.method.endswith("would miss so many in roughly 19.0% of cases.")  # one of two: 1 - 0.9²
    seen = validate.answered(table.assign(mark="input"), even(1), 50)
    assert seen.sentence.startswith("Whether the model is as good as ten lines of arithmetic is not told")
    assert seen.answer == "Not told: no fact held out is predicted by both"


def test_more_misses_than_chance_allows_are_named(table):
    worse = validate.answered(table.assign(mark="held out").replace({"verdict": {WITHIN: OUTSIDE}}), even(1), 50)
    assert "It missed B, C and D." in worse.follows


def test_a_bound_is_no_fact_among_others(table):
    """Nearly every world keeps it, so that it would make up for a miss."""
    bound = table.iloc[[0]].assign(series="f", low=-inf, verdict=KEPT, score=nan, sheet_score=nan)
    found = validate.answered(pd.concat([table, bound], ignore_index=True), even(1), 50)
    assert "Of 2 facts held out that the model predicts 1 lie" in found.sentence
    assert "bounds that are kept" in found.rows["facts"].tolist()
