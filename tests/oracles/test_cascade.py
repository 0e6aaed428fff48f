"""Chance agrees with the closed forms: the cascade, within 4 standard errors.

The fast tests use few runs; those marked slow use at least the number that the specification asks for.
"""

import math
from typing import Any

import numpy as np
import pytest

from contagion.sim.chance.draws import Draws
from tests import oracles as th
from tests.oracles.cascade import Programme, cascade, extinct_share, mean_in_service, offspring_of_founders

slow = pytest.mark.slow
DELAYS: dict[str, Any] = {"delay": 0.125, "duration": 1 / 3, "wait": 0.5}
TABLE = [(1.44, 1.8, 0.25), (1.36, 1.6, 0.35), (0.8, 1.2, 0.40)]  # κ, g, μ of section 5.2


def agrees(sample, expected: float) -> bool:
    """Is the mean of the sample within 4 standard errors?"""
    sample = np.asarray(sample, dtype=float)
    return abs(sample.mean() - expected) <= 4 * sample.std(ddof=1) / math.sqrt(sample.size)


def share_agrees(share: float, expected: float, runs: int) -> bool:
    return abs(share - expected) <= 4 * math.sqrt(expected * (1 - expected) / runs)


@pytest.mark.parametrize("leaders", [1, 2])
def test_every_course_balances(leaders):
    """I02, I04 and I09 of the specification."""
    programme = Programme(1.36, 1.6, 0.35, **DELAYS, leaders=leaders)
    course = cascade(programme, 10, Draws(1).stream("cascade"), until=8.0)
    n = len(course.trained_at)
    assert sum(course.groups_led) == leaders * course.groups
    assert course.reached == 8 * course.groups
    assert sum(course.credit) == pytest.approx(n - 10)
    assert course.parents[:10] == [()] * 10
    for who, parents in enumerate(course.parents[10:], start=10):
        assert len(set(parents)) == leaders
        for parent in parents:  # in service and available when the group began, half a year or more before
            begin = course.trained_at[who] - 1 / 3 - 0.5
            assert course.trained_at[parent] + 0.125 <= begin <= course.left_at[parent]
    assert course.in_service([0.0])[0] == 10
    assert course.in_service([8.0])[0] == sum(math.isinf(t) for t in course.left_at)
    assert max(t for t in course.left_at if math.isfinite(t)) <= course.stopped_at == 8.0


def test_runs_are_keyed():
    programme, stream = Programme(1.36, 1.6, 0.35, **DELAYS), Draws(1).stream("cascade")
    assert cascade(programme, 10, stream, 3, until=4.0) == cascade(programme, 10, stream, 3, until=4.0)
    assert cascade(programme, 10, stream, 3, until=4.0) != cascade(programme, 10, stream, 4, until=4.0)
    assert cascade(programme, 10, stream, 3, until=4.0) != cascade(
        programme, 10, Draws(2).stream("cascade"), 3, until=4.0
    )
    long, short = (cascade(programme, 10, stream, 3, until=t) for t in (6.0, 3.0))
    assert list(long.in_service([1.0, 2.0, 3.0])) == list(short.in_service([1.0, 2.0, 3.0]))


def test_a_course_ends_by_extinction_size_or_generations():
    stream = Draws(1).stream("cascade")
    childless = cascade(Programme(5.0, 5.0, 1.0), 20, stream, generations=1)
    assert len(childless.trained_at) > 20
    assert not any(childless.groups_led[20:])
    alone = cascade(Programme(5.0, 5.0, 1.0), 1, stream, stop_above=50)
    assert alone.extinct
    assert alone.groups == 0
    assert not cascade(Programme(5.0, 5.0, 0.0), 2, stream, stop_above=50).extinct
    assert cascade(Programme(5.0, 5.0, 1.0), 0, stream, stop_above=50).stopped_at == 0.0
    with pytest.raises(ValueError, match="for ever"):
        cascade(Programme(5.0, 5.0, 1.0), 2, stream)
    with pytest.raises(ValueError, match="leaders"):
        Programme(5.0, 5.0, 1.0, leaders=3)


