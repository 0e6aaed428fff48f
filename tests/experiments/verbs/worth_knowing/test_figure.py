"""The figure of what is worth knowing: bars are as long as what it is worth, grey where nothing can be told."""

from typing import Any

import numpy as np
import pytest
from matplotlib.colors import to_hex

from contagion.experiments.drawing.style import BLUE, GREEN, GREY
from contagion.experiments.language.numbers import to_its_error
from contagion.experiments.verbs.worth_knowing.figure import LABELS, SHOWN, worth_knowing_figure
from tests.helpers import worth_knowing_by_hand as by_hand
from tests.helpers.drawn import unreadable


@pytest.fixture(scope="module")
def found():
    return by_hand.found()


def test_bars_and_lines_are_those_of_the_tables(found):
    figure = worth_knowing_figure(found)
    tables = found.to_ask, found.numbers.head(SHOWN)
    labels = [f"{item} {LABELS[item]}" for item in tables[0]["item"]], tables[1]["factor"].tolist()
    drawn: Any = figure.axes
    for ax, table, names, colour in zip(drawn, tables, labels, (GREEN, BLUE), strict=True):
        assert [bar.get_width() for bar in ax.patches] == pytest.approx(table["worth"].tolist())
        shades = [to_hex(bar.get_facecolor()) for bar in ax.patches]
        assert shades == [(colour if clear else GREY).lower() for clear in table["clear"]]
        assert [label.get_text() for label in ax.get_yticklabels()] == names
        lines = np.array(ax.containers[1].lines[2][0].get_segments())[:, :, 0]
        assert np.diff(lines)[:, 0] == pytest.approx(4 * table["error"].to_numpy())
        low, high = ax.get_ylim()
        assert low > high  # the first on top


def test_it_says_what_it_is_of(found):
    figure = worth_knowing_figure(found)
    assert figure.get_suptitle() == "What is worth knowing before 80,000 € a year are spent"
    foot = " ".join(figure.get_supxlabel().split())
    assert "60 sets of values of by_hand, 3 seeds of each, over 10 years" in foot
    assert f"to know all of them: {to_its_error(found.everything.value, found.everything.error)} people" in foot
    assert not unreadable(figure)
