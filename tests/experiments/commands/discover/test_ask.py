"""`contagion discover`: what it prints, keeps, and refuses."""

import json

import pandas as pd
import pytest

from contagion.sim.files import read_parquet
from tests.helpers.command import complaint, contagion

FEW = ("--engine", "serial", "--points", 60)


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    folder = tmp_path_factory.mktemp("discover")
    done = contagion(
        "discover", "facilitators_trained < 12 at year 1", "--over", "ranges", *FEW, "--vary", "training.founders",
        "--store", folder / "store", "--out", folder / "out",
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    return done, folder


def test_it_says_where_the_condition_holds(kept):
    done, _folder = kept
    said = " ".join(done.stdout.split())
    assert said.startswith("facilitators trained < 12 at the end of year 1, in ref (")
    assert "Where training.founders is at most" in said
    assert "a share (dense)" in said


def test_worlds_boxes_and_figure_are_kept(kept):
    _done, folder = kept
    assert {file.name for file in (folder / "out").iterdir()} == {
        "worlds.parquet", "boxes.csv", "offered.csv", "discovery.png", "discovery.svg", "scenario.toml",
        "provenance.json",
    }  # fmt: skip
    boxes, worlds = pd.read_csv(folder / "out" / "boxes.csv"), read_parquet(folder / "out" / "worlds.parquet")
    within = worlds[worlds["training.founders"] <= float(boxes["value"][0])]
    assert boxes["factor"].tolist() == ["training.founders"]
    assert within["holds"].mean() == pytest.approx(boxes["density"][0])
    assert within["holds"].sum() / worlds["holds"].sum() == pytest.approx(boxes["coverage"][0])
    about = json.loads((folder / "out" / "provenance.json").read_text())
    assert about["ensemble"]["name"] == "ranges"


def test_over_the_ensemble_nothing_may_be_found_and_that_is_said(tmp_path):
    done = contagion("discover", "participants < 0 at year 1", *FEW, "--points", 4, "--store", tmp_path / "store")
    assert done.exit_code == 0, done.output
    said = " ".join(done.stdout.split())
    assert (
        "this holds in 0 (0 to 49) of 100 worlds. 4 sets of all that is uncertain, of those that agree with what"
        in said
    )
    assert "It holds in no world. participants: " in said


@pytest.mark.parametrize(
    "words, said",
    [
        (["participants"], "cannot be read as a condition; write INDICATOR < NUMBER at year N"),
        (["particpants < 3 at year 1"], "did you mean 'participants'?"),
        (["participants < 3 at year 5", "--years", 4], "the runs end with year 4; let them be 5 years long"),
        (["coverage < 1 at year 5", "--years", 6], "is known at the end only; write: at the end"),
        (["coverage < 1 at the end", "nowhere.toml"], "nowhere.toml"),
        (["coverage < 1 at the end", "--ensemble", "nowhere"], "there is no such ensemble"),
        (["coverage < 1 at the end", "--ensemble", "a", "--over", "ranges"], "give one of them"),
        (["coverage < 1 at the end", "--points", 1], "--points 1: must be a whole number from 2 on"),
        (["coverage < 1 at the end", "--seeds", 0], "--seeds 0: must be a whole number from 1 on"),
        (["coverage < 1 at the end", "--dense", 1.5], "--dense 1.5: must be a share above 0, at most 1"),
        (["coverage < 1 at the end", "--vary", "training.place"], "did you mean 'training.places'?"),
        (["coverage < 1 at the end", "--years", 0], "--years 0: must be a whole number from 1 to 100"),
    ],
)
def test_bad_input_is_answered_by_one_line(words, said, tmp_path):
    answer = complaint("discover", *words, "--store", tmp_path / "store")
    assert said in answer
    assert not list((tmp_path / "store").rglob("*.sqlite"))
