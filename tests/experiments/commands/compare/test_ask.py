"""`contagion compare`, `sweep` and `store`, as a user meets them: what they write, and what they answer to mistakes."""

import json
import re
import subprocess
import sys
from math import inf

import pandas as pd
import pytest

from contagion.experiments.say.differences import answer
from contagion.experiments.say.levers import LEVERS
from contagion.models.parameters import Parameters
from contagion.models.runs.study import Conversations
from contagion.models.scenario import FOLDER, read
from contagion.sim.files import read_parquet
from contagion.sim.statistics.spread import difference
from tests.helpers.command import contagion
from tests.helpers.table_rows import only

HEAVY = ("mesa", "pandas", "scipy", "duckdb", "distributed", "SALib", "matplotlib", "numpy")
REF, LOWLOSS, CAUTIOUS = (FOLDER / f"{name}.toml" for name in ("ref", "lowloss", "cautious"))


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """Options that keep runs in a store of this file."""
    return ("--store", tmp_path_factory.mktemp("store") / "store", "--engine", "serial")


# ---- compare ---------------------------------------------------------------------------------------------------------


def test_scenarios_are_compared_with_the_first(place, tmp_path):
    out = tmp_path / "out"
    done = contagion(
        "compare", "--single", REF, LOWLOSS, CAUTIOUS, "--years", 2, "--seeds", 3, "--details", "--out", out, *place
    )
    assert done.exit_code == 0, done.output
    table, runs = read_parquet(out / "comparison.parquet"), read_parquet(out / "runs.parquet")
    pd.testing.assert_frame_equal(table, pd.read_csv(out / "comparison.csv"), check_dtype=False)
    assert set(table["scenario"]) == {"lowloss", "cautious"}
    assert {"participants", "facilitators_active", "communes_reached", "short_groups"} <= set(table["indicator"])
    assert runs.groupby("scenario")["seed"].apply(list).tolist() == [[1, 2, 3]] * 3
    wide = runs.pivot(index="seed", columns="scenario", values="participants")
    row = table.set_index(["scenario", "indicator"]).loc[("lowloss", "participants")]
    assert row["difference"] == pytest.approx((wide["lowloss"] - wide["ref"]).mean())
    cost = table.set_index(["scenario", "indicator"]).loc[("cautious", "cost_total")]
    assert 100_000 < cost["mean"] < cost["base"]
    for name in ("trajectories", "differences"):
        assert (out / f"{name}.png").stat().st_size > 10_000
        assert b"<svg" in (out / f"{name}.svg").read_bytes()
    assert read(out / "lowloss.toml").parameters == read(LOWLOSS).parameters
    saved = pd.read_csv(out / "footprint.csv").set_index("scenario")
    assert list(saved.index) == ["ref", "lowloss", "cautious"]
    assert (saved["p5"] < saved["p50"]).all()
    assert saved.loc["ref", "difference_p95"] == 0 > saved.loc["cautious", "difference_p50"]
    assert saved["from_assumptions"].between(0, 1).all()
    euros = saved[[f"euros_per_tonne_{part}" for part in ("p5", "p50", "p95")]]
    assert (euros.diff(axis=1).iloc[:, 1:] > 0).all(axis=None)
    assert done.stdout.count("€ per t, 5 to 95 %") == 1
    assert "Emissions avoided, t CO2e (5, 50 and 95 %" in done.stdout
    assert "3 simulations of one set of values, each with a seed of its own." in done.stdout


@pytest.mark.usefixtures("undrawn")
def test_it_begins_with_the_main_figures_and_has_the_others_for_the_asking(place, tmp_path):
    same = tmp_path / "same.toml"
    same.write_text(REF.read_text())
    words = ("compare", "--single", REF, same, CAUTIOUS, "--years", 2, "--replicates", 3, *place)
    done = contagion(*words, "--details", "--out", tmp_path / "out")
    assert done.exit_code == 0, done.output
    text = " ".join(done.stdout.split())
    assert "No difference: with “Reference (same)”, exactly as many people" in text.partition(". ")[0]
    people = read_parquet(tmp_path / "out" / "runs.parquet").pivot(
        index="seed", columns="scenario", values="participants"
    )
    row = difference((people["cautious"] - people["ref"]).to_numpy())
    assert answer(row, "Cautious", "Reference (ref)", 2) in text
    assert "groups cancelled" not in done.stdout
    for text in (done.stdout, contagion(*words, "--all").stdout):
        assert "-0 " not in text
        assert not re.search(r"\de-\d", text)
    everything = contagion(*words, "--all").stdout
    assert "groups cancelled" in everything
    assert ["is in comparison.csv" in text for text in (done.stdout, everything)] == [True, False]


