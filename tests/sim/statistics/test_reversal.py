"""What reverses a difference, where that is known."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from scipy.stats import rankdata

from contagion.sim.chance.draws import Draws
from contagion.sim.statistics.choice import reversals
from contagion.sim.statistics.sensitivity import prcc, too_few
from contagion.sim.statistics.spread import parts_of_variance, quantiles, triangular

N = 90
NOISE = np.resize([1.0, -1.0, 0.5, -0.5, 0.0], N)
RISING = (np.arange(N) - 0.5 * (N - 1)) / N
OTHER = np.resize(np.arange(7.0), N)


def table(**inputs) -> pd.DataFrame:
    return pd.DataFrame(inputs)


def test_the_third_in_which_the_sign_turns_is_found_and_stands_first():
    """5 + 30 x with x from -1/2 to 1/2: in the middle of its low third, at x = -1/3, it is -5."""
    found = reversals(5 + 30 * RISING + NOISE, table(other=OTHER, x=RISING))
    first = found.iloc[0]
    assert (first["input"], first["part"], bool(first["reversed"])) == ("x", "low", True)
    assert first["difference"] == pytest.approx(-5, abs=0.3)
    assert first["low"] < -5 < first["high"] < 0
    assert found.query("input == 'x'").set_index("part")["bound"].to_dict() == pytest.approx(
        {"low": np.quantile(RISING, 1 / 3), "high": np.quantile(RISING, 2 / 3)}
    )
    assert not found["reversed"].iloc[1:].any()


def test_a_choice_that_is_behind_is_overturned_where_it_is_ahead():
    found = reversals(-5 - 30 * RISING + NOISE, table(x=RISING))
    assert found["part"].tolist() == ["low", "high"]
    assert found["reversed"].tolist() == [True, False]


def test_a_level_of_what_is_no_number_can_overturn_it():
    rule = np.resize(["simple", "threshold", "reinforced"], N)
    found = reversals(np.where(rule == "threshold", -4.0, 9.0) + NOISE, table(rule=rule, fixed=[1] * N))
    first = found.iloc[0]
    assert (first["input"], first["part"], bool(first["reversed"])) == ("rule", "threshold", True)
    assert first["difference"] == pytest.approx(-4, abs=0.3)
    assert set(found["input"]) == {"rule"}  # what does not vary can overturn nothing


def test_what_does_not_reverse_it_stands_in_the_order_of_how_near_it_comes():
    """Whichever sign the difference has."""
    rule = np.resize(["simple", "threshold", "reinforced"], N)
    sure = 20 + 6 * RISING + NOISE + np.select([rule == "simple", rule == "threshold"], [-9.0, 7.5])
    for of in (sure, -sure):
        found = reversals(of, table(x=RISING, rule=rule))
        assert not found["reversed"].any()
        assert found["part"].tolist() == ["simple", "low", "reinforced", "high", "threshold"]


@pytest.mark.parametrize("confidence", [0.95, 0.8])
def test_intervals_are_those_of_the_laws_of_a_regression_and_of_a_mean(confidence):
    """Student's t, of a line and of a mean, at a level that five parts share."""
    rule, of = np.resize(["simple", "threshold", "reinforced"], N), 5 + 30 * RISING + NOISE
    found = reversals(of, table(x=RISING, rule=rule), confidence).set_index("part")
    line = stats.linregress(np.arange(N), of)
    share = 0.5 + (1 - (1 - confidence) / 5) / 2
    spread = np.sqrt(np.sum((of - line.intercept - line.slope * np.arange(N)) ** 2) / (N - 2))
    for part, place in (("low", N / 6 - 0.5), ("high", 5 * N / 6 - 0.5)):
        error = spread * np.sqrt(1 / N + (place - (N - 1) / 2) ** 2 / np.sum((np.arange(N) - (N - 1) / 2) ** 2))
        ends = [line.intercept + line.slope * place + side * stats.t.ppf(share, N - 2) * error for side in (-1, 1)]
        assert found.loc[part, ["low", "high"]].tolist() == pytest.approx(ends)
    for part in np.unique(rule):
        some = of[rule == part]
        ends = stats.t.interval(1 - (1 - confidence) / 5, len(some) - 1, some.mean(), stats.sem(some))
        assert found.loc[part, ["low", "high"]].tolist() == pytest.approx(ends)


