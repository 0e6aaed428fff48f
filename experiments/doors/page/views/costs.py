"""What programmes cost, who pays, and what emissions they avoid, as the page says and draws it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contagion.experiments.doors.charts import costs as cost_bars
from contagion.experiments.doors.page.views.frame import ROOM, Figure, Table, figures, tables
from contagion.experiments.doors.templating import render
from contagion.experiments.doors.words.charts import payer
from contagion.experiments.doors.words.evidence import AVOIDED, evidence_of_costs
from contagion.experiments.lab.prices import placeholders_paid
from contagion.experiments.language.asked import title
from contagion.experiments.language.differences import NONE
from contagion.experiments.language.numbers import number, two_digits, with_error
from contagion.experiments.language.sentences import _, between, counted, said
from contagion.experiments.verbs.spend.words_of_money import ITEM_NAMES
from contagion.sim.statistics.spread import FEW

if TYPE_CHECKING:
    from contagion.experiments.doors.briefing.work import Briefing
    from contagion.experiments.doors.page.asked import Asked


def costs(briefing: Briefing, asked: Asked) -> str:
    """Cost by item, and who pays."""
    items = briefing.costs["item"].unique()
    priced_at = briefing.scenarios[0].parameters.costs.price_year
    given = {one.name: one.given for one in briefing.scenarios}
    placeholders = set().union(*placeholders_paid(briefing.costs, given).values())
    evidence = evidence_of_costs(len(placeholders), len(items))
    words = _("What each item costs in {years}, in euros", years=counted(briefing.years, "year"))
    rows = [
        [title(one), said(ITEM_NAMES[row["item"]]), with_error(row["p50"], row["p50_error"]),
         between(number(row["p5"], ",.0f"), number(row["p95"], ",.0f")), number(row["share"], ".0%"),
         _("price given") if row["item"] in given[one.name] else _("placeholder price")]
        for one in briefing.scenarios
        for row in briefing.costs[briefing.costs["scenario"] == one.name].to_dict("records")
    ]  # fmt: skip
    outer = _("€, lowest to highest") if briefing.lived < FEW else _("€, nine in ten")
    heads = [_("programme"), _("item"), _("€, middle"), outer, _("share"), _("price")]
    bars = Figure(
        *(
            "cost-items",
            words,
            cost_bars(briefing, id="cost-items-chart", said={one.name: title(one) for one in briefing.scenarios}),
        ),
        _(
            "All euros of {year}. Your prices are entered on the page on money.",
            year=str(priced_at),
        ),
        *(Table(words, heads, rows, (2, 3, 4)), "costs", evidence),
    )
    payers = briefing.funding["payer"].unique()
    shares = briefing.funding.set_index(["scenario", "payer"])["share"].to_dict()
    paid = [[title(one), *(number(shares[one.name, of], ".0%") for of in payers)] for one in briefing.scenarios]
    heads = [_("programme"), *(payer(of, None) for of in payers)]
    who = Table(_("Who pays, in shares of the cost"), heads, paid, range(1, len(heads)))
    return figures([bars], asked) + tables([who])


def emissions(briefing: Briefing, asked: Asked) -> str:
    """Tonnes avoided, as ranges, with what they rest on."""
    rows, avoided = [], briefing.avoided.set_index("scenario")
    for one in briefing.scenarios:
        row = avoided.loc[one.name]
        change = between(*(two_digits(row[f"difference_{end}"], "+") for end in ("p5", "p95")))
        low, high = (two_digits(row[end]) for end in ("p5", "p95"))
        base = one.name == briefing.scenarios[0].name
        rows.append([title(one), between(low, high), NONE if base else change])
    heads = [_("programme"), _("t CO₂e avoided, nine in ten"), _("difference, nine in ten")]
    return render(
        ROOM,
        "emissions",
        tables=tables(
            [Table(_("Emissions avoided in {years}", years=counted(briefing.years, "year")), heads, rows, (1, 2))]
        ),
        evidence=_(AVOIDED),
    )
