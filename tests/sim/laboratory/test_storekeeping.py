"""Looking after a store: listing, verifying and pruning it."""

import os
import sys
import tempfile
import warnings
from pathlib import Path

import pytest

from contagion.sim.errors import SettingError
from contagion.sim.laboratory.bundles import DamagedFile
from contagion.sim.laboratory.sharing import clear_claims
from contagion.sim.laboratory.store import Store
from contagion.sim.laboratory.storekeeping import listing, outdated, prune, verify
from tests.helpers.laboratory_toys import jobs, python
from tests.helpers.stores import OTHER, VERSION, current, files, flip, kept, save


def test_verify_counts_and_names(folder):
    kept(folder, jobs(3))
    assert verify(folder) == (9, {})
    file = files(folder, "years")[1]
    file.write_bytes(flip(file.read_bytes()))
    assert verify(folder) == (9, {file: "is damaged"})
    assert verify(folder) == (6, {})
    assert len(Store(folder, VERSION).keys) == 2


def test_opening_a_store_that_is_as_it_was_writes_nothing(folder):
    kept(folder, jobs(3, fail=[1]))
    before = {path: path.stat().st_mtime_ns for path in [folder, *folder.rglob("*")]}
    store = Store(folder, VERSION, lambda: pytest.fail("it is written down already"))
    assert len(store.read()) == len(store.whole(store.keys)) == 2
    assert len(store.read("failures")) == 1
    listing(folder, current)
    verify(folder)
    assert {path: path.stat().st_mtime_ns for path in [folder, *folder.rglob("*")]} == before


READ_ONLY = """
import os, sys; from pathlib import Path
from tests.helpers.laboratory_toys import *
from contagion.sim.laboratory.jobs import execute
from contagion.sim.errors import InputError
from contagion.sim.laboratory.store import Store
from contagion.sim.laboratory.storekeeping import listing, verify
if __name__ == "__main__":
    if os.getuid() == 0:
        os.setuid(65534)
    folder = Path(sys.argv[1])
    store = Store(folder, "a" * 64)
    listed = list(listing(folder, lambda about: True)["runs"])
    print(len(store.read()), len(store.whole(store.keys)), listed, verify(folder))
    try:
        store.save(store.pack(execute(Toy(), jobs(1))))
    except InputError as error:
        print(error)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="rights are others there")
def test_a_store_that_may_only_be_read_is_listed_verified_and_read(tmp_path):
    with tempfile.TemporaryDirectory(dir="/tmp") as place:
        Path(place).chmod(0o755)
        folder = Path(place) / "store"
        kept(folder, jobs(3))
        for path in [folder, *folder.rglob("*")]:
            path.chmod(0o555 if path.is_dir() else 0o444)
        try:
            with python(READ_ONLY, folder) as reader:
                said, noise = reader.communicate(timeout=60)
        finally:
            for path in [folder, *folder.rglob("*")]:
                path.chmod(0o755)
    assert said.splitlines() == [
        "3 3 [3] (9, {})",
        f"store {folder}: cannot be written (Permission denied); what it holds is kept",
    ], noise


@pytest.fixture
def full(folder):
    """A store of two versions, with a failure and a damaged file."""
    store = kept(folder, jobs(4, fail=[2]))
    other = Store(folder, OTHER, lambda: {"made": "2026-02-02T00:00:00"})
    save(other, jobs(1))
    files(folder)[0].write_bytes(b"")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DamagedFile)
        Store(folder, VERSION)
    os.utime(folder / "versions" / f"{store.code}.json", (1, 1))  # the older of the two
    return folder


def test_a_listing_has_a_row_a_version(full):
    table = listing(full, current)
    assert list(table["version"]) == [VERSION[:12], OTHER[:12]]
    assert list(table["current"]) == [True, False]
    assert list(table["runs"]) == [2, 1]
    assert list(table["failures"]) == [1, 0]
    assert list(table["files"]) == [2 * 3 + 1, 3]
    assert list(table["commit"]) == ["c0ffee", ""]
    assert list(table["since"]) == ["2026-01-01T00:00", "2026-02-02T00:00"]
    assert outdated(full, current) == 1


def test_pruning_removes_what_is_named_and_nothing_else_and_says_it(full):
    assert prune(full, current) == []
    assert prune(full, current, damaged=True) == ["damaged files, 3 files"]
    assert not (full / "damaged").exists()
    assert prune(full, current, failures=True) == [f"version {VERSION[:12]}: records of 1 failed runs, 1 file"]
    assert list(listing(full, current)["failures"]) == [0, 0]
    assert prune(full, current, others=True) == [f"version {OTHER[:12]}: 1 runs, 3 files"]
    assert list(listing(full, current)["version"]) == [VERSION[:12]]
    store = Store(full, VERSION)
    assert (len(store.keys), store.others()) == (2, 0)


def test_a_version_whose_words_are_lost_and_that_has_no_run_is_left(full):
    (full / "versions" / f"{'c' * 12}.json").write_text("{")
    table = listing(full, current).set_index("version")
    assert list(table.loc["c" * 12, ["current", "runs"]]) == [False, 0]
    assert len(prune(full, current, others=True)) == 1
    assert (full / "versions" / f"{'c' * 12}.json").exists()  # it may be current


@pytest.mark.parametrize(
    "look", [lambda folder: listing(folder, current), verify, lambda folder: prune(folder, current)]
)
def test_a_version_whose_words_cannot_be_read_is_told_in_a_line_that_says_where_and_why(folder, monkeypatch, look):
    kept(folder, jobs(1))
    file, read = folder / "versions" / f"{VERSION[:12]}.json", Path.read_bytes

    def without_rights(path):
        if path == file:
            raise PermissionError(13, "Permission denied", str(path))
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", without_rights)
    with pytest.raises(SettingError) as told:
        look(folder)
    assert str(told.value) == f"store {folder}: {file} cannot be read (Permission denied)"


def test_of_a_folder_that_is_not_there_it_is_said(folder):
    with pytest.raises(SettingError, match="there is no store here"):
        listing(folder, current)
    assert not folder.exists()


def test_what_cannot_be_read_is_counted_as_no_file_and_stays(folder, tmp_path):
    """Links to nothing, folders and loops, as runs, as claims, and in place of a version or of what it is."""
    kept(folder, jobs(3))
    place = folder / "runs" / f"code={VERSION[:12]}"
    (place / f"000007-{'0' * 16}-{'1' * 32}.parquet").symlink_to("nothing")
    (place / f"000008-{'0' * 16}-{'1' * 32}.parquet").mkdir()
    (folder / "runs" / "code=000000000000").symlink_to("nothing")
    (folder / "versions" / "000000000000.json").symlink_to("nothing")
    (folder / "versions" / "000000000001.json").mkdir()
    (folder / "claims").mkdir(exist_ok=True)
    (folder / "claims" / "x.json").mkdir()
    (folder / "claims" / "y.json").symlink_to("y.json")
    before = sorted(folder.rglob("*"))
    assert listing(folder, current)[["version", "runs", "files"]].to_numpy().tolist() == [[VERSION[:12], 3, 9]]
    number, bad = verify(folder)
    assert (number, sorted(file.name[:6] for file in bad)) == (9, ["000007", "000008"])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DamagedFile)
        save(Store(folder, VERSION), jobs(4)[3:])
        clear_claims(Store(folder, VERSION))
    assert set(before) <= {*folder.rglob("*")}
    (folder / "store.json").unlink()
    (folder / "store.json").symlink_to("nothing")
    with pytest.raises(SettingError, match="No such file"):
        Store(folder, VERSION)
    assert (folder / "store.json").is_symlink()
