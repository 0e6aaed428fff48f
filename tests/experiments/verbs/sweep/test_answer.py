"""Sweeps: their heat map, and rank correlations of a design."""

import numpy as np
import pytest
from matplotlib.axes import Axes

import contagion as ct


def test_a_heat_map(done):
    left = done("a heat map")
    cells = left["ax"].images[0].get_array()
    assert cells.shape == (3, 2)
    table = left["swept"].table
    one = table[(table["volunteering.wish"] == 0.3) & (table["training.places"] == 20)]
    assert cells[2, 1] == pytest.approx(one["participants"].mean())
    assert len(table) == 12


def test_a_latin_hypercube_with_prcc(done):
    left = done("a Latin hypercube with PRCC")
    found, swept = left["found"], left["swept"]
    assert list(found) == ["parameter", "prcc", "low", "high"]
    signs = np.sign(found.set_index("parameter")["prcc"])
    assert (signs["outreach.factor"], signs["retention.loss_per_year"]) == (1, -1)
    places = swept.table.drop_duplicates("volunteering.wish")["volunteering.wish"]
    assert np.array_equal(np.sort(((places - 0.1) / 0.2 * 24).astype(int)), range(24))  # one in each share of the range
    assert isinstance(swept.plot("participants"), Axes)


def test_an_indicator_of_ones_own_has_a_heat_map(at_work):
    asked = {"volunteering.wish": [0.1, 0.3], "training.places": [10, 40]}
    own = {"late": lambda run: (run.events["week"] > 26).sum(), "not_there": lambda run: None}
    grid = ct.sweep(asked, seeds=2, years=1, indicators=own, keep=["events", "weeks"])
    cells = grid.heatmap("late").images[0].get_array()
    late = grid.events[grid.events["week"] > 26].groupby(["volunteering.wish", "training.places"]).size() / 2
    assert np.asarray(cells).tolist() == late.unstack("volunteering.wish").to_numpy().tolist()
    assert grid.means("late")["mean"].tolist() == pytest.approx(late.tolist())
    assert grid.table["not_there"].isna().all()
    assert len(grid.weeks) == 8 * 52
