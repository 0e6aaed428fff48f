"""Figures as SVG for a page: an image with a name, by presentation attributes alone, with letters of the page."""

import matplotlib as mpl
import pytest
from matplotlib.figure import Figure
from matplotlib.patches import Circle
from matplotlib.patheffects import withStroke

from contagion.experiments.drawing.style import styled
from contagion.experiments.drawing.svg import svg
from tests.helpers.briefing_by_hand import NUMBER, SVG, places, texts, tree


@styled
@mpl.rc_context({"font.size": 12})
def made():
    figure = Figure(figsize=(2, 1), frameon=False)
    figure.set_layout_engine("none")
    ax = figure.add_axes((0, 0, 1, 1))
    ax.set(xlim=(0, 144), ylim=(0, 72))
    ax.set_axis_off()
    ax.plot([0, 10, 144], [0, 20.26, 72], color="red", alpha=0.25, linewidth=2)
    ax.scatter([20, 40], [10, 60], 16, marker="s", color="blue")
    ax.add_patch(Circle((100, 30), 10, facecolor="green", gid="25056"))
    ax.text(30, 40, "<b> & two\nlines")
    ax.text(10, 50, "on ground").set_path_effects([withStroke(linewidth=2)])
    return svg(figure, "one", "A title", "What it says", {"25056": "Besançon: 3"})


def test_a_figure_is_an_image_with_a_name_and_nothing_that_a_policy_refuses():
    chart = made()
    root = tree(chart)
    assert (root[0].text, root[1].text) == ("A title", "What it says")
    assert root.get("viewBox") == "0 0 144 72"
    assert {one.tag.removeprefix(SVG) for one in root.iter()} == {"svg", "title", "desc", "g", "path", "text"}
    assert chart == made()


def test_lines_stand_where_they_were_drawn_with_height_downwards():
    (line,) = [one for one in tree(made()).iter(f"{SVG}path") if one.get("stroke-opacity") == "0.25"]
    assert places(str(line.get("d"))) == [pytest.approx(one) for one in ((0, 72), (10, 51.7), (144, 0))]
    assert (line.get("stroke"), line.get("stroke-width"), line.get("fill")) == ("#ff0000", "2", "none")


def test_marks_are_drawn_each_at_its_place():
    marks = [one for one in tree(made()).iter(f"{SVG}path") if one.get("transform")]
    assert [NUMBER.findall(str(one.get("transform"))) for one in marks] == [["20", "62"], ["40", "12"]]
    assert all(one.get("d") for one in marks)


def test_texts_are_texts_and_those_on_the_ground_have_an_edge():
    chart = made()
    assert texts(chart) == ["<b> & two", "lines", "on ground"]
    edged = [one.text for one in tree(chart).iter(f"{SVG}text") if one.get("paint-order") == "stroke"]
    assert edged == ["on ground"]


def test_what_is_said_of_an_artist_stands_in_its_title():
    (group,) = tree(made()).iter(f"{SVG}g")
    assert [(one.get("data-commune"), one.get("fill"), one[0].text) for one in group] == [
        ("25056", "#008000", "Besançon: 3")
    ]
