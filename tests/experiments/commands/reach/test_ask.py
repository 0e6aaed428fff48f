"""`contagion reach`: which communes are never reached, in how many runs, by hand from the tables of the same runs."""

import re
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from contagion.experiments.commands.reach import MOST_ROWS, Reach
from contagion.models.runs.simulation import simulate, territory_for
from contagion.models.scenario import FOLDER, read
from tests.helpers.command import contagion

YEARS, SEEDS = 2, 3
SCENARIOS = {"groups": "ref", "another programme alone": "workshop_instead", "both": "team_challenge"}


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """Options that keep runs in a store of this file."""
    return ("--years", YEARS, "--store", tmp_path_factory.mktemp("store") / "store", "--engine", "serial")


def by_hand(name: str) -> pd.DataFrame:
    """Runs in which nobody came from a commune, and in which no group met there."""
    scenario = read(FOLDER / f"{name}.toml")
    territory, counts = territory_for(scenario), []
    for seed in range(1, SEEDS + 1):
        tables = simulate(scenario, territory, years=YEARS, seed=seed).tables
        events = tables["events"]
        people = set(events.loc[events["kind"] == "started", "where"])
        groups = set(events.loc[(events["kind"] == "group started") & (events["programme"] != ""), "where"])
        own = tables["groups"]
        groups |= set(own.loc[(own["started"] >= 0) & ~own["online"], "commune"])
        counts.append([(code not in people, code not in groups) for code in territory.codes])
    never = np.array(counts).sum(axis=0)
    return pd.DataFrame(never, index=territory.codes, columns=["never_people", "never_group"])


@pytest.mark.parametrize("name", SCENARIOS.values(), ids=SCENARIOS)
def test_communes_are_counted_in_which_nothing_happened(place, tmp_path, name):
    done = contagion("reach", name, "--replicates", SEEDS, "--out", tmp_path / "out", *place)
    assert done.exit_code == 0, done.output
    table = pd.read_csv(tmp_path / "out" / "reach.csv", dtype={"commune": str}).set_index("commune")
    expected = by_hand(name)
    assert table[["never_people", "never_group"]].sort_index().equals(expected.sort_index())
    assert 0 < (expected["never_people"] == 0).sum() < len(expected)
    assert (table["runs"] == SEEDS).all()
    assert (table["never_people"].diff().dropna() <= 0).all()
    assert f"Of 68 communes, {(expected['never_people'] > 0).sum()} have runs" in " ".join(done.stdout.split())
    shown = [line.split() for line in done.stdout.splitlines() if f" {table.index[0]} " in line]
    assert [row[-2:] for row in shown] == [[str(SEEDS)] * 2]
    assert {file.name for file in (tmp_path / "out").iterdir()} == {"reach.csv", "scenario.toml", "provenance.json"}


def test_what_was_set_is_said_first(place):
    done = contagion("reach", "--set", "training.places=3", "--replicates", 1, "--details", *place)
    assert done.stdout.startswith("Set: training.places = 3.\n")


def test_runs_are_kept_and_a_long_list_is_cut(place):
    words = ("reach", "--replicates", SEEDS, *place)
    first, again = contagion(*words), contagion(*words)
    assert again.stderr == ""
    assert again.stdout == first.stdout
    assert re.search(r"^… \d+ more$", first.stdout, re.MULTILINE)
    assert "communes more" in contagion(*words, "--details").stdout
    after = contagion("compare", "ref", "lowloss", "--replicates", 2, *place)
    assert after.stderr.startswith("To make, at most about: ")  # and nothing of runs of another version


def test_a_mistake_gets_one_line(place, tmp_path):
    for words, says in ((("--replicates", 0), "--replicates 0: must be"), (("reff",), "Did you mean 'ref'?")):
        done = contagion("reach", *words, *place, "--out", tmp_path / "out")
        assert (done.exit_code, done.stdout, done.stderr.count("\n")) == (2, "", 1)
        assert says in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_runs_that_fail_are_said(tmp_path, monkeypatch):
    monkeypatch.setattr("contagion.models.runs.study.Conversations.run", lambda *_: 1 / 0)
    done = contagion("reach", "--replicates", 2, "--years", 1, "--engine", "serial", "--store", tmp_path / "store")
    assert done.exit_code == 2
    assert "reach: 2 of 2 runs failed; the first, ref with seed 1: ZeroDivisionError" in done.stderr


# ---- communes that are never reached, in words: how many, which first, and no more rows than can be read ----


def found(people: list[int], groups: list[int], runs: int = 20) -> Reach:
    table = pd.DataFrame({"never_people": people, "never_group": groups}).assign(
        commune=[f"c{number}" for number in range(len(people))],
        name=[f"Commune {number}" for number in range(len(people))],
        residents_15_and_over=500,
        km_to_centre=3.5,
        runs=runs,
    )
    made: Any = SimpleNamespace(table=pd.DataFrame({"years": [2]}))
    return Reach(read(None, ["training.places=3"]), made, table)


def test_communes_are_counted_that_some_or_all_runs_leave_out():
    said = found([20, 5, 0], [20, 20, 0])._in_words()
    assert said.startswith("Set: training.places = 3.\n")
    whole = " ".join(said.split())
    assert "2 years, 20 runs: of 3 communes, 2 have runs in which nobody who lives there ever comes" in whole
    assert "(of 1 that is so in all runs), and 2 have runs in which no group ever meets there (of 2 in all" in whole
    assert "c2" not in said  # reached in all runs
    assert said.splitlines()[-1].split() == ["Commune", "1", "c1", "500", "3.5", "5", "20"]


def test_where_all_are_reached_there_is_no_table():
    assert "In how many" not in found([0, 0], [0, 0])._in_words()


def test_a_long_list_is_cut():
    assert found([1] * (MOST_ROWS + 2), [1] * (MOST_ROWS + 2))._in_words().endswith("and 2 communes more")
