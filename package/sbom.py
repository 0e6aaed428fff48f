"""What the project rests on, with licences: all that `requirements.lock` names, in the form of CycloneDX 1.6.

    make sbom        # writes dist/sbom.cdx.json; `make dist` does so too

`required` is what the core needs, `optional` the extras, `excluded` the tools for development alone; what a package
needs for an extra of its own counts as needed. Hashes are those of all files that the lock admits. A licence is an
expression of SPDX, from what a package says of itself; where it says nothing, from its own files.
"""

from __future__ import annotations

import json
import re
import sys
import tomllib
from importlib.metadata import distribution
from itertools import chain
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
LOCKED = re.compile(r"^([\w.-]+)==([^ ;]+)(.*\n(?: .*\n)*)", re.MULTILINE)
VIA = re.compile(r"# +(?:via +)?([\w.-]+)(?: \(.*\))?$", re.MULTILINE)
NAME = re.compile(r"^[\w.-]+")
HASH = re.compile(r"--hash=sha256:(\w+)")
OF_SPHINX = ("applehelp", "devhelp", "htmlhelp", "qthelp", "serializinghtml")
BY_THEIR_FILES = {
    "appnope": "BSD-2-Clause",
    "yattag": "LGPL-2.1-only",
    "docutils": "LicenseRef-Public-Domain AND BSD-2-Clause AND BSD-3-Clause AND PSF-2.0",
    **{f"sphinxcontrib-{name}": "BSD-2-Clause" for name in OF_SPHINX},
    **dict.fromkeys(("beniget", "colorama", "gast", "ply", "pythran"), "BSD-3-Clause"),
    **dict.fromkeys(("axe-playwright-python", "pywinpty", "setuptools"), "MIT"),
}
OLD_NAMES = {
    "apache": "Apache-2.0",
    "bsd 2": "BSD-2-Clause",
    "bsd 3": "BSD-3-Clause",
    "isc": "ISC",
    "mit": "MIT",
    "mozilla": "MPL-2.0",
}
OLD_NAMES |= dict.fromkeys(("psfl", "python software"), "PSF-2.0")
"""Licences of SPDX by how older names of them begin."""
ENDORSE = re.compile(r"neither\s+the\s+name|to\s+endorse\s+or\s+promote", re.IGNORECASE)
"""What the third clause of a BSD licence says."""


def licence(name: str) -> str:
    """Name the licence of a package, as an expression of SPDX."""
    if name in BY_THEIR_FILES:
        return BY_THEIR_FILES[name]
    here = distribution(name)
    said = here.metadata
    text, classes = said.get("License") or "", said.get_all("Classifier") or []
    if expression := said.get("License-Expression"):
        return expression
    if text in ("", "BSD", "UNKNOWN") or len(text) > 40:
        text = next((one.rpartition(" :: ")[2] for one in classes if one.startswith("License ::")), text)
    if text in ("BSD", "BSD License"):
        files = [file for file in here.files or () if re.match(r"licen[cs]e|copying", file.name, re.IGNORECASE)]
        return "BSD-3-Clause" if any(ENDORSE.search(file.read_text()) for file in files) else "BSD-2-Clause"
    return next((known for old, known in OLD_NAMES.items() if text.lower().startswith(old)), text)


def bom() -> dict[str, Any]:
    """Build the whole bill of materials."""
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
            "hashes": [{"alg": "SHA-256", "content": one} for one in HASH.findall(rest)],
            "licenses": [{"expression": licence(name)}],
        }
        for name, version, rest in found
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
    """Return packages and all that they need."""
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
