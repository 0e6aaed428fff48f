"""Which of several are best, and which of the others cannot be told from it: a tie is said to be one."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from contagion.experiments.ensembles.ensemble import Ensemble
from contagion.experiments.ensembles.worlds import Worlds
from contagion.sim.statistics.spread import interval_of_mean

NAMED = 2  # of a tie, and the last of three


def tied(ensemble: Ensemble, values: pd.DataFrame) -> list[str]:
    """The one with the highest mean, and those from which it is not told: the 95 % interval of the mean of the
    difference, world by world, holds 0. `values` has a row a world and a column a choice."""
    means = values.mean().sort_values(ascending=False, kind="stable")
    best, sets = str(means.index[0]), Worlds(ensemble).sets([int(world) for world in values.index])
    within = [best]
    for name in means.index[1:]:
        low, _ = interval_of_mean((values[best] - values[name]).to_numpy(float), sets)
        if not float(low) > 0:
            within.append(str(name))
    return within


def named(within: Sequence[str]) -> str:
    """The best by its name, or a tie by the first names in it."""
    shown = [f"“{name}”" for name in within]
    if len(shown) == 1:
        return shown[0]
    last = (
        shown[NAMED] if len(shown) == NAMED + 1 else f"{len(shown) - NAMED} more" if len(shown) > NAMED else shown.pop()
    )
    return f"a tie of {', '.join(shown[:NAMED])} and {last}"


def in_short(within: Sequence[str]) -> str:
    """The same in few words: the best by its name, or how many are in a tie."""
    return f"“{within[0]}”" if len(within) == 1 else f"a tie of {len(within)}"
