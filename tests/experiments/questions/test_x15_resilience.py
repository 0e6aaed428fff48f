"""The experiments on shocks, the periphery, councillors and students: what they hand over follows from the runs."""

from dataclasses import replace

import numpy as np

from experiments.questions import x15_resilience
from models.parameters import Parameters
from models.runs.simulation import simulate, territory_for
from models.scenarios.scenario import read
from tests.helpers.table_rows import interval_of, only

INF = float("inf")


def of(parameters):
    """A scenario of these parameters."""
    return replace(read(), parameters=parameters)


def test_the_table_is_that_of_the_runs(made):
    """Against two runs of the simulation itself, without laboratory and close-up."""
    finding = made(x15_resilience)
    assert len(finding.table) == 10  # 5 shocks, 2 series
    lost = []
    for seed in (1, 2):
        courses = []
        for shock in ((), ({"kind": "facilitators lost", "share": 0.3, "from": 52},)):
            parameters = Parameters.model_validate({"shock": shock})
            results = simulate(of(parameters), territory_for(of(parameters)), years=4, seed=seed)
            courses.append(results.tables["weeks"]["facilitators_active"].to_numpy())
        lost.append((courses[0] - courses[1])[52:].sum() / 52)
    row = only(finding.table, case="three facilitators in ten lost", series="facilitators_active")
    assert list(row[["loss", "loss_low", "loss_high"]]) == interval_of(lost)
    assert f"{row['loss']:.1f} facilitator-years lost (" in finding.text
    assert "Coordinator away for 26 weeks: active facilitators" in finding.text


def test_the_mean_recovers_when_no_sample_falls_short():
    """One seed falls short in weeks 2 to 4, the other gains as much there: their mean never falls short."""
    base = np.full((10, 2), 20.0)
    shocked = base.copy()
    shocked[2:5] += [[-8.0, 8.0]]
    middle, low, high = x15_resilience.of_the_means(base, shocked, 2)
    assert middle == 0
    assert (low, high) == (0, 3)  # samples that hold the first seed twice recover in the third week
    shocked[2:6] = 15.0
    assert x15_resilience.of_the_means(base, shocked, 2) == (4, 4, 4)
    shocked[2:] = 15.0
    assert x15_resilience.of_the_means(base, shocked, 2) == (INF, INF, INF)


def test_a_recovery_is_said_with_its_interval():
    row = {"of_means": 40.0, "of_means_low": 30.0, "of_means_high": INF}
    assert x15_resilience._weeks(row, "of_means", 364) == "40 weeks (30 to over 364)"
    lost = {"series": "participants", "loss": 12.4, "loss_low": -3.0, "loss_high": 28.0}
    assert x15_resilience._lost(lost) == "12 people lost (-3 to 28, not distinguishable from none)"


def test_the_figure_shows_what_the_table_says(made):
    figure = made(x15_resilience).figure
    ax = figure.axes[0]
    labels = figure.axes[2].get_yticklabels()
    assert [label.get_text().replace("\n", " ") for label in labels] == list(x15_resilience.SHOCKS)
    assert [label.get_color() for label in labels] == [line.get_color() for line in ax.lines[: len(labels)]]
    before = [line.get_ydata()[0] for line in ax.lines[: len(x15_resilience.SHOCKS)]]
    assert before == [100] * len(before)  # half a year before the shock all are one
