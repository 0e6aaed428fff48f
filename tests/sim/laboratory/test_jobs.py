"""What names a run: all that its results depend on, written one way."""

import json
from math import inf

from contagion.models.parameters import Parameters
from contagion.models.runs.cases import case
from contagion.sim.laboratory.jobs import Job, canonical, reason
from tests.helpers.stores import OTHER, VERSION


def test_all_that_results_depend_on_is_in_the_key():
    job = Job(canonical({"a": 1}), 1, 2)
    others = [Job(canonical({"a": 2}), 1, 2), Job(job.parameters, 2, 2), Job(job.parameters, 1, 3)]
    made = [job.key(VERSION), job.key(OTHER), *(other.key(VERSION) for other in others)]
    assert len(set(made)) == len(made)
    assert {len(key) for key in made} == {32}
    assert Job(canonical({"a": 1}), 1, 2).key(VERSION) == job.key(VERSION)
    assert Job(canonical({"a": 12}), 1, 2).key(VERSION) != Job(canonical({"a": 1}), 21, 2).key(VERSION)


def test_parameters_are_written_one_way():
    assert canonical({"b": [inf, 0.1], "a": {"d": None, "c": "é"}}) == '{"a":{"c":"é","d":null},"b":[Infinity,0.1]}'
    assert canonical({"b": 1, "a": 2}) == canonical({"a": 2, "b": 1})
    assert json.loads(canonical({"x": inf})) == {"x": inf}


def test_a_whole_number_has_one_key_however_it_is_written():
    """A default of 10 and a setting of 10.0 are the same run."""
    assert canonical({"a": [10.0, 0.5, True], "b": {"c": -3.0}}) == canonical({"a": (10, 0.5, True), "b": {"c": -3}})
    assert canonical({"a": float("inf")}) == '{"a":Infinity}'
    assert canonical({"a": True}) != canonical({"a": 1})
    unset, reset = Parameters(), Parameters.model_validate({"training": {"places": 10.0}})
    assert case(unset).parameters == case(reset).parameters


def test_a_reason_is_the_last_line_without_the_place_of_an_error_of_ours():
    assert reason("Traceback\n  x\ncontagion.sim.errors.InputError: a: is empty\n") == "a: is empty"
    assert reason("ValueError: no good") == "ValueError: no good"
