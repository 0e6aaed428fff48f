"""Lists to choose from: parameters, scenarios of the library, indicators."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from math import inf
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from contagion.experiments.say.sentences import WIDTH, between, in_lines, indicator, number
from contagion.models.outcomes.indicators import DEFINED
from contagion.models.parameters import describe
from contagion.sim.errors import InputError, both
from contagion.sim.statistics.designs import of_log_normal

if TYPE_CHECKING:
    from contagion.models.scenario import Scenario


WHO = {
    "lever": "the authority decides",
    "uncertainty": "nobody decides",
    "structure": "the modeller decides",
}
GRADES = {
    "G": "the programme's own figures",
    "A": "the same programme elsewhere, or this territory",
    "B": "a comparable programme",
    "C": "national statistics, or a general law",
    "D": "assumption",
}
SOURCES = {  # beginnings of sources, and what they are in models/SPECIFICATION.md
    "S": "S1 to S16, its rules",
    "L": "L1 to L15, its levers",
    "P": "P1 to P7, its patterns",
    "D": "D01 and the like, its tables to compare with other models",
    "X": "X00 to X21, its experiments",
    "345": "3.1 and the like, its sections",
}
SYMBOLS = (
    "Σ: sum over; |…|: how many; N: participants so far; F: active facilitators; C: communes; c, d: a commune; f: a "
    "facilitator; g: a group; i: a resident; k: each of the kinds; t, T: a time; K: cost"
)

KEPT = (
    "Most are in summary.json after every run; one that does not exist in a run, such as a time that was not reached, "
    "is null. Not there: autonomy_years (for the asking), recovery and loss (models/outcomes/resilience.py, from a run "
    "with a shock and one without)."
)


def parameters_in_words(words: tuple[str, ...], width: int = WIDTH) -> str:
    """Describe the parameters that match all the words, in lines of a width; raise InputError if none does."""
    found = [row for row in describe() if _fits(words, row["name"], row["text"])]
    if not found:
        raise InputError(f"no parameter has {both(map(repr, words))} in its name or meaning")
    parts = [_entry(row["text"], [_head(row)], width) for row in found]
    grades, sources = {row["grade"] for row in found}, {row["source"] for row in found}
    there = ", ".join(f"{code} {text}" for code, text in GRADES.items() if code in grades)
    codes = [f"Each: default and unit, range, who decides, grade of the evidence, source. Grades: {there}."]
    if kinds := [text for key, text in SOURCES.items() if any(_of_kind(source, key) for source in sources)]:
        codes.append(f"Sources, numbers of models/SPECIFICATION.md: {'; '.join(kinds)}. models/ODD.md says more.")
    return "\n".join([*parts, *(line for text in codes for line in ("", *in_lines(text, width)))])


def _fits(words: tuple[str, ...], name: str, meaning: str) -> bool:
    """Return whether all words occur in a name or meaning."""
    return all(word.lower() in f"{name} {meaning}".lower() for word in words)


def _head(row: dict[str, Any]) -> str:
    """Write name, default, range, who decides and evidence."""
    value = " ".join(part for part in (_value(row["default"]), row["unit"]) if part).removesuffix(",")
    span = ""
    if row["range"]:
        low, high = map(float, row["range"])
        span = f"; range {between(_value(low), _value(high))}"
        if row["law"] == "log-normal":
            median, deviation = of_log_normal(low, high)
            of_logarithm = f"standard deviation of the logarithm {deviation:.3g}"
            span += f" (log-normal, median {median:.3g}, {of_logarithm})"
        elif row["law"] == "reciprocal":
            span += " (as likely everywhere in 1/value)"
    return f"{row['name']} = {value}{span} [{WHO[row['role']]}; {row['grade']}, {row['source']}]"


def _entry(head: str, texts: Sequence[str], width: int) -> str:
    """Wrap a head and, indented below it, further texts."""
    lines = textwrap.wrap(head, width, subsequent_indent="        ")
    return "\n".join([*lines, *(line for text in texts for line in _indented(text, width))])


def _indented(text: str, width: int = WIDTH) -> list[str]:
    return textwrap.wrap(text, width, initial_indent="    ", subsequent_indent="    ")


def _of_kind(source: str, beginnings: str) -> bool:
    """Return whether a source is a number of this kind in the specification, not a word."""
    return source[0] in beginnings and source[1:].replace(".", "").isdigit()


def library_in_words(scenarios: Sequence[Scenario]) -> str:
    """Write title, name and description of each scenario."""
    return "\n\n".join("\n".join([f"{one.title} ({one.name})", *_indented(one.description)]) for one in scenarios)


def indicators_found(words: tuple[str, ...]) -> list[dict[str, str]]:
    """Return the indicators that match all the words: name, unit, formula, meaning, section of the specification."""
    rows = [{key: getattr(one, key) for key in ("name", "unit", "formula", "meaning", "source")} for one in DEFINED]
    found = [row for row in rows if _fits(words, f"{row['name']} {indicator(row['name'])}", row["meaning"])]
    if not found:
        raise InputError(f"no indicator has {both(map(repr, words))} in its name or meaning")
    return found


def indicators_in_words(found: list[dict[str, str]], width: int = WIDTH) -> str:
    """Describe what each indicator means and its formula, in lines of a width."""
    parts = [
        _entry(
            f"{indicator(row['name'])} ({row['unit']}): {row['name']}",
            [row["meaning"], f"Formula: {row['formula']}"],
            width,
        )
        for row in found
    ]
    notes = (f"In formulas: {SYMBOLS}. Names with a dot are parameters.", KEPT)
    return "\n".join([*parts, *(line for text in notes for line in ("", *in_lines(text, width)))])


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, float):
        return number(value, ",.0f" if 1e4 <= abs(value) < inf else ".4g")
    if value in (None, ()):
        return "none,"
    if isinstance(value, tuple):
        plain = len(value) < 7 and not any(isinstance(part, BaseModel) for part in value)
        return ", ".join(map(_value, value)) if plain else f"{len(value)} {'value' if len(value) == 1 else 'values'}"
    return str(value)
