"""Chance agrees with the closed forms: the cascade and short local simulations, within 4 standard errors.

The fast tests use few runs; those marked slow use at least the number that the specification asks for.
"""

import math
from typing import Any

import numpy as np
import pytest

from contagion.sim.chance.draws import Draws
from tests import oracles as th
from tests.oracles.cascade import (
    Programme,
    cascade,
    extinct_share,
    mean_in_service,
    offspring_of_founders,
    pair_generations,
    partner_waits,
)  # fmt: skip

slow = pytest.mark.slow
DELAYS: dict[str, Any] = {"delay": 0.125, "duration": 1 / 3, "wait": 0.5}
TABLE = [(1.44, 1.8, 0.25), (1.36, 1.6, 0.35), (0.8, 1.2, 0.40)]  # κ, g, μ of section 5.2


def agrees(sample, expected: float) -> bool:
    """Is the mean of the sample within 4 standard errors?"""
    sample = np.asarray(sample, dtype=float)
    return abs(sample.mean() - expected) <= 4 * sample.std(ddof=1) / math.sqrt(sample.size)


def share_agrees(share: float, expected: float, runs: int) -> bool:
    return abs(share - expected) <= 4 * math.sqrt(expected * (1 - expected) / runs)


# --- the cascade itself ---------------------------------------------------------------------------------------------


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


# --- E06, E07: reproduction and growth ------------------------------------------------------------------------------


@pytest.mark.parametrize("converts, lead, loss", TABLE)
def test_reproduction_number_by_genealogy(converts, lead, loss):
    """E06."""
    credit = offspring_of_founders(Programme(converts, lead, loss, **DELAYS), 20_000, Draws(6))
    expected = th.reproduction_number(converts, th.groups_per_facilitator(lead, loss, 0.125))
    assert agrees(credit, expected)
    assert credit.mean() == pytest.approx(expected, rel=0.03)


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


def test_lifetimes_are_exponential_and_groups_led_as_many_as_the_law_says():
    """E23."""
    course = cascade(Programme(1.36, 1.6, 0.35), 5000, Draws(23).stream("cascade"), generations=1)
    lifetimes = np.subtract(course.left_at, course.trained_at)[:5000]
    assert agrees(lifetimes, 1 / 0.35)
    assert agrees(lifetimes > 2, math.exp(-0.7))
    assert agrees(course.groups_led[:5000], th.groups_per_facilitator(1.6, 0.35))


# --- E08, E09, E18: small numbers -----------------------------------------------------------------------------------

SLOW_EXTINCTIONS = [pytest.param(R, f, 4000, marks=slow) for R in (1.2, 1.5, 2.0, 3.0) for f in (2, 10)]


@pytest.mark.parametrize("R, founders, runs", [(1.5, 2, 1000), (2.0, 2, 1000), (1.5, 10, 500), *SLOW_EXTINCTIONS])
def test_courses_die_out_as_often_as_the_law_says(R, founders, runs):
    """E08."""
    lead = 2 * R / 1.36
    share = extinct_share(Programme(1.36, lead, 1.0), founders, runs, Draws(8))
    assert share_agrees(share, th.extinction_with_pairs(1.36, lead, 1.0)[founders], runs)


def test_extinction_without_the_pair_rule():
    q1 = th.extinction_per_founder(1.36, 3.0 / 1.36, 1.0)
    share = extinct_share(Programme(1.36, 1.5 / 1.36, 1.0, leaders=1), 2, 1000, Draws(9))
    assert share_agrees(share, q1**2, 1000)


@slow
@pytest.mark.parametrize("R, printed", [(1.5, 0.817), (2.0, 0.686)])
def test_delays_make_extinction_likelier(R, printed):
    """Section 5.4a; the printed shares are themselves simulated, from some thousands of runs."""
    share = extinct_share(Programme(1.36, 2 * R * 0.35 / 1.36, 0.35, **DELAYS), 2, 4000, Draws(8))
    assert share == pytest.approx(printed, abs=4 * math.sqrt(2) * 0.0075)


@pytest.mark.parametrize("runs", [1000, pytest.param(8000, marks=slow)])
@pytest.mark.parametrize("R", [1.2, 1.5, 2.0])
def test_fixed_pairs_die_out_as_often_as_the_law_says(R, runs):
    """E09."""
    for pooled, q in ((True, th.pooled_pair_extinction(2 * R)[1]), (False, th.siloed_pair_extinction(2 * R))):
        last = pair_generations(2 * R, 1, runs, Draws(9), pooled=pooled, generations=300)[-1]
        assert np.all((last == 0) | (last > 100))  # decided
        assert share_agrees(np.mean(last == 0), q, runs)


@pytest.mark.parametrize("converts", [1, 2, 4, 8])
def test_odd_converts_are_left_over(converts):
    after = pair_generations(converts, 1, 20_000, Draws(9), generations=1)[1]
    assert agrees(after, th.expected_pairs(converts))


@pytest.mark.parametrize("ready", [0.1, 0.7])
def test_half_a_facilitator_waits_for_a_partner(ready):
    """E18."""
    waits = partner_waits(ready, 40_000, Draws(18))
    assert agrees(waits.reshape(-1, 2).mean(axis=1), th.partner_wait(ready))
    assert ready * waits.mean() == pytest.approx(0.5, rel=0.03)  # facilitators waiting on average


# --- E11, E13: a finite public, several types -----------------------------------------------------------------------


