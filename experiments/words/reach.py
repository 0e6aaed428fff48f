"""The communes that a scenario never reaches, for the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from experiments.words.numbers import counted, in_lines, paragraphs, table_lines
from experiments.words.run import asked_in_words

if TYPE_CHECKING:
    from experiments.studies.reach import Reach

MOST_ROWS = 40  # of a table in the terminal


def in_words(found: Reach) -> str:
    """The communes without people or a group in some runs, those most often without first."""
    table = found.table
    years, runs = int(found.runs.table["years"].iloc[0]), int(table["runs"].iloc[0])
    lines = paragraphs(asked_in_words(found.scenario))
    always = {name: int((table[f"never_{name}"] == runs).sum()) for name in ("people", "group")}
    some = {name: int((table[f"never_{name}"] > 0).sum()) for name in ("people", "group")}
    lines += in_lines(
        f"{found.scenario.name} ({found.scenario.title}), {counted(years, 'year')}, {counted(runs, 'run')}: of "
        f"{counted(len(table), 'commune')}, {some['people']} have runs in which nobody who lives there ever comes to a "
        f"group (of {always['people']} that is so in all runs), and {some['group']} have runs in which no group ever "
        f"meets there (of {always['group']} in all runs)."
    )
    shown = table[(table["never_people"] > 0) | (table["never_group"] > 0)]
    if len(shown):
        lines += ["", f"In how many of {counted(runs, 'run')}:", "", *table_lines(_shown(shown.head(MOST_ROWS)))]
    if (more := len(shown) - MOST_ROWS) > 0:
        lines.append(f"and {counted(more, 'commune')} more")
    return "\n".join(lines)


def _shown(rows: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "code": rows["commune"],
            "commune": rows["name"],
            "aged 15+": rows["residents_15_and_over"],
            "km to centre": rows["km_to_centre"],
            "nobody came": rows["never_people"],
            "no group there": rows["never_group"],
        }
    )
