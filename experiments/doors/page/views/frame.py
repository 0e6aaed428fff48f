"""What all pages have around them, and what figures and tables are made of."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

import pandas as pd
from markupsafe import Markup

from contagion.experiments.doors.templating import render
from contagion.experiments.doors.words.page import progress as so_far
from contagion.experiments.ensembles.readings import READINGS
from contagion.experiments.ensembles.words_of_readings import reading_in_words
from contagion.experiments.language.languages import ENGLISH, FRENCH
from contagion.experiments.language.levers import ASSUMPTIONS, LEVERS
from contagion.experiments.language.sentences import _
from contagion.models.code.provenance import EDITION
from contagion.models.parameters.sections.money import ITEMS
from contagion.models.territory.national.tables import national_areas

if TYPE_CHECKING:
    from contagion.experiments.doors.page.asked import Asked
    from contagion.experiments.doors.page.context import Context
    from contagion.experiments.doors.page.desk import Job

ROOM = "page"
HERE = "242500361"  # Grand Besançon
ANSWERING = ("compare", "start", "method", "accessibility", "error")
"""Pages that say by themselves under which reading they answer, or answer nothing."""
FIELDS = {
    "compare": (
        "scenario",
        "epci",
        "years",
        "reading",
        "above",
        "file",
        *(one.name for one in (*LEVERS, *ASSUMPTIONS)),
    ),
    "money": ("euros", *ITEMS),
    "commune": ("world",),
    "facilitator": ("world",),
}
"""Of a page, by the names that mistakes have for them."""
LANGUAGES = {FRENCH: "Français", ENGLISH: "English"}


@dataclass(frozen=True)
class Table:
    """A table for people; `numbers` are the columns that are set to the right."""

    caption: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    numbers: Collection[int] = ()

    @classmethod
    def of(cls, caption: str, frame: pd.DataFrame) -> Table:
        """A table in words."""
        rows = [[str(cell) for cell in row] for row in frame.itertuples(index=False)]
        return cls(caption, [str(name) for name in frame], rows, range(1, frame.shape[1]))


@dataclass(frozen=True)
class Figure:
    """A chart with its table, its file and its address.

    Attributes
    ----------
    id : str
        Where it is on the page.
    title : str
        Says the result.
    chart : Markup
    note : str
        How it is read.
    table : Table, optional
    csv : str
        Which frame of the answer is its file.
    grade : str
        The evidence behind it.
    """

    id: str
    title: str
    chart: Markup
    note: str = ""
    table: Table | None = None
    csv: str = ""
    grade: str = ""


def figures(some: Sequence[Figure], asked: Asked, before: str = "", side: bool = False) -> Markup:
    """Figures one below the other, or side by side where there is room."""
    return Markup(render(ROOM, "figures", figures=some, query=query(asked), before=before, side=side))  # as below


def tables(some: Sequence[Table]) -> Markup:
    return Markup(render(ROOM, "tables", tables=some))  # of our own template, which escapes what stands in it


def query(asked: Asked, **changes: Any) -> str:
    """The query of a view, with its question mark."""
    text = asked.query(**changes)
    return f"?{text}" if text else ""


def framed(name: str, context: Context, title: str, /, **values: Any) -> str:
    """A page in its frame."""
    (other,) = [one for one in LANGUAGES if one != context.lang]
    path = "" if name in ("start", "error") else f"{name}/{context.which}" if context.which else name
    return render(
        ROOM,
        name,
        page=name,
        which=context.which,
        path=path,
        current=values.pop("here", path),
        lang=context.lang,
        other_lang=other,
        other_name=LANGUAGES[other],
        asked=context.asked,
        query=query(context.asked),
        title=title,
        mistakes=context.mistakes,
        at_field={field: _id_of(field) for field in FIELDS.get(name, ())},
        nav=navigation(),
        waiting=any(not job.ended for job in context.jobs.values()),
        provenance=provenance(),
        under_all="" if name in ANSWERING else _under(context.asked),
        **values,
    )


def _under(asked: Asked) -> str:
    """Under which reading all of a page is answered, if under one."""
    return reading_in_words(READINGS[asked.reading]) if asked.reading else ""


def _id_of(field: str) -> str:
    return {"scenario": "scenario-1"}.get(field, field.replace(".", "-"))


def navigation() -> list[dict[str, Any]]:
    """The pages that are named above all."""
    names = {
        "": _("Start"),
        "compare": _("Compare"),
        "money": _("Money"),
        "measure": _("What to measure first"),
        "method": _("How it works"),
    }
    return [{"path": path, "label": label, "keeps": path != ""} for path, label in names.items()]


def provenance() -> str:
    return _(
        "Edition {edition} of the model. Data: INSEE, DGCL, IGN and others, Licence Ouverte 2.0. Everything is "
        "computed on this machine, and nothing leaves it.",
        edition=EDITION,
    )


def pairs(asked: Asked, without: Collection[str]) -> list[tuple[str, str]]:
    """What of a view goes along with a form that does not ask for it, as hidden fields."""
    return [(name, value) for name, value in parse_qsl(asked.query()) if name not in without]


def put_down(job: Job, asked: Asked, page: str, region: str) -> dict[str, str]:
    """What a region says of a job that was stopped before it had an answer, with a link that takes it up again."""
    if not job.stopped:
        return {}
    again = f"/{asked.lang}/{page}{query(asked)}"
    return {region: render(ROOM, "waiting", told=_("Nothing was worked out."), again=again)}


def name_of_place(asked: Asked) -> str:
    """The name of the territory, as the national table of EPCI has it."""
    areas = national_areas()
    return str(areas.loc[(areas["kind"] == "epci") & (areas["code"] == (asked.epci or HERE)), "name"].iloc[0])


def progress(context: Context, kind: str, page: str) -> Mapping[str, Any]:
    """How far a job of a page is, for its line."""
    job = context.jobs.get(kind)
    view = query(context.asked)
    back = f"/{context.lang}/{page}{view}{'&' if view else '?'}stopped=1"
    if job is None:
        return {"id": "none", "kind": kind, "words": "", "done": 0, "total": 0, "ended": True, "back": back}
    return {
        "id": job.id,
        "kind": kind,
        "words": so_far(job.done, job.total, job.ended, job.stopped),
        "done": job.done,
        "total": job.total,
        "ended": job.ended,
        "back": back,
    }
