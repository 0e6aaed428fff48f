"""Figures of runs by name and year."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from contagion.models.runs.figures import AT_THE_END, ENDED, IN_YEARS, figure_of, must_be_known
from contagion.models.runs.study import case
from contagion.models.scenario import read
from contagion.sim.errors import InputError


def test_every_name_is_a_column_of_what_runs_hand_over(lab):
    made = case(read().parameters)
    runs = lab.run([type(made)(made.parameters, {"place": 0})], [1], 1)
    assert set(IN_YEARS) <= set(runs.rows("years"))
    assert {*AT_THE_END} - {ENDED} <= set(runs.table)
    assert figure_of(runs, "participants", 1).tolist() == runs.table["participants"].tolist()


def test_a_figure_is_that_of_its_year_and_missing_where_the_run_failed():
    labels = pd.DataFrame({"place": [0, 1, 2], "seed": [1, 3, 5]})
    years = pd.DataFrame(
        {"place": [0, 0, 1, 1], "seed": [1, 1, 3, 3], "year": [1, 2, 1, 2], "participants": [1, 2, 3, 4]}
    )
    ends = labels.assign(groups_started=[5, 6, np.nan], groups_running=[1, 2, np.nan], coverage=[0.1, np.nan, np.nan])
    runs: Any = SimpleNamespace(labels=labels, table=ends, rows={"years": years}.__getitem__)
    assert figure_of(runs, "participants", 1).tolist()[:2] == [1, 3]
    assert figure_of(runs, "participants", 2).to_dict() == pytest.approx(
        {(0, 1): 2, (1, 3): 4, (2, 5): np.nan}, nan_ok=True
    )
    assert figure_of(runs, ENDED, 2).tolist()[:2] == [4, 4]
    assert figure_of(runs, "coverage", 2).isna().tolist() == [False, True, True]


def test_what_is_counted_is_counted_from_a_year_on():
    """Communes once reached and people who are there are what they are."""
    labels = pd.DataFrame({"place": [0, 1], "seed": [1, 3]})
    rows = [(0, 1, 1, 4, 2, 9), (0, 1, 2, 9, 5, 7), (1, 3, 1, 0, 0, 3), (1, 3, 2, 6, 1, 3)]
    columns = ["place", "seed", "year", "participants", "communes_reached", "facilitators_active"]
    runs: Any = SimpleNamespace(labels=labels, table=labels, rows=lambda _name: pd.DataFrame(rows, columns=columns))
    assert figure_of(runs, "participants", 2, since=1).tolist() == [5, 6]
    assert figure_of(runs, "communes_reached", 2, since=1).tolist() == [5, 1]
    assert figure_of(runs, "facilitators_active", 2, since=1).tolist() == [7, 3]


def test_what_is_no_figure_is_answered_with_the_nearest():
    must_be_known("participants", False, "here", "")
    must_be_known("coverage", True, "here", "")
    with pytest.raises(InputError, match="here 'coverage': is known at the end only; then"):
        must_be_known("coverage", False, "here", "then")
    with pytest.raises(InputError, match="here 'covrage': there is no such figure; did you mean 'coverage'"):
        must_be_known("covrage", True, "here", "")
