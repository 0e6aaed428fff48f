"""What the questions over an ensemble share (`questions/in_worlds.py`), by hand."""

from dataclasses import replace

import pandas as pd
import pytest

from contagion.experiments.questions import in_worlds
from contagion.models.scenarios.scenario import read
from tests.helpers.even_ensemble import even, twice

RUNS = pd.DataFrame(
    [
        {"case": case, "seed": seed, "people": people}
        for case, values in {"before": (100, 300, 200), "after": (150, 320, 190)}.items()
        for seed, people in enumerate(values, start=1)
    ]
)


def test_differences_are_told_world_by_world():
    people = in_worlds.by_world(RUNS, "case", "people")
    difference = people["after"] - people["before"]
    assert in_worlds.more(difference) == "+20 (-7 to +47)"
    assert in_worlds.in_how_many(difference) == "67 of 100 worlds"
    assert in_worlds.middle(people["before"]) == "200 (110 to 290)"


def test_a_middle_has_its_error_and_a_share_its_interval_where_worlds_are_many():
    many = pd.Series([float(value) for value in range(-9, 91)])
    assert in_worlds.middle(many) == "40 (± 5; -4 to 85)"
    assert in_worlds.more(many) == "+40 (± 5; -4 to +85)"
    assert in_worlds.middle(many / 100, "{:.0%}") == "40% (-4% to 85%)"  # no room for an error
    assert in_worlds.in_how_many(many) == "90 (83 to 94) of 100 worlds"
    assert in_worlds.share_of_worlds(0.5, 4) == "50 of 100 worlds"
    assert in_worlds.middle([7.0] * 100) == "7 (7 to 7)"  # none, as all are alike


def test_a_verdict_needs_nine_worlds_in_ten_on_one_side():
    assert in_worlds.verdict([1] * 19 + [-1]) == "more"
    assert in_worlds.verdict([1] * 18 + [-1] * 2) == in_worlds.NOT_TOLD
    assert in_worlds.verdict([-3] * 10, down="fewer") == "fewer"
    assert in_worlds.verdict([0] * 10) == in_worlds.NOT_TOLD


SETS = twice(even(4))


def by_set(*signs):
    """Differences of so many sets, two worlds each."""
    return pd.Series([sign for pair in signs for sign in pair], range(1, 2 * len(signs) + 1))


def test_what_holds_in_most_worlds_is_told_by_sets_of_values():
    assert in_worlds.in_most(SETS, by_set(*[(5, 1)] * 9, (-1, 2))) == 1
    assert in_worlds.in_most(SETS, by_set(*[(-5, -1)] * 9, (-1, 2))) == -1
    assert in_worlds.in_most(SETS, by_set(*[(1, -1)] * 5, (1, 1))) == 0
    assert in_worlds.in_most(SETS, by_set(*[(1, 0)] * 9, (0, 0))) == 0  # more in less than half
    assert in_worlds.in_most(SETS, by_set((1, 1))) == 0  # one set tells nothing of others
    assert in_worlds.leaning(SETS, by_set(*[(5, 1)] * 9, (-1, -2))) == "more in most worlds"
    assert in_worlds.leaning(SETS, by_set(*[(5, 1)] * 9)) == "more"
    assert in_worlds.leaning(SETS, by_set(*[(1, -1)] * 5), "this", "that") == in_worlds.NOT_TOLD


def test_a_set_that_comes_again_is_one_set():
    held = by_set(*[(1, 1)] * 7, (-1, -1))
    assert in_worlds.in_most(SETS, held) == 1
    again = replace(SETS, table=SETS.table.iloc[[0] * 14 + [2] * 2])  # seven of the eight are the same
    assert in_worlds.in_most(again, held) == 0
    assert in_worlds.in_most(again, by_set(*[(1, 1)] * 8)) == 1  # whatever they count as


def test_a_row_a_case_says_where_it_lies():
    table = in_worlds.spreads(RUNS, ["case"], ["people"]).set_index("case")
    assert table.loc["after", ["people_p50", "worlds"]].tolist() == [190, 3]
    assert table.loc["before", "people_p95"] == pytest.approx(290)


def test_a_case_sets_values_or_takes_a_step_from_those_of_the_world(lab):
    def no_training(here):
        return here.with_values({"training.places": 0 * here.training.places})

    asked = [({"case": "as it is"}, {}), ({"case": "set"}, {"training.places": 0}), ({"case": "step"}, no_training)]
    runs = in_worlds.runs_in_worlds(even(2), asked, quick=True, lab=lab)
    assert sorted(runs["seed"].unique()) == list(range(1, in_worlds.WORLDS_QUICK + 1))
    assert set(runs["years"]) == {in_worlds.YEARS_QUICK}
    log = runs.pivot(index="seed", columns="case", values="event_log_sha256")
    assert (log["set"] == log["step"]).all()
    assert (log["set"] != log["as it is"]).all()
    assert read().parameters.training.places > 0
