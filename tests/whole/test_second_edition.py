"""What the second edition of the model changed (section 12 of the specification): each is red on the first."""

import math

import numpy as np
import pytest
from scipy import stats

from models.parameters import PARTNER_TYPES
from models.records import NONE, PITCH
from tests.helpers.by_sections import lived, made
from tests.helpers.telling import CERTAIN, tell
from tests.helpers.what_happened import log, summary_of

WEEKS_A_YEAR = 52


# ---- novices with experienced (S8) ---------------------------------------------------------------------------------


def test_one_cancelled_group_does_not_stop_the_programme(territory):
    """Novices may pair as long as nobody active has led a group."""
    rule = {"facilitation": {"novice_with_experienced": True}, "outreach": {"factor": 0.6}, "training": {"pairs": 0.0}}
    cancelled_first = 0
    for seed in range(12):
        model = lived(territory, rule, seed=seed)
        first = model.groups[0]
        cancelled_first += first.state == "cancelled"
        assert any(group.opened > first.ended for group in model.groups), seed
    assert cancelled_first > 3


def test_novices_lead_with_the_experienced_where_there_are_any(territory):
    """Of two leaders one has led, from the day on which somebody who is active has."""
    rule = {"facilitation": {"novice_with_experienced": True}, "training": {"pairs": 0.0}}
    model = lived(territory, rule, 260)
    led: dict[int, int] = {}
    experienced_since = min(group.started for group in model.groups if group.started != NONE)
    started = sorted((group.started, group.key) for group in model.groups if group.started != NONE)
    mixed = 0
    for group in model.groups:
        if group.opened <= experienced_since + 30:
            continue
        led = {}
        for week, key in started:
            if week < group.opened:
                for leader in model.groups[key].leaders:
                    led[leader.id] = led.get(leader.id, 0) + 1
        assert any(led.get(leader.id) for leader in group.leaders)
        mixed += not all(led.get(leader.id) for leader in group.leaders)
    assert mixed > 5


# ---- hazards week by week (S13) --------------------------------------------------------------------------------------


def test_a_decision_on_the_loss_rate_acts_on_later_weeks_only(territory):
    """Those who lead when it begins have lived the weeks before at the old rate."""
    raised = {"training": {"founders": 40}, "decision": [{"from": 40, "set": {"retention.loss_per_year": 1.0}}]}
    model = lived(territory, raised, 60)
    trained = [one for one in model.active if one.trained_week < 40]
    assert sum(one.load > 0 for one in trained) > 3
    for one in trained:
        expected = (40 - one.trained_week) * 0.25 / 52 + 20 * 1.0 / 52
        assert one.loss_clock == pytest.approx(expected)


def test_overload_is_charged_only_while_two_groups_are_on_ones_hands(territory):
    """The hazard lived is that of each week's load, at the time of the turnover."""
    loads: dict[int, list[int]] = {}

    def note(model):
        for one in model.active:
            loads.setdefault(one.id, []).append(one.load)
        model.live_stage("facilitator turnover")

    busy = {"facilitation": {"max_load": 2}, "retention": {"loss_per_year": 0.01, "overload_effect": 1.0}}
    model = made(territory, busy, 120, stages={"facilitator turnover": note})
    model.run(120)
    twice = 0
    for one in model.active:
        weeks = np.array(loads[one.id])
        assert one.loss_clock == pytest.approx(0.01 / 52 * np.where(weeks > 1, math.e, 1.0).sum())
        twice += bool((weeks > 1).any() and (weeks <= 1).any())
    assert twice > 3


# ---- keys (4.4) ----------------------------------------------------------------------------------------------------


def test_letters_for_some_are_keyed_by_whom_they_are_for(territory):
    """An inert row before theirs changes nothing."""
    letters = {"from": 10, "communes": ["25527", "25056"], "set": {"outreach.letters": 3000}}
    inert = {"from": 5, "communes": ["25575"], "set": {"outreach.letters": 0}}
    alone, behind = (lived(territory, {"decision": rows}, 104) for rows in ([letters], [inert, letters]))
    assert log(alone) == log(behind)
    assert log(alone) != log(lived(territory, {}, 104))


def test_a_budget_cut_does_not_look_ahead(territory):
    """Before a budget sets a limit, a cut leaves a share of what is bought, whatever is decided later (S02)."""
    cut = {"shock": [{"kind": "budget cut", "from": 4, "weeks": 40, "factor": 0.5}]}
    later = cut | {"decision": [{"from": 60, "set": {"budget.per_year": 90000.0}}]}
    before = [[event for event in log(lived(territory, one, 80)) if event[0] < 60] for one in (cut, later)]
    assert before[0] == before[1]
    assert {event[5] for event in before[0] if event[1] == "mailing" and 4 <= event[0] < 44} == {1250}


