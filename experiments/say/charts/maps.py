"""Maps of a territory: its communes on their real contours, coloured by a value.

North is up and a kilometre is as long in every direction (longitudes shrunk by the cosine of the mean latitude, as
good as Lambert-93 over a territory of this size). Without contours, communes are circles whose areas are proportional
to population (`radii`).
"""

import textwrap
from collections.abc import Callable, Mapping
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.collections import PathCollection
from matplotlib.colors import LogNorm, Normalize
from matplotlib.figure import Figure
from matplotlib.path import Path
from matplotlib.patheffects import withStroke
from matplotlib.ticker import FuncFormatter, LogLocator
from numpy.typing import ArrayLike, NDArray

from contagion.experiments.say.asked import source_in_words
from contagion.experiments.say.charts.style import BY_VALUE, EDGE, GRID, INK, PALE, PAPER, SOFT
from contagion.experiments.say.sentences import counted, number
from contagion.models.territory.distances import EARTH_RADIUS_KM
from contagion.models.territory.territory import Territory

type Floats = NDArray[np.float64]
type Projection = Callable[[ArrayLike], Floats]

MISSING = {"facecolor": PALE, "hatch": "////", "edgecolor": EDGE}
SMALLEST_KM = 5.0  # a map is at least so wide and high
LARGEST, SMALLEST = 0.08, 0.008  # radii of circles, in widths of the map
TOUCHING, NEIGHBOURS = 0.1, 16  # share of the circles that may touch another, of so many near it
BAR_LENGTHS_KM = (0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500)


def projection(territory: Territory) -> Projection:
    """Return the map from (longitude, latitude) in degrees, shape (n, 2), to km east and north of the centre."""
    lat, lon = (territory.latlon.min(axis=0) + territory.latlon.max(axis=0)) / 2
    scale = EARTH_RADIUS_KM * np.radians(1) * np.array([np.cos(np.radians(lat)), 1.0])
    return lambda lonlat: (np.asarray(lonlat, dtype=float) - (lon, lat)) * scale


def draw_territory(
    territory: Territory,
    values: Mapping[str, float] | ArrayLike | None = None,
    *,
    ax: Axes | None = None,
    label: str = "",
    title: str = "",
    cmap: str = BY_VALUE,
    norm: Normalize | None = None,
    names: int = 8,
    source: bool = True,
) -> Axes:
    """Draw the communes, coloured by a value, on the given axes or in a new figure.

    Parameters
    ----------
    values : mapping from code to number, or array of shape (C,), optional
        A commune left out or NaN is hatched in light grey; without values all communes are plain.
    label : str
        Meaning of the colours, with the unit.
    cmap : str
        A colour map that keeps its order in grey and for the colour-blind.
    norm : Normalize, optional
        From values to the ends of the colour map; by default linear from the smallest to the largest.
    names : int
        How many communes to name, the most populous first, as far as the names do not overlap.
    source : bool
        Whether to name the source of the figures below the map.
    """
    if ax is None:
        ax = Figure(figsize=(8, 7.2), layout="constrained", dpi=150).add_subplot()
    numbers = _numbers(territory, values)
    to_km = projection(territory)
    shapes = outlines(territory, to_km)
    shown = np.isfinite(numbers)
    if values is not None and shown.any():
        norm = norm or _linear(numbers[shown])
        mappable = ScalarMappable(norm, mpl.colormaps[cmap])
        colours = mappable.to_rgba(np.where(shown, numbers, np.nan))
        fill(ax, shapes, np.flatnonzero(shown), facecolor=colours[shown], edgecolor=PAPER, linewidth=0.6)
        _colour_bar(ax, mappable, label)
    if values is None:
        fill(ax, shapes, np.arange(len(shapes)), facecolor=GRID, edgecolor=PAPER, linewidth=0.8)
    elif not shown.all():
        fill(ax, shapes, np.flatnonzero(~shown), linewidth=0.6, **MISSING)
    frame(ax, shapes)
    scale_bar(ax)
    ax.set_title(title, loc="left", fontsize=11, fontweight="bold")
    if source:
        text = f"Source: {source_in_words(territory.source)}"
        text += "" if shown.all() or values is None else ". Hatched: no figure."
        ax.text(0, -0.015, textwrap.fill(text, 75), transform=ax.transAxes, fontsize=8, color=SOFT, va="top")
    name_communes(ax, territory, to_km(territory.latlon[:, ::-1]), names)
    return ax


