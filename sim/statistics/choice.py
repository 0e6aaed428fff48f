"""Choosing between options when the world is uncertain: which are not beaten, and which stand first by criteria that
can disagree.

Options are set against each other member by member. A member of the ensemble is one possible world and one seed, the
same for all options, so that a regret is what the choice cost and not what luck did. Which assumption would overturn a
choice: by which input of an ensemble the sign of a difference is reversed (`reversals`).

What it would be worth to know more before choosing (`evpi`, `evppi`). Each option has a net benefit in each of many
worlds: in sets of values of what is uncertain, all as likely, under some seeds each, the same sets and seeds for all
options. Whoever knows nothing more takes the option that is best on average. Whoever learned some numbers first could
take another one where they say so, and gains by it on average; that gain is what these numbers are worth (EVPPI), and
none is worth more than all of them together (EVPI).

Chance must not be taken for knowledge: the best of several noisy means looks better than it is. For EVPI the means of
the sets are drawn together until they vary no more than sets do without luck. For EVPPI what is expected of a set is
learned from other sets. Judged by what then came, a choice that was misled by chance is worth too little, and by its
own promise too much, by as much to second order; the mean of both is nearly right. Being an estimate, it may come out
below 0 where there is nothing to gain.

Sources: Strong, Oakley & Brennan 2014, doi 10.1177/0272989X13505910 (EVPPI by regression); Golub, Heath & Wahba 1979,
doi 10.1080/00401706.1979.10489751 (the penalty); van Hasselt 2010, "Double Q-learning", NeurIPS 23 (judging a choice by
other data).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from contagion.sim.chance.draws import Draws, Floats, Ints
from contagion.sim.statistics.compare import Precision, bootstrap_rows, set_numbers
from contagion.sim.statistics.spread import kish, quantiles_of

if TYPE_CHECKING:
    import pandas as pd


HIGH_REGRET = 0.9  # quantile
WORST_PART = 0.1  # of the members


def pareto(values: ArrayLike, maximise: Sequence[bool]) -> NDArray[np.bool_]:
    """Find the options that no other option beats: at least as good by every criterion, and better by one.

    Parameters
    ----------
    values : array (options, criteria)
    maximise : sequence of bool, one per criterion
        Whether more is better, or less.

    Returns
    -------
    array of bool (options,)
        Options with equal values stand or fall together.

    Raises
    ------
    ValueError
        For a missing value, or not one flag per criterion.
    """
    good = np.asarray(values, dtype=np.float64)
    if good.ndim != 2 or good.shape[1] != len(maximise):
        raise ValueError(f"{len(maximise)} criteria need a matrix of as many columns, got the shape {good.shape}")
    if np.isnan(good).any():
        raise ValueError("a value is missing, and nothing can be said of an option that lacks one")
    good = np.where(maximise, good, -good)
    one, other = good[:, None], good[None, :]
    return ~((one >= other).all(axis=2) & (one > other).any(axis=2)).any(axis=0)


def by_member(runs: pd.DataFrame, option: str, members: Sequence[str], value: str) -> pd.DataFrame:
    """Arrange a table with one row per run as one row per option and one column per member.

    Parameters
    ----------
    option, value : str
        Columns: the option, and what it is judged by.
    members : sequence of str
        Columns that identify the member: the seed, and the uncertain inputs that vary.

    Raises
    ------
    ValueError
        Where options were not run for the same members, or one more than once for a member.
    """
    table = runs.pivot(index=option, columns=list(members), values=value).astype(float).sort_index(axis=1)
    if lacking := [str(name) for name in table.index[table.isna().any(axis=1)]]:
        raise ValueError(f"{', '.join(lacking)}: not run, or no {value}, for every member that another option has")
    return table.reindex(runs[option].drop_duplicates())


def robustness(values: pd.DataFrame, enough: float) -> pd.DataFrame:
    """Four criteria at once.

    Parameters
    ----------
    values : DataFrame (options × members)
    enough : float
        Value that would do.

    Returns
    -------
    DataFrame, a row an option
        worst, of all members; mean; regret_p90, the 90th of 100 of the regrets (how much worse than the best option of
        the same member); satisficing, the share of members in which the value is at least `enough`.

    Source: McPhail et al. 2018, doi 10.1002/2017EF000649 (why criteria disagree).
    """
    import pandas as pd

    return pd.DataFrame(
        {
            "worst": values.min(axis=1),
            "mean": values.mean(axis=1),
            "regret_p90": values.rsub(values.max()).quantile(HIGH_REGRET, axis=1),
            "satisficing": (values >= enough).mean(axis=1),
        }
    )


def worst_part(values: pd.DataFrame) -> pd.Series:
    """Mean over the worst tenth of the members of each option, at least one of them: less at the mercy of one member
    than the worst of all.

    Parameters
    ----------
    values : DataFrame (options × members)
    """
    import pandas as pd

    count = max(1, round(WORST_PART * values.shape[1]))
    worst = np.sort(values.to_numpy(float), axis=1)[:, :count]
    return pd.Series(worst.mean(axis=1), values.index, name="worst_part")


def ranks(table: pd.DataFrame) -> pd.DataFrame:
    """Place of each option by each criterion of `robustness`, 1 the best; equal options share the better place."""
    return table.apply(lambda one: one.rank(method="min", ascending=one.name == "regret_p90")).astype(int)


THIRDS = {"low": 1 / 6, "high": 5 / 6}  # the middle of each, as a share of the ranks


def reversals(
    differences: ArrayLike, inputs: pd.DataFrame, confidence: float = 0.95, same: ArrayLike | None = None
) -> pd.DataFrame:
    """Estimate the difference between two options where an input is low or high, or at each of its levels.

    The difference is regressed on the rank of each number alone, and read in the middle of the number's low third and
    of its high third. For an input that is no number, it is the mean at each level. The intervals are widened for the
    number of parts, so that all of them hold together at the confidence asked for (Bonferroni).

    Parameters
    ----------
    differences : array (members,)
        Between the options, for the same member.
    inputs : DataFrame (members × inputs)
        Those that do not vary are left out.
    same : array of int (members,), optional
        Members of the same number have the same inputs and are not independent: intervals count them once.

    Returns
    -------
    DataFrame, one row per input and part, those that reverse it first, then those nearest to it
        input; part, "low", "high" or the level; bound, the value up to which the low third reaches, or from which the
        high third goes (NaN for a level); difference with its interval, low to high (NaN where fewer than three are
        independent);
        reversed, whether the whole interval lies beyond 0, as seen from the mean difference.
    """
    import pandas as pd

    of = np.asarray(differences, float)
    sets = set_numbers(len(of), same)
    inputs_that_vary = [name for name in inputs if inputs[name].nunique() > 1]
    numbers = [name for name in inputs_that_vary if pd.api.types.is_numeric_dtype(inputs[name])]
    looked_at = sum(len(THIRDS) if name in numbers else inputs[name].nunique() for name in inputs_that_vary)
    level = Precision(confidence=1 - (1 - confidence) / max(looked_at, 1))
    rows = []
    for name in inputs_that_vary:
        values = inputs[name]
        if name in numbers:
            ranks = (values.rank() - 0.5).to_numpy() / len(of)
            for part, place in THIRDS.items():
                (limit,) = quantiles_of(values, [1 / 3 if part == "low" else 2 / 3])
                rows.append((name, part, limit, *_read_off(of, sets, ranks, place, level)))
        else:
            levels = sorted(values.unique(), key=str)
            for part in levels:
                some, own = of[there := (values == part).to_numpy()], sets[there]
                middle, number = float(some.mean()), len(some)
                ends = _with_ends(middle, np.full(number, 1 / number), some - middle, own, 1, level)
                rows.append((name, str(part), np.nan, *ends))
    table = pd.DataFrame(rows, columns=["input", "part", "bound", "difference", "low", "high"])
    sign = np.sign(of.mean()) if len(of) else 0.0
    beyond = (table["high"] < 0) if sign > 0 else (table["low"] > 0)
    table = table.assign(reversed=beyond & bool(sign), stays=~beyond, left=sign * table["difference"])
    return table.sort_values(["stays", "left"], kind="stable", ignore_index=True).drop(columns=["stays", "left"])


def _read_off(of: Floats, sets: Ints, ranks: Floats, place: float, level: Precision) -> tuple[float, ...]:
    """Fit a line through the differences, and read it at a place of the ranks, with the interval of its mean there."""
    centred, aside = ranks - ranks.mean(), place - float(ranks.mean())
    along = centred / float(centred @ centred)
    slope = float(along @ of)
    rest = of - of.mean() - slope * centred
    return _with_ends(float(of.mean()) + slope * aside, 1 / len(of) + aside * along, rest, sets, 2, level)


def _with_ends(
    middle: float, parts: Floats, rest: Floats, sets: Ints, coefficients: int, level: Precision
) -> tuple[float, ...]:
    """Return the sum of differences, each times its part, with its interval. `rest` holds the residuals after fitting
    so many coefficients. Sets vary as their means do, and count as Kish's number of sets of equal size."""
    of_set = set_numbers(len(sets), sets)
    times = np.bincount(of_set).astype(float)
    number = kish(times)
    if number < 3:
        return middle, np.nan, np.nan
    spread = np.bincount(of_set, rest) ** 2 @ (1 / times) / len(sets) * number / (number - coefficients)
    half = level.quantile(number - coefficients) * float(np.sqrt(spread * (np.bincount(of_set, parts) ** 2).sum()))
    return middle, middle - half, middle + half


