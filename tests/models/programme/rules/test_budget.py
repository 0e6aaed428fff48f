"""A budget that cannot be overdrawn (L15, I08): who is paid first, what waits, and what changes when it never binds."""

from math import inf

import numpy as np
import pytest

from models.outcomes.costs import dated_prices
from models.parameters import Parameters
from models.parameters.money import ITEMS, Budget
from models.programme.books.money import credit, open_week
from models.programme.invariants import money
from models.programme.model import ConversationModel
from models.runs.simulation import record_of
from tests.helpers.what_happened import account_of, digest, log, summary_of, tables_of

AMPLE = "budget.per_year=1000000"


def set_from(week, section, name, value):
    """What to call after each week, so that a parameter has a new value from a week on."""

    def after_week(model):
        if model.week == week:
            model.state.array("parameters")[section][name] = value

    return after_week


@pytest.mark.parametrize("scenario", ["ref.toml", "cautious.toml", "kernel.toml"])
def test_a_budget_that_never_binds_changes_nothing(run, scenario):
    for seed in (1, 2):
        free, ample = (run(settings, 3, seed, scenario) for settings in ([], [AMPLE]))
        assert digest(ample) == digest(free)
        assert 0 < account_of(ample)["balance"] < 3_000_000


@pytest.mark.parametrize("scenario", ["ref.toml", "kernel.toml"])
def test_no_money_at_all(run, scenario):
    """S09: nobody is trained, nothing is done, money is short in every week."""
    model = run(["budget.per_year=0"], 3, 1, scenario)
    made = summary_of(model)
    assert made["facilitators_trained"] == made["groups_started"] == 0
    assert not account_of(model)["spent"].any()
    assert made["short"]["money"] == made["short_in_training"]["money"] == 1
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
    assert spent <= 150_000 + 1e-6
    assert 0 <= 150_000 - spent == pytest.approx(balance)
    assert balance < 50_000 / 52
    for week in weeks.loc[weeks["coordinators"] == 0, "week"]:
        assert not [event for event in log(model) if event[:2] == (week, "partner contacted")]


def test_seats_are_given_as_far_as_the_money_goes(run):
    """Seats alone cost something: 3,000 € at 700 are four of ten founders, and 200 € stay for the year after."""
    free = ["costs.kit=0", "costs.expenses=1", "costs.room=0", "costs.coordinator=0", "costs.contact=0"]
    free += ["costs.letter=0", "costs.event=0", "costs.expenses=0", "group.quorum=10", "group.size=10"]
    model = run([*free, "budget.per_year=3000"], 1, 1)
    assert len(model.facilitators) == 4
    assert account_of(model)["balance"] == 200
    weeks = tables_of(model)["weeks"]
    assert weeks["unpaid_seats"].tolist() == [6 if week == 6 else 0 for week in range(52)]
    assert weeks["unpaid"].tolist() == weeks["unpaid_seats"].tolist()
    (noted,) = [event for event in log(model) if event[1] == "not paid: seat"]
    assert (noted[0], noted[-1]) == (6, 6)
    assert "money" not in set(weeks["short"][:6])
    assert set(weeks["short_in_training"][:6]) == {""}
    assert weeks["short"][6] == weeks["short_in_training"][6] == "money"


def test_a_seat_that_is_not_paid_is_counted_once(build):
    """Kernel, seats alone cost: in the second year there is money for one of ten seats. Of the other nine some are for
    the queue, the others for partners' candidates."""
    free = ["costs.kit=0", "costs.room=0", "costs.expenses=0", "budget.carry_over=false"]
    model = build([*free, "budget.per_year=7000"], 2, 1, "kernel.toml")
    model.run(52)
    assert len(model.facilitators) == 10
    model.state.array("parameters")["budget"]["per_year"] = 700.0
    model.run(52)
    assert len(model.facilitators) == 11
    weeks = tables_of(model)["weeks"].set_index("week")
    (queue,) = [event[-1] for event in log(model) if event[:2] == (58, "training session")]
    assert queue > 2
    assert weeks.loc[58, "unpaid_seats"] == 9


def test_what_is_left_stays_or_lapses(build, small):
    state = build([AMPLE], 1, where=small).state
    account = state.accounts[0]
    credit.py_func(account, 100.0, True)
    account.balance -= 30
    open_week.py_func(state)
    credit.py_func(account, 100.0, True)
    assert (account.opening, account.credited, account.lapsed, account.balance) == (70, 100, 0, 170)
    open_week.py_func(state)
    credit.py_func(account, 50.0, False)
    assert (account.opening, account.credited, account.lapsed, account.balance) == (170, 50, 170, 50)
    open_week.py_func(state)
    credit.py_func(account, inf, True)
    open_week.py_func(state)
    credit.py_func(account, 80.0, True)
    assert (account.opening, account.balance) == (0, 80)


