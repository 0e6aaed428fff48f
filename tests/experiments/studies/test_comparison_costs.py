"""What a comparison says of euros is what each run says of itself."""

import numpy as np
import pytest

from experiments.studies.comparison_costs import costed
from tests.helpers.priced_scenarios import SCENARIOS


def test_euros_are_those_of_the_runs(priced_runs, priced_summaries):
    table = costed(priced_runs, SCENARIOS).set_index("scenario")
    for name, said in priced_summaries.items():
        for figure in ("cost_total", "cost_per_participant", "cost_per_completer"):
            expected = np.nan if said[figure] is None else said[figure]
            assert table.loc[name, figure] == pytest.approx(expected, abs=0.01, nan_ok=True), (name, figure)
    assert table["cost_per_completer"].notna().tolist() == [True, False, True, False]
    assert table["cost_total"].nunique() == len(SCENARIOS)
