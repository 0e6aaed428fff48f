"""Courses in worlds, by hand."""

from typing import Any

import numpy as np
import pandas as pd
import pytest

from contagion.experiments.doors.briefing.courses import courses, in_worlds, placed, singles, tidy
from contagion.sim.statistics.spread import error_of_median

AXES: Any = {"scenario": ["a", "b"], "year": range(3), "figure": ["people", "groups"]}


def made():
    """Two scenarios in three worlds over two years, people and groups."""
    people = [[[1, 2], [3, 4], [5, 6]], [[1, 4], [3, 4], [5, 16]]]
    each = [
        [(year, number, 10 * number) for world in scenario for year, number in enumerate(world, 1)]
        for scenario in people
    ]
    tables = [pd.DataFrame(rows, columns=["year", "people", "groups"]) for rows in each]
    return np.stack([in_worlds(table, AXES["figure"]) for table in tables])


def many():
    """As many worlds as are needed for quantiles, evenly from the lowest to the highest of those made."""
    low, high = made().min(axis=1), made().max(axis=1)
    return np.moveaxis(np.linspace(low, high, 21), 0, 1)


def test_all_begin_with_nothing():
    assert made().shape == (2, 3, 3, 2)
    assert (made()[:, :, 0] == 0).all()
    assert made()[1, 2].tolist() == [[0, 0], [5, 50], [16, 160]]


def test_courses_are_quantiles_over_worlds_and_of_few_the_lowest_and_the_highest():
    found, of_many = (courses(AXES, some).set_index(["scenario", "year", "figure"]) for some in (made(), many()))
    ends = ["p5", "p25", "p50", "p75", "p95"]
    assert found.loc[("a", 2, "people"), ends].tolist() == [2, 3, 4, 5, 6]
    assert of_many.loc[("a", 2, "people"), "p50_error"] == pytest.approx(error_of_median(np.linspace(2, 6, 21)))
    assert of_many.loc[("a", 2, "people"), ends].tolist() == pytest.approx(
        [2, 3, 4, 5, 6] + np.array([1, 0, 0, 0, -1]) * 0.2
    )
    assert found.loc[("b", 2, "groups"), "p50"] == 40
    assert len(found) == 2 * 3 * 2


def test_single_runs_are_those_of_the_first_worlds():
    found = singles(AXES, np.repeat(made(), 5, axis=1), list(range(1, 16)))
    assert found["world"].unique().tolist() == list(range(1, 11))
    assert found[(found["scenario"] == "b") & (found["world"] == 6)]["people"].tolist() == [0, 3, 4]


def test_what_is_placed_is_told_again():
    rows = pd.DataFrame({"year": [2, 1], "place": ["x", "y"], "n": [7, 8], "m": [1, 2]})
    found = placed(rows, {"place": ["x", "y", "z"], "year": [1, 2]}, ["n", "m"])
    assert found.tolist() == [[[0, 7], [8, 0], [0, 0]], [[0, 1], [2, 0], [0, 0]]]
    table = tidy({"place": ["x", "y", "z"], "year": [1, 2]}, n=found[0])
    assert table[table["n"] > 0].to_numpy().tolist() == [["x", 2, 7.0], ["y", 1, 8.0]]
