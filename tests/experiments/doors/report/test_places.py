"""Which communes are left out, on tables made by hand and on those of runs."""

from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from contagion.experiments.doors.report import places
from contagion.experiments.doors.words.answers import figure

CODES = ("25056", "25014", "25030")


@pytest.fixture
def by_hand() -> Any:
    """Two scenarios, three communes, two years."""
    rows = [
        (scenario, year, code, people * year / 2, group * year / 2)
        for scenario, shares in (("a", ((1, 1), (0.5, 0), (0.2, 0))), ("b", ((1, 1), (1, 0.6), (0.0, 0))))
        for year in (1, 2)
        for code, (people, group) in zip(CODES, shares, strict=True)
    ]
    communes = pd.DataFrame(rows, columns=["scenario", "year", "commune", "with_people", "with_group"])
    apart = [("b", 1, "25056", 1.0, 0.0, True), ("b", 2, "25056", 0.95, 0.0, True), ("b", 2, "25014", 0.0, 0.9, True)]
    apart += [("b", 2, "25030", 0.6, 0.2, False)]
    differences = pd.DataFrame(apart, columns=["scenario", "year", "commune", "more", "less", "told"])
    scenarios = [SimpleNamespace(name=name) for name in ("a", "b")]
    reached = [("a", 1, 1), ("a", 2, 1), ("a", 3, 3), ("b", 1, 2), ("b", 2, 2), ("b", 3, 1)]
    ends = pd.DataFrame(reached, columns=["scenario", "world", "communes_reached"])
    return SimpleNamespace(scenarios=scenarios, communes=communes, commune_differences=differences, ends=ends)


def test_nobody_came_in_the_worlds_that_are_left_at_the_end(by_hand):
    found = places.never(by_hand)
    assert found.loc["25014"].to_dict() == {
        ("people", "a"): 0.5,
        ("people", "b"): 0.0,
        ("group", "a"): 1.0,
        ("group", "b"): 0.4,
    }


def test_communes_are_counted_one_by_one_from_which_nobody_comes_in_half_of_the_worlds_and_in_all(by_hand):
    first, second = places.left_out(by_hand)
    assert [first[name] for name in ("mostly", "always")] == [2, 0]
    assert [second[name] for name in ("mostly", "always")] == [1, 1]


def test_communes_without_a_group_are_those_that_the_table_leaves(by_hand, briefing, territory):
    assert [row["no_group"] for row in places.left_out(by_hand)] == [2, 1]
    table = briefing.table[briefing.table["indicator"] == "communes_reached"].set_index("scenario")
    for row in places.left_out(briefing)[1:]:
        assert row["no_group"] == len(territory) - float(figure(table.loc[row["scenario"].name, "value"]))


def test_those_left_out_most_come_first_and_those_never_left_out_not_at_all(by_hand, territory):
    rows = places.least_reached(by_hand, territory)
    assert [row["name"] for row in rows] == [territory.names[territory.index[code]] for code in ("25030", "25014")]
    assert rows[0]["people"] == {"a": 0.8, "b": 1.0}
    assert rows[1]["group"] == {"a": 1.0, "b": 0.4}
    assert rows[1]["adults"] == territory.residents.sum(axis=1)[territory.index["25014"]]


def test_a_long_list_is_cut(briefing, territory):
    assert len(places.least_reached(briefing, territory)) == places.MOST_COMMUNES


def test_communes_are_told_apart_where_nine_in_ten_agree(by_hand):
    assert places.told_apart(by_hand) == {"b": {"more": 1, "fewer": 1}}


def test_the_size_of_a_territory(territory):
    found = places.size(territory)
    assert (found["communes"], found["adults"], found["centre"]) == (68, 162_393, "Besançon")
    assert 0.5 < found["largest"] < 0.7
