"""What follows from parameters and territory before anybody is asked for, worked out by other means."""

import numpy as np
import pytest

from contagion.models.parameters import Parameters
from contagion.models.world.world import World
from contagion.sim.chance.draws import Draws

GROUPS = (
    {"name": "a", "share": 0.25, "barrier": 2.0, "contact_bias": 2.0},
    {"name": "b", "share": 0.75, "slot_share": 0.5},
)


def world_of(territory, **sections):
    return World(territory, Parameters.model_validate(sections), Draws(1))


def test_students_are_a_share_of_the_young_and_live_where_these_are_many(territory):
    cells = world_of(territory, population={"students": 0.3}).tables.array("cells").reshape(68, 6)
    young, adults = territory.residents[:, 0], territory.residents.sum(axis=1)
    weight = young / adults
    assert cells["student_share"][:, 0] == pytest.approx(
        np.minimum(0.3 * young.sum() * weight / (young * weight).sum(), 0.9), rel=1e-12
    )
    assert not cells["student_share"][:, 1:].any()
    assert not world_of(territory, population={"students": 0}).tables.array("cells")["student_share"].any()


def test_ties_prefer_their_own_age_band(territory):
    bands = world_of(territory, contacts={"same_age": 0.7}).tables.array("bands").reshape(7, 68, 5)
    counts = territory.residents.astype(float)
    for kind in range(7):
        liked = counts * np.where(np.arange(6) == kind, np.exp(0.7), 1.0)
        assert bands[kind] == pytest.approx(np.cumsum(liked, axis=1)[:, :-1] / liked.sum(axis=1)[:, None], rel=1e-12)


def test_what_differs_between_residents_is_known_beforehand(territory):
    names = ("ages_differ", "receptivity_differs", "barrier_differs", "conversion_differs", "same_group", "people_move")

    def differing(**sections):
        traits = world_of(territory, **sections).tables.array("traits")[0]
        return {name for name in names if traits[name]}

    even = {
        "students": {"receptivity": 1, "barrier": 1, "conversion": 1},
        "elected": {"receptivity": 1, "barrier": 1, "conversion": 1},
        "receptivity": {"by_age": [1.0] * 6},
        "population": {"turnover_per_year": 0, "student_turnover_per_year": 0},
        "contacts": {"same_group": 0},
    }
    assert differing(**even) == set()
    assert differing(**even | {"receptivity": {"by_age": [1.0] * 5 + [0.5]}}) == {"ages_differ"}
    assert differing(**even | {"students": even["students"] | {"receptivity": 2}}) == {"receptivity_differs"}
    assert differing(**even | {"elected": even["elected"] | {"conversion": 2}}) == {"conversion_differs"}
    assert differing(**even | {"population": {"turnover_per_year": 0.1}}) >= {"people_move"}
    groups = even | {"target_group": GROUPS, "contacts": {"same_group": 0.5}}
    assert differing(**groups) == {"barrier_differs", "same_group"}


def test_target_groups_have_cumulative_shares_and_a_bias(territory):
    groups = world_of(territory, target_group=GROUPS, contacts={"same_group": 0.5}).tables.array("target_groups")
    assert groups["below"].tolist() == [0.25, 1.0]
    assert groups["other_group"] == pytest.approx(np.exp([-1.0, -0.5]), rel=1e-14)
    assert groups["slot_share"][1] == 0.5


def test_shares_become_cumulative(territory):
    parameters = Parameters()
    tables = World(territory, parameters, Draws(1)).tables
    for name, shares in (
        ("thresholds", parameters.registering.thresholds),
        ("layers", parameters.contacts.layers),
        ("kinds", parameters.partners.types),
    ):
        assert np.array_equal(tables.array(name), np.cumsum(shares))


def test_readiness_is_drawn_anew_as_often_as_turnover_says(territory):
    traits = world_of(territory, receptivity={"turnover_per_year": 0.05, "share": 0.2}).tables.array("traits")[0]
    assert traits["mind_rate"] == 0.25
    assert world_of(territory, receptivity={"share": 0}).tables.array("traits")[0]["mind_rate"] == 0
