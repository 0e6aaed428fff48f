"""Territories for an analyst: by the name of an EPCI, a department or a region, from a file, or from a data frame; with
a graph of NetworkX as the law of who knows whom.

All are tables of communes in files, so that runs and workers find them again. New ones are kept in
`results/territories`, under a name with the digest of their content.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from functools import cached_property
from hashlib import sha256
from math import isfinite
from numbers import Real
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from contagion.experiments.say.answers import Answer, Answered
from contagion.models.runs.vocabulary import KEPT_IN, path_of, whole
from contagion.models.territory import gazetteer
from contagion.models.territory import territory as model
from contagion.models.territory.communes import SHIPPED, load_communes
from contagion.models.territory.distances import SMALL
from contagion.models.territory.extract import extract
from contagion.models.territory.gazetteer import plain as plain_name
from contagion.models.territory.territory import ADJACENCY, TIES, Floats, communes_named, companions
from contagion.models.territory.territory import Territory as OfTheModel
from contagion.models.territory.ties import ENDLESS, ties_csv
from contagion.sim.errors import InputError
from contagion.sim.files import csv_of
from contagion.sim.reading import given

if TYPE_CHECKING:
    import networkx as nx
    from matplotlib.axes import Axes


WEIGHTS = ("weight", "tie_share")
"""Attributes of an edge that may give how much people know each other; the first one that any edge has counts."""
HOW = 'nx.set_edge_attributes(graph, 1.0, "weight") gives all edges one'


def weights_of(graph: nx.Graph, territory: OfTheModel) -> Floats:
    """Return the weights of a graph over the communes of a territory, shape (C, C), with parallel edges added up.

    Raises
    ------
    InputError
        For a territory too large for a graph, a node that is no commune of it, a weight that is missing, negative or
        no number, and a graph without a weight above 0.
    """
    import networkx as nx

    if not isinstance(graph, nx.Graph):
        raise InputError(f"graph: must be a graph of NetworkX, not {type(graph).__name__}")
    if len(territory) > SMALL:
        raise InputError(
            f"graph: is for a territory of at most {SMALL:,} communes, and this one has {len(territory):,}"
        )
    rows, name, edges = _rows(graph, territory), WEIGHTS[0], [*graph.edges(data=True)]
    if not any(name in edge for *_, edge in edges):
        name = WEIGHTS[1]
    weights = np.zeros((len(territory), len(territory)))
    for a, b, edge in edges:
        weight = _weight(a, b, edge, name)
        weights[rows[a], rows[b]] += weight
        if not graph.is_directed() and rows[a] != rows[b]:
            weights[rows[b], rows[a]] += weight
    if not weights.any():
        raise InputError("graph: has no edge with a weight above 0, so nobody would know anybody")
    return weights


def _rows(graph: nx.Graph, territory: OfTheModel) -> dict[Any, int]:
    """Find the row of the commune of each node; raise InputError unless each node is one commune of its own."""
    rows: dict[Any, int] = {}
    named: dict[int, Any] = {}
    for node in graph:
        word = f"{node:05}" if isinstance(node, int) else node
        if not isinstance(word, str):
            raise InputError(f"graph, node {given(node)}: must be the INSEE code or the name of a commune")
        try:
            found = communes_named(territory, (word,))
        except InputError as error:
            raise InputError(f"graph, node {str(error).removeprefix('communes: ')}") from None
        if len(found) > 1 or found[0] in named:
            both = f"and {given(named[found[0]])} are one commune" if found[0] in named else "is more than one commune"
            raise InputError(f"graph, node {given(node)} {both}; give each commune one node")
        rows[node], named[found[0]] = found[0], node
    return rows


def _weight(a: Any, b: Any, edge: dict[str, Any], name: str) -> float:
    at = f"graph, edge {given(a)} to {given(b)}"
    if name not in edge:
        raise InputError(f"{at}: has no weight; {HOW}")
    weight = edge[name]
    if isinstance(weight, bool) or not isinstance(weight, Real) or not isfinite(weight) or not 0 <= weight < ENDLESS:
        raise InputError(f"{at}: {name} {given(weight)}: must be a number of 0 or more")
    return float(weight)


TABLE = "table of communes"
VINTAGES = (2017, 2021)
OWN_TIES = ", own ties"


class Territory(Answered):
    """A territory for runs, made by `contagion.territory`, `from_file` or `from_dataframe`.

    Attributes
    ----------
    path : Path or None
        Its table of communes; None is Grand Besançon's.
    name : str
    """

    def __init__(self, path: Path | None, name: str) -> None:
        self.path, self.name = path, name

    @classmethod
    def from_file(cls, path: Path | str) -> Territory:
        """Read a table of communes in the form of `data/communes.csv`, with or without contours (`FILE.geojson`) and
        contiguity (`FILE-adjacency.csv`) next to it. Later changes of the files have no effect.

        Raises
        ------
        InputError
            Naming file, line, commune, column, the value found and what would be valid.
        """
        file = path_of(path, "table of communes")
        if file.resolve() == SHIPPED:
            return cls(None, "Grand Besançon")
        codes = tuple(load_communes(file)["insee_code"])
        beside = [(_ending(one), one.read_bytes()) for one in companions(file, codes).files]
        return cls(_kept(file.stem, file.read_bytes(), beside), file.stem)

    @classmethod
    def from_dataframe(
        cls, communes: pd.DataFrame, *, name: str = "own territory", contours: Path | str | None = None
    ) -> Territory:
        """Make a territory from your own table.

        Parameters
        ----------
        communes : DataFrame, one row per commune
            Needed: insee_code, name, population, area_km2, latitude, longitude and the age bands `age_0_14_2022` to
            `age_90_plus_2022`. The other columns of `data/communes.csv` (`data/SOURCES.md`) may be missing: stated
            substitutes then replace them. `contagion.territory(...).communes` is such a frame.
        contours : Path or str, optional
            A GeoJSON file of the contours; without, maps show circles, and no communes are known to touch.

        Raises
        ------
        InputError
            Naming the commune, the column, the value found and what would be valid.
        """
        if not isinstance(communes, pd.DataFrame):
            raise InputError(f"{TABLE}: must be a pandas DataFrame, not {type(communes).__name__}")
        if not isinstance(name, str):
            raise InputError(f"name {given(name)}: must be text")
        text = communes.copy()
        if "insee_code" in text:
            text["insee_code"] = [str(code).zfill(5) for code in text["insee_code"]]
        try:
            beside = [(".geojson", path_of(contours, "contours").read_bytes())] if contours is not None else []
        except OSError as error:
            raise InputError(f"{contours}: cannot be read ({error.strerror}); a GeoJSON file is needed") from None
        path = _kept(_stem(name), csv_of(text).encode(), beside)
        try:
            model.Territory.from_file(path)
        except InputError as error:
            for file in path.parent.glob(f"{path.stem}*"):
                with suppress(OSError):
                    file.unlink()
            raise InputError(str(error).replace(str(path), TABLE)) from None
        return cls(path, name)

    @cached_property
    def model(self) -> OfTheModel:
        """The territory of the model: distances, ties, commuting."""
        return OfTheModel.from_file(self.path)

    def graph(self) -> nx.DiGraph:
        """Return a copy of its graph of communes (NetworkX): change it for `contagion.territory(..., graph=)`."""
        return self.model.graph.copy()

    def with_graph(self, graph: nx.Graph) -> Territory:
        """Return the same communes with a graph as the law of who knows whom (`contagion.territory`)."""
        file = self.path or SHIPPED
        beside = [(_ending(one), one.read_bytes()) for one in companions(file, self.model.codes).files]
        ties = [(TIES, ties_csv(weights_of(graph, self.model), self.model.codes))]
        name = self.name.removesuffix(OWN_TIES)
        kept = _kept(_stem(name), file.read_bytes(), [*(one for one in beside if one[0] != TIES), *ties])
        return Territory(kept, f"{name}{OWN_TIES}")

    @property
    def communes(self) -> pd.DataFrame:
        """Its table as in the file, one row per commune; `from_dataframe` accepts it."""
        return pd.read_csv(self.path or SHIPPED, dtype={"insee_code": str, "department": str, "census_unit": str})

    @property
    def residents(self) -> int:
        """Residents aged 15 and over."""
        return int(self.model.residents.sum())

    @property
    def filled(self) -> list[str]:
        """Which values its table lacks, and how they were filled in, in words."""
        return list(self.model.filled)

    def __len__(self) -> int:
        return len(self.model)

    def plot(self, values: Any = None, *, label: str = "", title: str = "", ax: Axes | None = None) -> Axes:
        """Draw a map, coloured by values (a mapping or series by INSEE code) if there are any."""
        from contagion.experiments.say.charts.axes import for_a_map
        from contagion.experiments.say.charts.maps import draw_territory

        by_code = values.to_dict() if isinstance(values, pd.Series) else values
        numbers = (int, float, np.integer, np.floating)
        ok = isinstance(by_code, Mapping) and all(isinstance(one, numbers) for one in by_code.values())
        if by_code is not None and not ok:
            raise InputError(f"values {given(values)}: must be numbers by INSEE code, a mapping or a series")
        for what, text in (("label", label), ("title", title)):
            if not isinstance(text, str):
                raise InputError(f"{what} {given(text)}: must be text")
        return draw_territory(self.model, by_code, ax=for_a_map(ax), label=label, title=title or self.name)

    def _size(self) -> str:
        return (
            f"{len(self):,} communes, {self.model.population.sum():,} inhabitants, {self.residents:,} aged 15 and over"
        )

    def __repr__(self) -> str:
        return f"<Territory {self.name}: {self._size()}>"

    def _answer(self) -> Answer:
        filled = [f"Filled in: {words}" for words in self.filled[:3]]
        return Answer([self.name, self._size(), self.model.source, *filled])


def place(asked: Any = None, *, kind: str | None = None, vintage: int = 2017) -> Territory:
    """Return the territory asked for; see `contagion.territory`."""
    if kind is not None and (not isinstance(kind, str) or kind not in gazetteer.KINDS):
        raise InputError(f"kind {given(kind)}: must be {', '.join(gazetteer.KINDS)}")
    if whole(vintage, "vintage") not in VINTAGES:
        raise InputError(f"vintage {vintage!r}: must be 2017 or 2021, the years that the population is known of")
    if asked is None:
        return Territory(None, "Grand Besançon")
    if isinstance(asked, Territory):
        return asked
    if isinstance(asked, str | Path):
        file = Path(asked)
        if file.suffix.lower() == ".csv" or isinstance(asked, Path):
            return Territory.from_file(file)
        perimeter = gazetteer.find_any(str(asked), kind)
    elif isinstance(asked, Iterable) and not isinstance(asked, pd.DataFrame | bytes | Mapping):
        perimeter = gazetteer.perimeter_of_codes(",".join(map(str, asked)), "territory")
    else:
        raise InputError(
            f"territory: must be a name, INSEE codes, the path of a table or a Territory, not {type(asked).__name__}"
        )
    # Grand Besançon's own table says more than the national ones do
    if vintage == 2017 and set(perimeter.codes) == set(load_communes()["insee_code"]):
        return Territory(None, "Grand Besançon")
    return Territory(extract(perimeter, vintage).kept(KEPT_IN), perimeter.title)


def _ending(companion: Path) -> str:
    if companion.suffix == ".geojson":
        return ".geojson"
    return TIES if companion.name.endswith(TIES) else ADJACENCY


def _stem(name: str) -> str:
    return plain_name(name).replace(" ", "-") or "own"


def _kept(stem: str, table: bytes, beside: list[tuple[str, bytes]]) -> Path:
    """Save a table with its companion files under a name with the digest of their content; return its path."""
    digest = sha256(b"\0".join([table, *(content for _, content in beside)])).hexdigest()
    path = KEPT_IN / f"{stem}-{digest[:12]}.csv"
    try:
        KEPT_IN.mkdir(parents=True, exist_ok=True)
        for ending, content in [*beside, (".csv", table)]:  # the table last: where it exists, all do
            file = path.with_name(f"{path.stem}{ending}")
            if not file.is_file() or file.read_bytes() != content:
                file.write_bytes(content)
    except OSError as error:
        raise InputError(f"{path}: cannot be written ({error.strerror or error})") from None
    return path.resolve()
