"""What the project rests on, with licences: all that `requirements.lock` names, in the form of CycloneDX 1.6.

    make sbom        # writes dist/sbom.cdx.json; `make dist` does so too

`required` is what the core needs, `optional` the extras, `excluded` the tools for development alone; what a package
needs for an extra of its own counts as needed. A licence is what a package says of itself; of packages that are for
other systems, or say nothing, what stands in their own files.
"""

from __future__ import annotations

import json
import re
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, metadata
from itertools import chain
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
LOCKED = re.compile(r"^([\w.-]+)==([^ ;]+)(.*\n(?: .*\n)*)", re.MULTILINE)
VIA = re.compile(r"# +(?:via +)?([\w.-]+)(?: \(.*\))?$", re.MULTILINE)
NAME = re.compile(r"^[\w.-]+")
BY_THEIR_FILES = {
    "appnope": "BSD-2-Clause",
    **dict.fromkeys(("beniget", "colorama", "gast", "ply", "pythran"), "BSD-3-Clause"),
    **dict.fromkeys(("axe-playwright-python", "brotlicffi", "eon", "pywinpty"), "MIT"),
}


def licence(name: str) -> dict[str, Any]:
    """Of a package, as an expression of SPDX where it gives one."""
    try:
        said = metadata(name)
    except PackageNotFoundError:
        return {"expression": BY_THEIR_FILES[name]}
    text, classes = said.get("License") or "", said.get_all("Classifier") or []
    named = [one.rpartition(" :: ")[2] for one in classes if one.startswith("License ::")]
    if expression := said.get("License-Expression") or BY_THEIR_FILES.get(name):
        return {"expression": expression}
    short = text if text != "UNKNOWN" and "\n" not in text and len(text) < 40 else ""
    return {"license": {"name": short or " or ".join(named)}}


def bom() -> dict[str, Any]:
    """The whole list."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    found = LOCKED.findall((ROOT / "requirements.lock").read_text(encoding="utf-8"))
    needed_by = {name: {*VIA.findall(rest)} for name, _version, rest in found}
    core = with_needs(project["dependencies"], needed_by)
    extra = with_needs([*chain(*project["optional-dependencies"].values())], needed_by)
    own, refs = project["name"], {name: f"pkg:pypi/{name}@{version}" for name, version, _rest in found}
    parts = [
        {
            "type": "library",
            "bom-ref": refs[name],
            "name": name,
            "version": version,
            "purl": refs[name],
            "scope": "required" if name in core else "optional" if name in extra else "excluded",
            "licenses": [licence(name)],
        }
        for name, version, _rest in found
    ]
    about = {"type": "application", "bom-ref": own, "name": own, "version": project["version"]}
    about["licenses"] = [{"expression": project["license"]}]
    needs = [
        {"ref": ref, "dependsOn": [refs[one] for one in refs if name in needed_by[one]]}
        for name, ref in {own: own, **refs}.items()
    ]
    head = {"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1, "metadata": {"component": about}}
    return {**head, "components": parts, "dependencies": needs}


def with_needs(requirements: list[str], needed_by: dict[str, set[str]]) -> set[str]:
    """Packages, and all that they need."""
    found: set[str] = set()
    more = {one.lower() for text in requirements for one in NAME.findall(text)}
    while more > found:
        found, more = more, more | {name for name, by in needed_by.items() if by & more}
    return found


def main(out: Path) -> None:
    """Write it into a folder."""
    out.mkdir(parents=True, exist_ok=True)
    (out / "sbom.cdx.json").write_text(json.dumps(bom(), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
