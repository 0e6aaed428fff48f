"""The end of support: half-lives by hand and from theory, and what is said of them."""

import math

import pandas as pd
import pytest

from contagion.experiments.ensembles.worlds import Worlds
from contagion.experiments.questions import x21_end_of_support as x21
from contagion.models.scenarios.scenario import read
from tests.helpers.even_ensemble import even

INF, NAN = math.inf, math.nan


def test_support_ends_in_every_world():
    worlds, scenario = Worlds(even(2)), read()
    for world in range(1, 5):
        made = x21.until(5, x21.TRAINING, worlds.parameters(scenario, world))
        (decision,) = made.decision
        assert (decision.start, decision.set) == (260, {"training.places": 0})
    assert x21.until(5, {}, scenario.parameters).decision == ()


@pytest.mark.parametrize(
    "values, expected",
    [
        ([20, 15, 10, 5], 2.0),
        ([20, 14, 6, 0], 1.5),
        ([20, 4, 30, 4], 10 / 16),  # the first time counts
        ([20, 10, 10, 10], 1.0),  # to have exactly half left is enough
        ([20, 22, 19, 11], INF),  # censored
        ([0, 0, 0, 0], NAN),  # there is nothing to lose half of
    ],
)
def test_a_half_life_ends_where_half_is_left(values, expected):
    assert x21.half_life([0, 1, 2, 3], values) == pytest.approx(expected, nan_ok=True)


def test_half_lives_are_read_at_the_end_of_stocks_and_in_the_middle_of_flows():
    """A stock is read at the end of a year, a flow in its middle; that of year `stop` lasts to its end."""
    cumulative = pd.DataFrame(
        {
            "case": "no training", "seed": 1, "year": [1, 2, 3, 4],
            "facilitators_active": [9, 8, 4, 2], "groups_started": [4, 12, 14, 16], "participants": [30, 90, 150, 155],
        }
    )  # fmt: skip
    rows = x21.by_the_year(cumulative.sample(frac=1, random_state=3))
    assert list(rows["groups_started"]) == [4, 8, 2, 2]
    assert list(rows["participants"]) == [30, 60, 60, 5]
    lives = x21.half_lives(rows, stop=2).set_index("figure")["half_life"]
    assert lives["facilitators_active"] == pytest.approx(1)
    assert lives["groups_started"] == pytest.approx(0.5 * 4 / 6)  # within the first half year
    assert lives["participants"] == pytest.approx(0.5 + 30 / 55)


def test_half_lives_that_did_not_end_are_the_longest():
    made = x21.ends_of([1.0, 2.0, INF, INF, INF])
    assert (made["p5"], made["p25"], made["p50"], made["p95"]) == (1.0, 2.0, INF, INF)


def test_without_training_they_halve_as_theory_says_where_their_lives_are_those_of_theory():
    worlds, scenario = Worlds(even(2)), read()
    losses = {world: worlds.parameters(scenario, world).retention.loss_per_year for world in (1, 3, 5)}
    lives = pd.DataFrame([
        {"case": "no training", "figure": "facilitators_active", "seed": world, "half_life": 2 * math.log(2) / loss}
        for world, loss in losses.items()
    ])  # fmt: skip
    assert x21.of_theory(lives, worlds)["p50"] == pytest.approx(2)


def test_a_half_life_is_said_with_its_spread():
    row = pd.Series({"half_life_p50": 2.75, "half_life_p5": 2.2, "half_life_p95": INF})
    assert x21.life(row, 10) == "2.8 years (2.2 to over 10)"


def test_what_is_not_told_is_not_claimed():
    missed = pd.DataFrame({name: [-1.0, 1.0] * 20 for name in x21.CASES})
    said = x21.follows(missed, "no training", "no partners")
    assert said.startswith("It is not told that activity depends on support.")
    assert "Not told to cost people: no outreach, no partners, no training." in said


def test_what_readings_make_of_it_is_said():
    said = x21.in_readings({"a": 0.5, "b": INF}, 10)
    assert said == " Under 2 readings it is 0.5 to over 10 years in the middle."
    assert x21.in_readings({}, 10) == ""
