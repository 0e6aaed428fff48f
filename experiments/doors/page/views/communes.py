"""The map of the communes with its years, and the list beside it, which is its table."""

from __future__ import annotations

import json
from math import ceil, isnan
from typing import TYPE_CHECKING, Any

import pandas as pd

from contagion.experiments.doors.briefing.communes import TOLD_FROM
from contagion.experiments.doors.charts import Classes, commune_classes, commune_map, commune_values
from contagion.experiments.doors.page.views.frame import ROOM, query
from contagion.experiments.doors.templating import render
from contagion.experiments.doors.words.charts import value_of_a_commune
from contagion.experiments.doors.words.told import named_in_a_row
from contagion.experiments.drawing.time_axis import Calendar
from contagion.experiments.ensembles.words import so_many
from contagion.experiments.language.asked import title
from contagion.experiments.language.differences import NONE
from contagion.experiments.language.sentences import _, ngettext

if TYPE_CHECKING:
    from contagion.experiments.doors.briefing.work import Briefing
    from contagion.experiments.doors.page.asked import Asked

COLUMNS = ("per_1000", "groups", "facilitators")
MORE = "more"
SELDOM = 0.5  # of worlds: a commune where people take part in no more than these is seldom reached
BETTER = 0.1  # share of worlds by which a programme must be ahead to be said to reach a commune


def controls(asked: Asked) -> dict[str, Any]:
    """What the map may show, and of which year."""
    names = [title(one) for one in asked.scenarios()]
    kinds = {
        "per_1000": _("people per 1,000 residents"),
        "groups": _("groups held"),
        "facilitators": _("active facilitators"),
    }
    choices = [(f"{at}:{kind}", f"{words} – {name}") for at, name in enumerate(names) for kind, words in kinds.items()]
    choices += [(f"{at}:{MORE}", _("people more or fewer – {name}", name=name)) for at, name in enumerate(names) if at]
    labels = years(asked)
    at = year(asked)
    return {
        "map_choices": choices,
        "figure": shown(asked),
        "year": at,
        "year_labels": "|".join(labels),
        "year_said": labels[at - 1],
    }


def shown(asked: Asked) -> str:
    """What the map shows: the difference of the last programme, or what there is of the only one."""
    last = len(asked.scenarios()) - 1
    at, _colon, what = asked.figure.partition(":")
    known = at.isdigit() and int(at) <= last and (what in COLUMNS or (what == MORE and int(at) > 0))
    return asked.figure if known else f"{last}:per_1000"


def year(asked: Asked) -> int:
    return min(asked.year or asked.years, asked.years)


def years(asked: Asked) -> list[str]:
    """The names of the years at whose ends the map stands."""
    calendar = Calendar.of_scenarios(asked.scenarios(), asked.years)
    return [calendar.year(number) for number in range(1, asked.years + 1)]


def chart(briefing: Briefing, asked: Asked) -> str:
    """The map of the year that is looked at, and the colours of all years."""
    at, _colon, what = shown(asked).partition(":")
    difference, name = what == MORE, briefing.scenarios[int(at)].name
    frame = briefing.commune_differences if difference else briefing.communes
    frame, figure = frame[frame["scenario"] == name], "per_1000" if difference else what
    classes = Classes.of(frame, figure)
    by_year = commune_classes(frame, figure, classes)
    of_each = {code: [by_year[one][code] for one in sorted(by_year)] for code in asked.territory.codes}
    drawn = commune_map(frame, asked.territory, figure, id="map-chart", year=year(asked), classes=classes)
    values = commune_values(frame, figure)
    told = {code: [values[one].get(code, "") for one in sorted(values)] for code in asked.territory.codes}
    fills = json.dumps({"colours": list(classes.fills), "communes": of_each, "told": told}, ensure_ascii=False)
    return render(ROOM, "map", chart=drawn, fills=fills, note=_note(briefing, difference), query=query(asked))


