"""The compare page: the answer first, then the boxes, then one section a question."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from contagion.experiments.doors.page.views import boxes, communes, costs, results
from contagion.experiments.doors.page.views.frame import ROOM, framed, pairs, progress, put_down, query
from contagion.experiments.doors.page.views.helped import helped
from contagion.experiments.doors.templating import render
from contagion.experiments.doors.words.answers import place
from contagion.experiments.language.asked import title
from contagion.experiments.language.sentences import _

if TYPE_CHECKING:
    from contagion.experiments.doors.page.asked import Asked
    from contagion.experiments.doors.page.context import Context
    from contagion.experiments.doors.page.desk import Job

REGIONS = {
    "dots": results.dots,
    "differences": results.differences,
    "courses": results.courses,
    "short": results.short,
    "costs": costs.costs,
    "emissions": costs.emissions,
    "map": communes.chart,
    "communes": communes.listed,
}

HALF = ("dots", "differences", "costs", "emissions")
"""Sections of half the width where there is room."""


def wanted(asked: Asked) -> tuple[str, ...]:
    return ("compare", "limits") if "limits" in asked.ask else ("compare",)


def parts(job: Job, asked: Asked, _which: str = "") -> dict[str, str]:
    """The regions that a job fills."""
    if job.answer is None:
        return _without(job, asked)
    if job.kind == "limits":
        return {"helped": helped(job.answer, asked)}
    answer = results.answer(job.answer, asked, job.stopped)
    return {"answer": answer} | {name: make(job.answer, asked) for name, make in REGIONS.items()}


def _without(job: Job, asked: Asked) -> dict[str, str]:
    """The regions of a job that has no answer: as they are, or, where it was stopped, without hope of one."""
    own, others = ("helped", ()) if job.kind == "limits" else ("answer", REGIONS)
    told = put_down(job, asked, "compare", own)
    return told | {name: render(ROOM, "waiting", told=_("Nothing was worked out.")) for name in others if told}


def page(context: Context) -> str:
    """The whole page."""
    asked = context.asked
    waiting = Markup(render(ROOM, "waiting", told=""))  # of our own templates, as all parts are
    regions: dict[str, Any] = dict.fromkeys((*REGIONS, "helped"), waiting)
    regions["answer"] = Markup(results.no_answer(bool(context.mistakes)))
    for one in context.jobs.values():
        regions |= {name: Markup(html) for name, html in parts(one, asked).items()}
    return framed(
        "compare",
        context,
        _("Compare"),
        kinds=wanted(asked),
        job=progress(context, "compare", "compare"),
        helping=progress(context, "limits", "compare"),
        regions=regions,
        sections=sections(),
        place=place(asked.territory),
        here="compare",
        helps=_helps(asked),
        begins=asked.scenarios()[0].parameters.calendar.start[:4],
        kept_of_moves=pairs(asked, without=("scenario", "set", "assume")) + boxes.others(asked),
        kept_of_world=pairs(asked, without=("epci", "years", "reading", "above")),
        kept_of_report=pairs(asked, without=()),
        kept_of_map=pairs(asked, without=("figure", "year")),
        **boxes.values(asked),
        **communes.controls(asked),
    )


def _helps(asked: Asked) -> list[dict[str, Any]]:
    """For each programme, where it is worked out what would have helped; none for the one that it is worked out for."""
    ask, some = tuple(dict.fromkeys((*asked.ask, "limits"))), asked.scenarios()
    return [
        {"title": title(one), "add": f"ask=limits&helped={at}", "href": query(asked, ask=ask, helped=at)}
        for at, one in enumerate(some)
        if "limits" not in asked.ask or one is not asked.helps
    ]


def sections() -> list[dict[str, Any]]:
    """The questions that the page answers, in their order."""
    names = {
        "dots": _("How far may it go?"),
        "differences": _("What differs, year by year?"),
        "courses": _("How does each programme go?"),
        "map": _("Where are people reached, and where never?"),
        "short": _("What is short?"),
        "helped": _("What would have helped?"),
        "costs": _("What does it cost, and who pays?"),
        "emissions": _("What becomes of emissions?"),
    }
    return [{"id": name, "title": text, "half": name in HALF} for name, text in names.items()]
