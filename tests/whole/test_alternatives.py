"""Alternative programmes (S15): alone, beside and as feeders of the groups; flat without conversion (P7)."""

from collections import Counter
from itertools import permutations
from math import inf

import numpy as np
import pytest

from models.outcomes.yearly import row
from models.parameters import Parameters
from models.parameters.money import ITEMS
from models.programme.books.other_programmes import ordinal
from models.programme.invariants import check
from models.programme.layout import HOPEFULS, LEADERS, TEAMS_RECRUITING, TEAMS_RUNNING
from models.records import NONE, TOLD
from models.records import WORKSHOP as BY_WORKSHOP
from models.runs.simulation import record_of
from models.scenarios.scenario import checked, read, write
from models.world.chance import OF_ALTERNATIVES, STREAMS
from sim.errors import InputError
from tests.helpers.alternative_calls import encouragement_of, may_join, start_team, tell_and_decide
from tests.helpers.alternative_programmes import (
    CHALLENGE,
    EASY,
    FEEDS_NOTHING,
    NO_GROUPS,
    SILENT,
    UNLIMITED,
    WORKSHOP,
    by_year,
    ids,
    listed,
    of,
    prices,
    programme_of,
    teams_of,
    waiting_households,
)
from tests.helpers.what_happened import log, summary_of, tables_of, weeks_of

BUSY = ["outreach.factor=4", "outreach.letters=2000", "demand.distance_km=20", "training.period_weeks=20"]
MOVING = ["population.turnover_per_year=0.2", "population.student_turnover_per_year=0.5"]


# ---- worked out by hand -------------------------------------------------------------------------------------------


def test_a_leader_who_rests_a_week_leads_every_week(lived_with):
    """Groups fill at once: the leader is made in week 0 and leads in weeks 1 to 51 of the first year, eight people for
    three hours each time."""
    always = {"initial_leaders": 1, "groups_per_year": 52.0, "loss_per_year": 0.0, "conversion": 0.0}
    model = lived_with(WORKSHOP | always, settings=[*NO_GROUPS, "demand.unlimited=true"], years=2)
    made = tables_of(model)["alternatives"].to_dict("records")
    first = {
        "programme": "fresk",
        "kind": "workshop",
        "year": 1,
        "participants": 408,
        "groups": 51,
        "leaders_trained": 1,
    }
    assert made[0] == first | {"hours": 1224.0, "leader_hours": 156.0, "leaders_active": 1}
    second = {
        "programme": "fresk",
        "kind": "workshop",
        "year": 2,
        "participants": 416,
        "groups": 52,
        "leaders_trained": 0,
    }
    assert made[1] == second | {"hours": 1248.0, "leader_hours": 156.0, "leaders_active": 1}
    assert Counter(kind for _, kind, *_ in log(model) if kind.startswith("fresk")) == {
        "fresk: registered: unlimited demand": 824, "fresk: started": 824, "fresk: leads": 1,
        "fresk: group opened": 103, "fresk: group started": 103, "fresk: group ended": 103,
    }  # fmt: skip


def test_two_leaders_share_a_group_and_its_children(lived_with):
    pair = {"initial_leaders": 2, "leaders": 2, "groups_per_year": 52.0, "loss_per_year": 0.0, "conversion": 1.0}
    model = lived_with(WORKSHOP | pair, settings=[*NO_GROUPS, "demand.unlimited=true"], years=2 / 52)
    programme, leaders = programme_of(model), model.rows("leaders")[listed(model, LEADERS)]
    assert programme[["groups", "participants", "leaders_trained"]].tolist() == (1, 8, 10)
    assert leaders["children"].tolist() == [4.0, 4.0, *[0.0] * 8]
    assert programme["leader_hours"] == 10 * 3 + 2 * 3
    keys = model.rows("teams")["key"][leaders["team"][2:]]
    assert set(keys.tolist()) == {event[4] for event in of(model, "fresk") if event[4] != NONE}


