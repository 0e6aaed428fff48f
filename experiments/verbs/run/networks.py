"""A run as networks of NetworkX: the communes, who told whom, who led whom."""

from __future__ import annotations

from collections.abc import Mapping
from math import isfinite
from typing import TYPE_CHECKING, Any

import networkx as nx
import numpy as np

if TYPE_CHECKING:
    import pandas as pd

NOBODY = -1  # a letter, an event
PERSON, ORGANISATION = "person", "organisation"


def of_communes(graph: nx.DiGraph, figures: pd.DataFrame) -> nx.DiGraph:
    """A territory's graph with figures by INSEE code on its nodes; what is not known is left out."""
    made = graph.copy()
    for name in figures:
        values = {code: plain(value) for code, value in figures[name].items()}
        nx.set_node_attributes(made, {code: value for code, value in values.items() if value is not None}, name)
    return made


def told(tables: Mapping[str, pd.DataFrame], weeks: int) -> nx.MultiDiGraph:
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


def led(tables: Mapping[str, pd.DataFrame], weeks: int) -> nx.MultiDiGraph:
    """Who led whom in the first weeks: an edge from each leader of a group to each who came to its first session, known
    by the group. Coordinators and mentors who stand in for a leader are not of the residents, and not there."""
    graph, leaders = nx.MultiDiGraph(), tables["groups"].set_index("group")[["leader_a", "leader_b"]]
    trained = {*tables["facilitators"]["facilitator"].tolist()}
    came = tables["participants"][tables["participants"]["week"] < weeks]
    for week, person, group in came[["week", "person", "group"]].itertuples(index=False):
        for leader in dict.fromkeys(leaders.loc[group].tolist()):
            graph.add_edge(int(leader), int(person), key=int(group), week=int(week))
    nx.set_node_attributes(graph, {node: node in trained for node in graph}, "facilitator")
    return _with_communes(graph, tables)


def _with_communes(graph: nx.MultiDiGraph, tables: Mapping[str, pd.DataFrame]) -> nx.MultiDiGraph:
    """With the INSEE code of the commune in which each person lives."""
    homes = tables["residents"].set_index("resident")["commune"].to_dict()
    nx.set_node_attributes(graph, {node: str(homes[node]) for node in graph if node in homes}, "commune")
    return graph


def plain(value: Any) -> Any:
    """A number of Python; None for what is no number."""
    number = value.item() if isinstance(value, np.generic) else value
    return None if isinstance(number, float) and not isfinite(number) else number


NETWORKS = {"told": told, "led": led}
