"""What a sweep varies: points over declared ranges, whole numbers whole."""

import numpy as np
import pytest

from contagion.experiments.doors.command.varied import design_of
from contagion.sim.statistics.designs import Factor


@pytest.mark.parametrize("design", ["lhs", "sobol"])
def test_points_are_sampled_over_the_declared_ranges(design):
    points = design_of(["training.places", "registering.fatigue=0.6:0.7"], design, 16).points()
    assert len(points) == 16
    assert all(isinstance(point["training.places"], int) and 0 <= point["training.places"] <= 60 for point in points)
    assert all(0.6 <= point["registering.fatigue"] <= 0.7 for point in points)
    assert len({point["registering.fatigue"] for point in points}) == 16


def test_whole_numbers_stay_whole():
    assert design_of(["group.recruiting_weeks=4:16:3"], "grid", 1).points() == [
        {"group.recruiting_weeks": weeks} for weeks in (4, 10, 16)
    ]
    assert Factor("x", 1, 3, whole=True).at(np.array([0.0, 0.5, 1.0])).tolist() == [1, 2, 3]