def test_five_households_make_one_of_them_captain(with_programmes):
    """They open a team at once, wait ten weeks for more, meet in weeks 10, 23 and 36, two hours each time."""
    model = with_programmes(CHALLENGE | SILENT | {"conversion": 0.0}, settings=[*NO_GROUPS, *EASY], years=1)
    registered = waiting_households(model, 5)
    model.run(1)
    (team,) = teams_of(model, TEAMS_RECRUITING)
    assert team["first"] in ids(model, registered)
    assert (team["leaders"], team["registered"], listed(model, HOPEFULS)) == (0, 5, [])
    model.run(51)
    assert [(week, kind) for week, kind, *_ in of(model, "challenge") if "group" in kind] == [
        (0, "challenge: group opened"), (10, "challenge: leads own group"), (10, "challenge: group started"),
        (36, "challenge: group ended"),
    ]  # fmt: skip
    (made,) = tables_of(model)["alternatives"].to_dict("records")
    assert (made["participants"], made["hours"], made["leader_hours"]) == (5, 30.0, 3.0)


def test_holidays_put_sessions_off(with_programmes):
    """From week 10, the session of week 23 waits for two holiday weeks (15, 16) and that of week 36 for ten more."""
    settings = [*NO_GROUPS, *EASY, "calendar.pause_in_holidays=true"]
    model = with_programmes(CHALLENGE | SILENT | {"conversion": 0.0}, settings=settings, years=1)
    waiting_households(model, 5)
    hours = {}
    for week in range(52):
        model.run(1)
        hours.setdefault(programme_of(model)["hours"].item(), week)
    assert hours == {0.0: 0, 10.0: 10, 20.0: 25, 30.0: 48}


def test_newcomers_are_offered_the_team_that_waits_for_them(with_programmes):
    """Five more households make the first five's team full, and no team of their own."""
    model = with_programmes(CHALLENGE | SILENT | {"conversion": 0.0}, settings=[*NO_GROUPS, *EASY], years=1)
    waiting_households(model, 5)
    model.run(1)
    assert len(waiting_households(model, 5)) == 5
    model.run(1)
    assert teams_of(model, TEAMS_RUNNING)["members"].tolist() == [10]
    assert not listed(model, TEAMS_RECRUITING)


def test_four_households_are_too_few_and_eleven_are_one_too_many(with_programmes):
    few = with_programmes(CHALLENGE | SILENT, settings=[*NO_GROUPS, *EASY], years=1)
    waiting_households(few, 4)
    few.run(52)
    assert [kind for _, kind, *_ in of(few, "challenge")] == ["challenge: registered: letter"] * 4
    many = with_programmes(CHALLENGE | SILENT, settings=[*NO_GROUPS, *EASY], years=1)
    waiting_households(many, 11)
    many.run(1)
    assert teams_of(many, TEAMS_RUNNING)["members"].tolist() == [10]
    assert len(listed(many, HOPEFULS)) == 1


def test_a_group_that_finds_too_few_is_given_up_and_its_leader_tries_again(with_programmes):
    row = WORKSHOP | SILENT | {"initial_leaders": 1, "groups_per_year": 52.0, "loss_per_year": 0.0}
    model = with_programmes(row, settings=[*NO_GROUPS, *EASY], years=1)
    registered = waiting_households(model, 4)
    model.run(11)
    groups = [(week, kind.removeprefix("fresk: group ")) for week, kind, *_ in of(model, "fresk") if "group" in kind]
    assert groups == [(1, "opened"), (5, "cancelled"), (6, "opened"), (10, "cancelled")]
    assert len(registered) == 4
    assert sorted(listed(model, HOPEFULS)) == registered


def test_a_household_takes_part_once(with_programmes):
    """In the challenge; in a workshop each for themselves."""
    for kind, once in ((CHALLENGE, True), (WORKSHOP, False)):
        model = with_programmes(kind | SILENT, settings=NO_GROUPS, years=1)
        (registered,) = waiting_households(model, 1)
        (person,) = ids(model, [registered])
        others = [one for one in model.world.household(person) if one != person]
        assert others
        assert not may_join(model.state.handle, person, 1)
        assert [may_join(model.state.handle, one, 1) for one in others] == [not once] * len(others)
        model.rows("hopefuls")["limit"][registered] = 0.0  # their patience is used up
        model.live_stage("alternative programmes")
        assert programme_of(model)["registrations_lost"] == 1
        assert all(may_join(model.state.handle, one, 1) for one in [person, *others])


