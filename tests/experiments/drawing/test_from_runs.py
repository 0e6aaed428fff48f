"""Answers of the front door that were worked out from runs of one scenario know what these were made with."""

import contagion as ct
from contagion.experiments.drawing.from_runs import FromRuns


def test_an_answer_knows_its_scenario_and_what_its_runs_were_made_with():
    found = ct.sweep({"training.places": [5, 10]}, seeds=1, years=1)
    assert isinstance(found, FromRuns)
    assert (found.scenario.name, found.provenance["runs"], found.provenance["seeds"]) == ("ref", 2, "1 to 1")
