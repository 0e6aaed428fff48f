"""What a sweep varies: points over declared ranges, whole numbers whole."""

from itertools import product

import numpy as np
import pytest

from contagion.experiments.interfaces.command.varied import design_of
from contagion.sim.errors import InputError
from contagion.sim.statistics.designs import Factor


@pytest.mark.parametrize("design", ["lhs", "sobol"])
def test_points_are_sampled_over_the_declared_ranges(design):
    points = design_of(["training.places", "registering.fatigue=0.6:0.7"], design, 16).points()
    assert len(points) == 16
    assert all(isinstance(point["training.places"], int) and 0 <= point["training.places"] <= 60 for point in points)
    assert all(0.6 <= point["registering.fatigue"] <= 0.7 for point in points)
    assert len({point["registering.fatigue"] for point in points}) == 16


def test_a_latin_hypercube_has_a_point_in_each_slice_and_sobols_sequence_one_in_each_square():
    """The one of any number of points; the other of a power of two, and even in two dimensions at a time."""
    names = ["registering.fatigue=0:1", "volunteering.wish=0:1"]

    def squares(design, points, by):
        made = design_of(names, design, points).points()
        return [tuple(int(by * value) for value in point.values()) for point in made]

    assert sorted(first for first, _ in squares("lhs", 12, 12)) == list(range(12))
    assert sorted(squares("sobol", 16, 4)) == sorted(product(range(4), repeat=2))
    with pytest.raises(InputError, match=r"^--points 12: "):
        design_of(names, "sobol", 12).points()


def test_whole_numbers_stay_whole():
    assert design_of(["group.recruiting_weeks=4:16:3"], "grid", 1).points() == [
        {"group.recruiting_weeks": weeks} for weeks in (4, 10, 16)
    ]
    assert Factor("x", 1, 3, whole=True).at(np.array([0.0, 0.5, 1.0])).tolist() == [1, 2, 3]


@pytest.mark.parametrize(
    "varied, kind, said",
    [
        ("training.places=5 000:9:2", "grid", "5 000:9:2: '5 000' is not a number; write 5000"),
        ("training.places=5:x:2", "grid", "5:x:2: 'x' is not a number"),
        ("training.places=1:2:x", "grid", "1:2:x: 'x' is not a number"),
        (
            "training.places=5:5:1.5",
            "grid",
            "5:5:1.5: LOW:HIGH:COUNT must rise, and COUNT a whole number of at least 1",
        ),
        ("training.places=1:2:3:4", "grid", "1:2:3:4: must be NAME=LOW:HIGH:COUNT or NAME=VALUE,VALUE"),
        ("registering.fatigue=1", "lhs", "1: must be NAME=LOW:HIGH, or the name alone for 0"),
        ("training.places=10,20,10", "grid", "10,20,10: 10 stands there twice"),
    ],
)
def test_what_cannot_be_varied_so_is_refused(varied, kind, said):
    with pytest.raises(InputError) as refused:
        design_of([varied], kind, 4).points()
    assert said in str(refused.value)


def test_a_design_says_how_many_points_it_has_and_how_it_was_asked_for():
    made = design_of(["training.places=5:5:1", "volunteering.wish=0,0.5"], "grid", None)
    assert (made.number, made.points()) == (2, [{"training.places": 5, "volunteering.wish": n} for n in (0, 0.5)])
    assert design_of(["training.places"], "lhs", None).number == 64
    told = "--vary training.places=1:3 --vary volunteering.wish --points 3"
    assert told in vars(design_of(["training.places=1:3", "volunteering.wish"], "lhs", 3)).values()
