"""Scenarios against each other: what is refused, what stands first, and differences in the course of time, by hand."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from contagion.experiments.verbs.compare.work import (
    comparison,
    differences_in_time,
    euros_by_year,
    must_have_ended,
    of_all_programmes,
)
from contagion.models.scenarios.scenario import FOLDER, read
from contagion.sim.errors import InputError


def test_two_scenarios_of_one_name_are_refused_before_anything_runs(lab):
    one = read(FOLDER / "ref.toml")
    with pytest.raises(InputError, match=r"^compare: two scenarios are called 'ref'; give one of them another name$"):
        comparison(lab, [one, one])


def test_of_runs_that_failed_the_first_is_told():
    table = pd.DataFrame({"scenario": ["a", "b", "b"], "seed": [1, 1, 2], "error": ["", "x\nValueError: no\n", "y\n"]})
    runs: Any = SimpleNamespace(table=table, again=None)
    with pytest.raises(InputError, match=r"^compare: 2 of 3 runs failed; the first, b with seed 1: ValueError: no$"):
        must_have_ended(runs, "compare")
    must_have_ended(SimpleNamespace(table=table.head(1), again=None), "compare")  # ty: ignore[invalid-argument-type]


def test_differences_in_time_are_those_of_each_year():
    """In the first year 1 and 3 people more, in the second 10 and 30."""
    people = {("a", 1): (5, 6), ("b", 1): (6, 9), ("a", 2): (50, 60), ("b", 2): (60, 90)}
    rows = [
        {"scenario": name, "seed": seed, "year": year, "people": count}
        for (name, year), counts in people.items()
        for seed, count in enumerate(counts, start=1)
    ]
    made = differences_in_time(pd.DataFrame(rows), "a", ["people"], "year")
    assert made["year"].tolist() == [1, 2]
    assert made["difference"].tolist() == [2, 20]
    assert made["base"].tolist() == [5.5, 55]


def test_of_scenarios_with_a_past_people_and_euros_are_those_of_after_it(lab):
    whole = [read(FOLDER / "ref.toml"), replace(read(FOLDER / "ref.toml", ["training.places=20"]), name="more")]
    runs = comparison(lab, whole, 3, 2).runs
    ahead = [replace(one, past=2) for one in whole]
    all_of_it, after = (of_all_programmes(runs, scenarios) for scenarios in (whole, ahead))
    years = runs.rows("years").merge(euros_by_year(runs, whole), on=["scenario", "seed", "year"])
    before = years[years["year"] == 2]
    assert (all_of_it["people"] - after["people"]).tolist() == before["participants"].tolist()
    assert (all_of_it["cost_total"] - after["cost_total"]).tolist() == pytest.approx(before["cost_total"].tolist())
    assert after["cost_per_participant"].tolist() == pytest.approx((after["cost_total"] / after["people"]).tolist())
    assert after["communes_reached"].equals(all_of_it["communes_reached"])
