"""Rules that depend on the state of the programme (L12): when they begin, how long they hold, what is asked about.

A budget that cannot be overdrawn (L15, I08): who is paid first, what waits, and what changes when it never binds.
"""

from collections import Counter
from math import inf

import pandas as pd
import pytest

from contagion.models.parameters import Parameters
from contagion.models.parameters.decisions import STATES
from contagion.models.parameters.sections.money import ITEMS
from contagion.models.programme.layout import ACTIVE_FACILITATORS, QUEUE
from tests.helpers.alternative_programmes import CHALLENGE, NO_GROUPS, WORKSHOP, of, prices, programme_of
from tests.helpers.compiled_calls import figure
from tests.helpers.inspected import InspectedRun
from tests.helpers.made_weeks import set_from
from tests.helpers.settings import AMPLE
from tests.helpers.what_happened import account_of, decisions_of, digest, log, summary_of, tables_of

LONG_QUEUE = {"queue": {"above": 12}}
PLACES = {"training.places": 20}
STOP = {"training.places": 0, "partners.contacts_per_month": 0, "outreach.letters": 0, "outreach.events_per_year": 0}


@pytest.fixture
def planned(territory):
    """A model with these decisions, not yet run."""

    def make(*rows, years=3, seed=1, stages=None, **sections):
        parameters = Parameters.model_validate({"decision": rows, **sections})
        return InspectedRun(territory, parameters, seed, horizon=years * 52, checked=True, stages=stages)

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


@pytest.mark.parametrize("scenario", ["ref.toml", "kernel.toml"])
def test_a_budget_that_never_binds_changes_nothing(run, scenario):
    free, ample = (run(settings, 3, 1, scenario) for settings in ([], [AMPLE]))
    assert digest(ample) == digest(free)
    assert 0 < account_of(ample)["balance"] < 3_000_000


def test_no_money_at_all(run):
    """S09: nobody is trained, nothing is done, money is short in every week."""
    model = run(["budget.per_year=0"], 2)
    made = summary_of(model)
    assert made["facilitators_trained"] == made["groups_started"] == 0
    assert not account_of(model)["spent"].any()
    assert made["short"]["money"] == 1
    assert made["short_in_training"]["money"] > 0
    kinds = {kind for _, kind, *_ in log(model)}
    assert "not paid: seat" in kinds
    assert not kinds & {"event", "mailing", "partner contacted"}


def test_a_budget_for_the_coordinators_alone_trains_nobody_in_its_last_weeks(run):
    """50,000 € and seats at 700: ten seats in week 6 leave 43,000 €, so 6 + 38.7 more weeks are paid, less what else is
    done; and the account stands below one week's pay at the end of each year."""
    model = run(["budget.per_year=50000"], 3, 1)
    weeks = tables_of(model)["weeks"]
    at_work = weeks["coordinators"].to_numpy().reshape(3, 52)
    assert (at_work[:, 0] == 1).all()
    assert (at_work[:, -1] == 0).all()
    balance, spent = account_of(model)["balance"], account_of(model)["spent"].sum()
    assert 0 <= 150_000 - spent == pytest.approx(balance)
    assert balance < 50_000 / 52
    alone = set(weeks.loc[weeks["coordinators"] == 0, "week"])
    assert not [event for event in log(model) if event.what == "partner contacted" and event.week in alone]


def test_a_budget_from_a_later_year_leaves_what_was_before(run):
    """Parameters are read as they are in the week; the credit of the year is what counts."""
    free = run([], 3)
    model = run([], 3, after_week=set_from(60, "budget", "per_year", 45_000.0))
    events = log(model)
    assert [e for e in events if e.week < 104] == [e for e in log(free) if e.week < 104]
    assert events != log(free)
    assert account_of(model)["balance"] < 45_000


def test_a_budget_cut_cuts_what_is_credited(territory):
    """And not what is bought besides: the year's credit is halved in the cut's year alone, and letters stay."""
    cut = {"budget": {"per_year": 60_000.0}, "shock": [{"kind": "budget cut", "from": 52, "weeks": 52, "factor": 0.5}]}
    model = InspectedRun(territory, Parameters.model_validate(cut), 1, horizon=156, checked=True)
    credited = []

    def note(model):
        credited.append(account_of(model)["credited"].item())

    model.run(model.horizon, note)
    assert [credited[week] for week in (0, 52, 104)] == [60_000, 30_000, 60_000]
    assert {event.other for event in log(model) if event.what == "mailing"} == {2500}
    assert not sum(credited[1:52])


def test_a_share_of_the_budget_is_its_own(with_programmes):
    """A quarter of 40,000 € for the one, the rest for the groups and the other, who has no share."""
    model = with_programmes(
        WORKSHOP | {"budget_share": 0.25, "coordinators": 0.1}, CHALLENGE, settings=["budget.per_year=40000"]
    )
    assert model.state.array("programmes")["account"].tolist() == [0, 1, 0]
    groups, own = accounts = model.state.array("accounts")
    model.run(1)
    assert (own["credited"], groups["credited"]) == (10_000, 30_000)
    assert own["spent"][ITEMS.index("coordinator")] == pytest.approx(5_000 / 52)
    model.run(103)
    assert own["credited"] == groups["credited"] == 0
    assert accounts["spent"].sum(axis=1) + accounts["balance"] == pytest.approx([60_000, 20_000])


def test_no_budget_limits_no_share(with_programmes):
    model = with_programmes(WORKSHOP | {"budget_share": 1.0}, years=1)
    model.run(52)
    assert model.state.array("accounts")["balance"].tolist() == [inf, inf]
    assert model.total("groups_started") > 0 < programme_of(model)["groups"]


def test_without_money_there_is_nothing_of_it(lived_with):
    model = lived_with(WORKSHOP | {"budget_share": 0.0}, settings=["budget.per_year=100000"], years=2)
    kinds = Counter(kind for _, kind, *_ in of(model, "fresk"))
    assert set(kinds) == {"fresk: not paid: coordinators", "fresk: not paid: leader"}
    assert kinds["fresk: not paid: leader"] == 10
    assert tables_of(model)["posts"].empty
    assert tables_of(model)["weeks"]["unpaid"].sum() == 0  # the groups lack nothing
    assert model.total("groups_started") > 5


def test_without_its_coordinators_nobody_is_written_to(lived_with):
    """Paid for 26 weeks of each year, letters go out in those alone, and one of two events is held."""
    row = WORKSHOP | {"coordinators": 1.0, "events_per_year": 2}
    model = lived_with(row, settings=[*NO_GROUPS, *prices(coordinator=52), "budget.per_year=26"], years=2)
    weeks = [week for week, kind, *_ in of(model, "fresk") if kind == "fresk: mailing"]
    assert weeks == [*range(26), *range(52, 78)]
    assert tables_of(model)["posts"]["week"].tolist() == weeks
    assert [week for week, kind, *_ in of(model, "fresk") if kind == "fresk: event"] == [13, 65]
