"""The territory: its communes, the distances between them, who has ties with whom and who works where. A commune
without inhabitants, jobs or establishments leaves every figure of the others as it is, to the last bit.

Beside a table of communes, ``FILE.csv``, stand ``FILE.geojson`` and ``FILE-adjacency.csv``, or ``contours.geojson`` and
``adjacency.csv`` if these hold every commune of the table. All are optional: without contours maps show circles,
without either file no two communes are known to touch. ``FILE-ties.csv`` is the law of ties (`ties.py`).
"""

import csv
import io
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import cache, cached_property, lru_cache
from hashlib import file_digest, sha256
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from contagion.models.territory.communes import BANDS, SHIPPED, largest_remainder, load_communes
from contagion.models.territory.distances import Distances
from contagion.models.territory.gazetteer import plain, taken_over
from contagion.models.territory.ties import (
    Commuting,
    Kernels,
    balanced_mass,
    commuting_beta,
    commuting_kernel,
    read_ties,
    shares_of,
    tie_kernel,
)
from contagion.sim.errors import InputError, perhaps
from contagion.sim.reading import MEGABYTE, content_of

if TYPE_CHECKING:
    import networkx as nx


LARGEST = 500 * MEGABYTE  # of a file of contours
ADJACENCY, TIES = "-adjacency.csv", "-ties.csv"  # what follows the name of a table

type Rings = list[NDArray[np.float64]]
"""Rings of one commune, each (points, 2): longitude and latitude in degrees, closed; holes follow their polygon."""


@dataclass(frozen=True)
class Companions:
    """What files next to a table of communes hold."""

    contours: dict[str, Rings] | None
    """Rings by INSEE code; a commune may be missing."""
    pairs: list[tuple[str, str]]
    """Codes of the communes that touch, each pair once, the lower code first."""
    ties: Path | None
    """The file that says who knows whom."""
    files: tuple[Path, ...]
    """The files that were used."""


def companions(path: Path, codes: tuple[str, ...]) -> Companions:
    """Find and read the companions of a table of communes of these INSEE codes; what they hold of other communes is
    left aside. `InputError` if one is there and is not what it should be."""
    contours, pairs, files = None, None, []
    for file in (path.with_suffix(".geojson"), path.parent / "contours.geojson"):
        if contours is None and file.is_file():
            rings = read_contours(file)
            if file.stem == path.stem or all(code in rings for code in codes):
                contours = {code: rings[code] for code in codes if code in rings}
                files.append(file)
    for file in (path.with_name(f"{path.stem}{ADJACENCY}"), path.parent / "adjacency.csv"):
        if pairs is None and file.is_file():
            adjacency = read_adjacency(file)
            codes_of_pairs = {code for pair in adjacency for code in pair}
            if file.stem != "adjacency" or len(codes) == 1 or all(code in codes_of_pairs for code in codes):
                pairs = adjacency
                files.append(file)
    if pairs is None:
        pairs = touching(contours or {})
    ties: Path | None = path.with_name(f"{path.stem}{TIES}")
    if ties.is_file():
        files.append(ties)
    else:
        ties = None
    codes_here = set(codes)
    return Companions(contours, [pair for pair in pairs if codes_here.issuperset(pair)], ties, tuple(files))


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
    """Check and return the rings of a geometry. Raises ValueError if it is not made of polygons."""
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


SHIPPED_SOURCE = (
    "INSEE (population 2017, census 2022), IGN ADMIN EXPRESS 2018, Licence Ouverte 2.0; see data/SOURCES.md"
)
BY_A_GRAPH = "who knows whom by your own graph"

