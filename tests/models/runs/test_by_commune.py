"""What has happened in each commune so far, by hand."""

from math import isnan

import pandas as pd
import pytest

from contagion.models.records import COMMUNE_COUNTS
from contagion.models.runs.figures import by_commune


def test_figures_of_a_commune_add_up_from_the_start():
    """Two communes, two years; nobody lives in the second."""
    none = dict.fromkeys(COMMUNE_COUNTS, 0)
    years = [
        none | {"year": 2, "commune": "A", "participants": 3, "groups_started": 1, "facilitators_active": 5},
        none | {"year": 1, "commune": "A", "participants": 4, "groups_started": 2, "facilitators_active": 7},
        none | {"year": 1, "commune": "B", "groups_started": 1, "facilitators_active": 0},
        none | {"year": 2, "commune": "B", "groups_started": 1, "facilitators_active": 0},
    ]
    territory = pd.DataFrame({"commune": ["A", "B"], "residents_15_and_over": [1400, 0]})
    rows = by_commune({"communes": pd.DataFrame(years), "territory": territory}).set_index(["year", "commune"])
    assert rows.loc[(1, "A"), ["participants", "groups_started", "facilitators_active"]].tolist() == [4, 2, 7]
    assert rows.loc[(2, "A"), ["participants", "groups_started", "facilitators_active"]].tolist() == [7, 3, 5]
    assert rows.loc[(2, "B"), "groups_started"] == 2
    assert rows.loc[(2, "A"), "coverage"] == pytest.approx(5)  # 7 of 1,400
    assert isnan(rows.loc[(2, "B"), "coverage"])
