"""The examples of the docstrings, as they stand there: of every verb, in a folder and a store of their own."""

import doctest

import pytest

import contagion as ct
from tests.helpers.command import contagion

RUN = "results/first_run"
BY_NAME = {name: doctest.DocTestParser().get_examples(getattr(ct, name).__doc__) for name in dir(ct)}
VERBS = {name: getattr(ct, name).verb for name in dir(ct) if hasattr(getattr(ct, name), "verb")}
SLOW = {
    "calibrate",
    "page",
    "report",
    "side_by_side",
    "site",
    "spend",
    "worth_knowing",
}  # hundreds of runs at the least
RETURNED = {"axes": "Axes", "programme_of": "Programme"}
MAKERS = {"decision", "programme", "programme_of", "public", "read", "shock"}


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A folder with the results of a run."""
    folder = tmp_path_factory.mktemp("examples")
    done = contagion("run", "--years", 1, "--out", folder / RUN)
    assert done.exit_code == 0, done.output
    return folder


def test_each_verb_has_an_example():
    assert {name for name in BY_NAME if BY_NAME[name]} >= VERBS.keys() | MAKERS


@pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=[pytest.mark.slow] * (name in SLOW)) for name in BY_NAME if BY_NAME[name]],
)
def test_an_example_does_what_it_says(name, place, monkeypatch):
    monkeypatch.chdir(place)
    for example in BY_NAME[name]:
        made = eval(example.source, {"ct": ct})
        returned = VERBS[name].returns if name in VERBS else RETURNED.get(name, "Scenario")
        assert type(made).__name__ == returned.partition("[")[0]
