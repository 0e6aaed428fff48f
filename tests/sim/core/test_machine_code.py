"""Machine code is made once and kept where it can be, whatever befalls: a toy is put in places of all kinds."""

import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from filelock import FileLock

from contagion.sim.core.machine_code import COMPLETE, MachineCode, _is_complete, _write
from tests.helpers.places import HELPERS, ROOT

TOY = HELPERS / "toy_code.py"
FOUND, COMPILED = "42 9.0 2\n", "42 9.0 0\n"
NOBODY = 65534


class Place:
    """A toy in a folder of its own, with a home and a folder for what is temporary beside it."""

    def __init__(self, folder: Path) -> None:
        self.toy, self.home, self.temporary = (folder / name for name in ("toy", "home", "temporary"))
        for made in (self.toy, self.home, self.temporary):
            made.mkdir()
        shutil.copy(TOY, self.toy)

    def start(self, *, options=(), parts=2, **variables: str) -> subprocess.Popen[str]:
        outer = {name: value for name, value in os.environ.items() if name in ("PATH", "LD_LIBRARY_PATH")}
        variables = {"HOME": str(self.home), "TMPDIR": str(self.temporary), "PYTHONPATH": str(ROOT), **variables}
        variables["PARTS"] = str(parts)
        return subprocess.Popen(
            [sys.executable, "-W", "error", str(self.toy / "toy_code.py")],
            cwd=self.temporary,
            env=outer | variables,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            **dict(options),
        )

    def run(self, *, options=(), parts=1, **variables: str) -> tuple[str, list[str]]:
        """What it prints, and its lines for the user. By default one process makes all, which is sooner done."""
        process = self.start(options=options, parts=parts, **variables)
        out, said = process.communicate(timeout=100)
        assert process.returncode == 0, said
        return out, said.splitlines()

    def is_whole(self) -> bool:
        """Whether the next run finds all that it needs, and so has nothing to say."""
        said: list[str] = []
        code = MachineCode("toy", self.toy, ("toy_code.py",), "made")
        return code.folder == self.folder and code.make([], "Compiling a toy", said.append) and not said

    @property
    def folder(self) -> Path:
        """Where its machine code is, if it is beside it."""
        (found,) = (self.toy / "made").glob("compiled-*")
        return found


