"""`contagion store`: kept runs are listed, verified, pruned and copied, and not mixed with those of other versions."""

import subprocess
import sys
from contextlib import closing

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from contagion.experiments.interfaces.command.main import main
from contagion.experiments.interfaces.command.varied import Shard
from contagion.sim.files import read_parquet
from contagion.sim.laboratory import database
from tests.helpers.command import complaint, contagion
from tests.helpers.stores import asked_of, main_file, spoil


def test_the_store_is_listed_verified_and_pruned(tmp_path):
    where = ("--store", tmp_path / "store")
    assert contagion("sweep", "--single", "--vary", "training.places=5,6", "--replicates", 1, "--years", 1, "--engine",
                     "serial", *where).exit_code == 0  # fmt: skip
    listed = contagion("store", "list", *where)
    assert listed.exit_code == 0, listed.output
    assert "yes" in listed.stdout
    copied = contagion("store", "export", "--out", tmp_path / "copy", *where)
    assert (copied.exit_code, copied.stdout) == (0, f"2 runs are in {tmp_path / 'copy'}.\n")
    assert len(read_parquet(tmp_path / "copy" / "runs")) == 2
    assert "holds files already" in complaint("store", "export", "--out", tmp_path / "copy", *where)
    file = main_file(tmp_path / "store")
    spoil(tmp_path / "store")
    checked = contagion("store", "verify", *where)
    assert checked.exit_code == 1
    assert f"{file}, batch 1: is damaged, runs: 1; its runs are made again when asked for\n" in checked.stdout
    assert "batches of runs are as they were, 1 is not" in checked.stdout
    pruned = contagion("store", "prune", "--damaged", *where)
    assert pruned.stdout == f"removed: {file}, batch 1: is damaged, runs: 1\n"
    assert contagion("store", "verify", *where).exit_code == 0
    assert contagion("store", "prune", "--damaged", *where).stdout == "There is nothing to remove.\n"
    assert "say what to remove" in complaint("store", "prune", *where)
    (tmp_path / "none").mkdir()
    assert contagion("store", "list", "--store", tmp_path / "none").stdout == f"{tmp_path / 'none'} holds no run.\n"


def test_runs_of_every_territory_are_current_as_long_as_the_code_is(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    where = ("--store", tmp_path / "store")
    once = ("--vary", "training.places=5", "--replicates", 1, "--years", 1, "--engine", "serial", *where)
    for over in ((), ("--communes-list", "25056,25245")):
        assert contagion("sweep", *over, *once).exit_code == 0

    def listed():
        _, *rows = contagion("store", "list", *where).stdout.splitlines()
        return sorted("listed" if "Listed communes: INSEE" in row else "here" for row in rows if " yes " in row)

    assert listed() == ["here", "listed"]
    file = main_file(tmp_path / "store")
    with closing(database.open_for_writing(file)) as con:
        version, about = next(iter(database.abouts(con).items()))
        database.write_about(con, version, {**(about or {}), "data_sha256": "of older data"})
    assert listed() == ["listed"]
    contagion("store", "prune", "--other-versions", *where)
    assert asked_of(file, "SELECT count(DISTINCT version) FROM batches") == [(1,)]
    monkeypatch.setattr("contagion.models.runs.study.code_digest", lambda: "other code")
    assert listed() == []


@pytest.mark.slow
def test_a_damaged_file_is_named_in_one_line_and_its_runs_are_made_again(tmp_path):
    words = ["sweep", "--single", "--vary", "training.places=5", "--replicates", "1", "--years", "1", "--engine",
             "serial", "--store", str(tmp_path / "store")]  # fmt: skip
    first, command = contagion(*words), [sys.executable, "-m", "contagion.experiments.interfaces.command.main", *words]
    file = main_file(tmp_path / "store")
    spoil(tmp_path / "store")
    again = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    line, to_make = again.stderr.splitlines()
    assert to_make.startswith("To make: 1 run of 1 year, ")
    assert line.startswith(f"contagion: {file}: is damaged; what is whole of it is used")
    assert again.stdout == first.stdout


@pytest.mark.usefixtures("undrawn")
def test_another_version_is_said_and_not_mixed(tmp_path, monkeypatch):
    where = ("--store", tmp_path / "store", "--engine", "serial", "--years", 1, "--replicates", 1)
    assert contagion("sweep", "--single", "--vary", "training.places=5", *where).exit_code == 0
    monkeypatch.setattr("contagion.models.runs.study.code_digest", lambda: "other code")
    done = contagion("sweep", "--single", "--vary", "training.places=5", *where, "--out", tmp_path / "out")
    assert done.exit_code == 0, done.output
    assert "also holds runs of 1 other version" in done.stderr
    assert len(read_parquet(tmp_path / "out" / "runs.parquet")) == 1
    assert contagion("store", "prune", "--other-versions", "--store", tmp_path / "store").exit_code == 0
    assert "also holds" not in contagion("sweep", "--single", "--vary", "training.places=5", *where).stderr


# ---- a sweep in parts (`--shard`): each run is in one part, the parts meet in one store, and the whole shows them ----


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
        assert " ".join(done.stdout.split()) == (
            f"shard {number} of 3: {runs} of 8 runs are done and kept in {tmp_path / 'store'}; "
            "the same command without --shard shows them all"
        )
    monkeypatch.setattr("contagion.models.runs.study.Conversations.run", lambda *_: 1 / 0)  # not called any more
    assert sweep("--shard", "30/30").stdout.startswith("shard 30 of 30: 1 of 8 runs are done")
    assert sweep("--shard", "1/30").stdout.startswith("shard 1 of 30: 0 of 8 runs are done")
    whole = sweep("--details", "--out", tmp_path / "out")
    assert "\n8 runs\n" in whole.stdout
    assert (tmp_path / "out" / "runs.parquet").exists()


def test_runs_of_a_part_that_failed_are_not_said_to_be_done(sweep, tmp_path, monkeypatch):
    monkeypatch.setattr("contagion.models.runs.study.Conversations.run", lambda *_: 1 / 0)
    words = f"shard 1 of 2: 0 of 8 runs are done and kept in {tmp_path / 'store'}, 4 failed; "
    assert words in " ".join(sweep("--shard", "1/2").stdout.split())


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