@pytest.mark.usefixtures("undrawn")
def test_with_force_a_folder_holds_one_comparison(place, tmp_path):
    words = ("--years", 1, "--replicates", 2, "--out", tmp_path / "out", *place)
    assert contagion("compare", "--single", REF, LOWLOSS, *words).exit_code == 0
    (tmp_path / "out" / "mine.txt").write_text("mine")
    assert contagion("compare", "--single", REF, CAUTIOUS, *words, "--force").exit_code == 0
    assert sorted(file.name for file in (tmp_path / "out").glob("*.t*")) == ["cautious.toml", "mine.txt", "ref.toml"]


@pytest.mark.usefixtures("undrawn")
def test_people_are_those_of_all_programmes(place, tmp_path):
    workshop = FOLDER / "workshop_instead.toml"
    words = ("--years", 2, "--replicates", 2, "--out", tmp_path / "out", *place)
    assert contagion("compare", "--single", REF, workshop, *words).exit_code == 0
    figures = pd.read_csv(tmp_path / "out" / "main_figures.csv").set_index("indicator")
    runs = read_parquet(tmp_path / "out" / "runs.parquet").groupby("scenario").mean(numeric_only=True)
    assert runs.loc["workshop_instead", "participants"] == 0
    assert figures.loc["people", "mean"] == runs.loc["workshop_instead", "alternative_participants"] > 0
    assert figures.loc["people", "base"] == runs.loc["ref", "participants"] > 0


@pytest.mark.slow
@pytest.mark.usefixtures("undrawn")
def test_what_scenarios_cost_is_compared_at_their_own_prices(place, tmp_path):
    """The same runs at other prices: a seat more expensive by 100 € makes a difference of 100 € for each trained."""
    dear = tmp_path / "dear.toml"
    dear.write_text("[costs]\nseat = 800.0\n")
    words = ("--years", 1, "--replicates", 2, "--out", tmp_path / "out", *place)
    assert contagion("compare", "--single", REF, dear, *words).exit_code == 0
    runs = read_parquet(tmp_path / "out" / "runs.parquet").set_index(["scenario", "seed"])
    assert runs.loc["dear"]["event_log_sha256"].tolist() == runs.loc["ref"]["event_log_sha256"].tolist()
    apart = runs.loc["dear"]["cost_total"] - runs.loc["ref"]["cost_total"]
    assert apart.tolist() == pytest.approx((100 * runs.loc["ref"]["facilitators_trained"]).tolist())
    one = runs.loc[("ref", 1)]
    assert one["cost_per_participant"] == pytest.approx(one["cost_total"] / one["participants"])


# ---- sweep -----------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_sweep_leaves_one_tidy_table(place, tmp_path):
    vary = ("--vary", "volunteering.wish=0:0.5:3", "--vary", "training.places=5,inf")
    done = contagion("sweep", "--single", *vary, "--replicates", 2, "--years", 1, "--out", tmp_path / "out", *place)
    assert done.exit_code == 0, done.output
    runs = read_parquet(tmp_path / "out" / "runs.parquet")
    assert len(runs) == 3 * 2 * 2
    assert {"volunteering.wish", "training.places", "seed", "participants", "event_log_sha256"} <= set(runs)
    assert sorted(set(runs["volunteering.wish"])) == [0.0, 0.25, 0.5]
    assert set(runs["training.places"]) == {5, inf}
    again = contagion("run", "--years", 1, "--seed", 2, "--set", "volunteering.wish=0.25", "--set", "training.places=5",
                      "--json")  # fmt: skip
    row = only(runs, seed=2, **{"volunteering.wish": 0.25, "training.places": 5})
    assert row["event_log_sha256"] in again.stdout
    years = read_parquet(tmp_path / "out" / "years.parquet")
    assert len(years) == 12
    assert set(years["year"]) == {1}
    svg = (tmp_path / "out" / "sweep.svg").read_text(encoding="utf-8")
    assert "Sweep of volunteering wish and training places" in svg
    assert "Tables and figures are in" in done.stdout
    world = ("sweep", "--details", *vary[2:], "--ensemble", "besancon", "--replicates", 1, "--years", 1, *place)
    assert contagion(*world).stdout.startswith("Each seed is a simulation of its own")


