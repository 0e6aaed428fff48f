"""A figure as SVG within a page: an image with a name and a description, by presentation attributes alone, so that the
strictest policy lets it through."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import matplotlib as mpl
from markupsafe import Markup
from matplotlib.text import Text

from contagion.experiments.drawing.style import INK, PAPER

if TYPE_CHECKING:
    from matplotlib.figure import Figure

NAMESPACE = "http://www.w3.org/2000/svg"
SVG = f"{{{NAMESPACE}}}"
ON_GROUND = "on-ground"  # text that lies on what is drawn, and so needs an edge
LETTERS = 12  # units: the height of letters, where nothing else is said
EDGED = {"paint-order": "stroke", "stroke": PAPER, "stroke-width": "3", "pointer-events": "none"}
_DECIMALS = re.compile(r"-?\d+\.\d+")
_NUMBERS, _LETTERS, _MOVED = re.compile(r"-?[\d.]+"), re.compile(r"[A-Za-z]"), re.compile(r"translate\([^)]*\)")
_LEFT_OUT = {"id", "style", "transform", "clip-path", "font-family"}


def svg(
    figure: Figure, id: str, title: str, desc: str, places: Mapping[str, str] | None = None, family: str = ""
) -> Markup:
    """Write a figure as SVG whose letters follow the page.

    Parameters
    ----------
    figure : Figure
        Of so many points as the picture has units.
    id : str
        That of the picture in its page.
    title, desc : str
        What the picture is called, and what it says to those who do not see it.
    places : mapping, optional
        What is said of artists, by their `gid`: they stand in a group of their own, as `data-commune`.
    family : str
        That of the letters, where a picture stands alone.
    """
    for text in figure.findobj(Text):
        if isinstance(text, Text) and text.get_path_effects():
            text.set(path_effects=None, gid=ON_GROUND)
    file = BytesIO()
    with mpl.rc_context({"svg.fonttype": "none"}):
        figure.savefig(file, format="svg", metadata={"Date": None}, transparent=True)
    written = ElementTree.fromstring(file.getvalue())
    shapes = {one.get("id", ""): one.get("d", "") for one in written.iter(f"{SVG}path")}
    _zero, _zero, width, height = written.get("viewBox", "").split()
    usual = {"font-size": str(LETTERS), "fill": INK, "text-anchor": "start"}
    size = {"viewBox": f"0 0 {width} {height}", "width": width, "height": height}
    named = {"id": id, "role": "img", "aria-labelledby": f"{id}-title {id}-desc"}
    look = {**size, **usual, "stroke-linejoin": "round", **({"font-family": family} if family else {})}
    made = ElementTree.Element("svg", {"xmlns": NAMESPACE, **named, **look})
    ElementTree.SubElement(made, "title", {"id": f"{id}-title"}).text = title
    ElementTree.SubElement(made, "desc", {"id": f"{id}-desc"}).text = desc
    ground = ElementTree.SubElement(made, "g") if places else made
    for gid, one in _drawn(written, shapes):
        for name, value in usual.items():
            if one.get(name) in (value, f"{value}px"):
                del one.attrib[name]
        if places and gid in places:
            one.set("data-commune", gid)
            ElementTree.SubElement(one, "title").text = places[gid]
            ground.append(one)
        else:
            made.append(one)
    return Markup(ElementTree.tostring(made, encoding="unicode"))


def _drawn(
    group: ElementTree.Element, shapes: Mapping[str, str], gid: str = ""
) -> Iterator[tuple[str, ElementTree.Element]]:
    """Paths and texts in the order in which they are drawn, each with the id of its group."""
    for one in group:
        kind = one.tag.removeprefix(SVG)
        if kind == "g":
            yield from _drawn(one, shapes, one.get("id", gid))
        if kind not in ("path", "text", "use"):
            continue
        style = dict(part.split(": ", 1) for part in one.get("style", "").split("; ") if part)
        known = {name: value for name, value in {**one.attrib, **style}.items() if name not in _LEFT_OUT}
        if kind == "use":
            kind, place = "path", f"translate({known.pop('x')} {known.pop('y')})"
            known |= {"transform": place, "d": shapes[known.pop("{http://www.w3.org/1999/xlink}href")[1:]]}
        if known.get("fill") == "none" and "stroke" not in known:
            continue
        known |= EDGED if gid == ON_GROUND else {}
        place = _MOVED.search(one.get("transform", ""))
        known |= {"transform": place[0]} if place else {}
        made = ElementTree.Element(
            kind, {name: _SHORT[name](value) if name in _SHORT else value for name, value in known.items()}
        )
        made.text = one.text if kind == "text" else None
        yield gid, made


def _short(value: str) -> str:
    """Places to a tenth of a unit."""
    return _DECIMALS.sub(lambda found: f"{float(found[0]):.1f}".removesuffix(".0"), " ".join(value.split()))


def _steps(d: str) -> str:
    """A path of straight lines by steps from point to point, which are shorter to write; another as it is."""
    if set(_LETTERS.findall(d)) - {"M", "L", "z"}:
        return _short(d)
    made = []
    for ring in d.split("M")[1:]:
        x, y, *_more = points = [round(10 * float(one)) for one in _NUMBERS.findall(ring)]
        steps = " ".join(f"{(b - a) / 10:g}" for a, b in zip(points, points[2:], strict=False))
        made.append(f"M{x / 10:g} {y / 10:g}l{steps}{'z' * ('z' in ring)}")
    return "".join(made)


_SHORT = {"d": _steps, "x": _short, "y": _short, "transform": _short}
