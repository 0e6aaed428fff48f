"""Commands over the worlds of an ensemble: what they say and write, and what they answer to mistakes."""

import json
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from contagion.experiments.commands.compare import work
from contagion.experiments.evidence.ensemble import as_written, read_ensemble, write
from contagion.experiments.evidence.readings import READINGS
from contagion.models.kernel import EDITION
from contagion.models.runs.vocabulary import ENSEMBLE
from tests.helpers.command import complaint, contagion


@pytest.fixture
def where(tmp_path):
    return ("--engine", "serial", "--store", tmp_path / "store")


@pytest.mark.usefixtures("undrawn")
def test_a_comparison_is_over_the_worlds_of_what_was_observed_unless_one_set_is_asked_for(where, tmp_path):
    asked = ("compare", "ref", "lowloss", "--replicates", 4, "--years", 1, *where)
    done = contagion(*asked, "--above", 3, "--details", "--out", tmp_path / "out")
    assert "4 simulations, the same for each scenario: 4 different sets" in " ".join(done.stdout.split())
    assert "More than 3 more come in" in " ".join(done.stdout.split())
    table = pd.read_csv(tmp_path / "out" / "worlds.csv")
    assert table["worlds"].tolist() == [4] * 6
    about = json.loads((tmp_path / "out" / "provenance.json").read_text())["ensemble"]
    assert about["targets"] == ENSEMBLE
    assert "4 simulations of one parameter set" in contagion(*asked, "--single").stdout


@pytest.mark.slow
@pytest.mark.usefixtures("undrawn")
@pytest.mark.parametrize("command", ["limits", "levers"])
def test_what_would_help_is_told_world_by_world(command, where, tmp_path):
    few = ("--quick",) if command == "levers" else ("--replicates", 2, "--years", 1)
    done = contagion(command, *few, *where, "--above", 1.5, "--details", "--out", tmp_path / "out")
    assert "2 simulations, the same for each scenario" in " ".join(done.stdout.split())
    assert "above 1.5 in" in done.stdout
    table = pd.read_csv(tmp_path / "out" / f"{command}.csv")
    column = {"limits": "gained_above", "levers": "participants_above"}[command]
    assert table[f"{column}_zero"].between(0, 1).all()
    assert (table[column] <= table[f"{column}_zero"]).all()


@pytest.mark.usefixtures("undrawn")
def test_a_comparison_under_a_reading_says_so(where):
    asked = ("compare", "ref", "lowloss", "--replicates", 4, "--years", 1, *where)
    done = contagion(*asked, "--reading", "rule-threshold")
    assert "Under the reading “a number of sources is needed” (rule-threshold)" in " ".join(done.stdout.split())
    assert "reading" not in contagion(*asked).stdout


@pytest.mark.usefixtures("undrawn")
@pytest.mark.slow
def test_in_how_many_readings_something_stands_is_said_if_it_is_asked(where, tmp_path, monkeypatch):
    monkeypatch.setattr(work.standing, "__defaults__", (2,))
    asked = ("compare", "ref", "lowloss", "--replicates", 2, "--years", 1, *where, "--out", tmp_path / "out", "--force")
    done = contagion(*asked, "--readings", "--details")
    assert done.exit_code == 0, done.output
    runs = sum(not one.of_emissions_alone for one in READINGS.values())
    assert f"of {runs} readings." in done.stdout or "no difference to stand" in done.stdout
    table = pd.read_csv(tmp_path / "out" / "readings.csv")
    assert set(table["reading"]) == set(READINGS)
    assert "stands in" not in contagion(*asked, "--details").stdout
    assert not (tmp_path / "out" / "readings.csv").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("compare", "ref", "lowloss", "--reading", "talk-inform"), "Did you mean 'talk-informs'?"),
        (
            ("compare", "ref", "lowloss", "--reading", "rule-simple", "--reading", "rule-threshold"),
            "exclude each other",
        ),
        (("compare", "ref", "lowloss", "--single", "--reading", "rule-simple"), "give one of them"),
        (("compare", "ref", "lowloss", "--single", "--readings"), "--single with --readings"),
        (
            ("compare", "ref", "lowloss", "--readings", "--reading", "rule-simple"),
            "--readings with --reading rule-simple",
        ),
        (("limits", "--reading", "nothing-lasts", "--replicates", 2, "--years", 1), "limits says nothing of them"),
        (("run", "--reading", "talk-informs"), "needs an ensemble; add --ensemble"),
        (("run", "--ensemble", ENSEMBLE, "--reading", "nothing-lasts"), "run says nothing of them"),
        (("sweep", "--single", "--vary", "training.places=4", "--reading", "talk-informs"), "give one of them"),
        (("discover", "participants < 3", "--over", "ranges", "--reading", "rule-simple"), "give one of them"),
        (("worth-knowing", "--reading", "nothing-lasts"), "worth-knowing says nothing of them"),
        (("spend", 20_000, "--set", "registering.rule=simple", "--reading", "rule-threshold"), "which ref sets itself"),
    ],
)
def test_a_reading_that_cannot_be_is_refused(words, said, tmp_path):
    where = () if words[0] == "run" else ("--engine", "serial", "--store", tmp_path / "store")
    assert said in complaint(*words, *where)


