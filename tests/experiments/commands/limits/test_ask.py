"""`contagion limits`: what it writes, and what it answers to mistakes."""

import json

import pandas as pd
import pytest

from tests.helpers.command import contagion


def test_the_command_writes_tables_and_a_figure(tmp_path):
    out = tmp_path / "out"
    words = ("limits", "--single", "--seeds", 2, "--years", 1, "--engine", "serial", "--store", tmp_path / "store")
    done = contagion(*words, "--out", out)
    assert done.exit_code == 0, done.output
    assert "What would have helped in ref" in done.stdout
    assert {path.name for path in out.iterdir()} == {
        "limits.csv", "gains_by_year.csv", "limits.png", "limits.svg", "provenance.json", "runs.parquet",
        "scenario.toml", "years.parquet",
    }  # fmt: skip
    again = contagion(*words, "--json")
    made = json.loads(again.stdout)
    kept = pd.read_csv(out / "limits.csv")
    assert [row["capacity"] for row in made["capacities"]] == kept["capacity"].tolist()
    assert [row["gained"] for row in made["capacities"]] == pytest.approx(kept["gained"].tolist())


def test_a_scenario_in_which_nothing_happens(tmp_path):
    never = ["--set", "training.founders=0", "--set", "training.outside_places=0"]
    where = ["--engine", "serial", "--store", tmp_path, "--years", 1, "--replicates", 2]
    done = contagion("limits", "--single", *never, *where)
    assert done.exit_code == 0, done.output
    assert "Nobody came to a group in any run" in " ".join(done.stdout.split())


@pytest.mark.parametrize(
    "given, words",
    [
        (["--seeds", 1], "--seeds 1: must be a whole number from 2 on"),
        (["--replicates=1"], "--replicates 1: must be a whole number from 2 on"),
        (["--years", 0], "--years 0: must be a whole number from 1 to 100"),
        (["nowhere.toml"], "nowhere.toml"),
        (["--set", "training.place=3"], "did you mean 'training.places'?"),
        (["--communes-list", "99999"], "99999"),
    ],
)
def test_bad_input_is_answered_by_one_line(given, words, tmp_path):
    done = contagion("limits", "--single", *given, "--store", tmp_path)
    assert done.exit_code == 2
    assert words in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
