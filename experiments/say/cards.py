"""How an object shows itself in a notebook: a title, some lines, and a small table."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np

from contagion.experiments.say.differences import cell, change, named, often, verdict_in_words
from contagion.experiments.say.sentences import counted

if TYPE_CHECKING:
    import pandas as pd

    from contagion.experiments.evidence.ensemble import Ensemble


def plain(text: object) -> str:
    """Text as HTML."""
    return escape(str(text))


def card(title: str, lines: Sequence[str], table: pd.DataFrame | None = None) -> str:
    """HTML of a title, lines (of HTML) and a table, whose cells are text."""
    made = [f"<b>{plain(title)}</b>", *(f"<div>{line}</div>" for line in lines)]
    if table is not None:
        made.append(table.to_html(index=False, border=0, escape=True))
    return f"<div>{''.join(made)}</div>"


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


def signed(value: float) -> str:
    """A change; no change is 0."""
    if not np.isfinite(value):
        return "–"
    return "0" if value == 0 else f"+{figure(value)}" if value > 0 else f"−{figure(-value)}"


def between(low: float, high: float, form=figure) -> str:
    """An interval."""
    return f"{form(low)} to {form(high)}" if np.isfinite(low) and np.isfinite(high) else "–"


def pair_by_pair(row: dict[str, Any], name: str, above: float) -> dict[str, str]:
    """A difference: its median and 90 % range, the verdict, and how often there is more than asked."""
    found = named(row, name)
    told = {"median (90 % range)": cell(found, change), "difference": verdict_in_words(found)}
    return told | ({f"more than {above:,g} in": often(found["above"], found["worlds"])} if above else {})


def words(name: str) -> str:
    """The name of a column in words."""
    return name.replace("_", " ")


def size_of(made: Any) -> str:
    """How many runs a comparison is of."""
    years = counted(int(made.runs.table["years"].iloc[0]), "year")
    return (
        f"{made.number} runs of each over {years}, the same seeds for each; {over(made.worlds.ensemble, made.number)}"
    )
