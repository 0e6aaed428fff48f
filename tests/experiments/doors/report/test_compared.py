"""What is told of scenarios, on tables made by hand."""

from types import SimpleNamespace
from typing import Any

import pandas as pd

from contagion.experiments.doors.report import compared
from contagion.experiments.ensembles.worlds import Worlds
from contagion.models.scenarios.scenario import FOLDER, read
from tests.helpers.even_ensemble import even


def by_hand(**tables: Any) -> Any:
    scenarios = [SimpleNamespace(name=name) for name in ("a", "b")]
    return SimpleNamespace(scenarios=scenarios, years=2, **tables)


def test_what_a_scenario_sets_otherwise():
    base = read(FOLDER / "ref.toml")
    assert compared.differing(base, base) == []
    assert compared.differing(base, read(FOLDER / "ref.toml", ["training.places=20"])) == [
        {"name": "training.places", "text": "seats of a training session", "base": 10, "value": 20}
    ]


def test_what_is_decided_is_told_of_each(briefing):
    told = compared.scenarios(briefing)
    assert [len(one["decided"]) for one in told] == [0, 0, 1, 0]
    assert [bool(one["differing"]) for one in told] == [False, True, True, True]


def test_answers_are_by_scenario_and_figure(briefing):
    found = compared.answers(briefing)
    assert list(found) == ["lowloss", "twenty", "cautious"]
    row = briefing.table[(briefing.table["scenario"] == "twenty") & (briefing.table["indicator"] == "cost_total")]
    assert found["twenty"]["cost_total"]["p95"] == row["p95"].item()


def test_what_was_short_most_often():
    rows = [("a", 1, "groups", "pairs", 0.2), ("a", 2, "groups", "pairs", 0.4), ("a", 1, "groups", "groups", 0.1)]
    rows += [("a", 2, "groups", "groups", 0.1), ("a", 1, "training", "seats", 0.0), ("b", 1, "training", "seats", 1.0)]
    short = pd.DataFrame(rows, columns=["scenario", "year", "where", "cause", "share"])
    assert [(where, cause, round(share)) for where, cause, share in compared.short(by_hand(short=short), "a")] == [
        ("groups", "pairs", 30)
    ]


def test_the_mean_is_that_of_people_at_the_end():
    rows = [("b", 1, "people", 1.0, 2.0), ("b", 2, "people", 3.0, 4.0), ("b", 2, "groups_started", 5.0, 6.0)]
    differences = pd.DataFrame(rows, columns=["scenario", "year", "figure", "low", "high"])
    found = compared.means(by_hand(differences=differences))
    assert (found["b"]["low"], found["b"]["high"]) == (3.0, 4.0)
    assert compared.means(by_hand(differences=differences.assign(low=float("nan")))) == {}


def test_the_capacities_that_help_most_are_told_with_their_years(made):
    found = made.limits[0]
    rows = compared.helped(found)
    assert [row["capacity"] for row in rows] == list(found.table["capacity"])
    for row in rows:
        of = found.by_year[found.by_year["capacity"] == row["capacity"]]
        assert [one["gained"] for one in row["by_year"]] == list(of["gained"])


def test_a_long_list_of_capacities_is_cut(monkeypatch, made):
    monkeypatch.setattr(compared, "MOST_CAPACITIES", 1)
    assert [row["capacity"] for row in compared.helped(made.limits[1])] == [made.limits[1].table["capacity"].iloc[0]]


def test_what_scenarios_cost_in_all_spreads_over_worlds():
    ends = pd.DataFrame({"scenario": ["a", "a", "b", "b"], "world": [1, 2, 1, 2], "cost_total": [1.0, 3.0, 5.0, 5.0]})
    found = compared.totals(by_hand(ends=ends, worlds=Worlds(even(2))))
    assert (found["a"]["p50"], found["b"]["p5"], found["b"]["p95"]) == (2.0, 5.0, 5.0)


def test_rows_stand_beside_each_other():
    shares = pd.DataFrame({"scenario": ["a", "b", "a"], "payer": ["x", "x", "y"], "share": [0.5, 0.6, 0.5]})
    assert compared.by_scenario(shares, "payer") == [{"payer": "x", "a": 0.5, "b": 0.6}, {"payer": "y", "a": 0.5}]
    euros = pd.DataFrame({"scenario": ["a"], "item": ["seat"], "p50": [7.0], "share": [1.0]})
    assert compared.by_scenario(euros, "item")[0]["a"]["p50"] == 7.0
