"""What an ensemble is, and what its sets make of that which was observed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from contagion.experiments.ensembles.predicted import predicted_of
from contagion.experiments.lab.how_much import ENSEMBLE
from contagion.experiments.language.names import indicator
from contagion.experiments.language.numbers import in_lines, number, paragraphs, table_in_words
from contagion.experiments.language.sentences import _, between, in_a_row, ngettext, said

if TYPE_CHECKING:
    from contagion.experiments.ensembles.ensemble import Ensemble


def figure_in_words(row: Mapping[str, Any]) -> str:
    """What was observed, as people name it."""
    name, year = indicator(row["indicator"]), row["year"]
    if row.get("per_year") is not None:
        return f"{name}, year {year} / {indicator(row['per'])}, year {row['per_year']}"
    if row.get("per"):
        return f"{name} / {indicator(row['per'])}, year {year}"
    return f"{name}, year {year}"


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
        (
            f"{figure_in_words(row)}: {_short(row['p5'])} to {_short(row['p95'])}, middle "
            f"{_short(row['p50'])} (observed {_span(_short(row['low']), _short(row['high']))}, at "
            f"{_where(row)} of 100)"
        )
        for row in predicted_of(about)
    ]
    if not rows:
        return []
    return [f"What one run of these sets makes of what was observed: {in_a_row(rows)}."]


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


def is_other_reading(about: Mapping[str, Any]) -> bool:
    """Whether an ensemble is of targets that come with the project, other than the usual ones."""
    from contagion.experiments.ensembles.targets import FOLDER

    return about.get("targets") != ENSEMBLE and (FOLDER / f"{about.get('targets')}.toml").exists()


def ensemble_in_words(ensemble: Ensemble) -> str:
    """What an ensemble is of, and what its sets make of what was observed."""
    about = ensemble.about
    first = ngettext(
        "{name}: {title}. {number:,} set of values.",
        "{name}: {title}. {number:,} sets of values.",
        len(ensemble),
        name=ensemble.name,
        title=said(about.get("title", ensemble.name)),
    )
    lines = in_lines(first)
    if command := about.get("command"):
        lines += in_lines(f"Made by `{command}`.")
    table = beside_targets(about)
    if table.empty:
        return "\n".join([*lines, *in_lines("What its sets make of what was observed is not kept in it.")])
    return "\n".join([*lines, "", table_in_words(table)])


def ensembles_in_words(ensembles: Iterable[Ensemble]) -> str:
    """One after the other, the usual one first, and how to read what is said of them."""
    order: Sequence[Ensemble] = sorted(ensembles, key=lambda one: (one.name != ENSEMBLE, one.name))
    parts = [ensemble_in_words(one) for one in order]
    usual = f"Where no other is asked for, answers are over {ENSEMBLE}."
    return "\n\n".join([*parts, "\n".join(paragraphs([how_to_read(), usual]))])


def _short(value: float) -> str:
    return number(float(f"{value:.3g}"), ",g")


def _where(row: Mapping[str, Any]) -> str:
    """Below which the observed lies: a share of 100, or two for a range."""
    return _span(*(number(100 * row[name], ".0f") for name in ("below_low", "below_high")))


def _span(low: str, high: str) -> str:
    return low if low == high else between(low, high)