FOLDS = 10  # parts of the sets, each of which is judged by what the others tell
FEWEST = 4 * FOLDS  # sets
INNER = 4  # knots of a spline between its ends
FEW = 8  # and fewer different numbers are told apart like categories
PENALTIES = np.geomspace(1e-3, 1e3, 11)  # a set; infinite ones take the mean alone
MOST_USED = 0.25  # degrees of freedom a set: with many more, cross-validation does not see what is mere fit
RESAMPLES = 200
ROUNDING = 1e-12  # a variance below this share of the largest is none


@dataclass(frozen=True)
class Worth:
    """What it is worth to know something.

    Attributes
    ----------
    value, error : float
        In units of the net benefit, and the standard error by bootstrap of the sets.
    choices : array of int (sets,)
        Which option would be taken in each set.
    """

    value: float
    error: float
    choices: NDArray[np.intp]

    @property
    def clear(self) -> bool:
        """Whether it lies above 0 by more than two standard errors."""
        return self.value > 2 * self.error


def evpi(benefits: ArrayLike, resamples: int = RESAMPLES, seed: int = 1, same: ArrayLike | None = None) -> Worth:
    """Estimate the value of knowing the parameter set, but not the outcome of chance.

    Right where sets differ as by a normal law; for other laws as far as chance is small next to what sets differ by.

    Parameters
    ----------
    benefits : array (sets, seeds, options)
        At least two seeds per set, which separate chance from what belongs to the set; unrelated between sets.
    resamples : int
        Bootstrap samples of the sets, at least 2.
    seed : int
        Of the resampling.
    same : array of int (sets,), optional
        Sets of the same number are the same: they come together in a bootstrap sample, and in a fold of the regression.

    Raises
    ------
    ValueError
        Where a benefit is missing, or there are too few sets, seeds or options.
    """
    values_of_sets = _check_benefits(benefits, seeds=2)
    ahead = values_of_sets - values_of_sets[:, :, [values_of_sets.mean(axis=(0, 1)).argmax()]]
    rows, expected = np.arange(len(values_of_sets)), _without_luck(ahead)
    values = []
    for counts in _bootstrap_counts(len(values_of_sets), resamples, seed, same).astype(np.intp):
        sample = ahead[np.repeat(rows, counts)]
        values.append(_without_luck(sample).max(axis=1).mean() - sample.mean(axis=(0, 1)).max())
    return _worth(np.array(values), expected.argmax(axis=1))


