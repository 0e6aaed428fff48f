"""The wheel, unpacked away from the checkout, holds the code and its data files and can be imported."""

import json
import re
import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
import yaml

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


def test_package_page_begins_with_how_to_install_it_and_points_at_no_file(site):
    (about,) = site.glob("*.dist-info/METADATA")
    page = about.read_text(encoding="utf-8").partition("\n# contagion\n")[2]
    assert page.split("\n\n")[0].strip().startswith("pip install contagion-programme")
    assert "contagion-programme[compile]" in page
    assert not re.search(r"\]\((?!https?:)|The\s+picture\s+is", page)


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


# ---- what catalogues read of the project (`codemeta.json`, `publiccode.yml`, `CITATION.cff`, SBOM) is one and true --

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def read(name: str) -> Any:
    text = (ROOT / name).read_text(encoding="utf-8")
    return json.loads(text) if name.endswith(".json") else yaml.safe_load(text)


def test_version_name_licence_and_day_are_those_of_the_package():
    """The version is kept in `pyproject.toml`; the day of release is that of the changelog."""
    code, public, cited = (read(name) for name in ("codemeta.json", "publiccode.yml", "CITATION.cff"))
    version, (author,) = PROJECT["version"], PROJECT["authors"]
    assert {code["version"], public["softwareVersion"], public["latestRelease"]["version"], cited["version"]} == {
        version
    }
    assert code["identifier"] == PROJECT["name"]
    assert code["description"] == PROJECT["description"]
    assert code["name"] == public["name"] == cited["title"].partition(":")[0] == "contagion"
    assert code["runtimePlatform"] == f"Python {PROJECT['requires-python']}"
    assert code["license"].rpartition("/")[2] == public["legal"]["license"] == cited["license"] == PROJECT["license"]
    names = {code["author"][0]["name"], public["legal"]["mainCopyrightOwner"], cited["authors"][0]["name"]}
    assert names == {author["name"]}
    (day,) = re.findall(rf"^## {re.escape(version)} \((.*)\)", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    days = {code["datePublished"], public["releaseDate"], public["latestRelease"]["date"], str(cited["date-released"])}
    assert days == {day}
