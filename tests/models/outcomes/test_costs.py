"""What a run costs (4.8), on a small event log made by hand with sums worked out by hand, and on runs."""

from dataclasses import replace
from itertools import product

import numpy as np
import pandas as pd
import pytest

from contagion.models.outcomes import costs
from contagion.models.outcomes.counting.counts import SHORTAGES, TRAINING_SHORTAGES
from contagion.models.outcomes.frames import NOTHING, short_by_year
from contagion.models.outcomes.record import Places
from contagion.models.outcomes.tables import yearly
from contagion.models.parameters import Parameters
from contagion.models.parameters.sections.money import FUNDERS, ITEMS, Budget, Costs
from contagion.models.records import NONE
from contagion.models.runs.simulation import record_of_run, simulate
from contagion.models.scenario import read
from tests.helpers import records_by_hand as by_hand
from tests.helpers.inspected import InspectedRun
from tests.helpers.records_by_hand import events, record, rows, weeks_of
from tests.helpers.what_happened import summary_of, tables_of

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
    model = InspectedRun(territory, parameters, 1, horizon=156, checked=True)
    model.run(156)
    euros = costs.ledger(record_of_run(model)).groupby("item")["euros"].sum()
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
    years = pd.DataFrame(yearly(record_of_run(run([], 3))))
    other = simulate(read(None, dear), territory, years=3)
    ledger = other.tables["ledger"].groupby("year")["euros"].sum().cumsum()
    assert costs.of_years(years, read(None, dear).parameters.costs).tolist() == pytest.approx(ledger.tolist())
    assert other.summary["cost_total"] == pytest.approx(ledger[3], abs=0.01)


# ---- what was short, on tables made by hand and in runs (section 4.9): flows against flows over the same weeks -------

WEEKS = 130
ADULTS = 10_000


def weeks(**columns):
    """The weeks of a run: zeros, but for the columns given as numbers or as functions of the week."""
    return by_hand.weeks_of(WEEKS, **columns)


def made_of(table, settings=(), adults=ADULTS, opened=(), **others):
    """A record of these weeks, with groups that opened in these weeks."""
    places = Places(("A",), ("Ay",), np.array([2 * adults]), np.array([adults]), np.array([np.nan]))
    groups = by_hand.rows("groups", [[week] for week in opened], ["opened"])
    return by_hand.record(table, groups=groups, parameters=read(None, settings).parameters, places=places, **others)


def short(table, settings=(), adults=ADULTS, opened=()):
    return by_hand.short(made_of(table, settings, adults, opened))


def since(week, per_week=1):
    """A total that rises from a week on."""
    return lambda weeks: per_week * np.maximum(weeks - week + 1, 0)


def test_where_there_is_neither_seat_nor_registration_nothing_is_said():
    assert set(short(weeks())) == {NOTHING}
    found = short(weeks(), opened=[20])
    assert set(found[:20]) == {NOTHING}
    assert set(found[20:72]) == {"registrations"}
    assert set(found[72:]) == {NOTHING}, "the seats of more than a year ago are not compared with"


def test_registrations_are_set_against_the_seats_opened_over_the_same_year():
    """Ten seats a group: 52 registrations in a year are fewer than those of six groups, and more than those of five."""
    registered = {"registrations": since(0)}
    few, many = ([*range(0, 130, step)] for step in (13, 9))
    assert set(short(weeks(**registered), opened=few)[52:]) == {"groups"}
    assert set(short(weeks(**registered), opened=many)[52:]) <= {"registrations", "groups"}
    found = short(weeks(**registered), opened=[40] * 6)
    assert found[39] == "groups"
    assert set(found[51:91]) == {"registrations"}
    assert set(found[92:]) == {"groups"}
    assert set(short(weeks(**registered), opened=[40] * 5)[51:91]) == {"groups"}


def test_a_backlog_is_no_flow():
    """A hundred people registered in the first week, and nobody since: from the second year on seats are not taken."""
    found = short(weeks(registrations=100), opened=[*range(0, 130, 10)])
    assert set(found[:52]) == {"groups"}
    assert set(found[53:]) == {"registrations"}


@pytest.mark.parametrize(
    "registrations, settings, wanted",
    [
        (10, [], "groups"),
        (9, [], "registrations"),
        (9, ["group.maximum=8"], "groups"),
        (8, ["demand.unlimited=true"], "groups"),
    ],
)
def test_seats_are_as_many_as_may_be_registered(registrations, settings, wanted):
    assert short(weeks(registrations=registrations), settings, opened=[5])[5] == wanted


def test_pairs_are_short_where_more_look_than_lead():
    """More facilitator-weeks without a partner than with a group, while seats are short or there are none."""
    waiting = weeks(unmatched=3, leading=2, registrations=since(0, 2))
    assert set(short(waiting)) == {"pairs"}
    assert set(short(weeks(unmatched=2, leading=2, registrations=since(0, 2)))) == {"groups"}
    assert set(short(weeks(unmatched=3, leading=2), opened=[*range(0, 130, 5)])) == {"registrations"}
    assert set(short(weeks(unmatched=2))) == {"pairs"}


