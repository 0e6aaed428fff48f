"""Panels of a sweep: where values lie, and how parameters are named."""

import pandas as pd
import pytest

from experiments.figures.sweep import sweep_figure
from experiments.figures.sweep_panels import axis_of, named, said
from models.scenarios.scenario import read
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
