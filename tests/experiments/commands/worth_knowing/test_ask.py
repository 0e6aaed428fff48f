"""`contagion worth-knowing`: what it prints, keeps, and refuses."""

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from contagion.experiments.commands.worth_knowing.portfolios import PORTFOLIOS
from contagion.experiments.evidence import agreeing
from contagion.experiments.evidence.ensemble import write
from contagion.sim.files import read_parquet
from tests.helpers import worth_knowing_by_hand as by_hand
from tests.helpers.command import complaint, contagion

pytestmark = pytest.mark.slow  # hundreds of runs at the least


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("worth")
    write(by_hand.ensemble(40), made / "own.parquet")
    return made


@pytest.fixture(scope="module")
def done(folder):
    size = ("--sets", 40, "--seeds", 2, "--years", 1, "--rate", 2000, "--budget", 60_000)
    where = ("--engine", "serial", "--store", folder / "store", "--out", folder / "out")
    return contagion("worth-knowing", "--details", "--ensemble", folder / "own.parquet", *size, *where)


def test_it_says_what_is_best_and_what_to_ask_for_first(done):
    assert done.exit_code == 0, done.output
    said = " ".join(done.stdout.split())
    assert said.startswith("How is a budget of 60,000 € a year best spent over 1 year in ref")
    assert "Best as long as no more is known: " in said
    assert "Ask for this first:" in said
    assert "held to be worth 2,000 €" in said


def test_what_it_keeps_follows_from_the_runs(done, folder):
    names = {path.name for path in (folder / "out").iterdir()}
    assert names == {
        *("decisions.csv", "ask_for.csv", "numbers.csv", "rates.csv", "runs.parquet", "scenario.toml"),
        *("provenance.json", "worth_knowing.png", "worth_knowing.svg"),
    }
    table = pd.read_csv(folder / "out" / "decisions.csv").set_index("portfolio")
    runs = read_parquet(folder / "out" / "runs.parquet")
    assert len(runs) == 40 * 2 * len(PORTFOLIOS)
    assert table["people"].to_dict() == pytest.approx(runs.groupby("portfolio")["participants"].mean().to_dict())
    assert table["benefit"].to_dict() == pytest.approx((table["people"] - table["euros"] / 2000).to_dict())
    assert table["benefit"].is_monotonic_decreasing
    assert table["euros"].between(10_000, 60_000).all()
    made = json.loads((folder / "out" / "provenance.json").read_text())
    assert made["ensemble"]["name"] == "own"
    assert (made["budget"], made["rate"], made["sets"], made["seeds_of_each"]) == (60_000, 2000, 40, 2)


DINAN = """
territory = "Dinan"
began = "2024-01"
today = "2025-01-01"
years = 1
"""
KNOWN = "[[year]]\nyear = 2024\ntrained = 6\nparticipants = 20\n"
FEW = ("--sets", 40, "--seeds", 2, "--engine", "serial", "--budget", 40_000)


@pytest.mark.parametrize("known", ["", KNOWN], ids=["nothing", "two figures"])
def test_a_programme_s_budget_is_spent_from_the_next_january_on(tmp_path, monkeypatch, known):
    """In worlds that agree with what is known of it, if anything is; what came before is not counted."""
    monkeypatch.setattr(agreeing.agreeing, "__defaults__", (200, 150))
    (tmp_path / "dinan.toml").write_text(DINAN + known)
    asked = ("worth-knowing", "--programme", tmp_path / "dinan.toml", *FEW, "--store", tmp_path / "store")
    done = contagion(*asked, "--details", "--out", tmp_path / "out")
    assert done.exit_code == 0, done.output
    text = " ".join(done.stdout.split())
    assert "changes begin in January 2025; looked ahead to the end of 2025" in text
    assert "best spent over 1 year from January 2025 on in go_on (If we go on)" in text
    assert ("The first seed of a set is the one with which it was left" in text) == bool(known)
    years = read_parquet(tmp_path / "out" / "years.parquet").set_index(["portfolio", "set", "seed", "year"])
    people = years["participants"].unstack("year")
    assert people.columns.tolist() == [1, 2]
    assert people[1].unstack("portfolio").nunique(axis=1).max() == 1
    table = pd.read_csv(tmp_path / "out" / "decisions.csv").set_index("portfolio")
    ahead = (people[2] - people[1]).groupby("portfolio").mean()
    assert table["people"].to_dict() == pytest.approx(ahead.to_dict())
    plain = json.loads(contagion(*asked, "--json").stdout)
    assert [row["portfolio"] for row in plain["decisions"]] == table.index.tolist()


def test_too_few_sets_that_agree_are_said(tmp_path, monkeypatch):
    monkeypatch.setattr(agreeing.agreeing, "__defaults__", (60, 20))
    (tmp_path / "dinan.toml").write_text(DINAN + KNOWN)
    done = contagion("worth-knowing", "--programme", tmp_path / "dinan.toml", *FEW, "--store", tmp_path / "store")
    assert done.exit_code == 2
    assert done.stderr.splitlines()[-1] == "contagion: dinan: is of 20 sets, and 40 are asked for"


@pytest.mark.parametrize(
    "words, said",
    [
        (("--sets", 39), "--sets 39: must be a whole number from 40 on"),
        (("--seeds", 1), "--seeds 1: must be a whole number from 2 on"),
        (("--budget", 0), "--budget 0: must be a number of euros above 0"),
        (("--rate", "nan"), "--rate nan: must be a number of euros above 0"),
        (("--years", 0), "--years 0: must be a whole number from 1 to 100"),
        (("--sets", 41), "own: is of 40 sets, and 41 are asked for"),
    ],
)
def test_numbers_that_cannot_be_are_refused(folder, tmp_path, words, said):
    given = ("--ensemble", folder / "own.parquet", *words, "--store", tmp_path / "store")
    assert complaint("worth-knowing", *given) == f"contagion: {said}\n"


@pytest.mark.parametrize("different", [1, 2])
def test_a_set_that_comes_again_and_again_is_refused_before_any_run(tmp_path, different):
    ensemble = by_hand.ensemble(60)
    write(replace(ensemble, table=ensemble.table.iloc[np.arange(60) % different]), tmp_path / "few.parquet")
    given = ("--ensemble", tmp_path / "few.parquet", "--sets", 60, "--store", tmp_path / "store")
    said = f"few: different sets among its first 60: {different}; at least 40 are needed"
    assert complaint("worth-knowing", *given) == f"contagion: {said}\n"


def test_an_ensemble_that_is_not_there_is_answered_by_those_that_are(tmp_path):
    said = complaint("worth-knowing", "--ensemble", "nowhere", "--store", tmp_path / "store")
    assert said.startswith("contagion: nowhere: no such ensemble. Available: ")
