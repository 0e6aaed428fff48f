"""Opening a group: at a partner's, at one of the two homes, in a targeted commune, online, in the house."""

from collections import Counter

import numpy as np
import pytest

from contagion.models.parameters import PARTNER_TYPES
from contagion.models.programme.layout import WAITING_LIST
from tests import oracles as th
from tests.helpers.by_sections import lived
from tests.helpers.compiled_calls import places
from tests.helpers.made_weeks import put_on, residents_of, row, two_leaders
from tests.helpers.settings import BUSY, SOLO
from tests.helpers.what_happened import summary_of


def meets(model, keys=4000):
    """How often groups that two people of the centre lead would meet where."""
    two_leaders(model, model.territory.centre)
    return Counter(place for place, _ in places(model, 0, 1, keys))


@pytest.mark.slow
def test_a_group_meets_in_a_targeted_commune_by_population_within_reach(under, territory, agrees):
    names = ("Thise", "Saône", "Pelousey")
    model = under(
        {"communes": [*names, "Besançon"], "set": {"facilitation.targeted_share": 1.0}},
        facilitation={"pair_distance_km": 8.0, "partner_room": 0.0},
    )
    reach = territory.distance_km[territory.centre]
    near = [row(territory, name) for name in (*names, "Besançon") if reach[row(territory, name)] <= 8.0]
    assert 2 <= len(near) < 4, "the case must have somebody out of reach"
    found = meets(model)
    assert set(found) == set(near)
    adults = model.world.adults
    for place in near:
        share = adults[place] / adults[near].sum()
        agrees([1.0] * found[place] + [0.0] * (4000 - found[place]), share)


def test_out_of_reach_a_group_meets_at_a_leaders_home(under, territory):
    somewhere = {"communes": ["Thise"], "set": {"facilitation.targeted_share": 1.0}}
    model = under(somewhere, facilitation={"pair_distance_km": 0.0, "partner_room": 0.0})
    assert set(meets(model, 50)) == {territory.centre}


def test_online_groups_use_up_no_room_and_reach_no_commune(territory):
    online = {"demand": {"online_share": 1.0}, "facilitation": {"partner_room": 1.0}}
    model = lived(territory, online | {"partners": {"in_house_share": 0.0}})
    assert model.total("groups_started") > 10
    assert {group.host for group in model.groups} == {None}
    assert not sum(partner.groups_hosted for partner in model.partners)
    assert summary_of(model)["communes_reached"] == 0


def test_a_kind_of_partner_may_ask_for_groups_of_the_house_more_than_others(territory):
    """In the end all groups that companies ask for, and none of anybody else's."""
    companies = {"partner_types": ["company"], "set": {"partners.in_house_share": 1.0}}
    own = {"partners": {"smallest": 20, "initial": 40}, "facilitation": {"partner_room": 1.0}}
    own["decision"] = [{"set": {"partners.in_house_share": 0.0}}, companies]
    groups = [group for seed in range(3) for group in lived(territory, own, seed=seed).groups if group.host is not None]
    assert all(group.in_house == (PARTNER_TYPES[group.host.kind] == "company") for group in groups)
    assert min(Counter(bool(group.in_house) for group in groups).values()) > 10


def test_communes_with_a_group(run, agrees, territory):
    """E17: founders drawn from the residents, each leading one group at home; the printed figure weighs by all ages."""
    expected = th.expected_communes(territory.residents.sum(axis=1) / territory.residents.sum(), 100)
    settings = [*SOLO, "training.founders=100", "training.first_week=0", "training.ready_after_weeks=0"]
    settings += ["facilitation.rest_weeks=0", "training.places=0", "retention.loss_per_year=0"]
    models = [run(settings, 4 / 52, seed, "kernel.toml") for seed in range(12)]
    assert {model.total("groups_started") for model in models} == {100}
    agrees([len({group.place for group in model.groups}) for model in models], expected)
    assert expected == pytest.approx(27.64, rel=0.025)


NEAR = {"commuting_exponent": 0.0, "distance_km": 5.0}


def people_who_wait(model, homes, slots, goes):
    """Put people on the waiting list who live somewhere, are free at some times and go so far."""
    numbers = []
    for n, home in enumerate(homes):
        one = model.meet(residents_of(model, home, [20 + n])[0])
        one.record["slots"], one.record["goes"] = slots[n], goes[n]
        numbers.append(one.number)
    put_on(model, WAITING_LIST, numbers)


@pytest.mark.parametrize("arrange", [0, 15])
def test_a_pair_meets_where_and_when_most_of_those_who_wait_would_come(under, territory, arrange):
    """Two homes; two people near the one are free on the times of the pair, three near the other at another time."""
    centre, far = territory.centre, int(territory.distance_km[territory.centre].argmax())
    model = under(facilitation={"partner_room": 0.0, "arrange_km": float(arrange)}, demand=NEAR)
    two_leaders(model, centre)
    leaders = model.state.array("facilitators")[:2]
    leaders["home"], leaders["slots"] = (centre, far), (0b0111, 0b1110)
    people_who_wait(model, [far, far, centre, centre, centre], [0b0100, 0b0110, 0b1001, 0b1001, 0b1001], [1.5] * 5)
    assert set(places(model, 0, 1, 40)) == {(far, 2)}, "at time 2, when both of the far ones are free"
    people_who_wait(model, [far, far, centre, centre, centre], [0b0100, 0b0110, 0b1011, 0b1011, 0b1001], [1.5] * 5)
    assert set(places(model, 0, 1, 40)) == {(far, 2), (centre, 1)}, "as many: by chance"
    people_who_wait(model, [far, far, centre], [0b0100, 0b0110, 0b0010], [0.0, 0.0, 1.5])
    assert set(places(model, 0, 1, 40)) == {(centre, 1)}, "the far ones would go nowhere"
    people_who_wait(model, [], [], [])
    alike = set(places(model, 0, 1, 200))
    assert alike == {(place, slot) for place in (centre, far) for slot in (1, 2)}, "nobody waits: at home, by chance"


def test_a_pair_that_may_go_farther_goes_where_most_would_come(under, territory):
    """One commune within reach of a leader's home, where three wait who go nowhere else."""
    centre = territory.centre
    way = territory.distance_km[centre]
    near = int(np.where((way > 4) & (way < 8))[0][0])
    model = under(facilitation={"partner_room": 0.0, "arrange_km": 8.0}, demand=NEAR)
    two_leaders(model, centre)
    model.state.array("facilitators")[:2]["slots"] = 0b0001
    at_home = territory.distance_km[near, near] / 5 * 1.01
    people_who_wait(model, [near] * 3, [1] * 3, [at_home] * 3)
    assert set(places(model, 0, 1, 40)) == {(near, 0)}


@pytest.mark.parametrize("limit", ["inf", "8"])
def test_pairs_and_hosts_are_near_in_a_wide_territory(run, department, limit):
    """Facilitators from everywhere: no pair beyond `pair_distance_km`, no room beyond `host_distance_km`."""
    settings = [*BUSY, "training.founders=100", "partners.initial=100", "facilitation.partner_room=1"]
    settings += ["partners.in_house_share=0", f"facilitation.host_distance_km={limit}"]
    model, way = run(settings, 1.5, 4, where=department), department.distance_km
    assert len(model.groups) > 20
    for a, b in (group.leaders for group in model.groups):
        assert a.trained_with == b or way[a.home, b.home] <= 20
    away = [min(way[one.home, group.place] for one in group.leaders) for group in model.groups if group.host]
    assert len(away) > 5
    assert (max(away) <= 8) == (limit == "8")