def territory_figure(territory: Territory) -> Figure:
    """Draw two maps of a territory: population density, and the share of social ties that lead to the centre."""
    figure = Figure(figsize=(14, 6.9), dpi=150)
    figure.set_layout_engine("constrained", w_pad=0.12, h_pad=0.1)
    left, right = figure.subplots(1, 2)
    density = np.where(territory.population > 0, territory.population / territory.area_km2, np.nan)
    low, high = np.nanmin(density), np.nanmax(density)
    if high < 2 * low:  # too close for a scale of their own
        low, high = low / 2, 2 * high
    where = f"{territory.population.sum():,} inhabitants of {counted(len(territory), 'commune')}"
    label, title = "inhabitants per km² (log scale)", f"Where people live:\n{where}"
    draw_territory(territory, density, ax=left, label=label, title=title, norm=LogNorm(low, high))
    centre, to_centre = territory.names[territory.centre], 100 * territory.ties_within_and_to_centre[1]
    label = f"% of residents' ties that lead to {centre}"
    title = f"How far {centre} reaches:\nties by the model's law of distance"
    draw_territory(territory, to_centre, ax=right, label=label, title=title, source=False)
    return figure


def _linear(numbers: Floats) -> Normalize:
    """Return the scale from the smallest to the largest number; from 0 if all are equal."""
    low, high = float(numbers.min()), float(numbers.max())
    return Normalize(low, high) if low < high else Normalize(min(low, 0.0), max(high, 1.0))


def _numbers(territory: Territory, values: Mapping[str, float] | ArrayLike | None) -> Floats:
    """Return one number per commune, NaN where there is none."""
    if values is None:
        return np.full(len(territory), np.nan)
    if isinstance(values, Mapping):
        return np.array([values.get(code, np.nan) for code in territory.codes], dtype=float)
    return np.asarray(values, dtype=float)


def outlines(territory: Territory, to_km: Projection) -> list[Path]:
    """Return the outline of each commune in km: its contour, or a circle."""
    places, contours = to_km(territory.latlon[:, ::-1]), territory.contours or {}
    of_circles, _smallest = radii(territory, to_km)
    shapes = []
    for code, (x, y), radius in zip(territory.codes, places.tolist(), of_circles.tolist(), strict=True):
        if code in contours:
            shapes.append(Path.make_compound_path(*(Path(to_km(ring), closed=True) for ring in contours[code])))
        else:
            shapes.append(Path.circle((x, y), radius))
    return shapes


def radii(territory: Territory, to_km: Projection) -> tuple[Floats, NDArray[np.bool_]]:
    """Return radii in km of circles with areas proportional to population, as large as the map allows, and which of
    them are enlarged so as to be seen."""
    places = to_km(territory.latlon[:, ::-1])
    extent = max(np.ptp(places, axis=0).max(), SMALLEST_KM)
    roots = np.sqrt(np.maximum(territory.population, 1) / max(territory.population.max(), 1))
    largest = LARGEST * extent
    if len(territory) > 1:
        from scipy.spatial import KDTree  # slow to load

        apart, near = KDTree(places).query(places, k=range(2, min(NEIGHBOURS, len(territory)) + 1))
        free = (apart / (roots[:, None] + roots[near])).min(axis=1)  # the largest with which each touches no other
        largest = min(largest, float(np.quantile(free, TOUCHING)))
    seen = SMALLEST * extent
    return np.maximum(largest * roots, seen), largest * roots < seen


def fill(ax: Axes, shapes: list[Path], which: NDArray[np.intp], **style: Any) -> None:
    """Draw some of the shapes, large ones first so that they hide none."""
    order = large_first([shapes[at] for at in which])
    colours = style.get("facecolor")
    if isinstance(colours, np.ndarray):
        style["facecolor"] = colours[order]
    ax.add_collection(PathCollection([shapes[which[at]] for at in order], **style), autolim=False)


