"""The communes that a scenario never reaches, for the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from contagion.experiments.language.asked import asked_in_words, named
from contagion.experiments.language.numbers import in_lines, paragraphs, table_lines
from contagion.experiments.language.sentences import _, counted, ngettext

if TYPE_CHECKING:
    from contagion.experiments.verbs.reach.work import Reach

MOST_ROWS = 40  # of a table in the terminal


def in_words(found: Reach) -> str:
    """The communes without people or a group in some runs, those most often without first."""
    table = found.table
    years, runs = int(found.runs.table["years"].iloc[0]), counted(number := int(table["runs"].iloc[0]), "run")
    always = {name: int((table[f"never_{name}"] == number).sum()) for name in ("people", "group")}
    some = {name: int((table[f"never_{name}"] > 0).sum()) for name in ("people", "group")}
    lines = paragraphs(asked_in_words(found.scenario)) + in_lines(
        _(
            "{scenario}, {years}, {runs}: of {communes}, {people} have runs in which nobody who lives there ever comes "
            "to a group (of {people_always} that is so in all runs), and {group} have runs in which no group ever "
            "meets there (of {group_always} in all runs).",
            scenario=named(found.scenario),
            years=counted(years, "year"),
            runs=runs,
            communes=counted(len(table), "commune"),
            people=some["people"],
            people_always=always["people"],
            group=some["group"],
            group_always=always["group"],
        )
    )
    shown = table[(table["never_people"] > 0) | (table["never_group"] > 0)]
    if len(shown):
        lines += ["", _("In how many of {runs}:", runs=runs), "", *table_lines(_shown(shown.head(MOST_ROWS)))]
    if (more := len(shown) - MOST_ROWS) > 0:
        lines.append(ngettext("and {number:,} commune more", "and {number:,} communes more", more))
    return "\n".join(lines)


def _shown(rows: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            _("commune"): rows["name"],
            _("code"): rows["commune"],
            _("aged 15+"): rows["residents_15_and_over"],
            _("km to centre"): rows["km_to_centre"],
            _("nobody came"): rows["never_people"],
            _("no group there"): rows["never_group"],
        }
    )
