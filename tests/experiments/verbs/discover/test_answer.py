"""`ct.discover`: what it hands over is what the study found."""

from typing import Any

import pytest

import contagion as ct
from tests.helpers.discovery_by_hand import discovery


def test_it_shows_what_was_found():
    made = discovery()
    assert made.low < made.share < made.high
    assert made.boxes["factor"].tolist() == [limit.factor for limit in made.found.boxes[0].limits]
    shown = made._repr_html_()
    assert "this holds in" in shown
    assert "retention.loss_per_year" in shown
    assert len(made.plot()) == 2


def test_where_there_is_no_box_none_is_shown():
    made = discovery(0.0, 0.0)
    assert made.boxes.empty
    assert "this holds in 0 (0 to 1) of 100 worlds" in made._repr_html_()


def test_the_door_looks_over_the_worlds_asked_for(at_work):
    made = ct.discover(
        "participants < 0 at year 1", over="ranges", points=6, vary={"training.founders": None}, workers=1
    )
    assert len(made.worlds) == 6
    assert "training.founders" in made.worlds
    assert made.share == 0
    assert made.provenance["runs"] == 6


def test_a_condition_may_be_on_an_indicator_of_ones_own(at_work):
    of_the_end = {"mine": lambda run: run.weeks["participants"].iloc[-1]}
    asked: Any = {"over": "ranges", "points": 8, "years": 1, "workers": 1}
    mine = ct.discover("mine < 20 at the end", indicators=of_the_end, keep="weeks", **asked)
    models = ct.discover("participants < 20 at the end", **asked)
    assert mine.worlds["figure"].tolist() == models.worlds["figure"].tolist()
    assert mine.share == models.share
    assert "mine &lt; 20" in mine._repr_html_()
    assert mine.weeks.groupby("place")["participants"].last().tolist() == mine.worlds["figure"].tolist()
    with pytest.raises(ct.InputError, match="are not kept"):
        _ = models.weeks


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"condition": "participants"}, "cannot be read as a condition"),
        ({"condition": "coverage < 1 at the end", "over": "range"}, "did you mean 'ranges'"),
        ({"condition": "coverage < 1 at the end", "dense": 2}, "dense 2: must be a share above 0, at most 1"),
        ({"condition": "coverage < 1 at the end", "points": 0}, "points 0"),
        ({"condition": "coverage < 1 at the end", "vary": {"training.places": 3}}, "discover: training.places: "),
    ],
)
def test_mistakes_get_one_line(given, said, at_work):
    with pytest.raises(ct.InputError, match=said):
        ct.discover(**given)