def _without_luck(ahead: Floats) -> Floats:
    """Means over seeds, drawn together about that of all sets until their covariance is what it would be of endless
    seeds: array (sets, options)."""
    sets, seeds, _ = ahead.shape
    means = ahead.mean(axis=1)
    middle, off = means.mean(axis=0), ahead - means[:, None]
    apart = means - middle
    luck = np.einsum("sji,sjk->ik", off, off) / (sets * (seeds - 1) * seeds)
    sizes, axes = np.linalg.eigh(apart.T @ apart / (sets - 1))
    there = sizes > ROUNDING * max(sizes[-1], 0.0)
    size, axes = np.sqrt(sizes[there]), axes[:, there]
    level = axes / size  # in which the means vary alike in all directions
    shares, turned = np.linalg.eigh(np.eye(len(size)) - level.T @ luck @ level)
    draw = (level @ turned * np.sqrt(np.clip(shares, 0, 1))) @ turned.T @ (axes * size).T
    return middle + apart @ draw


def evppi(
    benefits: ArrayLike, numbers: pd.DataFrame, resamples: int = RESAMPLES, seed: int = 1, same: ArrayLike | None = None
) -> Worth:
    """Estimate the value of knowing some numbers of the parameter set together.

    The net benefits are regressed on a cubic spline of each number, on categories by name, and on products of two; with
    a penalty set by cross-validation, which leaves the mean alone where the numbers explain nothing. Effects that take
    three numbers to see are missed, so the value of many numbers is rather too low.

    Parameters
    ----------
    benefits : array (sets, seeds, options)
    numbers : DataFrame (sets × numbers)
        Numbers, or categories as text.
    resamples, seed, same
        As for `evpi`.

    Raises
    ------
    ValueError
        As for `evpi`, or where numbers and benefits are of different sets.
    """
    mean = _check_benefits(benefits).mean(axis=1)
    if len(numbers) != len(mean):
        raise ValueError(f"{len(numbers)} rows of numbers do not fit the net benefits of {len(mean)} sets")
    counts = _bootstrap_counts(len(mean), resamples, seed, same)
    best = mean.mean(axis=0).argmax()
    ahead = mean - mean[:, [best]]
    basis, fold = _basis(numbers), set_numbers(len(mean), same) % FOLDS
    gains, choices = np.zeros(len(counts)), np.full(len(mean), best)
    for part in range(FOLDS) if basis.shape[1] else ():
        own = fold == part
        middle, at, slopes = _fit_ridge(basis[~own], ahead[~own], counts[:, ~own])
        expected = middle[:, None] + basis[own] @ slopes - (at[:, None] @ slopes)
        best_options, without = expected.argmax(axis=2), middle.argmax(axis=1)[:, None]
        promised = expected.max(axis=2) - _of(expected, without)
        judged = _of(ahead[own][None], best_options) - _of(ahead[own][None], without)
        gains += (counts[:, own] * (promised + judged) / 2).sum(axis=1)
        choices[own] = best_options[0]
    return _worth(gains / counts.sum(axis=1), choices)


