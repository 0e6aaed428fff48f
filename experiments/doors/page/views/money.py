"""The page on money: what a yearly sum buys, and what the prices are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from contagion.experiments.doors.page.views.frame import (
    ROOM,
    Table,
    framed,
    pairs,
    progress,
    put_down,
    query,
    tables,
)
from contagion.experiments.doors.templating import render
from contagion.experiments.doors.words.answers import place
from contagion.experiments.doors.words.money import placeholders_in_words
from contagion.experiments.language.asked import title
from contagion.experiments.language.numbers import number
from contagion.experiments.language.sentences import _, said
from contagion.experiments.verbs.spend.words import (
    by_rule,
    notes,
    people_gained,
    portfolio_in_words,
    told_apart,
)
from contagion.experiments.verbs.spend.words_of_mixes import headline
from contagion.experiments.verbs.spend.words_of_money import ITEM_NAMES, by_item, each_for_the_euros, tonnes
from contagion.models.parameters.sections.money import ITEMS, unit

if TYPE_CHECKING:
    from contagion.experiments.doors.page.asked import Asked
    from contagion.experiments.doors.page.context import Context
    from contagion.experiments.doors.page.desk import Job
    from contagion.experiments.verbs.spend.work import Spent


def wanted(asked: Asked) -> tuple[str, ...]:
    return ("spend",) if "spend" in asked.ask else ()


def parts(job: Job, asked: Asked, _which: str = "") -> dict[str, str]:
    if job.answer is None:
        return put_down(job, asked, "money", "bought")
    return {"bought": bought(job.answer)}


def bought(found: Spent) -> str:
    """The answer: how many people the best mix gains, and how sure; each mix, item by item."""
    portfolios = [portfolio_in_words(found, at) for at in range(1, len(found.portfolios) + 1)]
    return render(
        ROOM,
        "bought",
        answer=headline(found),
        placeholders=placeholders_in_words(found),
        told=[told_apart(found), *by_rule(found)],
        portfolios=portfolios,
        tables=tables(
            [
                Table.of(_("People gained, world by world"), people_gained(found)),
                Table.of(_("For the euros on top, in the mean of the worlds"), each_for_the_euros(found)),
                Table.of(_("Tonnes of CO₂e on top, in 90 % of draws of what is assumed"), tonnes(found)),
                Table.of(_("Cost by item, € a year more than without, in the mean"), by_item(found)),
            ]
        ),
        notes=notes(found),
    )


def page(context: Context) -> str:
    asked, job = context.asked, context.jobs.get("spend")
    base = asked.scenarios()[0]
    return framed(
        "money",
        context,
        _("Money"),
        kinds=tuple(context.jobs),
        job=progress(context, "spend", "money"),
        region=Markup(parts(job, asked).get("bought", "")) if job else "",  # of our own templates
        programme=title(base),
        place=place(asked.territory),
        here="money",
        kept=pairs(asked, without=("euros", "ask")),
        prices=_prices(context, asked),
        back=f"/{context.lang}/money{query(asked)}",
        year=base.parameters.costs.price_year,
    )


def _prices(context: Context, asked: Asked) -> list[dict[str, Any]]:
    """Each price: what it is of, its unit, whether somebody gave it."""
    base = asked.scenarios()[0]
    return [
        {
            "item": item,
            "label": said(ITEM_NAMES[item])[:1].upper() + said(ITEM_NAMES[item])[1:],
            "unit": said(unit(item)),
            "value": context.typed.get(item, f"{context.prices[item]:.10g}" if item in context.prices else ""),
            "usual": number(getattr(base.parameters.costs, item), ",.10g"),
            "placeholder": item not in base.given,
        }
        for item in ITEMS
    ]
