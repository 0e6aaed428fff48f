"""What it is worth to know more, where it is known exactly: net benefits that are straight in normal numbers,
categories and products, all with luck on top."""

from math import hypot

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm

from contagion.sim.chance.draws import Draws
from contagion.sim.statistics.choice import FEWEST, evpi, evppi

AHEAD, SLOPES = 0.2, {"much": 1.0, "some": 0.5, "little": 0.2, "nothing": 0.0}


def gain(spread: float, ahead: float = AHEAD) -> float:
    """What it is worth to learn the part of a normal advantage that has this spread."""
    return spread * norm.pdf(ahead / spread) + ahead * norm.cdf(ahead / spread) - ahead if spread else 0.0


def problem(sets=600, seeds=2, luck=1.0, seed=1):
    """An option that is worth nothing, and one that is `AHEAD` on average: net benefits, and what can be known."""
    chance = np.random.default_rng(seed)
    known = pd.DataFrame({name: chance.normal(size=sets) for name in SLOPES})
    ahead = AHEAD + known.to_numpy() @ list(SLOPES.values())
    second = ahead[:, None] + luck * chance.normal(size=(sets, seeds))
    return np.stack([np.zeros_like(second), second], axis=2), known


@pytest.fixture(scope="module")
def given():
    return problem()


@pytest.mark.parametrize(
    "names, spread",
    [(["much"], 1.0), (["some"], 0.5), (["little"], 0.2), (["much", "some"], hypot(1, 0.5))],
)
def test_a_normal_problem_comes_out_as_by_its_formula(given, names, spread):
    benefits, known = given
    found = evppi(benefits, known[names])
    assert abs(found.value - gain(spread)) < 2.5 * found.error
    assert abs(found.value - gain(spread)) < 0.06
    assert 0 < found.error < 0.06


@pytest.mark.parametrize("luck", [1.0, 6.0])
def test_what_says_nothing_is_worth_nothing(luck):
    """However loud the luck."""
    benefits, known = problem(luck=luck)
    found = evppi(benefits, known[["nothing"]])
    assert abs(found.value) < 2 * found.error + 1e-12
    assert not found.clear
    assert abs(found.value) < 0.04


def test_luck_is_not_worth_knowing():
    """The best of noisy means is 0.18 above the mean of each; sets are all alike."""
    luck = np.random.default_rng(5).normal(size=(400, 5, 2))
    assert luck.mean(axis=1).max(axis=1).mean() > 0.2
    found = evpi(luck)
    assert found.value < 0.06
    assert not found.clear


def test_what_is_chosen_follows_from_what_is_known(given):
    """The second option pays where 0.2 + 1.0 x is above 0."""
    benefits, known = given
    found = evppi(benefits, known[["much"]])
    assert found.clear
    assert np.mean(found.choices == (known["much"] > -AHEAD)) > 0.95
    assert np.mean(evpi(benefits).choices == (AHEAD + known @ list(SLOPES.values()) > 0)) > 0.7


def same(one, other):
    assert one.value == pytest.approx(other.value, abs=1e-9)
    assert one.error == pytest.approx(other.error, abs=1e-9)


def test_what_does_not_change_the_choice_changes_nothing(given):
    """A copy of an option, their order, a constant, one of each set; and another unit is another unit."""
    benefits, known = given
    with_copies = np.concatenate([benefits, benefits], axis=2)
    of_sets = 1000.0 + np.arange(len(benefits))[:, None, None]
    one, all_ = evppi(benefits, known[["some"]], 20), evpi(benefits, 20)
    for other in (with_copies, benefits[:, :, ::-1], benefits + of_sets):
        same(evppi(other, known[["some"]], 20), one)
        same(evpi(other, 20), all_)
    other = evppi(500 * benefits, known[["some"]], 20)
    assert (other.value, other.error) == pytest.approx((500 * one.value, 500 * one.error))


def test_categories_are_known_by_name():
    """In one of three, of equal share, the first option would lose 3; else it is 1 ahead: (0 + 1 + 1)/3 against 0."""
    chance = np.random.default_rng(2)
    rule = np.array(["simple", "reinforced", "threshold"])[np.arange(600) % 3]
    ahead = np.where(rule == "threshold", -3.0, 1.0)[:, None] + chance.normal(size=(600, 2))
    found = evppi(np.stack([ahead, 0 * ahead], axis=2), pd.DataFrame({"rule": rule}))
    assert abs(found.value - 2 / 3) < 2.5 * found.error
    assert set(found.choices[rule == "threshold"]) == {1}
    assert set(found.choices[rule != "threshold"]) == {0}


def test_a_bent_answer_is_followed():
    """x² is above 1 in 0.317 of all sets: worth E max(x² − 1, 0) = 2 φ(1)."""
    chance = np.random.default_rng(4)
    x = chance.normal(size=1000)
    ahead = (x**2 - 1)[:, None] + chance.normal(size=(1000, 2))
    found = evppi(np.stack([0 * ahead, ahead], axis=2), pd.DataFrame({"x": x}))
    assert abs(found.value - 2 * norm.pdf(1)) < 2.5 * found.error
    assert found.value > 0.4


