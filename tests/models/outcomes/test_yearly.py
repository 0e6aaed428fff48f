"""What the laboratory keeps of a run is flat, and has the same columns for every run."""

import numpy as np
import pytest

from contagion.models.outcomes.indicators import measured
from contagion.models.outcomes.yearly import row
from tests.helpers.alternative_programmes import WORKSHOP
from tests.helpers.what_happened import summary_of, tables_of


def test_the_row_of_the_laboratory_is_flat(run_by_hand):
    flat = row(measured(run_by_hand) | {"years": 2, "seed": 1, "event_log_sha256": "x"})
    assert {"seed", "years", "short", "short_in_training", "representation"}.isdisjoint(flat)
    assert flat["short_groups"] == pytest.approx(38 / 103)
    assert flat["short_in_training_takers"] == pytest.approx(1 / 98)
    assert flat["representation_elected_officials"] == pytest.approx(0.5)
    assert np.isnan(flat["years_to_1000_participants"])


def test_rows_of_a_study_have_the_same_columns(lived_with):
    plain, with_one = lived_with(years=1), lived_with(WORKSHOP, years=1)
    rows = [row(summary_of(model)) for model in (plain, with_one)]
    assert list(rows[0]) == list(rows[1])
    assert not any(value for name, value in rows[0].items() if name.startswith("alternative_"))
    assert rows[1]["alternative_participants"] > 0
    assert tables_of(plain)["alternatives"].empty
