"""What is worked out of the runs of a scenario is remembered for these runs and these parameters, and for no others."""

from dataclasses import replace

import pytest

from contagion.experiments.doors.briefing.lived import lived
from contagion.experiments.lab.lab import close_up
from contagion.models.parameters import Parameters
from contagion.models.runs.cases import scenario_case
from contagion.models.scenarios.scenario import read
from contagion.sim.laboratory.store import Store

YEARS = 2


@pytest.fixture(scope="module")
def runs(own_lab):
    """Those of two scenarios, from a store with a memory."""
    close = close_up(own_lab)
    close.store = Store(close.store.folder, close.store.version, remembered=1 << 20)
    other = replace(read(None, ["training.places=20"]), name="other")
    return close.run([scenario_case(one) for one in (read(), other)], [1, 2], YEARS)


def test_the_same_runs_are_worked_out_once_until_a_price_is_another(runs, territory):
    first, other = runs.of("scenario", "ref"), runs.of("scenario", "other")
    dear = replace(read(), parameters=Parameters.model_validate({"costs": {"seat": 2000.0}}))
    once = lived(first, read(), YEARS, territory)
    assert lived(runs.of("scenario", "ref"), read(), YEARS, territory) is once
    assert (lived(first, dear, YEARS, territory).euros >= once.euros).all()
    assert lived(first, dear, YEARS, territory).euros.sum() > once.euros.sum()
    assert lived(other, replace(read(), name="other"), YEARS, territory).ends["scenario"].tolist() == ["other"] * 2
