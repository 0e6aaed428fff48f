"""What a run costs (4.8), on a small event log made by hand with sums worked out by hand, and on runs."""

from dataclasses import replace
from itertools import product

import numpy as np
import pandas as pd
import pytest

from contagion.models.outcomes import costs
from contagion.models.outcomes.yearly import yearly
from contagion.models.parameters import Parameters
from contagion.models.parameters.sections.money import FUNDERS, ITEMS, Budget, Costs
from contagion.models.programme.model import ConversationModel
from contagion.models.records import NONE
from contagion.models.runs.simulation import record_of, simulate
from contagion.models.scenarios.scenario import read
from tests.helpers.records_by_hand import events, record, rows, weeks_of
from tests.helpers.what_happened import tables_of

# Two years. Year 1: three people trained (week 6), a group of an unpaid pair with a room of its own (week 10), two
# contacts, an event, a mailing of 100. Year 2: a session held from outside; two groups, one hosted and one online, with
# a paid leader, a mentored one and a stand-in in all; a mailing of 50. One coordinator at work all the first year and
# half the second.
EVENTS = [
    (6, "trained: founder", 1),
    (6, "trained: founder", 2),
    (6, "trained: participant", 3),
    (8, "partner contacted", NONE),
    (8, "partner contacted", NONE),
    (10, "group started", 1),
    (20, "event", NONE),
    (21, "mailing", 100),
    (58, "trainer from outside", NONE),
    (60, "group started", 1),
    (60, "stipend", 1),
    (60, "mentored", 3),
    (103, "mailing", 50),
]
GROUPS = [  # started, host, online, with a stand-in
    (10, NONE, False, False), (60, 77, False, False), (70, NONE, True, True), (NONE, NONE, False, True)
]  # fmt: skip
BY_HAND = {  # euros by year
    "seat": (2100, 0), "trainer": (0, 5000), "kit": (150, 300), "room": (100, 0), "expenses": (100, 200),
    "stipend": (0, 600),
    "mentoring": (0, 300), "stand_in": (0, 600), "coordinator": (50_000, 25_000), "contact": (200, 0),
    "letter": (50, 25), "event": (500, 0), "team": (0, 0), "captain": (0, 0), "workshop": (0, 0),
    "workshop_leader": (0, 0),
}  # fmt: skip
TOTAL = (53_200, 32_025)
# Beside it a workshop and a challenge. Year 1: two leaders of workshops are trained, three workshops, a mailing of 200,
# an event, a quarter of a post for 26 weeks. Year 2: a workshop; a captain is trained, another leads their own team, a
# second team has a leader.
BESIDE = [
    (1, "talks: leads", NONE),
    (1, "talks: leads", NONE),
    (4, "talks: mailing", 200),
    (5, "talks: event", 30),
    *((week, "talks: group started", 8) for week in (7, 8, 9, 55)),
    (55, "teams: leads", NONE),
    (56, "teams: leads own group", NONE),
    (56, "teams: group started", 6),
    (70, "teams: group started", 9),
    (70, "teams: registered: letter", NONE),
]
BESIDE_BY_HAND = {
    "letter": (100, 0), "event": (500, 0), "workshop": (300, 100), "workshop_leader": (100, 0), "team": (0, 300),
    "captain": (0, 100), "coordinator": (6_250, 0),
}  # fmt: skip
YEARS = [  # programme, year, participants, groups, leaders trained, hours, leader hours, leaders active
    ("talks", 1, 24, 3, 2, 72.0, 15.0, 2), ("teams", 1, 0, 0, 0, 0.0, 0.0, 0),
    ("talks", 2, 8, 1, 0, 24.0, 3.0, 2), ("teams", 2, 15, 2, 1, 30.0, 6.0, 1),
]  # fmt: skip
BOTH = Parameters.model_validate(
    {"alternative": [{"kind": "workshop", "name": "talks"}, {"kind": "team challenge", "name": "teams"}]}
)


def logged(*told):
    """Rows of the event log that say no more than when, what, and how many."""
    return [(when, what, NONE, NONE, NONE, other) for when, what, other in told]


def at(prices, made):
    """The same record at other prices."""
    return replace(made, parameters=made.parameters.model_copy(update={"costs": prices}))


