"""The sheets of the workbook behind a note: the tables of its briefing in words, each number with its format.

A column that has no head here is for programs, and stands in no sheet.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import inf, isfinite
from typing import TYPE_CHECKING, Any

from contagion.experiments.interfaces.report.blocks import Cell, Sheet
from contagion.experiments.interfaces.words.note import COMES_OF
from contagion.experiments.interfaces.words.page import unit_on_the_map
from contagion.experiments.say.differences import PAYERS, item
from contagion.experiments.say.levers import HEADLINE
from contagion.experiments.say.sentences import _, rounded
from contagion.sim.statistics.spread import ENDS, FEW

if TYPE_CHECKING:
    import pandas as pd

    from contagion.experiments.interfaces.report.noted import Basis

SHARE, EUROS, WHOLE, TENTH, PLAIN = "0 %", '#,##0 "€"', "#,##0", "#,##0.0", "0"
SHARES = {
    *("share", "above", "above_zero", "below_zero", "from_assumptions", "with_people", "with_group", "everywhere"),
    *COMES_OF,
}
NAMED = {"scenario", "figure", "item", "payer", "commune", "name"}
NUMBERED = {"year", "world"}


def sheets(basis: Basis) -> dict[str, Sheet]:
    """The sheets by their names; years are those of the calendar, from the end of the past on."""
    briefing, few = basis.briefing, basis.briefing.lived < FEW
    before = int(basis.base.parameters.calendar.start[:4]) - 1

    def dated(table: pd.DataFrame) -> pd.DataFrame:
        return table[table["year"] > briefing.past].assign(year=table["year"] + before)

    communes = briefing.communes[briefing.communes["year"] == briefing.years]
    apart = {end: f"difference_{end}" for end in (*ENDS, "p50_error")}
    return {
        _("differences"): _sheet(basis, briefing.table.rename(columns=apart | {"indicator": "figure"}), few),
        _("year by year"): _sheet(basis, dated(briefing.course), few),
        _("costs"): _sheet(basis, briefing.costs, few),
        _("who pays"): _sheet(basis, briefing.funding, few),
        _("tonnes"): _sheet(basis, briefing.avoided, few=False),
        _("communes"): _sheet(basis, dated(communes), few),
        _("each case"): _sheet(basis, briefing.ends, few),
    }


def _sheet(basis: Basis, table: pd.DataFrame, few: bool) -> Sheet:
    heads = _heads(basis, few)
    shown = [name for name in table if name in heads]
    rows = [[_cell(basis, name, row) for name in shown] for row in table[shown].to_dict("records")]
    return Sheet([heads[name] for name in shown], rows)


def _heads(basis: Basis, few: bool) -> dict[str, str]:
    """The head of each column; that of an error says what it is the error of. `few`: the outermost of the values are
    the lowest and the highest."""
    first, above = basis.labels[basis.base.name], basis.briefing.worlds.above
    ends = {
        "p5": _("lowest") if few else _("low end of the 90 % range"),
        "p25": _("low end of the 50 % range"),
        "p50": _("median"),
        "p75": _("high end of the 50 % range"),
        "p95": _("highest") if few else _("high end of the 90 % range"),
    }
    heads = {
        **ends,
        **{f"difference_{end}": _("difference: {of}", of=told) for end, told in ends.items()},
        **{f"euros_per_tonne_{end}": _("€ for each tonne: {of}", of=told) for end, told in ends.items()},
        **{f"euros_per_tonne_more_{end}": _("€ for each tonne more: {of}", of=told) for end, told in ends.items()},
        "base": _("median with “{name}”", name=first),
        "value": _("median with this option"),
    }
    heads |= {
        f"{name}_error": _("{of} (standard error of the Monte-Carlo estimate)", of=told) for name, told in heads.items()
    }
    if above:
        heads["above"] = _("simulations with more than {above:,g} more", above=above)
    return {
        **heads,
        **{name: _figure(name) for name in HEADLINE},
        **{name: _("share of the uncertainty: {cause}", cause=_(cause)) for name, cause in COMES_OF.items()},
        "scenario": _("option"),
        "figure": _("indicator"),
        "year": _("end of the year"),
        "above_zero": _("simulations with more than with “{name}”", name=first),
        "below_zero": _("simulations with less than with “{name}”", name=first),
        "worlds": _("number of simulations"),
        "world": _("simulation"),
        "item": _("item"),
        "payer": _("who pays"),
        "share": _("share"),
        "from_assumptions": _("share of the uncertainty: assumptions"),
        "commune": _("INSEE code"),
        "name": _("commune"),
        "per_1000": unit_on_the_map(basis.briefing.since),
        "groups": _("groups started there (median)"),
        "facilitators": _("active facilitators who live there (median)"),
        "with_people": _("simulations in which somebody from there came to a group"),
        "with_group": _("simulations in which a group met there"),
        "everywhere": _("simulations in which somebody from each commune came"),
    }


def _figure(name: str) -> str:
    return _(HEADLINE[name].title) if name in HEADLINE else _("groups started")


def _cell(basis: Basis, column: str, row: Mapping[str, Any]) -> Cell:
    value = row[column]
    if column in NAMED:
        return Cell(_named(basis, column, value))
    if not isfinite(value):
        return Cell(rounded(value) if value == inf else None)
    if column in NUMBERED:
        return Cell(value, PLAIN)
    if column in SHARES:
        return Cell(round(value, 2), SHARE)
    if "item" in row or any(name.startswith(("cost", "euros")) for name in (column, row.get("figure", ""))):
        return Cell(round(value), EUROS)
    whole = abs(value) >= 9.95 or value == round(value)
    return Cell(round(value), WHOLE) if whole else Cell(round(value, 1), TENTH)


def _named(basis: Basis, column: str, value: str) -> str:
    match column:
        case "scenario":
            return basis.labels[value]
        case "figure":
            return _figure(value)
        case "item":
            return item(value)
        case "payer":
            return _(PAYERS[value])
    return value