def _check_benefits(benefits: ArrayLike, seeds: int = 1) -> Floats:
    array = np.asarray(benefits, dtype=np.float64)
    if array.ndim != 3 or array.shape[0] < FEWEST or array.shape[1] < seeds or array.shape[2] < 2:
        raise ValueError(f"needs {FEWEST} sets, {seeds} seeds and 2 options, got the shape {array.shape}")
    if not np.isfinite(array).all():
        raise ValueError("a net benefit is missing, and nothing can be said of a set that lacks one")
    return array


def _bootstrap_counts(sets: int, resamples: int, seed: int, same: ArrayLike | None) -> Floats:
    """Return how often each set counts: once in the first row, then as the bootstrap draws them."""
    stream = Draws(seed).stream("bootstrap, sets")
    counts = [np.bincount(rows, minlength=sets) for rows in bootstrap_rows(sets, resamples, stream, same)]
    return np.array([np.ones(sets), *counts])


def _worth(values: Floats, choices: NDArray[np.intp]) -> Worth:
    return Worth(float(values[0]), float(np.std(values[1:], ddof=1)), choices)


def _of(values: Floats, option: NDArray[np.intp]) -> Floats:
    """Return the values of one option per row: (resamples, sets)."""
    shape = (*np.broadcast_shapes(values.shape[:2], option.shape), 1)
    wide = np.broadcast_to(values, (*shape[:2], values.shape[2]))
    return np.take_along_axis(wide, np.broadcast_to(option[..., None], shape), axis=2)[..., 0]


