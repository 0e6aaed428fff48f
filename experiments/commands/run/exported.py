"""A run for other programs: the communes as GeoJSON for maps, and as GraphML for networks."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from math import isfinite
from pathlib import Path as File
from typing import TYPE_CHECKING, Any

import networkx as nx
import numpy as np
from matplotlib.path import Path

from contagion.models.outcomes.descent import generation_of, parent_rows
from contagion.models.records import CHANNELS, NONE, PERSONAL
from contagion.models.runs.vocabulary import amount, path_of
from contagion.sim.errors import InputError
from contagion.sim.files import write_whole

if TYPE_CHECKING:
    import pandas as pd

    from contagion.models.territory.territory import Rings, Territory


NOBODY = -1  # a letter, an event
PERSON, ORGANISATION = "person", "organisation"


def of_communes(graph: nx.DiGraph, figures: pd.DataFrame) -> nx.DiGraph:
    """Copy a territory's graph, with figures by INSEE code on its nodes; leave out unknown values."""
    copy = graph.copy()
    for name in figures:
        values = {code: plain(value) for code, value in figures[name].items()}
        nx.set_node_attributes(copy, {code: value for code, value in values.items() if value is not None}, name)
    return copy


def information_graph(tables: Mapping[str, pd.DataFrame], weeks: int) -> nx.MultiDiGraph:
    """Who told whom, of those who registered of it in the first weeks: an edge a registration, from the person or the
    organisation that told them (`models.records`). One that came of a letter or an event has nobody there."""
    graph, events = nx.MultiDiGraph(), tables["events"]
    rows = events[(events["kind"] == "registered") & (events["other"] != NOBODY) & (events["week"] < weeks)]
    tellers = rows[["other", "detail"]].drop_duplicates()
    for teller, channel in tellers.itertuples(index=False):
        graph.add_node(int(teller), kind=ORGANISATION if channel == "partner" else PERSON)
    graph.add_nodes_from(rows["who"].tolist(), kind=PERSON)
    for week, who, other, channel in rows[["week", "who", "other", "detail"]].itertuples(index=False):
        graph.add_edge(int(other), int(who), week=int(week), channel=str(channel))
    return _with_communes(graph, tables)


def leadership_graph(tables: Mapping[str, pd.DataFrame], weeks: int) -> nx.MultiDiGraph:
    """Who led whom in the first weeks: an edge from each leader of a group to each who came to its first session, known
    by the group. Coordinators and mentors who stand in for a leader are not of the residents, and not there."""
    graph, leaders = nx.MultiDiGraph(), tables["groups"].set_index("group")[["leader_a", "leader_b"]]
    facilitators = {*tables["facilitators"]["facilitator"].tolist()}
    came = tables["participants"][tables["participants"]["week"] < weeks]
    for week, person, group in came[["week", "person", "group"]].itertuples(index=False):
        for leader in dict.fromkeys(leaders.loc[group].tolist()):
            graph.add_edge(int(leader), int(person), key=int(group), week=int(week))
    nx.set_node_attributes(graph, {node: node in facilitators for node in graph}, "facilitator")
    return _with_communes(graph, tables)


def descent_tree(tables: Mapping[str, pd.DataFrame], participants: bool = False) -> nx.DiGraph:
    """Who descends from whom among facilitators, the transmission tree of a run: an edge from each leader of the group
    that somebody came from, with its share of the descent (`weight`, one half for a pair). Nodes have the ids of the
    other graphs, and only attributes that they have a value for, as GraphML needs it. `participants` adds people who
    came to a group, with an edge from who invited them (weight 0, `channel`) where a person did."""
    graph, people = nx.DiGraph(), tables["facilitators"]
    if participants:
        _add_participants(graph, tables)
    parents = parent_rows(people)
    generations, ids = generation_of(parents).tolist(), people["facilitator"].tolist()
    for row, one in enumerate(people.to_dict("records")):
        lasting = {"group": one["from_group"], "left_week": one["left_week"]}
        graph.add_node(
            ids[row],
            kind="facilitator",
            number=row + 1,
            source=str(one["source"]),
            commune=str(one["commune"]),
            week=int(one["trained_week"]),
            generation=generations[row],
            **{name: int(value) for name, value in lasting.items() if value != NONE},
        )
    for row, pair in enumerate(parents.T.tolist()):
        for parent in pair:
            if parent != NONE:
                whole = pair[0] == pair[1]
                share = {"weight": 1.0 if whole else 0.5, "week": int(people["trained_week"].iloc[row])}
                graph.add_edge(ids[parent], ids[row], **share)
    return graph


