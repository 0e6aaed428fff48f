"""Many runs of a scenario: figures with their uncertainty."""

from pathlib import Path

import pandas as pd

import contagion as ct
from tests.helpers.table_rows import only


def test_uncertainty_stands_beside_the_figures(at_work):
    runs = ct.many("ref", seeds=2, years=1)
    row = only(runs.summary(["participants"]))
    assert row["low"] < row["mean"] < row["high"]
    assert "95 % interval" in runs._repr_html_()
    assert "5 to 95 %" in ct.run("ref", years=1)._repr_html_()


def test_more_replicates_are_taken_from_the_store(done):
    left = done("more replicates")
    more, runs = left["more"], left["runs"]
    assert more.seeds == list(range(1, 9))
    pd.testing.assert_frame_equal(more.table.head(4), runs.table)  # the seconds too: they were not run again
    assert Path("results/store").is_dir()


def test_a_fit_to_one_number(done):
    best = done("a fit to one number")["best"]
    made = ct.many(ct.read("ref", {"outreach.factor": best}), seeds=4, years=1)
    assert abs(made.mean("participants") - 45) < 8
