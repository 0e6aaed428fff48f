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


@REACH
@pytest.mark.parametrize(
    "settings",
    [["demand.online_share=0.4"], ["demand.distance_km=0"], ["demand.distance_km=inf", "demand.travel_help=0.4"]],
)
def test_a_crowd_takes_the_groups_that_each_would_take(build, territory, large, commune_rows, settings, reach):
    """Those that the law of S9 says, however large the territory is."""
    groups = np.zeros(12, GROUP)
    groups["key"], groups["place"], groups["slot"] = 1000 + np.arange(12), 7 * np.arange(12) % 68, np.arange(12) % 4
    groups["online"] = ("demand.online_share=0.4" in settings) & (np.arange(12) < 5)
    for where in (territory, large(commune_rows)):
        model = build([*settings, f"demand.reach={reach}"], 1, where=where)
        people, demand = model.world.everyone()[::1500], model.parameters.demand
        homes, slots = model.world.home(people), model.world.slots(people)
        takes = world_calls.would_take(model.state, homes, slots, people, groups)
        mean = demand.distance_km * (territory.commuting.farther**0.5)[homes, None]
        with np.errstate(divide="ignore"):
            near = np.exp(-territory.distance_km[homes[:, None], groups["place"]] / mean) * (mean > 0)
        chance = near * demand.travel_help * (slots[:, None] >> groups["slot"] & 1)
        luck = model.draws.stream("takes a group").uniform(people[:, None], groups["key"])
        kept = model.draws.stream("how far one goes").uniform(people[:, None], 0) if reach == "once" else luck
        expected = np.where(groups["online"], luck < demand.online_slot * demand.online_acceptance, kept < chance)
        assert np.array_equal(takes, expected)
        assert (takes.sum() > 20) == (settings != ["demand.distance_km=0"])


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
