"""How likely runs make what was observed, against normal laws worked out by hand."""

import numpy as np
import pytest
from scipy.stats import norm

from contagion.experiments.ensembles.likelihood import (
    Luck,
    as_observed,
    error_at,
    log_likelihood,
    must_be_told,
    with_luck_near,
)
from contagion.experiments.ensembles.targets import Target, Targets
from contagion.sim.errors import InputError
from contagion.sim.statistics.importance import Tried


def targets(*rows, discrepancy=0.0):
    return Targets("by_hand", "by hand", "ref", discrepancy, rows, "by hand")


PEOPLE = Target(indicator="participants", year=3, value=300, evidence="counted", error=20)
NO_LUCK = Luck(np.zeros((1, 3)))


def test_a_value_has_a_normal_likelihood_with_the_luck_of_the_mean_taken_out():
    """Error 20, discrepancy 10 % of 300, luck of variance 2 m at a mean of 200 and over 4 seeds: 0.75 times; a gap has
    the luck of both, 1.25 times."""
    figures = np.array([190.0, 210.0, 180.0, 220.0]).reshape(1, 4, 1)
    luck = Luck(np.array([[0.0, 2.0, 0.0]]))
    log, gaps = log_likelihood(figures, targets(PEOPLE, discrepancy=0.1), luck)
    assert gaps[0, 0] == pytest.approx(-100 / np.sqrt(20**2 + 30**2 + 400 * 1.25))
    error = np.sqrt(20**2 + 30**2 + 400 * 0.75)
    assert log[0] == pytest.approx(norm.logpdf(300, 200, error) + 0.5 * np.log(2 * np.pi))


RANGE = Target(indicator="participants", year=3, low=210, high=300, evidence="range", error=20)
S, MU = 40.0, 250.0  # luck of a run, and the true mean


@pytest.mark.parametrize("seeds", [1, 2, 5])
def test_in_the_mean_over_luck_the_likelihood_is_that_of_one_run_of_the_world(seeds):
    """Over means of seeds as they are drawn at a true mean, in closed form."""
    chance = norm.ppf((np.arange(200_000) + 0.5) / 200_000)
    means = MU + S / np.sqrt(seeds) * chance
    figures, luck = np.repeat(means[:, None], seeds, axis=1)[:, :, None], Luck(np.array([[S**2, 0.0, 0.0]]))
    one_run = np.sqrt(20**2 + S**2)
    at = np.exp(log_likelihood(figures, targets(PEOPLE), luck)[0]).mean() / np.sqrt(2 * np.pi)
    assert at == pytest.approx(norm.pdf(300, MU, one_run), rel=1e-4)
    within = np.exp(log_likelihood(figures, targets(RANGE), luck)[0]).mean()
    assert within == pytest.approx(norm.cdf(300, MU, one_run) - norm.cdf(210, MU, one_run), rel=1e-4)
    assert error_at(np.array([MU]), targets(PEOPLE), luck) == pytest.approx(one_run)


def test_where_nothing_is_left_by_which_a_figure_could_miss_that_is_said():
    """One seed has the luck of the world in it already."""
    exact = PEOPLE.model_copy(update={"error": 0.0})
    luck, figures = Luck(np.array([[S**2, 0.0, 0.0]])), np.full((2, 1, 1), 300.0)
    with pytest.raises(InputError, match="by_hand: participants_3 needs an error or a discrepancy"):
        log_likelihood(figures, targets(exact), luck)
    assert np.isfinite(log_likelihood(figures, targets(exact, discrepancy=0.1), luck)[0]).all()
    assert np.isfinite(log_likelihood(np.full((2, 2, 1), 300.0), targets(exact), luck)[0]).all()


@pytest.mark.parametrize("mean,gap", [(250, 0.0), (150, -60 / 20), (320, 1.0), (900, 30.0)])
def test_a_range_says_that_the_figure_lies_in_it_and_not_where(mean, gap):
    log, gaps = log_likelihood(np.full((1, 2, 1), float(mean)), targets(RANGE), NO_LUCK)
    assert gaps[0, 0] == pytest.approx(gap)
    if mean < 900:
        assert log[0] == pytest.approx(np.log(norm.cdf(300, mean, 20) - norm.cdf(210, mean, 20)))
    assert np.isfinite(log[0])


def test_a_place_where_a_run_failed_cannot_have_been():
    figures = np.array([[[300.0], [np.nan]], [[300.0], [300.0]]])
    log, _gaps = log_likelihood(figures, targets(PEOPLE), NO_LUCK)
    assert log[0] == -np.inf
    assert np.isfinite(log[1])


def test_luck_is_learned_from_all_places():
    """Poisson figures: the variance is the mean."""
    means = np.linspace(10, 400, 3000)
    figures = np.random.Generator(np.random.PCG64(1)).poisson(means[:, None], (3000, 2))[:, :, None].astype(float)
    learned = Luck.of(figures).variance(np.array([[50.0], [300.0]])).ravel()
    assert learned == pytest.approx([50, 300], rel=0.15)


