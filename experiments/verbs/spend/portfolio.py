"""A way to spend a sum, as it was judged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from contagion.experiments.verbs.spend.mixes import Steps

SIMPLE, SURER = "simple", "surer"


@dataclass(frozen=True)
class Portfolio:
    """A way to spend the sum.

    Attributes
    ----------
    name : str
        Of its mix.
    best_by : tuple of str
        What the search found it the best by: some of `STANDING`; `SIMPLE`, the one lever that brings most; `SURER`, the
        most people of those mixes that do without what nobody has seen here or elsewhere (`Lever.assumed`).
    steps : Steps
    planned : float
        Euros a year.
    gained, communes : Series
        More than without, by world.
    euros : Series
        A year more than without, by item, in the mean of the worlds.
    rival : str, optional
        The mix with the most people of those that spend at least half of the money otherwise; none where none was
        found, or where nothing of it stays within the sum in these worlds (`rival_gone`).
    rival_gone : bool
        Whether a rival was found, of which nothing is left.
    ahead : Series
        People more than by the rival, by world.
    overturned : DataFrame
        Made by `sim.statistics.reversal.reversals` of `ahead`.
    """

    name: str
    best_by: tuple[str, ...]
    steps: Steps
    planned: float
    gained: pd.Series
    communes: pd.Series
    euros: pd.Series
    rival: str | None
    rival_gone: bool
    ahead: pd.Series
    overturned: pd.DataFrame