def test_members_that_are_the_same_count_once():
    """Each five times: as surely as if it were there once. Some more often: surer than none, but of fewer."""
    inputs = table(x=RISING, rule=np.resize(["simple", "threshold", "reinforced"], N))
    once, five = 5 + 30 * RISING + NOISE, np.repeat(np.arange(N), 5)
    columns = ["input", "part", "difference", "low", "high", "reversed"]
    found = reversals(once[five], inputs.iloc[five], same=five)
    pd.testing.assert_frame_equal(found[columns], reversals(once, inputs)[columns])
    uneven = np.repeat(np.arange(N), np.where(np.arange(N) % 2, 9, 1))
    wide = reversals(once[uneven], inputs.iloc[uneven], same=uneven).set_index(["input", "part"])
    assert wide.loc[("x", "low"), "difference"] == pytest.approx(-5, abs=0.3)
    apart, of_once = (rows["high"] - rows["low"] for rows in (wide, found.set_index(["input", "part"])))
    assert (apart > of_once.loc[apart.index]).all()


def test_less_is_known_where_few_that_are_independent_stand_many_times():
    """Of 45 low ones each is there once, of five high ones each nine times."""
    same = np.append(np.arange(45), np.repeat(np.arange(45, 50), 9))
    found = reversals(5 + 30 * RISING + NOISE[same], table(x=RISING), same=same).set_index("part")
    assert found.loc["high", "high"] - found.loc["high", "low"] > 2 * (
        found.loc["low", "high"] - found.loc["low", "low"]
    )


def test_of_two_independent_ones_there_is_no_interval_and_of_three_there_is():
    for number in (2, 3):
        of = np.repeat(np.arange(number), 20)
        found = reversals(of % 2 + 1.0, table(x=of), same=of)
        assert found[["low", "high"]].notna().all(axis=None) == (number == 3)
        assert not found["reversed"].any()


def test_levels_may_be_of_several_kinds():
    found = reversals(NOISE + 9, table(weeks=np.resize(np.array([4, "none"], object), N)))
    assert sorted(found["part"]) == ["4", "none"]


def test_without_inputs_there_is_nothing_to_say():
    assert reversals([1.0, 2.0], pd.DataFrame(index=[0, 1])).empty


def test_an_input_that_may_have_no_end_is_told_by_its_order():
    found = reversals(5 + 30 * RISING + NOISE, table(x=np.where(RISING > 0.2, np.inf, RISING)))
    assert found.notna().all(axis=None)
    assert found["bound"].isin(RISING).all()
    assert bool(found.iloc[0]["reversed"])


# ---- partial rank correlations: by hand, against the definition, and where they cannot be told -----------------------


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


# ---- draws over ranges, and what is said of runs × draws: small cases worked out by hand -----------------------------


def test_quantiles_are_of_runs_and_draws_together():
    """0 … 20 in whatever order: 1, 10 and 19."""
    totals = np.arange(21.0)[::-1].reshape(3, 7)
    assert quantiles(totals) == pytest.approx({"p5": 1, "p50": 10, "p95": 19})
    by_year = quantiles(np.stack([totals, 2 * totals], axis=2))
    assert by_year["p95"].tolist() == pytest.approx([19, 38])


def test_variance_is_that_of_assumptions_and_that_of_runs():
    """Two runs (rows), two draws (columns): column means 3 and 5, variance 4 within each column."""
    assert parts_of_variance(np.array([[1.0, 3], [5, 7]])) == {"assumptions": 1, "runs": 4, "total": 5}


@pytest.mark.parametrize("mode", [2.0, 3.0, 5.0])
def test_triangular_draws_have_the_mean_and_variance_of_their_law(mode, agrees):
    """Mean (a + b + c)/3, variance (a² + b² + c² − ab − ac − bc)/18; the mode may be an end."""
    drawn = triangular(2, mode, 5, Draws(1).stream("x"), 20_000)
    agrees(drawn, (7 + mode) / 3)
    variance = (4 + 25 + mode**2 - 10 - 7 * mode) / 18
    agrees((drawn - (7 + mode) / 3) ** 2, variance)
    assert (triangular(2, mode, 5, Draws(1).stream("x"), 9) == drawn[:9]).all()


def test_a_range_of_one_value_gives_it():
    assert triangular(3, 3, 3, Draws(1).stream("x"), 5).tolist() == [3] * 5


def test_a_mode_outside_the_range_is_refused():
    with pytest.raises(ValueError, match="6 is not between 2 and 5"):
        triangular(2, 6, 5, Draws(1).stream("x"), 5)
