"""`contagion programme`, and `--programme` of the commands that ask about one."""

import json
from pathlib import Path

import pytest

from contagion.experiments.commands.compare import words as of_compare
from contagion.experiments.evidence import agreeing
from contagion.sim.files import read_parquet
from tests.helpers.command import complaint, contagion

FILE = """
territory = "Dinan"
began = "2024-01"
today = "2025-01-01"
years = 1

[[year]]
year = 2024
trained = 6
participants = 20
"""


@pytest.fixture
def dinan(tmp_path, monkeypatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "dinan.toml"
    path.write_text(FILE, encoding="utf-8")
    return path


def test_a_file_is_made_said_and_run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    said = "programme.toml: fill in what is known, then: `contagion run --programme programme.toml`\n"
    assert contagion("programme", "init", "--epci", "Dinan").stdout == said
    assert "The programme is to begin in" in contagion("programme", "show", "programme.toml").stdout
    done = contagion("run", "--programme", "programme.toml", "--years", "1", "--details")
    assert done.exit_code == 0
    assert "65 communes, 82,715 residents aged 15 and over; 1 year, seed 1" in " ".join(done.stdout.split())
    said = complaint("programme", "init", "--epci", "Dinan")
    assert "is there already, and may be filled in" in said
    assert contagion("programme", "init", "--epci", "Dinan", "--force").exit_code == 0
    assert "--out programme.toml/x.toml: cannot be written" in complaint(
        "programme", "init", "--epci", "Dinan", "--out", "programme.toml/x.toml"
    )
    assert "no EPCI has this code or name" in complaint("programme", "init", "--epci", "Nixville")


@pytest.mark.slow
def test_scenarios_are_compared_from_today_on_in_worlds_that_agree(dinan, monkeypatch):
    monkeypatch.setattr(agreeing.agreeing, "__defaults__", (60, 20))
    monkeypatch.setattr(of_compare, "PAST_WORLDS", 60)
    done = contagion(
        "compare",
        "double_places",
        "--programme",
        dinan,
        "--seeds",
        "8",
        "--out",
        "kept",
        "--engine",
        "serial",
        "--details",
    )
    text = " ".join(done.stdout.split())
    assert "changes begin in January 2025; looked ahead to the end of 2025" in text
    assert "90 % of simulations say, of what is known: trained 2024: 6" in text
    assert "(dinan)" in text
    years = (
        read_parquet(Path("kept/years.parquet")).set_index(["scenario", "seed", "year"])["participants"].unstack("year")
    )
    assert years.columns.tolist() == [1, 2]
    assert years.loc["go_on", 1].tolist() == years.loc["double_places", 1].tolist()


def test_mistakes_get_one_line(dinan):
    said = complaint("run", "--programme", dinan, "--epci", "Lyon")
    assert "--programme dinan and --epci: the programme says where it is, in CA Dinan" in said
    for asked, words in (
        (("compare",), "needs at least two scenarios"),
        (("run", "lowloss"), "lowloss.toml: group.size cannot be decided from 2025-01 on"),
    ):
        done = contagion(*asked, "--programme", dinan)
        assert done.exit_code == 2
        assert words in done.stderr.splitlines()[-1]
    assert "no such programme" in complaint("run", "--programme", "nowhere")


def test_what_is_shown_without_a_file_is_the_case_study():
    shown = contagion("programme", "show").stdout
    assert shown == contagion("programme", "show", "besancon").stdout
    assert "a case study" in shown


@pytest.mark.usefixtures("undrawn")
def test_a_run_of_a_programme_is_kept_with_its_past(tmp_path):
    done = contagion("run", "--programme", "besancon", "--years", 1, "--out", tmp_path / "out")
    assert done.exit_code == 0, done.output
    made = json.loads((tmp_path / "out" / "provenance.json").read_text(encoding="utf-8"))
    assert (made["past_years"], made["years"]) == (3, 4)


@pytest.mark.usefixtures("undrawn")
def test_what_an_answer_does_without_is_not_worked_out_to_be_kept(tmp_path):
    """Reach needs no worlds that agree."""
    asked = ("--programme", "besancon", "--years", 1, "--store", tmp_path / "store", "--out", tmp_path / "out")
    done = contagion("reach", *asked, "--replicates", 2, "--engine", "serial")
    assert done.exit_code == 0, done.output
    assert not (tmp_path / "out" / "known_here.csv").exists()
