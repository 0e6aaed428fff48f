"""Euros and carbon, as the report and the page for planners say them: sums, what stands on placeholders, who pays."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from contagion.experiments.doors.words.answers import NONE, change, figure, middle_alone
from contagion.experiments.doors.words.charts import item, payer
from contagion.experiments.language.numbers import rounded, two_digits
from contagion.experiments.language.sentences import _, between, counted, ngettext
from contagion.experiments.verbs.spend.words_of_money import ITEM_NAMES, paid

if TYPE_CHECKING:
    from contagion.experiments.verbs.spend.work import Spent
    from contagion.models.scenarios.scenario import Scenario

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


def star() -> str:
    """What the asterisk means, where prices were listed before."""
    return _("* Wholly or partly at placeholder prices: “In short” says which.")


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


def cells_of_costs(row: Mapping[str, Any], scenarios: Sequence[Scenario], placeholders: Placeholders) -> list[str]:
    """The euros of an item, or of all, in each scenario: the middle and, where they differ, nine in ten worlds, between
    which alone a line breaks."""
    cells = []
    for name in (one.name for one in scenarios):
        at = placeholders.get(name, ())
        cells.append(_of_an_item(row[name], row["item"] in at if "item" in row else at) if name in row else NONE)
    return cells


def _of_an_item(row: Mapping[str, Any], starred: object) -> str:
    of_half, low, high = middle_of_euros(row, "p50", starred), figure(row["p5"]), figure(row["p95"])
    told = of_half if low == high else _("{middle} ({low} to {high})", middle=of_half, low=low, high=high)
    return told.replace(" ", "\u00a0").replace("\u00a0(", " (")


def funding(rows: Sequence[Mapping[str, Any]], labels: Mapping[str, str]) -> list[str]:
    """Who pays which share: a line, or one for each scenario where they differ."""
    shares = {name: _shares([(row["payer"], row.get(name, 0.0)) for row in rows]) for name in labels}
    if len(set(shares.values())) == 1:
        return [_("Who pays, in all scenarios: {shares}.", shares=next(iter(shares.values())))]
    return [_("Who pays with “{scenario}”: {shares}.", scenario=labels[name], shares=of) for name, of in shares.items()]


def _shares(of: Sequence[tuple[str, float]]) -> str:
    return ", ".join(_("{payer} {share:.0%}", payer=payer(name, None), share=share) for name, share in of)


def avoided(row: Mapping[str, Any], scenario: str, years: int) -> str:
    """How much less is emitted, as a range."""
    return _(
        "“{scenario}”: between {low} and {high} tonnes of CO₂e avoided in {years}.",
        scenario=scenario,
        years=counted(years, "year"),
        low=rounded(row["p5"]),
        high=rounded(row["p95"]),
    )


def tonnes(low: float, high: float, sign: str = "") -> str:
    """A range of tonnes, which are known to two digits; with `sign` "+", of a change."""
    return between(two_digits(low, sign), two_digits(high, sign))


def euros_a_tonne(low: float, high: float, starred: object) -> str:
    """A range of euros for a tonne, to which there may be no end; with an asterisk as any sum."""
    told = between(rounded(low), rounded(high))
    return f"{told}*" if starred else told


def caution() -> str:
    """What emissions avoided are, and are not."""
    return _(
        "This is no measurement. It is what participants said of themselves in one study with a control group, in "
        "Switzerland, carried over here with assumptions on how much of it is real, how it fades, and what is lost or "
        "added in the household. Five worlds in a hundred lie below the range, five above."
    )


def placeholders_in_words(found: Spent) -> str:
    """How many of the prices that mixes are paid at are placeholders; nothing where all were given."""
    prices = paid(found)
    placeholders = len({*prices} & {*found.priced.placeholders})
    if placeholders == len(prices):
        return _("Every euro here rests on placeholder prices, nobody's accounts.")
    if not placeholders:
        return ""
    return ngettext(
        "{number} of the {prices} prices that count here is a placeholder, nobody's accounts.",
        "{number} of the {prices} prices that count here are placeholders, nobody's accounts.",
        placeholders,
        prices=len(prices),
    )
