"""Bundles of files: what is damaged, lost or out of place is found, moved aside and made again."""

import errno
import os
import shutil
import warnings
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

import numpy as np
import pytest

from contagion.sim.laboratory.bundles import DamagedFile
from contagion.sim.laboratory.jobs import Rows, execute
from contagion.sim.laboratory.laboratory import Case, Laboratory
from contagion.sim.laboratory.pools import Engine
from contagion.sim.laboratory.shards import parts
from contagion.sim.laboratory.store import Store
from tests.helpers.laboratory_toys import Toy, jobs
from tests.helpers.stores import VERSION, as_it_was, files, flip, kept, keys, nothing_twice, refused, save, sizes

SERIAL = Engine("serial")


def test_half_written_files_are_not_read_and_go_with_the_next_command_that_keeps_a_run(folder):
    asked = jobs(3)
    kept(folder, asked)
    half = files(folder)[0].with_name(f".{files(folder)[0].name}.1.partial")
    half.write_bytes(files(folder)[0].read_bytes()[:100])
    assert as_it_was(folder, asked)
    assert half.exists()  # who only looks changes nothing
    save(Store(folder, VERSION), jobs(4)[3:])
    assert not half.exists()


def some_with_more(folder, asked):
    """A store of these jobs, of which every other one has rows in a table of its own; and an empty table each."""
    store = Store(folder, VERSION)
    for number, job in enumerate(asked):
        batch = execute(Toy(), [job])
        more = {"more": batch.tables["years"]} if number % 2 else {}
        none = Rows(np.zeros(1, int), {name: column[:0] for name, column in batch.tables["years"].columns.items()})
        store.save(store.pack(replace(batch, tables=batch.tables | more | {"none": none})))
    return store


@pytest.mark.parametrize("number", [5, 70])
def test_runs_with_other_tables_do_not_make_those_without_be_made_again(folder, number):
    asked = jobs(number)
    assert some_with_more(folder, asked).keys == Store(folder, VERSION).whole(keys(asked)) == keys(asked)
    assert set(Store(folder, VERSION).read("more")["key"]) == keys(asked[1::2])


def test_a_run_that_lacks_a_table_of_its_own_is_made_again(folder):
    asked = jobs(5)
    some_with_more(folder, asked)
    shutil.rmtree(folder / "more")
    with pytest.warns(DamagedFile, match="is gone; moved to .*, and its runs are made again"):
        assert Store(folder, VERSION).whole(keys(asked)) == keys(asked[::2])


def test_a_run_without_its_row_is_made_again(folder):
    store = kept(folder, jobs(1))
    files(folder)[0].unlink()
    (folder / "runs" / f"code={store.code}").rmdir()
    again = Store(folder, VERSION)
    assert again.keys == set()
    with pytest.warns(DamagedFile, match=r"parquet and 1 more: the runs they belong to are gone; moved to "):
        save(again, jobs(1))
    assert as_it_was(folder, jobs(1))


