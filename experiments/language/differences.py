"""What a scenario changes, in one voice: the sentence at the head of a comparison in the terminal, of a mix of `spend`,
of the page and of the note for a council.

Ends of a range have two digits, and fewer where the error of its middle bears no more. They are rounded once, by
`ends_as_borne` alone: so a sentence, a cell and a note say the same of the same range.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from contagion.experiments.language.numbers import as_borne, number
from contagion.experiments.language.sentences import _, counted, ngettext, so_many
from contagion.sim.statistics.spread import FEW

NONE = "–"  # where a figure does not exist
CASES = 10
DIGITS = 2  # of the ends of a range
SELDOM = 0.05  # a share of cases that no tenth tells


def answer(row: Mapping[str, Any], label: str, base: str, years: int) -> str:
    """How many people more a scenario brings than another, with one interval.

    Parameters
    ----------
    row : mapping
        One of `experiments.ensembles.worlds.told_apart`.
    label, base : str
        What the two are called.
    years : int
        In which they come.
    """
    low, high = ends_as_borne(row, "p5", "p95")
    told = {"name": label, "base": base, "years": counted(years, "year"), "where": in_most(row["worlds"])}
    if not varies(row):
        return _("“{name}” brings exactly as many people as “{base}” in {years}.", **told)
    fewer, more = figure(-low), figure(high)
    if row["p5"] >= 0:
        told["range"] = so_many(figure(low), more)
        return _("With “{name}”, {range} more people come to a group than with “{base}” in {years}, {where}.", **told)
    if row["p95"] <= 0:
        told["range"] = so_many(figure(-high), fewer)
        return _("With “{name}”, {range} fewer people come to a group than with “{base}” in {years}, {where}.", **told)
    if fewer == "0":
        untold = _("up to {high} more", high=more)
    elif more == "0":
        untold = _("up to {low} fewer", low=fewer)
    else:
        untold = _("from {low} fewer to {high} more", low=fewer, high=more)
    return _(
        "It cannot be told whether “{name}” brings more people than “{base}”: {range} in {years}, {where}.",
        range=untold,
        **told,
    )


def in_most(worlds: int) -> str:
    """Between what a range lies: nine cases out of ten, or all while they are few."""
    if worlds < FEW:
        return ngettext("in the {number} case computed", "in the {number} cases computed", worlds)
    return _("in 9 cases out of 10")


def more_in(row: Mapping[str, Any], above: float = 0.0) -> str:
    """In how many cases there are more people, or more than so many more."""
    if not varies(row):
        return _("What differs does not touch anybody.")
    worlds = row["worlds"]
    line = _("More people come {often}.", often=often(row["above_zero"], worlds))
    if not above:
        return line
    return f"{line} {_('More than {above:,g} more come {often}.', above=above, often=often(row['above'], worlds))}"


def often(share: float, worlds: int) -> str:
    """In how many cases, of ten; of those there are while they are few."""
    if worlds < FEW:
        return _("in {cases} of {all} cases", cases=round(share * worlds), all=worlds)
    if share < SELDOM:
        return _("in fewer than 1 case out of 20")
    if share > 1 - SELDOM:
        return _("in more than 19 cases out of 20")
    return _("in about {cases} of 10 cases", cases=min(max(round(CASES * share), 1), CASES - 1))


def varies(row: Mapping[str, Any]) -> bool:
    """Whether the difference is not the same in all worlds."""
    return bool(row["above_zero"] or row["below_zero"])


def ends_as_borne(row: Mapping[str, Any], *ends: str, each: float = 1.0) -> list[int]:
    """Ends of a range over worlds, to two digits, and to none that the error of its middle does not bear; `each` is
    what they are divided by."""
    error = float(row.get("p50_error", "nan")) / each
    return [round(as_borne(row[end] / each, error, DIGITS)) for end in ends]


def figure(value: float) -> str:
    """A number, to three digits."""
    return NONE if pd.isna(value) else _rounded(value, "")


def change(value: float) -> str:
    """A difference, to three digits, with its sign."""
    return NONE if pd.isna(value) else _rounded(value, "+")


def three_digits(value: float) -> float:
    """A number, not told better than that."""
    return float(f"{value:.3g}")


def _rounded(value: float, sign: str) -> str:
    whole = round(three_digits(value))
    return number(whole, f"{sign},") if whole else "0"
