"""A library is made once and kept where it can be, and is found, refused or made anew, whatever befalls: a toy is put
in places of all kinds."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from contagion.sim.core import library
from contagion.sim.core.building import OF_NUMBA, TARGETS, code_of, object_of, signature_of
from contagion.sim.core.library import Library, NoLibrary, checksum_of, is_whole, run_side_by_side
from tests.helpers.places import ROOT
from tests.helpers.toy_library import doubled, made_longer, toys

SAID = "4.5 [40, 42, 44] 8 22"


class Place:
    """A toy in a folder of its own, with a home and a folder for what is temporary beside it."""

    def __init__(self, folder: Path) -> None:
        self.root, self.home, self.temporary = (folder / name for name in ("toy", "home", "temporary"))
        for made in (self.root, self.home, self.temporary):
            made.mkdir()
        (self.root / "source.py").write_text("x = 1\n")

    def start(self, **variables: str) -> subprocess.Popen[str]:
        outer = {name: value for name, value in os.environ.items() if name in ("PATH", "LD_LIBRARY_PATH")}
        told = {"HOME": str(self.home), "TMPDIR": str(self.temporary), "PYTHONPATH": str(ROOT), "TOYS": str(self.root)}
        command = [sys.executable, "-W", "error", "-m", "tests.helpers.toy_library"]
        return subprocess.Popen(
            command,
            cwd=ROOT,
            env=outer | told | variables,
            start_new_session=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, **variables: str) -> tuple[list[str], list[str]]:
        """What it prints, and its lines for the user."""
        run = self.start(**variables)
        out, said = run.communicate(timeout=200)
        assert run.returncode == 0, said
        return out.splitlines(), said.splitlines()

    @property
    def file(self) -> Path:
        return toys(self.root).file(self.root / "made")


@pytest.fixture
def place(tmp_path):
    return Place(tmp_path)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A place where it has been made, and what was printed and said meanwhile."""
    place = Place(tmp_path_factory.mktemp("made"))
    return place, place.run()


@pytest.fixture
def kept(made, place):
    """The same, to be spoilt."""
    shutil.copytree(made[0].root / "made", place.root / "made")
    return place


def test_it_is_made_once_beside_the_sources_and_two_lines_say_so(made, kept):
    there, (out, (begun, *_, ended)) = made
    assert out == [SAID, "True"]
    assert begun == f"Compiling a toy; kept in {there.root / 'made'}"
    assert ended.startswith("Compiled in ")
    assert kept.run() == ([SAID, "False"], [])  # without a compiler
    assert list(kept.home.iterdir()) == list(kept.temporary.iterdir()) == []


DAMAGES: dict[str, Callable[[Path], object]] = {
    "cut short": lambda file: file.write_bytes(file.read_bytes()[:1000]),
    "a bit changed": lambda file: file.write_bytes(file.read_bytes()[:-1] + b"?"),
    "somebody else's": lambda file: file.write_bytes(Path(sys.executable).read_bytes()),
    "gone": lambda file: file.unlink(),
    "its checksum gone": lambda file: checksum_of(file).unlink(),
}


@pytest.mark.parametrize("how", DAMAGES)
def test_one_that_is_not_what_was_put_there_counts_as_missing(kept, how):
    assert is_whole(kept.file)
    assert toys(kept.root).found() == kept.file
    DAMAGES[how](kept.file)
    assert toys(kept.root).found() is None


def test_a_damaged_one_is_made_anew(kept):
    DAMAGES["a bit changed"](kept.file)
    out, said = kept.run()
    assert (out, said[0]) == ([SAID, "True"], f"Compiling a toy; kept in {kept.root / 'made'}")
    assert is_whole(kept.file)


def test_one_of_other_sources_or_another_platform_is_not_taken(kept, monkeypatch):
    (kept.root / "source.py").write_text('"""Words alone change nothing."""\nx = 1  # as here\n')
    assert toys(kept.root).found()
    (kept.root / "source.py").write_text("x = 2\n")
    assert not toys(kept.root).found()
    (kept.root / "source.py").write_text("x = 1\n")
    monkeypatch.setattr(library, "platform", lambda: "another")
    assert not toys(kept.root).found()


def test_without_a_compiler_a_line_says_what_is_missing(place, monkeypatch):
    monkeypatch.setattr(library, "platform", lambda: "linux-z80")
    monkeypatch.setattr(library.importlib.util, "find_spec", lambda name: None)
    toy = toys(place.root)
    with pytest.raises(NoLibrary) as told:
        toy.ready()
    line = str(told.value)
    assert line.startswith(f"toy: nothing compiled for linux-z80 (version {toy.version}) is in {place.root / 'made'}")
    assert line.endswith("and Numba, which would make it, is not here: install what the extra [compile] names")


def test_where_the_sources_cannot_be_written_to_it_is_kept_in_the_users_cache(tmp_path, monkeypatch):
    """That which a variable names, if it is a whole path; and without a home for a while only."""
    (tmp_path / "toy").write_text("a file stands here")
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("TMPDIR", str(tmp_path))

    def folder() -> Path:
        return toys(tmp_path / "toy").folder().relative_to(tmp_path)

    assert folder() == Path("home", ".cache", "toy")
    monkeypatch.setenv("XDG_CACHE_HOME", "a/relative/one/counts/for/nothing")
    assert folder() == Path("home", ".cache", "toy")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    assert folder() == Path("cache", "toy")
    monkeypatch.setenv("TOY_COMPILED", str(tmp_path / "named"))
    assert folder() == Path("named")