@pytest.mark.parametrize("runs", [4, pytest.param(40, marks=slow)])
@pytest.mark.parametrize("lead, delays, founders", [(1.6, DELAYS, 100), (1.6, {}, 100), (1.0, DELAYS, 500)])
def test_a_finite_public_is_reached_to_the_share_of_the_law(lead, delays, founders, runs):
    """E11: the same share whatever the delays, but for the reproduction number."""
    programme = Programme(1.36, lead, 0.35, **delays, pool=20_000)
    R = th.reproduction_number(1.36, th.groups_per_facilitator(lead, 0.35, programme.delay))
    shares = [cascade(programme, founders, Draws(11).stream("cascade"), run).reached / 20_000 for run in range(runs)]
    assert np.mean(shares) == pytest.approx(th.final_reach(R, 1.36, 8, founders, 20_000), abs=0.01)


def test_generations_grow_by_the_spectral_radius():
    """E13: groups of eight led by random pairs; a member is of the type of one of the leaders or from everywhere."""
    shares, wish = np.array([0.35, 0.20, 0.20, 0.15, 0.10]), np.array([0.25, 0.20, 0.15, 0.10, 0.30])
    matrix = th.next_generation_matrix(3.5, 8, th.mixing_matrix(shares, 0.7), wish, 0.8, 0.9)
    draws, n = Draws(13), 40_000
    types, ratios = np.repeat(np.arange(5), np.round(th.stable_composition(matrix) * n).astype(int)), []
    for generation in range(3):
        luck = {what: draws.stream(f"{what} {generation}") for what in ("leaders", "side", "kin", "type", "convert")}
        groups = round(3.5 * len(types) / 2)
        pair = types[luck["leaders"].index(len(types), np.arange(2 * groups))].reshape(2, groups).repeat(8, axis=1)
        seat = np.arange(8 * groups)
        kin = pair[luck["side"].index(2, seat), seat]
        anybody = luck["type"].choice(np.cumsum(shares), seat)
        member = np.where(luck["kin"].uniform(seat) < 0.7, kin, anybody)
        if generation == 0:  # compositions of groups of like pairs differ by h
            like = pair[0] == pair[1]
            first, last = (np.bincount(member[like & (pair[0] == t)], minlength=5) for t in (0, 4))
            assert first / first.sum() - last / last.sum() == pytest.approx([0.7, 0, 0, 0, -0.7], abs=0.03)
        children = member[luck["convert"].uniform(seat) < wish[member] * 0.8 * 0.9]
        ratios.append(len(children) / len(types))
        types = children[:n]
    assert ratios == pytest.approx([th.spectral_radius(matrix)] * 3, rel=0.03)


# --- E14, E15, E19, E21, E23, E24: local simulations ----------------------------------------------------------------


def test_quorum_and_leading_rate_agree_with_random_registrations():
    groups = np.arange(20_000)
    for mean in (9.0, 6.0):
        assert agrees(Draws(14).stream("registrations").poisson(mean, groups) >= 6, th.start_probability(6, mean))
    for rate in (0.25, 0.5, 1.0, 2.0):  # E15: one pair, groups one after another
        cycle = (
            17 + 12 + 8 * Draws(15).stream("recruiting").exponential(groups, np.arange(8)[:, None]).mean(axis=0) / rate
        )
        assert agrees(cycle, 52 / th.demand_limited_leading_rate(17, 12, 8, rate))


def test_simulated_people_adopt_wait_go_on_and_accept_as_the_laws_say():
    people, draws = np.arange(50_000), Draws(19)
    exposures = draws.stream("exposures").poisson(1.0, people)
    for threshold in (1, 2, 3):
        assert agrees(exposures >= threshold, th.threshold_adoption(1.0, threshold))  # E19
    waiting = np.ones(50_000, dtype=bool)
    for week in range(52):  # E21
        waiting &= draws.stream("interest").uniform(people, week) < math.exp(-math.log(2) / 52)
    assert agrees(waiting, 0.5)
    led = 1 + np.floor(np.log(draws.stream("go on").uniform(people)) / math.log(0.85))  # E23, ρ = 0.85
    assert agrees(led, th.groups_when_continuing(0.85))
    receptive = draws.stream("receptive").uniform(people) < th.receptive_share_invited(0.15, 3)  # E24
    hazard = 0.37 * draws.stream("frailty").exponential(people, np.array([[0], [1]])).mean(axis=0)
    accepted = receptive & (draws.stream("accept").uniform(people) < -np.expm1(-hazard))
    assert agrees(accepted, th.first_invitation_acceptance(0.37, 0.15, 3))


def test_simulated_aspirants_are_trained_as_often_as_the_law_says():
    people, draws = np.arange(50_000), Draws(52)
    wait = draws.stream("first session").uniform(people)
    refusals = np.floor(np.log(draws.stream("accept").uniform(people)) / math.log(0.2))
    trained_after = wait + refusals
    interested = trained_after < draws.stream("interest").exponential(people) / math.log(2)
    assert agrees(interested, th.training_probability(0.8, math.log(2), 1.0))
    assert agrees(interested * np.exp(-0.45 * trained_after), th.training_probability(0.8, math.log(2), 1.0, 0.45))


def test_simulated_members_complete_as_often_as_the_law_says():
    """E05."""
    people, draws = np.arange(50_000), Draws(5)
    last = np.floor(np.log(draws.stream("drop-out").uniform(people)) / math.log(0.96))  # sessions before the drop-out
    attended = sum((s <= last) & (draws.stream("attend").uniform(people, s) < 0.7798) for s in range(6))
    assert agrees(attended >= 4, th.completion_probability(0.04, 0.7798))
