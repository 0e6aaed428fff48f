"""The charts of a report, each with what its caption needs: as wide as the page, or two side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from contagion.experiments.doors.charts import (
    Classes,
    course,
    difference_course,
    dotplot,
    shortages,
    small_maps,
)
from contagion.experiments.doors.charts.courses import HEIGHT
from contagion.experiments.doors.charts.dots import DOTS, HIGHEST
from contagion.experiments.drawing.time_axis import Calendar

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pandas as pd
    from markupsafe import Markup

    from contagion.experiments.doors.briefing.work import Briefing
    from contagion.models.territory.territory import Territory

type Drawn = dict[str, Markup]  # by scenario

WHOLE, HALF, THIRD = BESIDE = 680, 330, 214  # units: of one chart, two or three side by side on a page
FIGURE, ON_MAP = "people", "per_1000"
MAPS = 4  # years
LOW, LOW_DOTS = 120, 84  # units, of courses and piles of dots of many scenarios
SIDE_BY_SIDE = 2  # scenarios whose courses are drawn beside their differences; of more, that of the first alone


def charts(briefing: Briefing, territory: Territory, labels: Mapping[str, str], *, short: bool) -> dict[str, Any]:
    """The charts of the summary, and those of the rest unless it is short.

    Returns
    -------
    dict
        dots, courses, differences, maps, by scenario; shortages, of two scenarios or else the first.
    """
    others = [one.name for one in briefing.scenarios[1:]]
    of_summary: dict[str, Any] = {"dots": dots(briefing)}
    if short:
        return of_summary
    highest = float(briefing.course.loc[briefing.course["figure"] == FIGURE, "p95"].max())
    rows = briefing.differences[briefing.differences["figure"] == FIGURE]
    ends = float(min(rows["p5"].min(), 0)), float(rows["p95"].max())
    shown, of = (briefing.scenarios, HALF) if len(briefing.scenarios) == 2 else (briefing.scenarios[:1], WHOLE)
    few = len(others) <= SIDE_BY_SIDE
    half: dict[str, Any] = {"width": HALF, "said": labels, "height": HEIGHT if few else LOW}
    return {
        **of_summary,
        "courses": {
            name: course(briefing, FIGURE, id=f"course-{number}", scenario=name, highest=highest, **half)
            for number, name in enumerate(others if few else [briefing.scenarios[0].name])
        },
        "differences": {
            name: difference_course(briefing, FIGURE, name, id=f"difference-{number}", ends=ends, **half)
            for number, name in enumerate(others)
        },
        "maps": maps(briefing, territory),
        "shortages": {
            one.name: shortages(briefing, one.name, id=f"short-{number}", width=of, said=labels)
            for number, one in enumerate(shown)
        },
    }


def beside(charts: int) -> int:
    """How wide charts are that stand beside each other, at most three in a row."""
    return BESIDE[min(charts, len(BESIDE)) - 1]


def year_names(briefing: Briefing) -> Callable[[int], str]:
    """What the years of a run are called: as in the calendar, where scenarios begin at one time."""
    return Calendar.of_scenarios(briefing.scenarios, briefing.years).year


def maps(briefing: Briefing, territory: Territory) -> Drawn:
    """How many came from each commune in some years: in the first scenario, and by how much each
    other differs from it, in half of the years where they stand side by side."""
    years = sorted({round(year) for year in np.linspace(1, briefing.years, MAPS)})
    named = [*map(year_names(briefing), years)]
    first, of_others = briefing.scenarios[0].name, briefing.commune_differences
    classes = Classes.of(of_others, ON_MAP)

    def small(rows: pd.DataFrame, number: int, width: int, most: int, classes: Classes | None = None) -> Markup:
        shown: dict[str, Any] = {"years": years[-most:], "named": named[-most:], "width": width, "columns": most}
        return small_maps(rows, territory, ON_MAP, id=f"maps-{number}", classes=classes, **shown)

    width = beside(len(briefing.scenarios) - 1)
    of_first = briefing.communes[briefing.communes["scenario"] == first]
    return {first: small(of_first, 0, WHOLE, MAPS)} | {
        str(name): small(rows, number, width, MAPS if width == WHOLE else MAPS // 2, classes)
        for number, (name, rows) in enumerate(of_others.groupby("scenario", sort=False), start=1)
    }


def dots(briefing: Briefing) -> Drawn:
    """How many people more each scenario brings, world by world, all on one axis."""
    apart = differences(briefing.ends, briefing.scenarios[0].name)
    above = briefing.worlds.above
    seen = apart.quantile([1 / (2 * DOTS), 1 - 1 / (2 * DOTS)]).to_numpy()  # the outermost dots
    how: dict[str, Any] = {"above": above, "width": beside(apart.shape[1])}
    how["highest"] = HIGHEST if apart.shape[1] <= SIDE_BY_SIDE else LOW_DOTS
    how["ends"] = float(min(seen.min(), above, 0)), float(max(seen.max(), above, 1))
    return {str(name): dotplot(apart[name], id=f"dots-{number}", **how) for number, name in enumerate(apart)}


def differences(ends: pd.DataFrame, base: str) -> pd.DataFrame:
    """People more than in the base: a row a world, a column a scenario, in their order."""
    people = ends.pivot(index="world", columns="scenario", values=FIGURE)
    return people[[name for name in ends["scenario"].unique() if name != base]].sub(people[base], axis=0)
