"""Panels of a sweep: where values lie, and how parameters are named."""

from itertools import product

import pandas as pd
import pytest
from matplotlib.figure import Figure

from contagion.experiments.verbs.sweep.figure import axis_of, heat, named, said, sweep_figure
from contagion.models.scenarios.scenario import read
from tests.helpers.drawn import unreadable
from tests.helpers.swept_runs import INF, PLACES, runs


@pytest.mark.parametrize(
    "values, places, texts",
    [
        ([0.5, 0.0, 0.25], [0, 0.25, 0.5], ["0", "0.25", "0.5"]),
        ([INF], [0], ["no limit"]),
        ([INF, 7], [7, 8], ["7", "no limit"]),
        ([True, False], [0, 1], ["yes", "no"]),
        ([1500, 1000], [1000, 1500], ["1,000", "1,500"]),
    ],
)
def test_numbers_lie_to_scale_and_words_side_by_side(values, places, texts):
    axis = axis_of(pd.Series(values, dtype=object), PLACES)
    assert axis.places.tolist() == places
    assert [said(value) for value in axis.values] == texts
    assert not unreadable(sweep_figure(runs({"invitations.pass_on": values}), ["invitations.pass_on"], read(None)))


def test_a_unit_is_said_once():
    assert named(PLACES) == "training places (seats)"
    assert named("receptivity.share") == "receptivity share"


@pytest.mark.parametrize(
    "size, texts",
    [
        (0.123, ["0", "0.123", "0.246", "0.369"]),
        (523.4, ["0", "523", "1,047", "1,570"]),
        (999.7, ["0", "1,000", "1,999", "2,999"]),
    ],
)
def test_cells_of_a_map_say_shares_and_counts(size, texts):
    made = pd.DataFrame(product([1, 2], [3, 4]), columns=["training.places", "group.size"])
    made["output"] = [size * number for number in range(4)]
    ax = Figure().add_subplot()
    heat(ax, *(axis_of(made[name], name) for name in ("group.size", "training.places")), made, "output")
    assert [text.get_text() for text in ax.texts] == texts
