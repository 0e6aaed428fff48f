"""One-line texts (`repr`) of Python objects: which runs they cover, and figures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from contagion.experiments.say.sentences import counted

if TYPE_CHECKING:
    from contagion.experiments.evidence.ensemble import Ensemble


def by_reading(ensemble: Ensemble) -> str:
    """Write that the ensemble follows the other reading of the published totals; empty where it does not."""
    if not ensemble.is_other_reading:
        return ""
    return f"; by another reading than usual: {ensemble.about['title']}"


def over(ensemble: Ensemble, runs: int) -> str:
    """Write what so many runs cover: members of an ensemble, or replicates of one parameter set."""
    if ensemble.is_one_set:
        return f"one parameter set, {counted(runs, 'replicate')}"
    return f"over {counted(runs, 'member')} of the ensemble {ensemble.name!r}{by_reading(ensemble)}"


def figure(value: float) -> str:
    """Format a number for people: whole from 100 on, else to three digits; "–" if not finite."""
    if not np.isfinite(value):
        return "–"
    return f"{value:,.0f}" if abs(value) >= 100 or float(value).is_integer() else f"{value:.3g}"


def between(low: float, high: float, form=figure) -> str:
    """Write an interval, "–" unless both ends are finite."""
    return f"{form(low)} to {form(high)}" if np.isfinite(low) and np.isfinite(high) else "–"


def size_of(made: Any) -> str:
    """Write how many runs a comparison covers."""
    years = counted(int(made.runs.table["years"].iloc[0]), "year")
    return (
        f"{made.number} runs of each over {years}, the same seeds for each; {over(made.worlds.ensemble, made.number)}"
    )
