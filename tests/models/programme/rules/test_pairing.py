"""Pairs: who finds whom, who waits for a partner and how long (E18), who leads alone or with a stand-in.

Readiness: those trained together open their first group together.
"""

from collections import Counter
from math import inf

import numpy as np
import pytest
from scipy import stats

from contagion.models.parameters.sections.money import ITEMS
from contagion.models.programme.layout import ACTIVE_FACILITATORS, READY, RESTING
from contagion.models.records import NONE
from tests import oracles as th
from tests.helpers.alternative_programmes import NO_GROUPS, WORKSHOP
from tests.helpers.by_sections import lived
from tests.helpers.made_weeks import live_in, put_on
from tests.helpers.settings import ALL_ACTIVE, KERNEL
from tests.helpers.what_happened import account_of, digest, log, tables_of


def led_before(model, group):
    """How many groups each leader of a group had begun to lead when it opened."""
    earlier = [one for one in model.groups if NONE < one.started < group.opened]
    return [sum(leader in one.leaders for one in earlier) for leader in group.leaders]


def test_novices_lead_with_the_experienced_where_there_are_any(territory):
    """Of two leaders one has led, from the day on which somebody who is active has."""
    rule = {"facilitation": {"novice_with_experienced": True}, "training": {"pairs": 0.0}}
    model = lived(territory, rule, 208)
    first = min(group.started for group in model.groups if group.started != NONE)
    led = [led_before(model, group) for group in model.groups if group.opened > first + 30]
    assert all(map(any, led))
    assert sum(not all(pair) for pair in led) > 5


def test_a_stand_in_leads_with_whoever_finds_no_partner(territory):
    """After so many weeks, at a price; never before, and never where it is off."""
    alone = {"training": {"founders": 1, "places": 0, "active_share": 1.0}, "retention": {"loss_per_year": 0.0}}
    assert not lived(territory, alone | {"facilitation": {"stand_in_weeks": inf}}).groups
    model = lived(territory, alone | {"facilitation": {"stand_in_weeks": 8.0}})
    assert len(model.groups) > 2
    assert all(group.stand_in and len(group.leaders) == 1 for group in model.groups)
    bought = account_of(model)["bought"][ITEMS.index("stand_in")]
    assert bought == model.total("groups_started") > 0
    free = 6 + 6
    for group in model.groups:
        assert group.opened >= free + 8
        free = group.ended if group.ended != NONE else free


def founders_of(territory, training, seeds, weeks=8):
    """Those of forty founders, of so many seeds, who were trained as a pair, and all of them."""
    some = {"training": {"founders": 40, **training}, "retention": {"loss_per_year": 0.0}}
    people = [one for seed in range(seeds) for one in lived(territory, some, weeks, seed).facilitators]
    return [one for one in people if one.trained_with is not None], people


def test_a_share_is_trained_in_pairs(territory):
    (none, _), (half, people), (most, _) = (founders_of(territory, {"pairs": pairs}, 6) for pairs in (0.0, 0.5, 1.0))
    assert not none
    assert stats.binomtest(len(half), len(people), 0.5).pvalue > 1e-3
    assert len(most) > 0.9 * len(people)


