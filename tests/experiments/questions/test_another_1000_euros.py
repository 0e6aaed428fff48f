"""Another 1,000 euros: what is said follows from what the levers bring."""

import pandas as pd
import pytest

from contagion.experiments.questions import another_1000_euros as question
from contagion.experiments.verbs.levers.work import LEVERS
from tests.helpers.even_ensemble import even


@pytest.fixture(scope="module")
def finding(lab):
    return question.main(quick=True, lab=lab, ensemble=even(2))


def worth(*rows):
    names = ("lever", question.WORTH, f"{question.WORTH}_low", f"{question.WORTH}_high", "like_first")
    return pd.DataFrame(rows, columns=names).assign(participants_above_zero=0.8)


def test_a_quick_answer_is_whole(finding):
    assert set(finding.table["lever"]) == {lever.label for lever in LEVERS[:4]}
    assert finding.rows["one step more"].isin(finding.table["lever"]).all()
    assert list(finding.rows)[-1] == "verdict"
    kinds = (question.leaning(even(2), sign * pd.Series([1.0] * 8, range(1, 9))) for sign in (-1, 0, 1))
    assert {one.removesuffix(" in most worlds") for one in finding.rows["verdict"]} <= {*kinds}
    assert (finding.table["participants_p5"] <= finding.table["participants_p95"]).all()
    assert len(finding.answer.split()) <= 14


def test_the_figure_has_a_row_a_lever(finding):
    people, euros = finding.figure.axes
    names = [label.get_text() for label in people.get_yticklabels()]
    assert names == finding.table["lever"].tolist()
    assert euros.get_title(loc="left") == "Per 1,000 € more"


def test_what_is_not_told_apart_from_the_first_is_said():
    rows = worth(("a", 9.0, 8.0, 10.0, True), ("b", 8.0, 7.0, 9.0, True), ("c", 7.9, 6.9, 8.9, False))
    assert question.beside(rows) == ["b"]
    table = rows.assign(priced=True, verdict="")
    said = question._follows(table, rows)
    assert "most by a; b cannot be told from it. It brings more people in 80 of 100 worlds" in said


def test_a_tie_is_said_to_be_one():
    rows = worth(("a", 9.0, 8.0, 10.0, True), ("b", 8.0, 7.0, 9.0, True), ("c", 7.9, 6.9, 8.9, False))
    assert question._answer(rows) == "About 9 people, by a tie of “a” and “b”"
    assert "by a: " in (said := question._sentence(rows, 10, 4))
    assert ", in a tie with b " in said
    assert question._answer(worth(("a", 9.0, 8.0, 10.0, True))) == "About 9 people, spent on: a."


def test_prices_that_would_overturn_it_follow_from_the_figures():
    rows = worth(("a", 9.0, 8.0, 10.0, True), ("b", 6.0, 5.0, 7.0, False))
    by_rule = pd.DataFrame({"simple": [9.0, 6.0], "threshold": [2.0, 4.0]}, ["a", "b"])
    said = question._overturns(rows, by_rule)
    assert "if what a takes cost 1.5 times as much, b would come first" in said
    assert "is a with the rule “simple” (9.0 people), b with the rule “threshold” (4.0 people)" in said


def test_without_a_lever_that_is_told_nothing_is_claimed():
    none = worth()
    assert question._answer(none) == "No lever is told to bring people for its euros."
    assert question._sure(none, 4) == "not told"
    assert "no order to overturn" in question._overturns(none, pd.DataFrame())
