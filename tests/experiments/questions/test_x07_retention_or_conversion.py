"""X07, retention or conversion (`questions/x07_retention_or_conversion.py`), by hand."""

import math

import pandas as pd
import pytest

from contagion.experiments.questions import x07_retention_or_conversion as x07
from contagion.models.parameters import Parameters
from tests.helpers.asked import by_world, more


def test_a_step_is_taken_from_what_the_world_has():
    here = Parameters().with_values({x07.LOSS: 0.4, x07.WISH: 0.9})
    less = x07.step(here, 20, x07.FACTORS[x07.LESS_LOSS])
    assert (less.get(x07.LOSS), less.get(x07.WISH), less.get("training.places")) == (pytest.approx(0.3), 0.9, 20)
    others = x07.step(here, math.inf, x07.FACTORS[x07.CONVERSION])
    assert (others.get(x07.LOSS), others.get(x07.WISH), others.get("training.places")) == (0.4, 1, math.inf)


def test_gains_are_told_world_by_world():
    people = {x07.BASE: (100, 200), x07.LESS_LOSS: (130, 210), x07.CONVERSION: (105, 250)}
    made = x07.gains(
        pd.DataFrame(
            {"seats": 10, "case": case, "seed": seed, "participants": of[seed - 1], "r_facilitators": seed / 10}
            for case, of in people.items()
            for seed in (1, 2)
        )
    )
    assert made[[x07.LESS_LOSS, x07.CONVERSION]].to_numpy().tolist() == [[30, 5], [10, 50]]
    assert x07.gap_of(made, 10).tolist() == [25, -40]
    assert made["r_facilitators"].tolist() == [0.1, 0.2]


def test_what_is_ahead_is_said_with_the_number_of_worlds():
    assert x07.ahead(by_world(5, 4, 3, -2)) == "less loss gains more in 75 of 100 worlds"
    assert x07.ahead(by_world(5, -4, -3, -2)) == "more conversion gains more in 75 of 100 worlds"


def test_what_follows_turns_with_the_seats():
    keep, win, either = more(*[5] * 8, sets=4), more(*[-5] * 8, sets=4), more(*[5, -5] * 4, sets=4)
    assert "depends on how many seats" in x07.follows(keep, win, 10, math.inf)
    assert x07.follows(keep, keep, 10, 40).startswith(
        "Whether with 10 seats a year or with 40 seats a year, in most worlds keeping facilitators gains more"
    )
    assert "it is not told whether" in x07.follows(either, either, 10, 40)
