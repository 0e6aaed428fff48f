"""A run ends where there is no room, and gives back what it took."""

import gc

import pytest

from contagion.models.programme.layout import STATE
from contagion.models.runs.simulation import build as new_model
from contagion.models.runs.simulation import simulate
from contagion.models.runs.study import Conversations, scenario_case
from contagion.models.scenario import read
from contagion.sim.core.tables import CAME_TO, OutOfMemory, Tables
from contagion.sim.laboratory.jobs import Job
from tests.helpers.no_room import no_room

pytestmark = pytest.mark.slow


def test_a_run_ends_where_there_is_no_room(build):
    CAME_TO.clear()
    model = build([], 2, checked=False)

    no_room(model.state, "events")
    with pytest.raises(OutOfMemory, match=r"state: no room for 512 events \([\d,]+ MiB\)"):
        model.run(104)
    assert len(model.state.array("events")) == 256  # nothing is written past the end
    assert model.week < 104


def test_a_run_that_is_over_gives_its_memory_back(territory):
    """At once: Python is late to find the circles in which Mesa keeps a model."""

    def alive() -> int:
        # Not isinstance: it asks a weak reference of another test about an object that is gone.
        return sum(type(one) is Tables and one.layout is STATE for one in gc.get_objects())

    gc.collect()
    gc.disable()
    try:
        before = alive()
        simulate(read(), territory, years=1, seed=1)
        Conversations().run(Job(scenario_case(read()).parameters, 2, 1))
        assert alive() == before
        kept = new_model(read(), territory, years=1, seed=1)
        assert alive() == before + 1
        kept.release()
        assert alive() == before
    finally:
        gc.enable()