type Floats = NDArray[np.float64]
type Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Territory:
    """C communes in the order of their codes. Arrays are read-only. Build with `Territory.from_file`."""

    codes: tuple[str, ...]
    """INSEE codes, rising."""
    names: tuple[str, ...]
    population: Ints
    """Inhabitants, shape (C,)."""
    residents: Ints
    """Residents aged 15–29, 30–44, 45–59, 60–74, 75–89, 90 and over, shape (C, 6); all others are younger."""
    households: Ints
    """Shape (C,)."""
    jobs: Floats
    """Jobs at the place of work, survey-weighted, shape (C,)."""
    establishments: Ints
    """Establishments with employees, shape (C,)."""
    seats: Ints
    """Municipal council seats, shape (C,)."""
    area_km2: Floats
    """Shape (C,)."""
    latlon: Floats
    """Latitude and longitude of the main settlement, degrees, shape (C, 2)."""
    urban_status: tuple[str, ...]
    """C town centre, B suburb, I isolated town, R outside any urban unit; empty where unknown."""
    touching: Ints
    """Rows of the communes that touch, each pair once, shape (pairs, 2); none if no contours are known."""
    contours: dict[str, Rings] | None
    """Rings by code, or None."""
    kernels: Kernels
    source: str
    """Where the figures come from, in a line for maps and tables."""
    checksum: str
    """SHA-256 of the table and its companions."""
    filled: tuple[str, ...]
    """What the table did not say and how it was filled in, in words."""
    living_standard_eur: Floats | None = None
    """Median standard of living, euros a year, shape (C,); NaN where it is secret or not given."""
    own_ties: Floats | None = None
    """Shares of the ties by your own graph, shape (C, C), in place of the law of ties; None by that law."""

    @classmethod
    def from_file(cls, path: Path | None = None, *, kernels: Kernels | None = None) -> "Territory":
        """Read a table of communes (by default the 68 of Grand Besançon) and the files next to it (`load_communes` and
        `companions` say what is refused). Files that have not changed are read once."""
        file = SHIPPED if path is None else Path(path)
        read = _read(file, _digests(file))
        return read.under(kernels) if kernels else read

    @cached_property
    def identity(self) -> str:
        """By which it is known as the same territory, whatever is said of its communes."""
        return identity_of(self.codes)

    def under(self, kernels: Kernels) -> Self:
        """Return the same communes under other laws; distances are worked out only once, and so is commuting where its
        law is the same."""
        territory = replace(self, kernels=kernels)
        same: dict[str, Any] = {"ground": self.ground, "distances": self.distances}
        if kernels.commuting_beta_per_km == self.kernels.commuting_beta_per_km:
            same["commuting"] = self.commuting
        vars(territory).update(same)
        return territory

    def __len__(self) -> int:
        return len(self.codes)

    @cached_property
    def ground(self) -> "Territory":
        """The same communes whatever the laws over them: one object for all that are made `under` other laws, to keep
        what is worked out of the communes alone."""
        return self

    @cached_property
    def index(self) -> dict[str, int]:
        """Row of each code."""
        return {code: row for row, code in enumerate(self.codes)}

    @cached_property
    def centre(self) -> int:
        """Row of the most populous commune, the first of them if there are several."""
        return int(self.population.argmax())

    @cached_property
    def distances(self) -> Distances:
        """Distances of single pairs and rows, for a territory of any size."""
        return Distances(self.latlon, self.area_km2)

    @cached_property
    def commuting(self) -> Commuting:
        """Who works where, for a territory of any size."""
        adults = self.residents.sum(axis=1).astype(float)
        return Commuting(self.distances, self.attraction, adults, self.commuting_beta_per_km)

    @property
    def attraction(self) -> Floats:
        """Jobs, or inhabitants where nobody counted a job."""
        return self.jobs if self.jobs.any() else self.population.astype(float)

    @cached_property
    def tie_mass(self) -> Floats:
        """Residents aged 15 and over times the factors that make ties mutual, shape (C,); 0 with your own ties."""
        if self.own_ties is not None:
            return _frozen(np.zeros(len(self)))
        return _frozen(balanced_mass(self.residents.sum(axis=1).astype(float), self.distances, self.kernels))

    @cached_property
    def ties_within_and_to_centre(self) -> tuple[Floats, Floats]:
        """Shares of the ties of each commune's residents that stay there, and that lead to the centre, shapes (C,)."""
        if self.own_ties is not None:
            return self.own_ties.diagonal(), self.own_ties[:, self.centre]
        mass, law, everywhere = self.tie_mass, self.kernels, np.arange(len(self))
        within, to_centre = np.empty(len(self)), np.empty(len(self))
        for block in self.distances.blocks():
            distance = self.distances.between(block[:, None], everywhere)
            share = tie_kernel(mass, distance, law.tie_exponent, law.tie_offset_km, rows=block)
            within[block], to_centre[block] = share[np.arange(len(block)), block], share[:, self.centre]
        return within, to_centre

    # The following are tables of all pairs: for maps, figures and graphs of territories that are not too large.

    @cached_property
    def contiguity(self) -> NDArray[np.bool_]:
        """Whether two communes touch, shape (C, C)."""
        matrix = np.zeros((len(self), len(self)), dtype=bool)
        a, b = self.touching.T
        matrix[a, b] = matrix[b, a] = True
        return _frozen(matrix)

    @cached_property
    def distance_km(self) -> Floats:
        """Distance between communes and, on the diagonal, within them, km, shape (C, C)."""
        return self.distances.matrix

    @cached_property
    def commuting_beta_per_km(self) -> float:
        """Decay of commuting with distance: as set, or by the law of the mean area."""
        if self.kernels.commuting_beta_per_km is not None:
            return self.kernels.commuting_beta_per_km
        return commuting_beta(float(self.area_km2[self.population > 0].mean()))

    @cached_property
    def tie_share(self) -> Floats:
        """Share of the ties of each commune (row) that lead to each other one, shape (C, C); rows add up to 1."""
        law = self.kernels
        if self.own_ties is not None:
            return self.own_ties
        return _frozen(tie_kernel(self.tie_mass, self.distance_km, law.tie_exponent, law.tie_offset_km))

    @cached_property
    def commuting_share(self) -> Floats:
        """Share of the workers of each commune (row) who work in each other one, shape (C, C); rows add up to 1."""
        return _frozen(commuting_kernel(self.attraction, self.distance_km, self.commuting_beta_per_km))

    @cached_property
    def graph(self) -> "nx.DiGraph":
        """The territory as a graph: a node for each commune, by code; an edge for each ordered pair, loops included.

        Nodes carry ``name, population, residents (15 and over), households, jobs, establishments, seats, area_km2,
        latitude, longitude, urban_status``; edges ``distance_km, contiguous, tie_share, commuting_share``.
        """
        import networkx as nx  # slow to load

        graph = nx.DiGraph(source=self.source)
        graph.add_nodes_from(self._nodes())
        graph.add_edges_from(self._edges())
        return graph

    def _nodes(self) -> Iterator[tuple[str, dict[str, object]]]:
        columns = {
            "name": self.names,
            "population": self.population.tolist(),
            "residents": self.residents.sum(axis=1).tolist(),
            "households": self.households.tolist(),
            "jobs": self.jobs.tolist(),
            "establishments": self.establishments.tolist(),
            "seats": self.seats.tolist(),
            "area_km2": self.area_km2.tolist(),
            "latitude": self.latlon[:, 0].tolist(),
            "longitude": self.latlon[:, 1].tolist(),
            "urban_status": self.urban_status,
        }
        for code, *values in zip(self.codes, *columns.values(), strict=True):
            yield code, dict(zip(columns, values, strict=True))

    def _edges(self) -> Iterator[tuple[str, str, dict[str, object]]]:
        names = ("distance_km", "contiguous", "tie_share", "commuting_share")
        matrices = (self.distance_km, self.contiguity, self.tie_share, self.commuting_share)
        for a, *rows in zip(self.codes, *(matrix.tolist() for matrix in matrices), strict=True):
            for b, *values in zip(self.codes, *rows, strict=True):
                yield a, b, dict(zip(names, values, strict=True))