def test_nobody_joins_from_a_running_group(with_programmes):
    model = with_programmes(CHALLENGE | SILENT, WORKSHOP | SILENT, settings=NO_GROUPS, years=1)
    handle, people = model.state.handle, model.world.anyone(np.array([1, 2]))
    one, other = people.tolist()
    assert may_join(handle, one, 2)
    model.meet(one).status = "in group"
    assert not may_join(handle, one, 2)
    team = start_team(handle, 1, people[1:])
    tell_and_decide(handle, 2, people, inf, 0)
    assert not listed(model, HOPEFULS, 2)
    model.rows("teams")["sessions"][team] = programme_of(model)["sessions"]  # all held
    model.live_stage("alternative programmes")
    assert not listed(model, TEAMS_RUNNING)
    model.state.array("clock")["week"] += 1  # people decide once a week
    tell_and_decide(handle, 2, people, inf, 0)
    assert ids(model, listed(model, HOPEFULS, 2)) == [other]


def test_the_hazard_of_joining(with_programmes, agrees):
    """1 − exp(−3 · 0.8^2 · 0.1 · θ), for people who refused twice."""
    model = with_programmes(WORKSHOP, settings=NO_GROUPS, years=1)
    people = np.unique(model.world.anyone(np.arange(6000)))
    tell_and_decide(model.state.handle, 1, people, 0.1, 2)
    joined = np.isin(people, ids(model, listed(model, HOPEFULS)))
    agrees(joined, 1 - np.exp(-3 * 0.64 * 0.1))
    known = model.rows("people")
    refusals = dict(known[["id", "refusals"]][known["programme"] == 1].tolist())
    assert [refusals[person] for person in people.tolist()] == np.where(joined, 2, 3).tolist()


@pytest.mark.parametrize("per_year", [0, 1, 51, 360, 10_000])
def test_contacts_are_spread_over_the_year(lived_with, per_year):
    model, weekly = (
        lived_with(WORKSHOP | {"letters_per_year": per_year}, settings=NO_GROUPS, years=2),
        np.zeros(104, int),
    )
    for week, kind, *_, letters in of(model, "fresk"):
        weekly[week] += letters * (kind == "fresk: mailing")
    assert weekly[:52].sum() == weekly[52:].sum() == per_year
    assert weekly.max() - weekly.min() <= 1


# ---- growth ---------------------------------------------------------------------------------------------------------


def weekly_chances(model):
    """Of leading and of staying, in a week, and the leaders that come of a group."""
    (settings,) = model.parameters_at_start.alternative
    return settings.groups_per_year / 52, np.exp(-settings.loss_per_year / 52), settings.conversion * settings.largest


def test_leaders_of_a_leader(lived_with, agrees):
    """R = conversion · size · groups of a lifetime, Σ p s^k from week `training_weeks` on; all lifetimes are over."""
    children = []
    for seed in range(2):
        brief = {"initial_leaders": 120, "loss_per_year": 2.5, "training_weeks": 3}
        model = lived_with(WORKSHOP | brief, settings=UNLIMITED, years=4, seed=seed, checked=False)
        leads, stays, born = weekly_chances(model)
        events = of(model, "fresk")
        first = {event[2] for event in events if event[1] == "fresk: leads" and event[0] == 0}
        assert first.isdisjoint(model.rows("leaders")["id"][listed(model, LEADERS)].tolist())
        groups = {event[4]: event[2] for event in events if event[1] == "fresk: group opened"}
        led = Counter(groups[event[4]] for event in events if event[1] == "fresk: leads" and event[0])
        children += [led[one] for one in sorted(first)]
    assert len(children) == 240
    agrees(children, born * leads * stays**3 / (1 - stays))


@pytest.mark.parametrize("loss, grows", [(3.0, False), (0.6, True)])
def test_leaders_multiply_if_one_gives_rise_to_more_than_one(lived_with, agrees, loss, grows):
    """Mean number of leaders after w weeks: F0 (s (1 + p κ))^w, rising if and only if R > 1."""
    ends = []
    for seed in range(12):
        model = lived_with(
            WORKSHOP | {"initial_leaders": 12, "loss_per_year": loss},
            settings=UNLIMITED,
            years=2,
            seed=seed,
            checked=False,
        )
        ends.append(by_year(model, "leaders_active")[-1])
    leads, stays, born = weekly_chances(model)
    ratio = float(born * leads * stays / (1 - stays))
    assert (ratio > 1) is grows
    expected = float(12 * (stays * (1 + leads * born)) ** 103)
    assert (expected > 12) is grows
    agrees(ends, expected)
    assert bool(np.mean(ends) > 12) is grows


