"""Retention or conversion: what is handed over follows from the runs and from theory."""

import math

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from experiments.questions import x07_retention_or_conversion
from models.parameters import Parameters
from models.runs.cases import points
from models.theory import cycle
from tests.helpers.findings import LOSS, WISH, signed, three, written
from tests.helpers.table_rows import interval_of, only

INF, NAN = math.inf, math.nan


def test_the_table_is_that_of_the_runs_and_of_theory(lab, made):
    finding = made(x07_retention_or_conversion)
    grid = [{LOSS: mu, WISH: p} for mu in (0.25, 0.5) for p in (1 / 6, 1 / 3)]
    runs = lab.run(points(Parameters(), grid), [1, 2], 3).table
    reached = {key: at["participants"].to_numpy(float) for key, at in runs.groupby([LOSS, WISH])}
    usual = reached[0.25, 1 / 3]
    less_loss = (reached[0.5, 1 / 3] - usual) / math.log(2) * math.log(0.9)
    conversion = (usual - reached[0.25, 1 / 6]) / (1 / 6) * 0.1 / 3
    row = only(finding.table, **{LOSS: 0.25, WISH: 1 / 3})
    assert three(row, "participants") == interval_of(usual)
    assert three(row, "gain_less_loss") == interval_of(less_loss)
    assert three(row, "gain_conversion") == interval_of(conversion)
    assert three(row, "gap") == interval_of(less_loss - conversion)
    assert row["r_theory"] == pytest.approx(cycle.reproduction(2, 0.25, 10))
    gap = stats.ttest_1samp(less_loss - conversion, 0).pvalue
    assert (row["gains_more"] == "not distinguishable") == (gap > 0.05)
    counts = finding.table["gains_more"].value_counts()
    assert f"less loss gains more at {counts.get('less loss', 0)} of the 4 points" in finding.text
    assert "{} ({} to {}) against".format(*map(signed, three(row, "gain_less_loss"))) in finding.text


def test_the_figure_shows_what_the_table_says(made):
    finding = made(x07_retention_or_conversion)
    (ax,) = finding.figure.axes
    cells = {f"{signed(a)}\n{signed(b)}" for a, b in finding.table[["gain_less_loss", "gain_conversion"]].to_numpy()}
    assert cells <= set(written(finding.figure))
    assert ax.get_yscale() == "log"
    threshold = ax.lines[0]  # R = 1
    assert np.interp(0.5, threshold.get_ydata(), threshold.get_xdata()) * 6 == pytest.approx(
        cycle.critical_conversion(0.5, 10), rel=1e-3
    )
    assert [text.get_text() for text in finding.figure.legends[0].texts][:3] == [
        "less loss\ngains more", "more conversion\ngains more", "not distinguishable",
    ]  # fmt: skip


def test_gains_are_those_of_a_known_surface():
    losses, wishes = [0.1, 0.2, 0.4], [0.0, 0.25, 0.5]
    surface = pd.DataFrame([[500 - 100 * math.log(mu) + 40 * p for p in wishes] for mu in losses], losses, wishes)
    made = x07_retention_or_conversion.gains(surface)
    assert list(made["gain_less_loss"]) == pytest.approx([100 * -math.log(0.9)] * 9)
    assert list(made["gain_conversion"]) == pytest.approx([0, 1, 2] * 3)
    assert list(made["gap"]) == pytest.approx(list(made["gain_less_loss"] - made["gain_conversion"]))
    assert list(zip(made[LOSS], made[WISH], strict=True)) == [(mu, p) for mu in losses for p in wishes]


def test_the_winner_is_named_where_it_can_be_told():
    assert x07_retention_or_conversion.winner(1, 20) == "less loss"
    assert x07_retention_or_conversion.winner(-20, -1) == "more conversion"
    assert x07_retention_or_conversion.winner(-1, 20) == "not distinguishable"
    assert x07_retention_or_conversion.winner(NAN, NAN) == "not distinguishable"
