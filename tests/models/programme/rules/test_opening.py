"""Opening a group: at a partner's, at one of the two homes, in a targeted commune, online, in the house."""

from collections import Counter

import pytest
from scipy import stats

from models import theory as th
from models.parameters import PARTNER_TYPES
from tests.helpers.by_sections import lived
from tests.helpers.compiled_calls import places
from tests.helpers.made_weeks import row, two_leaders
from tests.helpers.settings import BUSY, SOLO
from tests.helpers.what_happened import digest, summary_of


def meets(model, keys=4000):
    """How often groups that two people of the centre lead would meet where."""
    two_leaders(model, model.territory.centre)
    return Counter(places(model, 0, 1, keys))


def test_a_group_meets_in_a_targeted_commune_by_population_within_reach(under, territory, agrees):
    names = ("Thise", "Saône", "Pelousey")
    model = under(
        {"communes": [*names, "Besançon"], "set": {"facilitation.targeted_share": 1.0}},
        facilitation={"pair_distance_km": 8.0},
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


def test_several_location_rules_share_the_groups(under, territory, agrees):
    model = under(
        {"communes": ["Thise"], "set": {"facilitation.targeted_share": 0.3}},
        {"communes": ["Saône"], "set": {"facilitation.targeted_share": 0.5}},
    )
    found = meets(model)
    for name, share in (("Thise", 0.3), ("Saône", 0.5), ("Besançon", 0.2)):
        times = found.pop(row(territory, name))
        agrees([1.0] * times + [0.0] * (4000 - times), share)
    assert not found


def test_out_of_reach_a_group_meets_at_a_leaders_home(under, territory):
    model = under(
        {"communes": ["Thise"], "set": {"facilitation.targeted_share": 1.0}}, facilitation={"pair_distance_km": 0.0}
    )
    assert set(meets(model, 50)) == {territory.centre}


# ---- online, and in the house (S6, S9) -----------------------------------------------------------------------------


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


# ---- at home (S8, E17) ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("groups, printed", [(33, 12.40), (100, 27.64), (200, 40.28)])
def test_communes_with_a_group(run, agrees, territory, groups, printed):
    """E17: founders drawn from the residents, each leading one group at home; the printed figures weigh by all ages."""
    expected = th.expected_communes(territory.residents.sum(axis=1) / territory.residents.sum(), groups)
    settings = [
        *SOLO,
        f"training.founders={groups}",
        "facilitation.rest_weeks=0",
        "training.first_week=0",
        "training.ready_after_weeks=0",
    ]
    reached = []
    for seed in range(12):
        model = run([*settings, "training.places=0", "retention.loss_per_year=0"], 4 / 52, seed, "kernel.toml")
        assert model.total("groups_started") == groups
        reached.append(len({group.place for group in model.groups}))
    agrees(reached, expected)
    assert expected == pytest.approx(printed, rel=0.025)


def test_pairs_meet_at_one_or_the_other_home(run):
    """S8: without a partner's room, in the commune of one of the two, as often one as the other."""
    settings = [
        "facilitation.partner_room=0",
        "partners.in_house_share=0",
        "training.founders=60",
        "training.places=60",
    ]
    model = run(settings, 3, 3, checked=False)
    homes = [([leader.home for leader in group.leaders], group.place) for group in model.groups]
    apart = [(pair, place) for pair, place in homes if pair[0] != pair[1]]
    assert all(place in pair for pair, place in homes)
    assert len(apart) > 40
    assert stats.binomtest(sum(place == pair[0] for pair, place in apart), len(apart), 0.5).pvalue > 1e-4


# ---- in whose room (S6) ----------------------------------------------------------------------------------------------


def test_pairs_and_hosts_are_near_in_a_wide_territory(run, department):
    """Facilitators from everywhere: no pair beyond `pair_distance_km`, no room beyond `host_distance_km`."""
    settings = [*BUSY, "training.founders=100", "partners.initial=100", "facilitation.partner_room=1"]
    settings += ["partners.in_house_share=0"]
    away, way = {}, department.distance_km
    for limit in ("inf", "8"):
        model = run([*settings, f"facilitation.host_distance_km={limit}"], 1.5, 4, where=department)
        assert len(model.groups) > 20
        for group in model.groups:
            assert way[group.leaders[0].home, group.leaders[1].home] <= 20
        hosted = [group for group in model.groups if group.host]
        away[limit] = [min(way[one.home, group.place] for one in group.leaders) for group in hosted]
    assert max(away["8"]) <= 8 < max(away["inf"])
    assert len(away["8"]) > 5


def test_a_limit_that_excludes_no_room_changes_nothing(run):
    plain, limited = (run([*BUSY, f"facilitation.host_distance_km={km}"], 2, 6) for km in ("inf", "1000"))
    assert digest(plain) == digest(limited)
    assert sum(group.host is not None for group in plain.groups) > 5
