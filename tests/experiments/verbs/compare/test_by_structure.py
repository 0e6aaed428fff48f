"""The answers that planners get, under each rule of deciding: by hand from their runs."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from contagion.experiments.doors.briefing.by_structure import of_briefing
from contagion.experiments.ensembles.calibration import RULES
from contagion.experiments.ensembles.structures import Structures
from contagion.experiments.ensembles.worlds import Worlds
from contagion.experiments.language.levers import LEVERS
from contagion.experiments.verbs.compare.words import of_comparison
from contagion.experiments.verbs.compare.work import inquiry
from contagion.experiments.verbs.levers.work import inquiry as levers
from contagion.experiments.verbs.levers.work import of_levers
from contagion.experiments.verbs.limits.work import of_limits
from contagion.experiments.verbs.spend.words import of_spent
from contagion.models.scenarios.scenario import read
from tests.helpers.even_ensemble import even
from tests.helpers.limits_by_hand import by_hand as limits_by_hand
from tests.helpers.spent_by_hand import by_hand as spent_by_hand
from tests.helpers.spent_by_hand import ensemble


def told(found: Structures | None) -> Structures:
    """What is told under each rule, where it is."""
    assert found
    return found


@pytest.fixture(scope="module")
def worlds() -> Worlds:
    return Worlds(even(4))


def test_of_a_comparison_the_people_more(worlds, own_lab):
    more = read(None, ["training.places=20"])
    made = inquiry([read(), replace(more, name="more")], 2, 9, worlds=worlds).last(own_lab)
    found = told(of_comparison(made))
    people = made.runs.table.pivot(index="seed", columns="scenario", values="participants")
    gain = (people["more"] - people["ref"]).to_numpy()
    assert found.whole.middles == {"more": np.median(gain)}
    assert found.whole.best is None  # one is no ranking
    assert [one.middles["more"] for one in found.each] == [np.median(gain[place::3]) for place in range(3)]
    assert [one.rule for one in found.each] == list(RULES)


def test_of_a_briefing_the_same_and_of_one_alone_what_it_reaches(worlds):
    ends = pd.DataFrame({"world": [1, 2, 3] * 2, "scenario": ["a"] * 3 + ["b"] * 3, "people": [1, 2, 3, 11, 22, 33]})
    some: Any = SimpleNamespace(ends=ends, worlds=worlds, scenarios=[replace(read(), name=name) for name in "ab"])
    assert [one.middles["b"] for one in told(of_briefing(some)).each] == [10, 20, 30]
    some.scenarios = some.scenarios[:1]
    assert [one.middles["a"] for one in told(of_briefing(some)).each] == [1, 2, 3]


@pytest.mark.slow
def test_of_levers_those_with_a_price_are_ranked_by_the_people_for_a_euro(worlds, own_lab):
    names = ("training.places", "outreach.events_per_year", "volunteering.wish")
    some = [one for one in LEVERS if one.parameter in names]
    steps = levers(read(), 3, 12, some, worlds).last(own_lab)
    found, worth = told(of_levers(steps)), steps.table[steps.table["priced"] & (steps.table["verdict"] == "")]
    assert set(found.whole.middles) == {one.label for one in some}
    assert found.whole.best == (worth["lever"].iloc[0] if len(worth) else None)


def test_of_limits_they_are_ranked_by_the_people_for_each_per_cent_more(worlds):
    limits = limits_by_hand(worlds=worlds)
    found = told(of_limits(limits))
    assert found.whole.best == limits.table["capacity"].iloc[0]
    assert found.whole.middles["places"] == 45


def test_of_portfolios_the_first_by_people():
    spent = spent_by_hand(ensemble(turned=0.3))
    found = told(of_spent(spent))
    means = {one.name: one.gained.mean() for one in spent.portfolios}
    assert found.whole.best == max(means, key=means.__getitem__)
    assert found.whole.worlds == spent.worlds == sum(one.worlds for one in found.each)
    assert of_spent(spent_by_hand()) is None  # one set of values has one rule
