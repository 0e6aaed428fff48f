"""What reverses a difference, where that is known."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from contagion.sim.statistics.reversal import reversals

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


def test_nothing_overturns_what_holds_everywhere():
    found = reversals(20 + 30 * RISING + NOISE, table(x=RISING))
    assert not found["reversed"].any()
    assert found.iloc[0]["difference"] == pytest.approx(10, abs=0.5)  # the nearest


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


@pytest.mark.slow
def test_chance_alone_seldom_overturns_anything():
    """Of 60 inputs that have nothing to do with it, beside a difference that is hardly one: at a level of 95 % for all
    of them together, about one time in twenty and not in each."""
    rng = np.random.default_rng(1)
    times = [
        reversals(0.01 + rng.standard_normal(N), pd.DataFrame(rng.random((N, 60))).add_prefix("x"))["reversed"].any()
        for _ in range(20)
    ]
    assert sum(times) <= 2


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
