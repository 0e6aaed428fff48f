"""Communes that are never reached, in words: how many, which first, and no more rows than can be read."""

from types import SimpleNamespace
from typing import Any

import pandas as pd

from contagion.experiments.commands.reach import MOST_ROWS, Reach
from contagion.models.scenario import read


def found(people: list[int], groups: list[int], runs: int = 20) -> Reach:
    table = pd.DataFrame({"never_people": people, "never_group": groups}).assign(
        commune=[f"c{number}" for number in range(len(people))],
        name=[f"Commune {number}" for number in range(len(people))],
        residents_15_and_over=500,
        km_to_centre=3.5,
        runs=runs,
    )
    made: Any = SimpleNamespace(table=pd.DataFrame({"years": [2]}))
    return Reach(read(None, ["training.places=3"]), made, table)


def test_communes_are_counted_that_some_or_all_runs_leave_out():
    said = found([20, 5, 0], [20, 20, 0])._in_words()
    assert said.startswith("Set: training.places = 3.\n")
    whole = " ".join(said.split())
    assert "2 years, 20 runs: of 3 communes, 2 have runs in which nobody who lives there ever comes" in whole
    assert "(of 1 that is so in all runs), and 2 have runs in which no group ever meets there (of 2 in all" in whole
    assert "c2" not in said  # reached in all runs
    assert said.splitlines()[-1].split() == ["Commune", "1", "c1", "500", "3.5", "5", "20"]


def test_where_all_are_reached_there_is_no_table():
    assert "In how many" not in found([0, 0], [0, 0])._in_words()


def test_a_long_list_is_cut():
    assert found([1] * (MOST_ROWS + 2), [1] * (MOST_ROWS + 2))._in_words().endswith("and 2 communes more")