def _note(briefing: Briefing, difference: bool) -> str:
    if not difference:
        return _("The middle of all worlds: half of them have more, half of them fewer.")
    if briefing.lived < TOLD_FROM:
        return _(
            "All is grey so far: only from {least} worlds on is it told whether there are more or fewer people from a "
            "commune, since fewer worlds agree by chance.",
            least=TOLD_FROM,
        )
    return _("Grey: fewer than nine worlds in ten agree whether there are more or fewer people from there.")


def listed(briefing: Briefing, asked: Asked) -> str:
    """The list of communes: what is reached, in how many worlds never, and what would reach them."""
    at = int(shown(asked).partition(":")[0])
    scenario, base = briefing.scenarios[at], briefing.scenarios[0]
    of_all, now = briefing.communes, year(asked) - 1
    here = of_all[of_all["scenario"] == scenario.name].sort_values("year", kind="stable")
    last = here[here["year"] == briefing.years].sort_values(["with_people", "commune"], kind="stable")
    ends = of_all[of_all["year"] == briefing.years]
    reached = {
        one.name: ends[ends["scenario"] == one.name].set_index("commune")["with_people"] for one in briefing.scenarios
    }
    never = [{code: so_many(1 - share, briefing.lived)[0] for code, share in of.items()} for of in reached.values()]
    values: dict[str, list[list[str]]] = {}
    for code, *told in zip(here["commune"], *(here[name].tolist() for name in COLUMNS), strict=True):
        values.setdefault(code, []).append(
            [
                NONE if isnan(value) else value_of_a_commune(name, value)
                for name, value in zip(COLUMNS, told, strict=True)
            ]
        )
    rows = [
        {
            "code": code,
            "name": name,
            "cells": [("|".join(of_years), of_years[now]) for of_years in zip(*values[code], strict=True)],
            "never": [of[code] for of in never],
        }
        for code, name in zip(last["commune"], last["name"], strict=True)
    ]
    return render(
        ROOM,
        "communes",
        rows=rows,
        of=title(scenario),
        programmes=[title(one) for one in briefing.scenarios],
        told=_never(reached[base.name], last.set_index("commune")["name"]),
        helps=_what_reaches(reached, briefing, last.set_index("commune")["name"]),
        alone=len(briefing.scenarios) == 1,
        every=so_many(1.0, briefing.lived)[1],
        try_out=query(asked, scenario=(base.name, "out_of_the_centre")),
        query=query(asked),
        year=years(asked)[year(asked) - 1],
    )


def _never(reached: pd.Series, names: pd.Series) -> str:
    """Which communes nobody comes from, in most worlds."""
    seldom = reached[reached <= SELDOM].sort_values()
    if seldom.empty:
        return _("From every commune somebody takes part in most worlds.")
    return ngettext(
        "From {number} commune nobody takes part in at least half of the worlds: {names}.",
        "From {number} communes nobody takes part in at least half of the worlds: {names}.",
        len(seldom),
        names=named_in_a_row([names[code] for code in seldom.index]),
    )


def _what_reaches(reached: dict[str, pd.Series], briefing: Briefing, names: pd.Series) -> list[str]:
    """For each programme but the first, which of these communes it reaches more often."""
    base, (_all, every) = reached[briefing.scenarios[0].name], so_many(1.0, briefing.lived)
    lines = []
    for one in briefing.scenarios[1:]:
        gained = (reached[one.name] - base)[base <= SELDOM].sort_values(ascending=False)
        better = gained[gained >= BETTER]
        if better.empty:
            lines.append(_("“{programme}”: reaches none of them clearly more often.", programme=title(one)))
        else:
            lines.append(
                ngettext(
                    "“{programme}”: more often reaches {number} of them, by {more} worlds of {every} or more: {names}.",
                    "“{programme}”: more often reaches {number} of them, by {more} worlds of {every} or more: {names}.",
                    len(better),
                    more=ceil(BETTER * every),
                    every=every,
                    programme=title(one),
                    names=named_in_a_row([names[code] for code in better.index]),
                )
            )
    return lines