@pytest.fixture
def made():
    """The record of that log; every week two leaders and five participants give a session's time in weeks 10 and 60."""
    giving = {"leader_sessions": lambda week: 2 * np.isin(week, (10, 60))}
    giving |= {"attendances": lambda week: 5 * np.isin(week, (10, 60))}
    at_work = {"coordinators": lambda week: week < 78, "facilitators_active": 2, "participants": 20, "completers": 10}
    groups = rows("groups", GROUPS, ("started", "host", "online", "stand_in"))
    return record(weeks_of(104, **giving, **at_work), events=logged(*EVENTS), groups=groups)


@pytest.fixture
def beside(made):
    """The same record with the two alternative programmes."""
    more = events(logged(*BESIDE), BOTH)
    posts = rows("posts", [(week, "talks", 0.25) for week in range(26)], parameters=BOTH)
    years = rows("alternatives", YEARS, parameters=BOTH)
    told = np.concatenate([made.events, more])
    return replace(made, events=told, posts=posts, alternatives=years, parameters=BOTH)


def test_the_ledger_is_the_sum_worked_out_by_hand(made):
    ledger = costs.ledger(made)
    euros = ledger.pivot_table(index="item", columns="year", values="euros", aggfunc="sum")
    for item, (first, second) in BY_HAND.items():
        assert euros.loc[item, 1] == pytest.approx(first), item
        assert euros.loc[item, 2] == pytest.approx(second), item
    assert set(euros.index) == set(BY_HAND) == set(ITEMS)
    assert ledger.groupby("year")["euros"].sum().tolist() == pytest.approx(TOTAL)


def test_alternative_programmes_cost_what_was_worked_out_by_hand(made, beside):
    without, euros = (costs.ledger(one).groupby(["item", "year"])["euros"].sum() for one in (made, beside))
    for item, year in product(ITEMS, (1, 2)):
        more = BESIDE_BY_HAND.get(item, (0, 0))[year - 1]
        assert euros[item, year] - without[item, year] == pytest.approx(more), (item, year)


def test_what_programmes_share_is_divided_by_the_people_of_all(beside):
    """85,225 € and 7,750 € more over 20 + 47 participants; 36 and 150 hours. Completers are of the groups alone."""
    figures = costs.figures(beside)
    assert figures["cost_total"] == 92_975.0
    assert figures["cost_per_participant"] == pytest.approx(92_975 / 67, abs=0.005)
    assert figures["cost_per_completer"] is figures["cost_per_active_facilitator_year"] is None
    assert figures["volunteer_hours"] == 186


def test_quantities_have_their_units(made):
    rows = costs.quantities(made).set_index(["year", "item"])
    assert rows.loc[(1, "seat")].tolist() == [3, "seat"]
    assert rows.loc[(2, "coordinator")].tolist() == [pytest.approx(0.5), "full-time year"]
    assert rows.loc[(1, "letter")].tolist() == [100, "letter"]
    assert rows.loc[(1, "attendances")].tolist() == [5, "session of a participant"]
    assert len(rows) == 2 * (len(ITEMS) + 2)


def test_funders_share_each_line(made):
    ledger = costs.ledger(at(Costs(funding=(0.5, 0.3, 0.2)), made))
    by_funder = ledger.groupby("funder")["euros"].sum()
    assert [by_funder[funder] for funder in FUNDERS] == pytest.approx([42_612.5, 25_567.5, 17_045.0])


def test_the_figures_are_those_worked_out_by_hand(made):
    """85,225 € over 20 participants, 10 completers, 4 facilitator-years; 2 × (2 × 4 + 5 × 2) = 36 hours at 15 €."""
    assert costs.figures(at(Costs(discount_per_year=0.25), made)) == {
        "cost_total": 85_225.0,
        "cost_present_value": 78_820.0,
        "cost_per_participant": 4_261.25,
        "cost_per_completer": 8_522.5,
        "cost_per_active_facilitator_year": 21_306.25,
        "volunteer_hours": 36.0,
        "volunteer_value": 540.0,
    }


@pytest.mark.parametrize("posts, hours", [(1.0, 0), (0.02, 60.4 - 32.14), (0.0, 60.4 + 0.2)])
def test_volunteers_give_the_hours_that_posts_have_not(made, posts, hours):
    """Year 1: a training session 40 h, an event 20, 100 letters 0.4; year 2: 50 letters, and training from outside."""
    made.weeks["coordinators"] = posts
    assert costs.figures(made)["volunteer_hours"] == pytest.approx(36 + hours)


def test_nothing_is_divided_by_nobody(made):
    for name in ("participants", "completers", "facilitators_active"):
        made.weeks[name] = 0
    figures = costs.figures(made)
    assert figures["cost_per_participant"] is figures["cost_per_active_facilitator_year"] is None
    assert figures["cost_total"] == 85_225.0


