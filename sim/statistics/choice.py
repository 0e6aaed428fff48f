"""Choosing between options when the world is uncertain: which are not beaten, and which stand first by criteria that
can disagree.

Options are set against each other member by member. A member of the ensemble is one possible world and one seed, the
same for all options, so that a regret is what the choice cost and not what luck did.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

if TYPE_CHECKING:
    import pandas as pd

HIGH_REGRET = 0.9  # quantile
WORST_PART = 0.1  # of the members


def pareto(values: ArrayLike, maximise: Sequence[bool]) -> NDArray[np.bool_]:
    """Which options no other option beats: at least as good by every criterion, and better by one.

    Parameters
    ----------
    values : array (options, criteria)
    maximise : sequence of bool, one a criterion
        Whether more is better, or less.

    Returns
    -------
    array of bool (options,)
        Options with equal values stand or fall together.

    Raises
    ------
    ValueError
        For a missing value, or not one flag a criterion.
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
    """A row an option, a column a member, from a table with a row a run.

    Parameters
    ----------
    option, value : str
        Columns: the option, and what it is judged by.
    members : sequence of str
        Columns that tell the member: the seed, and what is varied of the world.

    Raises
    ------
    ValueError
        Where options were not run for the same members, or one more than once for a member.
    """
    table = runs.pivot(index=option, columns=list(members), values=value).astype(float).sort_index(axis=1)
    if lacking := [str(name) for name in table.index[table.isna().any(axis=1)]]:
        raise ValueError(f"{', '.join(lacking)}: not run, or no {value}, for every member that another option has")
    return table.reindex(runs[option].drop_duplicates())


def regret(values: pd.DataFrame) -> pd.DataFrame:
    """How much worse than the best option of the same member, at least 0.

    Parameters
    ----------
    values : DataFrame (options × members)
        From `by_member`.
    """
    return values.rsub(values.max())


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
        worst, of all members; mean; regret_p90, the 90th of 100 of the regrets; satisficing, the share of members in
        which the value is at least `enough`.

    Source: McPhail et al. 2018, doi 10.1002/2017EF000649 (why criteria disagree).
    """
    import pandas as pd

    return pd.DataFrame(
        {
            "worst": values.min(axis=1),
            "mean": values.mean(axis=1),
            "regret_p90": regret(values).quantile(HIGH_REGRET, axis=1),
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
    ordered = np.sort(values.to_numpy(float), axis=1)[:, :count]
    return pd.Series(ordered.mean(axis=1), values.index, name="worst_part")


def ranks(table: pd.DataFrame) -> pd.DataFrame:
    """Place of each option by each criterion of `robustness`, 1 the best; equal options share the better place."""
    return table.apply(lambda one: one.rank(method="min", ascending=one.name == "regret_p90")).astype(int)


def net_benefit(value: pd.DataFrame, cost: pd.DataFrame, rates: Sequence[float]) -> Mapping[float, pd.DataFrame]:
    """Value less cost, for each rate at which a unit of cost is held against a unit of value.

    Parameters
    ----------
    value, cost : DataFrame (options × members)
        The same options and members.
    rates : sequence of float
        λ, in units of value a unit of cost.

    Returns
    -------
    dict of rate to DataFrame (options × members)

    Raises
    ------
    ValueError
        Where options or members differ.
    """
    if not (value.index.equals(cost.index) and value.columns.equals(cost.columns)):
        raise ValueError("value and cost must be of the same options and members, in the same order")
    return {rate: value - rate * cost for rate in rates}
