"""Another 1,000 euros: what is said follows from what the levers bring."""

import pandas as pd

from contagion.experiments.questions import another_1000_euros as question


def worth(*rows):
    names = ("lever", question.WORTH, f"{question.WORTH}_low", f"{question.WORTH}_high", "like_first")
    return pd.DataFrame(rows, columns=names).assign(participants_above_zero=0.8)


def test_what_is_not_told_apart_from_the_first_is_said():
    rows = worth(("a", 9.0, 8.0, 10.0, True), ("b", 8.0, 7.0, 9.0, True), ("c", 7.9, 6.9, 8.9, False))
    assert question.beside(rows) == ["b"]
    table = rows.assign(priced=True, verdict="")
    said = question.follows(table, rows)
    assert "most by a; b cannot be told from it. It brings more people in 80 of 100 worlds" in said


def test_a_tie_is_said_to_be_one():
    rows = worth(("a", 9.0, 8.0, 10.0, True), ("b", 8.0, 7.0, 9.0, True), ("c", 7.9, 6.9, 8.9, False))
    said = question.short(rows, 10, 4)
    assert said["answer"] == "About 9 people, by a tie of “a” and “b”"
    assert said["sure"] == "a: more people in 80 of 100 worlds"
    assert "by a: " in said["sentence"]
    assert ", in a tie with b " in said["sentence"]
    alone = question.short(worth(("a", 9.0, 8.0, 10.0, True)), 10, 4)
    assert alone["answer"] == "About 9 people, spent on: a."


def test_prices_that_would_overturn_it_follow_from_the_figures():
    rows = worth(("a", 9.0, 8.0, 10.0, True), ("b", 6.0, 5.0, 7.0, False))
    by_rule = pd.DataFrame({"simple": [9.0, 6.0], "threshold": [2.0, 4.0]}, ["a", "b"])
    said = question.overturns(rows, by_rule)
    assert "if what a takes cost 1.5 times as much, b would come first" in said
    assert "is a with the rule “simple” (9.0 people), b with the rule “threshold” (4.0 people)" in said


def test_without_a_lever_that_is_told_nothing_is_claimed():
    none = worth()
    assert question.short(none, 10, 4)["answer"] == "No lever is told to bring people for its euros."
    assert question.short(none, 10, 4)["sure"] == "not told"
    assert "no order to overturn" in question.overturns(none, pd.DataFrame())
