"""The pages of a commune and of a facilitator: what holds over all worlds, and one course of the many."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from contagion.experiments.doors.charts import family
from contagion.experiments.doors.page.views.frame import (
    ROOM,
    Figure,
    figures,
    framed,
    pairs,
    progress,
    put_down,
    query,
)
from contagion.experiments.doors.templating import render
from contagion.experiments.drawing.time_axis import Calendar
from contagion.experiments.language.asked import title
from contagion.experiments.language.numbers import number
from contagion.experiments.language.sentences import _, counted, said
from contagion.experiments.verbs.history.lives import commune_life, life, line
from contagion.experiments.verbs.history.words import commune_in_words, commune_in_worlds, in_short, life_in_words
from contagion.sim.errors import InputError

if TYPE_CHECKING:
    from contagion.experiments.doors.briefing.work import Briefing
    from contagion.experiments.doors.page.asked import Asked
    from contagion.experiments.doors.page.context import Context
    from contagion.experiments.doors.page.desk import Job
    from contagion.models.scenarios.scenario import Scenario
    from contagion.sim.results import Results


SHOWN = 12  # facilitators of a commune; more are folded


def parts_of_commune(job: Job, asked: Asked, which: str) -> dict[str, str]:
    if job.answer is None:
        return put_down(job, asked, f"commune/{which}", "commune" if job.kind == "compare" else "run")
    if job.kind == "compare":
        return {"commune": in_worlds(job.answer, asked, which)}
    return {"run": in_one_run(job.answer, asked, which)}


def commune(context: Context) -> str:
    asked, which = context.asked, context.which
    names = dict(zip(asked.territory.codes, asked.territory.names, strict=True))
    if which not in names:
        raise InputError(_("{code}: is no commune of this territory", code=which))
    return framed(
        "commune",
        context,
        names[which],
        name=names[which],
        here="compare",
        kinds=tuple(context.jobs),
        job=progress(context, "compare", f"commune/{which}"),
        regions=_regions(context, ("commune", "run"), parts_of_commune),
        kept=pairs(asked, without=("world",)),
    )


def in_worlds(briefing: Briefing, asked: Asked, code: str) -> str:
    """In how many worlds a commune is reached, programme by programme."""
    of = briefing.communes
    last = of[(of["commune"] == code) & (of["year"] == briefing.years)].set_index("scenario")
    rows = []
    for one in briefing.scenarios:
        row = last.loc[one.name]
        rows.append(
            {
                "title": title(one),
                "told": commune_in_worlds(row["with_people"], row["with_group"]),
                "numbers": _(
                    "In the middle of all worlds: {per_1000} people per 1,000 residents aged 15 and over, {groups} "
                    "groups, {facilitators} active facilitators.",
                    per_1000=number(row["per_1000"], ",.1f"),
                    **{name: number(row[name], ",.3g") for name in ("groups", "facilitators")},
                ),
            }
        )
    at = list(asked.territory.codes).index(code)
    residents = int(asked.territory.residents[at].sum())
    return render(ROOM, "of_commune", rows=rows, worlds=briefing.lived, residents=residents)


def in_one_run(results: Results, asked: Asked, code: str) -> str:
    """Who of a commune takes part in one run, when and by whom."""
    found, start = commune_life(results, code), _scenario(asked).parameters.calendar.start
    known = [(at, in_short(life(results, at), start)) for at in found["facilitators"]]
    return render(
        ROOM,
        "in_one_run",
        told=_course(asked),
        lines=commune_in_words(found, start),
        facilitators=known,
        shown=SHOWN,
        query=query(asked, commune=""),
    )


def _scenario(asked: Asked) -> Scenario:
    """Of which the run is."""
    some = asked.scenarios()
    return next((one for one in some if one.name == asked.whose), some[-1])


def _course(asked: Asked) -> str:
    name = title(_scenario(asked))
    return _("One course of “{programme}”, in world {world}.", programme=name, world=asked.world)


def parts_of_facilitator(job: Job, asked: Asked, which: str) -> dict[str, str]:
    if job.answer is None:
        return put_down(job, asked, f"facilitator/{which}", "life")
    return {"life": life_of(job.answer, asked, which)}


def facilitator(context: Context) -> str:
    asked, which = context.asked, context.which
    if not which.isdigit():
        raise InputError(_("{given}: must be the number of a facilitator, from 1 on", given=which))
    return framed(
        "facilitator",
        context,
        _("Facilitator {number}", number=int(which)),
        here="compare",
        kinds=tuple(context.jobs),
        job=progress(context, "run", f"facilitator/{which}"),
        regions=_regions(context, ("life",), parts_of_facilitator),
        kept=pairs(asked, without=("world",)),
    )


def life_of(results: Results, asked: Asked, which: str) -> str:
    """A facilitator's story, and their line of descent."""
    at, start = int(which), _scenario(asked).parameters.calendar.start
    try:
        own = life(results, at)
    except InputError as error:
        return render(ROOM, "waiting", told=said(error.line))
    relatives = line(results.tables["facilitators"], at)
    before = len(relatives) - 1 - own.after
    words = _("Line of descent: {before} before, {after} after", before=counted(before, "facilitator"), after=own.after)
    chart = Figure(
        "family",
        words,
        family(results.tables["facilitators"], at, id="family-chart", calendar=Calendar.of_run(results)),
        _("A line leads to a facilitator from those who led the group that they came from."),
    )
    return render(
        ROOM,
        "life",
        story=life_in_words(own, start),
        course=_course(asked),
        figures=figures([chart], asked),
        line=[(one, in_short(life(results, one), start), one == at) for one in relatives],
        query=query(asked),
    )


def missing(context: Context) -> bool:
    """Whether the run is known to have no such facilitator."""
    job = context.jobs.get("run")
    return bool(job and job.answer is not None and int(context.which) not in _facilitators(job.answer))


def _facilitators(results: Results) -> range:
    return range(1, len(results.tables["facilitators"]) + 1)


def _regions(context: Context, names: tuple[str, ...], parts: Any) -> dict[str, Markup]:
    """The regions of a page, those that have no answer yet in words."""
    found = dict.fromkeys(names, render(ROOM, "waiting", told=""))
    for job in context.jobs.values():
        found |= parts(job, context.asked, context.which)
    return {name: Markup(html) for name, html in found.items()}  # of our own templates
