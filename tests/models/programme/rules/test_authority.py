"""Rules that depend on the state of the programme (L12): when they begin, how long they hold, what is asked about."""

import pandas as pd
import pytest

from contagion.models.parameters import Parameters
from contagion.models.parameters.decisions import STATES
from contagion.models.programme.layout import ACTIVE_FACILITATORS, QUEUE
from contagion.models.programme.model import ConversationModel
from tests.helpers.compiled_calls import figure
from tests.helpers.what_happened import decisions_of, log, tables_of

LONG_QUEUE = {"queue": {"above": 12}}
PLACES = {"training.places": 20}
STOP = {"training.places": 0, "partners.contacts_per_month": 0, "outreach.letters": 0, "outreach.events_per_year": 0}


@pytest.fixture
def planned(territory):
    """A model with these decisions, not yet run."""

    def make(*rows, years=3, seed=1, stages=None, **sections):
        parameters = Parameters.model_validate({"decision": rows, **sections})
        return ConversationModel(territory, parameters, seed, horizon=years * 52, checked=True, stages=stages)

    return make


def lived(model):
    model.run(model.horizon)
    return model


def watched(model, queues, what):
    """What `what` tells of the model in each week, if the queue has these lengths."""
    seen = []
    for week, queue in enumerate(queues):
        model.state.array("clock")["week"], model.state.array("counts")[QUEUE] = week, queue
        model.live_stage("authority")
        seen.append(what(model))
    return seen


def places(model):
    """Those that the rules read, which are those that the model says hold."""
    read = model.state.array("parameters")["training"]["places"].item()
    assert read == model.parameters.training.places
    return read


@pytest.mark.parametrize(
    "rule, queues, wanted",
    [
        # above 12 means 13 or more, as the week begins; it holds for three weeks, and again if the queue still is
        ({"for_weeks": 3}, [12, 13, 5, 5, 5, 12, 14, 14, 14, 14], [10, 20, 20, 20, 10, 10, 20, 20, 20, 20]),
        ({"for_weeks": 1}, [13, 12, 13, 13], [20, 10, 20, 20]),
        ({}, [5, 13, 5, 0, 0], [10, 20, 20, 20, 20]),  # for good
        ({"from": 2, "until": 4}, [20, 20, 3, 3, 20, 20], [10] * 6),  # looked at in weeks 2 and 3 alone
        ({"from": 2, "until": 4}, [20, 20, 3, 20, 3, 3], [10, 10, 10, 20, 20, 20]),
    ],
)
def test_a_rule_on_the_queue(planned, rule, queues, wanted):
    model = planned({"when": LONG_QUEUE, "set": PLACES, **rule})
    assert watched(model, queues, places) == wanted


def test_rules_on_the_state_go_before_dates_and_later_ones_before_earlier_ones(planned):
    model = planned(
        {"when": LONG_QUEUE, "for_weeks": 4, "set": PLACES},
        {"when": {"queue": {"at_least": 20}}, "for_weeks": 1, "set": {"training.places": 30}},
        {"from": 2, "set": {"training.places": 5}},
    )
    assert watched(model, [0, 13, 0, 25, 0, 0, 0], places) == [10, 20, 20, 30, 20, 5, 5]
    assert decisions_of(model) == [
        (1, 1, "begins"), (2, 3, "begins"), (3, 2, "begins"), (4, 2, "ends"), (5, 1, "ends")
    ]  # fmt: skip


def test_all_that_is_asked_must_hold(planned):
    condition = {"queue": {"above": 3, "below": 6}, "active": {"at_most": 2}}
    model = planned({"when": condition, "for_weeks": 1, "set": PLACES})
    assert watched(model, [3, 4, 5, 6], places) == [10, 20, 20, 10]
    model.state.array("counts")[ACTIVE_FACILITATORS] = 3
    assert watched(model, [4], places) == [10]


def test_an_extra_session_at_most_so_often(planned):
    """Not before the founders' session; thirty weeks from one to the next."""
    model = planned({"when": LONG_QUEUE, "extra_session": True, "again_after_weeks": 30})
    assert not any(watched(model, [20] * 10, lambda model: model.total("extra_session")))
    model.state.array("totals")["sessions_held"] = 1
    called = watched(model, [0] * 15 + [20] * 80, lambda model: model.total("extra_session"))
    assert [week for week, is_called in enumerate(called) if is_called] == [15, 45, 75]
    told = [(week, what) for week, _, what in decisions_of(model)]
    assert told[:4] == [(15, "begins"), (16, "ends"), (45, "begins"), (46, "ends")]


def test_every_figure_is_that_of_the_tables(planned):
    """At the start of a week stands what the table of the week before says."""
    seen = []

    def look(model):
        seen.append({name: figure(model, name) for name in STATES})
        model.live_stage("calendar")

    weeks, seen = tables_of(lived(planned(years=4, stages={"calendar": look})))["weeks"], pd.DataFrame(seen)
    same = {
        "queue": "aspirants_waiting", "waiting": "waiting", "active": "facilitators_active", "ready": "ready",
        "recruiting": "groups_recruiting", "running": "groups_running", "partners": "partners_active",
        "participants": "participants",
    }  # fmt: skip
    for name, column in same.items():
        assert seen[name].tolist() == [0 if name != "partners" else 10, *weeks[column][:-1]], name
    joined = weeks["participants"].diff().fillna(weeks["participants"]).to_numpy()
    assert seen["year_participants"][:52].isna().all()
    for week in (52, 53, 100, 207):
        assert seen["year_participants"][week] == joined[week - 52 : week].sum()
    last = -1
    for week in range(208):
        assert seen["weeks_without_participants"][week] == week - 1 - last
        last = week if joined[week] else last
    assert {*same, "year_participants", "weeks_without_participants"} == set(STATES)
    assert seen["weeks_without_participants"].max() > 5
    assert seen["queue"].max() > 5


def test_all_stops_when_nobody_joined_for_a_year(planned):
    """Nobody is told and nobody registers: after 52 weeks nothing is spent any more, and nothing happens."""
    rule = {"when": {"weeks_without_participants": {"at_least": 52}}, "set": STOP}
    model = lived(planned(rule, years=2, registering={"barrier": 0.0}))
    assert decisions_of(model) == [(52, 1, "begins")]
    last = {kind: week for week, kind, *_ in log(model)}
    assert max(last[kind] for kind in ("event", "mailing", "partner contacted", "trained: founder")) < 52


def test_what_held_is_a_table(planned):
    rows = [
        {"title": "More", "from": "2018-01", "until": "2019-01", "set": {"training.places": 20}},
        {"set": {"outreach.letters": 9}},
    ]
    made = tables_of(lived(planned(*rows)))["decisions"]
    wanted = [(0, 2, "", "begins"), (52, 1, "More", "begins"), (104, 1, "More", "ends")]
    pd.testing.assert_frame_equal(made, pd.DataFrame(wanted, columns=["week", "number", "title", "what"]))
