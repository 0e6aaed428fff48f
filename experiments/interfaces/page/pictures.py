"""Data for maps drawn by scripts: colours, and outlines of communes where they are known."""

from __future__ import annotations

from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.colors import to_hex

from contagion.experiments.say.charts.maps import bar_length, large_first, limits, outlines, projection
from contagion.experiments.say.charts.style import (
    BLUE,
    BROWN,
    EDGE,
    GRID,
    GROWING,
    INK,
    PALE,
    PALE_BLUE,
    PALE_ORANGE,
    PAPER,
    SKY,
    SOFT,
    VERMILLION,
)
from contagion.models.territory.territory import Territory

WIDE = 360  # units of a map, as on a telephone or on half a page
DARKEST = 6  # classes above zero
SMALL = 200  # residents; a share of fewer would colour a hamlet like a town
FILLS = (PALE, *(to_hex(colour) for colour in mpl.colormaps[GROWING](np.linspace(0.22, 1, DARKEST))))
"""Colour of each class; `EDGE` marks too few residents."""
APART = (EDGE, BROWN, VERMILLION, PALE_ORANGE, PALE_BLUE, SKY, BLUE)
"""Colours of differences: not clear, then three classes of less and three of more."""


def paint() -> dict[str, Any]:
    """Return the colours of lines and classes."""
    classes = [APART[3:0:-1], APART[0], APART[4:]]
    return {"lines": [INK, SOFT, GRID, EDGE, PAPER], "classes": classes, "growing": FILLS}


def ground(territory: Territory) -> dict[str, Any] | None:
    """Return outlines of communes in units, the order to draw them (large ones first), their centres, the size of the
    map, and the scale bar in km and units. None where outlines are not known: scripts then draw circles."""
    if not set(territory.codes) <= set(territory.contours or {}):
        return None
    to_km = projection(territory)
    shapes = outlines(territory, to_km)
    (left, right), (bottom, top) = limits(shapes)
    km, units = bar_length(right - left), WIDE / (right - left)

    def placed(points: np.ndarray) -> np.ndarray:
        return np.round((points - (left, top)) * (units, -units), 1)

    def drawn(shape: Any) -> str:
        rings = shape.to_polygons(closed_only=True)
        return "".join(f"M{'L'.join(f'{x:g},{y:g}' for x, y in placed(ring)[:-1])}Z" for ring in rings)

    return {
        "wide": WIDE,
        "tall": round((top - bottom) * units, 1),
        "bar": [km, round(km * units, 1)],
        "shapes": [drawn(shape) for shape in shapes],
        "order": large_first(shapes),
        "at": placed(to_km(territory.latlon[:, ::-1])).tolist(),
    }
