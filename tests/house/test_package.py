"""The wheel, unpacked away from the checkout, holds the code and its data files and can be imported."""

import re
import subprocess
import sys
import zipfile
from importlib.metadata import version
from pathlib import Path

import pytest

from tests.helpers.places import ROOT


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Path:
    """Folder with the unpacked wheel."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    result = subprocess.run(build, cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr
    (wheel,) = folder.glob("contagion_programme-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


def relative(folder: Path, pattern: str) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob(pattern)}


def test_data_files_are_in_the_wheel(site):
    data = site / "contagion" / "models" / "data"
    assert (data / "communes.csv").read_bytes() == (ROOT / "data" / "communes.csv").read_bytes()
    national = sorted((ROOT / "data" / "france").iterdir())
    assert len(national) == 6
    for file in national:
        assert (data / "france" / file.name).read_bytes() == file.read_bytes()
    scenarios = relative(ROOT / "experiments" / "scenarios", "*.toml")
    assert scenarios
    assert relative(site / "contagion" / "experiments" / "scenarios", "*.toml") == scenarios
    validation = relative(ROOT / "experiments" / "validation", "*.toml")
    assert validation
    assert relative(site / "contagion" / "experiments" / "validation", "*.toml") == validation
    assert relative(site / "contagion" / "experiments" / "language", "*.po") == {"fr.po"}


def test_package_page_begins_with_how_to_install_it_and_points_at_no_file(site):
    (about,) = site.glob("*.dist-info/METADATA")
    page = about.read_text(encoding="utf-8").partition("\n# contagion\n")[2]
    assert page.split("\n\n")[0].strip().startswith("pip install contagion-programme")
    assert "contagion-programme[compile]" in page
    assert not re.search(r"\]\((?!https?:)|The\s+picture\s+is", page)


def test_one_package_is_in_the_wheel(site):
    tops = {path.name for path in site.iterdir() if path.suffix != ".dist-info"}
    assert tops == {"contagion"}
    parts = {path.name for path in (site / "contagion").iterdir()}
    assert parts == {"__init__.py", "__init__.pyi", "py.typed", "sim", "models", "experiments"}


def test_every_module_is_in_the_wheel(site):
    for package in ("sim", "models", "experiments"):
        ours = set(relative(ROOT / package, "*.py"))
        there = {name for name in relative(site / "contagion" / package, "*.py") if not name.startswith("data/")}
        assert there == ours


def test_files_of_the_users_that_have_the_names_of_its_parts_are_left_alone(site, tmp_path):
    for name in ("sim", "models", "experiments"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('imported')")
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); sys.path.insert(0, ''); import contagion as ct; "
        "print(ct.read().name, ct.__version__, {'sim', 'models', 'experiments'} & {*sys.modules})"
    )
    result = subprocess.run(
        [sys.executable, "-I", "-c", code, str(site)], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stderr
    assert result.stdout.split() == ["ref", version("contagion-programme"), "set()"]


def test_a_type_checker_outside_sees_what_is_asked_and_answered(site, tmp_path):
    (tmp_path / "study.py").write_text("import contagion as ct\nreveal_type(ct.compare('ref', 'lowloss'))\nct.run(5)\n")
    command = [sys.executable, "-m", "ty", "check", "--output-format", "concise", "--extra-search-path", str(site)]
    told = subprocess.run([*command, "study.py"], cwd=tmp_path, capture_output=True, text=True, check=False).stdout
    assert "Comparison" in told
    assert "invalid-argument-type" in told


def test_a_name_of_before_the_one_package_is_told_its_new_one():
    for name in ("sim", "models", "experiments"):
        done = subprocess.run(
            [sys.executable, "-c", f"import {name}"], cwd=ROOT, capture_output=True, text=True, check=False
        )
        assert done.stderr.splitlines()[-1] == f"ImportError: {name} is contagion.{name}"
