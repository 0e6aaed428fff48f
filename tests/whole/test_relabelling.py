"""Target groups by other names, or in another order, change nothing (S05)."""

import numpy as np
import pytest
from scipy import stats

from contagion.models.parameters import Parameters
from tests.helpers.what_happened import digest, summary_of

TABLE = [group.model_dump() for group in Parameters().target_group]


def test_names_change_nothing(crowded):
    renamed = [row | {"name": row["name"].upper()} for row in TABLE]
    assert digest(crowded({"target_group": renamed})) == digest(crowded({"target_group": TABLE}))


@pytest.mark.parametrize("seeds", [8, pytest.param(200, marks=pytest.mark.slow)])
def test_relabelling_leaves_indicators_as_they_are(crowded, seeds):
    """S05: groups in another order are other people with other ties, and all is the same in distribution."""
    made = {}
    for label, table in (("as it is", TABLE), ("turned round", TABLE[::-1])):
        runs = [crowded({"target_group": table}, seed=seed, checked=False) for seed in range(seeds)]
        made[label] = [summary_of(run) for run in runs]
    for name in ("participants", "groups_started", "aspirants", "facilitators_from_groups"):
        one, other = (np.array([row[name] for row in rows], dtype=float) for rows in made.values())
        assert not np.array_equal(one, other)
        assert stats.ks_2samp(one, other).pvalue > 1e-3
        difference = one - other
        assert abs(difference.mean()) <= 4 * difference.std(ddof=1) / seeds**0.5 + 1e-9