def test_a_training_seat_is_a_week_and_a_number(territory):
    model = lived(territory, {}, 70)
    seats = [(one.seat >> 24, one.seat & 0xFFFFFF) for one in model.facilitators.values()]
    assert [week for week, _ in seats] == [one.trained_week for one in model.facilitators.values()]
    assert [number for week, number in seats if week == 6] == list(range(10))


# ---- who is told (S3, S4) --------------------------------------------------------------------------------------------


def test_everybody_told_by_a_partner_is_counted(territory):
    """A share of all members, as of those who get letters or come to events."""
    told, expected = 0, 0.0
    for seed in range(3):
        model = made(territory, {"partners": {"in_house_share": 0.0}}, 104, seed)
        for week in range(104):
            model.run(1)
            counted = int(model.state.array("weeks")["told_partner"][week])
            told += counted
            expected += 0.1 * sum(partner.members for partner in model.active_partners) * bool(counted)
    assert told == pytest.approx(expected, rel=0.02)


def test_a_refusal_is_forgotten_when_readiness_is_drawn_anew(build, small):
    """With a fatigue that leaves nothing, who refused once registers only after a new draw."""
    settings = ["registering.fatigue=0", "receptivity.turnover_per_year=0.35", "receptivity.share=0.5"]
    model = build(settings, 3, 1, where=small, checked=False)
    people = model.world.everyone()
    tell(model, PITCH, [(person, 1, 0.0) for person in people.tolist()])
    anew = {}
    for year in (0, 1):
        model.state.array("clock")["week"] = WEEKS_A_YEAR * year + 10
        anew[year] = {who for who in people.tolist() if drawn_anew(model, who, year)}
        tell(model, PITCH, [(person, 1, CERTAIN) for person in people.tolist()])
        registered = {one.id for one in model.waiting}
        assert registered == anew[year]
    assert not anew[0]
    assert 0.5 * len(people) < len(anew[1]) < len(people)


def drawn_anew(model, person, year):
    """Whether the readiness of a year is another draw than in the first one, by the dates that the world draws."""
    p = model.parameters_at_start.receptivity
    rate = p.turnover_per_year / p.share
    date = model.draws.stream("date of a new mind").uniform(person)
    return int(year * rate + date) != int(date)


# ---- where groups meet (S6, S9) ------------------------------------------------------------------------------------


def test_online_groups_use_up_no_room_and_reach_no_commune(territory):
    online = {
        "demand": {"online_share": 1.0},
        "facilitation": {"partner_room": 1.0},
        "partners": {"in_house_share": 0.0},
    }
    model = lived(territory, online)
    assert model.total("groups_started") > 10
    assert {group.host for group in model.groups} == {None}
    assert not sum(partner.groups_hosted for partner in model.partners.values())
    assert summary_of(model)["communes_reached"] == 0


def test_groups_of_the_house_are_for_its_members(territory):
    """Told by the partner alone, joined by members alone, whatever their times and wherever they live; led by a member
    who is ready, with anybody; held there."""
    own = {"partners": {"in_house_share": 1.0, "smallest": 200, "initial": 40}, "facilitation": {"partner_room": 1.0}}
    by_member = started = 0
    for seed in range(4):
        model = lived(territory, own, seed=seed)
        for group in model.groups:
            if not group.in_house:
                continue
            started += group.started != NONE
            assert group.place == group.host.home
            members = set(model.world.members(group.host.organisation).tolist())
            assert {one.id for one in group.registered} <= members
            by_member += any(leader.id in members for leader in group.leaders)
    assert started > 20
    assert by_member > 3


def test_without_groups_of_the_house_there_are_none(territory):
    model = lived(territory, {"partners": {"in_house_share": 0.0}})
    assert not any(group.in_house for group in model.groups)
    small_ones = lived(territory, {"partners": {"in_house_members": 100000}})
    assert log(model) == log(small_ones)


