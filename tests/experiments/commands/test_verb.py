"""What is given for an option, whichever door it comes by."""

import json
from math import inf, nan
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from contagion.experiments.commands import output_folder
from contagion.experiments.commands.output_folder import WIDEST, add_observations, known_figure
from contagion.experiments.commands.verb import Kept, Option, checked, of_ensemble
from contagion.experiments.evidence.calibration import RULE
from contagion.experiments.evidence.ensemble import ONE_SET, Ensemble
from contagion.sim.errors import InputError
from contagion.sim.files import Results, json_rows, read_parquet
from tests.helpers.command import complaint, contagion

ROUNDS = Option("whole", default=3, least=2, most=9)
SHARE = Option("number", default=0.5, fits=lambda value: 0 < value <= 1, must_be="a share above 0, at most 1")


@pytest.mark.parametrize("option, value", [(ROUNDS, 2), (ROUNDS, np.int64(9)), (SHARE, 1), (SHARE, np.float32(0.5))])
def test_what_fits_is_a_number_of_python(option, value):
    made = checked(option, value, "asked")
    assert made == value
    assert type(made) in (int, float)


@pytest.mark.parametrize("value", [1, 10, 2.0, True, "3", None, 10**30])
def test_what_is_no_such_whole_number_is_refused(value):
    with pytest.raises(InputError, match=r"^--rounds .*: must be a whole number from 2 to 9$"):
        checked(ROUNDS, value, "--rounds")


@pytest.mark.parametrize("value", [0.0, 1.5, nan, inf, True, "0.5", None, 10**400])
def test_what_is_no_such_number_is_refused(value):
    with pytest.raises(InputError, match=r"^share .*: must be a share above 0, at most 1$"):
        checked(SHARE, value, "share")