def test_what_never_varies_is_worth_exactly_nothing(given):
    benefits, known = given
    found = evppi(benefits, pd.DataFrame({"always": np.ones(len(known))}))
    assert (found.value, found.error) == (0, 0)
    assert set(found.choices) == {1}
    alike = evpi(np.zeros((50, 2, 3)))
    assert (alike.value, alike.error) == (0, 0)


@pytest.mark.parametrize(
    "benefits",
    [
        np.zeros((FEWEST - 1, 2, 2)),
        np.zeros((FEWEST, 2, 1)),
        np.zeros((FEWEST, 2)),
        np.full((FEWEST, 2, 2), np.nan),
    ],
)
def test_what_cannot_be_judged_is_refused(benefits):
    with pytest.raises(ValueError):
        evpi(benefits)
    with pytest.raises(ValueError):
        evppi(benefits, pd.DataFrame({"x": np.arange(len(benefits))}))


@pytest.mark.slow
@pytest.mark.parametrize("sets, seeds", [(200, 5), (1000, 1)])
def test_the_standard_error_covers_what_is_true(sets, seeds):
    """Two errors hold the truth in about 95 of 100 problems, and the mean of all is near it."""
    times, truth = 150, {**{name: gain(slope) for name, slope in SLOPES.items()}, "all": gain(hypot(*SLOPES.values()))}
    found = {name: [] for name in truth}
    for seed in range(times):
        benefits, known = problem(sets, seeds, luck=3.0, seed=seed)
        for name in SLOPES:
            found[name].append(evppi(benefits, known[[name]], 100))
        if seeds > 1:
            found["all"].append(evpi(benefits, 100))
    for name, some in found.items():
        if some:
            values, errors = np.array([(one.value, one.error) for one in some]).T
            assert np.mean(np.abs(values - truth[name]) <= 2 * errors) >= 0.88, (
                name
            )  # 0.95, by chance 0.90 now and then
            assert abs(values.mean() - truth[name]) < 0.03, name
            assert 0.7 < errors.mean() / values.std() < 3 or truth[name] < 0.05, name


def test_sets_that_are_there_twice_make_nothing_surer():
    """Nor are they learned from their copies."""
    benefits, known = problem(200)
    twice = np.arange(400) // 2
    copies, names = known.iloc[twice].reset_index(drop=True), ["some"]
    for once, again in (
        (evpi(benefits, 50), evpi(benefits[twice], 50, same=twice)),
        (evppi(benefits, known[names], 50), evppi(benefits[twice], copies[names], 50, same=twice)),
    ):
        assert again.value == pytest.approx(once.value, abs=once.error / 2)
        assert again.error == pytest.approx(once.error, rel=0.05)


def test_a_number_that_may_have_no_end_is_worth_what_its_order_is(given):
    """As if it were known by its rank: of what is beyond some value nothing more is said."""
    benefits, known = given
    never = known.assign(much=np.where(known["much"] > 1.0, np.inf, known["much"]))
    found, whole = (evppi(benefits, one[["much"]], resamples=20) for one in (never, known))
    assert np.isfinite(found.value)
    assert 0.5 * whole.value < found.value <= whole.value + 2 * whole.error


def test_a_small_problem_is_worth_what_it_was():
    """Of 60 sets and three options: numbers that bend, that are few, that never vary or have no end, and categories."""
    rows, draws = np.arange(60), Draws(3)
    own = {name: draws.stream(name).normal(rows) for name in ("bent", "never", "third")}
    luck = np.array([draws.stream(f"luck {number}").normal(rows) for number in range(3)]).T
    known = pd.DataFrame({"bent": own["bent"], "few": rows % 5, "kind": np.array([*"abc"])[rows * 7 % 3], "one": 1.0})
    known["never"] = np.where(rows % 4 == 0, np.inf, own["never"])
    ahead = known["bent"] ** 2 - 0.8 + 0.3 * (known["few"] - 2) * known["bent"] + 0.8 * (known["kind"] == "b")
    second = ahead.to_numpy()[:, None] + 0.5 * luck
    benefits = np.stack([0 * second, second, 0.4 + 0.2 * own["third"][:, None] + 0.7 * luck[:, ::-1]], axis=2)
    pairs = rows // 2
    for found, value, error, chosen in (
        (evpi(benefits), 0.42170807, 0.06872963, [6, 24, 30]),
        (evpi(benefits, same=pairs), 0.42170807, 0.065977808, [6, 24, 30]),
        (evppi(benefits, known[["bent", "few"]]), 0.53587171, 0.15170276, [4, 21, 35]),
        (evppi(benefits, known[["bent"]], 20), 0.43045536, 0.14145175, [0, 21, 39]),
        (evppi(benefits, known[["kind", "never", "one"]], 20), 0.037537957, 0.11455791, [0, 36, 24]),
        (evppi(benefits, known[["few"]], 20, same=pairs), 0, 0.094813005, [0, 54, 6]),
    ):
        assert (found.value, found.error) == pytest.approx((value, error), rel=1e-6)
        assert np.bincount(found.choices, minlength=3).tolist() == chosen