# ---- mistakes --------------------------------------------------------------------------------------------------------

MISTAKES = [
    (["compare", "--single", REF], ["at least two scenarios"]),
    (["compare", "--single", REF, "nowhere.toml"], ["nowhere.toml", "no such scenario file"]),
    (["compare", "--single", REF, REF], ["'ref' is listed twice"]),
    (["compare", "--single", REF, LOWLOSS, "--replicates", "many"], ["--replicates", "many", "not a valid integer"]),
    (["compare", "--single", REF, LOWLOSS, "--replicates", "1"], ["--replicates 1", "from 2 on"]),
    (["compare", "--single", REF, LOWLOSS, "--years", "0"], ["--years 0", "1 to 100"]),
    (["sweep"], ["--vary"]),
    (["sweep", "--vary", "training.plces=1,2"], ["unknown parameter 'training.plces'", "'training.places'"]),
    (["sweep", "--vary", "training.places="], ["training.places=", "at least one value"]),
    (["sweep", "--vary", "training.places=1,,2"], ["training.places=1,,2", "at least one value"]),
    (["sweep", "--vary", "training.places=10:5:3"], ["10:5:3", "must rise"]),
    (["sweep", "--vary", "training.places=5:10:0"], ["5:10:0", "at least 1 value"]),
    (["sweep", "--vary", "training.places=5:x:2"], ["'x' is not a number"]),
    (["sweep", "--vary", "training.places=5,x"], ["training.places", "'x'"]),
    (["sweep", "--vary", "training.places=5", "--vary", "training.places=6"], ["training.places is given twice"]),
    (["sweep", "--vary", "group.recruiting_weeks=4:5:3"], ["whole numbers", "4.5"]),
    (["sweep", "--vary", "group.quorum=4,9"], ["group.quorum"]),
    (["sweep", "--vary", "registering.rule", "--design", "lhs"], ["registering.rule has no range"]),
    (["sweep", "--vary", "registering.fatigue=1:0.5", "--design", "lhs"], ["registering.fatigue=1:0.5"]),
    (["sweep", "--vary", "registering.fatigue=1", "--design", "lhs"], ["NAME=LOW:HIGH"]),
    (["sweep", "--vary", "registering.fatigue", "--design", "sobol", "--points", "6"], ["--points 6", "power of two"]),
    (["sweep", "--vary", "training.places=5", "--replicates", "0"], ["--replicates 0"]),
    (["sweep", "--vary", "training.places=5", "--engine", "grid"], ["--engine"]),
    (["sweep", "--vary", "training.places=5", "--engine", "processes"], ["--engine", "threads", "loky"]),
    (["sweep", "--vary", "training.places=5", "--engine", "threads", "--workers", "0"], ["--workers 0"]),
    (["sweep", "--vary", "training.places=5", "--engine", "serial", "--scheduler", "tcp://x:1"], ["--scheduler tcp://x:1"]),
    (["sweep", "--vary", "training.places=5", "--communes", "nowhere.csv"], ["nowhere.csv"]),
    (["store", "prune"], ["say what to remove"]),
    (["store", "list", "--store", "nowhere"], ["nowhere", "no such store"]),
    (["store", "verify", "--store", REF], ["is a file, not a folder"]),
    (["store", "list", "--store", FOLDER], ["is not a store of runs"]),
    (["sweep", "--vary", "training.places=5", "--store", FOLDER], ["is not a store of runs"]),
]  # fmt: skip


@pytest.mark.parametrize("command", ["compare", "levers"])
def test_where_runs_failed_the_command_that_was_asked_for_says_so(tmp_path, monkeypatch, command):
    def fail(*_):
        raise ValueError("no good")

    monkeypatch.setattr("contagion.models.runs.study.Conversations.run", fail)
    many = (
        ("--single", REF, LOWLOSS, "--replicates", 2, "--years", 1)
        if command == "compare"
        else ("--single", REF, "--quick")
    )
    done = contagion(command, *many, "--store", tmp_path / "store", "--engine", "serial")
    runs = 4 if command == "compare" else 8
    words = f"{command}: {runs} of {runs} runs failed; the first, ref with seed 1: ValueError: no good"
    assert (done.exit_code, done.stderr.splitlines()[1:]) == (2, [f"contagion: {words}"])


