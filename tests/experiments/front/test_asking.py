"""Whatever is asked that cannot be is told in one line."""

import os
import re
from pathlib import Path

import pytest

import contagion as ct
from models.programme.week import STAGES


def does_nothing(model):
    for stage in STAGES:
        model.live_stage(stage.name)


MISTAKES = [
    ('ct.read("double_placs")', "did you mean 'double_places'"),
    ('ct.read("ref", {"training.place": 3})', "did you mean 'training.places'"),
    ('ct.read("ref", training={"places": -3})', "training.places = -3: must be greater"),
    ('ct.read("ref", ["training.places=3"])', "must be values by name"),
    ("ct.read(7)", "must be a name, a file or a Scenario"),
    ('ct.run("ref", seed="a")', "must be a whole number"),
    ('ct.run("ref", years=0)', "from 1 to 100"),
    ('ct.run("ref", effort="scale")', "did you mean 'scaled'"),
    ('ct.run("ref", territory="Dinan Aglomeration")', "nearest: CA Dinan Agglomération"),
    ('ct.run("ref", territory="Guadeloupe")', 'kind="department"'),
    ('ct.run("ref", territory="nowhere.csv")', "no such file"),
    ('ct.run("ref", rules={"paring": does_nothing})', "did you mean 'pairing'"),
    ('ct.run("ref", rules={"pairing": 3})', "must be a function, not int"),
    ('ct.many("ref", seeds=0)', "from 1 on"),
    ('ct.compare("ref")', "two scenarios or more"),
    ('ct.compare("ref", "ref")', "two scenarios are called 'ref'"),
    ('ct.compare("ref", "lowlos")', "did you mean 'lowloss'"),
    ('ct.sweep({"training.plces": [1]})', "did you mean 'training.places'"),
    ('ct.sweep({"training.places": 5})', "must be a list of values"),
    ('ct.sweep({"training.places": [1, 2, 3]}, points=3)', "a range is needed"),
    ('ct.sweep({"footprint.saving": [1, 2]})', "changes nothing in it"),
    ('results.map("coverge")', "did you mean 'coverage'"),
    ('results.map("coverage", year=4)', "from 1 to 1"),
    ('results.plot("active", by="month")', "there are week, year"),
    ('results.to_graphml("x.graphml", min_tie=3)', "a share from 0 to 1"),
    ('runs.mean("particpants")', "did you mean 'participants'"),
    ('runs.plot("coverage")', "is not known by year"),
    ('runs.plot("active", band=90)', "as in 0.9"),
    ('runs.more("5")', "must be a whole number"),
    ('ct.Territory.from_dataframe(ct.territory().communes.drop(columns="population"))', "column population is missing"),
    ("ct.Territory.from_dataframe(ct.territory().communes.assign(population=-4))", "-4 is out of range"),
    ('ct.territory("Bretagne", kind="town")', "must be epci, department, region"),
]


@pytest.fixture(scope="module")
def some(folder):
    here = Path.cwd()
    os.chdir(folder)
    try:
        yield {"results": ct.run("ref", years=1), "runs": ct.many("ref", seeds=2, years=1)}
    finally:
        os.chdir(here)


@pytest.mark.parametrize("text, words", MISTAKES)
def test_a_mistake_is_told_in_a_line(text, words, some, at_work):
    with pytest.raises(ct.InputError) as told:
        eval(text, {"ct": ct, "does_nothing": does_nothing, **some})
    assert words in str(told.value)
    assert "\n" not in str(told.value)
    assert not re.search(r"(?<![\w-])--[a-z]", str(told.value))
    assert len(str(told.value)) < 400
