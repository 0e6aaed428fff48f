"""Cases: named by all their parameters, which survive the way to a worker; what changes no run is no part of them."""

import json

import numpy as np
import pandas as pd
import pytest

from contagion.models.outcomes import costs
from contagion.models.parameters import Decision, Parameters
from contagion.models.parameters.sections.money import Budget, Costs
from contagion.models.runs.cases import case, changed, from_then_on, in_force
from contagion.models.runs.simulation import simulate
from contagion.models.runs.study import Conversations
from contagion.models.scenarios.scenario import Scenario, Words
from contagion.sim.errors import InputError
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


FEWER = {"title": "Fewer", "from": "2019-01", "set": {"training.places": 6}}
LATER = {"title": "Later", "from": "2022-01", "set": {"training.places": 30}}


def test_a_step_goes_before_what_is_decided_on_the_same_day():
    """And leaves the rest of that decision, and what it says of some only."""
    rows = [
        {"from": "2020-01", "set": {"training.places": 20, "outreach.letters": 900}},
        {"from": "2020-01", "set": {"training.places": 30}, "until": "2021-01"},
        {"from": "2022-01", "set": {"training.places": 8}},
    ]
    before = Parameters.model_validate({"decision": rows[:1] + rows[2:]})
    after = from_then_on(before, lambda now: changed(now, {"training.places": now.training.places + 1}), 3)
    assert [one.set for one in after.decision] == [
        {"outreach.letters": 900}, {"training.places": 8}, {"training.places": 21},
    ]  # fmt: skip
    assert [in_force(after, years).training.places for years in (2, 3, 6)] == [10, 21, 8]
    alone = from_then_on(
        Parameters.model_validate({"decision": rows[1:2]}), lambda now: changed(now, {"training.places": 1}), 3
    )
    assert [one.set for one in alone.decision] == [{"training.places": 1}]


def test_a_step_from_then_on_leaves_the_past_and_goes_from_what_holds_then():
    """Of ten places, six since 2019, and thirty from 2022 on, which are decided already."""
    before = Parameters.model_validate({"decision": [FEWER, LATER]})
    after = from_then_on(before, lambda now: changed(now, {"training.places": now.training.places + 1}), 3)
    at = {year: in_force(after, year - 2017).training.places for year in (2018, 2019, 2020, 2022)}
    assert at == {2018: 10, 2019: 6, 2020: 7, 2022: 30}
    assert from_then_on(before, lambda now: now, 3) == before
    assert from_then_on(before, lambda now: changed(now, {"group.size": 9}), 0).group.size == 9


def test_a_step_may_move_what_is_decided_later_and_not_what_was():
    def doubled(now):
        twice = [{PLACES: 2 * row.set[PLACES]} for row in now.decision]
        rows = [row.model_copy(update={"set": of}) for row, of in zip(now.decision, twice, strict=True)]
        return now.model_copy(update={"decision": tuple(rows)})

    before = Parameters.model_validate({"decision": [FEWER, LATER]})
    after = from_then_on(before, doubled, 3)
    assert [row.set["training.places"] for row in after.decision] == [6, 60]


def test_what_cannot_be_decided_on_the_way_has_no_step():
    with pytest.raises(InputError, match=r"^group.size cannot be decided from 2020-01 on$"):
        from_then_on(Parameters(), lambda now: changed(now, {"group.size": 9}), 3)