def test_a_number_without_bounds_is_one_that_a_word_holds():
    seed, above = (
        Option("whole", default=1),
        Option("number", default=0.0, must_be="a number of people"),
    )
    for value in (10**18 - 1, 1 - 10**18):
        assert checked(seed, value, "seed") == value
        with pytest.raises(InputError, match=rf"^seed {10 * value // abs(value)}\d*: .* of at most 18 digits$"):
            checked(seed, value + value // abs(value), "seed")
    assert checked(above, -1e300, "above") == -1e300
    with pytest.raises(InputError, match=r"^above inf: must be a number of people$"):
        checked(above, inf, "above")
    assert checked(Option("text"), "x", "name") == "x"


def test_nothing_is_left_where_nothing_stands_in_its_place():
    assert checked(ROUNDS.but(default=None), None, "rounds") is None
    with pytest.raises(InputError, match="must be a whole number from 2 on"):
        checked(ROUNDS.but(default=None, most=None), 1, "rounds")


# ---- what a command writes: into a folder of its own, with what it was made with ----


KNOWN_TABLE = pd.DataFrame(
    [
        ("participants", 2024, True, 24.0, 0.0, 19.0, 41.0, 19.0, 24.0, 28.0, 0.6),
        ("active", 2025, False, 7.0, 2.0, 7.0, 40.0, 5.0, 7.0, 9.0, 0.9),
        ("waiting", 2025, False, 0.0, 0.0, 1.0, 9.0, 0.0, 0.0, 1.0, 0.9),
    ],
    columns=[
        *("name", "year", "in_year", "value", "before_p5", "before_p50", "before_p95"),
        *("after_p5", "after_p50", "after_p95", "met"),
    ],
)
AGREEMENT: Any = SimpleNamespace(table=KNOWN_TABLE, effective=274.0, holds=True)


def test_of_two_runs_at_once_the_second_says_where_its_files_are(tmp_path, monkeypatch):
    out, write_files = tmp_path / "out", Results.write

    def meanwhile(self, folder):
        write_files(self, folder)
        out.mkdir()
        (out / "other.txt").write_text("first")

    monkeypatch.setattr(Results, "write", meanwhile)
    monkeypatch.setattr("contagion.experiments.commands.run.figure.save_figures", lambda *_: None)
    assert f"--out {out}: another command has written there since" in complaint("run", "--years", 1, "--out", out)
    assert [path.name for path in out.iterdir()] == ["other.txt"]
    assert (tmp_path / "out-2" / "summary.json").exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out", "out-2"]


def test_an_answer_as_json_has_null_where_a_figure_does_not_exist():
    """Tables as CSV are the answer; names of rows are columns of it."""
    table = pd.DataFrame({"a": [1.5, nan], "b": [inf, 2.0], "c": ["x", None]})
    rows_ = [{"a": 1.5, "b": None, "c": "x"}, {"a": None, "b": 2.0, "c": None}]
    assert json_rows(table) == rows_
    named = table.set_axis(pd.Index(["one", "two"], name="n"))
    assert json_rows(named) == [{"n": "one", **rows_[0]}, {"n": "two", **rows_[1]}]
    scenarios: Any = {"ref": SimpleNamespace(effort="as written")}
    said = json.loads(Kept(None, scenarios, {"one.csv": table, "runs.parquet": named}).as_json())
    assert said == {"scenarios": {"ref": "as written"}, "one": rows_}


def test_what_is_kept_is_written_by_the_names_of_its_files(tmp_path, monkeypatch):
    drawn: list[Any] = []
    monkeypatch.setattr(output_folder, "save_figure", lambda *of: drawn.append(of))
    table = pd.DataFrame({"a": [1, 2]}, index=[5, 6])
    scenarios: Any = {"ref": SimpleNamespace(text=lambda: "x = 1\n")}
    figures: Any = {"figure": lambda: "drawn"}
    more = Kept(None, scenarios, {"a.csv": table, "b.parquet": table}, figures, more=drawn.append)
    output_folder.write(more, tmp_path / "out")
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["a.csv", "b.parquet", "ref.toml"]
    assert (tmp_path / "out" / "a.csv").read_text() == "a\n1\n2\n"
    assert read_parquet(tmp_path / "out" / "b.parquet").equals(table.reset_index(drop=True))
    assert (tmp_path / "out" / "ref.toml").read_text() == "x = 1\n"
    (figure, path), folder = drawn
    assert (figure, path) == ("drawn", folder / "figure")
    ensemble = Ensemble("a", pd.DataFrame({RULE: ["simple"]}), {"b": 1})
    assert of_ensemble(ensemble) == {"ensemble": {"name": "a", "b": 1}}
    assert of_ensemble(ONE_SET) == {}


@pytest.mark.usefixtures("undrawn")
def test_a_study_tells_what_was_typed_and_when_and_its_seeds(tmp_path):
    place = ("--store", tmp_path / "store", "--engine", "serial", "--years", 1, "--replicates", 2)
    studies = {"sweep": ("--vary", "training.places=1,2"), "compare": ("ref", "lowloss"), "levers": ("--quick",)}
    for name, words in studies.items():
        done = contagion(name, *words, *place, "--out", tmp_path / f"the {name}")
        assert done.exit_code == 0, done.output
        made = json.loads((tmp_path / f"the {name}" / "provenance.json").read_text())
        assert made["command"].endswith(f"--out '{tmp_path}/the {name}'")
        assert f" {name} {words[0]}" in made["command"]
        assert made["seeds"] == "1 to 2"
        assert {"made", "code_sha256", "data_sha256", "version_sha256", "commit", "libraries"} <= made.keys()


def test_each_figure_is_drawn_in_times_of_what_is_known():
    """Of what is nothing there are no times; what runs far away ends with the axis."""
    (ax,) = known_figure(AGREEMENT).axes
    assert [label.get_text() for label in ax.get_yticklabels()] == [
        "people who came 2024: 24",
        "active at the end of the year 2025: 7",
    ]
    bars = [np.array(bar.get_segments())[:, :, 0] for bar in ax.collections]  # ty: ignore[missing-attribute]
    before, after = bars
    assert before.tolist() == [[0.0, pytest.approx(41 / 24)], [pytest.approx(2 / 7), WIDEST]]
    assert after[1].tolist() == pytest.approx([5 / 7, 9 / 7])


def test_it_is_kept_beside_the_answer_where_anything_is_known():
    kept = Kept(None, {}, {"answer.csv": KNOWN_TABLE}, {"answer": lambda: known_figure(AGREEMENT)})
    assert add_observations(kept, None) is kept
    both = add_observations(kept, AGREEMENT)
    assert set(both.tables) == {"answer.csv", "known_here.csv"}
    assert set(both.figures) == {"answer", "known_here"}
