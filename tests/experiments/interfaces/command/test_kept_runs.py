"""`contagion store`: kept runs are listed, verified, pruned and copied, and not mixed with those of other versions."""

import subprocess
import sys
from contextlib import closing

import pytest

from contagion.sim.files import read_parquet
from contagion.sim.laboratory import database
from tests.helpers.command import complaint, contagion
from tests.helpers.stores import asked_of, spoil


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
    file = tmp_path / "store" / "runs.sqlite"
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
    file = tmp_path / "store" / "runs.sqlite"
    with closing(database.writing(file)) as con:
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
    file = tmp_path / "store" / "runs.sqlite"
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
