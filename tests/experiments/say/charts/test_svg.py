"""Figures as SVG for a page: an image with a name, by presentation attributes alone, with letters of the page."""

from dataclasses import replace
from typing import Any

import matplotlib as mpl
import networkx as nx
import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.patches import Circle
from matplotlib.patheffects import withStroke

import contagion as ct
from contagion.experiments.commands.run.figure import FIGURES, map_by_year
from contagion.experiments.say.charts.style import styled, svg
from contagion.experiments.say.charts.territories import weights_of
from contagion.models.runs.simulation import simulate, territory_for
from contagion.models.scenario import fitted, read
from contagion.models.territory.territory import Territory
from tests.helpers.briefing_by_hand import NUMBER, SVG, places, texts, tree


@styled
@mpl.rc_context({"font.size": 12})
def made():
    figure = Figure(figsize=(2, 1), frameon=False)
    figure.set_layout_engine("none")
    ax = figure.add_axes((0, 0, 1, 1))
    ax.set(xlim=(0, 144), ylim=(0, 72))
    ax.set_axis_off()
    ax.plot([0, 10, 144], [0, 20.26, 72], color="red", alpha=0.25, linewidth=2)
    ax.scatter([20, 40], [10, 60], 16, marker="s", color="blue")
    ax.add_patch(Circle((100, 30), 10, facecolor="green", gid="25056"))
    ax.text(30, 40, "<b> & two\nlines")
    ax.text(10, 50, "on ground").set_path_effects([withStroke(linewidth=2)])
    return svg(figure, "one", "A title", "What it says", {"25056": "Besançon: 3"})


def test_a_figure_is_an_image_with_a_name_and_nothing_that_a_policy_refuses():
    chart = made()
    root = tree(chart)
    assert (root[0].text, root[1].text) == ("A title", "What it says")
    assert root.get("viewBox") == "0 0 144 72"
    assert {one.tag.removeprefix(SVG) for one in root.iter()} == {"svg", "title", "desc", "g", "path", "text"}
    assert chart == made()


def test_lines_stand_where_they_were_drawn_with_height_downwards():
    (line,) = [one for one in tree(made()).iter(f"{SVG}path") if one.get("stroke-opacity") == "0.25"]
    assert places(str(line.get("d"))) == [pytest.approx(one) for one in ((0, 72), (10, 51.7), (144, 0))]
    assert (line.get("stroke"), line.get("stroke-width"), line.get("fill")) == ("#ff0000", "2", "none")


def test_marks_are_drawn_each_at_its_place():
    marks = [one for one in tree(made()).iter(f"{SVG}path") if one.get("transform")]
    assert [NUMBER.findall(str(one.get("transform"))) for one in marks] == [["20", "62"], ["40", "12"]]
    assert all(one.get("d") for one in marks)


def test_texts_are_texts_and_those_on_the_ground_have_an_edge():
    chart = made()
    assert texts(chart) == ["<b> & two", "lines", "on ground"]
    edged = [one.text for one in tree(chart).iter(f"{SVG}text") if one.get("paint-order") == "stroke"]
    assert edged == ["on ground"]


def test_what_is_said_of_an_artist_stands_in_its_title():
    (group,) = tree(made()).iter(f"{SVG}g")
    assert [(one.get("data-commune"), one.get("fill"), one[0].text) for one in group] == [
        ("25056", "#008000", "Besançon: 3")
    ]


# ---- A graph of NetworkX as the law of who knows whom ----------------------------------------------------------------

BESANCON, AVANNE, THISE = "25056", "25036", "25560"


@pytest.fixture(scope="module")
def model() -> Territory:
    return ct.territory().model


def test_a_graph_that_is_handed_in_again_is_the_same_run(at_work):
    """The one of the territory, and that of a run, whose nodes carry more."""
    before = ct.run("ref", seed=3, years=3)
    there = ct.territory(graph=before.graph("communes"))
    assert there.path == ct.territory(graph=ct.territory().graph()).path
    after = ct.run("ref", seed=3, years=3, territory=there)
    for name, table in before.tables.items():
        assert table.equals(after.tables[name]), name
    assert after.scenario.effort == before.scenario.effort
    assert after.graph("communes").edges[BESANCON, THISE]["tie_share"] == before.territory.model.tie_share[
        before.territory.model.index[BESANCON], before.territory.model.index[THISE]
    ]  # fmt: skip


def test_another_graph_is_another_run_kept_apart(at_work):
    graph = ct.territory().graph()
    graph.remove_edges_from([(a, b) for a, b in graph.edges if a != b])
    apart = ct.territory(graph=graph)
    assert repr(apart).startswith("<Territory Grand Besançon, own ties: 68 communes")
    assert np.array_equal(apart.model.tie_share, np.eye(68))
    one, other = (ct.many("ref", seeds=1, years=2, territory=where) for where in (None, apart))
    assert one.provenance["data_sha256"] != other.provenance["data_sha256"]
    told = ct.run("ref", years=3, territory=apart).graph("told")
    homes = nx.get_node_attributes(told, "commune")
    leads = [(a, b) for a, b, how in told.edges(data=True) if how["channel"] == "facilitator" and a in homes]
    assert len(leads) > 10
    assert np.mean([homes[a] == homes[b] for a, b in leads]) > 0.8  # but for colleagues