def other_far_away(places: int = 4000):
    """Luck of variance 25 near 300, and of 400 below 200: no law that rises with the mean has both."""
    means = np.linspace(10, 400, places)
    spread = np.where(means < 200, 20.0, 5.0)
    return (means[:, None] + spread[:, None] * np.random.default_rng(1).normal(size=(places, 2)))[:, :, None]


def test_luck_is_learned_where_it_is_used():
    figures, asked = other_far_away(), targets(PEOPLE.model_copy(update={"error": 10.0}))
    places, even, at = np.zeros((len(figures), 1)), np.ones(len(figures)), np.array([[300.0]])
    far = Luck.of(figures)
    near, weighted, gaps = with_luck_near(figures, asked, Tried(places, log_likelihood(figures, asked, far)[0], even))
    assert far.variance(at)[0, 0] > 150
    assert near.variance(at)[0, 0] == pytest.approx(25, rel=0.25)
    log, own = log_likelihood(figures, asked, near)
    assert np.array_equal(weighted.log_likelihood, log)
    assert np.array_equal(gaps, own)


def test_few_sets_near_the_data_are_joined_by_those_that_come_next():
    """Of forty sets, ten apart, one or two agree; the luck is that of the ten nearest."""
    figures = other_far_away(40)
    exact = targets(PEOPLE.model_copy(update={"error": 1.0}))
    start = Tried(np.zeros((40, 1)), log_likelihood(figures, exact, Luck.of(figures))[0], np.ones(40))
    luck, weighted, _gaps = with_luck_near(figures, exact, start, enough=10)
    assert weighted.effective() < 3
    assert 5 < luck.variance(np.array([[300.0]]))[0, 0] < 125


def test_where_nothing_can_have_been_all_sets_count_alike():
    figures = np.where(np.arange(400)[:, None, None] == 7, np.nan, other_far_away(400))
    nothing = Tried(np.zeros((400, 1)), np.full(400, -np.inf), np.ones(400))
    luck = Luck.of(figures, nothing.weights())
    assert luck.variance(np.array([[300.0]])) == pytest.approx(Luck.of(figures).variance(np.array([[300.0]])))


def test_targets_that_no_set_tells_are_refused_by_the_one_that_is_told_by_the_fewest():
    figures = np.full((5, 2, 2), 1.0)
    figures[1:, 0, 1] = np.nan
    asked = targets(PEOPLE, PEOPLE.model_copy(update={"year": 2}))
    must_be_told(figures, asked)
    figures[0] = np.nan
    with pytest.raises(InputError, match=r"none of the first 5 sets .* participants_2 is told by the fewest \(0\)"):
        must_be_told(figures, asked)


OTHERS = Target(indicator="participants", year=2, low=100, high=200, evidence="range", error=10)


def test_what_would_have_been_observed_has_all_errors_in_it_or_lives_that_of_runs():
    """As above, in errors at 300: luck of variance 2 m, over 4 seeds 0.75 times."""
    luck, made = Luck(np.array([[0.0, 2.0, 0.0]])), np.tile([190.0, 210.0, 180.0, 220.0], (4000, 1))[:, :, None]
    rows, scale = targets(PEOPLE, discrepancy=0.1), np.sqrt(20**2 + 30**2 + 600)
    drawn, lived = (scale * as_observed(made, rows, luck, 4, one)[:, :, 0] for one in (False, True))
    assert drawn.mean() == pytest.approx(-100, abs=4 * 42 / np.sqrt(16_000))
    assert drawn.std() == pytest.approx(np.sqrt(20**2 + 30**2 + 400 * 0.75), rel=0.03)
    assert lived.mean(axis=1) == pytest.approx([-110, -90, -120, -80], abs=4 * 36 / np.sqrt(4000))
    assert lived.std(axis=1) == pytest.approx(np.sqrt(20**2 + 30**2), rel=0.05)
    assert not np.array_equal(lived[0] - lived[0].mean(), lived[1] - lived[1].mean())


def test_what_lies_within_a_range_is_not_off():
    made = np.array([150.0, 50.0, 250.0, np.nan])[:, None, None] * np.ones((1, 2, 1))
    off = as_observed(made, targets(OTHERS), NO_LUCK, 50)[:, :, 0]
    assert not off[:, 0].any()
    assert off[:, 1].mean() == pytest.approx(-5, abs=0.6)
    assert off[:, 2].mean() == pytest.approx(5, abs=0.6)
    assert np.isnan(off[:, 3]).all()


def test_chance_is_apart_for_each_target():
    made = np.full((500, 2, 2), 300.0)
    off = as_observed(made, targets(PEOPLE, PEOPLE.model_copy(update={"year": 2})), Luck(np.zeros((2, 3))), 1)[0]
    assert abs(np.corrcoef(off.T)[0, 1]) < 0.2
