"""The years of scenarios that were run in the same worlds: how far figures spread in each scenario."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from contagion.sim.chance.draws import Floats
from contagion.sim.statistics.spread import WIDE, around_the_middle, ends_of

SINGLE = 10  # worlds whose runs are shown one by one


def in_worlds(years: pd.DataFrame, figures: Sequence[str]) -> Floats:
    """Figures of the tables `years` of runs of a scenario, in the order of the laboratory; all begin with nothing.

    Returns
    -------
    array (worlds, years + 1, figures)
    """
    made = years[list(figures)].to_numpy(float).reshape(-1, int(years["year"].max()), len(figures))
    return np.pad(made, ((0, 0), (1, 0), (0, 0)))


def ahead_of(made: Floats, past: int, flows: Sequence[int]) -> Floats:
    """Figures from the end of a past on, along the years, the second axis; `flows` are those that add up, which count
    from there."""
    ahead = made[:, past:].copy()
    ahead[..., flows] -= made[:, past : past + 1, flows]
    return ahead


def courses(axes: dict[str, Sequence[Any]], made: Floats, count: float | None = None) -> pd.DataFrame:
    """How figures spread over the worlds: `ends_of` so many and the error of their middle, a row a scenario, year and
    figure; the worlds `count` as so many that are independent.

    Parameters
    ----------
    axes : dict
        What the axes of `made` but that of the worlds are: scenario, year, figure.
    made : array (scenarios, worlds, years, figures)
    """
    return tidy(axes, **ends(made, count))


def singles(axes: dict[str, Sequence[Any]], made: Floats, worlds: Sequence[int]) -> pd.DataFrame:
    """Figures of single runs in the first worlds, a row a scenario, world and year."""
    few = made[:, :SINGLE]
    names = {"scenario": axes["scenario"], "world": worlds[:SINGLE], "year": axes["year"]}
    return tidy(names, **{name: few[..., place] for place, name in enumerate(axes["figure"])})


def ends(made: Floats, count: float | None = None) -> dict[str, Floats]:
    """Where values lie over worlds, the second axis, and the standard error of their middle (`p50_error`)."""
    told = ends_of(made.shape[1])
    *found, low, high = np.quantile(made, [*told.values(), *around_the_middle(count or made.shape[1])], axis=1)
    return dict(zip(told, found, strict=True)) | {"p50_error": (high - low) / (2 * WIDE)}


def placed(rows: pd.DataFrame, axes: dict[str, Sequence[Any]], values: Sequence[str]) -> Floats:
    """Columns of a table as an array, each with these axes; 0 where there is no row."""
    made = np.zeros([len(values), *(len(labels) for labels in axes.values())])
    at = tuple(_at(labels, rows[name]) for name, labels in axes.items())
    made[:, *at] = rows[list(values)].to_numpy().T
    return made


def _at(labels: Sequence[Any], column: pd.Series) -> np.ndarray:
    """Where the values of a column, of which few differ, stand among the labels; -1 of what is none."""
    codes, values = pd.factorize(column)
    return np.append(pd.Index(labels).get_indexer(values), -1)[codes]


def tidy(axes: dict[str, Sequence[Any]], **columns: Floats) -> pd.DataFrame:
    """Arrays with these axes as columns of a table. Its labels are plain objects: pandas looks for one among a few
    thousand of them several times as fast as among its own strings."""
    places = np.indices([len(labels) for labels in axes.values()]).reshape(len(axes), -1)
    named = {name: _plain(labels).take(at) for (name, labels), at in zip(axes.items(), places, strict=True)}
    return pd.DataFrame(named | {name: values.ravel() for name, values in columns.items()})


def _plain(labels: Sequence[Any]) -> pd.Index:
    index = pd.Index(labels)
    return index.astype(object) if index.dtype == "str" else index