@pytest.fixture
def place(tmp_path):
    return Place(tmp_path)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A place where all has been made, and what was printed and said meanwhile."""
    place = Place(tmp_path_factory.mktemp("made"))
    return place, place.run(parts=2)


@pytest.fixture
def kept(made, place):
    """The same, to be spoilt: machine code does not say where it was made."""
    shutil.copytree(made[0].toy / "made", place.toy / "made")
    return place


def test_it_is_made_once_beside_the_sources_and_two_lines_say_so(made, kept):
    there, (out, (begun, ended)) = made
    assert (out, begun) == (FOUND, f"Compiling a toy; kept in {there.folder}")
    assert ended.startswith("Compiled in ")
    assert kept.run() == (FOUND, [])
    assert list(kept.home.iterdir()) == list(kept.temporary.iterdir()) == []


def test_where_they_cannot_be_written_to_it_is_kept_in_the_users_cache(tmp_path, monkeypatch):
    """That which a variable names, if it is a whole path; and without a home for a while only."""

    def folder() -> Path:
        found = MachineCode("toy", tmp_path / "toy", (), "made").folder
        assert found
        return found.relative_to(tmp_path).parent

    (tmp_path / "toy").write_text("a file stands here")
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    assert folder() == Path("home", ".cache", "toy")
    monkeypatch.setenv("XDG_CACHE_HOME", "a/relative/one/counts/for/nothing")
    assert folder() == Path("home", ".cache", "toy")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    assert folder() == Path("cache", "toy")
    monkeypatch.setenv("TOY_COMPILED", str(tmp_path / "named"))
    assert folder() == Path("named")


@pytest.mark.slow
def test_without_a_home_it_is_temporary(place):
    (place.toy / "made").write_text("a file stands here")
    out, said = place.run(HOME=str(place.toy / "made" / "home"))
    assert out == FOUND
    assert said[0].startswith(f"Compiling a toy; kept in {place.temporary}/toy-")
    assert list(place.temporary.iterdir()) == []


@pytest.fixture
def foreign():
    """A place that belongs to somebody else, and how to start a process there: as a user without a home."""
    folder = Path(tempfile.mkdtemp())  # pytest's own folders are closed to others
    folder.chmod(0o755)
    place = Place(folder)
    place.temporary.chmod(0o1777)
    for path in place.toy, place.home:
        path.chmod(0o555)
    options: dict[str, Any] = {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.geteuid() == 0 else {}
    probe = [
        sys.executable,
        "-c",
        "import sys; sys.path.append(sys.argv[1]); import contagion.sim.core.machine_code",
        str(ROOT),
    ]
    if subprocess.run(probe, capture_output=True, check=False, **options).returncode:
        pytest.skip("another user can read neither this checkout nor its Python")
    yield place, options
    for path in place.toy, place.home:
        path.chmod(0o755)
    shutil.rmtree(folder)


@pytest.mark.slow
def test_a_checkout_that_one_may_only_read(foreign):
    place, options = foreign
    cache = place.temporary / "cache"
    _, said = place.run(options=options, XDG_CACHE_HOME=str(cache))
    assert said[0].startswith(f"Compiling a toy; kept in {cache}/toy/compiled-")
    assert place.run(options=options, XDG_CACHE_HOME=str(cache)) == (FOUND, [])


def test_what_was_made_in_it_before_serves_all(foreign, made):
    place, options = foreign
    place.toy.chmod(0o755)
    shutil.copytree(made[0].toy / "made", place.toy / "made")
    (place.toy / "made").chmod(0o555)
    place.folder.chmod(0o555)
    assert place.run(options=options) == (FOUND, [])
    assert list(place.temporary.iterdir()) == []
    (place.toy / "made").chmod(0o755)
    place.folder.chmod(0o755)


def test_other_versions_do_not_meet(kept):
    source = kept.toy / "toy_code.py"
    source.write_text(source.read_text().replace("2 * n", "3 * n"))
    out, said = kept.run()
    assert (out, len(said)) == ("63 9.0 2\n", 2)
    assert len(list((kept.toy / "made").iterdir())) == 2


def test_where_nothing_can_be_written_the_process_compiles_for_itself(place):
    def as_on_a_full_disk() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))  # bytes: the list of files would have room

    out, said = place.run(options={"preexec_fn": as_on_a_full_disk})
    assert out == COMPILED
    assert said[-1] == "Compiling a toy; for this process alone, as it cannot be kept: [Errno 27] File too large"
    assert len(said) == 2
    assert not (place.folder / COMPLETE).exists()


def test_a_disk_with_little_room_is_passed_over(tmp_path, monkeypatch):
    def code() -> MachineCode:
        return MachineCode("toy", tmp_path, (), "made")

    assert code().folder == tmp_path / "made" / f"compiled-{code().version}"
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    free = {True: 2**30, False: 2**20}
    monkeypatch.setattr(
        shutil, "disk_usage", lambda path: SimpleNamespace(free=free[path.is_relative_to(tmp_path / "home")])
    )
    assert code().folder == tmp_path / "home" / ".cache" / "toy" / f"compiled-{code().version}"


@pytest.mark.slow
def test_two_first_runs_at_once(place):
    runs = [place.start(WAIT="1") for _ in range(2)]
    (out, said), (other_out, other_said) = (run.communicate(timeout=100) for run in runs)
    assert out == other_out == FOUND
    both = [line for line in (said + other_said).splitlines() if not line.endswith(" waits")]
    assert sum(line.startswith("Compiling a toy") for line in both) == 1
    assert f"Another process compiles; waiting for what it puts into {place.folder}" in both
    assert len(both) == 3


@pytest.mark.slow
def test_who_waits_for_another_that_dies_goes_on_itself(made, place):
    folder = place.toy / "made" / made[0].folder.name
    folder.mkdir(parents=True)
    with FileLock(folder / "lock"):
        run = place.start()
        assert run.stderr.readline().startswith("Another process compiles")
    out, said = run.communicate(timeout=100)
    assert out == FOUND
    assert said.startswith("Compiling a toy")


@pytest.mark.slow
def test_a_run_that_is_killed_while_it_compiles(place):
    run = place.start(WAIT="2")
    assert run.stderr.readline().startswith("Compiling a toy")
    run.kill()
    run.communicate(timeout=100)  # until its parts, which nobody ended, have ended
    assert not (place.folder / COMPLETE).exists()
    out, said = place.run()
    assert out == FOUND
    assert len(said) == 2
    assert place.is_whole()


def test_a_run_that_is_interrupted_ends_its_parts(place):
    """Ctrl-C in a terminal reaches the whole group of processes."""
    run = place.start(WAIT="200", options={"start_new_session": True})
    assert run.stderr.readline().startswith("Compiling a toy")
    assert {run.stderr.readline() for _ in range(2)} == {"double waits\n", "half waits\n"}
    os.killpg(run.pid, signal.SIGINT)
    out, said = run.communicate(timeout=50)  # whoever is left would hold the stream open
    assert run.returncode
    assert out == ""
    assert said.count("KeyboardInterrupt") == 1


def test_a_part_that_is_killed(place):
    out, said = place.run(parts=2, KILLED="half")
    assert out == "42 9.0 1\n"
    assert said[1:] == ["It could not be compiled."]
    assert not (place.folder / COMPLETE).exists()


@pytest.mark.slow
def test_machine_code_for_another_processor_is_not_used(kept):
    other = {"NUMBA_CPU_NAME": "generic", "NUMBA_CPU_FEATURES": ""}
    (mine,) = (kept.toy / "made").iterdir()
    out, said = kept.run(**other)
    assert out == FOUND
    (its,) = set((kept.toy / "made").iterdir()) - {mine}
    assert said[0] == f"Compiling a toy; kept in {its}"
    shutil.rmtree(mine)
    its.rename(mine)  # under a false name
    assert kept.run() == (COMPILED, [])


DAMAGES: dict[str, tuple[str, Any]] = {
    "cut short": ("double-*", lambda whole: whole[: len(whole) // 2]),
    "a bit changed": ("double-*", lambda whole: whole[:-1] + bytes([whole[-1] ^ 1])),
    "gone": ("double-*", None),
    "list emptied": (COMPLETE, lambda whole: b""),
    "list of garbage": (COMPLETE, lambda whole: b"\x80\x05garbage\xff" * 99),
}


def damaged(place: Place, how: str) -> None:
    which, damage = DAMAGES[how]
    (path,) = place.folder.glob(which)
    path.write_bytes(damage(path.read_bytes())) if damage else path.unlink()


@pytest.mark.parametrize("how", DAMAGES)
@pytest.mark.slow
def test_a_damaged_file_is_seen_and_made_anew(kept, how):
    assert kept.is_whole()
    damaged(kept, how)
    assert not _is_complete(kept.folder)
    if how == "a bit changed":
        out, said = kept.run()
        assert (out, len(said)) == (FOUND, 2)
        assert kept.is_whole()


@pytest.mark.slow
def test_a_damaged_file_that_is_on_no_list_is_not_used(kept):
    (path,) = kept.folder.glob("double-*")
    path.write_bytes(path.read_bytes()[:-1])
    _write(kept.folder / COMPLETE, b"")
    assert kept.run() == ("42 9.0 1\n", [])
    assert kept.run() == (FOUND, [])


def test_a_function_made_by_another_is_no_entry(tmp_path):
    factor = 2
    code = MachineCode("toy", tmp_path, (), "made")
    with pytest.raises(TypeError, match="closes over"):
        code.entry(lambda n: factor * n)
