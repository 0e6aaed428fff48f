"""`import contagion as ct`: the door itself, the nine tasks as written, and scripts that open it."""

import doctest
import inspect
import re
import subprocess
import sys
from typing import Any

import numpy as np
import pytest

import contagion as ct
from contagion.experiments.evidence.readings import READINGS
from contagion.models.scenario import FOLDER
from tests.helpers.command import contagion
from tests.helpers.places import ROOT

HEAVY = ("numpy", "pandas", "mesa", "scipy", "matplotlib", "pydantic", "numba", "networkx")


# ---- the door ------------------------------------------------------------------------------------------------------


def test_public_names_are_sorted_there_and_documented():
    assert dir(ct) == sorted(dir(ct))
    for name in dir(ct):
        assert getattr(ct, name).__doc__, name
    with pytest.raises(AttributeError, match="no attribute 'read_all'"):
        _ = ct.read_all  # ty: ignore[missing-attribute]


def test_the_import_is_light():
    code = f"import sys, contagion; print([name for name in {HEAVY} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == "[]"


@pytest.mark.slow
def test_editors_see_each_name_and_what_a_verb_takes(tmp_path, monkeypatch):
    """By what stands beside the package, without running any of it."""
    jedi = pytest.importorskip("jedi")
    monkeypatch.setattr(jedi.settings, "cache_directory", str(tmp_path / "cache"))  # there may be no home
    file = tmp_path / "own.py"
    file.write_text("import contagion as ct\n" + "".join(f"ct.{name}\n" for name in dir(ct)), encoding="utf-8")
    (made,) = jedi.Script('import contagion as ct\nct.limits("ref", ensemble=None)').infer(2, 3)
    assert {one.name for one in made.get_signatures()[0].params} >= {"scenario", "seeds", "years"}
    names = jedi.Script(path=file).get_names(references=True, all_scopes=True)
    assert not [one.name for one in names if not one.goto(follow_imports=True)]
    answer = jedi.Script('import contagion as ct\nct.limits("ref", seeds=40).').complete(2, 27)
    assert {"table", "by_year"} <= {one.name for one in answer}


# ---- scripts -------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_block_of_the_page_is_a_script(script):
    text = (ROOT / "experiments" / "interfaces" / "python" / "README.md").read_text(encoding="utf-8")
    (block,) = [one for one in text.split("\n\n") if "import contagion as ct" in one]
    lines = [line.removeprefix("    ") for line in block.splitlines()]
    shorter = re.sub(r"seeds=\d+", "seeds=2", re.sub(r"points=\d+", "points=12", "\n".join(lines)))
    shorter = re.sub(r"(ct\.(run|many|compare|sweep)\(.*)\)( *#.*)?$", r"\1, years=4)", shorter, flags=re.MULTILINE)
    shorter = shorter.replace('"double_places", years', '"double_places", seeds=8, years')
    shorter = re.sub(r"(ct\.(many|compare)\(.*)\)$", r"\1, workers=1)", shorter, flags=re.MULTILINE)
    assert [shorter.count(words) for words in ("years=4", "seeds=8", "workers=1")] == [7, 1, 2]
    done = script(f"import matplotlib\nmatplotlib.use('agg')\n{shorter}")
    assert done.returncode == 0, done.stderr


# ---- the examples of the docstrings, as they stand there: of every verb, in a folder and a store of their own ----


RUN = "results/first_run"
BY_NAME = {name: doctest.DocTestParser().get_examples(getattr(ct, name).__doc__) for name in dir(ct)}
VERBS = {name: getattr(ct, name).verb for name in dir(ct) if hasattr(getattr(ct, name), "verb")}
SLOW = {
    "calibrate",
    "page",
    "side_by_side",
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


# ---- scenarios: how they are asked for and show themselves ----


def test_every_function_that_runs_simulations_asks_about_ten_years():
    """What one function says of a scenario is what another says."""
    asked = {name: inspect.signature(getattr(ct, name)).parameters for name in VERBS}
    assert {name for name, options in asked.items() if "years" in options} >= {"run", "many", "compare", "limits"}
    assert {options["years"].default for options in asked.values() if "years" in options} - {None} == {10}


def test_a_scenario_shows_itself_in_a_line():
    assert repr(ct.read("ref", training={"places": 20})).startswith("<Scenario ref, training.places = 20: Reference")


def test_settings_by_name_by_section_and_over_a_scenario():
    ways = [
        ct.read("ref", {"training.places": 20}),
        ct.read("ref", {"training": {"places": 20}}),
        ct.read("ref", training={"places": 20}),
        ct.read(ct.read("ref"), {"training.places": np.int64(20)}),
        ct.read(FOLDER / "ref.toml", {"training.places": 20}),
    ]
    for one in ways:
        assert one.parameters.training.places == 20
        assert one.name == "ref, training.places = 20"
        assert one.set_over == ("training.places",)
    twenty = ct.read("ref", {"training.places": 20}, name="twenty")
    assert twenty.name == twenty.title == "twenty"
    with pytest.warns(UserWarning, match="Did you mean 0.25") as told:
        lossy = ct.read("ref", {"retention.loss_per_year": 25})
    assert told[0].filename == __file__
    assert ct.read(lossy) is lossy  # what was warned of once is not warned of again
    with pytest.warns(UserWarning, match="Did you mean 0.25"):
        ct.read(lossy, {"training.places": 3})


# ---- readings by `import contagion`: which there are, and answers under one ----


def test_they_are_listed_with_their_sources():
    table = ct.readings()
    assert table["reading"].tolist() == list(READINGS)
    assert table["source"].str.len().min() > 5
    assert table.set_index("reading").loc["nothing-lasts", "excludes"] == ["a-little-lasts"]


def test_a_comparison_under_a_reading_is_one_of_other_runs(tmp_path):
    """Over two years: in one the word of those in groups moves nobody in some worlds."""
    how: dict[str, Any] = {"seeds": 2, "years": 2, "store": tmp_path, "workers": 1}
    usual, told = (ct.compare("ref", "lowloss", reading=name, **how) for name in (None, "talk-informs"))
    same, of = (set(made.runs.table["event_log_sha256"]) for made in (usual, told))
    assert not same & of
