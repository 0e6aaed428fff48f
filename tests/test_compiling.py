"""Where machine code is kept, and that it is made once."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from models import first_use
from sim import compiling

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def places(tmp_path, monkeypatch):
    """A folder of the sources and one of the user, in place of the real ones."""
    monkeypatch.setenv(compiling.GIVEN, "")
    monkeypatch.setattr(compiling, "_places", lambda: [tmp_path / "sources", tmp_path / "user"])
    return tmp_path


def test_the_folder_is_beside_the_sources(places):
    assert compiling._folder().parent == places / "sources"
    assert compiling._folder().name == f"compiled-{compiling._version()}"


def test_where_they_cannot_be_written_to_it_is_the_users(places, monkeypatch):
    monkeypatch.setattr(compiling, "_can_be_written", lambda folder: "user" in folder.parts)
    assert compiling._folder().parent == places / "user"


def test_else_a_temporary_one_that_is_handed_on(places, monkeypatch):
    monkeypatch.setattr(compiling, "_can_be_written", lambda folder: False)
    folder = compiling._folder()
    assert folder.is_dir()
    assert folder.stat().st_mode & 0o077 == 0  # nobody else can put code there
    assert os.environ[compiling.GIVEN] == str(folder)
    assert compiling._folder() == folder


def test_a_file_in_the_way_cannot_be_written_to(tmp_path):
    (tmp_path / "file").write_text("")
    assert not compiling._can_be_written(tmp_path / "file" / "inside")


def test_without_a_home_there_is_a_place_less(monkeypatch):
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)

    def homeless():
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(Path, "home", homeless)
    assert len(compiling._places()) == 1


def test_other_sources_have_another_folder(monkeypatch):
    before = compiling._version()
    monkeypatch.setattr(compiling, "COMPILED_FROM", ("sim",))
    assert compiling._version() != before


def test_what_is_compiled_is_not_compiled_again(monkeypatch, tmp_path):
    made, said = [], []
    monkeypatch.setattr(first_use, "FOLDER", tmp_path)

    class Part:
        def __init__(self, command, **_):
            made.append(command[-1])

        def wait(self):
            return 0

    monkeypatch.setattr(first_use.subprocess, "Popen", Part)
    first_use.compile_all(said.append)
    first_use.compile_all(said.append)
    assert made == ["early", "late"]
    assert [line.split(":")[0] for line in said] == ["Compiling the model", "Compiled in 0 seconds."]
    assert str(tmp_path) in said[0]


def test_what_cannot_be_compiled_is_no_model(monkeypatch, tmp_path):
    monkeypatch.setattr(first_use, "FOLDER", tmp_path)
    monkeypatch.setattr(first_use.subprocess, "Popen", lambda *_, **__: type("Part", (), {"wait": lambda self: 1})())
    with pytest.raises(RuntimeError, match="could not be compiled"):
        first_use.compile_all(lambda text: None)
    assert not (tmp_path / "complete").exists()


@pytest.mark.parametrize("command", ["--help", "parameters", "schema", "scenarios", "territory"])
def test_commands_that_run_no_model_never_import_the_compiler(command):
    script = (
        "import sys; from experiments.cli import main; main(sys.argv[1:], standalone_mode=False); "
        "assert 'numba' not in sys.modules, 'numba'"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, command], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
