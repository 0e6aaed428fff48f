"""How long a programme lasts once external inputs stop: a branch of the run (section 4.9)."""

import json

import pytest

from contagion.models.parameters import Parameters
from contagion.models.parameters.as_record import is_whole, number_of, word_of
from contagion.models.programme.model import ConversationModel
from contagion.models.runs.autonomy import STOPPED, Autonomy, OnItsOwn, autonomy
from tests.helpers.command import contagion
from tests.helpers.what_happened import log

WEEK = 104
ALONE = {"training.top_up": "autonomous", "training.places": 0.0}
TOO_MANY_LEAVE = {"retention.loss_per_year": 2.0}


def test_the_branch_is_the_run_until_then(territory):
    """And from then on nobody comes from outside any more, whatever the authority had planned."""
    plan = [
        {"from": 50, "set": {"outreach.events_per_year": 30}},
        {"from": 150, "set": {"outreach.events_per_year": 40, "partners.contacts_per_month": 8.0}},
    ]
    parameters = Parameters.model_validate({"decision": plan, "training": {"places": 20, "outside_places": 20}})
    whole = ConversationModel(territory, parameters, 1, horizon=4 * 52, checked=True)
    branch = OnItsOwn(territory, parameters, 1, horizon=whole.horizon, since=WEEK, checked=True)
    for model in (whole, branch):
        model.run(model.horizon)
    before, after = ([event for event in log(model) if event.week < WEEK] for model in (whole, branch))
    assert before == after
    assert sum(kind == "event" and week >= 52 for week, kind, *_ in after) == 30
    late = {kind for week, kind, *_ in log(branch) if week >= WEEK}
    outside = {"trained: partner", "partner contacted", "event", "mailing"}
    assert not outside & late
    assert outside <= {kind for week, kind, *_ in log(whole) if week >= WEEK}
    for name, value in STOPPED.items():
        words = branch.state.array("whole_words" if is_whole(name) else "real_words")
        assert words[word_of(name)] == number_of(name, value)


def test_the_end_is_that_of_the_groups(small):
    """Few facilitators, none replaced: the programme ends with its last group, which an uninterrupted run shows too."""
    parameters = Parameters().with_values({**ALONE, **TOO_MANY_LEAVE, "demand.unlimited": True})
    found = autonomy(parameters, small, seed=1, week=10, limit_years=15)
    model = ConversationModel(small, parameters.with_values(STOPPED), 1, horizon=800)
    model.run(800)
    starts = [group.started for group in model.groups if group.started >= 10]
    assert starts
    assert found == Autonomy((max(starts) + 1 - 10) / 52, longer=False)


@pytest.mark.parametrize(
    "settings, week, found",
    [
        ({"retention.loss_per_year": 0.0, "demand.unlimited": True}, 10, Autonomy(1.0, longer=True)),
        ({"training.founders": 0}, 20, Autonomy(0.0, longer=False)),
    ],
)
def test_a_programme_that_nobody_leaves_lasts_longer_than_the_limit_and_one_without_anybody_has_ended(
    small, settings, week, found
):
    assert autonomy(Parameters().with_values({**ALONE, **settings}), small, 1, week, limit_years=1) == found


@pytest.mark.parametrize("week, limit", [(-1, 5), (10, 0)])
def test_a_week_or_limit_out_of_range_is_refused(small, week, limit):
    with pytest.raises(ValueError, match="a week from 0 and a limit from 1 year are needed"):
        autonomy(Parameters(), small, 1, week, limit)


def test_the_command_says_it():
    made = json.loads(
        contagion("run", "--years", 1, "--autonomy", "--set", "retention.loss_per_year=3", "--json").stdout
    )
    assert made["autonomy_longer"] is False
    assert made["autonomy_years"] >= 0
