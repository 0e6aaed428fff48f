"""The picture of a note: its lines and bands are those of the answer, and its axis begins where the past ends."""

from dataclasses import replace

import numpy as np
import pytest

from contagion.experiments.doors.report.figure import people_figure, png


def test_lines_are_middles_and_bands_nine_in_ten(made):
    figure = people_figure(made.briefing, made.basis.labels)
    (ax,) = figure.axes
    rows = made.briefing.course[made.briefing.course["figure"] == "people"]
    lines = [line for line in ax.lines if len(np.array(line.get_xdata())) == made.briefing.years + 1]
    for line, name in zip(lines, made.basis.labels, strict=True):
        own = rows[rows["scenario"] == name]
        assert np.array(line.get_ydata()).tolist() == pytest.approx(own["p50"].tolist())
    highest = max(float(np.array(path.vertices)[:, 1].max()) for band in ax.collections for path in band.get_paths())
    assert next(text.get_text() for text in ax.get_xticklabels()) == "2017"
    assert highest == pytest.approx(rows["p95"].max())


def test_its_axis_begins_where_the_past_ends(made):
    past = replace(made.briefing, scenarios=[replace(one, past=1) for one in made.briefing.scenarios])
    (ax,) = people_figure(past, made.basis.labels).axes
    assert ax.get_xlim() == pytest.approx((2018.0, 2020.0))
    assert ax.get_title("left") == "People who come to a group, from January 2018 on"


def test_the_same_figure_gives_the_same_bytes(made):
    once, again = (png(people_figure(made.briefing, made.basis.labels)) for _ in range(2))
    assert once == again
