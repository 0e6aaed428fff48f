"""What a comparison says of euros and tonnes is what each run says of itself."""

from typing import Any

import numpy as np
import pandas as pd
import pytest

from experiments.studies.comparison import Comparison
from experiments.studies.comparison_costs import costed
from experiments.studies.comparison_footprint import avoided_by_scenario
from models.parameters import Parameters
from models.runs.cases import scenario_case
from models.runs.simulation import simulate
from models.scenarios.scenario import Scenario, Words
from sim.statistics.compare import Precision

YEARS, SEED = 2, 3
WORKSHOP = {"alternative": [{"kind": "workshop", "name": "fresk"}]}
DEARER = {"costs": {"seat": 100.0}, "decision": [{"from": 60, "set": {"costs.coordinator": 90_000.0}}]}
POOR = {"budget": {"per_year": 60_000.0}}
SCENARIOS = [
    Scenario(name, Words(name), Parameters.model_validate(content))
    for name, content in {
        "groups": {},
        "beside": WORKSHOP,
        "dearer": DEARER,
        "all of it": WORKSHOP | DEARER | POOR,
    }.items()
]


@pytest.fixture(scope="module")
def summaries(territory) -> dict[str, dict[str, Any]]:
    """Of a run by itself of each scenario."""
    return {one.name: simulate(one, territory, years=YEARS, seed=SEED).summary for one in SCENARIOS}


@pytest.fixture(scope="module")
def runs(lab):
    """The same runs in the laboratory."""
    return lab.run([scenario_case(one) for one in SCENARIOS], [SEED], YEARS)


def test_euros_are_those_of_the_runs(runs, summaries):
    table = costed(runs, SCENARIOS).set_index("scenario")
    for name, said in summaries.items():
        for figure in ("cost_total", "cost_per_participant", "cost_per_completer"):
            expected = np.nan if said[figure] is None else said[figure]
            assert table.loc[name, figure] == pytest.approx(expected, abs=0.01, nan_ok=True), (name, figure)
    assert table["cost_per_completer"].notna().tolist() == [True, False, True, False]
    assert table["cost_total"].nunique() == len(SCENARIOS)


def test_tonnes_are_those_of_the_runs_and_so_is_what_one_costs(runs, summaries):
    table = avoided_by_scenario(Comparison(SCENARIOS, runs, pd.DataFrame(), (), Precision(), automatic=False))
    for name, row in table.set_index("scenario").iterrows():
        for quantile in ("p5", "p50", "p95"):
            said = summaries[str(name)][f"tco2e_avoided_{quantile}"]
            assert row[quantile] == pytest.approx(said, rel=0.01, abs=0.06), (name, quantile)
            a_tonne = summaries[str(name)][f"cost_per_tco2e_{quantile}"]
            assert row[f"euros_per_tonne_{quantile}"] == pytest.approx(a_tonne, rel=0.02), (name, quantile)
