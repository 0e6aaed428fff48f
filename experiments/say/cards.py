"""What objects in Python say of their runs in a line (`repr`): over what they are, and figures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from contagion.experiments.say.sentences import counted

if TYPE_CHECKING:
    from contagion.experiments.evidence.ensemble import Ensemble


def by_reading(ensemble: Ensemble) -> str:
    """That what is shown is by the other reading of what was published; nothing where it is not."""
    if not ensemble.is_other_reading:
        return ""
    return f"; by another reading than usual: {ensemble.about['title']}"


def over(ensemble: Ensemble, runs: int) -> str:
    """What so many runs are over: members of an ensemble, or the luck of one parameter set."""
    if ensemble.is_one_set:
        return f"one parameter set, {counted(runs, 'replicate')}"
    return f"over {counted(runs, 'member')} of the ensemble {ensemble.name!r}{by_reading(ensemble)}"


def figure(value: float) -> str:
    """A number as people read it."""
    if not np.isfinite(value):
        return "–"
    return f"{value:,.0f}" if abs(value) >= 100 or float(value).is_integer() else f"{value:.3g}"


def between(low: float, high: float, form=figure) -> str:
    """An interval."""
    return f"{form(low)} to {form(high)}" if np.isfinite(low) and np.isfinite(high) else "–"


def size_of(made: Any) -> str:
    """How many runs a comparison is of."""
    years = counted(int(made.runs.table["years"].iloc[0]), "year")
    return (
        f"{made.number} runs of each over {years}, the same seeds for each; {over(made.worlds.ensemble, made.number)}"
    )
