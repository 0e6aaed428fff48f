"""What an ensemble makes of what was observed: by hand, and as a calibration keeps it."""

import numpy as np
import pytest
from scipy.stats import norm

from contagion.experiments.ensembles.predicted import FIRST_SEED, beside, predicted
from contagion.models.runs.cases import case, changed
from contagion.models.runs.study import Conversations
from contagion.models.scenarios.scenario import read
from contagion.sim.laboratory.jobs import Job


def test_what_was_observed_lies_where_runs_with_all_errors_say():
    """Sets with normal means of spread 30 and luck of 40 about 250; errors of 12 and 16 make 20."""
    random = np.random.default_rng(1)
    figures = 250 + 30 * random.normal(size=(20_000, 1)) + 40 * random.normal(size=(20_000, 2))
    row = beside(figures, 210.0, 300.0, 12.0, 16.0)
    assert [row["p5"], row["p50"], row["p95"]] == pytest.approx(norm.ppf([0.05, 0.5, 0.95], 250, 50), abs=1.5)
    assert row["luck"] == pytest.approx(40, rel=0.02)
    whole = np.hypot(50, 20)
    assert row["below_high"] == pytest.approx(norm.cdf(300, 250, whole), abs=0.01)
    assert row["below_low"] == pytest.approx(norm.cdf(210, 250, whole), abs=0.01)
    assert row["told"] == 100


def test_runs_that_do_not_tell_a_figure_are_left_out_and_counted():
    figures = np.array([[1.0, 3.0], [np.nan, 2.0], [np.nan, np.nan], [2.0, 4.0]])
    row = beside(figures, 2.0, 2.0, 1e-6, 0.0)
    assert (row["p50"], row["told"], row["luck"]) == (2.0, 62.5, pytest.approx(np.sqrt(2), rel=1e-3))
    assert beside(np.full((2, 2), np.nan), 1.0, 1.0, 1.0, 0.0)["told"] == 0


def test_it_is_of_the_sets_that_are_kept_with_seeds_that_nothing_was_fitted_with(own_lab, few_sets, few):
    rows = predicted(own_lab, few_sets, few, sets=2)
    assert [row["name"] for row in rows] == [row.name for row in few_sets.targets.rows]
    parameters = [case(changed(read().parameters, few.values(number))).parameters for number in (0, 1)]
    seeds = [FIRST_SEED + place for place in range(4)]
    made = [Conversations.over().run(Job(parameters[n // 2], seed, 3))[0] for n, seed in enumerate(seeds)]
    people = [row["participants"] for row in made]
    of = next(row for row in rows if row["indicator"] == "participants")
    assert of["p50"] == pytest.approx(np.median(people), rel=1e-3)
    assert (of["low"], of["high"], of["error"], of["discrepancy"]) == (300, 300, 15, 300 * few_sets.targets.discrepancy)
    assert predicted(own_lab, few_sets, few, sets=2) == rows