@lru_cache(maxsize=4)
def _read(file: Path, _digests: tuple[bytes, ...]) -> Territory:
    frame = load_communes(file)
    codes = tuple(frame["insee_code"])
    beside = companions(file, codes)
    digest, contents = sha256(), [one.read_bytes() for one in (file, *beside.files)]
    for content in contents:
        digest.update(sha256(content).digest())
    at_home = file.resolve() == SHIPPED or (beside.ties and contents[0] == SHIPPED.read_bytes())
    source = SHIPPED_SOURCE if at_home else frame.attrs["source"] or str(file)
    index = {code: row for row, code in enumerate(codes)}
    touching = np.array([(index[a], index[b]) for a, b in beside.pairs], dtype=np.int64).reshape(-1, 2)
    population = _frozen(frame["population"])
    residents = _frozen(largest_remainder(population, frame[list(BANDS)].fillna(0))[:, 1:])
    ties, alone = shares_of(read_ties(beside.ties, codes), residents.sum(axis=1)) if beside.ties else (None, ())
    return Territory(
        codes=codes,
        names=tuple(frame["name"]),
        population=population,
        residents=residents,
        households=_frozen(frame["households"]),
        jobs=_frozen(frame["jobs"]),
        establishments=_frozen(frame["establishments"]),
        seats=_frozen(frame["seats"]),
        area_km2=_frozen(frame["area_km2"]),
        latlon=_frozen(frame[["latitude", "longitude"]]),
        urban_status=tuple(frame["urban_status"]),
        touching=_frozen(touching),
        contours=beside.contours,
        kernels=Kernels(),
        source=source if ties is None else f"{source}; {BY_A_GRAPH}",
        checksum=digest.hexdigest(),
        filled=(*frame.attrs["filled"], *([_alone(len(alone))] if len(alone) else [])),
        living_standard_eur=_frozen(frame["median_living_standard_2021_eur"]),
        own_ties=None if ties is None else _frozen(ties),
    )


