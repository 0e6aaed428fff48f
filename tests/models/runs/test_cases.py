"""Cases: named by all their parameters, which survive the way to a worker; what changes no run is no part of them."""

import json

import numpy as np
import pandas as pd
import pytest

from contagion.models.outcomes import costs
from contagion.models.parameters import Decision, Parameters
from contagion.models.parameters.sections.money import Budget, Costs
from contagion.models.runs.cases import case, changed
from contagion.models.runs.simulation import simulate
from contagion.models.runs.study import Conversations
from contagion.models.scenarios.scenario import Scenario, Words
from contagion.sim.laboratory.jobs import Job
from tests.helpers.by_sections import decided

PLACES = "training.places"


def test_decisions_survive_the_way_to_a_worker():
    made = decided(
        [
            {"from": "2018-09", "communes": ["the centre"], "set": {"outreach.letters": 50}},
            {"when": {"queue": {"above": 12.5}}, "for_weeks": 10, "set": {PLACES: float("inf")}},
        ]
    )
    assert Parameters.model_validate(json.loads(case(made).parameters)) == made
    assert changed(made, {"training.accept": 0.5}).decision == made.decision
    assert Parameters(decision=(Decision(start=3, set={PLACES: 5}),)) == decided([{"from": 3, "set": {PLACES: 5}}])


def test_prices_are_no_part_of_a_job_unless_money_is_limited():
    dear = Parameters(costs=Costs(seat=1.0))
    assert case(dear).parameters == case(Parameters()).parameters
    poor = Budget(per_year=80_000.0)
    assert case(Parameters(costs=Costs(seat=1.0), budget=poor)) != case(Parameters(budget=poor))
    later = Parameters.model_validate(
        {"decision": [{"from": 52, "set": {"training.places": 20}}], "costs": {"seat": 1.0}}
    )
    assert json.loads(case(later).parameters)["costs"]["seat"] == 700


def test_what_alternative_programmes_save_is_no_part_of_a_job():
    row = {"kind": "workshop", "name": "talks"}
    talks, fading = (
        Parameters.model_validate({"alternative": [row | own]}) for own in ({}, {"saving": 0.1, "decay": 2.0})
    )
    assert case(fading).parameters == case(talks).parameters


def test_prices_that_change_are_part_of_a_job_and_of_what_is_kept(territory):
    """A kit is free in the first year and costs 1,000 € from the second on."""
    dear = {"costs": {"kit": 0.0}, "decision": [{"from": 52, "set": {"costs.kit": 1000.0}}]}
    later = Parameters.model_validate(dear)
    assert case(later) != case(Parameters.model_validate(dear | {"costs": {"kit": 1.0}}))
    _, kept = Conversations.over().run(Job(case(later).parameters, 1, 2))
    started = np.diff(kept["years"]["quantity_kit"])[-1]
    free = costs.of_years(pd.DataFrame(kept["years"]), Costs(kit=0.0))
    assert (kept["spent"]["cost_total"] - free).tolist() == pytest.approx([0, 1000 * started])
    assert started > 5
    made = simulate(Scenario("dear", Words("", ""), later), territory, years=2, seed=1)
    assert made.summary["cost_total"] == pytest.approx(kept["spent"]["cost_total"][-1])


def test_parameters_left_at_their_defaults_count_too():
    founders = Parameters().training.founders
    by_default = case(Parameters()).parameters
    assert json.loads(by_default)["training"]["founders"] == founders
    assert case(Parameters.model_validate({"training": {"founders": founders}})).parameters == by_default
    assert case(Parameters.model_validate({"training": {"founders": founders + 1}})).parameters != by_default
