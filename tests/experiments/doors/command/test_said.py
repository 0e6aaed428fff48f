"""What lies outside its declared range is said once, before anything runs."""

from dataclasses import replace

from contagion.experiments.doors.command.said import say_outside_range
from contagion.experiments.verbs.sweep.varied import with_varied
from contagion.models.scenarios.scenario import read


def test_a_line_that_two_scenarios_share_is_said_once(capsys):
    one = replace(read(), name="one", outside_range=("a is outside", "b is outside"))
    two = replace(read(), name="two", outside_range=("b is outside", "c is\x1b outside"))
    say_outside_range([one, two])
    assert capsys.readouterr().err.splitlines() == [
        "contagion: one: a is outside",
        "contagion: one: b is outside",
        "contagion: two: c is\\u001b outside",
    ]


def test_of_what_is_varied_the_farthest_value_stands_for_all():
    points = [{"training.places": places, "volunteering.wish": 0.1} for places in (10, 70, 90)]
    (line,) = with_varied(read(), points, "--vary").outside_range
    assert line.startswith("--vary training.places = 90")
    assert line.endswith("; of 3 values 2 are outside")
    assert with_varied(read(), points[:1], "--vary").outside_range == ()
