"""A sweep in parts (`--shard`): each run is in one part, the parts meet in one store, and the whole shows them."""

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from contagion.experiments.interfaces.command.main import main
from contagion.experiments.interfaces.command.varied import Shard


@given(st.integers(0, 200), st.integers(1, 50))
def test_parts_are_of_about_the_same_size_and_make_up_the_whole(runs, parts):
    whole = list(range(runs))
    made = [Shard(number, parts).of(whole) for number in range(1, parts + 1)]
    assert [run for part in made for run in part] == whole
    assert {len(part) for part in made} <= {runs // parts, -(-runs // parts)}


@pytest.fixture
def sweep(tmp_path):
    def call(*words):
        fixed = [
            "sweep",
            "--single",
            "--vary",
            "training.founders=4,8",
            "--years",
            "1",
            "--replicates",
            "4",
            "--engine",
            "serial",
        ]
        return CliRunner().invoke(main, [*fixed, "--store", str(tmp_path / "store"), *map(str, words)])

    return call


def test_parts_meet_in_one_store(sweep, tmp_path, monkeypatch):
    for number, runs in (1, 2), (2, 3), (3, 3), (3, 3):
        done = sweep("--shard", f"{number}/3")
        assert done.exit_code == 0, done.output
        assert done.stdout == (
            "Each seed is a simulation of one set of values.\n"
            f"shard {number} of 3: {runs} of 8 runs are done and kept in {tmp_path / 'store'}; "
            "the same command without --shard shows them all\n"
        )
    monkeypatch.setattr("contagion.models.runs.study.Conversations.run", lambda *_: 1 / 0)  # not called any more
    assert "\nshard 30 of 30: 1 of 8 runs are done" in sweep("--shard", "30/30").stdout
    assert "\nshard 1 of 30: 0 of 8 runs are done" in sweep("--shard", "1/30").stdout
    whole = sweep("--out", tmp_path / "out")
    assert "\n8 runs\n" in whole.stdout
    assert (tmp_path / "out" / "runs.parquet").exists()


def test_runs_of_a_part_that_failed_are_not_said_to_be_done(sweep, tmp_path, monkeypatch):
    monkeypatch.setattr("contagion.models.runs.study.Conversations.run", lambda *_: 1 / 0)
    words = f"shard 1 of 2: 0 of 8 runs are done and kept in {tmp_path / 'store'}, 4 failed; "
    assert words in sweep("--shard", "1/2").stdout


@pytest.mark.parametrize("text", ["0/20", "21/20", "x/3", "1/0", "1/3/5", ""])
def test_a_part_that_there_is_not_is_refused_in_one_line(sweep, text):
    done = sweep("--shard", text)
    assert done.exit_code == 2
    assert done.output == f"contagion: --shard {text}: must be I/N, the I-th of N parts, as in 1/20, 2/20 … 20/20\n"


def test_a_part_writes_no_tables(sweep, tmp_path):
    done = sweep("--shard", "1/2", "--out", tmp_path / "out")
    assert done.exit_code == 2
    assert done.output == "contagion: --out: is not for a part, whose runs are kept in the store\n"
    assert not (tmp_path / "out").exists()
