"""Wheels with the library of their platform, for those who have no compiler: `make dist`.

It holds Hatchling's hooks too. A wheel that is built while `CONTAGION_WHEEL` names a folder gets what is in that, and
the folder's name as its tag; any other is one without a library, which compiles at its first run. README is as an index
of packages shows it, where no file lies beside it: how to install it comes first, and of links to files the words stay.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from hatchling.metadata.plugin.interface import MetadataHookInterface

PLACE = "contagion/models/built"
WHEELS = {
    "manylinux_2_17_x86_64": ("linux-x86_64", "linux-x86_64-v3", "linux-x86_64-v4"),
    "manylinux_2_17_aarch64": ("linux-aarch64",),
    "win_amd64": ("win-amd64", "win-amd64-v3", "win-amd64-v4"),
    "macosx_11_0_arm64": ("macosx-arm64",),
    "macosx_11_0_x86_64": ("macosx-x86_64",),
}
"""Platforms as wheels name them, and the libraries that are in each (`sim.core.building.TARGETS`)."""


PICTURE = re.compile(r"^!\[[^\]]*\]\((?!https?:)[^)]*\)\n+", re.M)
LINK = re.compile(r"\[([^\]]*)\]\((?!https?:)[^)]*\)")
TITLE = re.compile(r"^# .*\n")
INSTALL = """
    pip install contagion-programme
    contagion run --out results/first_run

Wheels are there for Linux, macOS and Windows. On any other system, or from the sources, the model is compiled at the
first run, which takes a minute or two and needs a compiler from two more packages:

    pip install "contagion-programme[compile]"
"""


class AlonePage(MetadataHookInterface):
    """Hatchling's hook: what packages say of themselves."""

    def update(self, metadata: dict[str, Any]) -> None:
        text = Path(self.root, "README.md").read_text(encoding="utf-8")
        text = LINK.sub(r"\1", PICTURE.sub("", text))
        text = TITLE.sub(lambda title: f"{title[0]}{INSTALL}", text)
        metadata["readme"] = {"content-type": "text/markdown", "text": text}


class LibrariesIn(BuildHookInterface):
    """Puts the libraries of a folder into a wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if given := os.environ.get("CONTAGION_WHEEL"):
            build_data["tag"], build_data["pure_python"] = f"py3-none-{Path(given).name}", False
            build_data["force_include"] |= {str(file): f"{PLACE}/{file.name}" for file in Path(given).iterdir()}


def build(what: str, out: Path, **environment: str) -> None:
    """Have Hatchling build something of the checkout."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", what, "-d", str(out.absolute())]
    subprocess.run(command, cwd=Path(__file__).parents[1], env={**os.environ, **environment}, check=True)


def main(out: Path) -> None:
    """Put the sources, the wheels, and the library for browsers, which is in each wheel as well, into a folder."""
    from contagion.models.kernel import BROWSERS, CODE, make_for
    from contagion.sim.core.library import checksum_of

    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="contagion-") as folder:
        libraries = {BROWSERS: (browsers := CODE.file(out, BROWSERS))}
        for tag, targets in WHEELS.items():
            Path(folder, tag).mkdir()
            libraries |= {target: CODE.file(Path(folder, tag), target) for target in targets}
        make_for(libraries)
        build("sdist", out)
        for tag in WHEELS:
            for file in (browsers, checksum_of(browsers)):
                shutil.copy(file, Path(folder, tag))
            build("wheel", out, CONTAGION_WHEEL=str(Path(folder, tag)))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