def test_a_disk_with_little_room_is_passed_over(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    free = {True: 2**30, False: 2**20}
    monkeypatch.setattr(
        shutil, "disk_usage", lambda path: SimpleNamespace(free=free[path.is_relative_to(tmp_path / "home")])
    )
    assert toys(tmp_path).folder() == tmp_path / "home" / ".cache" / "toy"


def test_a_run_that_is_interrupted_leaves_nothing_behind(place):
    run = place.start(WAIT="100")
    assert run.stderr.readline().startswith("Compiling a toy")
    assert run.stderr.readline() == "makes\n"
    os.killpg(run.pid, signal.SIGINT)
    out, said = run.communicate(timeout=50)
    assert run.returncode
    assert out == ""
    assert said.count("KeyboardInterrupt") == 1
    assert [path.name for path in (place.root / "made").iterdir()] == []


@pytest.mark.slow
def test_of_two_first_runs_at_once_one_waits(place):
    runs = [place.start(WAIT="1") for _ in range(2)]
    (out, said), (other_out, other_said) = (run.communicate(timeout=200) for run in runs)
    assert {out.split("\n")[0], other_out.split("\n")[0]} == {SAID}
    both = (said + other_said).splitlines()
    assert sum(line.startswith("Compiling a toy") for line in both) == 1
    assert f"Another process compiles; waiting for what it puts into {place.root / 'made'}" in both


def test_a_part_that_fails_is_told_by_its_last_line():
    fails = [sys.executable, "-c", "import sys; sys.exit('first\\nno good')"]
    with pytest.raises(OSError, match=r"^no good$"):
        run_side_by_side([[sys.executable, "-c", ""], fails])
    with pytest.raises(OSError, match="a compiler ended with 3"):
        run_side_by_side([[sys.executable, "-c", "import sys; sys.exit(3)"]])


@pytest.mark.parametrize(
    "words, name", [("avx2 bmi2 fma movbe", "-v3"), ("avx2 bmi2 fma", ""), ("sse2", "")], ids=["v3", "nearly", "old"]
)
def test_a_platform_says_what_its_processor_can_do(words, name, monkeypatch):
    monkeypatch.setattr(Path, "read_text", lambda self: f"flags : {words}")
    assert library.platform.__wrapped__() == f"{library.platform().partition('-v')[0]}{name}"


# ---- from entries to machine code, for any platform ------------------------------------------------------------------

BEGINS = {"linux": b"\x7fELF", "win": b"d\x86", "macosx-arm64": b"\xcf\xfa\xed\xfe", "wasm32": b"\0asm"}

INDICES = """
from contagion.sim.core.building import AS_IT_IS, FROM_THE_END, code_of
from tests.helpers.toy_library import doubled
code = code_of([doubled])
print(FROM_THE_END.search(code) is not None, FROM_THE_END.search(FROM_THE_END.sub(AS_IT_IS, code)) is not None)
"""


@pytest.fixture(scope="module")
def code():
    return code_of([doubled])


def test_its_code_counts_no_arrays_and_asks_no_mathematics(code):
    assert "define" in code
    assert "NRT_MemInfo_alloc" not in code
    assert doubled.name in code


@pytest.mark.slow
def test_a_library_does_not_look_whether_an_index_counts_from_the_end():
    """As long as Numba writes it so, before anything is optimised."""
    environment = {**os.environ, **OF_NUMBA}
    done = subprocess.run([sys.executable, "-c", INDICES], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "False"]


@pytest.mark.parametrize("name", TARGETS)
def test_it_is_made_for_any_platform_on_this_one(code, name):
    made = object_of(code, [doubled.name], TARGETS[name])
    assert doubled.name.encode() in made
    begins = next((first for of, first in BEGINS.items() if name.startswith(of)), b"")
    assert made.startswith(begins)


@pytest.mark.slow
def test_library_is_the_same_from_folders_with_paths_of_any_length(tmp_path):
    """From 15 to 120 characters: a length in one byte may be a backslash, a quotation mark or the end of a line."""
    library, objects = Library("folders", tmp_path, (), "", print, print, ""), set()
    for length in range(15, 121):
        folder, names = ("/folder" * 18)[:length], {"__name__": "fails"}
        exec(compile("def fails(handle):\n    raise MemoryError\n", f"{folder}/fails.py", "exec"), names)
        entry = library.entry(names["fails"])
        objects.add(object_of(code_of([entry]), [entry.name], TARGETS["linux-x86_64"]))
    (same,) = objects
    assert b"fails.py" in same
    assert b"folder" not in same


def test_what_an_entry_is_given_and_gives_stands_in_its_annotations():
    assert [str(kind) for kind in signature_of(doubled)] == ["int64", "float64", "array(int64, 1d, C)"]
    assert [str(kind) for kind in signature_of(made_longer)] == ["int64"]
    assert doubled.kinds()[1] is float
