"""What all figures have in common."""

from itertools import combinations
from typing import Any

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure

from contagion.experiments.drawing.style import (
    CAUSES,
    GREY,
    LINES,
    PAPER,
    SERIES,
    SOFT,
    STYLE,
    label_ends,
    readable,
    scenario_look,
    styled,
)
from contagion.experiments.language.levers import LEVERS
from contagion.experiments.verbs.levers.figure import CAPACITY_OF
from contagion.experiments.verbs.limits.capacities import CAPACITIES
from contagion.experiments.verbs.run.figure import SHORT_COLOURS
from contagion.models.outcomes.shortages import NOTHING, SHORTAGES, TRAINING_SHORTAGES


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


def test_whatever_limits_has_a_colour():
    assert {*SHORTAGES, *TRAINING_SHORTAGES, *(capacity.name for capacity in CAPACITIES)} == set(CAUSES)
    assert {lever.parameter for lever in LEVERS} == set(CAPACITY_OF)
    assert {CAUSES[name] for name in CAPACITY_OF.values()} < set(CAUSES.values())
    assert {name: colour for name, colour in SHORT_COLOURS.items() if name != NOTHING} == {
        name: CAUSES[name] for name in SHORTAGES
    }
    assert CAUSES["groups"] == CAUSES["time"]
    assert CAUSES["registrations"] == CAUSES["registering"]
    assert len(set(CAUSES.values())) == len(CAUSES) - 4


def lab(linear: np.ndarray) -> np.ndarray:
    """A colour in the space of CIELAB (white of D65), in which distances are as they are seen."""
    to_xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    x = to_xyz @ linear / (0.9505, 1.0, 1.089)
    f = np.where(x > 0.008856, np.cbrt(x), 7.787 * x + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def linear(colour: str) -> np.ndarray:
    c = np.array(to_rgb(colour))
    return np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)


# Machado, Oliveira & Fernandes 2009, doi:10.1109/TVCG.2009.113: what is seen without one kind of cones.
SEEN = {
    "all": np.eye(3),
    "no red": [[0.1523, 1.0526, -0.2049], [0.1145, 0.7863, 0.0992], [-0.0039, -0.0481, 1.0520]],
    "no green": [[0.3673, 0.8606, -0.2280], [0.2801, 0.6725, 0.0474], [-0.0118, 0.0429, 0.9689]],
    "no blue": [[1.2555, -0.0767, -0.1788], [-0.0784, 0.9308, 0.1476], [0.0047, 0.6914, 0.3039]],
}


@pytest.mark.parametrize("seen", SEEN)
@pytest.mark.parametrize("colours", [set(CAUSES.values()), {SOFT, *SERIES}], ids=["causes", "scenarios"])
def test_the_colour_blind_tell_them_apart(seen, colours):
    """At a distance of 15, several times what is just noticed."""
    places = [lab(np.clip(SEEN[seen] @ linear(colour), 0, 1)) for colour in sorted(colours)]
    assert min(np.linalg.norm(one - other) for one, other in combinations(places, 2)) > 15


def test_what_was_short_differs_in_grey():
    light = sorted(lab(linear(colour))[0] for colour in SHORT_COLOURS.values())
    assert (np.diff(light) > 3).all()


def test_the_first_29_scenarios_look_different():
    looks = [scenario_look(number) for number in range(29)]
    assert len(set(looks)) == 29
    assert looks[0] == (SOFT, LINES[0])
    assert SOFT not in {colour for colour, _ in looks[1:]}
    assert [colour for colour, _ in looks[1:8]] == list(SERIES)
    assert len({line for _, line in looks[1:4]} | {LINES[0]}) == 4  # the few differ in grey


@pytest.mark.parametrize("colour", sorted({*CAUSES.values(), *SERIES}))
def test_words_and_thin_lines_are_seen(colour):
    paper, ink = (linear(one) @ (0.2126, 0.7152, 0.0722) for one in (PAPER, readable(colour)))
    assert (paper + 0.05) / (ink + 0.05) > 3.4
    assert readable(SOFT) == SOFT
    assert GREY not in CAUSES.values()
