"""A budget that cannot be overdrawn (L15, I08): who is paid first, what waits, and what changes when it never binds."""

from collections import Counter
from math import inf

import pytest

from contagion.models.parameters import Parameters
from contagion.models.parameters.sections.money import ITEMS
from contagion.models.programme.model import ConversationModel
from tests.helpers.alternative_programmes import CHALLENGE, NO_GROUPS, WORKSHOP, of, prices, programme_of
from tests.helpers.made_weeks import set_from
from tests.helpers.settings import AMPLE
from tests.helpers.what_happened import account_of, digest, log, summary_of, tables_of


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
    model = ConversationModel(territory, Parameters.model_validate(cut), 1, horizon=156, checked=True)
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
