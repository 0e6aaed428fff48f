"""What there is to choose from: parameters, scenarios of the library, indicators."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from math import inf
from typing import TYPE_CHECKING, Any

import pandas as pd
from pydantic import BaseModel

from experiments.words.numbers import WIDTH, in_lines, table_lines
from models.outcomes.indicators import DEFINED
from models.parameters import describe
from sim.errors import InputError

if TYPE_CHECKING:
    from models.scenarios import Scenario


def parameters_in_words(words: tuple[str, ...]) -> str:
    """The parameters that fit all the words."""
    found = [row for row in describe() if all(word.lower() in f"{row['name']} {row['text']}".lower() for word in words)]
    if not found:
        raise InputError(f"no parameter has {' and '.join(map(repr, words))} in its name or meaning")
    table = pd.DataFrame(
        {
            "name": [row["name"] for row in found],
            "default": [_value(row["default"]) for row in found],
            "unit": [row["unit"] for row in found],
            "range": [_range(row["range"]) for row in found],
            "grade": [row["grade"] for row in found],
            "who decides": [row["role"] for row in found],
            "source": [row["source"] for row in found],
            "meaning": [row["text"] for row in found],
        }
    )
    notes = (
        "Grades: G the programme's own figures, A the same programme elsewhere or this territory, B a comparable "
        "programme, C national statistic or general law, D assumption. Sources are explained in models/ODD.md."
    )
    return "\n".join([*table_lines(table), "", *in_lines(notes)])


def library_in_words(scenarios: Sequence[Scenario], french: bool) -> str:
    """Name, title and description of each scenario; in English where there is no French."""
    parts = []
    for one in scenarios:
        words = one.french or one.words if french else one.words
        described = textwrap.wrap(words.description, WIDTH, initial_indent="    ", subsequent_indent="    ")
        parts.append("\n".join([f"{one.name}: {words.title}", *described]))
    return "\n\n".join(parts)


def indicators_found(words: tuple[str, ...]) -> list[dict[str, str]]:
    """The indicators that fit all the words: name, unit, formula, meaning, section of the specification."""
    rows = [{key: getattr(one, key) for key in ("name", "unit", "formula", "meaning", "source")} for one in DEFINED]
    found = [row for row in rows if all(word.lower() in f"{row['name']} {row['meaning']}".lower() for word in words)]
    if not found:
        raise InputError(f"no indicator has {' and '.join(map(repr, words))} in its name or meaning")
    return found


def indicators_in_words(found: list[dict[str, str]]) -> str:
    """A table of them."""
    table = pd.DataFrame(found)[["name", "unit", "formula", "meaning"]]
    notes = (
        "Most are in summary.json after every run; one that does not exist in a run, such as a time that was not "
        "reached, is null. Not there: autonomy_years (for the asking), recovery and loss "
        "(models/outcomes/resilience.py, from a run with a shock and one without)."
    )
    return "\n".join([*table_lines(table), "", *in_lines(notes)])


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, float):
        return f"{value:,.0f}" if 1e4 <= abs(value) < inf else f"{value:.4g}"
    if isinstance(value, tuple):
        plain = len(value) < 7 and not any(isinstance(part, BaseModel) for part in value)
        return ", ".join(map(_value, value)) if plain else f"{len(value)} values"
    return "" if value is None else str(value)


def _range(bounds: tuple[float, float] | None) -> str:
    return "" if bounds is None else f"{_value(float(bounds[0]))} to {_value(float(bounds[1]))}"