def test_weights_by_hand(model):
    undirected = nx.Graph()
    undirected.add_edge("Besançon", int(AVANNE), weight=2)
    undirected.add_edge(THISE, THISE, weight=0.5)
    a, b, c = (model.index[code] for code in (BESANCON, AVANNE, THISE))
    by_hand = np.zeros((68, 68))
    by_hand[a, b] = by_hand[b, a] = 2
    by_hand[c, c] = 0.5
    assert np.array_equal(weights_of(undirected, model), by_hand)
    directed = nx.MultiDiGraph()
    directed.add_edges_from([(BESANCON, AVANNE, {"weight": np.float64(1)}), (BESANCON, AVANNE, {"weight": 3})])
    weights = weights_of(directed, model)
    assert (weights[a, b], weights.sum()) == (4, 4)


def edge(**what: object) -> nx.Graph:
    return nx.Graph([(BESANCON, THISE, what)])


MISTAKES = {
    "a list": ([1], "graph: must be a graph of NetworkX, not list"),
    "of elsewhere": (nx.Graph([("Besançon", "Dole")]), r"graph, node 'Dole' is not a commune of this territory"),
    "a number": (nx.path_graph(3), "graph, node '00000' is not a commune"),
    "a pair": (nx.Graph([((1, 2), BESANCON)]), r"graph, node \(1, 2\): must be the INSEE code or the name"),
    "twice": (nx.Graph([("Besançon", BESANCON)]), "graph, node '25056' and 'Besançon' are one commune"),
    "many": (nx.Graph([("Besançon", "outside the centre")]), "'outside the centre' is more than one commune"),
    "no weight": (nx.Graph([(BESANCON, THISE)]), f"edge '{BESANCON}' to '{THISE}': has no weight; nx.set_edge_attrib"),
    "some without": (nx.Graph([(BESANCON, THISE, {"weight": 1}), (THISE, AVANNE)]), f"'{THISE}' to '{AVANNE}': has no"),
    "negative": (edge(weight=-1), "weight -1: must be a number of 0 or more"),
    "not a number": (edge(weight=float("nan")), "weight nan: must be"),
    "endless": (edge(weight=1e301), r"weight 1e\+301: must be"),
    "text": (edge(weight="2"), "weight '2': must be"),
    "none": (edge(weight=None), "weight None: must be"),
    "a share": (edge(tie_share=-0.1), "tie_share -0.1: must be"),
    "all zero": (edge(weight=0), "graph: has no edge with a weight above 0"),
    "empty": (nx.Graph(), "graph: has no edge with a weight above 0"),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_told_in_a_line(name, at_work):
    graph: Any = MISTAKES[name][0]
    words = MISTAKES[name][1]
    with pytest.raises(ct.InputError, match=words) as told:
        ct.territory(graph=graph)
    assert "\n" not in str(told.value)


def test_a_large_territory_takes_none(at_work):
    with pytest.raises(ct.InputError, match=r"graph: is for a territory of at most 1,000 communes, and this one has"):
        ct.territory("Normandie", graph=nx.Graph([(BESANCON, THISE, {"weight": 1})]))


# ---- under a figure stands where its run is, and whose size its effort is for ----------------------------------------

SOURCE = "CA Somewhere (EPCI 200000000): INSEE (population 2017, COG 2024), DGCL, IGN; see data/SOURCES.md"


@pytest.fixture(scope="module")
def town(territory_of, commune_rows):
    """Half of Grand Besançon, as a territory of its own."""
    rows = [row | {"source": SOURCE} for row in sorted(commune_rows, key=lambda row: -int(row["population"]))]
    return territory_of([{**row, "population": str(int(row["population"]) // 2)} for row in rows[:8]])


def foot_of(territory, settings=(), effort="scaled", draw=FIGURES["what_was_short"]) -> list[str]:
    scenario = fitted(read(None, settings), territory, effort)
    results = simulate(scenario, territory, years=1)
    return draw(results, territory).get_supxlabel().splitlines()


def test_another_territory_is_named_and_its_effort(town):
    """What was scaled is no change of the scenario."""
    here = f"{int(town.residents.sum()):,}"
    for draw in FIGURES.values():
        said = " ".join(foot_of(town, draw=draw))
        assert "settings differ" not in said
        assert "(with " not in said
        assert f"Territory: {SOURCE}" in said
        assert f"Effort scaled to {here} residents aged 15+ (" in said
        assert "5 training places" in said or "4 training places" in said


def test_at_home_nothing_of_it_is_said(territory):
    assert len(foot_of(territory)) == 1
    said = foot_of(territory, draw=map_by_year)
    assert "Communes: INSEE" in " ".join(said)
    assert not any(line.startswith(("Territory", "Effort")) for line in said)


def test_results_that_do_not_say_where_they_are_have_no_line(territory):
    results = simulate(read(), territory_for(read()), years=1)
    bare = replace(results, provenance={"scenario": "ref"})
    assert len(FIGURES["what_was_short"](bare, territory).get_supxlabel().splitlines()) == 1
