"""What was short agrees with what would have helped, over scenarios that are poor in one thing or another (4.9)."""

from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from contagion.experiments.ensembles.worlds import Worlds
from contagion.experiments.questions import agreement
from contagion.experiments.questions.agreement import AGREES, DISAGREES, LIKE_FIRST, SAYS_NOTHING, SCENARIOS, TRAINING
from contagion.experiments.verbs.limits.capacities import CAPACITIES
from contagion.experiments.verbs.limits.work import BASE
from contagion.models.outcomes.shortages import SHORTAGES, TRAINING_SHORTAGES
from contagion.models.scenarios.scenario import FOLDER, read
from contagion.sim.statistics.compare import Precision
from tests.helpers.even_ensemble import even


def judged(shares, first="time", low=0.1, like=()):
    """Of a scenario with these shares of weeks, and this capacity first."""
    names = ["time", "registering", "money", "pairs"]
    gained = {BASE: 0, **{name: 100 if name in (first, *like) else 10 for name in names}}
    runs = pd.DataFrame(
        {"scenario": name, "seed": seed, "participants": 400 + more + (-1) ** seed * (name == first)}
        | {f"short_{what}": shares.get(what, 0.0) for what in SHORTAGES}
        for name, more in gained.items()
        for seed in range(4)
    )
    table = pd.DataFrame({"capacity": names, "elasticity_low": low, "rise": 0.1})
    table = table.sort_values("capacity", key=lambda names: names != first, kind="stable")
    made = {"runs": SimpleNamespace(table=runs), "scenarios": [read()], "sets": None, "precision": Precision()}
    found: Any = SimpleNamespace(made=SimpleNamespace(**made), table=table)
    return agreement.verdict(found)


def test_a_verdict_holds_what_was_short_against_what_would_have_helped():
    assert judged({"groups": 0.7, "registrations": 0.3}).agrees == AGREES
    assert judged({"groups": 0.3, "registrations": 0.7}).agrees == DISAGREES
    assert judged({"groups": 0.3, "registrations": 0.7}, like=["registering"]).agrees == LIKE_FIRST
    assert judged({"receptive": 1.0}, first="registering").agrees == AGREES
    assert judged({"groups": 1.0}, low=-0.1).agrees == SAYS_NOTHING
    assert judged({}).agrees == SAYS_NOTHING
    assert str(judged({"money": 0.6, "groups": 0.4}, first="money")) == "money (60%)"
    assert str(judged({})) == "–"


def test_all_that_can_be_short_points_to_a_capacity():
    known = {capacity.name for capacity in CAPACITIES}
    assert set(agreement.POINTS_TO) == set(SHORTAGES)
    assert set(agreement.IN_TRAINING) == set(TRAINING_SHORTAGES) - {"money"}
    assert {*agreement.POINTS_TO.values(), *(one for two in agreement.IN_TRAINING.values() for one in two)} <= known


def test_the_scenarios_are_valid_and_many():
    assert len(SCENARIOS) >= 20
    for path, *settings in SCENARIOS.values():
        assert (FOLDER / f"{path}.toml").is_file()
        read(FOLDER / f"{path}.toml", settings)


def test_in_an_ensemble_a_scenario_keeps_what_it_sets(lab):
    name = "demand: outreach 0.4"
    one, other = (agreement.table(lab, 2, years=2, names=[name], worlds=of) for of in (None, Worlds(even(2))))
    assert one["scenario"].tolist() == other["scenario"].tolist() == [name]
    assert one.to_dict() != other.to_dict()  # worlds have other values, but for what is set


def test_what_is_said_turns_with_the_verdicts():
    made = pd.DataFrame({"scenario": list("abcdefgh"), "short in most weeks": ["groups (90%)"] * 7 + ["money (80%)"]})
    made = made.assign(**{"agrees": [AGREES] * 7 + [DISAGREES], TRAINING: [LIKE_FIRST] * 8})
    found = agreement.answered(made, 3)
    assert found.answer == "Yes: in 7 of 8 scenarios; they disagree in 1"
    assert found.sure == "agrees in 53% to 98% of such scenarios (95 %)"  # Wilson
    assert found.overturns.endswith("Those that disagree: h.")
    assert found.rows["verdict"].tolist() == [AGREES, DISAGREES, LIKE_FIRST]
    open_ = agreement.answered(made.assign(agrees=[AGREES] * 4 + [DISAGREES] * 4), 3)
    assert open_.answer.startswith("Not told")
    assert "no guide" in open_.follows


@pytest.mark.slow
def test_what_was_short_agrees_with_what_would_have_helped(lab):
    """Of those that can be told: in four of five the same first, and hardly any in which the two disagree."""
    made = agreement.table(lab, replicates=10)
    told = made[made["agrees"] != SAYS_NOTHING]
    assert len(told) >= 20
    assert (told["agrees"] == AGREES).mean() >= 0.8, made.to_string()
    assert (told["agrees"] == DISAGREES).mean() <= 0.1, made.to_string()
    assert (made[TRAINING] == DISAGREES).mean() <= 0.1, made.to_string()
