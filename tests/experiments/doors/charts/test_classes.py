"""Classes of values in communes: none apart, the others rising, the same for all years."""

import pandas as pd

from contagion.experiments.doors.charts.classes import Classes, commune_classes
from tests.helpers.briefing_by_hand import communes


def test_none_is_a_class_of_its_own_and_classes_rise():
    made = Classes((2, 5, 10), apart=False)
    assert [made.number(value) for value in (0, 0.1, 1.9, 2, 4, 5, 50)] == [0, 1, 1, 2, 2, 3, 4]
    assert made.number(float("nan")) == 0
    assert [words for _, words in made.scale] == ["0", "> 0", "≥ 2", "≥ 5", "≥ 10"]


def test_differences_have_classes_on_both_sides_and_one_for_what_is_not_told():
    made = Classes((2, 5), apart=True)
    assert [made.number(value) for value in (-7, -5, -3, -1, 0, 1, 2, 9)] == [1, 1, 2, 3, 0, 4, 5, 6]
    assert made.number(9, told=False) == 0
    assert [words for _, words in made.scale] == ["≤ -5", "≤ -2", "< 0", "> 0", "≥ 2", "≥ 5"]
    assert [fill for fill, _ in made.scale] == list(made.fills[1:])


def test_classes_fit_all_years_together():
    frame = communes("ABCDEF", "ABCDEF")
    made = Classes.of(frame, "per_1000")
    assert made.bounds == (2, 4, 6, 8)
    found = commune_classes(frame, "per_1000")
    assert found[1] == {"A": 0, "B": 1, "C": 2, "D": 2, "E": 3, "F": 3}
    assert found[2]["F"] == 5
    assert commune_classes(frame, "facilitators")[2] == dict.fromkeys("ABCDEF", 0)
    assert Classes.of(frame, "groups").bounds == ()


def test_classes_of_counts_are_few_for_few_and_wide_for_many():
    frame = pd.DataFrame({"groups": [0.0, 1, 3, 7, 300]})
    assert Classes.of(frame, "groups").bounds == (10, 20, 50, 100, 200)
    assert len(Classes.of(frame, "groups").scale) == 7


def test_differences_that_are_not_told_do_not_stretch_the_classes():
    frame = pd.DataFrame({"per_1000": [1.0, 2.0, 500.0], "told": [True, True, False]})
    assert max(Classes.of(frame, "per_1000").bounds) <= 2
