"""A map of the communes, with a name on some of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import NamedTuple, Self

import numpy as np
import pandas as pd
from markupsafe import Markup
from matplotlib.path import Path

from contagion.experiments.doors.charts.classes import FILLS, SMALL, TOO_FEW, Classes
from contagion.experiments.doors.charts.plot import LETTERS, LINE, NARROW, Entry, drawn, legend, px, wide
from contagion.experiments.doors.words import charts as words
from contagion.experiments.drawing.maps import BAR_LENGTHS_KM, SMALLEST_KM, outlines, projection, radii
from contagion.experiments.drawing.style import EDGE, INK
from contagion.experiments.language.numbers import number
from contagion.models.territory.territory import Territory

MARGIN = 4  # units
NAMES = {NARROW: 5}  # communes that are named, by width; else
MORE_NAMES = 12
SWATCH = 14
FINE = 10  # places of a unit
FIGURE = "per_1000"  # that the map shows


class Shape(NamedTuple):
    """A commune as it is drawn."""

    code: str
    path: str
    x: float
    y: float
    radius: float = 0.0  # of a circle in place of a contour


@dataclass(frozen=True)
class Ground:
    """The communes of a territory in a picture of some width.

    Attributes
    ----------
    shapes : list of Shape
        Large ones first, so that they hide none; in this order the maps of a territory have them.
    height : float
    km : float
        Units of a kilometre.
    """

    shapes: list[Shape]
    height: float
    km: float

    @classmethod
    @lru_cache(maxsize=8)
    def of(cls, territory: Territory, width: float) -> Self:
        """Made once for all maps of a territory."""
        to_km = projection(territory)
        outlined, contours = outlines(territory, to_km), territory.contours or {}
        points = np.concatenate([np.asarray(shape.vertices) for shape in outlined])
        middle, half = (points.min(axis=0) + points.max(axis=0)) / 2, np.ptp(points, axis=0) / 2
        half = np.maximum(half, SMALLEST_KM / 2)
        km = (width / 2 - MARGIN) / half[0]
        height = 2 * (half[1] * km + MARGIN)
        size = [-np.prod(np.ptp(np.asarray(shape.vertices), axis=0)) for shape in outlined]
        places = (to_km(territory.latlon[:, ::-1]) - middle) * (km, -km) + (width / 2, height / 2)
        made = []
        for at in np.argsort(size, kind="stable").tolist():
            outline = Path(
                (np.asarray(outlined[at].vertices) - middle) * (km, -km) + (width / 2, height / 2), outlined[at].codes
            )
            code = territory.codes[at]
            if code in contours:
                made.append(Shape(code, _rings(outline), *places[at].tolist()))
            else:
                x, y, radius = _round(outline)
                made.append(Shape(code, _circle(x, y, radius), x, y, radius))
        return cls(made, height, km)


def commune_map(frame: pd.DataFrame, territory: Territory, since: date, *, id: str, width: int = NARROW) -> Markup:
    """How many come of 1,000 residents of each commune since then, by the end of the last year: a path a commune
    (`data-commune`), the colours of the classes in the attribute `data-fills` of the picture.

    Parameters
    ----------
    frame : DataFrame
        Rows of one scenario in `Briefing.communes`, of all years.
    """
    made, last = Classes.of(frame, FIGURE), frame[frame["year"] == frame["year"].max()]
    few = _too_few(territory)
    said = {
        code: (TOO_FEW if code in few else made.number(value), words.value_on_the_map(name, value))
        for code, name, value in last[["commune", "name", FIGURE]].itertuples(index=False)
    }
    ground = Ground.of(territory, width)
    entries, from_top = _legend(width, territory, since)
    top = from_top + LINE + SWATCH + 10
    bar = bar_of(ground, width)
    step = width / len(made.scale)
    return drawn(
        "commune_map",
        id=id,
        title=words.on_the_map(since),
        desc=_told(last, few),
        width=width,
        height=round(top + ground.height + LINE),
        entries=entries,
        fills=(*FILLS, EDGE),
        scale=[
            (px(step * n), px(step - 2), px(step * (n + 0.5)), fill, text) for n, (fill, text) in enumerate(made.scale)
        ],
        scale_y=from_top - 4,
        swatch=SWATCH,
        top=px(top),
        shapes=[(one.code, one.path, *said[one.code]) for one in ground.shapes],
        names=most_populous(territory, ground, width),
        edge=edge_of(ground),
        bar=px(bar * ground.km),
        bar_y=px(top + ground.height + 2),
        bar_told=f"{number(bar, 'g')} km",
    )


def edge_of(ground: Ground) -> str:
    """Circles lie one on another, small ones above: a darker edge tells them apart."""
    return INK if any(one.radius for one in ground.shapes) else EDGE


def bar_of(ground: Ground, width: float) -> float:
    """How many kilometres the bar is that says the scale."""
    return max([km for km in BAR_LENGTHS_KM if km * ground.km <= width / 5] or BAR_LENGTHS_KM[:1])


def _legend(width: float, territory: Territory, since: date) -> tuple[list[Entry], int]:
    entries = [Entry("", words.unit_on_the_map(since))]
    if not set(territory.codes) <= set(territory.contours or {}):
        _radii, enlarged = radii(territory, projection(territory))
        entries.append(Entry("", words.circles(bool(enlarged.any()))))
    return legend(width, *entries)


def _too_few(territory: Territory) -> set[str]:
    """Communes of so few residents that their share of these is not shown."""
    residents = territory.residents.sum(axis=1).tolist()
    return {code for code, number in zip(territory.codes, residents, strict=True) if number < SMALL}


def _told(last: pd.DataFrame, few: set[str]) -> str:
    """What a map says: where there is most, and in how many communes there is nothing."""
    known = last[~last["commune"].isin(few)].sort_values(FIGURE, ascending=False, kind="stable").head(3)
    some = [(name, value) for name, value in zip(known["name"], known[FIGURE].tolist(), strict=True) if value > 0]
    return words.map_told(some, int((~(last[FIGURE] > 0)).sum()), len(last))


def _rings(outline: Path) -> str:
    """The rings of a contour, step by step on a fine grid, so that neighbours still touch."""
    parts = []
    for ring in outline.to_polygons(closed_only=False):
        grid = np.round(np.asarray(ring) * FINE).astype(int)
        steps = np.diff(grid, axis=0)
        steps = steps[(steps != 0).any(axis=1)]
        if len(steps) < 2:
            continue
        x, y = grid[0] / FINE
        moves = " ".join(f"{a:g},{b:g}" for a, b in (steps[:-1] / FINE).tolist())
        parts.append(f"M{x:g},{y:g}l{moves}z")
    return "".join(parts)


def _round(outline: Path) -> tuple[float, float, float]:
    """The middle of a circle, and its radius."""
    points = np.asarray(outline.vertices)
    x, y = ((points.min(axis=0) + points.max(axis=0)) / 2).tolist()
    return x, y, float(np.ptp(points[:, 0]) / 2)


def _circle(x: float, y: float, radius: float) -> str:
    radius = round(radius, 1)  # halves that are rounded apart make no circle
    r, d = px(radius), px(2 * radius)
    return f"M{px(x - radius)},{px(y)}a{r},{r} 0 1 0 {d},0a{r},{r} 0 1 0 -{d},0z"


def most_populous(territory: Territory, ground: Ground, width: float) -> list[tuple[str, str, str]]:
    """The most populous communes, as far as their names do not overlap: place, name; that of a circle stands beside
    it."""
    many, taken, made = NAMES.get(int(width), MORE_NAMES), [], []
    place = {one.code: one for one in ground.shapes}
    for at in np.argsort(-territory.population, kind="stable").tolist():
        _code, _path, x, y, radius = place[territory.codes[at]]
        half = wide(territory.names[at]) / 2 + 4
        if radius:
            x += (radius + half) * (1 if x + radius + 2 * half <= width else -1)
        box = x - half, y - LETTERS, x + half, y + LETTERS / 2
        free = all(box[2] < b[0] or b[2] < box[0] or box[3] < b[1] or b[3] < box[1] for b in taken)
        if free and box[0] >= 0 and box[2] <= width:
            taken.append(box)
            made.append((px(x), px(y + 4), territory.names[at]))
        if len(made) == many:
            break
    return made