def test_a_local_open_call_is_flat(lived_with):
    """P7: without conversion and invitations yearly participants do not trend, once the first year has filled teams."""
    call = CHALLENGE | {"conversion": 0.0, "invitations_per_participant": 0.0, "invitations_per_leader": 0.0}
    call |= {"letters_per_year": 20_000}
    years = np.array(
        [by_year(lived_with(call, settings=NO_GROUPS, years=8, seed=seed, checked=False))[1:] for seed in range(5)]
    )
    slopes = np.polyfit(np.arange(years.shape[1]), years.T, 1)[0]
    assert years.mean() > 15
    assert abs(slopes.mean()) <= 4 * slopes.std(ddof=1) / np.sqrt(len(slopes))
    assert abs(slopes.mean()) * 7 < 0.5 * years.mean()


# ---- beside the groups ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("settings", [[], [*MOVING, "registering.rule=reinforced"]])
def test_a_programme_that_feeds_nothing_changes_nothing_in_the_groups(lived_with, settings):
    rows = [CHALLENGE, WORKSHOP | FEEDS_NOTHING]
    plain, beside = lived_with(settings=settings, years=2), lived_with(*rows, settings=settings, years=2)
    assert of(beside) == log(plain)
    assert weeks_of(beside) == weeks_of(plain)
    assert (beside.state.array("programmes")["participants"] > 10).all()
    assert len(log(plain)) > 300


@pytest.mark.parametrize("name", ["registered", "not paid: seat", "a: b"])
def test_a_programme_that_is_called_like_an_event_is_not_taken_for_one(lived_with, name):
    plain, beside = lived_with(years=1), lived_with(WORKSHOP | FEEDS_NOTHING | {"name": name}, years=1)
    events = record_of(beside).events
    own = events["programme"] != 0
    assert (events[~own] == record_of(plain).events).all()
    assert own.sum() > 100
    figures, usual = summary_of(beside), summary_of(plain)
    differing = {one for one in usual if figures[one] != usual[one]}
    assert {one for one in differing if not one.startswith("alternative_")} == {"event_log_sha256"}
    told = tables_of(beside)["events"]["programme"]
    assert (told == name).tolist() == own.tolist()


def test_a_programme_that_feeds_changes_the_groups(lived_with):
    plain = log(lived_with(years=2))
    for feeds in ({"feeder_factor": 20.0, "tells_of_groups": False}, {"feeder_factor": 1.0, "tells_of_groups": True}):
        assert of(lived_with(WORKSHOP | feeds | {"initial_leaders": 60, "telling": 1.0}, years=2)) != plain


def test_another_programme_changes_nothing_in_a_workshop(lived_with):
    """Chance is keyed by the programme's name; workshops last no longer than a day, so nobody is kept from one."""
    alone, other = WORKSHOP | FEEDS_NOTHING, WORKSHOP | FEEDS_NOTHING | {"name": "second"}
    one, two = lived_with(alone, settings=NO_GROUPS, years=2), lived_with(other, alone, settings=NO_GROUPS, years=2)
    assert of(one, "fresk") == of(two, "fresk")
    assert len(of(one, "fresk")) > 100
    leaders = [{e[2] for e in of(two, name) if e[1].endswith(": leads")} for name in ("fresk", "second")]
    assert len(leaders[0] & leaders[1]) < 3 < min(map(len, leaders))


def test_alone(lived_with):
    model = lived_with(CHALLENGE, WORKSHOP, settings=NO_GROUPS, years=2)
    assert {kind for _, kind, *_ in of(model)} <= {"training session", "registered: workshop", "gave up waiting"}
    assert (model.state.array("programmes")["participants"] > 20).all()
    made = tables_of(model)
    figures = summary_of(model)
    assert figures["participants"] == figures["facilitators_trained"] == 0
    assert figures["alternative_participants"] == made["alternatives"]["participants"].sum()
    assert figures["alternative_hours"] == made["alternatives"]["hours"].sum()
    assert figures["alternative_groups"] == sum(kind.endswith(": group started") for _, kind, *_ in log(model))


def test_whoever_took_part_is_readier_for_a_year(with_programmes):
    model = with_programmes(WORKSHOP | SILENT, settings=NO_GROUPS, years=3)
    handle, clock, people = model.state.handle, model.state.array("clock"), model.world.anyone(np.array([1, 2]))
    start_team(handle, 1, people[:1])
    assert encouragement_of(handle, people[0]) == 1.0
    clock["week"] = 10
    model.live_stage("alternative programmes")
    for clock["week"], factor in ((10, 1.5), (62, 1.5), (63, 1.0)):
        assert [encouragement_of(handle, person) for person in people] == [factor, 1.0]


