"""What catalogues read of the project (`codemeta.json`, `publiccode.yml`, `CITATION.cff`, SBOM) is one and true."""

import importlib.util
import json
import re
import tomllib
from typing import Any

import pytest
import yaml
from packaging.licenses import canonicalize_license_expression

from tests.helpers.places import ROOT

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


@pytest.fixture(scope="module")
def bom() -> dict[str, Any]:
    place = importlib.util.spec_from_file_location("sbom", ROOT / "package" / "sbom.py")
    assert place
    assert place.loader
    module = importlib.util.module_from_spec(place)
    place.loader.exec_module(module)
    return module.bom()


def test_bill_of_materials_has_every_locked_package_with_hashes_and_a_licence_of_spdx(bom):
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    parts = {part["name"]: part for part in bom["components"]}
    assert {name: part["version"] for name, part in parts.items()} == dict(
        re.findall(r"^([^\s#=]+)==([^\s;]+)", lock, re.MULTILINE)
    )
    for name, part in parts.items():
        (licence,) = part["licenses"]
        assert canonicalize_license_expression(licence["expression"]), name
    hashes = [one["content"] for part in bom["components"] for one in part["hashes"]]
    assert hashes == re.findall(r"--hash=sha256:(\w+)", lock)
    assert bom["metadata"]["component"]["version"] == PROJECT["version"]


def test_the_bill_of_materials_says_what_is_needed_for_what(bom):
    scope = {part["name"]: part["scope"] for part in bom["components"]}
    assert scope["mesa"] == scope["markupsafe"] == "required"
    assert scope["numba"] == scope["llvmlite"] == "optional"
    assert scope["ruff"] == scope["pluggy"] == "excluded"
    needs = {row["ref"].partition("@")[0]: row["dependsOn"] for row in bom["dependencies"]}
    assert [one for one in needs["pkg:pypi/jinja2"] if one.startswith("pkg:pypi/markupsafe@")]
    assert [one for one in needs[PROJECT["name"]] if one.startswith("pkg:pypi/mesa@")]