def test_two_who_are_trained_as_a_pair_become_active_together_or_not_at_all(territory):
    """And each pair as often as one alone would."""
    paired, _ = founders_of(territory, {"active_share": 0.6}, 12)
    assert all(one.active == one.trained_with.active for one in paired)
    assert len(paired) > 400
    assert stats.binomtest(sum(one.active for one in paired) // 2, len(paired) // 2, 0.6).pvalue > 1e-3
    _, alone = founders_of(territory, {"active_share": 0.6, "pairs": 0.0}, 6)
    assert stats.binomtest(sum(one.active for one in alone), len(alone), 0.6).pvalue > 1e-3


@pytest.mark.slow
def test_a_pair_is_kept_however_far_apart_and_without_a_common_time(department):
    """Two founders who stay and are trained as a pair lead together again and again; where they had to look for each
    other, never."""
    two = {"founders": 2, "places": 0, "active_share": 1.0}
    sure = {
        "retention": {"loss_per_year": 0.0},
        "facilitation": {"stand_in_weeks": inf, "pair_distance_km": 1.0, "keep_partner": 0.0},
        "population": {"slot_share": 0.3},
    }
    apart = 0
    for seed in range(6):
        model = lived(department, sure | {"training": two}, 104, seed)
        one, other = model.facilitators
        assert one.trained_with == other
        assert len(model.groups) >= 2
        if department.distance_km[one.home, other.home] > 1.0:
            apart += not one.slots & other.slots
            assert not lived(department, sure | {"training": {**two, "pairs": 0.0}}, 104, seed).groups
    assert apart >= 2


def waiting_for_a_partner(run, weekly, pool, founders, seeds):
    """Mean wait, arrivals a week and number waiting, of runs in which nobody stops."""
    settings = [*ALL_ACTIVE, "retention.loss_per_year=0", f"facilitation.pool={pool}", f"training.founders={founders}"]
    rows = []
    for seed in seeds:
        waits = Counter()

        def look(model, waits=waits):
            waits.update(one.id for one in model.ready if model.week > 104)

        model = run(settings, 5, seed, KERNEL, after_week=look, checked=False)
        arrivals, weeks = sum(2 for group in model.groups if group.opened >= 104), model.horizon - 104
        assert waits.total() == weekly(model, "ready")[104:].sum()
        rows.append((waits.total() / arrivals, arrivals / weeks, waits.total() / weeks))
    return np.array(rows).T


def test_wait_for_a_partner(run, weekly, agrees):
    """E18: half a facilitator waits on average, so the mean wait is 1/(2λ), whatever λ; in each pool of its own."""
    few, many = (waiting_for_a_partner(run, weekly, "territory", founders, range(4)) for founders in (20, 60))
    wait, rate, waiting = np.concatenate([few, many], axis=1)
    agrees(waiting, 0.5)
    agrees(wait / [th.partner_wait(x) for x in rate], 1.0)
    agrees(waiting_for_a_partner(run, weekly, "group", 120, range(5))[2], 2.5)


def test_the_experienced_lead_alone(run):
    model = run(["facilitation.solo_after=2"], 5)
    alone = [led_before(model, group) for group in model.groups if len(group.leaders) == 1]
    assert all(led >= 2 for (led,) in alone)
    assert 0 < len(alone) < len(model.groups)


def test_leading_alone_from_the_first_group_is_solo_leadership(run):
    at_once = digest(run(["facilitation.solo_after=0"], 2))
    assert at_once == digest(run(["facilitation.leaders=1"], 2))


def test_those_trained_together_open_their_first_group_together(territory):
    """When both are available, without rest or search, with or without a time at which both are free."""
    model = lived(territory, {"population": {"slot_share": 0.2}, "training": {"active_share": 0.8}})
    together = no_time = 0
    for one in model.facilitators:
        other, due = one.trained_with, one.trained_week + 6
        stays = other and all(x.available != NONE and (x.left_week == NONE or x.left_week > due) for x in (one, other))
        if stays and due < model.week:
            first = min((group for group in model.groups if one in group.leaders), key=lambda group: group.opened)
            assert (first.opened, {*first.leaders}) == (due, {one, other})
            together += 1
            no_time += not one.slots & other.slots
    assert together > 10
    assert no_time > 0


@pytest.fixture
def resting(build, small):
    """A model in which three facilitators rest until they have lived 0.2, 0.6 and 9 of the hazard."""

    def make(weeks):
        model = build([f"facilitation.rest_weeks={weeks}"], 1, where=small)
        model.state.array("n")["facilitators"], model.state.array("n")["resting"] = 3, 3
        model.state.array("facilitators")["last_partner"][:3] = NONE
        spells = model.state.array("resting")
        spells["who"][:3], spells["limit"][:3] = range(3), (0.2, 0.6, 9.0)
        put_on(model, RESTING, range(3))
        put_on(model, ACTIVE_FACILITATORS, range(3))
        return model

    return make


def test_a_rest_ends_when_its_hazard_is_lived(resting):
    """With a mean rest of four weeks, a week is a quarter: after one week, after three, and not yet."""
    model, waits = resting(4), []
    for week in range(4):
        live_in(model, week, "pairing")
        waits.append(sorted(model.listed(READY)))
    assert waits == [[0], [0], [0, 1], [0, 1]]
    assert model.listed(RESTING) == [2]
    assert [one.ready_since for one in model.ready] == [0, 2]


def test_without_a_rest_all_are_ready_at_once(resting):
    model = resting(0)
    live_in(model, 0, "pairing")
    assert sorted(model.listed(READY)) == [0, 1, 2]


# ---- other programmes -----------------------------------------------------------------------------------------------


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
