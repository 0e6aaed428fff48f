"""The figure of where a condition holds: the numbers that it shows are those that were found."""

from dataclasses import replace

import numpy as np
import pytest

from contagion.experiments.ensembles.words_of_numbers import limit_in_words, value_in_words
from contagion.experiments.verbs.discover.figure import discovery_figure
from contagion.experiments.verbs.discover.work import RANGES
from contagion.sim.statistics.discovery.prim import Found
from tests.helpers.discovery_by_hand import LOSS, discovery
from tests.helpers.drawn import axes, unreadable, written


@pytest.fixture(scope="module")
def found():
    return discovery()


def test_density_stands_over_coverage(found):
    figure = discovery_figure(found)
    left, _right = axes(figure)
    (box,) = found.found.boxes
    (dot,) = (line for line in left.lines if line.get_gid() == "box 1")
    assert (dot.get_xdata()[0], dot.get_ydata()[0]) == (box.coverage, box.density)
    (line,) = (line for line in left.lines if line.get_gid() == "offered")
    assert line.get_xydata().tolist() == [[one.coverage, one.density] for one in found.found.offered]
    (level,) = (line for line in left.lines if line.get_gid() == "all")
    assert level.get_ydata()[0] == found.share
    assert not unreadable(figure)


def test_bars_have_the_values_within(found):
    _left, right = axes(discovery_figure(found))
    (box,) = found.found.boxes
    value = next(limit.value for limit in box.limits if limit.factor == LOSS)
    losses = found.worlds[LOSS]
    (bar,) = (bar for bar in right.patches if bar.get_gid() == "within")
    assert bar.get_x() == pytest.approx((value - losses.min()) / (losses.max() - losses.min()))
    assert bar.get_x() + bar.get_width() == pytest.approx(1)
    labels = {label.get_text().replace("\n", " ") for label in right.get_yticklabels()}
    assert labels == {limit_in_words(limit) for limit in box.limits}
    said = {text.get_text() for text in right.texts}
    assert {"reinforced", "simple", "threshold", value_in_words(LOSS, value)} <= said


def test_the_title_says_in_how_many_worlds_and_the_foot_what_they_are(found):
    figure = discovery_figure(found)
    assert (
        figure.get_suptitle()
        == f"participants < 450 at the end of year 5: in {100 * found.share:.0f} of 100 worlds of ref"
    )
    assert "600 sets that agree with what was observed" in figure.get_supxlabel()
    foot = discovery_figure(discovery(name=RANGES, levers=["training.places"])).get_supxlabel()
    assert "none is more likely than another; seeds of each: 1. Varied beside: training.places." in foot.replace(
        "\n", " "
    )


def test_several_boxes_can_be_read(found):
    (box,) = found.found.boxes
    second = replace(box, coverage=0.2, density=0.5, halves=np.full((5, 2), np.nan))
    figure = discovery_figure(replace(found, found=Found((box, second, second), found.found.offered)))
    texts = [text.get_text() for text in written(figure)]
    assert any(text.startswith("Box 2 of what is left: density 50, coverage 20") for text in texts)
    figure.draw_without_rendering()


@pytest.mark.parametrize("within, said", [(0.2, "Nothing tells where it holds"), (0.0, "Too few worlds of one side")])
def test_without_boxes_the_figure_says_why(within, said):
    figure = discovery_figure(discovery(within, within))
    assert any(text.get_text().startswith(said) for text in written(figure))


def test_a_bar_of_what_may_have_no_end_is_by_the_share_of_worlds(found):
    never = found.worlds.assign(**{LOSS: found.worlds[LOSS].where(found.worlds[LOSS] < 0.7, np.inf)})
    figure = discovery_figure(replace(found, worlds=never))
    (bar,) = (bar for bar in axes(figure)[1].patches if bar.get_gid() == "within")
    (box,) = found.found.boxes
    least = next(limit.value for limit in box.limits if limit.factor == LOSS)
    assert bar.get_x() == pytest.approx((found.worlds[LOSS] < least).mean())
    assert bar.get_x() + bar.get_width() == pytest.approx(1.0)
