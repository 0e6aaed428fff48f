"""What the questions over an ensemble share (`questions/in_worlds.py`), by hand."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from contagion.experiments.questions import in_worlds
from tests.helpers.even_ensemble import even, twice

RUNS = pd.DataFrame(
    [
        {"case": case, "seed": seed, "people": people}
        for case, values in {"before": (100, 300, 200), "after": (150, 320, 190)}.items()
        for seed, people in enumerate(values, start=1)
    ]
)
SETS = twice(even(4))


def test_differences_are_told_world_by_world():
    people = in_worlds.by_world(RUNS, "case", "people")
    difference = people["after"] - people["before"]
    assert in_worlds.more(difference) == "+20 (-7 to +47)"
    assert in_worlds.More(SETS, difference).often == "67 of 100 worlds"
    assert in_worlds.middle(people["before"]) == "200 (110 to 290)"


def test_a_middle_has_no_digit_beyond_its_error_and_a_share_its_interval_where_worlds_are_many():
    many = pd.Series([float(value) for value in range(-9, 91)])
    assert in_worlds.middle(many) == "40 (-4 to 85)"
    assert in_worlds.more(many) == "+40 (-4 to +85)"
    assert in_worlds.middle(many / 100, "{:.0%}") == "40% (-4% to 85%)"  # no room for an error
    assert in_worlds.More(SETS, many).often == "90 (83 to 94) of 100 worlds"
    assert in_worlds.share_of_worlds(0.5, 4) == "50 of 100 worlds"
    assert in_worlds.middle([7.0] * 100) == "7 (7 to 7)"  # none, as all are alike


def test_a_verdict_needs_nine_worlds_in_ten_on_one_side():
    assert in_worlds.verdict([1] * 19 + [-1]) == "more"
    assert in_worlds.verdict([1] * 18 + [-1] * 2) == in_worlds.NOT_TOLD
    assert in_worlds.verdict([-3] * 10, down="fewer") == "fewer"
    assert in_worlds.verdict([0] * 10) == in_worlds.NOT_TOLD


def by_set(*signs):
    """Differences of so many sets, two worlds each."""
    return pd.Series([sign for pair in signs for sign in pair], range(1, 2 * len(signs) + 1))


def test_what_holds_in_most_worlds_is_told_by_sets_of_values():
    assert in_worlds.More(SETS, by_set(*[(5, 1)] * 9, (-1, 2))).most == 1
    assert in_worlds.More(SETS, by_set(*[(-5, -1)] * 9, (-1, 2))).most == -1
    assert in_worlds.More(SETS, by_set(*[(1, -1)] * 5, (1, 1))).most == 0
    assert in_worlds.More(SETS, by_set(*[(1, 0)] * 9, (0, 0))).most == 0  # more in less than half
    assert in_worlds.More(SETS, by_set((1, 1))).most == 0  # one set tells nothing of others
    assert in_worlds.More(SETS, by_set(*[(5, 1)] * 9, (-1, -2))).leaning() == "more in most worlds"
    assert in_worlds.More(SETS, by_set(*[(5, 1)] * 9)).leaning() == "more"
    assert in_worlds.More(SETS, by_set(*[(1, -1)] * 5)).leaning("this", "that") == in_worlds.NOT_TOLD


def test_a_set_that_comes_again_is_one_set():
    held = by_set(*[(1, 1)] * 7, (-1, -1))
    assert in_worlds.More(SETS, held).most == 1
    again = replace(SETS, table=SETS.table.iloc[[0] * 14 + [2] * 2])  # seven of the eight are the same
    assert in_worlds.More(again, held).most == 0
    assert in_worlds.More(again, by_set(*[(1, 1)] * 8)).most == 1  # whatever they count as


def test_a_row_a_case_says_where_it_lies():
    table = in_worlds.spreads(RUNS, ["case"], ["people"]).set_index("case")
    assert table.loc["after", ["people_p50", "worlds"]].tolist() == [190, 3]
    assert table.loc["before", "people_p95"] == pytest.approx(290)


def test_more_says_all_of_a_difference():
    made = in_worlds.More(SETS, by_set(*[(5, 1)] * 9, (-1, -2)))
    assert (str(made), made.of("people")) == (in_worlds.more(made.values), f"{made} people, more in {made.often}")
    assert (made.short, made.middle, made.most) == ("+1", 1.0, 1)
    assert (made.verdict(), made.leaning("up")) == ("not told", "up in most worlds")
    assert made.overturned("people").endswith(" in the mean.")
    assert str(in_worlds.More(SETS, made.values / 4, ",.2f")) == "+0.2 (-0.3 to +1.2)"


MANY = twice(even(64))  # of each of three rules, two worlds a set
OF_MANY = range(1, 385)


def of_sets(value):
    """A difference by what is in the set of a world."""
    return pd.Series({world: float(value(MANY.values(world - 1))) for world in OF_MANY})


def test_the_rule_that_turns_it_round_is_named_with_its_interval():
    said = in_worlds.More(MANY, of_sets(lambda here: -5 if here["registering.rule"] == "threshold" else 20)).overturned(
        "people"
    )
    assert said.startswith("It is the other way round where `registering.rule` (whether earlier exposures count")
    assert "is “threshold”: -5 people (-5 to -5) in the mean" in said


def test_the_number_that_turns_it_round_is_named_with_its_side():
    usual = MANY.table["registering.event"].median()
    said = in_worlds.More(MANY, of_sets(lambda here: 30 if here["registering.event"] > usual else -10)).overturned(
        "people"
    )
    assert "`registering.event` (strength of an event for those who attend) is low, up to" in said


def test_where_nothing_turns_it_round_the_nearest_is_named():
    said = in_worlds.More(MANY, of_sets(lambda here: 20 + here["receptivity.share"])).overturned("people")
    assert said.startswith("Nothing that varies between the worlds surely turns it round. It comes nearest where ")
    assert "`receptivity.share` (residents who are receptive) is low" in said


def test_a_set_that_comes_again_counts_once():
    """What a few sets say does not become surer by being said often."""
    turned = of_sets(lambda here: -5 if here["registering.rule"] == "threshold" else 20)
    noise = turned + pd.Series([(-1) ** ((world - 1) // 6) for world in OF_MANY], OF_MANY)
    rows = [*range(12)] * 8
    again = replace(MANY, table=MANY.table.iloc[rows])
    assert "is “threshold”: -5 people (-" in in_worlds.More(MANY, noise).overturned("people")
    assert "surely turns it round" in in_worlds.More(again, noise).overturned("people")


def test_an_input_is_said_in_words():
    assert in_worlds.meaning("retention.loss_per_year") == "rate at which active facilitators stop"
    assert in_worlds.meaning("registering.rule = threshold") == "people decide by the rule threshold"
    assert in_worlds.meaning("of no model") == "of no model"


EIGHT = range(1, 9)


def values(**columns):
    return pd.DataFrame(columns, index=list(EIGHT), dtype=float)


def test_who_is_within_the_interval_of_the_best_is_in_the_tie():
    up_and_down = [10 + 3 * (-1) ** world for world in EIGHT]
    made = values(low=[1] * 8, best=[11 + 0.1 * world for world in EIGHT], like=up_and_down)
    assert in_worlds.tied(even(8), made) == ["best", "like"]
    assert in_worlds.tied(even(8), made[["best", "low"]]) == ["best"]


def test_differences_are_taken_world_by_world():
    """As far apart as can be from world to world, and surely one more in each."""
    base = pd.Series([1.0, 100, 1000, 5, 60, 700, 8, 9], list(EIGHT))
    made = pd.DataFrame({"less": base, "more": base + np.array([1, 1.1, 0.9, 1, 1, 1, 1.2, 0.8])})
    assert in_worlds.tied(even(8), made) == ["more"]


def test_all_alike_is_a_tie_of_all():
    assert in_worlds.tied(even(8), values(a=[1] * 8, b=[1] * 8)) == ["a", "b"]


def test_a_tie_has_the_first_names_and_how_many_more():
    assert in_worlds.leaders(["a"]) == "“a”"
    assert (in_worlds.leaders(["a"], True), in_worlds.leaders(["a", "b", "c"], True)) == ("“a”", "a tie of 3")
    assert in_worlds.leaders(["a", "b"]) == "a tie of “a” and “b”"
    assert in_worlds.leaders(["a", "b", "c"]) == "a tie of “a”, “b” and “c”"
    assert in_worlds.leaders(["a", "b", "c", "d"]) == "a tie of “a”, “b” and 2 more"