def test_the_ledger_is_linear_in_each_price_and_hours_are_in_no_sum(beside):
    once = costs.ledger(beside)["euros"].sum()
    for item in ITEMS:
        thrice = costs.ledger(at(Costs(**{item: 3 * getattr(Costs(), item)}), beside))["euros"].sum()
        assert thrice - once == pytest.approx(2 * sum((*BY_HAND[item], *BESIDE_BY_HAND.get(item, ())))), item
        assert thrice > once, item
    dear = Costs(hour_value=1e6, leader_hours=100.0)
    assert costs.ledger(at(dear, beside))["euros"].sum() == pytest.approx(once)


def test_new_prices_hold_from_their_week_on(made):
    """Contacts of week 8 at the old price, the mailing of week 21 and all of year 2 at the new."""
    dearer = Parameters.model_validate({"decision": [{"from": 21, "set": {"costs.contact": 1.0, "costs.letter": 2.0}}]})
    later = replace(made, parameters=dearer, decisions=rows("decisions", [(21, 0, "begins")]))
    assert costs.dated_prices(later) == [(0, Costs()), (21, Costs(contact=1.0, letter=2.0))]
    euros = costs.ledger(later).groupby(["item", "year"])["euros"].sum()
    assert [euros["contact", 1], euros["letter", 1], euros["letter", 2]] == pytest.approx([200, 200, 100])
    assert euros.groupby("year").sum().tolist() == pytest.approx([53_350, 32_100])
    assert costs.spent_by_year(later)["cost_total"].tolist() == pytest.approx([53_350, 53_350 + 32_100])
    never = replace(made, parameters=dearer)
    pd.testing.assert_frame_equal(costs.ledger(never), costs.ledger(made))


def test_time_is_given_by_those_who_are_there(run):
    """Kernel: each ended group had six sessions with its leaders; attendances are what the log says of its members."""
    model = run([], 3, 1, "kernel.toml")
    made = tables_of(model)
    held = sum(group.session for group in model.groups if group.started != NONE)
    assert made["weeks"]["leader_sessions"].sum() == 2 * held
    over = [group for group in model.groups if group.state == "finished"]
    going = [group for group in model.groups if group.state == "running"]
    present = sum(sum(group.attended) for group in over) + sum(sum(g.present[: g.session]) for g in going)
    assert over
    assert going
    assert made["weeks"]["attendances"].sum() == present
    paid = tables_of(run(["retention.paid_share=1"], 2, 1))["weeks"]  # paid leaders give no time unpaid
    assert len(paid) == 104
    assert paid["leader_sessions"].sum() == 0


ROWS = [
    {"kind": "workshop", "name": "talks", "budget_share": 0.3, "coordinators": 0.2},
    {"kind": "team challenge", "name": "teams", "initial_leaders": 2, "conversion": 0.3},
]


@pytest.mark.parametrize("budget", [np.inf, 90_000.0])
def test_the_ledger_is_what_all_programmes_paid(territory, budget):
    """With an account of its own, and out of the groups'."""
    parameters = Parameters(alternative=ROWS, budget=Budget(per_year=budget))
    model = ConversationModel(territory, parameters, 1, horizon=156, checked=True)
    model.run(156)
    euros = costs.ledger(record_of(model)).groupby("item")["euros"].sum()
    assert model.state.array("programmes")["account"][1:].tolist() == [1, 0]
    shared, own = model.state.array("accounts")["spent"]
    assert euros[[*ITEMS]].tolist() == pytest.approx((shared + own).tolist(), abs=0.005)
    assert all(euros[["team", "captain", "workshop", "workshop_leader"]] > 0)
    workshop, team = ITEMS.index("workshop"), ITEMS.index("team")
    assert (own[workshop], shared[team]) == (euros["workshop"], euros["team"])
    assert own[team] == shared[workshop] == 0


def test_stored_runs_are_costed_at_any_prices(run, territory):
    """The laboratory's yearly table holds what a run of these prices would have cost."""
    dear = ["costs.seat=1234", "costs.letter=3", "costs.coordinator=77000"]
    years = pd.DataFrame(yearly(record_of(run([], 3))))
    other = simulate(read(None, dear), territory, years=3)
    ledger = other.tables["ledger"].groupby("year")["euros"].sum().cumsum()
    assert costs.of_years(years, read(None, dear).parameters.costs).tolist() == pytest.approx(ledger.tolist())
    assert other.summary["cost_total"] == pytest.approx(ledger[3], abs=0.01)
