"""The data folder: its own check passes, sees what is changed, and rebuilds what is derived."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from models.communes import DATA


@pytest.fixture
def data_copy(tmp_path) -> Path:
    """The checkout's data folder and the code it needs, to be tampered with."""
    shutil.copytree(DATA, tmp_path / "data")
    (tmp_path / "models").mkdir()
    shutil.copy(DATA.parent / "models" / "apportionment.py", tmp_path / "models")
    return tmp_path / "data"


def rebuild(folder: Path, *arguments: str) -> tuple[int, str]:
    command = [sys.executable, str(folder / "rebuild.py"), *arguments]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    return result.returncode, result.stdout + result.stderr


def test_the_data_folder_is_consistent():
    status, output = rebuild(DATA, "--check")
    assert status == 0, output
    assert "FAIL" not in output
    assert "inhabitants 2017: 193279" in output


@pytest.mark.parametrize(
    "name, old, new, failing",
    [
        ("communes.csv", ",856,", ",857,", "inhabitants 2017"),
        ("communes.csv", ",656,15,", ",656,19,", "legal scale"),
        ("communes.csv", "25014,Amagney", "2501x,Amagney", "another form"),
        ("adjacency.csv", "25014,25197,3124\n", "", "contiguous pairs"),
        ("contours.geojson", "6.15561,47.31833", "6.15560,47.31833", "sha256 of contours.geojson"),
    ],
)
def test_a_change_in_the_data_folder_is_seen(data_copy, name, old, new, failing):
    text = (data_copy / name).read_text(encoding="utf-8")
    assert old in text
    (data_copy / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    status, output = rebuild(data_copy, "--check")
    assert status == 1
    assert any(line.startswith("FAIL") and failing in line for line in output.splitlines()), output


def test_what_is_derived_is_rebuilt(data_copy):
    (data_copy / "adjacency.csv").unlink()
    (data_copy / "CHECKSUMS").unlink()
    status, output = rebuild(data_copy)
    assert status == 0, output
    for name in ("communes.csv", "adjacency.csv", "CHECKSUMS"):
        assert (data_copy / name).read_bytes() == (DATA / name).read_bytes(), name