@pytest.mark.parametrize("words, parts", MISTAKES, ids=lambda value: " ".join(map(str, value))[-60:])
def test_a_mistake_is_answered_in_one_line(tmp_path, monkeypatch, words, parts):
    monkeypatch.chdir(tmp_path)
    done = contagion(*words)
    assert done.exit_code == 2, done.output
    message = done.stderr.strip().splitlines()
    assert len(message) == 1
    assert message[0].startswith("contagion: ")
    for part in parts:
        assert str(part) in message[0]
    assert list(tmp_path.iterdir()) == []


def test_a_taken_folder_is_refused_before_anything_runs(place, tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").write_text("mine")
    for words in (["compare", "--single", REF, LOWLOSS, "--replicates", 2], ["sweep", "--vary", "training.places=5"]):
        done = contagion(*words, "--years", 100, "--out", tmp_path / "out", *place)
        assert done.exit_code == 2
        assert "holds files already" in done.stderr
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["mine.txt"]


@pytest.mark.usefixtures("undrawn")
def test_runs_that_fail_are_said_and_the_others_kept(place, tmp_path, monkeypatch):
    run = Conversations.run

    def fails(self, job):
        if json.loads(job.parameters)["training"]["founders"] == 20:
            raise ValueError("twenty are too many")
        return run(self, job)

    monkeypatch.setattr(Conversations, "run", fails)
    words = ("--replicates", 2, "--years", 1, "--out", tmp_path / "out", *place)
    done = contagion("sweep", "--vary", "training.founders=10,20", *words)
    assert "2 of them failed" in done.stdout
    assert "twenty are too many" in done.stdout
    runs = read_parquet(tmp_path / "out" / "runs.parquet").set_index("training.founders")["error"]
    assert runs.loc[20].str.contains("twenty are too many").all()
    assert (runs.loc[10] == "").all()


def test_a_commune_that_is_not_there_is_refused_before_anything_runs(place, tmp_path):
    done = contagion(
        "sweep", "--vary", "training.founders=10,20", "--set", 'training.founder_communes=["00000"]', *place
    )
    assert done.exit_code == 2
    assert "training.founder_communes: '00000' is not a commune of" in done.stderr
    assert "\n" not in done.stderr.strip()


def test_help_loads_nothing_heavy():
    door = "contagion.experiments.interfaces.command.main"
    code = f"import sys, {door}; print([m for m in {HEAVY} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == "[]"


USUAL = Parameters()


@pytest.mark.slow
def test_the_page_of_levers_is_written(tmp_path):
    out = tmp_path / "out"
    done = contagion(
        "levers", "--single", "--quick", "--engine", "serial", "--store", tmp_path / "store", "--out", out, "--details"
    )
    assert done.exit_code == 0, done.output
    table = read_parquet(out / "levers.parquet")
    told = pd.read_csv(out / "levers.csv").fillna({"verdict": ""})
    pd.testing.assert_frame_equal(table, told, check_dtype=False)
    assert sorted(table["lever"]) == sorted(lever.label for lever in LEVERS[:3])
    assert read_parquet(out / "runs.parquet").groupby("scenario").size().tolist() == [2] * 4
    assert b"<svg" in (out / "levers.svg").read_bytes()
    assert read(out / "scenario.toml").parameters == USUAL
    assert "every 26 weeks, not every 52" in done.stdout
    assert done.stdout.splitlines()[0] == "A smoke test: its figures mean nothing."


@pytest.mark.parametrize(
    "words, says",
    [
        (("--replicates", 1), "--replicates 1: must be a whole number from 2 on"),
        (("--years", 0), "--years 0: must be a whole number from 1 to 100"),
        (("nowhere.toml",), "nowhere.toml: "),
    ],
)
def test_mistakes_about_levers_are_answered_in_one_line(words, says, tmp_path):
    done = contagion(
        "levers", "--single", *words, "--engine", "serial", "--store", tmp_path / "store", "--out", tmp_path / "out"
    )
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.startswith(f"contagion: {says}")
    assert done.stderr.count("\n") == 1
    assert not (tmp_path / "out").exists()
