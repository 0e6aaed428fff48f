"""Readings in words: which there are, and under which something was answered."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from textwrap import TextWrapper
from typing import TYPE_CHECKING, Any

from contagion.experiments.ensembles.readings import FIGURES, READINGS, Reading, falls
from contagion.experiments.language.numbers import WIDTH, in_lines, number
from contagion.experiments.language.sentences import _, in_a_row, said

if TYPE_CHECKING:
    from contagion.experiments.ensembles.ensemble import Ensemble
    from contagion.experiments.verbs.compare.standing import Standing


def listed_in_words(width: int = WIDTH) -> str:
    """Each reading: its title and name, what it takes to be so, what it sets, which others it excludes, its source."""
    about = "Other accounts of how things work, one at a time, each with its source."
    return "\n\n".join(["\n".join(textwrap.wrap(about, width)), *(_entry(one, width) for one in READINGS.values())])


def _entry(one: Reading, width: int) -> str:
    others = [other.name for other in READINGS.values() if one.excludes(other)]
    texts = [_capital(f"{said(one.says)}."), _sets(one)]
    if one.of_emissions_alone:
        texts.append("Changes what is said of emissions alone.")
    if others:
        texts.append(f"Excludes {', '.join(others)}.")
    texts.append(f"Source: {one.source}.")
    within = TextWrapper(width, initial_indent="    ", subsequent_indent="    ")
    lines = textwrap.wrap(f"{_capital(said(one.title))} ({one.name})", width)
    return "\n".join([*lines, *(line for text in texts for line in within.wrap(text))])


def _sets(one: Reading) -> str:
    return f"Sets {', '.join(f'{name} = {value}' for name, value in one.all.items())}."


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def reading_in_words(reading: Reading) -> str:
    """Under which reading something is answered, what it takes to be so, and who says so."""
    return _(
        "Under the reading “{title}” ({name}): {says}. Source: {source}.",
        title=said(reading.title),
        name=reading.name,
        says=said(reading.says),
        source=reading.source,
    )


def under_in_words(ensemble: Ensemble | None) -> list[str]:
    """The same of an ensemble, if it is under one."""
    return [reading_in_words(ensemble.reading)] if ensemble is not None and ensemble.reading else []


# ---- in how many a headline stands -----------------------------------------------------------------------------------


def standing_in_words(found: Standing, labels: Mapping[str, str] | None = None) -> list[str]:
    """A line each scenario and figure: in how many readings what is said first stands, and under which it falls."""
    called = labels or {}
    lines = []
    for one in found.scenarios[1:]:
        for figure in FIGURES:
            headline, readings = found.of(one.name, figure)
            lines.append(_line(called.get(one.name, one.name), figure, headline, readings))
    return lines + [_("Not asked: {why}.", why=said(one.line)) for one in found.left_out]


def standing_in_lines(found: Standing) -> list[str]:
    """The same for a terminal."""
    return ["\n".join(in_lines(line)) for line in standing_in_words(found)]


def _line(scenario: str, figure: str, headline: dict[str, Any], readings: list[dict[str, Any]]) -> str:
    if headline["middle"] == 0:
        same = {
            "people": _("{scenario}: as many people, so that there is no difference to stand.", scenario=scenario),
            "tco2e": _("{scenario}: as much avoided, so that there is no difference to stand.", scenario=scenario),
        }
        return same[figure]
    more = headline["middle"] > 0
    first = {
        ("people", True): _("{scenario}: more people", scenario=scenario),
        ("people", False): _("{scenario}: fewer people", scenario=scenario),
        ("tco2e", True): _("{scenario}: more avoided", scenario=scenario),
        ("tco2e", False): _("{scenario}: less avoided", scenario=scenario),
    }[figure, more]
    fallen = falls(readings)
    stands = _(
        "{first}, which stands in {stand} of {readings} readings.",
        first=first,
        stand=len(readings) - len(fallen),
        readings=len(readings),
    )
    parts = [_falls(figure, reading, row) for reading, row in fallen]
    return " ".join([stands, _("It falls if {parts}.", parts=in_a_row(parts))]) if parts else stands


def _falls(figure: str, reading: Reading, row: dict[str, Any]) -> str:
    middle = number(row["middle"], "+z,.0f")
    return _(
        "{title} (middle {middle} {unit}, more in {share} of {worlds} worlds)",
        title=said(reading.title),
        middle=middle,
        unit=_("people") if figure == "people" else _("t CO2e"),
        share=round(row["above_zero"] * row["worlds"]),
        worlds=row["worlds"],
    )
