"""Scenarios against each other: what is refused, what stands first, and differences in the course of time, by hand."""

from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from experiments.studies.comparison import comparison, differences_in_time, must_have_ended
from models.scenarios.scenario import FOLDER, read
from sim.errors import InputError


def test_two_scenarios_of_one_name_are_refused_before_anything_runs(lab):
    one = read(FOLDER / "ref.toml")
    with pytest.raises(InputError, match=r"^compare: two scenarios are called 'ref'; give one of them another name$"):
        comparison(lab, [one, one])


@pytest.mark.parametrize(
    "indicator, words",
    [
        ("particpants", "there is no such indicator; did you mean 'participants'?"),
        ("xyzzy", "there is no such indicator"),
        ("short", "is several numbers; name one of them, short_…"),
    ],
)
def test_what_is_no_indicator_is_refused_before_anything_runs(lab, indicator, words):
    scenarios = [read(FOLDER / f"{name}.toml") for name in ("ref", "lowloss")]
    with pytest.raises(InputError) as refused:
        comparison(lab, scenarios, steering=[indicator])
    assert str(refused.value) == f"indicator {indicator}: {words}"


def test_of_runs_that_failed_the_first_is_told():
    table = pd.DataFrame({"scenario": ["a", "b", "b"], "seed": [1, 1, 2], "error": ["", "x\nValueError: no\n", "y\n"]})
    runs: Any = SimpleNamespace(table=table)
    with pytest.raises(InputError, match=r"^compare: 2 of 3 runs failed; the first, b with seed 1: ValueError: no$"):
        must_have_ended(runs, "compare")
    must_have_ended(SimpleNamespace(table=table.head(1)), "compare")  # ty: ignore[invalid-argument-type]


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
