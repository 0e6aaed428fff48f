"""Indicators of one's own, as they are asked for: no name is that of a column there is already."""

import pytest

import contagion as ct
from contagion.experiments.commands.compare.costs import of_all_programmes
from contagion.models.runs.lab import IN_PARTS, TAKEN, indicators_of, keep_of, laboratory
from contagion.models.runs.study import scenario_case
from contagion.models.scenario import read


def one(run):
    return 1


def test_no_column_of_a_run_can_be_taken(tmp_path):
    scenario = read()
    runs = laboratory("serial", store=tmp_path / "store").run([scenario_case(scenario)], [1], 1)
    columns = {*of_all_programmes(runs, [scenario]), *runs.rows("years")}
    columns = {name for name in columns if not name.startswith("quantity_")}
    assert len(columns) > 60
    for name in columns:
        with pytest.raises(ct.InputError, match=f"^indicator '{name}': is the name of a figure there is already$"):
            indicators_of({name: one})
    assert all(name in columns or name.startswith(IN_PARTS) or name in TAKEN for name in columns)


def test_the_order_in_which_they_are_given_is_nothing():
    there, back = indicators_of({"b": one, "a": one}), indicators_of({"a": one, "b": one})
    assert there == back
    assert [made.name for made in there] == ["a", "b"]
    assert keep_of(["weeks", "events", "weeks"]) == keep_of(("events", "weeks")) == ("events", "weeks")


def test_none_may_be_given():
    assert indicators_of(None) == indicators_of({}) == ()
    assert keep_of(None) == keep_of([]) == keep_of(()) == ()


def test_one_name_is_enough():
    assert keep_of("weeks") == ("weeks",)
