"""Partial rank correlations: by hand, against the definition, and where they cannot be told."""

import numpy as np
import pytest
from scipy.stats import rankdata

from contagion.sim.statistics.ranks import prcc, too_few


def cube(points, inputs, seed=1):
    return np.random.default_rng(seed).random((points, inputs))


def of(table):
    return table.set_index("factor")["prcc"]


def test_it_is_the_correlation_of_what_the_others_leave():
    x = cube(60, 3)
    y = x[:, 0] ** 3 - 0.5 * x[:, 1] + 0.3 * np.random.default_rng(2).random(60)
    found = of(prcc("abc", x, y, resamples=2))
    ranks = rankdata(np.column_stack([x, y]), axis=0)
    for number, name in enumerate("abc"):
        others = np.column_stack([np.ones(60), np.delete(ranks[:, :3], number, axis=1)])
        left = [v - others @ np.linalg.lstsq(others, v)[0] for v in (ranks[:, number], ranks[:, 3])]
        assert found[name] == pytest.approx(np.corrcoef(*left)[0, 1])


def test_order_alone_counts_and_no_limit_is_last():
    x = cube(40, 2)
    steep, without = np.exp(9 * x), x.copy()
    without[np.arange(40) == without[:, 0].argmax(), 0] = np.inf
    y = 2 * x[:, 0] - x[:, 1] + cube(40, 1, seed=3)[:, 0]
    for other in (steep, without):
        assert of(prcc("ab", other, y, resamples=2)).equals(of(prcc("ab", x, y, resamples=2)))


def test_what_only_rises_or_falls_is_told_apart_from_what_does_nothing():
    x = cube(200, 3)
    y = x[:, 0] - 0.5 * x[:, 1] + cube(200, 1, seed=3)[:, 0] / 4
    table = prcc(["up", "down", "none"], x, np.column_stack([y, y + 0.01])).set_index("factor")
    assert table.index.tolist() == ["up", "down", "none"]
    assert table.loc["up", "low"] > 0.8
    assert table.loc["down", "high"] < -0.5
    assert table.loc["none", "low"] < 0 < table.loc["none", "high"]
    assert (table["high"] - table["low"]).between(0.001, 0.5).all()
    assert table.loc["down"].tolist() == pytest.approx([-0.84082746, -0.88383871, -0.79781622])  # by 400 resamples


def test_an_output_that_follows_exactly_has_an_interval_of_no_width():
    x = cube(30, 2)
    table = prcc("ab", x, x[:, 0]).set_index("factor")
    assert table.loc["a", ["prcc", "low", "high"]].tolist() == pytest.approx([1, 1, 1], abs=1e-6)


def test_what_does_not_vary_has_none():
    x = cube(30, 2)
    assert of(prcc("ab", x, np.ones(30), resamples=2)).isna().all()
    x[:, 1] = 5
    found = of(prcc("ab", x, x[:, 0], resamples=2))
    assert found["a"] == pytest.approx(1)
    assert np.isnan(found["b"])


@pytest.mark.parametrize("points, inputs, few", [(3, 1, True), (4, 1, False), (15, 12, True), (16, 12, False)])
def test_points_that_are_too_few(points, inputs, few):
    assert too_few(points, inputs) == few
    if few:
        with pytest.raises(ValueError, match="too few"):
            prcc([str(n) for n in range(inputs)], cube(points, inputs), np.arange(points))


def test_what_does_not_fit_is_refused():
    with pytest.raises(ValueError, match="do not fit"):
        prcc("abc", cube(20, 2), np.arange(20))
    with pytest.raises(ValueError, match="failed"):
        prcc("ab", cube(20, 2), [np.nan, *range(19)])


def test_points_that_are_there_twice_make_nothing_surer():
    x = cube(60, 3)
    y = x[:, 0] + cube(60, 1, seed=3)[:, 0]
    twice, rows = np.arange(120) // 2, prcc("abc", x, y, resamples=50)
    again = prcc("abc", x[twice], y[twice], resamples=50, same=twice)
    for column in ("prcc", "low", "high"):
        assert again[column].tolist() == pytest.approx(rows[column].tolist())