def test_workshops_tell_of_the_groups_in_the_week_after(with_programmes):
    """At the strength of an event; only receptive people can follow, all are counted."""
    model = with_programmes(WORKSHOP | SILENT | {"largest": 40}, settings=NO_GROUPS, years=1)
    people, count = model.world.anyone(np.arange(40)), model.state.array("n")
    start_team(model.state.handle, 1, people)
    model.live_stage("alternative programmes")
    assert not len(model.rows("told"))
    model.live_stage("exposures")
    strength, ready = model.parameters.registering.event, model.world.readiness(people, 0)
    expected = [
        (person, people[0], strength, BY_WORKSHOP, theta)
        for person, theta in zip(people, ready, strict=True)
        if theta > 0
    ]
    made = model.rows("told")[["person", "source", "strength", "channel", "readiness"]].tolist()
    assert made == expected != []
    assert model.state.array("tally")["told"][0, TOLD.index("workshop")] == 40
    count["told"] = 0
    model.live_stage("exposures")
    assert not len(model.rows("told"))


def test_invitations_of_each_programme_are_invitations_of_their_own(with_programmes):
    """The same person asks other people for the groups, for one programme and for another."""
    model = with_programmes(CHALLENGE, WORKSHOP)
    inviters, years = np.full(60, model.world.anyone(1)), np.zeros(60, dtype=np.int64)
    firsts = [0, *(ordinal.py_func(model.state.programmes[n], spell) for n in range(2) for spell in range(3))]
    asked = [model.world.asked(inviters, first + np.arange(60), years).tolist() for first in firsts]
    assert len({tuple(people) for people in asked}) == len(firsts) == 7


def test_some_register_for_the_groups_after_a_workshop(lived_with):
    model = lived_with(WORKSHOP | {"initial_leaders": 60, "telling": 2.0}, years=2)
    kinds = Counter(kind for _, kind, *_ in log(model))
    assert kinds["registered: workshop"] > 3


# ---- dates, invariants, tables --------------------------------------------------------------------------------------


def test_nothing_before_the_beginning_and_an_end_after_the_end(lived_with):
    plain = lived_with(years=3)
    dated = lived_with(WORKSHOP | {"from": 60, "until": 110, "telling": 1.0}, years=3)
    until = [event for event in log(dated) if event[0] < 60]
    assert until == [event for event in log(plain) if event[0] < 60]
    weeks = {what: [week for week, kind, *_ in of(dated, "fresk") if kind.startswith(f"fresk: {what}")] for what in
             ("registered: ", "group opened", "leads", "stopped", "group started")}  # fmt: skip
    assert min(weeks["leads"]) == 60 <= min(weeks["registered: "]) < 70
    assert max(weeks["registered: "] + weeks["group opened"] + weeks["leads"]) < 110
    assert max(weeks["stopped"]) <= 110 + 4
    assert not listed(dated, LEADERS)


@pytest.mark.parametrize(
    "settings, seed", [(BUSY, 1), ([*BUSY, *MOVING, "calendar.pause_in_holidays=true"], 2), (UNLIMITED, 3)]
)
def test_invariants_hold_and_everyone_may_be_an_agent(lived_with, small, settings, seed):
    """I13 after every week, and S11, on a small territory that soon runs short of people."""
    rows = [CHALLENGE | {"joining_factor": 5.0, "groups_per_year": 1.5, "initial_leaders": 3, "conversion": 0.3}]
    rows += [WORKSHOP | {"leaders": 2, "conversion": 0.3, "loss_per_year": 2.0}]
    options = {"settings": settings, "where": small, "seed": seed, "years": 1.5}
    lazy, full = lived_with(*rows, **options), lived_with(*rows, **options, everyone=True)
    assert log(lazy) == log(full)
    for number, its in enumerate(lazy.parameters_at_start.alternative, start=1):
        own, programme = of(lazy, its.name), programme_of(lazy, number)
        events = Counter(kind.removeprefix(f"{its.name}: ") for _, kind, *_ in own)
        assert events["started"] == programme["participants"] > 20
        assert sum(e[5] for e in own if e[1].endswith(": group started")) == events["started"]
        recruiting = len(listed(lazy, TEAMS_RECRUITING, number))
        assert events["group opened"] == programme["groups"] + events["group cancelled"] + recruiting
        assert events["stopped"] == programme["leaders_stopped"] > 0
        once = Counter(event[2] for event in own if event[1].endswith(": started"))
        assert lazy.departed or max(once.values()) == 1