def _add_participants(graph: nx.DiGraph, tables: Mapping[str, pd.DataFrame]) -> None:
    """Add those who came to a group, by their first, and who invited them to it: by their last registration before."""
    came = tables["participants"].drop_duplicates("person")
    for week, person, commune, group in came[["week", "person", "commune", "group"]].itertuples(index=False):
        places = {"kind": "participant", "commune": str(commune), "group": int(group), "week": int(week)}
        graph.add_node(int(person), source="participant", **places)
    events, sessions = tables["events"], dict(zip(came["person"].tolist(), came["week"].tolist(), strict=True))
    rows = events[(events["kind"] == "registered") & (events["programme"] == "")]
    rows = rows[rows["week"] <= rows["who"].map(sessions)].drop_duplicates("who", keep="last")
    rows = rows[rows["detail"].isin([CHANNELS[number] for number in PERSONAL]) & (rows["other"] != NOBODY)]
    for week, who, other, channel in rows[["week", "who", "other", "detail"]].itertuples(index=False):
        graph.add_edge(int(other), int(who), weight=0.0, week=int(week), channel=str(channel))


def _with_communes(graph: nx.MultiDiGraph, tables: Mapping[str, pd.DataFrame]) -> nx.MultiDiGraph:
    """With the INSEE code of the commune in which each person lives."""
    homes = tables["residents"].set_index("resident")["commune"].to_dict()
    nx.set_node_attributes(graph, {node: str(homes[node]) for node in graph if node in homes}, "commune")
    return graph


def plain(value: Any) -> Any:
    """Convert a value to a number of Python; return None for a number that is not finite."""
    number = value.item() if isinstance(value, np.generic) else value
    return None if isinstance(number, float) and not isfinite(number) else number


NETWORKS = {"told": information_graph, "led": leadership_graph}
type Ring = list[list[float]]


def write_geojson(path: File | str, territory: Territory, figures: pd.DataFrame) -> File:
    """Write a feature a commune: its contour, or the point of its main settlement, with figures by INSEE code."""
    rows = figures.to_dict("index")
    features = [
        {
            "type": "Feature",
            "id": code,
            "geometry": _geometry((territory.contours or {}).get(code), territory.latlon[number].tolist()),
            "properties": {
                "insee_code": code,
                "name": territory.names[number],
                "population": int(territory.population[number]),
                "residents_15_and_over": int(territory.residents[number].sum()),
                **{name: plain(value) for name, value in rows[code].items()},
            },
        }
        for number, code in enumerate(territory.codes)
    ]
    content = {"type": "FeatureCollection", "source": territory.source, "features": features}
    return _write(path, json.dumps(content, ensure_ascii=False, allow_nan=False).encode())


def write_graphml(path: File | str, territory: Territory, figures: pd.DataFrame, min_tie: float = 0.0) -> File:
    """Write the territory's graph with figures by INSEE code on its nodes, and the edges that carry at least a share
    `min_tie` of the ties of where they come from."""
    if not 0 <= amount(min_tie, "min_tie", "a share from 0 to 1") <= 1:
        raise InputError(f"min_tie {min_tie!r}: must be a share from 0 to 1")
    graph = of_communes(territory.graph, figures)
    graph.remove_edges_from([(a, b) for a, b, share in graph.edges(data="tie_share") if share < min_tie])
    return write_graph(path, graph)


def write_graph(path: File | str, graph: nx.DiGraph) -> File:
    """Write a graph as GraphML; return the path."""
    return _write(path, "\n".join(nx.generate_graphml(graph)).encode())


def _geometry(rings: Rings | None, latlon: list[float]) -> dict[str, Any]:
    if not rings:
        return {"type": "Point", "coordinates": latlon[::-1]}
    first, *more = polygons = list(_polygons(rings))
    return {"type": "MultiPolygon", "coordinates": polygons} if more else {"type": "Polygon", "coordinates": first}


def _polygons(rings: Rings) -> Iterator[list[Ring]]:
    """Yield the polygons that rings make up: a ring inside the last outer one is a hole of it. Outer rings run
    counter-clockwise and holes clockwise, as in RFC 7946."""
    outer, polygon = None, []
    for ring in rings:
        hole = outer is not None and Path(outer).contains_points(ring).mean() > 0.5
        x, y = ring[:, 0], ring[:, 1]
        against = float(np.sum(x[:-1] * y[1:] - x[1:] * y[:-1])) > 0
        points = (ring if against != hole else ring[::-1]).tolist()
        if hole:
            polygon.append(points)
            continue
        if polygon:
            yield polygon
        outer, polygon = ring, [points]
    yield polygon


def _write(path: File | str, content: bytes) -> File:
    file = path_of(path, "path")
    write_whole(file, content)
    return file
