"""Which groups those who wait would take: by distance, by time, online."""

import numpy as np
import pytest

from contagion.models.programme.layout import GROUP
from tests.helpers import world_calls
from tests.helpers.made_weeks import residents_of, row
from tests.helpers.world_calls import would_take

REACH = pytest.mark.parametrize("reach", ["once", "every group"])


@REACH
def test_distance_and_help_for_some(under, territory, agrees, reach):
    """exp(-d/δ) × help for those who are free: at δ = 5 and help 0.5, or δ = 10 and help 1.5, or for nobody."""
    thise, saone = row(territory, "Thise"), row(territory, "Saône")
    model = under(
        {"communes": ["Thise"], "set": {"demand.distance_km": 10.0, "demand.travel_help": 1.5}},
        {"communes": ["Saône"], "set": {"demand.travel_help": 0.0}},
        population={"slot_share": 1.0},
        demand={"travel_help": 0.5, "distance_km": 5.0, "commuting_exponent": 0.0, "reach": reach},
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


def test_how_far_somebody_goes_is_kept_for_all_groups(build):
    """Of twenty groups at one place and time, whoever waits takes all or none; drawn anew, some of them."""
    groups = np.zeros(20, GROUP)
    groups["key"], groups["place"] = np.arange(20), 0
    some = {}
    for reach in ("once", "every group"):
        model = build([f"demand.reach={reach}", "population.slot_share=1"], 1)
        people = model.world.everyone()[::500]
        homes, slots = model.world.home(people), model.world.slots(people)
        taken = world_calls.would_take(model.state, homes, slots, people, groups).mean(axis=1)
        some[reach] = ((taken > 0) & (taken < 1)).mean()
    assert some["once"] == 0
    assert some["every group"] > 0.5


@pytest.mark.parametrize("exponent", [0.0, 1.0])
def test_people_go_farther_where_commuters_travel_farther(build, territory, exponent):
    """The mean distance to work over that of the territory, to the power of the exponent."""
    adults, mean = territory.residents.sum(axis=1), (territory.commuting_share * territory.distance_km).sum(axis=1)
    expected = mean / (mean @ adults / adults.sum())
    assert expected.min() < 0.8 < 1.3 < expected.max()
    model = build([f"demand.commuting_exponent={exponent}"], 1)
    assert np.allclose(model.state.array("farther"), expected**exponent, rtol=1e-9)