@pytest.mark.parametrize("converts, lead, loss", TABLE)
@pytest.mark.slow
def test_reproduction_number_by_genealogy(converts, lead, loss):
    """E06."""
    credit = offspring_of_founders(Programme(converts, lead, loss, **DELAYS), 20_000, Draws(6))
    expected = th.reproduction_number(converts, th.groups_per_facilitator(lead, loss, 0.125))
    assert agrees(credit, expected)
    assert credit.mean() == pytest.approx(expected, rel=0.03)


@pytest.mark.slow
@pytest.mark.parametrize(
    "converts, lead, loss, founders, late",
    [
        pytest.param(*TABLE[0], 1000, 8.0),
        pytest.param(*TABLE[1], 2000, 8.0),
        pytest.param(*TABLE[2], 40_000, 25.0, marks=slow),
    ],
)
def test_growth_rate_by_slope(converts, lead, loss, founders, late):
    """E06. Four years in, the mean follows e^{rt} to a ten-thousandth."""
    course = cascade(Programme(converts, lead, loss, **DELAYS), founders, Draws(6).stream("cascade"), until=late)
    at_4, at_end = course.in_service([4.0, late])
    rate = th.growth_rate(converts, lead, loss, **DELAYS)
    assert math.log(at_end / at_4) / (late - 4) == pytest.approx(rate, rel=0.03)


@pytest.mark.parametrize(
    "runs, years", [(200, [1, 2, 3, 4, 5, 6]), pytest.param(2000, [1, 2, 3, 4, 5, 6, 8, 10], marks=slow)]
)
def test_the_mean_in_time_is_that_of_the_delay_equation(runs, years):
    """E07."""
    mean, error = mean_in_service(Programme(1.36, 1.6, 0.35, **DELAYS), 10, years, runs, Draws(7))
    expected = th.expected_facilitators(years, 10, 1.36, 1.6, 0.35, **DELAYS)
    assert np.all(np.abs(mean - expected) <= 4 * error)
    if years[-1] == 10:
        assert error[-1] * math.sqrt(runs) == pytest.approx(134, rel=0.1)


SLOW_EXTINCTIONS = [pytest.param(R, f, 4000, marks=slow) for R in (1.2, 1.5, 2.0, 3.0) for f in (2, 10)]


@pytest.mark.parametrize("R, founders, runs", [(1.5, 2, 1000), (2.0, 2, 1000), (1.5, 10, 500), *SLOW_EXTINCTIONS])
def test_courses_die_out_as_often_as_the_law_says(R, founders, runs):
    """E08."""
    lead = 2 * R / 1.36
    share = extinct_share(Programme(1.36, lead, 1.0), founders, runs, Draws(8))
    assert share_agrees(share, th.extinction_with_pairs(1.36, lead, 1.0)[founders], runs)


@pytest.mark.slow
def test_extinction_without_the_pair_rule():
    q1 = th.extinction_per_founder(1.36, 3.0 / 1.36, 1.0)
    share = extinct_share(Programme(1.36, 1.5 / 1.36, 1.0, leaders=1), 2, 1000, Draws(9))
    assert share_agrees(share, q1**2, 1000)


@pytest.mark.parametrize("runs", [4, pytest.param(40, marks=slow)])
@pytest.mark.parametrize("lead, delays, founders", [(1.6, {}, 100), (1.0, DELAYS, 500)])
def test_a_finite_public_is_reached_to_the_share_of_the_law(lead, delays, founders, runs):
    """E11: the same share whatever the delays, but for the reproduction number."""
    programme = Programme(1.36, lead, 0.35, **delays, pool=20_000)
    R = th.reproduction_number(1.36, th.groups_per_facilitator(lead, 0.35, programme.delay))
    shares = [cascade(programme, founders, Draws(11).stream("cascade"), run).reached / 20_000 for run in range(runs)]
    assert np.mean(shares) == pytest.approx(th.final_reach(R, 1.36, 8, founders, 20_000), abs=0.01)
