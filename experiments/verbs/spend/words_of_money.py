"""What a yearly sum costs and brings, in words: what the programme costs as it is and who pays, each person and tonne
for the euros on top, and what a tonne costs elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from contagion.experiments.ensembles.readings import READINGS
from contagion.experiments.lab.uncertainty import half_width
from contagion.experiments.language.differences import cell, change, named
from contagion.experiments.language.money import PAYERS, actions_in_words, price_of, tonnes_for
from contagion.experiments.language.money import item as item_in_words
from contagion.experiments.language.numbers import (
    in_lines,
    paragraphs,
    rounded,
    table_in_words,
    to_its_error,
    two_digits,
)
from contagion.experiments.language.sentences import _, between, counted, in_a_row, said
from contagion.experiments.verbs.spend.mixes_lived import BASE
from contagion.experiments.verbs.spend.words_of_mixes import best_by
from contagion.experiments.verbs.spend.work import base_budget
from contagion.models.parameters.sections.money import FUNDERS, ITEMS

if TYPE_CHECKING:
    from contagion.experiments.verbs.spend.work import Spending

MOST_ITEMS = 3  # of a budget that are named


def as_it_is(found: Spending) -> list[str]:
    """What the programme costs a year without the sum, of what, and who pays; nothing where it costs nothing."""
    euros, total = base_budget(found), found.judged.wide("euros").loc[BASE]
    parts = euros.sort_values(ascending=False)[:MOST_ITEMS]
    half = half_width(total, sets=found.sets)
    if parts.empty:
        return []
    shares = zip(FUNDERS, found.scenario.parameters.costs.funding, strict=True)
    return [
        _(
            "As it is, it costs {euros} € a year in the mean of these worlds: {items}, all else {rest} €. "
            "Who pays that is an assumption until agreements are known: {payers}. Who pays the sum on top is not said "
            "here.",
            euros=to_its_error(total.mean(), half),
            items=in_a_row(f"{item_in_words(str(item))} {two_digits(of)} €" for item, of in parts.items()),
            rest=two_digits(euros.sum() - parts.sum()),
            payers=in_a_row(
                _("{payer} {share:.0%}", payer=_(PAYERS[name]), share=share) for name, share in shares if share
            ),
        )
    ]


def for_the_euros(found: Spending) -> list[str]:
    """What the euros on top bring, for the terminal: people, completers and tonnes, each with what one costs."""
    lines = in_lines(
        _(
            "For the euros on top, in all {years}: who came and who finished (median, 90 % range), and what each of "
            "these costs in the mean (95 % interval of the mean).",
            years=counted(found.years, "year"),
        )
    )
    lines += ["", table_in_words(each_for_the_euros(found)), ""]
    lines += in_lines(
        _(
            "Tonnes of CO₂e on top, to the end of these years: no measurement, but what participants said of "
            "themselves in one study elsewhere, carried over; in 90 % of draws of what is assumed, and by other "
            "accounts (`contagion readings`)."
        )
    )
    lines += ["", table_in_words(tonnes(found))]
    if found.actions:
        lines += ["", *in_lines(_("Somewhere else: what a tonne costs in other local actions, as published.")), ""]
        lines += [table_in_words(elsewhere(found)), "", *paragraphs([beside_elsewhere(found)])]
    return lines


def each_for_the_euros(found: Spending) -> pd.DataFrame:
    """A row of nothing more, and one a portfolio: euros a year; who came, who finished, and euros for each of them."""
    rows = found.table.to_dict("records")

    def of(words: list[str]) -> list[str]:
        return ["0", *words]

    return pd.DataFrame(
        {
            "": [_("Nothing more"), *_names(found)],
            _("€ a year"): of([two_digits(row["euros"], "+") for row in rows]),
            _("came"): of([cell(named(row, "gained"), change) for row in rows]),
            _("€ each"): ["", *(_each(row, "person") for row in rows)],
            _("finished"): of([cell(named(row, "completers"), change) for row in rows]),
            _("€ for each of them"): ["", *(_each(row, "completer") for row in rows)],
        }
    )


def _names(found: Spending) -> list[str]:
    return [f"{place}. {best_by(one)}" for place, one in enumerate(found.portfolios, 1)]


def _each(row: dict[str, Any], what: str) -> str:
    value, low, high = (row[f"euros_per_{what}{end}"] for end in ("", "_low", "_high"))
    if pd.isna(low) or value < 0:
        return _("not known")
    return _("{value} ({interval})", value=rounded(value), interval=between(rounded(low), rounded(high)))


def tonnes(found: Spending) -> pd.DataFrame:
    """A row a portfolio, as participants say, and one a reading of emissions of the first."""
    names = {one.name: words for one, words in zip(found.portfolios, _names(found), strict=True)}
    rows = found.tonnes
    shown = rows[(rows["reading"] == "") | (rows["mix"] == found.portfolios[0].name)]
    shown = shown.sort_values("reading", key=lambda of: of != "", kind="stable")
    told = []
    for row in shown.to_dict("records"):
        first = names[row["mix"]]
        if row["reading"]:
            first = _("1., where {reading}", reading=said(READINGS[row["reading"]].title))
        told.append(
            {
                "": first,
                _("tonnes"): between(two_digits(row["tonnes_p5"], "+"), two_digits(row["tonnes_p95"], "+")),
                _("€ a tonne"): between(rounded(row["euros_per_tonne_p5"]), rounded(row["euros_per_tonne_p95"])),
            }
        )
    return pd.DataFrame(told)


def elsewhere(found: Spending) -> pd.DataFrame:
    """A row another local action: what `actions_in_words` says, and tonnes for the euros of the first portfolio."""
    euros, table = found.years * found.table["euros"].iloc[0], actions_in_words(found.actions)
    table.insert(2, _("tonnes for as many euros"), [tonnes_for(euros, one.low, one.high) for one in found.actions])
    return table


def beside_elsewhere(found: Spending) -> str:
    """How the first portfolio stands beside other actions, as participants say and by the least favourable reading."""
    rows = found.tonnes[found.tonnes["mix"] == found.portfolios[0].name].to_dict("records")
    own, worst = rows[0], max(rows, key=lambda row: row["euros_per_tonne_p50"])
    lines = [_("As participants say, a tonne by 1 costs {cost}: {beside}.", **_beside(own, found))]
    if worst is not own:
        reading = said(READINGS[worst["reading"]].title)
        lines.append(_("Where {reading} it costs {cost}: {beside}.", reading=reading, **_beside(worst, found)))
    lines.append(
        _(
            "Ranges elsewhere are the spread between cases and sources, no intervals, and their euros are not of one "
            "kind; sources stand in `elsewhere.csv`. Groups are had for more than tonnes."
        )
    )
    return " ".join(lines)


def _beside(row: dict[str, Any], found: Spending) -> dict[str, str]:
    low, high = row["euros_per_tonne_p5"], row["euros_per_tonne_p95"]
    less, more = (sum(at) for at in zip(*((high < one.low, low > one.high) for one in found.actions), strict=True))
    return {
        "cost": _("{low} to {high} €", low=rounded(low), high=rounded(high)),
        "beside": _(
            "less than by {less} of these {all}, more than by {more}, not to be told from the others",
            less=less,
            more=more,
            all=len(found.actions),
        ),
    }


# ---- items -----------------------------------------------------------------------------------------------------------


def by_item(found: Spending) -> pd.DataFrame:
    """A row an item that costs more or less; what rests on a placeholder price is marked."""
    costs, placeholders = found.scenario.parameters.costs, found.priced.placeholders
    shown = paid(found)
    price = [price_of(item, getattr(costs, item)) for item in shown]
    marked = [_("placeholder price") if item in placeholders else _("price given") for item in shown]
    rests = _("rests on placeholder prices") if set(shown) & set(placeholders) else _("all prices given")
    table = {_("item"): [item_in_words(item) for item in shown] + [_("all")]}
    for place, one in enumerate(found.portfolios, 1):
        table[f"{place}."] = [two_digits(one.euros[item], "+") for item in shown] + [two_digits(one.euros.sum(), "+")]
    return pd.DataFrame(table | {_("price"): [*price, ""], " ": [*marked, rests]})


def paid(found: Spending) -> list[str]:
    """The items that cost more or less in some mix."""
    return [item for item in ITEMS if any(round(one.euros[item]) for one in found.portfolios)]