# ---- what numbers say ------------------------------------------------------------------------------------------------


def _basis(numbers: pd.DataFrame) -> Floats:
    """Columns that a net benefit is regressed on: array (sets, columns)."""
    straight, bent = [], []
    for name in numbers:
        values = numbers[name].to_numpy()
        levels = np.unique(values)
        if len(levels) < 2:
            continue
        if values.dtype.kind not in "iuf" or len(levels) <= FEW:
            straight.append((values[:, None] == levels[1:]).astype(np.float64))
            continue
        values = values.astype(np.float64)
        if not np.isfinite(values).all():  # a time that may be for ever: its order tells as much
            values = np.searchsorted(levels, values).astype(np.float64)
        straight.append(((values - values.mean()) / values.std())[:, None])
        bent.append(_spline(values))
    products = [
        (one[:, :, None] * other[:, None]).reshape(len(numbers), -1) for one, other in combinations(straight, 2)
    ]
    columns = np.concatenate([np.empty((len(numbers), 0)), *straight, *bent, *products], axis=1)
    spread = columns.std(axis=0)
    has_spread = spread > 1e-9
    return (columns - columns.mean(axis=0))[:, has_spread] / spread[has_spread]


def _spline(values: Floats) -> Floats:
    from scipy.interpolate import BSpline  # slow to load

    knots = np.unique(np.quantile(values, np.linspace(0, 1, INNER + 2)))
    ends = [knots[0]] * 3, [knots[-1]] * 3
    return BSpline.design_matrix(values, np.concatenate([ends[0], knots, ends[1]]), 3).toarray()


def _fit_ridge(basis: Floats, ahead: Floats, counts: Floats) -> tuple[Floats, Floats, Floats]:
    """Ridge regressions of each option on the columns, one a resample, with the penalty that generalised
    cross-validation finds best: mean of the options (resamples, options) and of the columns (resamples, columns),
    slopes (resamples, columns, options)."""
    total = counts.sum(axis=1)
    (_, columns), options = basis.shape, ahead.shape[1]
    at, middle = counts @ basis / total[:, None], counts @ ahead / total[:, None]
    squares = (counts @ (basis[:, :, None] * basis[:, None]).reshape(len(basis), -1)).reshape(-1, columns, columns)
    squares -= total[:, None, None] * at[:, :, None] * at[:, None]
    crossed = (counts @ (basis[:, :, None] * ahead[:, None]).reshape(len(basis), -1)).reshape(-1, columns, options)
    crossed -= total[:, None, None] * at[:, :, None] * middle[:, None]
    spread = counts @ ahead**2 - total[:, None] * middle**2
    sizes, axes = np.linalg.eigh(squares)
    sizes = np.maximum(sizes, 0.0)
    along = np.swapaxes(axes, 1, 2) @ crossed
    slopes, least = np.zeros_like(along), spread / (total[:, None] - 1) ** 2  # of the mean alone
    for penalty in PENALTIES:
        lifted = sizes + (penalty * total)[:, None]
        residual = spread - ((along**2) * ((lifted + (penalty * total)[:, None]) / lifted**2)[..., None]).sum(axis=1)
        freedom = (sizes / lifted).sum(axis=1)  # degrees of freedom
        score = residual / (total - 1 - freedom)[:, None] ** 2
        better = (score < least) & (freedom < MOST_USED * total)[:, None]
        slopes = np.where(better[:, None], along / lifted[..., None], slopes)
        least = np.where(better, score, least)
    return middle, at, axes @ slopes