def test_a_kind_of_partner_may_ask_for_groups_of_the_house_more_than_others(territory):
    """In the end all groups that companies ask for, and none of anybody else's."""
    only = [
        {"set": {"partners.in_house_share": 0.0}},
        {"partner_types": ["company"], "set": {"partners.in_house_share": 1.0}},
    ]
    own = {"partners": {"smallest": 20, "initial": 40}, "facilitation": {"partner_room": 1.0}, "decision": only}
    asked = {True: 0, False: 0}
    for seed in range(3):
        for group in lived(territory, own, seed=seed).groups:
            if group.host is not None:
                assert group.in_house == (PARTNER_TYPES[group.host.kind] == "company")
                asked[bool(group.in_house)] += 1
    assert min(asked.values()) > 10


def test_members_hear_of_a_group_of_the_house_and_nobody_else(territory):
    """While only such groups recruit, no other partner pitches and no leader invites."""
    own = {
        "partners": {"in_house_share": 1.0, "smallest": 100, "initial": 40},
        "facilitation": {"partner_room": 1.0},
        "outreach": {"events_per_year": 0, "campaigns_per_year": 0},
        "training": {"places": 0},
    }
    seen = 0
    for seed in range(6):
        model = made(territory, own, 60, seed)
        for _ in range(60):
            recruiting = model.recruiting_groups  # at the start of the week
            model.run(1)
            row = model.state.array("weeks")[model.week - 1]
            if recruiting and all(group.in_house for group in recruiting) and len(model.groups) < 5:
                assert row["told_partner"] == sum(group.host.members for group in recruiting)
                seen += 1
    assert seen > 3


# ---- pairs (S8, S12) -------------------------------------------------------------------------------------------------


def test_those_trained_together_open_their_first_group_together(territory):
    """When both are available, without rest or search, with or without a time at which both are free."""
    model = lived(territory, {"population": {"slot_share": 0.2}, "training": {"active_share": 0.8}})
    people = model.facilitators
    paired = [one for one in people.values() if one.trained_with is not None]
    assert len(paired) >= 0.8 * len(people)
    opened = {frozenset(leader.id for leader in group.leaders): group for group in reversed(model.groups)}
    together = without = no_time = 0
    for one in paired:
        other, due = one.trained_with, one.trained_week + 6
        first = min((group.opened for group in model.groups if one in group.leaders), default=NONE)
        stays = all(x.available != NONE and (x.left_week == NONE or x.left_week > due) for x in (one, other))
        if stays and due < model.week:
            group = opened[frozenset((one.id, other.id))]
            assert group.opened == first == due
            together += 1
            no_time += not one.slots & other.slots
        elif due < model.week and one.available != NONE:
            without += 1
            assert first == NONE or first >= due
    assert together > 10
    assert without > 2
    assert no_time > 0


def test_a_share_is_trained_in_pairs(territory):
    shares = []
    for pairs in (0.0, 0.5, 1.0):
        of = [
            one
            for seed in range(6)
            for one in lived(territory, {"training": {"pairs": pairs, "founders": 40}}, 10, seed).facilitators.values()
        ]
        shares.append(sum(one.trained_with is not None for one in of) / len(of))
    assert shares[0] == 0
    assert stats.binomtest(round(240 * shares[1]), 240, 0.5).pvalue > 1e-3
    assert shares[2] > 0.9


def test_a_place_with_two_founders_has_its_groups(territory):
    """A group opens if and only if both live within reach and are active six weeks later, whenever they are free; where
    they have to find each other, fewer do."""
    few, opened = {"founders": 2, "places": 0}, {0.0: set(), 1.0: set()}
    for seed in range(60):
        for pairs, seeds in opened.items():
            model = lived(territory, {"training": few | {"pairs": pairs}}, seed=seed)
            if model.groups:
                seeds.add(seed)
            if pairs:
                one, other = model.facilitators.values()
                stay = all(x.available != NONE and not 0 <= x.left_week <= 12 for x in (one, other))
                assert bool(model.groups) == (stay and territory.distance_km[one.home, other.home] <= 20)
    assert opened[0.0] < opened[1.0]


def test_a_stand_in_leads_with_whoever_finds_no_partner(territory):
    """After so many weeks, at a price; never before, and never where it is off."""
    alone = {"training": {"founders": 1, "places": 0, "active_share": 1.0}, "retention": {"loss_per_year": 0.0}}
    assert not lived(territory, alone).groups
    model = lived(territory, alone | {"facilitation": {"stand_in_weeks": 8.0}})
    assert len(model.groups) > 2
    assert all(group.stand_in and len(group.leaders) == 1 for group in model.groups)
    bought = model.state.array("accounts")[0]["bought"][6]
    assert bought == model.total("groups_started") > 0
    free = 6 + 6
    for group in model.groups:
        assert group.opened >= free + 8
        free = group.ended if group.ended != NONE else free
