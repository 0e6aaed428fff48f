"""Alternative programmes as feeders of the groups."""

from collections import Counter

import numpy as np
import pytest

from contagion.models.records import TOLD
from contagion.models.records import WORKSHOP as BY_WORKSHOP
from tests.helpers.alternative_calls import encouragement_of, start_team
from tests.helpers.alternative_programmes import (
    NO_GROUPS,
    SILENT,
    WORKSHOP,
    of,
)
from tests.helpers.what_happened import log


def test_a_programme_that_feeds_changes_the_groups(lived_with):
    plain = log(lived_with(years=2))
    for feeds in ({"feeder_factor": 20.0, "tells_of_groups": False}, {"feeder_factor": 1.0, "tells_of_groups": True}):
        assert of(lived_with(WORKSHOP | feeds | {"initial_leaders": 60, "telling": 1.0}, years=2)) != plain


@pytest.mark.slow
def test_whoever_took_part_is_readier_for_a_year(with_programmes):
    model = with_programmes(WORKSHOP | SILENT, settings=NO_GROUPS, years=3)
    handle, clock, people = model.state.handle, model.state.array("clock"), model.world.anyone(np.array([1, 2]))
    start_team(handle, 1, people[:1])
    assert encouragement_of(handle, people[0]) == 1.0
    clock["week"] = 10
    model.live_stage("alternative programmes")
    for clock["week"], factor in ((10, 1.5), (62, 1.5), (63, 1.0)):
        assert [encouragement_of(handle, person) for person in people] == [factor, 1.0]


@pytest.mark.slow
def test_workshops_tell_of_the_groups_in_the_week_after(with_programmes):
    """At the strength of an event; only receptive people can follow, all are counted."""
    model = with_programmes(WORKSHOP | SILENT | {"largest": 40}, settings=NO_GROUPS, years=1)
    people, count = model.world.anyone(np.arange(40)), model.state.array("n")
    start_team(model.state.handle, 1, people)
    model.live_stage("alternative programmes")
    assert not len(model.rows("told"))
    model.live_stage("exposures")
    strength, ready = model.parameters.registering.event, model.world.readiness(people, 0)
    expected = [
        (person, people[0], strength, BY_WORKSHOP, theta)
        for person, theta in zip(people, ready, strict=True)
        if theta > 0
    ]
    made = model.rows("told")[["person", "source", "strength", "channel", "readiness"]].tolist()
    assert made == expected != []
    assert model.state.array("tally")["told"][0, TOLD.index("workshop")] == 40
    count["told"] = 0
    model.live_stage("exposures")
    assert not len(model.rows("told"))


def test_some_register_for_the_groups_after_a_workshop(lived_with):
    model = lived_with(WORKSHOP | {"initial_leaders": 60, "telling": 2.0}, years=2)
    kinds = Counter(kind for _, kind, *_ in log(model))
    assert kinds["registered: workshop"] > 3
