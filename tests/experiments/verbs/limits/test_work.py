"""`contagion limits`: what moves by 10 %, the elasticities, and the tables, on runs made by hand, and the command."""

from dataclasses import replace
from math import sqrt
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from contagion.experiments.ensembles.worlds import Worlds
from contagion.experiments.verbs.limits.work import BASE, CAPACITIES, PEOPLE, gains_by_year, inquiry
from contagion.models.parameters import Parameters
from contagion.models.scenarios.scenario import read
from contagion.sim.statistics.compare import ratio_of_differences
from tests.helpers.even_ensemble import even, twice
from tests.helpers.limits_by_hand import MORE, SEEDS, by_hand

BY_NAME = {capacity.name: capacity for capacity in CAPACITIES}
USUAL = Parameters()

T3 = stats.t.ppf(0.975, 3)


# ---- the tables, on runs made by hand --------------------------------------------------------------------------------

"""People more, by seed, beside 400, 410, 420, 430; a tenth of them in the first year."""


@pytest.fixture
def found():
    return by_hand()


def test_elasticities_are_those_worked_out_by_hand(found):
    """45 people more of 415 by 10 % more places: 450 / 415."""
    table = found.table.set_index("capacity")
    assert list(table.index) == ["places", "time", "wish", "rooms"]
    assert table.loc["places", "gained"] == pytest.approx(45)
    half = T3 * sqrt(100 / 3) / 2
    assert table.loc["places", ["gained_low", "gained_high"]].tolist() == pytest.approx([45 - half, 45 + half])
    assert table.loc["places", "elasticity"] == pytest.approx(450 / 415)
    assert table.loc["time", "elasticity"] == pytest.approx(225 / 415)
    low, high = table.loc["places", ["elasticity_low", "elasticity_high"]]
    top, base = np.array(MORE["places"]) * 10.0, np.array([400.0, 410, 420, 430])
    for bound in (low, high):  # Fieller: just not refused by a paired test
        assert stats.ttest_rel(top, bound * base).pvalue == pytest.approx(0.05)
    assert table["like_first"].tolist() == [True, False, False, False]


def test_over_worlds_intervals_count_sets():
    """40 and 42 more in the two worlds of a set, 50 and 52 in those of the other: the mean of 41 and 51."""
    counts = {"places": (40, 42, 50, 52), "time": (20, 25, 20, 25)}
    found = by_hand(lambda name, n: 400 + 10 * n + counts.get(name, (0,) * 4)[n], worlds=Worlds(twice(even(2))))
    table = found.table.set_index("capacity")
    row, half = table.loc["places"], stats.t.ppf(0.975, 1) * 5
    assert row[["gained", "gained_low", "gained_high"]].tolist() == pytest.approx([46, 46 - half, 46 + half])
    top, base = np.array([41, 51]) / row["rise"], np.array([405.0, 425])
    for bound in ratio_of_differences(top, base)[1:]:
        assert bound == pytest.approx(row["elasticity_low"]) or bound == pytest.approx(row["elasticity_high"])
    assert table.loc["time", ["gained_low", "gained_high"]].tolist() == pytest.approx([22.5, 22.5])
    by_year = found.by_year[found.by_year["capacity"] == "places"]
    assert (by_year["gained_high"] - by_year["gained"]).tolist() == pytest.approx([half / 10, 9 * half / 10])


def test_what_is_compared_is_what_truly_moved():
    """Three places to four are a third more."""
    table = by_hand(settings=["training.places=3"]).table.set_index("capacity")
    assert table.loc["places", "rise"] == pytest.approx(1 / 3)
    assert table.loc["places", "elasticity"] == pytest.approx(135 / 415)
    assert table.index[0] == "time"


def test_where_nobody_was_reached_there_is_no_elasticity():
    """Nobody with either, or nobody without and somebody with: people gained, and no ratio."""
    nobody, some = by_hand(lambda name, number: 0), by_hand(lambda name, number: 5 * (name == "places"))
    assert nobody.nothing
    assert nobody.table["elasticity"].isna().all()
    row = some.table.set_index("capacity").loc["places"]
    assert row["gained"] == 5
    assert np.isnan(row["elasticity"])


def test_over_worlds_it_is_counted_in_how_many_which_helps_most():
    """In the first world places help most, in the second time; in the others nothing helps."""
    counts = {"places": (40, 0, 0, 0), "time": (0, 50, 0, 0)}
    found = by_hand(lambda name, n: 400 + 10 * n + counts.get(name, (0,) * 4)[n], worlds=Worlds(even(2)))
    assert found.table.set_index("capacity")["first"].to_dict() == {"time": 0.25, "places": 0.25, "wish": 0, "rooms": 0}


def test_gains_by_year_add_up(found):
    rows = found.by_year[found.by_year["capacity"] == "places"]
    assert rows[["first_year", "last_year"]].to_numpy().tolist() == [[1, 1], [2, 2]]
    assert rows["gained"].tolist() == pytest.approx([4.5, 40.5])
    assert (rows["gained_low"] < rows["gained"]).all()


def test_more_than_ten_years_are_told_some_at_a_time(found):
    years = pd.DataFrame(
        {"scenario": name, "seed": seed, "year": year, PEOPLE: (100 + (name == "places")) * year}
        for name in (BASE, "places")
        for seed in SEEDS
        for year in range(1, 24)
    )
    runs: Any = SimpleNamespace(rows={"years": years}.__getitem__)
    made = gains_by_year(replace(found.made, runs=runs))
    assert len(made) == 10
    assert made[["first_year", "last_year"]].iloc[[0, -1]].to_numpy().tolist() == [[1, 3], [22, 23]]
    assert made["gained"].tolist() == (made["last_year"] - made["first_year"] + 1).tolist()


# ---- runs, and the command line --------------------------------------------------------------------------------------


def test_runs_are_paired_and_what_changes_nothing_gains_nothing(lab):
    """Without rooms of partners, a farther host is the same run to the last event."""
    chosen = read(None, ["facilitation.host_distance_km=5", "partners.groups_per_year=0"])
    found = inquiry(chosen, 2, 2, [BY_NAME["rooms"], BY_NAME["places"]]).last(lab)
    logs = found.made.runs.table.pivot(index="seed", columns="scenario", values="event_log_sha256")
    assert (logs["rooms"] == logs[BASE]).all()
    assert (logs["places"] != logs[BASE]).all()
    assert found.table.set_index("capacity").loc["rooms", "gained"] == 0


def test_of_a_past_no_capacity_is_more_and_nobody_is_counted(lab):
    """Places are ten and a tenth more from the third year on; people and gains are those of after the second."""
    scenario = replace(read(), past=2)
    found = inquiry(scenario, 4, 2, [one for one in CAPACITIES if one.name == "places"]).last(lab)
    (row,) = found.table.to_dict("records")
    years = found.made.runs.rows("years").pivot(index=["scenario", "seed"], columns="year", values=PEOPLE)
    assert years[2].loc["places"].tolist() == years[2].loc[BASE].tolist()
    assert row["rise"] == 0.1
    assert row[PEOPLE] == (years[4] - years[2]).loc[BASE].mean()
    assert found.by_year["first_year"].tolist() == [3, 4]
    assert found.by_year["gained"].sum() == pytest.approx(row["gained"])
