"""What there is to choose from: parameters, scenarios of the library, indicators."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from math import inf
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from experiments.words.numbers import WIDTH, in_lines
from models.outcomes.indicators import DEFINED
from models.parameters import describe
from sim.errors import InputError

if TYPE_CHECKING:
    from models.scenarios.scenario import Scenario


WHO = {"lever": "the authority", "uncertainty": "the world", "structure": "the modeller"}
GRADES = {
    "G": "the programme's own figures",
    "A": "the same programme elsewhere, or this territory",
    "B": "a comparable programme",
    "C": "national statistics, or a general law",
    "D": "assumption",
}
SOURCES = {  # beginnings of sources, and what they are of the specification
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


def parameters_in_words(words: tuple[str, ...], width: int = WIDTH) -> str:
    """The parameters that fit all the words, in lines of a width: what each is, and what its codes mean."""
    found = [row for row in describe() if all(word.lower() in f"{row['name']} {row['text']}".lower() for word in words)]
    if not found:
        raise InputError(f"no parameter has {' and '.join(map(repr, words))} in its name or meaning")
    parts = []
    for row in found:
        value = " ".join(part for part in (_value(row["default"]), row["unit"]) if part).removesuffix(",")
        swept = f"; range {_range(row['range'])}" if row["range"] else ""
        about = f"{WHO[row['role']]} decides; {row['grade']}, {row['source']}"
        parts.append(_entry(f"{row['name']} = {value}{swept} [{about}]", [row["text"]], width))
    grades, sources = {row["grade"] for row in found}, {row["source"] for row in found}
    said = ", ".join(f"{code} {text}" for code, text in GRADES.items() if code in grades)
    codes = [f"Each: default and unit, range, who decides, grade of the evidence, source. Grades: {said}."]
    kinds = {key: text for key, text in SOURCES.items() if any(_of_kind(source, key) for source in sources)}
    if kinds:
        codes.append(f"Sources, of the specification: {'; '.join(kinds.values())}. models/ODD.md says more.")
    return "\n".join([*parts, *(line for text in codes for line in ("", *in_lines(text, width)))])


def _entry(head: str, texts: Sequence[str], width: int) -> str:
    """A name and what is said of it, each in lines, the latter indented."""
    lines = textwrap.wrap(head, width, subsequent_indent="        ")
    return "\n".join([*lines, *(line for text in texts for line in _indented(text, width))])


def _indented(text: str, width: int = WIDTH) -> list[str]:
    return textwrap.wrap(text, width, initial_indent="    ", subsequent_indent="    ")


def _of_kind(source: str, beginnings: str) -> bool:
    """Whether a source is a number of the specification of this kind, and no word."""
    return source[0] in beginnings and source[1:].replace(".", "").isdigit()


def library_in_words(scenarios: Sequence[Scenario], french: bool) -> str:
    """Name, title and description of each scenario; in English where there is no French."""
    parts = []
    for one in scenarios:
        words = one.french or one.words if french else one.words
        parts.append("\n".join([f"{one.name}: {words.title}", *_indented(words.description)]))
    return "\n\n".join(parts)


def indicators_found(words: tuple[str, ...]) -> list[dict[str, str]]:
    """The indicators that fit all the words: name, unit, formula, meaning, section of the specification."""
    rows = [{key: getattr(one, key) for key in ("name", "unit", "formula", "meaning", "source")} for one in DEFINED]
    found = [row for row in rows if all(word.lower() in f"{row['name']} {row['meaning']}".lower() for word in words)]
    if not found:
        raise InputError(f"no indicator has {' and '.join(map(repr, words))} in its name or meaning")
    return found


def indicators_in_words(found: list[dict[str, str]], width: int = WIDTH) -> str:
    """What each means and how it is worked out, in lines of a width."""
    parts = [
        _entry(f"{row['name']} ({row['unit']})", [row["meaning"], f"Formula: {row['formula']}"], width) for row in found
    ]
    kept = (
        "Most are in summary.json after every run; one that does not exist in a run, such as a time that was not "
        "reached, is null. Not there: autonomy_years (for the asking), recovery and loss "
        "(models/outcomes/resilience.py, from a run with a shock and one without)."
    )
    notes = (f"In formulas: {SYMBOLS}. Names with a dot are parameters.", kept)
    return "\n".join([*parts, *(line for text in notes for line in ("", *in_lines(text, width)))])


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, float):
        return f"{value:,.0f}" if 1e4 <= abs(value) < inf else f"{value:.4g}"
    if value in (None, ()):
        return "none,"
    if isinstance(value, tuple):
        plain = len(value) < 7 and not any(isinstance(part, BaseModel) for part in value)
        return ", ".join(map(_value, value)) if plain else f"{len(value)} values"
    return str(value)


def _range(bounds: tuple[float, float] | None) -> str:
    return "" if bounds is None else f"{_value(float(bounds[0]))} to {_value(float(bounds[1]))}"
