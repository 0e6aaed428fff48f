"""The model and the sheet on the same facts, in words and tables, by hand."""

from math import nan

import pandas as pd
import pytest

from contagion.experiments.evaluation.scores import held
from contagion.experiments.evaluation.validation import CHANCE, NOTHING, OUTSIDE, WELL, WITHIN
from contagion.experiments.questions import against_the_sheet as said
from tests.helpers.validated_by_hand import facts_by_hand


@pytest.fixture
def facts():
    made = facts_by_hand()
    return made[made["series"] != CHANCE]


def with_scores(facts, **scores):
    return facts.assign(score=facts["series"].map(scores).fillna(nan))


def test_the_first_line_says_whether_the_model_is_at_least_as_good(facts):
    """a and c are held out; b was used, and d is an input, so that it counts nowhere."""
    line = said.first_line(facts)
    assert line == (
        "The model is at least as good as ten lines of arithmetic over the 2 facts held out that both predict: mean "
        "quantile score (lower is better) 0.150 against 0.250, difference -0.100 (± 0.200), "
        "which does not tell the two apart. These few are of A; C."
    )
    worse = said.first_line(with_scores(facts, a=0.9, b=0.1, c=0.6, d=0.1))
    assert worse.startswith("The model is not as good as ten lines of arithmetic over the 2 facts")
    assert "0.750 against 0.250" in worse
    assert "apart" not in worse  # by two standard errors and more


def test_without_a_fact_that_both_predict_it_is_not_told(facts):
    none = facts.assign(score=nan)
    assert said.first_line(none) == (
        "Whether the model is as good as ten lines of arithmetic is not told: no fact that was held out is predicted "
        "by both."
    )
    assert said.also(none) == ""


def test_an_input_never_counts(facts):
    better = facts.assign(score=facts["score"].where(facts["mark"] != "input", 9.0))
    assert said.first_line(better) == said.first_line(facts)
    assert said.also(better) == said.also(facts)
    assert said.also(facts).startswith("With those that were used it is 0.167 against 0.200")


def test_the_rows_have_scores_and_rates_with_their_intervals(facts):
    rows = pd.DataFrame(said.summary(facts)).set_index("facts")
    first = rows.loc["mean score of 2 that both predict, held out"]
    assert first.tolist() == ["0.150", "0.250", "model ahead in 1 of 2; -0.100 ± 0.200"]
    assert rows.loc["inside half, held out", "model"] == "1 of 2 (9% to 91%)"  # Wilson's
    assert rows.loc["inside nine tenths, held out", "model"] == "1 of 2 (9% to 91%)"
    assert rows.loc["inside half, held out", "sheet"] == "2 of 2 (34% to 100%)"
    assert len(rows) == 4


def test_what_the_sheet_does_not_predict_is_the_models_alone(facts):
    assert said.unpredicted(facts) == "–"
    alone = facts.assign(sheet_verdict=[WELL, WELL, NOTHING, WELL, NOTHING])
    assert said.unpredicted(alone) == "0 of 1 (0% to 79%)"  # of c, which is outside; e is told by neither


def test_without_which_series_it_would_turn_is_said(facts):
    assert held(said.marked(facts, said.COUNTED)).is_as_good
    assert said.turned(facts) == "The sheet would be ahead without A (0.200 against 0.100)."
    worse = with_scores(facts, a=0.9, b=0.1, c=0.0, d=0.1)
    assert said.turned(worse) == "The model would be ahead without A (0.000 against 0.100)."
    better = with_scores(facts, a=0.1, b=0.1, c=0.0, d=0.1)
    assert said.turned(better) == "No single series that is left out puts the other ahead, of model and sheet."


def test_rates_are_of_what_is_predicted(facts):
    assert said.rate(facts, (WELL,), "") == "1 of 4 (5% to 70%)"  # e is not told
    assert said.rate(facts, (WELL, WITHIN, OUTSIDE), "") == "4 of 4 (51% to 100%)"
    assert said.rate(facts[:0], (WELL,), "") == "–"
