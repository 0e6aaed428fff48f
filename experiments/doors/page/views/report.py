"""The page at which a report is waited for, while it is worked out what would have helped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contagion.experiments.doors.page.views.frame import framed, progress, query
from contagion.experiments.doors.words.told import title
from contagion.experiments.language.sentences import _

if TYPE_CHECKING:
    from contagion.experiments.doors.page.asked import Asked
    from contagion.experiments.doors.page.context import Context

FILES = ("html", "pdf")


def wanted(_asked: Asked) -> tuple[str, ...]:
    """What would have helped in one of the scenarios; the report asks for one after the other."""
    return ("limits",)


def page(context: Context) -> str:
    asked, file = context.asked, context.which if context.which in FILES else FILES[0]
    view, programmes = query(asked, helped=0), asked.scenarios()
    report = f"/{context.lang}/report.{file}{view}"
    return framed(
        "report",
        context,
        _("Report for the council"),
        here="compare",
        kinds=wanted(asked),
        job=progress(context, "limits", f"report/{file}"),
        programme=title(asked.helps),
        number=programmes.index(asked.helps) + 1,
        programmes=len(programmes),
        without=report,
        then=f"{report}{'&' if view else '?'}limits=1",
        back=f"/{context.lang}/compare{view}",
    )