def test_the_receptive_are_short_where_hardly_any_are_left():
    """Of 1,500 receptive people 150 are left, less than the share of the seats that are taken; or many are."""
    seats = [*range(0, 130, 5)]
    table = weeks(registrations=since(0), participants=1350)
    assert set(short(table, opened=seats)[20:]) == {"receptive"}
    assert set(short(table, adults=100_000, opened=seats)[20:]) == {"registrations"}
    assert set(short(table, ["receptivity.share=0"], opened=seats)[20:]) == {"receptive"}
    assert set(short(weeks(registrations=since(0, 9), participants=1350), opened=seats)[20:]) == {"groups"}


def test_money_is_short_for_a_year_after_something_was_not_done():
    found = short(weeks(unpaid=lambda week: 1 * (week == 30), registrations=since(0)))
    assert np.flatnonzero(found == "money").tolist() == list(range(30, 82))


def in_training(queues, trained, settings=(), declined=(), **columns):
    """What was short in each week's period, with sessions in weeks 6, 58, 110, before which so many queue, and at which
    so many from groups, and so many from outside, are trained."""
    sessions = [(6 + 52 * n, "training session", NONE, NONE, n + 1, length) for n, length in enumerate(queues)]
    refused = [(week, "declined a seat", 1, NONE) for week in declined]
    rows = [
        [6 + 52 * n, source]
        for n, numbers in enumerate(trained)
        for source, number in zip(("participant", "partner"), numbers, strict=True)
        for _ in range(number)
    ]
    people = by_hand.rows("facilitators", rows, ["trained_week", "source"])
    table = weeks(**columns)
    return by_hand.short_in_training(made_of(table, settings, events=[*sessions, *refused], facilitators=people))


def test_before_the_first_session_nothing_is_said():
    found = in_training((0, 20, 20), ((0, 10), (10, 0), (10, 0)))
    assert set(found[:6]) == {NOTHING}
    assert set(found[6:]) == {"seats"}
    assert set(in_training((), ())) == {NOTHING}


def test_seats_that_stay_empty_are_short_of_takers():
    """Each week is of the session that ends its period; what comes after the last is as at the last."""
    found = in_training((0, 4, 20), ((0, 10), (4, 5), (10, 0)))
    assert set(found[7:59]) == {"takers"}
    assert set(found[59:]) == {"seats"}


def test_seats_taken_by_candidates_from_outside_are_taken():
    assert set(in_training((0, 4, 4), ((0, 10), (4, 6), (3, 7)), declined=[110])[6:]) == {"seats"}


def test_where_somebody_in_the_queue_was_not_offered_a_seat_seats_are_short():
    """A shock may leave fewer seats than the scenario has: nine of twelve were offered one, and six took it."""
    assert in_training((0, 12, 12), ((0, 10), (6, 0), (10, 0)), declined=[58] * 3)[58] == "seats"
    assert in_training((0, 9, 12), ((0, 10), (6, 0), (10, 0)), declined=[58] * 3)[58] == "takers"


def test_seats_not_given_for_want_of_money():
    found = in_training((0, 20, 20), ((0, 10), (7, 0), (10, 0)), unpaid_seats=lambda week: 3 * (week == 58))
    assert set(found[7:59]) == {"money"}
    assert set(found[59:]) == {"seats"}


def test_shares_of_what_was_short_add_up(run):
    model = run([], 5, 2)
    table, made = tables_of(model)["weeks"], summary_of(model)
    for column, names in (("short", SHORTAGES), ("short_in_training", TRAINING_SHORTAGES)):
        assert tuple(made[column]) == names
        assert sum(made[column].values()) == pytest.approx(1)
        said = table[column][table[column] != NOTHING]
        assert made[column] == pytest.approx({name: (said == name).mean() for name in names})
    assert made["time_without_partner"] == pytest.approx(table["unmatched"].sum() / table["facilitators_active"].sum())


def test_poor_in_one_thing(run):
    """Each is short in most weeks of a run that has little of it."""
    poor = {
        "registrations": ["outreach.factor=0.4"],
        "groups": ["training.places=3", "outreach.factor=8"],
        "pairs": ["training.pairs=0", "facilitation.pair_distance_km=2", "facilitation.stand_in_weeks=inf"],
        "money": ["budget.per_year=55000"],
    }
    for name, settings in poor.items():
        shares = summary_of(run(settings, 5, 1))["short"]
        assert max(shares, key=lambda one: shares[one]) == name


def test_what_was_short_is_told_by_what_a_rule_made_hold():
    """Ten of thirteen in the queue take a seat: all ten that there are, and not the twenty from week 100 on."""
    rule = {"when": {"queue": {"above": 12}}, "for_weeks": 20, "set": {"training.places": 20}}
    parameters = Parameters.model_validate({"decision": [rule]})
    sessions = [(week, "training session", NONE, NONE, NONE, 13) for week in (6, 58, 110)]
    events = [*sessions, *((week, "declined a seat", who, NONE) for week in (6, 58, 110) for who in range(3))]
    trained = [(week, "participant") for week in (6, 58, 110) for _ in range(10)]
    people = by_hand.rows("facilitators", trained, ["trained_week", "source"])
    held = by_hand.rows("decisions", [(100, 0, "begins"), (120, 0, "ends")])
    of = by_hand.record(
        by_hand.weeks_of(220), events=events, facilitators=people, decisions=held, parameters=parameters
    )
    found = by_hand.short_in_training(of)
    assert set(found[6:59]) == {"seats"}
    assert set(found[59:]) == {"takers"}
    assert short_by_year(of)["in_training"].tolist() == ["seats", "seats", "takers", NOTHING]  # of the year's session