def test_money_that_lapses_does_less(run):
    """Without carrying over, what the first years leave is not there when the programme has grown."""
    tight = ["budget.per_year=76000"]
    kept, lapsed = (run([*tight, f"budget.carry_over={keep}"], 6, 2) for keep in ("true", "false"))
    assert account_of(lapsed)["spent"].sum() < account_of(kept)["spent"].sum()
    assert account_of(lapsed)["spent"].sum() <= 6 * 76_000


def test_a_group_that_cannot_be_paid_waits(run):
    """Kits cost more than is left: groups with people enough are postponed and cancelled, and none starts."""
    model = run(["costs.kit=60000", "budget.per_year=55000", "budget.carry_over=false"], 1, 1)
    kinds = [kind for _, kind, *_ in log(model)]
    assert model.total("groups_started") == 0
    assert kinds.count("not paid: group") > 20
    ready = {group for _, kind, _, _, group, _ in log(model) if kind == "not paid: group"}
    assert {group for _, kind, _, _, group, _ in log(model) if kind == "group postponed"} & ready
    assert {group for _, kind, _, _, group, _ in log(model) if kind == "group cancelled"} & ready
    assert account_of(model)["spent"][ITEMS.index("kit")] == 0


def test_more_money_never_means_fewer_people(run):
    """Means over seeds, with common random numbers."""
    reached = [
        np.mean([run([f"budget.per_year={money}"], 3, seed, checked=False).total("participants") for seed in range(3)])
        for money in (50_000, 62_000, 1e9)
    ]
    assert reached == sorted(reached)
    assert reached[0] < 0.8 * reached[-1]


def test_a_budget_from_a_later_year_leaves_what_was_before(run):
    """Parameters are read as they are in the week; the credit of the year is what counts."""
    free = run([], 3)
    model = run([], 3, after_week=set_from(60, "budget", "per_year", 45_000.0))
    events = log(model)
    assert [e for e in events if e[0] < 104] == [e for e in log(free) if e[0] < 104]
    assert events != log(free)
    assert account_of(model)["balance"] < 45_000


def test_prices_are_read_as_they_are_in_the_week(run, territory):
    """And known afterwards, where it was decided."""
    model = run([AMPLE], 1, after_week=set_from(26, "costs", "event", 900.0))
    dearer = {"budget": {"per_year": 1e6}, "decision": [{"from": 26, "set": {"costs.event": 900.0}}]}
    decided = ConversationModel(territory, Parameters.model_validate(dearer), 1, horizon=52, checked=True)
    decided.run(52)
    for one in (model, decided):
        assert account_of(one)["spent"][ITEMS.index("event")] == 6 * 500 + 6 * 900
    assert [(week, costs.event) for week, costs in dated_prices(record_of(decided))] == [(0, 500), (26, 900)]


SPOILED = {"balance": -1, "credited": 1, "seat": 1, "kit": 1, "room": 1, "stipend": 1, "mentoring": 1, "contact": -1}


@pytest.mark.parametrize("what", [*SPOILED, "overdrawn"])
def test_the_invariant_of_money_fires(run, what):
    model = run([AMPLE, "retention.paid_share=0.5"], 1)
    assert money(model)
    account = account_of(model)
    if what in ITEMS:
        account["bought"][ITEMS.index(what)] += SPOILED[what]
    elif what in SPOILED:
        account[what] += SPOILED[what]
    else:  # even, but below nothing
        account["balance"], account["opening"] = -1.0, account["debited"] - 1.0
    assert not money(model)


def test_what_no_budget_could_pay_is_known_beforehand():
    """The cheapest of what these parameters ask for, worked out by hand."""
    asked = Parameters().asked_for()
    assert asked["the start of a group"] == 250
    assert asked["a mailing"] == 1250
    assert asked["a week of the coordinators"] == pytest.approx(961.54, abs=0.01)
    assert Parameters(budget=Budget(per_year=250.0)).limited
    assert not Parameters().limited
    with pytest.raises(ValueError, match="pays for nothing"):
        Parameters(budget=Budget(per_year=249.0))


def test_a_budget_cut_cuts_what_is_credited(territory):
    """And not what is bought besides: the year's credit is halved in the cut's year alone, and letters stay."""
    cut = {"budget": {"per_year": 60_000.0}, "shock": [{"kind": "budget cut", "from": 52, "weeks": 52, "factor": 0.5}]}
    model = ConversationModel(territory, Parameters.model_validate(cut), 1, horizon=156, checked=True)
    credited = []

    def note(model):
        credited.append(account_of(model)["credited"].item())

    model.run(model.horizon, note)
    assert [credited[week] for week in (0, 52, 104)] == [60_000, 30_000, 60_000]
    assert {event[5] for event in log(model) if event[1] == "mailing"} == {2500}
    assert not sum(credited[1:52])
