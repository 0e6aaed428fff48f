"""Courses by year and by week, and the bands that they lie in."""

import pytest
from matplotlib.axes import Axes


def test_a_band_over_many_seeds_holds_the_runs(done):
    left = done("a band over many seeds")
    assert isinstance(left["ax"], Axes)
    runs = left["runs"]
    assert runs.table["seed"].tolist() == list(range(1, 9))
    assert len(runs.weeks) == 8 * 208
    # the line is the mean of the runs week by week, and ends where the yearly table ends
    line = left["ax"].lines[0].get_ydata()
    assert line[-1] == pytest.approx(runs.years.query("year == 4")["facilitators_active"].mean())
    (band,) = left["ax"].collections
    ends = band.get_paths()[0].vertices[:, 1]
    assert ends.max() == pytest.approx(runs.weeks.groupby("week")["facilitators_active"].quantile(0.95).max())