def one_more(name):
    def spoil(model):
        model.state.array("programmes")[name][0] += 1

    return spoil


def seat_one_twice(model):
    first, members = teams_of(model, TEAMS_RUNNING)[0]["first_seat"], model.state.array("seats")["member"]
    members[first + 1] = members[first]


def seat_too_few(model):
    model.rows("teams")["members"][listed(model, TEAMS_RUNNING)[0]] = 4


def lead_nothing(model):
    loads, first = model.rows("leaders")["load"], listed(model, LEADERS)[0]
    loads[first] = 1 - loads[first]


def leave_an_exposure(model):
    model.state.array("n")["told"] += 1


SPOILED = {
    "a participant more": ("I13", one_more("participants")),
    "a leader stopped more": ("I13", one_more("leaders_stopped")),
    "twice in a group": ("I13", seat_one_twice),
    "too few in a group": ("I13", seat_too_few),
    "a leader who leads nothing": ("I13", lead_nothing),
    "an exposure left over": ("I10", leave_an_exposure),
}


@pytest.mark.parametrize("what", SPOILED)
def test_the_invariant_fires(with_programmes, what):
    model = with_programmes(CHALLENGE | {"joining_factor": 5.0, "initial_leaders": 1, "loss_per_year": 0.0}, years=2)
    model.run(40)
    assert listed(model, TEAMS_RUNNING)
    check(model)
    broken, spoil = SPOILED[what]
    spoil(model)
    with pytest.raises(AssertionError, match=f"invariant {broken}"):
        check(model)


def test_what_is_bought_for_it_is_what_happened(with_programmes):
    """I08 counts leaders and teams of each kind, and closes each account."""
    rows = CHALLENGE | {"joining_factor": 5.0}, WORKSHOP | {"budget_share": 0.5}
    model = with_programmes(*rows, settings=["budget.per_year=200000"])
    model.run(60)
    check(model)
    for account, item in zip(model.state.array("accounts"), ("team", "workshop_leader"), strict=True):
        number = ITEMS.index(item)
        assert account["bought"][number] > 0
        account["bought"][number] -= 1
        with pytest.raises(AssertionError, match="invariant I08"):
            check(model)
        account["bought"][number] += 1
        account["balance"] += 1
        with pytest.raises(AssertionError, match="invariant I08"):
            check(model)
        account["balance"] -= 1
        check(model)


# ---- money ----------------------------------------------------------------------------------------------------------


def test_a_share_of_the_budget_is_its_own(with_programmes):
    """A quarter of 40,000 € for the one, the rest for the groups and the other, who has no share."""
    model = with_programmes(
        WORKSHOP | {"budget_share": 0.25, "coordinators": 0.1}, CHALLENGE, settings=["budget.per_year=40000"]
    )
    assert model.state.array("programmes")["account"].tolist() == [1, 0]
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


def test_leaders_are_trained_as_far_as_the_money_goes(lived_with):
    """2,000 € are four leaders at 500."""
    model = lived_with(
        WORKSHOP | SILENT, settings=[*NO_GROUPS, *prices(workshop_leader=500), "budget.per_year=2000"], years=1
    )
    kinds = Counter(kind for _, kind, *_ in of(model, "fresk"))
    assert (kinds["fresk: leads"], kinds["fresk: not paid: leader"]) == (4, 6)
    assert model.state.array("accounts")["balance"].tolist() == [0]


def test_without_its_coordinators_nobody_is_written_to(lived_with):
    """Paid for 26 weeks of each year, letters go out in those alone, and one of two events is held."""
    row = WORKSHOP | {"coordinators": 1.0, "events_per_year": 2}
    model = lived_with(row, settings=[*NO_GROUPS, *prices(coordinator=52), "budget.per_year=26"], years=2)
    weeks = [week for week, kind, *_ in of(model, "fresk") if kind == "fresk: mailing"]
    assert weeks == [*range(26), *range(52, 78)]
    assert tables_of(model)["posts"]["week"].tolist() == weeks
    assert [week for week, kind, *_ in of(model, "fresk") if kind == "fresk: event"] == [13, 65]


