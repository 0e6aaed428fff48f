"""The page on what to measure first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from contagion.experiments.doors.page.views.frame import ROOM, Table, framed, pairs, progress, put_down, tables
from contagion.experiments.doors.templating import render
from contagion.experiments.doors.words.answers import place
from contagion.experiments.language.asked import title
from contagion.experiments.language.sentences import _, said
from contagion.experiments.verbs.worth_knowing.to_ask import TO_ASK
from contagion.experiments.verbs.worth_knowing.words import (
    ask_first,
    best_now,
    decisions_in_words,
    everything,
    items_in_words,
    question_in_short,
    rates_in_words,
    what_is_asked,
    without_coordinator,
)

if TYPE_CHECKING:
    from contagion.experiments.doors.page.asked import Asked
    from contagion.experiments.doors.page.context import Context
    from contagion.experiments.doors.page.desk import Job
    from contagion.experiments.verbs.worth_knowing.work import WorthKnowing


def wanted(asked: Asked) -> tuple[str, ...]:
    return ("measure",) if "measure" in asked.ask else ()


def parts(job: Job, asked: Asked, _which: str = "") -> dict[str, str]:
    if job.answer is None:
        return put_down(job, asked, "measure", "worth")
    return {"worth": worth(job.answer)}


def worth(found: WorthKnowing) -> str:
    """What to ask for first, what it would be worth, and what would be decided now."""
    return render(
        ROOM,
        "worth",
        first=ask_first(found),
        lines=[best_now(found), without_coordinator(), everything(found)],
        question=question_in_short(found),
        tables=tables(
            [
                Table.of(what_is_asked(found), items_in_words(found)),
                Table.of(_("Ways to spend the budget, the best first"), decisions_in_words(found)),
                Table.of(_("If a person were worth more or less"), rates_in_words(found)),
            ]
        ),
    )


def page(context: Context) -> str:
    asked, job = context.asked, context.jobs.get("measure")
    return framed(
        "measure",
        context,
        _("What to measure first"),
        kinds=tuple(context.jobs),
        job=progress(context, "measure", "measure"),
        region=Markup(parts(job, asked).get("worth", "")) if job else "",  # of our own templates
        programme=title(asked.scenarios()[0]),
        place=place(asked.territory),
        here="measure",
        kept=pairs(asked, without=("ask",)),
        asks=[
            {"label": said(one.label), "what": said(one.what).removesuffix("."), "whom": said(one.whom)}
            for one in TO_ASK
        ],
    )
