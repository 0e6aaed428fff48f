"""What moves by 10 %: each capacity, in parameters and in decisions, as far as it can."""

from math import inf

import pytest

from contagion.experiments.verbs.limits.work import CAPACITIES, REST
from contagion.models.parameters import Parameters, names
from contagion.models.parameters.decisions import MAY_CHANGE
from contagion.models.scenarios.scenario import read
from contagion.sim.errors import InputError

BY_NAME = {capacity.name: capacity for capacity in CAPACITIES}


def more(name, settings=(), decisions=()):
    """The parameters before and with 10 % more of a capacity."""
    before = Parameters.model_validate({**read(None, settings).parameters.model_dump(), "decision": list(decisions)})
    return before, BY_NAME[name].more(before)


@pytest.mark.parametrize(
    "name, parameter, wanted, rise",
    [
        ("places", "training.places", 11, 0.1),
        ("wish", "volunteering.wish", 11 / 30, 0.1),
        ("time", REST, 3.0, 0.1),  # of 33 weeks from group to group, 30 are left
        ("pairs", "facilitation.pair_distance_km", 22.0, 0.1),
        ("registering", "registering.barrier", 1.1, 0.1),
        ("rooms", "facilitation.partner_room", 0.44, 0.1),  # the distance is without limit
        ("hosts", "partners.initial", 11, 0.1),
        ("hosts", "partners.contacts_per_month", 4.4, 0.1),
    ],
)
def test_what_moves_in_the_reference(name, parameter, wanted, rise):
    before, after = more(name)
    assert after.get(parameter) == pytest.approx(wanted)
    assert type(after.get(parameter)) is type(before.get(parameter))
    assert BY_NAME[name].rise(before, after, 10) == pytest.approx(rise)
    moved = {one for one in names() if after.get(one) != before.get(one)}
    assert moved <= set(BY_NAME[name].parameters)


def test_everything_that_moves_is_a_parameter():
    known = set(names())
    assert len(BY_NAME) == len(CAPACITIES)
    assert all(set(capacity.parameters) <= known for capacity in CAPACITIES)


@pytest.mark.parametrize("places, wanted", [(1, 2), (3, 4), (5, 6), (14, 15), (16, 18), (40, 44)])
def test_whole_numbers_move_by_a_whole_number_and_by_1_at_least(places, wanted):
    before, after = more("places", [f"training.places={places}"])
    assert after.training.places == wanted
    assert BY_NAME["places"].rise(before, after, 10) == pytest.approx(wanted / places - 1)


def test_shares_stop_at_their_bound():
    before, after = more("wish", ["volunteering.wish=0.95"])
    assert after.volunteering.wish == 1
    assert BY_NAME["wish"].rise(before, after, 10) == pytest.approx(1 / 0.95 - 1)


def test_a_rest_does_not_get_shorter_than_none():
    before, after = more("time", ["facilitation.rest_weeks=2"])
    assert after.get(REST) == 0
    assert BY_NAME["time"].rise(before, after, 10) == pytest.approx(29 / 27 - 1)
    before, after = more("time", ["demand.unlimited=true"])
    assert after.get(REST) == pytest.approx(6 - 23 / 11)  # nobody is waited for


def test_decisions_that_set_the_same_move_too():
    """Ten places for three years and twenty for seven are eleven and twenty-two; whom a decision is for stays."""
    later = {"from": 156, "set": {"training.places": 20, "outreach.letters": 9}}
    before, after = more("places", decisions=[later])
    assert after.decision[0].set == {"training.places": 22, "outreach.letters": 9}
    assert before.decision[0].set["training.places"] == 20
    assert BY_NAME["places"].rise(before, after, 10) == pytest.approx(0.1)
    uneven = {"from": 260, "set": {"training.places": 3}}
    before, after = more("places", decisions=[uneven])
    assert BY_NAME["places"].rise(before, after, 10) == pytest.approx((11 + 4) / (10 + 3) - 1)
    for_some = {"from": 52, "communes": ["the centre"], "set": {"registering.barrier": 0.5}}
    before, after = more("registering", decisions=[for_some])
    assert after.decision[0].set == {"registering.barrier": pytest.approx(0.55)}
    assert after.decision[0].communes == ("the centre",)
    assert BY_NAME["registering"].rise(before, after, 10) == pytest.approx(0.1)


def test_all_that_a_decision_may_set_of_a_capacity_is_tried():
    """Not in decisions: partners from the start."""
    assert {one for capacity in CAPACITIES for one in capacity.parameters} - set(MAY_CHANGE) == {"partners.initial"}


@pytest.mark.parametrize(
    "name, settings, words",
    [
        ("money", [], "money: no budget sets a limit"),
        ("registering", ["demand.unlimited=true"], "registering: demand is unlimited"),
        ("places", ["training.places=inf"], "training places: training.places = inf cannot be more"),
        ("places", ["training.places=0"], "training places: training.places = 0 cannot be more"),
        ("rooms", ["facilitation.partner_room=1"], "partners' rooms: facilitation.partner_room = 1 and"),
        ("time", ["facilitation.rest_weeks=0"], "leading time: facilitation.rest_weeks = 0 cannot be more"),
    ],
)
def test_what_sets_no_limit_is_said(name, settings, words):
    with pytest.raises(InputError) as refused:
        more(name, settings)
    assert str(refused.value).startswith(words)
    assert "\n" not in str(refused.value)


def test_a_budget_from_a_decision_on_moves_there():
    before, after = more("money", decisions=[{"from": 260, "set": {"budget.per_year": 60_000.0}}])
    assert after.budget.per_year == inf
    assert after.decision[0].set["budget.per_year"] == pytest.approx(66_000)
    assert BY_NAME["money"].rise(before, after, 10) == pytest.approx(0.1)