def test_a_team_that_cannot_be_paid_waits_and_is_given_up(with_programmes):
    """Five households, a team of theirs at 100 € and its captain at 50; there are 149 €."""
    for money, starts in ((149, False), (150, True)):
        settings = [*NO_GROUPS, *EASY, *prices(team=100, captain=50), f"budget.per_year={money}"]
        model = with_programmes(
            CHALLENGE | SILENT | {"conversion": 0.0, "coordinators": 0.0}, settings=settings, years=1
        )
        waiting_households(model, 5)
        model.run(12)
        kinds = Counter(kind.removeprefix("challenge: ") for _, kind, *_ in of(model, "challenge"))
        assert kinds["group started"] == kinds["leads own group"] == starts
        assert (kinds["not paid: group"] > 0) is (kinds["group cancelled"] > 0) is not starts


def test_a_budget_cut_without_a_budget_leaves_a_share_of_its_letters_and_events(with_programmes):
    cut = {"kind": "budget cut", "from": 0, "weeks": 52, "factor": 0.5}
    model = with_programmes(WORKSHOP, settings=NO_GROUPS, shock=[cut], years=1)
    model.run(52)
    assert sum(e[5] for e in of(model, "fresk") if e[1] == "fresk: mailing") == 5000
    assert sum(e[1] == "fresk: event" for e in of(model, "fresk")) == 6


def test_rows_of_a_study_have_the_same_columns(lived_with):
    plain, with_one = lived_with(years=1), lived_with(WORKSHOP, years=1)
    rows = [row(summary_of(model)) for model in (plain, with_one)]
    assert list(rows[0]) == list(rows[1])
    assert not any(value for name, value in rows[0].items() if name.startswith("alternative_"))
    assert rows[1]["alternative_participants"] > 0
    assert tables_of(plain)["alternatives"].empty


def test_the_printed_report_has_a_sentence_for_each(tmp_path):
    from experiments.words.run import in_words
    from models.runs.simulation import simulate, territory_for

    path = tmp_path / "both.toml"
    path.write_text(
        "[[alternative]]\nkind = 'workshop'\nname = 'Fresk'\n[[alternative]]\nkind = 'team challenge'\nname = 'T'"
    )
    scenario = read(path)
    place = territory_for(scenario)
    text = in_words(simulate(scenario, place, years=1), scenario, place)
    assert "Alternative programme “Fresk”: " in text
    assert "Alternative programme “T”: " in text


# ---- scenario files -------------------------------------------------------------------------------------------------


