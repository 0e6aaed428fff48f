"""What all figures have in common."""

from typing import Any

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.figure import Figure

from experiments.figures.style import STYLE, label_ends, styled


def test_labels_that_had_to_move_are_tied_to_their_line():
    ax: Any = Figure().subplots()
    label_ends(ax, [(0.5, "one", "red"), (0.51, "two", "blue"), (0.99, "three", "green"), (1.0, "four", "black")], 0.1)
    places = {text.get_text(): text.xy[1] for text in ax.texts}
    assert list(places) == ["one", "two", "three", "four"]
    assert np.diff(list(places.values())) == pytest.approx([0.1, 0.3, 0.1])
    assert places["one"] == 0.5
    assert places["four"] == pytest.approx(1.0)  # with its middle: half a line may stand out
    assert [(line.get_color(), tuple(line.get_ydata())) for line in ax.lines] == [
        ("blue", (0.51, pytest.approx(0.6))),
        ("green", (0.99, pytest.approx(0.9))),
    ]


@pytest.fixture(autouse=True)
def settings():
    with mpl.rc_context():
        yield


def test_settings_are_those_of_the_project_while_it_draws_and_the_users_afterwards():
    mpl.rcParams["font.size"] = 31
    assert styled(lambda: mpl.rcParams["font.size"])() == STYLE["font.size"]
    assert mpl.rcParams["font.size"] == 31


@pytest.mark.parametrize("shows", [True, False])
def test_a_backend_that_is_loaded_on_the_way_goes_on_showing_figures(shows):
    mpl.interactive(not shows)
    styled(mpl.interactive)(shows)
    assert mpl.is_interactive() == shows
