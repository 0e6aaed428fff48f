"""Fixtures of the tests of the studies."""

from typing import Any

import pytest

from models.runs.cases import scenario_case
from models.runs.simulation import simulate
from tests.helpers.priced_scenarios import SCENARIOS, SEED, YEARS


@pytest.fixture(scope="module")
def priced_summaries(territory) -> dict[str, dict[str, Any]]:
    """The summary of a run of each scenario with prices of its own."""
    return {one.name: simulate(one, territory, years=YEARS, seed=SEED).summary for one in SCENARIOS}


@pytest.fixture(scope="module")
def priced_runs(lab):
    """The same runs in the laboratory."""
    return lab.run([scenario_case(one) for one in SCENARIOS], [SEED], YEARS)
