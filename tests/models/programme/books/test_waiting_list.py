"""Which groups those who wait would take: by distance, by time, online."""

import numpy as np
import pytest

from models.programme.layout import GROUP
from tests.helpers import world_calls
from tests.helpers.made_weeks import residents_of, row
from tests.helpers.world_calls import would_take


def test_distance_and_help_for_some(under, territory, agrees):
    """exp(-d/δ) × help for those who are free: at δ = 5 and help 0.5, or δ = 10 and help 1.5, or for nobody."""
    thise, saone = row(territory, "Thise"), row(territory, "Saône")
    model = under(
        {"communes": ["Thise"], "set": {"demand.distance_km": 10.0, "demand.travel_help": 1.5}},
        {"communes": ["Saône"], "set": {"demand.travel_help": 0.0}},
        population={"slot_share": 1.0},
        demand={"travel_help": 0.5, "distance_km": 5.0},
    )
    group = np.zeros(1, GROUP)
    group["key"], group["place"] = 1, territory.centre
    taken = {}
    for home in (territory.centre, thise, saone):
        people = np.array(residents_of(model, home, range(300)))
        homes = np.full(300, home)
        taken[home] = would_take(model.state, homes, model.world.slots(people), people, group)[:, 0]
    away = territory.distance_km[territory.centre]
    agrees(taken[territory.centre], 0.5 * np.exp(-away[territory.centre] / 5))
    agrees(taken[thise], 1.5 * np.exp(-away[thise] / 10))
    assert not taken[saone].any()


@pytest.mark.parametrize(
    "settings", [[], ["demand.online_share=0.4"], ["demand.distance_km=0"], ["demand.distance_km=inf"]]
)
def test_a_crowd_takes_the_groups_that_each_would_take(build, territory, large, commune_rows, settings):
    """Those that the law of S9 says, however large the territory is."""
    groups = np.zeros(12, GROUP)
    groups["key"], groups["place"], groups["slot"] = 1000 + np.arange(12), 7 * np.arange(12) % 68, np.arange(12) % 4
    groups["online"] = ("demand.online_share=0.4" in settings) & (np.arange(12) < 5)
    for where in (territory, large(commune_rows)):
        model = build(settings, 1, where=where)
        people, demand = model.world.everyone()[::1500], model.parameters.demand
        homes, slots = model.world.home(people), model.world.slots(people)
        takes = world_calls.would_take(model.state, homes, slots, people, groups)
        reach = demand.distance_km
        near = np.exp(-territory.distance_km[homes[:, None], groups["place"]] / reach) if reach else 0.0
        chance = near * demand.travel_help * (slots[:, None] >> groups["slot"] & 1)
        chance[:, groups["online"] == 1] = demand.online_slot * demand.online_acceptance
        luck = model.draws.stream("takes a group").uniform(people[:, None], groups["key"])
        assert np.array_equal(takes, luck < chance)
        assert (takes.sum() > 20) == (settings != ["demand.distance_km=0"])
