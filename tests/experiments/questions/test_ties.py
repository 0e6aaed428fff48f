"""A tie is said to be one (`questions/ties.py`)."""

import numpy as np
import pandas as pd

from contagion.experiments.questions.ties import in_short, named, tied
from tests.helpers.even_ensemble import even

WORLDS = range(1, 9)


def values(**columns):
    return pd.DataFrame(columns, index=list(WORLDS), dtype=float)


def test_who_is_within_the_interval_of_the_best_is_in_the_tie():
    up_and_down = [10 + 3 * (-1) ** world for world in WORLDS]
    made = values(low=[1] * 8, best=[11 + 0.1 * world for world in WORLDS], like=up_and_down)
    assert tied(even(8), made) == ["best", "like"]
    assert tied(even(8), made[["best", "low"]]) == ["best"]


def test_differences_are_taken_world_by_world():
    """As far apart as can be from world to world, and surely one more in each."""
    base = pd.Series([1.0, 100, 1000, 5, 60, 700, 8, 9], list(WORLDS))
    made = pd.DataFrame({"less": base, "more": base + np.array([1, 1.1, 0.9, 1, 1, 1, 1.2, 0.8])})
    assert tied(even(8), made) == ["more"]


def test_all_alike_is_a_tie_of_all():
    assert tied(even(8), values(a=[1] * 8, b=[1] * 8)) == ["a", "b"]


def test_a_tie_has_the_first_names_and_how_many_more():
    assert named(["a"]) == "“a”"
    assert (in_short(["a"]), in_short(["a", "b", "c"])) == ("“a”", "a tie of 3")
    assert named(["a", "b"]) == "a tie of “a” and “b”"
    assert named(["a", "b", "c"]) == "a tie of “a”, “b” and “c”"
    assert named(["a", "b", "c", "d"]) == "a tie of “a”, “b” and 2 more"
