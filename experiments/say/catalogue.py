"""What there is to choose from: parameters, scenarios of the library, indicators."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Mapping, Sequence
from math import inf
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from contagion.experiments.say.asked import words_of
from contagion.experiments.say.names import indicator
from contagion.experiments.say.numbers import WIDTH, in_lines, number
from contagion.experiments.say.sentences import N_, _, between, in_a_row, ngettext, said
from contagion.models.outcomes.indicators import DEFINED
from contagion.models.parameters import describe
from contagion.sim.errors import InputError, both
from contagion.sim.statistics.designs import of_log_normal

if TYPE_CHECKING:
    from contagion.models.scenarios.scenario import Scenario


WHO = {
    "lever": N_("the authority decides"),
    "uncertainty": N_("the world decides"),
    "structure": N_("the modeller decides"),
}
GRADES = {
    "G": N_("the programme's own figures"),
    "A": N_("the same programme elsewhere, or this territory"),
    "B": N_("a comparable programme"),
    "C": N_("national statistics, or a general law"),
    "D": N_("assumption"),
}
SOURCES = {  # beginnings of sources, and what they are of the specification
    "S": N_("S1 to S16, its rules"),
    "L": N_("L1 to L15, its levers"),
    "P": N_("P1 to P7, its patterns"),
    "D": N_("D01 and the like, its tables to compare with other models"),
    "X": N_("X00 to X21, its experiments"),
    "345": N_("3.1 and the like, its sections"),
}
SYMBOLS = N_(
    "Σ: sum over; |…|: how many; N: participants so far; F: active facilitators; C: communes; c, d: a commune; f: a "
    "facilitator; g: a group; i: a resident; k: each of the kinds; t, T: a time; K: cost"
)


def parameters_in_words(words: tuple[str, ...], width: int = WIDTH) -> str:
    """The parameters that fit all the words, in lines of a width: what each is, and what its codes mean."""
    found = [row for row in describe() if _fits(words, row["name"], row["text"])]
    if not found:
        raise InputError(f"no parameter has {both(map(repr, words))} in its name or meaning")
    parts = [_entry(said(row["text"]), [_head(row)], width) for row in found]
    grades, sources = {row["grade"] for row in found}, {row["source"] for row in found}
    text = _(
        "Each: default and unit, range, who decides, grade of the evidence, source. Grades: {grades}.",
        grades=", ".join(f"{code} {_(text)}" for code, text in GRADES.items() if code in grades),
    )
    codes = [text]
    kinds = [_(text) for key, text in SOURCES.items() if any(_of_kind(source, key) for source in sources)]
    if kinds:
        text = _("Sources, of the specification: {kinds}. models/ODD.md says more.", kinds=in_a_row(kinds))
        codes.append(text)
    return "\n".join([*parts, *(line for text in codes for line in ("", *in_lines(text, width)))])


def _fits(words: tuple[str, ...], name: str, meaning: str) -> bool:
    """Whether all words are in a name or a meaning, in English or as it is spoken."""
    text = f"{name} {meaning} {said(meaning)}".lower()
    return all(word.lower() in text for word in words)


def _head(row: dict[str, Any]) -> str:
    """Name, default, range, who decides, evidence."""
    value = " ".join(part for part in (_value(row["default"]), said(row["unit"])) if part).removesuffix(",")
    who = WHO[row["role"]]
    values = {"name": row["name"], "value": value, "who": _(who)}
    values |= {"grade": row["grade"], "source": row["source"]}
    if not row["range"]:
        return _("{name} = {value} [{who}; {grade}, {source}]", **values)
    span = range_in_words(row, _value)
    return _("{name} = {value}; range {range} [{who}; {grade}, {source}]", range=span, **values)


def range_in_words(row: Mapping[str, Any], written: Callable[[Any], str]) -> str:
    """A declared range, and the law over it where it is not as likely everywhere; `written` writes a value."""
    low, high = (float(bound) for bound in row["range"])
    span = between(written(low), written(high))
    if row["law"] == "log-normal":
        median, deviation = of_log_normal(low, high)
        return _(
            "{range} (log-normal, median {median:.3g}, standard deviation of the logarithm {deviation:.3g})",
            range=span,
            median=median,
            deviation=deviation,
        )
    return _("{range} (as likely everywhere in 1/value)", range=span) if row["law"] == "reciprocal" else span


def _entry(head: str, texts: Sequence[str], width: int) -> str:
    """What something is, and what else is said of it, each in lines, the latter indented."""
    lines = textwrap.wrap(head, width, subsequent_indent="        ")
    return "\n".join([*lines, *(line for text in texts for line in _indented(text, width))])


def _indented(text: str, width: int = WIDTH) -> list[str]:
    return textwrap.wrap(text, width, initial_indent="    ", subsequent_indent="    ")


def _of_kind(source: str, beginnings: str) -> bool:
    """Whether a source is a number of the specification of this kind, and no word."""
    return source[0] in beginnings and source[1:].replace(".", "").isdigit()


def library_in_words(scenarios: Sequence[Scenario]) -> str:
    """Title, name and description of each scenario."""
    each = [(one.name, words_of(one)) for one in scenarios]
    return "\n\n".join("\n".join([f"{of.title} ({name})", *_indented(of.description)]) for name, of in each)


def indicators_found(words: tuple[str, ...]) -> list[dict[str, str]]:
    """The indicators that fit all the words: name, unit, formula, meaning, section of the specification."""
    rows = [{key: getattr(one, key) for key in ("name", "unit", "formula", "meaning", "source")} for one in DEFINED]
    found = [row for row in rows if _fits(words, f"{row['name']} {indicator(row['name'])}", row["meaning"])]
    if not found:
        raise InputError(f"no indicator has {both(map(repr, words))} in its name or meaning")
    return found


def indicators_in_words(found: list[dict[str, str]], width: int = WIDTH) -> str:
    """What each means and how it is worked out, in lines of a width."""
    parts = [
        _entry(
            _("{words} ({unit}): {name}", words=indicator(row["name"]), unit=said(row["unit"]), name=row["name"]),
            [said(row["meaning"]), _("Formula: {formula}", formula=said(row["formula"]))],
            width,
        )
        for row in found
    ]
    kept = _(
        "Most are in summary.json after every run; one that does not exist in a run, such as a time that was not "
        "reached, is null. Not there: autonomy_years (for the asking), recovery and loss "
        "(models/outcomes/resilience.py, from a run with a shock and one without)."
    )
    notes = (_("In formulas: {symbols}. Names with a dot are parameters.", symbols=_(SYMBOLS)), kept)
    return "\n".join([*parts, *(line for text in notes for line in ("", *in_lines(text, width)))])


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return _("on") if value else _("off")
    if isinstance(value, float):
        return number(value, ",.0f" if 1e4 <= abs(value) < inf else ".4g")
    if value in (None, ()):
        return f"{_('none')},"
    if isinstance(value, tuple):
        plain = len(value) < 7 and not any(isinstance(part, BaseModel) for part in value)
        # Translators: between numbers that may have decimals
        between_them = _(", ")
        return (
            between_them.join(map(_value, value))
            if plain
            else ngettext("{number} value", "{number} values", len(value))
        )
    return str(value)
