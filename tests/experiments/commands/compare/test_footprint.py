"""What a comparison says of tonnes is what each run says of itself."""

import pytest

from contagion.experiments.commands.compare.costs import avoided_by_scenario
from tests.helpers.priced_scenarios import SCENARIOS


def test_tonnes_are_those_of_the_runs_and_so_is_what_one_costs(priced_runs, priced_summaries):
    table = avoided_by_scenario(priced_runs, SCENARIOS)
    for name, row in table.set_index("scenario").iterrows():
        for quantile in ("p5", "p50", "p95"):
            said = priced_summaries[str(name)][f"tco2e_avoided_{quantile}"]
            assert row[quantile] == pytest.approx(said, rel=0.01, abs=0.06), (name, quantile)
            a_tonne = priced_summaries[str(name)][f"cost_per_tco2e_{quantile}"]
            assert row[f"euros_per_tonne_{quantile}"] == pytest.approx(a_tonne, rel=0.02), (name, quantile)
