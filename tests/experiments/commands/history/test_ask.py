"""`contagion history`: asked of a facilitator and of a commune, by both doors, and kept."""

import json

import pandas as pd
import pytest

import contagion as ct
from contagion.experiments.evidence import agreeing
from tests.helpers.command import contagion

KEPT = {"history.csv", "events.csv", "scenario.toml", "provenance.json"}


def test_a_commune_is_told_and_kept(tmp_path):
    done = contagion("history", "Torpes", "lowloss", "--years", 2, "--seed", 4, "--out", tmp_path / "out")
    assert done.exit_code == 0, done.output
    assert done.stdout.startswith("Torpes in “Low loss")
    assert {file.name for file in (tmp_path / "out").iterdir()} == KEPT
    asked = ct.history("Torpes", "lowloss", seed=4, years=2)
    assert pd.read_csv(tmp_path / "out" / "history.csv").equals(asked.years)
    assert len(pd.read_csv(tmp_path / "out" / "events.csv")) == len(asked.events)
    made = json.loads((tmp_path / "out" / "provenance.json").read_text(encoding="utf-8"))
    assert (made["seed"], made["years"]) == (4, 2)


def test_a_facilitator_is_told_in_the_same_words_by_name_and_by_number():
    words = [contagion("history", name, "--years", 1, "--seed", 1).stdout for name in ("1", "facilitator 1")]
    assert words[0] == words[1]
    assert "is among the first facilitators" in words[0]


def test_the_story_is_that_of_the_run_in_the_middle_unless_a_seed_is_asked_for():
    people = ct.many("ref", 11, years=1, ensemble=None, workers=1).table["participants"]
    made = ct.history("Torpes", "ref", years=1)
    assert made.results.summary["participants"] == people.median()
    assert (made.middle_of, ct.history("Torpes", "ref", seed=4, years=1).middle_of) == (11, 0)
    said = contagion("history", "Torpes", "--years", 1).stdout
    assert "Of 11 runs it is the middle one by how many people came." in " ".join(said.split())


def test_of_a_programme_the_course_goes_on_from_its_past(at_work, monkeypatch):
    monkeypatch.setattr(agreeing.agreeing, "__defaults__", (60, 20))
    made = ct.history("Torpes", programme="besancon", seed=4, years=1)
    assert (made.scenario.name, made.results.summary["years"]) == ("go_on", 4)
    many = ct.many("mentoring", 2, programme="besancon", years=1, workers=1)
    assert many.table["years"].tolist() == [4, 4]


def test_its_json_is_the_years_and_the_events():
    said = json.loads(contagion("history", "1", "--years", 1, "--json").stdout)
    assert [row["year"] for row in said["history"]] == [1]
    assert {row["kind"] for row in said["events"]} >= {"trained", "group opened"}
    assert all(row["told_by"] is None or row["kind"] == "registered" for row in said["events"])


def test_python_has_the_record_with_its_story():
    made = ct.history(1, "ref", seed=1, years=1)
    assert isinstance(made, ct.History)
    assert made.name == "facilitator 1"
    html = made._repr_html_()
    assert made.story[0] in html
    assert "group opened" in html


def test_a_territory_and_a_setting_are_those_of_the_run(tmp_path):
    done = contagion("history", "Dinan", "--epci", "Dinan Agglomération", "--years", 1, "--set", "training.places=3")
    assert done.exit_code == 0, done.output
    assert "Set: training.places = 3." in done.stdout


@pytest.mark.parametrize(
    "words, says",
    [
        (("Torps",), "did you mean 'Torpes'?"),
        (("9999", "--years", 1), "facilitator 9999: this run has "),
        ((), "NAME"),
        (("Torpes", "reff"), "did you mean 'ref'?"),
        (("1", "workshop_instead", "--years", 1), "facilitator 1: this run has 0"),
    ],
)
def test_a_mistake_gets_one_line(words, says):
    done = contagion("history", *words)
    assert (done.exit_code, done.stdout, done.stderr.count("\n")) == (2, "", 1), done.output
    assert says in done.stderr