def large_first(shapes: list[Path]) -> list[int]:
    """Sort the numbers of shapes by size, largest first."""
    return sorted(range(len(shapes)), key=lambda at: -np.prod(np.ptp(np.asarray(shapes[at].vertices), axis=0)))


def _colour_bar(ax: Axes, mappable: ScalarMappable, label: str) -> None:
    """Add a colour bar with plain numbers at its ticks: 1, 2, 5, 10, 20 … on a log scale."""
    bar = _figure(ax).colorbar(mappable, ax=ax, label=label, shrink=0.75, pad=0.015, aspect=28)
    if isinstance(mappable.norm, LogNorm):
        bar.set_ticks(LogLocator(subs=(1, 2, 5)), minor=False)
        bar.minorticks_off()
    bar.ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _place: number(value, ",.6g")))
    bar.outline.set_visible(False)


def _figure(ax: Axes) -> Figure:
    """Return the whole figure that holds the axes."""
    figure = ax.get_figure(root=True)
    assert isinstance(figure, Figure)
    return figure


def limits(shapes: list[Path], below: float = 2.5) -> tuple[tuple[float, float], tuple[float, float]]:
    """Return the limits of a map in km east and north: a margin around the shapes, and `below` margins of space for the
    scale bar."""
    points = np.concatenate([shape.vertices for shape in shapes])
    low, high = points.min(axis=0), points.max(axis=0)
    half = np.maximum((high - low) / 2, SMALLEST_KM / 2)  # a single commune keeps some country around it
    low, high = (low + high) / 2 - half, (low + high) / 2 + half
    margin = 0.06 * half.max()
    return (low[0] - margin, high[0] + margin), (low[1] - below * margin, high[1] + margin)


def frame(ax: Axes, shapes: list[Path], below: float = 2.5) -> None:
    """Set equal scales and the `limits`, and hide the axes."""
    across, up = limits(shapes, below)
    ax.set_xlim(across)
    ax.set_ylim(up)
    ax.set_aspect("equal")
    ax.set_axis_off()


def bar_length(across: float) -> float:
    """Return the length of the scale bar, a round number of km, for a map that is so many km wide."""
    return max([km for km in BAR_LENGTHS_KM if km <= across / 5] or BAR_LENGTHS_KM[:1])


def scale_bar(ax: Axes, letters: float = 8.5) -> None:
    """Draw a scale bar at the bottom left."""
    (left, right), (bottom, top) = ax.get_xlim(), ax.get_ylim()
    length = bar_length(right - left)
    x, y, tick = left + 0.02 * (right - left), bottom + 0.02 * (top - bottom), 0.008 * (top - bottom)
    ax.plot([x, x, x + length, x + length], [y + tick, y, y, y + tick], color=INK, linewidth=1.2)
    ax.text(x + length / 2, y + 1.5 * tick, f"{length:g} km", ha="center", va="bottom", fontsize=letters, color=INK)


def name_communes(
    ax: Axes, territory: Territory, places: Floats, number: int, letters: tuple[float, float] = (11.5, 8.5)
) -> None:
    """Name the most populous communes where their names fit without overlap, on the place or next to it; `letters` are
    the points of type for the centre and for the others."""
    _figure(ax).draw_without_rendering()  # settles the layout, which decides what fits
    taken = []
    for row in np.argsort(-territory.population, kind="stable"):
        if len(taken) >= number:
            break
        size = letters[int(row != territory.centre)]
        on_a_dot = territory.contours is None and row != territory.centre
        for above in (1.2, -1.2) if on_a_dot else (0, 1.2, -1.2):
            text = ax.annotate(territory.names[row], places[row], (0, above * size), textcoords="offset points")
            text.set(fontsize=size, ha="center", va="center", color=INK, zorder=5)
            text.set_path_effects([withStroke(linewidth=2.2, foreground=PAPER, alpha=0.9)])
            box = text.get_window_extent().padded(2)
            inside = ax.bbox.x0 <= box.x0 and box.x1 <= ax.bbox.x1 and ax.bbox.y0 <= box.y0 and box.y1 <= ax.bbox.y1
            if inside and not any(box.overlaps(other) for other in taken):
                taken.append(box)
                break
            text.remove()
