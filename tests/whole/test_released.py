"""The wheel as somebody has it who has nothing else: put into an empty environment from an index of packages, away from
the checkout, it answers every verb but the one that says which extra it needs, and that one with this extra; and it
needs little."""

import json
import os
import shlex
import subprocess
import sys
from pathlib import Path
from shutil import copy

import pytest

from contagion.experiments.interfaces.command.main import main
from contagion.models.kernel import BROWSERS, CODE
from contagion.sim.core.library import checksum_of
from tests.experiments.interfaces.command.test_verbs import SMALL
from tests.helpers.places import ROOT

pytestmark = pytest.mark.slow

MOST_PACKAGES, MOST_BYTES = 32, 450e6
RESEARCH = "calibrate"
"""The verb that needs an extra."""
VERBS = {
    **{name: shlex.join([*map(str, words), "--out", f"o/{name}"]) for name, words in SMALL.items()},
    "calibrate": "besancon --first 32 --sets 4 --most 64 --seeds 2 --yes --out o/calibrate",
    "ensembles": "",
    "indicators": "coverage",
    "outcomes": "o/run",
    "page": "--years 2 --seeds 8 --no-browser --out o/page",
    "parameters": "training",
    "programme": "init --epci 'Dinan Agglomération'",
    "question": "at_a_glance --quick --out o/question",
    "readings": "",
    "scenarios": "",
    "schema": "",
    "store": "list",
    "territory": "",
}
"""A small one of each; `run` goes first."""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    """As `make dist` makes that of this machine."""
    inside = tmp_path_factory.mktemp("wheel") / "manylinux_2_17_x86_64"
    inside.mkdir()
    CODE.ready()
    for library in (CODE.found(), CODE.library(BROWSERS)):
        assert library
        copy(library, inside)
        copy(checksum_of(library), inside)
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(inside.parent)]
    subprocess.run(build, cwd=ROOT, env={**os.environ, "CONTAGION_WHEEL": str(inside)}, check=True)
    (made,) = inside.parent.glob("*.whl")
    return made


@pytest.fixture(scope="module")
def place(wheel, tmp_path_factory) -> Path:
    """An empty folder with an environment that has the wheel and what it asks for, and nothing more."""
    folder = tmp_path_factory.mktemp("place")
    subprocess.run([sys.executable, "-m", "venv", str(folder / "env")], check=True)
    subprocess.run([str(folder / "env/bin/pip"), "install", "--quiet", str(wheel)], check=True)
    return folder


def asked(place: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """What the command answers there, in a home of its own."""
    how = {"PATH": "/usr/bin:/bin", "HOME": str(place), "LANG": "C.UTF-8"}
    command = [str(place / "env/bin/contagion"), *words]
    return subprocess.run(command, cwd=place, env=how, capture_output=True, text=True, check=False)


def test_every_verb_answers_and_nothing_is_compiled(place):
    assert VERBS.keys() == main.commands.keys()
    for verb in ("run", *(verb for verb in VERBS if verb not in ("run", RESEARCH))):
        done = asked(place, verb, *shlex.split(VERBS[verb]))
        assert (done.returncode, "Traceback" in done.stderr) == (0, False), (verb, done.stderr)
        assert "ompil" not in done.stderr, verb
        assert done.stdout.strip(), verb
    written = {file.relative_to(place).parts[:2] for file in (place / "o").rglob("*") if file.is_file()}
    asked_for = {("o", shlex.split(words)[-1].removeprefix("o/")) for words in VERBS.values() if " o/" in words}
    assert asked_for - {("o", RESEARCH)} == written
    assert [*(place / "o/page").glob("*.html")]


def test_it_needs_little(place):
    """Packages beside the project itself and pip, and what they take on the disk."""
    listed = subprocess.run([str(place / "env/bin/pip"), "list", "--format", "json"], capture_output=True, check=True)
    names = {one["name"].lower() for one in json.loads(listed.stdout)} - {"pip", "contagion-programme"}
    assert len(names) <= MOST_PACKAGES, sorted(names)
    assert not names & {"numba", "llvmlite", "ziglang", "distributed", "jupyterlab", "pyarrow", "salib"}
    (site,) = (place / "env/lib").glob("python*/site-packages")
    files = [file for file in site.rglob("*") if file.is_file() and "__pycache__" not in file.parts]
    assert sum(file.stat().st_size for file in files if file.relative_to(site).parts[0] != "pip") <= MOST_BYTES


def test_what_calibrates_says_which_extra_it_needs_and_answers_with_it(wheel, place):
    done = asked(place, RESEARCH, *shlex.split(VERBS[RESEARCH]))
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1), done.stderr
    assert done.stderr.endswith("which is not here: install what the extra [research] names\n")
    assert not (place / "o" / RESEARCH).exists()
    subprocess.run([str(place / "env/bin/pip"), "install", "--quiet", f"{wheel}[research]"], check=True)
    done = asked(place, RESEARCH, *shlex.split(VERBS[RESEARCH]))
    assert done.returncode == 0, done.stderr
    assert [*(place / "o" / RESEARCH).glob("*.parquet")]
