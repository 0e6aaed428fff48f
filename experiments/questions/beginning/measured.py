"""What is measured of a run of a first pair. By the text of this file its runs are kept: whoever edits it makes them
anew."""

from __future__ import annotations

from contagion.models.runs.own_code import Run

BEGUN, ENDED = "first_begun", "first_ended"


def first_begun(run: Run) -> float | None:
    """Week in which the first group began; None where none did."""
    weeks = run.tables["groups"]["started"].to_numpy()
    return float(weeks[weeks >= 0].min()) if (weeks >= 0).any() else None


def first_ended(run: Run) -> float | None:
    """Week in which the first group that came to its end had its last session; None where none did."""
    groups = run.tables["groups"]
    weeks = groups["ended"].to_numpy()[(groups["state"] == "finished").to_numpy()]
    return float(weeks.min()) if len(weeks) else None


INDICATORS = {BEGUN: first_begun, ENDED: first_ended}
"""By the name of their column, in weeks."""
