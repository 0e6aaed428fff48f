"""The communes as a graph of NetworkX, with what has happened on its nodes."""

from collections import Counter

import pytest

from contagion.models.records import COMMUNE_COUNTS


@pytest.mark.parametrize("weeks", [88, 104, 105])
def test_what_has_happened_stands_on_the_nodes(build, weeks):
    """In mid-year, when the table of years does not tell all yet, and around its end."""
    model = build(["training.founders=10", "training.places=20"], 3, 3)
    model.run(weeks)
    nodes = model.graph.nodes(data=True)
    assert list(model.graph) == list(model.territory.codes)
    for name in ("registrations", "groups_started", "participants", "completers"):
        assert sum(node[name] for _, node in nodes) == model.total(name) > 0
    living = Counter(model.territory.codes[one.home] for one in model.active)
    assert {code: node["facilitators_active"] for code, node in nodes if node["facilitators_active"]} == living
    assert {type(node[name]) for _, node in nodes for name in COMMUNE_COUNTS} == {int}


def test_the_graph_of_the_territory_stays_as_it_is(run):
    model = run([], 0.5, 1)
    assert model.graph.edges[next(iter(model.graph.edges))].keys() == {
        "distance_km", "contiguous", "tie_share", "commuting_share"
    }  # fmt: skip
    assert "participants" not in next(iter(model.territory.graph.nodes(data=True)))[1]
