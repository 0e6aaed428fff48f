"""A sweep, for the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from contagion.experiments.language.asked import since_when
from contagion.experiments.language.names import indicator
from contagion.experiments.language.numbers import paragraphs, table_in_words
from contagion.experiments.language.sentences import _, counted, ngettext
from contagion.sim.laboratory.jobs import reason

if TYPE_CHECKING:
    import pandas as pd

    from contagion.models.scenarios.scenario import Scenario
    from contagion.sim.laboratory.laboratory import Runs


SHOWN = ("participants", "completers", "facilitators_active", "facilitators_trained", "communes_reached")


MOST_ROWS = 60  # of a table in the terminal


def in_words(runs: Runs, varied: Sequence[str], scenario: Scenario) -> str:
    """Means and standard deviations over the seeds, a row a point; of a programme, which years these are."""
    table = runs.table
    failed = table["error"] != ""
    lines = [counted(len(table), "run")]
    if failed.any():
        first = table[failed].iloc[0]
        lines = [_("{runs}, {failed:,} of them failed", runs=lines[0], failed=failed.sum())]
        error = reason(first["error"])
        lines.append(_("The first to fail (seed {seed}): {error}", seed=first["seed"], error=error))
    by_point = table[~failed].groupby(list(varied), sort=False)
    if not by_point.ngroups:
        return "\n".join(lines)
    spread = by_point["participants"].std().round(1).rename(_("sd of participants"))
    shown = by_point[list(SHOWN)].mean().round(1).rename(columns=indicator)
    lines += paragraphs(since_when(scenario, int(table["years"].max())))
    return "\n".join([*lines, "", *_first(shown.join(spread).reset_index())])


def _first(shown: pd.DataFrame) -> list[str]:
    more = len(shown) - MOST_ROWS
    rest = [ngettext("... and {number:,} more point", "... and {number:,} more points", more)] if more > 0 else []
    return [table_in_words(shown.head(MOST_ROWS)), *rest]
