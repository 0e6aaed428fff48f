"""Euros and carbon, as the report and the page for planners say them: sums, what stands on placeholders, who pays."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from contagion.experiments.doors.words.answers import middle_alone
from contagion.experiments.doors.words.charts import item
from contagion.experiments.language.differences import NONE, change, figure
from contagion.experiments.language.sentences import _
from contagion.experiments.verbs.spend.words_of_money import ITEM_NAMES

if TYPE_CHECKING:
    pass

# By scenario, the items that it pays at placeholder prices (`experiments.lab.prices.placeholders_paid`).
type Placeholders = Mapping[str, Collection[str]]


def euros(value: float, starred: object, form: Callable[[float], str] = figure) -> str:
    """A sum, as a `change` with its sign; with an asterisk where it stands on placeholders."""
    if pd.isna(value):
        return NONE
    return _("{euros} €*", euros=form(value)) if starred else _("{euros} €", euros=form(value))


def middle_of_euros(row: Mapping[str, Any], name: str, starred: object) -> str:
    """The middle of a sum, with no digit that the number of worlds does not bear."""
    told = middle_alone(row, name)
    if told == NONE:
        return NONE
    return _("{euros} €*", euros=told) if starred else _("{euros} €", euros=told)


def at_placeholders(placeholders: Placeholders, paid: Collection[str]) -> str:
    """What the asterisk means: which of the prices that are paid nobody has given."""
    of = [name for name in ITEM_NAMES if any(name in some for some in placeholders.values())]
    if not of:
        return ""
    if len(of) == len(paid):
        return _("* At placeholder prices: the authority has given none of its own yet.")
    names = ", ".join(map(item, of))
    return _("* Partly at placeholder prices, for which the authority has given none yet: {names}.", names=names)


def costs(
    labels: Mapping[str, str], base: str, answers: Mapping[str, Mapping[str, Any]], placeholders: Placeholders
) -> list[str]:
    """What scenarios cost in all, and for each person: the middle of the worlds, and nine in ten of the difference."""
    first, starred = next(iter(answers.values())), placeholders.get(base)
    without = _(
        "“{name}”: {total} in all, {each} for each person (the middle of the worlds).",
        name=labels[base],
        total=middle_of_euros(first["cost_total"], "base", starred),
        each=middle_of_euros(first["cost_per_participant"], "base", starred),
    )
    return [without, *(_beside(labels[name], row, placeholders.get(name), starred) for name, row in answers.items())]


def _beside(label: str, row: Mapping[str, Any], starred: object, base: object) -> str:
    return _(
        "“{name}”: {total} in all, {each} for each person; beside the first {low} to {high} in nine worlds of ten.",
        name=label,
        total=middle_of_euros(row["cost_total"], "value", starred),
        each=middle_of_euros(row["cost_per_participant"], "value", starred),
        low=euros(row["cost_total"]["p5"], starred or base, change),
        high=euros(row["cost_total"]["p95"], starred or base, change),
    )
