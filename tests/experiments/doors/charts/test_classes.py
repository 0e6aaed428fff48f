"""Classes of values in communes: none apart, the others rising, the same for all years."""

import pandas as pd

from contagion.experiments.doors.charts.classes import Classes
from tests.helpers.briefing_by_hand import communes


def test_none_is_a_class_of_its_own_and_classes_rise():
    made = Classes((2, 5, 10))
    assert [made.number(value) for value in (0, 0.1, 1.9, 2, 4, 5, 50)] == [0, 1, 1, 2, 2, 3, 4]
    assert made.number(float("nan")) == 0
    assert [words for _, words in made.scale] == ["0", "> 0", "≥ 2", "≥ 5", "≥ 10"]


def test_classes_fit_all_years_together():
    frame = communes("ABCDEF", "ABCDEF")
    made = Classes.of(frame, "per_1000")
    assert made.bounds == (2, 4, 6, 8)
    found = [made.number(value) for value in frame["per_1000"]]
    assert found[:6] == [0, 1, 2, 2, 3, 3]
    assert found[-1] == 5
    assert Classes.of(frame, "groups").bounds == ()


def test_classes_of_counts_are_few_for_few_and_wide_for_many():
    frame = pd.DataFrame({"groups": [0.0, 1, 3, 7, 300]})
    assert Classes.of(frame, "groups").bounds == (10, 20, 50, 100, 200)
    assert len(Classes.of(frame, "groups").scale) == 7
