"""Sweeps: their heat map, and rank correlations of a design."""

import numpy as np
import pandas as pd
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


DESIGN = pd.DataFrame({"training.places": [5.0, 40.0, 5.0, 20.0], "volunteering.wish": [0.2, 0.3, 0.2, 0.1]})


def test_a_data_frame_is_a_design_whose_rows_keep_their_order_and_number(at_work):
    swept = ct.sweep(DESIGN, seeds=2, years=1)
    assert swept.table["point"].tolist() == [0, 0, 1, 1, 2, 2, 3, 3]
    means = swept.means("participants")
    pd.testing.assert_frame_equal(means[list(DESIGN)].astype(float), DESIGN)
    assert means["mean"][0] == means["mean"][2]  # rows 0 and 2 are equal, and are two points
    assert "4 points" in repr(swept)
    assert "2 members of the ensemble" in repr(swept)


def test_a_column_says_with_which_seed_each_row_is_run(at_work):
    swept = ct.sweep(DESIGN.assign(seed=[7, 1, 8, 7]), years=1, ensemble=None)
    assert swept.table["seed"].tolist() == [7, 1, 8, 7]
    for row, people in zip(
        DESIGN.assign(seed=[7, 1, 8, 7]).to_dict("records"), swept.table["participants"], strict=True
    ):
        values = {"training.places": int(row["training.places"]), "volunteering.wish": row["volunteering.wish"]}
        assert (
            ct.many(ct.read("ref", values), [row["seed"]], years=1, ensemble=None).table["participants"].item()
            == people
        )
    with pytest.raises(ct.InputError, match="prcc: 4 points cannot tell 2 parameters apart"):
        swept.prcc()


@pytest.mark.parametrize(
    "frame, more, words",
    [
        (DESIGN, {"points": 3}, "a data frame has its own points"),
        (DESIGN.assign(seed=1), {"seeds": 3}, "the design has a column `seed`; give one of them"),
        (DESIGN.assign(seed=1.5), {}, "seed 1.5: must be a whole number"),
        (DESIGN.iloc[:0], {}, "a data frame needs a row per point"),
        (DESIGN[[]], {}, "a data frame needs a row per point"),
        (DESIGN.rename(columns={"training.places": "training.place"}), {}, "did you mean 'training.places'?"),
        (DESIGN * 1.1, {}, "training.places = 5.5: must be a whole number"),
        ({"training.places": [1, 2]}, {"points": np.ones((100, 3))}, "must be a whole number from 1 on"),
    ],
)
def test_a_design_that_cannot_be_is_told_in_a_short_line(frame, more, words, at_work):
    with pytest.raises(ct.InputError) as told:
        ct.sweep(frame, years=1, **more)
    assert words in str(told.value)
    assert len(str(told.value)) < 400
