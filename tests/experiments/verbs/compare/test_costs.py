"""What the runs of a study cost is what each run says of itself, at the prices of its scenario or point."""

import numpy as np
import pandas as pd
import pytest

from contagion.experiments.verbs.compare.work import costed, costed_points, euros_by_year, euros_of_points
from contagion.experiments.verbs.sweep import work as sweep
from contagion.models.parameters import Parameters
from contagion.models.runs.cases import changed, scenario_case
from contagion.models.runs.simulation import simulate
from contagion.models.scenarios.scenario import Scenario, Words
from contagion.sim.statistics.designs import grid
from tests.helpers.priced_scenarios import SCENARIOS

WORKSHOP = {"alternative": [{"kind": "workshop", "name": "fresk"}]}
CONTENTS = {
    "groups": {},
    "a workshop beside": WORKSHOP,
    "prices change": {"decision": [{"from": 60, "set": {"costs.coordinator": 90_000.0}}]},
    "a budget": {"budget": {"per_year": 60_000.0}},
}
POINTS = {
    "effort": {"training.places": [5, 10]},
    "prices": {"costs.kit": [0.0, 80.0], "costs.seat": [700.0, 100.0]},
    "both": {"costs.kit": [0.0, 80.0], "training.places": [5, 10]},
    "words": {"training.top_up": ["historical", "autonomous"], "training.places": [5, float("inf")]},
    "the same twice": {"training.places": [5, 5]},
}
FIGURES = ("cost_total", "cost_per_participant", "cost_per_completer")


def test_euros_are_those_of_the_runs(priced_runs, priced_summaries):
    table = costed(priced_runs, SCENARIOS).set_index("scenario")
    for name, said in priced_summaries.items():
        for figure in ("cost_total", "cost_per_participant", "cost_per_completer"):
            expected = np.nan if said[figure] is None else said[figure]
            assert table.loc[name, figure] == pytest.approx(expected, abs=0.01, nan_ok=True), (name, figure)
    assert table["cost_per_completer"].notna().tolist() == [True, False, True, False]
    assert table["cost_total"].nunique() == len(SCENARIOS)


# ---- sweeps --------------------------------------------------------------------------------------------------------


def scenario_of(content: dict) -> Scenario:
    return Scenario("it", Words("it"), Parameters.model_validate(content))


@pytest.mark.parametrize(
    "content, axes",
    [
        pytest.param(CONTENTS[one], POINTS[axes], marks=[pytest.mark.slow] * (n % 4 != turn % 4), id=f"{axes}, {one}")
        for turn, axes in enumerate(POINTS)
        for n, one in enumerate(CONTENTS)
    ],
)
def test_the_points_of_a_sweep_cost_what_each_run_says_of_itself(lab, territory, content, axes):
    scenario, points = scenario_of(content), grid(axes)
    made = sweep.inquiry(scenario, points, 2, 2).last(lab)
    assert made.seeds == 2
    assert made.varied == list(axes)
    asked = [(point, seed) for point in points for seed in (1, 2)]
    assert len(made.all_runs) == len(asked)
    for (point, seed), (_, row) in zip(asked, made.all_runs.iterrows(), strict=True):
        assert {name: row[name] for name in axes} == point
        own = Scenario("own", Words("own"), changed(scenario.parameters, point))
        said = simulate(own, territory, years=2, seed=seed).summary
        for figure in FIGURES:
            expected = np.nan if said[figure] is None else said[figure]
            assert row[figure] == pytest.approx(expected, abs=0.01, nan_ok=True), (point, seed, figure)


def test_the_course_of_the_euros_ends_where_the_table_does(lab):
    for content in CONTENTS.values():
        scenario = scenario_of(content)
        made = sweep.inquiry(scenario, grid(POINTS["both"]), 2, 2).last(lab)
        years = made.runs.rows("years").assign(
            cost_total=euros_of_points(made.runs, scenario, made.varied)["cost_total"]
        )
        assert years.loc[years["year"] == 2, "cost_total"].tolist() == made.table["cost_total"].tolist()
        assert (years.groupby([*made.varied, "seed"])["cost_total"].diff().dropna() > 0).all()


def test_a_point_costs_what_a_scenario_costs(lab):
    """To the last digit: the two are worked out by one rule."""
    one = scenario_of({"costs": {"kit": 33.3}})
    point = sweep.inquiry(scenario_of({}), [{"costs.kit": 33.3}], 2, 3).last(lab).table
    runs = lab.run([scenario_case(one)], range(1, 4), 2)
    table = costed(runs, [one])
    pd.testing.assert_frame_equal(point[list(FIGURES)], table[list(FIGURES)], check_exact=True)
    courses = runs.rows("years").assign(cost_total=euros_by_year(runs, [one])["cost_total"])
    assert courses.loc[courses["year"] == 2, "cost_total"].tolist() == table["cost_total"].tolist()


def test_few_columns_are_read_for_it(lab, monkeypatch):
    """Of millions of runs all columns of all years would not fit into memory."""
    scenario = scenario_of({})
    runs = sweep.inquiry(scenario, [{"training.places": 7}], 1, 3).last(lab).runs
    read, store = [], type(lab.store)
    whole = store.read
    monkeypatch.setattr(store, "read", lambda self, *of: read.append(of) or whole(self, *of))
    before = costed_points(runs, scenario, ["training.places"])
    ((table, _, columns),) = read
    assert table == "years"
    assert columns[:2] == ["key", "year"]
    assert len(columns) < 0.6 * len(runs.rows("years").columns)
    pd.testing.assert_frame_equal(costed_points(runs, scenario, ["training.places"]), before)
    assert len(read) == 2  # all years are there now
