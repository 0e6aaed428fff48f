"""The companions of a table of communes: their contours, which of them touch, and who knows whom.

Beside ``FILE.csv`` stand ``FILE.geojson`` and ``FILE-adjacency.csv``, or ``contours.geojson`` and ``adjacency.csv`` if
these hold every commune of the table. All are optional: without contours maps show circles, without either file no two
communes are known to touch. Where ``FILE-ties.csv`` stands beside it, that is the law of ties (`ties.py`).
"""

import csv
import io
import json
from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from contagion.sim.errors import InputError
from contagion.sim.reading import MEGABYTE, content_of

LARGEST = 500 * MEGABYTE  # of a file of contours
ADJACENCY, TIES = "-adjacency.csv", "-ties.csv"  # what follows the name of a table

type Rings = list[NDArray[np.float64]]
"""Rings of one commune, each (points, 2): longitude and latitude in degrees, closed; holes follow their polygon."""


@dataclass(frozen=True)
class Companions:
    """What stands beside a table of communes."""

    contours: dict[str, Rings] | None
    """Rings by INSEE code; a commune may be missing."""
    pairs: list[tuple[str, str]]
    """Codes of the communes that touch, each pair once, the lower code first."""
    ties: Path | None
    """The file that says who knows whom."""
    files: tuple[Path, ...]
    """The files that were used."""


def companions(path: Path, codes: tuple[str, ...]) -> Companions:
    """Find and read the companions of a table.

    Parameters
    ----------
    path : Path
        The table of communes.
    codes : tuple of str
        Its INSEE codes. What the companions hold of other communes is left aside.

    Raises
    ------
    InputError
        If a companion is there and is not what it should be.
    """
    contours, pairs, files = None, None, []
    for file in (path.with_suffix(".geojson"), path.parent / "contours.geojson"):
        if contours is None and file.is_file():
            rings = read_contours(file)
            if file.stem == path.stem or all(code in rings for code in codes):
                contours = {code: rings[code] for code in codes if code in rings}
                files.append(file)
    for file in (path.with_name(f"{path.stem}{ADJACENCY}"), path.parent / "adjacency.csv"):
        if pairs is None and file.is_file():
            found = read_adjacency(file)
            named = {code for pair in found for code in pair}
            if file.stem != "adjacency" or len(codes) == 1 or all(code in named for code in codes):
                pairs = found
                files.append(file)
    if pairs is None:
        pairs = touching(contours or {})
    ties: Path | None = path.with_name(f"{path.stem}{TIES}")
    if ties.is_file():
        files.append(ties)
    else:
        ties = None
    known = set(codes)
    return Companions(contours, [pair for pair in pairs if known.issuperset(pair)], ties, tuple(files))


def read_contours(path: Path) -> dict[str, Rings]:
    """Rings by INSEE code from a GeoJSON file of Polygons and MultiPolygons in degrees.

    The code of a feature is its property ``insee_code``, or ``code``, or its id.
    """
    try:
        document = json.loads(content_of(path, LARGEST))
        features = document["features"]
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}); a GeoJSON file is needed") from None
    except json.JSONDecodeError as error:
        raise InputError(f"{path}, line {error.lineno}: not GeoJSON ({error.msg})") from None
    except RecursionError:
        raise InputError(f"{path}: lists are nested too deeply; not GeoJSON, whose coordinates are 4 deep") from None
    except (KeyError, TypeError, ValueError):  # a ValueError is of letters that are not UTF-8, or of numbers too long
        raise InputError(f"{path}: not GeoJSON; a FeatureCollection of Polygons or MultiPolygons is needed") from None
    contours: dict[str, Rings] = {}
    if not isinstance(features, list):
        raise InputError(f"{path}: features is not a list; a FeatureCollection is needed")
    for number, feature in enumerate(features, start=1):
        code = None
        try:
            properties = feature.get("properties") or {}
            code = str(properties.get("insee_code") or properties.get("code") or feature["id"])
            contours.setdefault(code, []).extend(_rings(feature["geometry"]))
        except (KeyError, TypeError, ValueError, AttributeError, OverflowError):
            raise InputError(
                f"{path}, feature {number} ({code or 'no code'}): not a contour; an INSEE code and a Polygon "
                "or MultiPolygon of closed rings in degrees are needed"
            ) from None
    return contours


def _rings(geometry: dict[str, Any]) -> Rings:
    """The rings of a geometry, checked; ValueError if it is not made of polygons."""
    polygons = {"Polygon": [geometry["coordinates"]], "MultiPolygon": geometry["coordinates"]}.get(geometry["type"])
    if not polygons:
        raise ValueError("not a polygon")
    rings = [np.array([point[:2] for point in ring], dtype=float) for polygon in polygons for ring in polygon]
    for ring in rings:
        closed = ring.ndim == 2 and ring.shape[1] == 2 and len(ring) > 3 and np.array_equal(ring[0], ring[-1])
        if not closed or not (np.abs(ring) <= (180, 90)).all():
            raise ValueError("not a closed ring in degrees")
    return rings


def read_adjacency(path: Path) -> list[tuple[str, str]]:
    """Pairs of touching communes from a CSV file with the columns ``insee_a`` and ``insee_b``."""
    try:
        rows = list(csv.reader(io.StringIO(content_of(path, LARGEST).decode("utf-8-sig"), newline="")))
        a, b = rows[0].index("insee_a"), rows[0].index("insee_b")
    except (OSError, UnicodeDecodeError, csv.Error, IndexError, ValueError):
        raise InputError(f"{path}: a CSV file in UTF-8 with the columns insee_a and insee_b is needed") from None
    pairs = []
    for line, row in enumerate(rows[1:], start=2):
        if not row:
            continue
        if len(row) != len(rows[0]) or not row[a] or not row[b] or row[a] == row[b]:
            raise InputError(f"{path}, line {line}: '{','.join(row)}'; the codes of two different communes are needed")
        pairs.append((min(row[a], row[b]), max(row[a], row[b])))
    return sorted(set(pairs))


def touching(contours: dict[str, Rings]) -> list[tuple[str, str]]:
    """Pairs of communes that share a stretch of boundary, drawn with the same vertices on both sides."""
    owners: defaultdict[tuple[tuple[float, ...], ...], list[str]] = defaultdict(list)
    for code, rings in contours.items():
        for ring in rings:
            points = list(map(tuple, ring.tolist()))
            for start, end in pairwise(points):
                owners[min(start, end), max(start, end)].append(code)
    pairs = {(min(codes), max(codes)) for codes in owners.values() if len(codes) == 2 and codes[0] != codes[1]}
    return sorted(pairs)