def test_a_sweep_keeps_a_word_of_the_ensemble_that_it_is_over_and_says_what_its_seeds_are(where, tmp_path):
    asked = ("sweep", "--vary", "training.places=4", "--replicates", 1, "--years", 1, *where)
    for words, said in ((("--ensemble", ENSEMBLE), ENSEMBLE), (("--single",), None)):
        out = tmp_path / f"out {said}"
        done = contagion(*asked, *words, "--details", "--out", out)
        assert done.exit_code == 0
        about = json.loads((out / "provenance.json").read_text())
        assert about.get("ensemble", {}).get("name") == said
        for told in (done.stdout, (out / "sweep.svg").read_text(encoding="utf-8")):
            assert ("Each seed is a simulation of its own" in told) == bool(said)


@pytest.mark.usefixtures("undrawn")
def test_a_run_is_in_the_world_of_its_seed(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    done = contagion("run", "--ensemble", "besancon", "--seed", 5, "--years", 1, "--out", "out")
    assert "member 5 of the ensemble 'besancon'" in " ".join(done.stdout.split())
    written = (tmp_path / "out" / "scenario.toml").read_text()
    values = read_ensemble(Path(ENSEMBLE)).values(4)
    assert f"loss_per_year = {values['retention.loss_per_year']}" in written


@pytest.mark.slow
@pytest.mark.parametrize("words", [("run",), ("limits", "--replicates", 2)], ids=lambda words: words[0])
def test_elsewhere_the_sets_are_carried_over(words, where, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    place = ("--communes-list", "25056,25057,25048", "--effort", "as-written", "--years", 1)
    done = contagion(*words, "--details", "--ensemble", ENSEMBLE, *place, *(where if words != ("run",) else ()))
    assert done.exit_code == 0, done.output
    said = " ".join(done.stdout.split())
    assert "are carried over to this territory: an assumption." in said
    assert "Nothing was observed here." in said
    assert "agree with what was observed (" not in said


def test_mistakes_are_answered_in_one_line(where):
    for words, said in (
        (("--ensemble", "besancn"), "besancn: no such ensemble. Available: besancon"),
        (("--ensemble", "besancon", "--single"), "--single with --ensemble besancon: give one of them"),
        (("--above", "nan"), "--above nan: must be a number of people"),
    ):
        assert said in complaint("limits", *words, *where)


def kept_as(tmp_path, **about):
    """The shipped ensemble in a file of its own, with something else said of it; of this model."""
    shipped = as_written(Path(ENSEMBLE))[0]
    own = {key: value for key, value in shipped.about.items() if key != "witness"}
    write(replace(shipped, about={**own, "edition": EDITION, **about}), tmp_path / "own.parquet")
    return tmp_path / "own.parquet"


READING = {"targets": "besancon_tasters", "title": "Grand Besançon 2017-2019, 300 people with facilitators and tasters"}


@pytest.mark.parametrize("words", [("run",), ("limits", "--replicates", 2)], ids=lambda words: words[0])
def test_the_other_reading_of_what_was_published_is_said_in_the_first_line(words, where, tmp_path):
    others = where if words != ("run",) else ()
    done = contagion(*words, "--years", 1, "--ensemble", kept_as(tmp_path, **READING), *others)
    assert done.exit_code == 0, done.output
    said = " ".join(done.stdout.split())
    assert said.startswith("By another reading than usual of what was published: Grand Besançon 2017-2019, 300")
    usual = contagion(*words, "--years", 1, "--ensemble", kept_as(tmp_path), *others)
    assert "By another reading" not in usual.stdout


def test_one_of_elsewhere_is_refused_where_the_territory_has_figures_of_its_own(where, tmp_path):
    own = kept_as(tmp_path, data="EPCI Dinan Agglomération", title="Dinan")
    said = complaint("limits", "--ensemble", own, *where)
    assert f"{own}: was calibrated elsewhere (Dinan), and Grand Besançon has figures of its own: take " in said


def test_two_ensembles_are_one_too_many(where):
    for words in (("limits",), ("sweep", "--vary", "training.places=4"), ("discover", "participants < 1 at the end")):
        said = complaint(*words, "--ensemble", "besancon", "--ensemble", "besancon_tasters", *where)
        assert "--ensemble besancon_tasters: may be given once" in said


def test_an_ensemble_of_another_model_is_refused(where, tmp_path):
    shipped = read_ensemble(Path(ENSEMBLE))
    write(replace(shipped, about={**shipped.about, "witness": "0" * 64}), tmp_path / "old.parquet")
    said = complaint("limits", "--ensemble", tmp_path / "old.parquet", *where)
    assert "make it again, and put what it keeps in place of this file: contagion calibrate besancon" in said
