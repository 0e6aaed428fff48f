"""Leaders of an alternative programme: how often they lead, how they multiply, what they cost."""

from collections import Counter

import numpy as np
import pytest

from contagion.models.programme.layout import LEADERS
from contagion.models.records import NONE
from tests.helpers.alternative_programmes import (
    NO_GROUPS,
    SILENT,
    UNLIMITED,
    WORKSHOP,
    by_year,
    listed,
    of,
    prices,
    programme_of,
)
from tests.helpers.what_happened import log, tables_of


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
    assert set(keys.tolist()) == {event.group for event in of(model, "fresk") if event.group != NONE}


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
        first = {event.who for event in events if event.what == "fresk: leads" and event.week == 0}
        assert first.isdisjoint(model.rows("leaders")["id"][listed(model, LEADERS)].tolist())
        groups = {event.group: event.who for event in events if event.what == "fresk: group opened"}
        led = Counter(groups[event.group] for event in events if event.what == "fresk: leads" and event.week)
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


def test_leaders_are_trained_as_far_as_the_money_goes(lived_with):
    """2,000 € are four leaders at 500."""
    model = lived_with(
        WORKSHOP | SILENT, settings=[*NO_GROUPS, *prices(workshop_leader=500), "budget.per_year=2000"], years=1
    )
    kinds = Counter(kind for _, kind, *_ in of(model, "fresk"))
    assert (kinds["fresk: leads"], kinds["fresk: not paid: leader"]) == (4, 6)
    assert model.state.array("accounts")["balance"].tolist() == [0]