def test_a_row_takes_the_values_of_its_kind_and_its_own(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text("[[alternative]]\nkind = 'workshop'\nname = 'w'\nfrom = 104\nconversion = 0.02\n")
    (row,) = read(path).parameters.alternative
    assert (row.from_week, row.until_week, row.conversion, row.largest, row.session_hours) == (104, inf, 0.02, 8, 3)
    path.write_text(write(read(path).parameters))
    assert "from = 104" in path.read_text()
    assert read(path).parameters.alternative == (row,)


def test_the_presets_are_those_of_the_specification():
    challenge, workshop = Parameters.model_validate({"alternative": [CHALLENGE, WORKSHOP]}).alternative
    assert (len(challenge.session_weeks), challenge.session_weeks[-1]) == (3, 26)
    assert (challenge.smallest, challenge.largest, challenge.conversion, challenge.saving) == (5, 10, 0.05, 0.2)
    assert (challenge.training_weeks, challenge.feeder_factor, challenge.joining_factor) == (5, 1, 1)
    assert (workshop.session_weeks, workshop.largest, workshop.conversion, workshop.saving) == ((0,), 8, 0.044, 0.05)
    assert (workshop.training_hours, workshop.training_weeks) == (3, 0)
    assert (workshop.feeder_factor, workshop.feeder_weeks, workshop.joining_factor) == (1.5, 52, 3)
    assert challenge.leaders == workshop.leaders == 1


WRONG = [
    ({"kind": "worshop"}, ["alternative.0", "'worshop'", "did you mean 'workshop'", "'team challenge'"]),
    ({"kind": 3}, ["kind = 3", "'workshop'"]),
    ({}, ["kind = None", "'workshop'"]),
    ({"kind": "workshop", "convesion": 0.1}, ["'convesion'", "did you mean 'conversion'"]),
    ({"kind": "workshop", "conversion": 1.5}, ["conversion", "1.5", "less than or equal to 1"]),
    ({"kind": "workshop", "conversion": "many"}, ["conversion", "'many'", "number"]),
    ({"kind": "workshop", "from": -3}, ["from", "-3", "greater than or equal to 0"]),
    ({"kind": "workshop", "from": 30, "until": 20}, ["until = 20", "from = 30"]),
    ({"kind": "workshop", "smallest": 9}, ["smallest = 9", "largest = 8"]),
    ({"kind": "team challenge", "groups_per_year": 4.0}, ["groups_per_year = 4", "1.926"]),
    ({"kind": "workshop", "session_weeks": [1]}, ["session_weeks", "begin with 0"]),
    ({"kind": "workshop", "name": " "}, ["' '"]),
    ({"kind": "workshop", "leaders": 3}, ["leaders", "3", "less than or equal to 2"]),
    ({"kind": "workshop", "budget_share": 1.2}, ["budget_share", "1.2", "less than or equal to 1"]),
    ({"kind": "workshop", "coordinators": -1}, ["coordinators", "-1", "greater than or equal to 0"]),
]


@pytest.mark.parametrize("content, words", WRONG, ids=range(len(WRONG)))
def test_a_wrong_row_is_told_in_one_line(content, words):
    with pytest.raises(InputError) as caught:
        checked({"alternative": [{"name": "a"} | content]}, "mine.toml")
    line = str(caught.value)
    assert line.startswith("mine.toml: ")
    assert "\n" not in line
    for word in words:
        assert word in line, line


def test_no_name_makes_two_decisions_of_chance_one():
    """They are drawn under the name, a colon and what is decided; names may have colons."""
    assert not [(one, other) for one, other in permutations(OF_ALTERNATIVES, 2) if one.endswith(f": {other}")]
    assert not [name for name in STREAMS if name.startswith("alternative ")]


def test_two_rows_of_one_name_are_refused():
    with pytest.raises(InputError, match=r"^mine.toml: alternative: two rows are named 'fresk'; [^\n]*$"):
        checked({"alternative": [WORKSHOP, CHALLENGE, WORKSHOP]}, "mine.toml")
    with pytest.raises(InputError, match=r"name"):
        checked({"alternative": [{"kind": "workshop"}]}, "mine.toml")


def test_shares_of_the_budget_above_one_are_told_in_one_line():
    rows = [CHALLENGE | {"budget_share": 0.7}, WORKSHOP | {"budget_share": 0.4}]
    with pytest.raises(InputError, match=r"budget_share add up to 1.1; must be at most 1") as caught:
        checked({"alternative": rows}, "mine.toml")
    assert "\n" not in str(caught.value)


def test_a_share_that_pays_for_no_group_is_told_in_one_line():
    row = WORKSHOP | {"budget_share": 0.1}
    with pytest.raises(InputError, match=r"^mine.toml: .*budget_share = 0.1 of budget.per_year = 999: 99.90 €[^\n]*$"):
        checked({"alternative": [row], "budget": {"per_year": 999.0}}, "mine.toml")
    dated = {"from": 9, "set": {"costs.workshop": 101.0}}
    with pytest.raises(InputError, match=r"decision 1: with what can hold in week 9, [^\n]* at 101.00 €[^\n]*$"):
        checked({"alternative": [row], "budget": {"per_year": 1000.0}, "decision": [dated]}, "mine.toml")
    for share, money in ((0.1, 1000.0), (0.0, 999.0), (0.1, float("inf"))):
        checked({"alternative": [row | {"budget_share": share}], "budget": {"per_year": money}}, "mine.toml")


def test_shares_that_add_up_to_one_leave_nothing_to_the_groups():
    """And no debt, though their sum is off by a rounding: those of a large budget would be euros."""
    rows = [WORKSHOP | {"name": str(n), "budget_share": share} for n, share in enumerate((0.6, 0.3, 0.1 + 5e-10))]
    parameters = checked({"alternative": rows, "budget": {"per_year": 1e12}}, "mine.toml")
    assert parameters.groups_share == 0
    assert checked({"alternative": rows[:2]}, "mine.toml").groups_share == pytest.approx(0.1, abs=1e-12)
