"""What the visitor sees: whole pages, the regions that answers fill, and the tables behind figures."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pandas as pd

from contagion.experiments.doors.page.views import compare, measure, method, money, start, stories
from contagion.experiments.language.numbers import in_print

if TYPE_CHECKING:
    from contagion.experiments.doors.page.asked import Asked
    from contagion.experiments.doors.page.context import Context
    from contagion.experiments.doors.page.desk import Job

PAGES: dict[str, Callable[[Context], str]] = {
    "start": start.page,
    "compare": compare.page,
    "commune": stories.commune,
    "facilitator": stories.facilitator,
    "money": money.page,
    "measure": measure.page,
    "method": method.method,
    "accessibility": method.accessibility,
    "error": method.error,
}
WANTED: dict[str, Callable[[Asked], tuple[str, ...]]] = {
    "compare": compare.wanted,
    "commune": lambda _asked: ("compare", "run"),
    "facilitator": lambda _asked: ("run",),
    "money": money.wanted,
    "measure": measure.wanted,
}
PARTS: dict[str, Callable[[Job, Asked, str], dict[str, str]]] = {
    "compare": compare.parts,
    "commune": stories.parts_of_commune,
    "facilitator": stories.parts_of_facilitator,
    "money": money.parts,
    "measure": measure.parts,
}
TABLES = ("ends", "course", "single", "differences", "short", "costs", "funding", "avoided", "communes", "table",
          "commune_differences")  # fmt: skip
"""The frames of a briefing that are given as files."""


def wanted(page: str, asked: Asked) -> tuple[str, ...]:
    """The kinds of job of a page."""
    return WANTED[page](asked) if page in WANTED else ()


def missing(name: str, context: Context) -> bool:
    """Whether what a page is of is known not to be there."""
    return name == "facilitator" and stories.missing(context)


@in_print()
def page(name: str, context: Context) -> str:
    """The whole HTML of a page."""
    return PAGES[name](context)


@in_print()
def parts(page: str, job: Job, asked: Asked, which: str = "") -> dict[str, str]:
    """The regions of a page that a job fills: id and inner HTML."""
    return PARTS[page](job, asked, which) if page in PARTS else {}


def csv(job: Job, figure: str) -> str | None:
    """The table of a figure; none where there is no such figure."""
    made = getattr(job.answer, figure, None) if figure in TABLES else None
    return made.to_csv(index=False) if isinstance(made, pd.DataFrame) else None
