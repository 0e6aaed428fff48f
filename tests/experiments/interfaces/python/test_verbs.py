"""Whatever is asked that cannot be is told in one line; too much is refused, and much has to be meant."""

import os
import re
from pathlib import Path

import numpy as np
import pytest

import contagion as ct
from contagion.models.programme.week import STAGES
from contagion.sim.laboratory.laboratory import Laboratory


def does_nothing(model):
    for stage in STAGES:
        model.live_stage(stage.name)


def one(run):
    return 1


def fails(run):
    return int(run.weeks["participants"].max()) / 0 if run.summary["seed"] == 1 else "text"


FAILED = (
    "{}: {} of {} runs failed; the first, ref with seed 1: indicator 'mine' (fails) failed on the run of seed 1: "
    "ZeroDivisionError: division by zero (test_verbs.py, line "
)
MISTAKES = [
    ('ct.read("double_placs")', "Did you mean 'double_places'"),
    ('ct.read("ref", {"training.place": 3})', "Did you mean 'training.places'"),
    ('ct.read("ref", training={"places": -3})', "training.places = -3: must be greater"),
    ('ct.read("ref", ["training.places=3"])', "must be values by name"),
    ('ct.read("ref", {"training.places": np.arange(2)})', "training.places: must be a valid number"),
    ("ct.read(7)", "must be a name, a file or a Scenario"),
    ('ct.run("ref", seed="a")', "must be a whole number"),
    ('ct.run("ref", years=0)', "from 1 to 100"),
    ('ct.run("ref", effort="scale")', "Did you mean 'scaled'"),
    ('ct.run("ref", territory="Dinan Aglomeration")', "nearest: CA Dinan Agglomération"),
    ('ct.run("ref", territory="Guadeloupe")', 'kind="department"'),
    ('ct.run("ref", territory="nowhere.csv")', "no such file"),
    ('ct.run("ref", rules={"paring": does_nothing})', "Did you mean 'pairing'"),
    ('ct.run("ref", rules={"pairing": 3})', "must be a function, not int"),
    ('ct.many("ref", seeds=0)', "from 1 on"),
    (
        'ct.many("ref", 2, 3)',
        "many: scenario, seeds is given by place, and the rest by name, as in yes=…; given by place: 3",
    ),
    ('ct.many("ref", scenario="ref")', "many: takes no 'scenario' here; it is given by place already"),
    ("ct.spend()", "spend: euros is needed"),
    ('ct.calibrate("besancon", first=100)', "first 100: must be a power of two from 16 to 65,536"),
    ('ct.calibrate("besancon", first=64, most=10)', "most 10: must be at least 64"),
    ('ct.compare("ref")', "at least two scenarios"),
    ('ct.compare("ref", "ref")', "'ref' is listed twice"),
    ('ct.compare("ref", "lowlos")', "Did you mean 'lowloss'"),
    ('results["particpants"]', "Did you mean 'participants'"),
    ('results["events"]', "table 'events': write tables['events']"),
    ('results.tables["event"]', "Did you mean 'events'"),
    ("results.tables.event", "Did you mean 'events'"),
    ('results.summary["participant"]', "Did you mean 'participants'"),
    ('ct.many("ref", seeds=[1, 2, 1])', "seeds [1, 2, 1]: 1 is listed twice"),
    ('setattr(ct.read("ref").parameters.training, "places", 20)', "training.places: cannot be written once it is read"),
    ('ct.sweep({"training.plces": [1]})', "Did you mean 'training.places'"),
    ('ct.sweep({"training.places": 5})', "must be a list of values"),
    ('ct.sweep({"training.places": [1, 2, 3]}, points=3)', "a range is needed"),
    ('ct.sweep({"footprint.saving": [1, 2]})', "changes nothing in it"),
    ('results.map("coverge")', "Did you mean 'coverage'"),
    ('results.map("coverage", year=4)', "from 1 to 1"),
    ('results.plot("active", by="month")', "there are week, year"),
    ('results.to_graphml("x.graphml", min_tie=3)', "a share from 0 to 1"),
    ('runs.mean("particpants")', "Did you mean 'participants'"),
    ('runs.plot("coverage")', "is not known by year"),
    ('runs.plot("active", band=90)', "as in 0.9"),
    ('runs.more("5")', "must be a whole number"),
    ('ct.Territory.from_dataframe(ct.territory().communes.drop(columns="population"))', "column population is missing"),
    ('ct.many("ref", 2, indicators=[len])', 'must be functions by name, as in {"mine": function}, not list'),
    ('ct.many("ref", 2, indicators={"mine": 3})', "indicator 'mine' (int): must be a function, not int"),
    ('ct.many("ref", 2, indicators={"my own": one})', "must be a name of letters, digits and _"),
    ('ct.many("ref", 2, indicators={3: one})', "indicator 3: must be a name"),
    (
        'ct.many("ref", 2, indicators={"mine": one, "coverage": one})',
        "is the name of a figure there is already",
    ),
    ('ct.many("ref", 2, indicators={"active": one})', "is the name of a figure there is already"),
    ('ct.many("ref", 2, keep=["event"])', "Did you mean 'events'"),
    ('ct.many("ref", 2, keep=3)', "keep 3: must be a name, or a list of names"),
    ('ct.many("ref", 2, engine="processes")', "engine 'processes' is not known; there are serial, threads, loky, dask"),
    ('ct.many("ref", 2, workers=0)', "workers 0: must be a whole number from 1 to 1,000"),
    ('ct.many("ref", 2, scheduler=8786)', "scheduler 8786: must be text"),
    ('ct.many("ref", [7177], years=1, scheduler="nowhere")', "scheduler nowhere: "),
    ('ct.many("ref", 2, years=1, engine="serial", scheduler="tcp://127.0.0.1:1")', "scheduler"),
    ('ct.many("ref", 2, years=1, indicators=FAIL)', FAILED.format("many", 2, 2)),
    (
        'ct.compare("ref", "lowloss", seeds=2, years=1, ensemble=None, indicators=FAIL)',
        FAILED.format("compare", 4, 4),
    ),
    ('ct.sweep({"training.places": [5]}, seeds=2, years=1, indicators=FAIL)', "sweep: 2 of 2 runs failed"),
    (
        'ct.discover("mine < 1 at the end", points=4, years=1, indicators=FAIL)',
        "discover: 4 of 4 runs failed",
    ),
    ('ct.discover("mine < 1 at year 1", points=4, years=2, indicators={"mine": one})', "is known at the end only"),
    ('ct.discover("mine < 1 at the end", points=4)', "indicator 'mine': unknown indicator"),
    ('ct.limits(indicators={"mine": one})', "limits: takes no 'indicators' here"),
    ('ct.spend(10_000, keep=["events"])', "spend: takes no 'keep' here"),
    ("runs.events", 'events: are not kept of these runs; ask for them with keep=["events"]'),
    ('runs.plot("coverge", by=None)', "Did you mean 'coverage'"),
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
        eval(text, {"ct": ct, "np": np, "does_nothing": does_nothing, "one": one, "FAIL": {"mine": fails}, **some})
    assert words in str(told.value)
    assert "\n" not in str(told.value)
    assert not re.search(r"(?<![\w-])--[a-z]", str(told.value))
    assert len(str(told.value)) < 400


def test_a_name_that_is_not_there_is_a_key_and_an_attribute_that_is_not_there(some):
    with pytest.raises(KeyError, match="Did you mean"):
        some["results"].tables["event"]
    assert not hasattr(some["results"].tables, "event")
    assert some["results"].summary.get("participant") is None


# ---- how much ------------------------------------------------------------------------------------------------------

BILLION = 10**9
complete = Laboratory._complete


class Begun(Exception):
    """Runs would be made now."""


@pytest.fixture
def nothing_is_run(monkeypatch, tmp_path):
    def begun(self, jobs, first=()):
        raise Begun

    monkeypatch.setattr(Laboratory, "_complete", begun)
    monkeypatch.chdir(tmp_path)


def told(ask, *of, **more) -> str:
    """The one line that is told, which names no option of the command."""
    with pytest.raises(ct.InputError) as caught:
        ask(*of, **more)
    line = str(caught.value)
    assert "\n" not in line
    assert not re.search(r"(?<![\w-])--[a-z]", line)
    return line


@pytest.mark.usefixtures("nothing_is_run")
def test_more_seeds_are_counted_with_those_that_there_are(monkeypatch, tmp_path):
    with monkeypatch.context() as allowed:
        allowed.setattr(Laboratory, "_complete", complete)
        runs = ct.many("ref", seeds=3, years=1, store=tmp_path / "store")
        assert runs.more(2).seeds == [1, 2, 3, 4, 5]
    assert told(runs.more, BILLION).startswith("many: 1,000,000,003 seeds: asks for")
    assert told(runs.more, 19_998).startswith("many: 20,001 seeds: 20,001 runs of 1 year")


# ---- where runs are made -------------------------------------------------------------------------------------------

UNGUARDED = """
import contagion as ct

def as_it_is(model):
    model.live_stage("pairing")

made = ct.many("ref", seeds=3, years=1, {how})
print(len(made.table))
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    "how", ["workers=2", pytest.param("workers=2, rules={'pairing': as_it_is}", marks=pytest.mark.slow)]
)
def test_no_script_is_read_again_by_its_workers(script, how):
    done = script(UNGUARDED.format(how=how))
    assert (done.returncode, done.stdout, done.stderr) == (0, "3\n", "")


@pytest.mark.slow
def test_a_script_that_a_cluster_of_its_own_reads_again_is_told_what_to_do(script):
    done = script(UNGUARDED.format(how="workers=1, engine='dask'"))
    assert done.stdout == ""
    assert done.stderr.count("Traceback") == 1
    assert "what a script does must stand below if __name__ == '__main__'" in done.stderr.splitlines()[-1]
