"""A sweep, for the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from experiments.words.numbers import table_in_words
from sim.laboratory.jobs import reason

if TYPE_CHECKING:
    import pandas as pd

    from sim.laboratory.laboratory import Runs


SHOWN = ("participants", "completers", "facilitators_active", "facilitators_trained", "communes_reached")


MOST_ROWS = 60  # of a table in the terminal


def in_words(runs: Runs, varied: Sequence[str]) -> str:
    """Means and standard deviations over the seeds, a row a point."""
    table = runs.table
    failed = table["error"] != ""
    lines = [f"{len(table):,} runs" + (f", {failed.sum():,} of them failed" if failed.any() else "")]
    if failed.any():
        first = table[failed].iloc[0]
        lines.append(f"The first to fail (seed {first['seed']}): {reason(first['error'])}")
    by_point = table[~failed].groupby(list(varied), sort=False)
    if not by_point.ngroups:
        return "\n".join(lines)
    spread = by_point["participants"].std().round(1).rename("sd of participants")
    shown = by_point[list(SHOWN)].mean().round(1).join(spread).reset_index()
    shown.columns = [str(name).replace("_", " ") if name in SHOWN else name for name in shown.columns]
    lines += ["", *_first(shown)]
    return "\n".join(lines)


def _first(shown: pd.DataFrame) -> list[str]:
    more = len(shown) - MOST_ROWS
    return [table_in_words(shown.head(MOST_ROWS)), *([f"... and {more:,} more points"] if more > 0 else [])]
