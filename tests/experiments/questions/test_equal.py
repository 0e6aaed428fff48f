"""At which value of an assumption two sides avoid as much: by what is known exactly of runs made by hand."""

from math import log
from typing import Any, cast

import numpy as np
import pandas as pd
import pytest

from contagion.experiments.questions.equal import Side, equal_at
from contagion.models.outcomes.cohorts import Savers, cohorts
from contagion.models.outcomes.footprint import Assumptions
from contagion.models.outcomes.footprint_of_alternatives import of_its_kind
from contagion.models.parameters import Footprint, Parameters
from contagion.sim.errors import InputError

YEARS, PEOPLE = 3, 400


class Made:
    """The tables of three runs with so many completers in the first week, and so many people at talks a year."""

    def __init__(self, completers, people=0):
        self.completers, self.people = completers, people

    def rows(self, name):
        if name == "alternatives":
            rows = [(seed, "talks", 1, self.people) for seed in (1, 2, 3)]
            return pd.DataFrame(rows, columns=["seed", "programme", "year", "participants"])
        count = self.completers
        some = Savers(np.zeros(count), np.ones(count), np.ones(count, bool), np.ones(count, bool))
        return pd.concat([pd.DataFrame(cohorts(some, 52 * YEARS)).assign(seed=seed) for seed in (1, 2, 3)])


def talks(**own):
    return Parameters.model_validate({"alternative": [{"kind": "workshop", "name": "talks", **own}]})


def side(completers, people=0):
    return Side(cast("Any", Made(completers, people)), talks() if people else Parameters())


GROUPS, HALF = side(10), side(5, PEOPLE)


def test_the_saving_that_makes_two_sides_equal_is_what_is_missing_by_person():
    found = equal_at(HALF, GROUPS, "workshop", "saving", YEARS)
    missing = (GROUPS.tonnes(YEARS) - side(5).tonnes(YEARS)).iloc[0]
    of_one = of_its_kind(talks().alternative[0], Assumptions.drawn(Footprint()), (("workshop.saving", 1.0),))
    by_hand = missing / PEOPLE / of_one.saved_from_a_year(YEARS)[:, -1].mean()
    assert found.value == pytest.approx(by_hand, rel=1e-6)
    assert found.declared == 0.05
    assert found.difference < 0
    assert found.half_life_months is None


@pytest.mark.slow
def test_the_half_life_that_makes_two_sides_equal():
    found = equal_at(HALF, GROUPS, "workshop", "decay", YEARS)
    assert found.value
    assert found.half_life_months
    assert HALF.tonnes(YEARS, (("workshop.decay", found.value),)).iloc[0] == pytest.approx(
        GROUPS.tonnes(YEARS).iloc[0], rel=1e-6
    )
    assert found.half_life_months == pytest.approx(12 * log(2) / found.value)
    assert found.half_life_months > 1
    turned = equal_at(GROUPS, HALF, "workshop", "decay", YEARS)
    assert turned.value == pytest.approx(found.value)
    assert turned.difference == pytest.approx(-found.difference)


def test_where_nothing_makes_them_equal_no_value_is_said():
    more = side(10, PEOPLE)
    assert equal_at(more, GROUPS, "workshop", "decay", YEARS).value is None


@pytest.mark.parametrize(
    ("kind", "name", "said"),
    [
        ("talk", "decay", "there is no kind 'talk'; the kinds are team challenge and workshop"),
        ("workshop", "rebound", "'rebound' is not read after a run; saving and decay are"),
        ("team challenge", "decay", "neither side has a team challenge"),
    ],
)
def test_a_mistake_is_one_line(kind, name, said):
    with pytest.raises(InputError, match=said):
        equal_at(HALF, GROUPS, kind, name, YEARS)
