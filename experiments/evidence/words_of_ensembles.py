"""What an ensemble is, and what its sets make of that which was observed.

Readings in words: which there are, and under which something was answered.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from contagion.experiments.evidence.ensemble import is_other_reading, predicted_of
from contagion.experiments.evidence.readings import FIGURES, READINGS, Reading, falls
from contagion.experiments.say.sentences import (
    WIDTH,
    _,
    between,
    in_a_row,
    in_lines,
    indicator,
    number,
    paragraphs,
    said,
    table_in_words,
)
from contagion.models.runs.vocabulary import ENSEMBLE

if TYPE_CHECKING:
    from contagion.experiments.commands.compare.work import Standing
    from contagion.experiments.evidence.ensemble import Ensemble


def figure_in_words(row: Mapping[str, Any]) -> str:
    """What was observed, as people name it."""
    name, year = indicator(row["indicator"]), f", year {row['year']}"
    if not row.get("per"):
        return f"{name}{year}"
    under = indicator(row["per"])
    return (
        f"{name} / {under}{year}" if row.get("per_year") is None else f"{name}{year} / {under}, year {row['per_year']}"
    )


def beside_targets(about: Mapping[str, Any]) -> pd.DataFrame:
    """A row a figure that was observed, and what one run of a set makes of it; empty where that is not known."""
    rows = predicted_of(about)
    return pd.DataFrame(
        {
            "observed": [figure_in_words(row) for row in rows],
            "value": [_span(_short(row["low"]), _short(row["high"])) for row in rows],
            "error of reading": [f"± {_short(row['error'])}" for row in rows],
            "error of the model": [f"± {_short(row['discrepancy'])}" for row in rows],
            "one run: 5 of 100": [_short(row["p5"]) for row in rows],
            "50": [_short(row["p50"]) for row in rows],
            "95": [_short(row["p95"]) for row in rows],
            "of it luck": [f"± {_short(row['luck'])}" for row in rows],
            "observed lies at": [_where(row) for row in rows],
        }
    )


def how_to_read() -> str:
    """What the columns mean."""
    return (
        "Beside each figure that was observed stands what the sets make of it in one run, with seeds "
        "that nothing was fitted with. Errors and luck are standard deviations. The last column says "
        "how many of 100 such runs, read with these errors, would have given less than was observed."
    )


def targets_in_short(about: Mapping[str, Any]) -> list[str]:
    """The same in a sentence, beside answers; nothing where it is not known."""
    rows = [
        f"{figure_in_words(row)}: {_short(row['p5'])} to {_short(row['p95'])}, middle {_short(row['p50'])} (observed "
        f"{_span(_short(row['low']), _short(row['high']))}, at {_where(row)} of 100)"
        for row in predicted_of(about)
    ]
    return [f"What one run of these sets makes of what was observed: {in_a_row(rows)}."] if rows else []


def other_reading(about: Mapping[str, Any]) -> list[str]:
    """That an answer is over the other reading of what was published, for its first line; nothing where it is not."""
    if not is_other_reading(about):
        return []
    return [
        _(
            "By another reading than usual of what was published: {title} (ensemble {name}, not {usual}).",
            title=said(about.get("title", "")),
            name=about.get("targets"),
            usual=ENSEMBLE,
        )
    ]


def ensemble_in_words(ensemble: Ensemble) -> str:
    """What an ensemble is of, and what its sets make of what was observed."""
    about, number = ensemble.about, len(ensemble)
    title = said(about.get("title", ensemble.name))
    lines = in_lines(f"{ensemble.name}: {title}. {number:,} {'set' if number == 1 else 'sets'} of values.")
    if command := about.get("command"):
        lines += in_lines(f"Made by `{command}`.")
    table = beside_targets(about)
    missing = in_lines("What its sets make of what was observed is not kept in it.")
    return "\n".join([*lines, *(missing if table.empty else ["", table_in_words(table)])])


def ensembles_in_words(ensembles: Iterable[Ensemble]) -> str:
    """One after the other, the usual one first, and how to read what is said of them."""
    parts = [ensemble_in_words(one) for one in sorted(ensembles, key=lambda one: (one.name != ENSEMBLE, one.name))]
    usual = f"Where no other is asked for, answers are over {ENSEMBLE}."
    return "\n\n".join([*parts, "\n".join(paragraphs([how_to_read(), usual]))])


def _short(value: float) -> str:
    return number(float(f"{value:.3g}"), ",g")


def _where(row: Mapping[str, Any]) -> str:
    """Below which the observed lies: a share of 100, or two for a range."""
    return _span(*(number(100 * row[name], ".0f") for name in ("below_low", "below_high")))


def _span(low: str, high: str) -> str:
    return low if low == high else between(low, high)


def listed_in_words(width: int = WIDTH) -> str:
    """Each reading: its title and name, what it takes to be so, what it sets, which others it excludes, its source."""
    about = "Other accounts of how things work, one at a time, each with its source."
    return "\n\n".join(["\n".join(textwrap.wrap(about, width)), *(_entry(one, width) for one in READINGS.values())])


def _entry(one: Reading, width: int) -> str:
    others = [other.name for other in READINGS.values() if one.excludes(other)]
    texts = [
        _capital(f"{said(one.says)}."),
        f"Sets {', '.join(f'{name} = {value}' for name, value in one.all.items())}.",
    ]
    texts += ["Changes what is said of emissions alone."] if one.of_emissions_alone else []
    texts += [f"Excludes {', '.join(others)}."] if others else []
    within = textwrap.TextWrapper(width, initial_indent="    ", subsequent_indent="    ")
    lines = textwrap.wrap(f"{_capital(said(one.title))} ({one.name})", width)
    return "\n".join([*lines, *(line for text in [*texts, f"Source: {one.source}."] for line in within.wrap(text))])


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
    lines = [
        _line(called.get(one.name, one.name), figure, *found.of(one.name, figure))
        for one in found.scenarios[1:]
        for figure in FIGURES
    ]
    return lines + [_("Not asked: {why}.", why=said(one.line)) for one in found.left_out]


def _line(scenario: str, figure: str, headline: dict[str, Any], readings: list[dict[str, Any]]) -> str:
    if headline["middle"] == 0:
        same = {
            "people": _("{scenario}: as many people, so that there is no difference to stand.", scenario=scenario),
            "tco2e": _("{scenario}: as much avoided, so that there is no difference to stand.", scenario=scenario),
        }
        return same[figure]
    first = {
        ("people", True): _("{scenario}: more people", scenario=scenario),
        ("people", False): _("{scenario}: fewer people", scenario=scenario),
        ("tco2e", True): _("{scenario}: more avoided", scenario=scenario),
        ("tco2e", False): _("{scenario}: less avoided", scenario=scenario),
    }[figure, headline["middle"] > 0]
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
    return _(
        "{title} (middle {middle} {unit}, more in {share} of {worlds} worlds)",
        title=said(reading.title),
        middle=number(row["middle"], "+z,.0f"),
        unit=_("people") if figure == "people" else _("t CO2e"),
        share=round(row["above_zero"] * row["worlds"]),
        worlds=row["worlds"],
    )
