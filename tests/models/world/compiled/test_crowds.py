"""Crowds: the guests of an event, the members of partners."""

import numpy as np
import pytest

from tests.helpers.compiled_calls import guests_told


@pytest.mark.parametrize("factor", [1.0, 0.1])
def test_an_event_outside_the_centre_is_as_full(build, territory, factor):
    """However few are receptive there."""
    model, place = build([f"receptivity.outside={factor}"], 1), territory.index["25014"]
    assert guests_told(model, place, wanted=100) == 100
    assert territory.tie_share[place, territory.centre] < 0.2


@pytest.mark.parametrize(
    "setting", ["receptivity.share=0.2", "receptivity.outside=0.5", "population.turnover_per_year=0.2"]
)
def test_members_looked_at_together_are_as_ready_as_one_by_one(build, setting):
    model, year = build([setting], 1), 1
    model.run(100)
    partners, listeners, looked_at = model.state.array("partners"), model.state.array("listeners"), 0
    for organisation in np.flatnonzero(partners["listened_year"] == year + 1).tolist():
        first, number = partners[organisation][["listeners_first", "listeners"]].item()
        members = model.world.members(organisation)
        ready = model.world.readiness(members, year)
        assert listeners["id"][first : first + number].tolist() == members[ready > 0].tolist()
        assert listeners["readiness"][first : first + number].tolist() == ready[ready > 0].tolist()
        looked_at += len(members)
    assert looked_at > 100