@pytest.mark.parametrize("table", ["runs", "years"])
@pytest.mark.parametrize(
    "damage",
    [flip, lambda data: data[: len(data) // 2], lambda data: b"", lambda data: data + b"\0", lambda data: bytes(5000)],
    ids=["bit", "cut", "empty", "longer", "zeros"],
)
@pytest.mark.usefixtures("few")
def test_a_damaged_file_is_named_moved_aside_and_its_runs_are_made_again(folder, table, damage):
    asked = jobs(10)
    kept(folder, asked)
    file = next(file for file in files(folder, table) if parts(file.name)[1] == 4)
    file.write_bytes(wrong := damage(file.read_bytes()))
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        store = Store(folder, VERSION)
        whole = store.whole(keys(asked))
    assert [str(file) in str(one.message) and "made again" in str(one.message) for one in said] == [True]
    assert store.bad == {file: "is damaged"}
    assert not file.exists()
    assert (folder / "damaged" / file.relative_to(folder)).read_bytes() == wrong
    assert len(whole) == len(store.keys) == 6
    assert nothing_twice(folder)
    runs = Laboratory(Toy(), SERIAL, store, progress=False).run([Case("{}")], range(10), 2)
    assert list(runs.table["whole"]) == [2 * seed for seed in range(10)]
    assert len(runs.rows("years")) == 20
    assert as_it_was(folder, asked)


def test_damage_that_comes_while_the_store_is_open_is_seen_too(folder):
    store = kept(folder, jobs(3))
    files(folder)[0].write_bytes(b"")
    with pytest.warns(DamagedFile, match="is damaged"):
        assert len(store.read()) == 2


def test_a_file_that_belongs_to_another_table_is_found_out(folder):
    kept(folder, jobs(3))
    stranger = files(folder, "years")[0]
    copy = files(folder)[0].with_name(stranger.name)
    shutil.copy(stranger, copy)
    with pytest.warns(DamagedFile) as said:
        assert Store(folder, VERSION).keys == keys(jobs(3))
    assert [str(one.message).startswith(f"{copy}: does not belong there; moved to ") for one in said] == [True]
    assert as_it_was(folder, jobs(3))


def test_a_file_under_the_name_of_another_is_found_out(folder):
    kept(folder, jobs(3))
    one, two = files(folder, "years")[:2]
    one.write_bytes(two.read_bytes())
    with pytest.warns(DamagedFile, match="is damaged"):
        assert len(Store(folder, VERSION).whole(keys(jobs(3)))) == 2


# ---- what cannot be read -------------------------------------------------------------------------------------------

NEVER_A_SHARD = "000001-0123456789abcdef-0123456789abcdef0123456789abcdef.parquet"


def odd_things(place):
    """A link to nothing, a folder, a loop of links, and a file that nobody may read: under names of shards, first and
    last and within."""
    dangling, folder, loop, barred = (place / name for name in (
        f"000000{NEVER_A_SHARD[6:]}", f"000001-{'0' * 16}-{'1' * 32}.parquet", f"999999{NEVER_A_SHARD[6:]}", "x.parquet"
    ))  # fmt: skip
    dangling.symlink_to(place / "nothing")
    folder.mkdir()
    (folder / "inside").write_text("mine")
    loop.symlink_to(loop)
    barred.write_bytes(b"PAR1")
    return dangling, folder, loop, barred


def snapshot(folder):
    """All that is in a folder, as it is."""
    return {path: str(path.readlink()) if path.is_symlink() else _content(path) for path in folder.rglob("*")}


def _content(path):
    if path.is_dir():
        return "a folder"
    with path.open("rb") as file:
        return file.read()


@pytest.fixture
def barred(monkeypatch):
    """Nobody may read a file that is called x.parquet (whoever runs the tests may read all)."""
    read = Path.read_bytes

    def refused(self):
        if self.name == "x.parquet":
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(self))
        return read(self)

    monkeypatch.setattr(Path, "read_bytes", refused)


class Counting(Toy):
    """Says which runs are made."""

    ran: ClassVar[list[int]] = []

    def run(self, job):
        self.ran.append(job.seed)
        return super().run(job)


@pytest.mark.usefixtures("few", "barred")
@pytest.mark.parametrize("table", ["runs", "failures"])
def test_what_cannot_be_read_hides_nothing_and_is_left_as_it_is(folder, table, monkeypatch):
    """All of 150 runs are found and none is made again; nothing of the store is mended, merged or moved."""
    monkeypatch.setattr(Counting, "ran", [])
    asked = jobs(150)
    kept(folder, asked)
    place = folder / table / f"code={VERSION[:12]}"
    place.mkdir(parents=True, exist_ok=True)
    things = odd_things(place)
    (folder / "runs" / place.name / ".half.partial").write_bytes(b"")
    lost = files(folder, "years")[0].with_name(f"000009-{'2' * 16}-{'3' * 32}.parquet")
    lost.write_bytes(b"belongs to nothing")
    before = snapshot(folder)
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        store = Store(folder, VERSION)
        assert store.keys == store.whole(keys(asked)) == keys(asked)
        lab = Laboratory(Counting(), SERIAL, store, progress=False)
        assert len(lab.run([Case("{}")], range(150), 2).table) == 150
        with store.held():
            store.compact()
    assert Counting.ran == []
    (line,) = [str(one.message) for one in said]
    assert line.startswith(f"{place}/")
    assert " and 3 more: cannot be read (" in line
    assert "nothing in the store is mended or merged until it is taken away" in line
    assert set(store.bad) == set(things)
    after = snapshot(folder)
    assert {path: after[path] for path in before} == before


@pytest.mark.filterwarnings("ignore::contagion.sim.laboratory.bundles.DamagedFile")
@pytest.mark.usefixtures("few", "barred")
def test_runs_that_come_while_something_cannot_be_read_are_kept_and_merged_later(folder):
    asked = jobs(12)
    kept(folder, asked[:4])
    things = odd_things(folder / "runs" / f"code={VERSION[:12]}")
    store = Store(folder, VERSION)
    for job in asked[4:]:
        save(store, [job])
    assert store.keys == Store(folder, VERSION).keys == keys(asked)
    assert sizes(folder).count(1) >= 8
    for one in things:
        shutil.rmtree(one) if one.is_dir() and not one.is_symlink() else one.unlink()
    with store.held():
        store.compact()
    assert store.bad == {}
    assert len(sizes(folder)) < 8
    assert as_it_was(folder, asked)


@pytest.mark.filterwarnings("ignore::contagion.sim.laboratory.bundles.DamagedFile")
@pytest.mark.usefixtures("few")
def test_a_shard_that_could_not_be_read_for_a_while_is_not_read_twice(folder, monkeypatch):
    """Its runs are made again meanwhile."""
    asked = jobs(3)
    kept(folder, asked)
    hidden, read = files(folder)[0], Path.read_bytes

    def refused(self):
        if self == hidden:
            raise PermissionError(errno.EACCES, "Permission denied")
        return read(self)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "read_bytes", refused)
        assert len(Store(folder, VERSION).keys) == 2
        kept(folder, asked)
    store = Store(folder, VERSION)
    for job in jobs(20)[3:]:
        save(store, [job])
    assert Counter(store.read()["key"]) == dict.fromkeys(keys(jobs(20)), 1)
    assert Counter(store.read("years")["key"]) == dict.fromkeys(keys(jobs(20)), 2)


def test_a_damaged_file_beside_what_cannot_be_read_is_not_moved(folder):
    kept(folder, jobs(3))
    (folder / "runs" / f"code={VERSION[:12]}" / NEVER_A_SHARD).symlink_to("nothing")
    files(folder)[-1].write_bytes(b"")
    with pytest.warns(DamagedFile) as said:
        assert len(Store(folder, VERSION).keys) == 2
    assert sorted("left there" in str(one.message) for one in said) == [True, True]
    assert not (folder / "damaged").exists()


def test_a_folder_of_runs_that_cannot_be_listed_is_told(folder):
    kept(folder, jobs(1))
    shutil.move(folder / "runs" / f"code={VERSION[:12]}", folder / "away")
    (folder / "runs" / f"code={VERSION[:12]}").write_text("a file")
    assert "cannot be read (Not a directory)" in refused(folder)
