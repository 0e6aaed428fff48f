"""The difference in words: more, fewer, both, none."""

from dataclasses import replace

import pytest

from contagion.experiments.doors.words.told import (
    form_of,
    half_and_most,
    how_sure,
    labels,
    named_in_a_row,
    people,
    quoted,
    title,
)
from contagion.experiments.language.languages import FRENCH, speaking
from contagion.models.scenarios.scenario import FOLDER, read
from contagion.models.scenarios.text import Words

ROW = {
    "p5": -5.0,
    "p25": 60.0,
    "p50": 80.0,
    "p75": 110.0,
    "p95": 150.0,
    "above_zero": 0.95,
    "below_zero": 0.05,
    "above": 0.12,
    "worlds": 100,
    "count_as": 100.0,
    "p50_error": 6.0,
}


@pytest.mark.parametrize(
    "changed, said",
    [
        ({}, "Between 60 and 110 more people in half of the worlds."),
        ({"p25": -110.0, "p75": -60.0}, "Between 60 and 110 fewer people in half of the worlds."),
        ({"p25": -10.0, "p75": 60.0}, "From 10 fewer to 60 more people in half of the worlds."),
        ({"p25": 0.2, "p75": 0.4}, "As many people in half of the worlds."),
        ({"p25": 2.0, "p75": 2.0}, "+2 in the number of people, in half of the worlds."),
        ({"above_zero": 0.0, "below_zero": 0.0}, "Exactly as many people in every world."),
    ],
)
def test_people(changed, said):
    assert people(ROW | changed) == said


def test_how_sure_has_frequencies_and_the_planners_own_threshold():
    assert how_sure(ROW, 200) == (
        "There are more people in 95 worlds of 100 (89 to 98), fewer in 5 (2 to 11). More than 200 more in 12 worlds "
        "of 100 (7 to 20). In nine worlds of ten: -5 to +150."
    )
    assert "More than" not in how_sure(ROW, 0)
    assert "In nine worlds of ten: +34 to +1,300." in how_sure(ROW | {"p5": 34.0, "p95": 1296.0}, 0)  # as in the table
    assert how_sure(ROW | {"above_zero": 0.0, "below_zero": 0.0}, 200).startswith(
        "The difference is zero in all worlds"
    )


def test_cells_have_few_digits():
    assert half_and_most(ROW, form_of(ROW, "+")) == ["+80 (± 6)", "+60 to +110", "-5 to +150", "95 of 100 (89 to 98)"]
    assert half_and_most(ROW | {"above_zero": 1.0, "worlds": 5}, ",.0f")[3] == "5 of 5"
    assert half_and_most(ROW | {"p95": 1296.0}, form_of(ROW, "+"))[2] == "-5 to +1,300"  # as in the report
    assert form_of({"p5": -1.0, "p95": 3.0}, "+") == "+z,.1f"


def test_many_names_are_cut_short():
    assert named_in_a_row(["a", "b"], 2) == "a, b"
    assert named_in_a_row(["a", "b", "c"], 2) == "a, b and 1 other"


def test_a_scenario_is_called_by_its_title_up_to_a_colon():
    scenario = read(FOLDER / "ref.toml")
    assert title(scenario) == "Reference"
    with speaking(FRENCH):
        assert title(scenario) == "Référence"
    assert labels([scenario, replace(scenario, name="own")]) == {
        "ref": "Reference (ref)",
        "own": "Reference (own)",
    }
    assert (quoted(["A"]), quoted("ABC")) == ("“A”", "“A”, “B” and “C”")


def test_a_scenario_of_levers_is_called_by_them_also_when_it_is_read_from_a_file():
    levers = replace(read(FOLDER / "ref.toml"), words=Words("training.places=20 + own.name=3"), french=None)
    assert (
        title(levers) == title(replace(levers, name="programme")) == "Training places at each session: 20; own.name=3"
    )
    with speaking(FRENCH):
        assert title(levers).startswith("Places à chaque session")
