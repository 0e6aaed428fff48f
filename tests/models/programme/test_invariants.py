"""Each invariant (I01–I15) fires when it is broken."""

import numpy as np
import pytest

from contagion.models.parameters.sections.money import ITEMS
from contagion.models.programme import layout
from contagion.models.programme.invariants import INVARIANTS, check, money
from contagion.models.programme.layout import ACTIVE_FACILITATORS, RUNNING_GROUPS
from tests.helpers.alternative_programmes import CHALLENGE, WORKSHOP, listed, teams_of
from tests.helpers.inspected import WORDS, Person
from tests.helpers.settings import AMPLE
from tests.helpers.what_happened import account_of

SPOILED = dict.fromkeys(("credited", "seat", "kit", "room", "stipend", "mentoring"), 1) | {"balance": -1, "contact": -1}


def test_the_invariant_of_money_fires(run):
    model = run([AMPLE, "retention.paid_share=0.5"], 1)
    account = account_of(model)
    for what, more in SPOILED.items():
        assert money(model)
        cell, name = (account["bought"], ITEMS.index(what)) if what in ITEMS else (account, what)
        cell[name] += more
        assert not money(model), what
        cell[name] -= more
    account["balance"], account["opening"] = -1.0, account["debited"] - 1.0  # even, but below nothing
    assert not money(model)


@pytest.fixture
def busy(build, small):
    """A model in mid-year, with people in every state."""
    crowded = ["outreach.factor=10", "demand.distance_km=40", "training.period_weeks=13", "volunteering.wish=0.6"]
    model = build(crowded, 3, 1, where=small)
    model.run(75)
    while not all((model.waiting, model.aspirants, model.running_groups, model.recruiting_groups)) or not any(
        group.registered for group in model.recruiting_groups
    ):
        model.run(1)
        assert model.week < 155
    assert model.week % 52
    assert any(one.source == "participant" for one in model.facilitators)
    check(model)
    return model


def a_convert(model) -> Person:
    return next(one for one in model.facilitators if one.source == "participant")


def set_to(thing, **values):
    """Write into a row what no rule may."""
    for name, value in values.items():
        words = WORDS.get((thing.table, name))
        thing.record[name] = words.index(value) if words else value


def add_to_total(model, name, number):
    model.state.array("totals")[name] += number


def put_on(model, which, number):
    """Put a number at the end of a list."""
    model.state.array("lists")[which, model.state.array("counts")[which]] = number
    model.state.array("counts")[which] += 1


def take_off(model, which):
    """Take the last number off a list."""
    model.state.array("counts")[which] -= 1


def sit_twice(model):
    first = model.running_groups[0].record["first_seat"]
    model.state.array("seats")["member"][first] = model.state.array("seats")["member"][first + 1]


def buy(model, item):
    model.state.array("accounts")[0]["bought"][ITEMS.index(item)] += 1


def tell_and_leave_undecided(model):
    model.state.array("n")["told"] = 1


def train_with(one, other):
    one.record["trained_with"] = other.number


def a_group_with_strangers(model, organisation):
    """A group that recruits, with somebody who does not belong to an organisation."""
    whose = model.world.organisation
    return next(g for g in model.recruiting_groups if any(whose(one.id) != organisation for one in g.registered))


def put_in_house(group, organisation):
    """Let a group be one of the house of an organisation, where it meets."""
    group.record["in_house"], group.record["host"], group.record["online"] = 1, organisation, 0
    group.record["place"] = group.model.world.organisations.home[organisation]


BREAKS = {
    "I01 not on the list": ("I01", lambda m: take_off(m, layout.WAITING_LIST)),
    "I02 a group more": ("I02", lambda m: set_to(a_convert(m), groups_led=a_convert(m).groups_led + 1)),
    "I03 in two groups": ("I03", sit_twice),
    "I04 neither": ("I04", lambda m: take_off(m, layout.ACTIVE_FACILITATORS)),
    "I04 beyond the places": ("I04", lambda m: add_to_total(m, "seats_offered", -m.total("seats_offered"))),
    "I05 one more": ("I05", lambda m: add_to_total(m, "aspirants_created", 1)),
    "I06 one more": ("I06", lambda m: add_to_total(m, "registrations", 1)),
    "I07 overload": ("I07", lambda m: set_to(m.running_groups[0].leaders[0], load=2)),
    "I07 below the quorum": ("I07", lambda m: m.running_groups[0].record.__setitem__("registered", 0)),
    "I08 a seat more": ("I08", lambda m: buy(m, "seat")),
    "I09 own parent": ("I09", lambda m: set_to(a_convert(m), parent_a=a_convert(m).id, parent_b=a_convert(m).id)),
    "I10 a negative count": ("I10", lambda m: add_to_total(m, "aspirants_lost", -1 - m.total("aspirants_lost"))),
    "I10 somebody told who never decides": ("I10", tell_and_leave_undecided),
    "I11 no such target group": ("I11", lambda m: set_to(m.running_groups[0].members[0], target_group=99)),
    "I14 trained with a third": ("I14", lambda m: train_with(m.active[-1], m.active[0])),
    "I15 strangers in the house": ("I15", lambda m: put_in_house(a_group_with_strangers(m, 0), 0)),
}


@pytest.mark.parametrize("what", BREAKS)
def test_each_invariant_fires(busy, what):
    name, spoil = BREAKS[what]
    spoil(busy)
    (full,) = [one for one in INVARIANTS if one.startswith(name)]
    assert not INVARIANTS[full](busy)
    with pytest.raises(AssertionError, match=f"invariant I.. .*week {busy.week - 1} of seed 1"):
        check(busy)


def one_more(name):
    return lambda model: np.add.at(model.state.array("programmes")[name], 1, 1)


def seat_one_twice(model):
    first, members = teams_of(model, RUNNING_GROUPS)[0]["first_seat"], model.state.array("seats")["member"]
    members[first + 1] = members[first]


def lead_nothing(model):
    loads, first = model.rows("facilitators")["load"], listed(model, ACTIVE_FACILITATORS)[0]
    loads[first] = 1 - loads[first]


SPOILED_PROGRAMME = {
    "a participant more": ("I13", one_more("participants")),
    "a leader trained more": ("I08", one_more("leaders_trained")),
    "twice in a group": ("I13", seat_one_twice),
    "a leader who leads nothing": ("I13", lead_nothing),
}


@pytest.mark.parametrize("what", SPOILED_PROGRAMME)
def test_the_invariant_of_alternative_programmes_fires(with_programmes, what):
    model = with_programmes(CHALLENGE | {"joining_factor": 5.0, "initial_leaders": 1, "loss_per_year": 0.0}, years=2)
    model.run(40)
    assert listed(model, RUNNING_GROUPS)
    check(model)
    broken, spoil = SPOILED_PROGRAMME[what]
    spoil(model)
    with pytest.raises(AssertionError, match=f"invariant {broken}"):
        check(model)


def test_what_is_bought_for_it_is_what_happened(with_programmes):
    """I08 counts leaders and teams of each kind, and closes each account."""
    rows = CHALLENGE | {"joining_factor": 5.0}, WORKSHOP | {"budget_share": 0.5}
    model = with_programmes(*rows, settings=["budget.per_year=200000"])
    model.run(60)
    for account, item in zip(model.state.array("accounts"), ("team", "workshop_leader"), strict=True):
        bought, number = account["bought"], ITEMS.index(item)
        assert bought[number] > 0
        for cell, name, more in ((bought, number, -1), (account, "balance", 1)):
            check(model)
            cell[name] += more
            with pytest.raises(AssertionError, match="invariant I08"):
                check(model)
            cell[name] -= more
