"""Fixtures of the tests of the studies."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from contagion.experiments.studies.calibration import calibrate
from contagion.experiments.studies.ensemble import Ensemble, drawn
from contagion.experiments.studies.lab import laboratory
from contagion.experiments.studies.targets import read_targets
from contagion.models.runs.cases import scenario_case
from contagion.models.runs.simulation import simulate
from contagion.models.scenarios.scenario import read
from tests.helpers.priced_scenarios import SCENARIOS, SEED, YEARS

WIDE = 1.0  # what the model misses, as a share of what was observed


@pytest.fixture(scope="module")
def priced_summaries(territory) -> dict[str, dict[str, Any]]:
    """The summary of a run of each scenario with prices of its own."""
    return {one.name: simulate(one, territory, years=YEARS, seed=SEED).summary for one in SCENARIOS}


@pytest.fixture(scope="module")
def priced_runs(lab):
    """The same runs in the laboratory."""
    return lab.run([scenario_case(one) for one in SCENARIOS], [SEED], YEARS)


@pytest.fixture(scope="package")
def own_lab(tmp_path_factory):
    """One whose store all tests of the studies share: calibrations are screened by the same runs."""
    return laboratory("serial", store=tmp_path_factory.mktemp("store"))


@pytest.fixture(scope="package")
def few_sets(own_lab):
    """So few that hardly one agrees with what was observed: errors are so wide that many do, under each rule."""
    asked = replace(read_targets(Path("besancon")), discrepancy=WIDE)
    *_, last = calibrate(own_lab, read(), asked, wave=16, batch=8, most=16, trajectories=2)
    return last


@pytest.fixture(scope="package")
def few(few_sets) -> Ensemble:
    return drawn(few_sets, "by_hand", 5, command="contagion calibrate besancon")
