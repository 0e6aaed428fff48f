"""`contagion question`: what there is to ask, and options that reach the experiment."""

from inspect import signature

import pandas as pd
from matplotlib.figure import Figure

from experiments.questions import publishing
from experiments.questions.names import names
from experiments.questions.publishing import Finding, Number, Question
from experiments.studies.ensemble import write
from tests.helpers.command import contagion
from tests.helpers.even_ensemble import even


def test_options_reach_the_experiment(tmp_path, monkeypatch):
    asked = {}

    def experiment(**options):
        asked.update(options)
        return Finding("All is well.", pd.DataFrame({"a": [1]}), Figure())

    numbers = (Number("base", 64, 1, "Points."), Number("other", 3, 1, "Others."))
    monkeypatch.setattr(publishing, "question", lambda _: Question(experiment, numbers))
    places = ["--store", str(tmp_path / "store"), "--out", str(tmp_path / "out")]
    done = contagion("question", "sensitivity", "--quick", "--base", "8", *places)
    assert done.exit_code == 0, done.output
    assert (asked.pop("base"), asked.pop("other"), asked.pop("quick")) == (8, 3, True)
    assert set(asked) == {"lab"}
    assert "All is well." in done.output
    assert sorted(path.name for path in (tmp_path / "out").iterdir())[:2] == ["sensitivity.csv", "sensitivity.png"]


def test_an_ensemble_is_read_before_the_question_is_asked(tmp_path, monkeypatch):
    asked = {}

    def experiment(**options):
        asked.update(options)
        return Finding("All is well.", pd.DataFrame({"a": [1]}))

    monkeypatch.setattr(publishing, "question", lambda _: Question(experiment, ensemble=True))
    write(even(1), tmp_path / "own.parquet")
    places = ["--store", str(tmp_path / "store"), "--out", str(tmp_path / "out")]
    done = contagion("question", "validate", "--ensemble", str(tmp_path / "own.parquet"), *places)
    assert done.exit_code == 0, done.output
    assert (asked["ensemble"].name, len(asked["ensemble"])) == ("own", 3)
    refused = contagion("question", "validate", "--ensemble", "atlantis", *places)
    assert (refused.exit_code, len(refused.stderr.splitlines())) == (2, 1)
    assert "atlantis: there is no such ensemble" in refused.stderr


def test_an_unknown_question_gets_the_nearest_name():
    done = contagion("question", "x6_places")
    assert (done.exit_code, done.stderr) == (
        2,
        "contagion: question x6_places: there is none of this name; did you mean 'x06_places'?\n",
    )


def test_every_question_says_what_it_is():
    """In the list, of which no script is read; and each keeps the contract."""
    listed = contagion("question").output
    for name in names():
        assert f"  {name} " in listed
        asked = publishing.question(name)
        assert isinstance(asked, Question)
        ensemble = ["ensemble"] * asked.ensemble
        numbers = [number.name for number in asked.numbers]
        assert {"quick", "lab", *numbers, *ensemble} == {*signature(asked.main).parameters}
