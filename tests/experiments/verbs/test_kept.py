"""What a command writes: into a folder of its own, with what it was made with."""

import json

import pytest

from contagion.sim.results import Results
from tests.helpers.command import complaint, contagion


def test_of_two_runs_at_once_the_second_says_where_its_files_are(tmp_path, monkeypatch):
    out, write_files = tmp_path / "out", Results.write

    def meanwhile(self, folder):
        write_files(self, folder)
        out.mkdir()
        (out / "other.txt").write_text("first")

    monkeypatch.setattr(Results, "write", meanwhile)
    monkeypatch.setattr("contagion.experiments.verbs.run.figure.save_figures", lambda *_: None)
    assert f"--out {out}: another command has written there since" in complaint("run", "--years", 1, "--out", out)
    assert [path.name for path in out.iterdir()] == ["other.txt"]
    assert (tmp_path / "out-2" / "summary.json").exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out", "out-2"]


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


@pytest.mark.usefixtures("undrawn")
@pytest.mark.slow
def test_tables_of_a_study_are_the_same_whichever_language_the_command_speaks(tmp_path):
    place = ("--store", tmp_path / "store", "--engine", "serial", "--years", 4, "--replicates", 2)
    studies = {"sweep": ("--vary", "training.places=1,2"), "compare": ("ref", "double_places"), "limits": ("ref",)}
    for name, words in studies.items():
        for language in ("en", "fr"):
            done = contagion(name, *words, *place, "--lang", language, "--out", tmp_path / language / name)
            assert done.exit_code == 0, done.output
        english, french = (tmp_path / language / name for language in ("en", "fr"))
        files = [path.name for path in english.iterdir() if path.name != "provenance.json"]
        drawn = [file for file in files if file.endswith((".svg", ".png"))]
        odd = [file for file in files if (english / file).read_bytes() != (french / file).read_bytes()]
        assert sorted(odd) == sorted(drawn)
