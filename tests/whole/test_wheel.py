"""A wheel with the library of its platform, unpacked away from the checkout, where no compiler is."""

import os
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from pathlib import Path
from shutil import copy, copytree

import pytest

from contagion.models.kernel import CODE
from contagion.sim.core.library import checksum_of
from tests.helpers.places import ROOT

pytestmark = pytest.mark.slow

WITHOUT_COMPILER = """
import sys
from pathlib import Path

site, checkout, *words = sys.argv[1:]
ours = Path(checkout), Path(checkout, "package")
sys.path[:] = [site] + [entry for entry in sys.path if Path(entry).resolve() not in ours]
sys.modules |= dict.fromkeys(("llvmlite", "numba", "ziglang"))
"""
COMMAND = """
from contagion.experiments.interfaces.command.main import main
main(words)
"""
OWN_RULES = """
import contagion as ct
from contagion.sim.core.compiling import compiled

def plain(model):
    model.live_stage("pairing")

@compiled
def fast(state):
    pass

print(ct.run(years=1, rules={"pairing": plain}).summary["years"])
try:
    ct.run(years=1, rules={"pairing": fast})
except ct.InputError as error:
    print(error)
"""
TAG = "py3-none-manylinux_2_17_x86_64"  # any does: it is unpacked by hand
MAGIC = {  # the first bytes of a library, and what stands for the processor
    "linux-x86_64": (b"\x7fELF", 18, b"\x3e\x00"),
    "linux-x86_64-v3": (b"\x7fELF", 18, b"\x3e\x00"),
    "linux-x86_64-v4": (b"\x7fELF", 18, b"\x3e\x00"),
    "linux-aarch64": (b"\x7fELF", 18, b"\xb7\x00"),
    "win-amd64": (b"MZ", 0, b"MZ"),
    "win-amd64-v3": (b"MZ", 0, b"MZ"),
    "win-amd64-v4": (b"MZ", 0, b"MZ"),
    "macosx-arm64": (b"\xcf\xfa\xed\xfe", 4, b"\x0c\x00\x00\x01"),
    "macosx-x86_64": (b"\xcf\xfa\xed\xfe", 4, b"\x07\x00\x00\x01"),
    "wasm32": (b"\x00asm", 4, b"\x01\x00\x00\x00"),
}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    """One with the library of this machine."""
    CODE.ready()
    folder = tmp_path_factory.mktemp("wheel")
    inside = folder / TAG.removeprefix("py3-none-")
    inside.mkdir()
    library = CODE.found()
    assert library
    copy(library, inside)
    copy(checksum_of(library), inside)
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    how = {**os.environ, "CONTAGION_WHEEL": str(inside)}
    done = subprocess.run(build, cwd=ROOT, env=how, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (made,) = folder.glob("*.whl")
    with zipfile.ZipFile(made) as archive:
        archive.extractall(folder / "site")
    return made


def library_in(site: Path) -> Path:
    (library,) = (file for file in (site / "contagion/models/built").iterdir() if file.suffix != ".sha256")
    return library


def without_compiler(site: Path, at: Path, text: str, *words: str) -> subprocess.CompletedProcess[str]:
    command: Sequence[str] = [sys.executable, "-I", "-c", WITHOUT_COMPILER + text, str(site), str(ROOT), *words]
    how = {**os.environ, "HOME": str(at), "XDG_CACHE_HOME": "", "CONTAGION_COMPILED": ""}
    return subprocess.run(command, cwd=at, env=how, capture_output=True, text=True, check=False)


def test_it_is_for_its_platform_and_any_python(wheel):
    assert wheel.name.endswith(f"-{TAG}.whl")
    with zipfile.ZipFile(wheel) as archive:
        (about,) = (name for name in archive.namelist() if name.endswith(".dist-info/WHEEL"))
        told = archive.read(about).decode()
        (about,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        needs = [line for line in archive.read(about).decode().splitlines() if line.startswith("Requires-Dist: numba")]
    assert f"Tag: {TAG}" in told
    assert "Root-Is-Purelib: false" in told
    assert all("extra == 'compile'" in line for line in needs)
    assert needs


def test_a_plain_rule_of_ones_own_is_lived_and_a_compiled_one_names_what_it_needs(wheel, tmp_path):
    done = without_compiler(wheel.parent / "site", tmp_path, OWN_RULES)
    assert done.returncode == 0, done.stderr
    lived, complaint = done.stdout.splitlines()
    assert lived == "1"
    assert "install contagion-programme[compile]" in complaint


@pytest.mark.parametrize("damage", ["cut short", *(one for one in ("of other sources", "unchecked"))])
def test_a_library_that_is_not_that_of_the_sources_is_refused_in_a_line(wheel, tmp_path, damage):
    copytree(wheel.parent / "site", tmp_path / "site")
    library = library_in(tmp_path / "site")
    match damage:
        case "cut short":
            library.write_bytes(library.read_bytes()[:-1000])
        case "of other sources":
            with Path(tmp_path / "site/contagion/models/programme/week.py").open("a", encoding="utf-8") as week:
                week.write("\n_ANOTHER = 1\n")
        case _:
            checksum_of(library).unlink()
    done = without_compiler(tmp_path / "site", tmp_path, COMMAND, "run", "--years", "2", "--out", "out")
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1), done.stderr
    assert "[compile]" in done.stderr
    assert not (tmp_path / "out").exists()


def test_all_platforms_have_their_wheel(tmp_path):
    done = subprocess.run([sys.executable, "package/wheels.py", str(tmp_path)], cwd=ROOT, check=False)
    assert done.returncode == 0
    found = {}
    for wheel in tmp_path.glob("*.whl"):
        with zipfile.ZipFile(wheel) as archive:
            archive.extractall(tmp_path / "all")
    for target in MAGIC:
        file = CODE.file(tmp_path if target == "wasm32" else tmp_path / "all/contagion/models/built", target)
        found[target] = file.read_bytes()
        assert checksum_of(file).is_file()
    assert (tmp_path / "all/contagion/models/built" / CODE.file(tmp_path, "wasm32").name).is_file()
    for target, (first, at, processor) in MAGIC.items():
        assert found[target].startswith(first)
        assert found[target][at : at + len(processor)] == processor
    assert len([*tmp_path.glob("*.whl")]) == 5
    assert [*tmp_path.glob("*.tar.gz")]
