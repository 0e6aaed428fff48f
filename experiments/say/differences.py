"""Differences between options in words, alike in all interfaces: verdict, median and both ends of the range; and
what planners read about money.

The verdict is that of `sim.statistics.spread`. Ends of a range have two digits, a median three, and fewer where the
error of the median does not support them. Only `as_borne_by` rounds them, once: a sentence, a cell and a note show the
same range alike.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import inf
from typing import TYPE_CHECKING, Any

import pandas as pd

from contagion.experiments.say.languages import FRENCH, spoken
from contagion.experiments.say.sentences import (
    N_,
    _,
    as_borne,
    between,
    counted,
    forms,
    in_a_row,
    looked_up,
    ngettext,
    number,
    rounded,
    said,
    two_digits,
)
from contagion.models.parameters.sections.money import ITEMS, unit
from contagion.sim.statistics.spread import FEW, LIKELY, Verdict, verdict

if TYPE_CHECKING:
    from contagion.experiments.commands.spend.work import Action


NONE = "–"  # where a figure does not exist
TENTHS = 10
DIGITS = {"p5": 2, "p50": 3, "p95": 2}
SELDOM = 0.05  # a share of simulations too small to write in tenths

SENTENCES = {
    "clear": N_("Clear difference"),
    "likely": N_("Likely ({often}), not certain"),
    "none": N_("No clear difference ({often})"),
    "more": N_(
        "{verdict}: with “{name}”, about {people} more people come to a group in {years} than with “{base}” ({range})."
    ),
    "fewer": N_(
        "{verdict}: with “{name}”, about {people} fewer people come to a group in {years} than with “{base}” ({range})."
    ),
    "as_many": N_("{verdict}: with “{name}”, as many people come to a group in {years} as with “{base}” ({range})."),
    "equal": N_("No difference"),
    "same": N_("No difference: with “{name}”, exactly as many people come to a group in {years} as with “{base}”."),
    "range": N_("90 % range: {range}"),
    "with_range": N_("{value} ({interval})"),
    "in_so_many": N_("{cases} of {all} simulations"),
    "seldom": N_("fewer than 1 of 20 simulations"),
    "nearly_always": N_("more than 19 of 20 simulations"),
    "in_a_tenth": N_("1 of 10 simulations"),
    "in_tenths": N_("{cases} of 10 simulations"),
}
"""By key, also for the scripts of the page."""
AHEAD = {
    "clear": "Clearly ahead of {names}.",
    "likely": "Likely ahead of {names}, not certain.",
    "none": "No clear difference from {names}.",
}
BEHIND = AHEAD | {
    "clear": "Clearly behind {names}.",
    "likely": "Likely behind {names}, not certain.",
}
FEW_SIMULATIONS = forms("{number} simulation: {range}", "{number} simulations, lowest to highest: {range}")


def answer(row: Mapping[str, Any], label: str, base: str, years: int) -> str:
    """Write how many more people an option brings than another: verdict, median and range.

    Parameters
    ----------
    row : mapping
        One of `experiments.evidence.worlds.told_apart`.
    label, base : str
        Names of the two options.
    years : int
        Number of years in which the people come.
    """
    told = {"name": label, "base": base, "years": counted(years, "year")}
    if not varies(row):
        return looked_up(SENTENCES["same"], **told)
    _low, middle, _high = as_borne_by(row)
    key = "more" if middle > 0 else "fewer" if middle < 0 else "as_many"
    more = {"people": figure(abs(middle)), "range": range_of(row, change)}
    return looked_up(SENTENCES[key], verdict=verdict_in_words(row), **more, **told)


def ahead_of(rows: Mapping[str, Mapping[str, Any]]) -> str:
    """Write how an option compares with others: one sentence per verdict, with the names of the others."""
    told: dict[str, list[str]] = {}
    for name, row in rows.items():
        given = verdict_on(row)
        side = max(row["above_zero"], row["below_zero"])
        how = looked_up(SENTENCES["with_range"], value=name, interval=often(side, row["worlds"]))
        sentence = (AHEAD if row["above_zero"] >= row["below_zero"] else BEHIND)[given]
        told.setdefault(sentence, []).append(name if given == "clear" or not varies(row) else how)
    order = dict.fromkeys([*AHEAD.values(), *BEHIND.values()])
    return " ".join(text.format(names=in_a_row(told[text])) for text in order if text in told)


def named(row: Mapping[str, Any], name: str) -> dict[str, Any]:
    """Return one of several differences in a row: the columns whose names begin with `name`, without that prefix."""
    return {key.removeprefix(f"{name}_"): value for key, value in row.items() if str(key).startswith(f"{name}_")}


def verdict_in_words(row: Mapping[str, Any]) -> str:
    """Write the verdict on a difference and, unless it is clear, in how many simulations it holds."""
    if not varies(row):
        return looked_up(SENTENCES["equal"])
    above, below = row["above_zero"], row["below_zero"]
    side = above if row["p50"] > 0 else below if row["p50"] < 0 else max(above, below)
    return looked_up(SENTENCES[verdict_on(row)], often=often(side, row["worlds"]))


def verdict_that_there_is_more(row: Mapping[str, Any]) -> Verdict:
    """Return the verdict on whether there is more: "none" where more is not more frequent than less."""
    return verdict_on(row) if row["above_zero"] > row["below_zero"] else "none"


def verdict_on(row: Mapping[str, Any]) -> Verdict:
    """Return the verdict on a difference."""
    return verdict(row["above_zero"], row["below_zero"], row["worlds"])


def range_of(row: Mapping[str, Any], write: Callable[[float], str], each: float = 1.0) -> str:
    """Write both ends of a range and its kind: 90 % range, or lowest to highest where simulations are few."""
    low, _middle, high = map(write, as_borne_by(row, each))
    if row["worlds"] < FEW:
        return ngettext(*FEW_SIMULATIONS, row["worlds"], range=between(low, high))
    return looked_up(SENTENCES["range"], range=between(low, high))


def cell(row: Mapping[str, Any], write: Callable[[float], str], each: float = 1.0) -> str:
    """Write the median, followed by both ends of the range unless all three are written alike."""
    low, middle, high = map(write, as_borne_by(row, each))
    return (
        middle
        if low == middle == high
        else looked_up(SENTENCES["with_range"], value=middle, interval=between(low, high))
    )


def above_in_words(row: Mapping[str, Any], above: float) -> list[str]:
    """Write in how many simulations the gain exceeds `above` people, if that was asked for."""
    if not (above and varies(row)):
        return []
    return [f"More than {number(above, ',g')} more come in {often(row['above'], row['worlds'])}."]


def often(share: float, worlds: int) -> str:
    """Write a share as simulations of ten, or of all where they are few."""
    if worlds < FEW:
        return looked_up(SENTENCES["in_so_many"], cases=round(share * worlds), all=worlds)
    if share < SELDOM:
        return looked_up(SENTENCES["seldom"])
    if share > 1 - SELDOM:
        return looked_up(SENTENCES["nearly_always"])
    most = TENTHS * (LIKELY if share < LIKELY else 1) - 1  # no share is rounded into the next verdict
    cases = min(max(round(TENTHS * share), 1), round(most))
    return looked_up(SENTENCES["in_tenths" if cases > 1 else "in_a_tenth"], cases=cases)


def varies(row: Mapping[str, Any]) -> bool:
    """Return whether the difference is other than 0 in any simulation."""
    return bool(row["above_zero"] or row["below_zero"])


def as_borne_by(row: Mapping[str, Any], each: float = 1.0) -> list[int]:
    """Return lower end, median and upper end of a range over simulations, divided by `each` and without the digits
    that the error of the median does not support."""
    error = float(row.get("p50_error", "nan")) / each
    return [round(as_borne(row[name] / each, error, digits)) for name, digits in DIGITS.items()]


def figure(value: float) -> str:
    """Write a number to three digits."""
    return NONE if pd.isna(value) else _rounded(value, "")


def change(value: float) -> str:
    """Write a difference to three digits, with its sign."""
    return NONE if pd.isna(value) else _rounded(value, "+")


def three_digits(value: float) -> float:
    """Round a number to three digits."""
    return float(f"{value:.3g}")


def _rounded(value: float, sign: str) -> str:
    whole = round(three_digits(value))
    return number(whole, f"{sign},") if whole else "0"


ITEM_NAMES = dict(
    zip(
        ITEMS,
        (
            N_("training seats"), N_("trainers from outside"), N_("kits of groups"), N_("rooms of groups"),
            N_("expenses of leaders"), N_("pay of facilitators"), N_("mentoring"), N_("leading in place of a partner"),
            N_("coordinators"), N_("contacts with organisations"), N_("letters"), N_("events"),
            N_("teams of challenges"), N_("captains of challenges"), N_("workshops"), N_("leaders of workshops"),
        ),
        strict=True,
    )
)  # fmt: skip
UNITS = (
    *(N_("seat"), N_("group"), N_("leader"), N_("first group"), N_("full-time year"), N_("contact"), N_("letter")),
    *(N_("event"), N_("team"), N_("captain"), N_("workshop"), N_("session")),
)
PAYERS = {"authority": N_("the authority"), "Région": N_("the region (Région)"), "ADEME": N_("ADEME")}
AT_LEAST = N_("at least {number}")


def item(name: str) -> str:
    """Return the name of an item that money is spent on."""
    return _(ITEM_NAMES[name])


def payer(name: str, share: float) -> str:
    """Write who pays and which share, an assumption."""
    return _("{payer}: {share:.0%} (assumed)", payer=_(PAYERS[name]), share=share)


def price_of(name: str, euros: float) -> str:
    """Write the price of a unit of an item."""
    return _("{price} € per {unit}", price=number(euros, ",.10g"), unit=said(unit(name)))


def prices(low: float, high: float) -> str:
    """Write a range of prices per tonne: `high` is infinite where nothing may be avoided, `low` where nothing is."""
    if low == inf:
        return _("not known")
    return between(rounded(low), rounded(high)) if high < inf else looked_up(AT_LEAST, number=rounded(low))


def actions_in_words(some: Sequence[Action]) -> pd.DataFrame:
    """Return one row per other local action: name, euros a tonne, who pays them, grade of the evidence."""
    french = spoken() == FRENCH
    return pd.DataFrame(
        [
            {
                "": (one.fr if french else "") or one.name,
                _("euros a tonne"): prices(one.low, one.high),
                _("whose euros"): (one.whose_fr if french else "") or one.whose,
                _("evidence"): one.grade,
            }
            for one in some
        ]
    )


def tonnes_for(euros: float, low: float, high: float) -> str:
    """Write the tonnes that euros avoid at `low` to `high` euros each; not known where the price may be 0."""
    return between(two_digits(euros / high), two_digits(euros / low)) if low > 0 else _("not known")
