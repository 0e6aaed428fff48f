"""Figures of runs by name and year."""

from math import isnan
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from contagion.models.records import COMMUNE_COUNTS
from contagion.models.runs.figures import (
    AT_THE_END,
    ENDED,
    IN_YEARS,
    WholeTable,
    by_commune,
    figure_of,
    interval,
    jackknife,
    must_be_known,
)
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
    with pytest.raises(InputError, match=r"here 'covrage': unknown indicator\. Did you mean 'coverage'"):
        must_be_known("covrage", True, "here", "")


# ---- what has happened in each commune so far, by hand ----


def test_figures_of_a_commune_add_up_from_the_start():
    """Two communes, two years; nobody lives in the second."""
    none = dict.fromkeys(COMMUNE_COUNTS, 0)
    years = [
        none | {"year": 2, "commune": "A", "participants": 3, "groups_started": 1, "facilitators_active": 5},
        none | {"year": 1, "commune": "A", "participants": 4, "groups_started": 2, "facilitators_active": 7},
        none | {"year": 1, "commune": "B", "groups_started": 1, "facilitators_active": 0},
        none | {"year": 2, "commune": "B", "groups_started": 1, "facilitators_active": 0},
    ]
    territory = pd.DataFrame({"commune": ["A", "B"], "residents_15_and_over": [1400, 0]})
    rows = by_commune({"communes": pd.DataFrame(years), "territory": territory}).set_index(["year", "commune"])
    assert rows.loc[(1, "A"), ["participants", "groups_started", "facilitators_active"]].tolist() == [4, 2, 7]
    assert rows.loc[(2, "A"), ["participants", "groups_started", "facilitators_active"]].tolist() == [7, 3, 5]
    assert rows.loc[(2, "B"), "groups_started"] == 2
    assert rows.loc[(2, "A"), "coverage"] == pytest.approx(5)  # 7 of 1,400
    assert isnan(rows.loc[(2, "B"), "coverage"])


# ---- tables that are handed to analysts ----


@pytest.mark.parametrize("terminal", ["80", "200"])
def test_whole_table_prints_every_column(terminal, monkeypatch):
    monkeypatch.setenv("COLUMNS", terminal)
    table = pd.DataFrame({f"a_long_name_{n}": [1234.567891, 2.0] for n in range(25)})
    with pd.option_context("display.max_columns", 0, "display.width", 80):
        assert "..." in repr(table)
        text = repr(WholeTable(table))
    assert "..." not in text
    assert all(f"a_long_name_{n}" in text for n in range(25))
    assert max(map(len, text.splitlines())) <= int(terminal)


def test_whole_table_becomes_a_plain_frame_when_something_is_derived():
    assert type(WholeTable({"a": [1, 2]}).query("a > 1")) is pd.DataFrame


# ---- how sure a figure of several runs is ----


def test_the_jackknife_of_a_mean_is_its_standard_error():
    values = np.array([3.0, 1, 4, 1, 5, 9])
    error = jackknife(lambda left_out: float(np.delete(values, left_out).mean()), len(values))
    assert error == pytest.approx(values.std(ddof=1) / np.sqrt(len(values)))


def test_an_interval_counts_a_set_once():
    """Each value four times in a set, of which one is missing: as if it were there once."""
    values = np.array([3.0, 1, 4, 1, 5, 9])
    once = interval(pd.DataFrame({"a": values}), ["a"])
    rows = pd.DataFrame({"a": [*np.repeat(values, 4), np.nan]})
    assert interval(rows, ["a"], lambda index: np.asarray(index) // 4) == pytest.approx(once)