def _digests(file: Path) -> tuple[bytes, ...]:
    """Return digests of a table and the files that may lie next to it; reading reports unreadable ones."""
    names = (
        file.name,
        f"{file.stem}.geojson",
        "contours.geojson",
        f"{file.stem}{ADJACENCY}",
        "adjacency.csv",
        f"{file.stem}{TIES}",
    )
    return tuple(_digest(file.with_name(name)) for name in names)


def _digest(file: Path) -> bytes:
    try:
        with file.open("rb") as content:
            return file_digest(content, "sha256").digest()
    except OSError:
        return b""


def _alone(communes: int) -> str:
    return f"ties: all within, in the {communes:,} communes whose residents know nobody by the graph"


def identity_of(codes: Iterable[str]) -> str:
    """Return an identifier of a territory by its communes."""
    return sha256(" ".join(sorted(codes)).encode()).hexdigest()[:12]


@cache
def home() -> str:
    """Return the identifier of Grand Besançon."""
    return identity_of(load_communes()["insee_code"])


def _frozen(values: ArrayLike) -> NDArray:
    """Copy an array, and make the copy read-only."""
    array = np.array(values)
    array.setflags(write=False)
    return array


def communes_named(territory: Territory, names: tuple[str, ...]) -> list[int]:
    """Rows of the communes that are named, in order; each once. `InputError` for a name that no commune has, or
    several, and where there is no commune outside the centre."""
    return sorted({row for name in names for row in rows_named(territory, name, "communes")})


@lru_cache(maxsize=2)
def _plain_names(territory: Territory) -> list[str]:
    return [plain(name) for name in territory.names]


def rows_named(territory: Territory, name: str, where: str) -> Iterator[int]:
    """Rows of the communes that a name means; `where` says where it was given."""
    names = _plain_names(territory)
    match plain(name):
        case "the centre":
            yield territory.centre
        case "outside the centre":
            if len(territory) == 1:
                raise InputError(f"{where}: {name!r}: this territory holds a single commune")
            yield from (row for row in range(len(territory)) if row != territory.centre)
        case _ if name.strip().upper() in territory.index:
            yield territory.index[name.strip().upper()]
        case written if names.count(written) == 1:
            yield names.index(written)
        case written if written in names:
            codes = [code for code, own in zip(territory.codes, names, strict=True) if own == written]
            raise InputError(f"{where}: {name!r} is the name of {len(codes)} communes; give a code: {', '.join(codes)}")
        case _ if became := taken_over(name, territory.index):
            raise InputError(f"{where}: {name!r} is not a commune of this territory; {became}")
        case written:
            near = get_close_matches(written, names, n=1, cutoff=0.5)
            nearest = perhaps(territory.names[names.index(near[0])]) if near else ""
            raise InputError(f"{where}: {name!r} is not a commune of this territory{nearest}")
