"""The files of a store: whose each is, how one is read that may not be written, and what a power cut costs."""

import random
import shutil
import socket
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

import pytest

from contagion.sim.errors import SettingError
from contagion.sim.laboratory import database
from contagion.sim.laboratory.database import DamagedFile
from contagion.sim.laboratory.store import Store
from contagion.sim.laboratory.storekeeping import listing, verify
from tests.helpers.laboratory_toys import jobs
from tests.helpers.stores import VERSION, as_it_was, asked_of, current, kept, keys, main, save, spoil

MOUNTS = """\
/dev/vda / ext4 rw,relatime 0 0
server:/far /far nfs4 rw 0 0
/dev/vdb /far/a\\040disk xfs rw 0 0
sshfs /twice fuse.sshfs rw 0 0
tmpfs /twice tmpfs rw 0 0
"""


@pytest.mark.parametrize(
    "folder, local",
    [("/store", True), ("/far/store", False), ("/far/a disk/store", True), ("/farther", True), ("/twice/x", True)],
)
def test_a_folder_is_of_this_machine_where_the_system_says_so(tmp_path, monkeypatch, folder, local):
    monkeypatch.setattr(database, "MOUNTS", tmp_path / "mounts")
    database.MOUNTS.write_text(MOUNTS)
    database.is_local.cache_clear()
    assert database.is_local(Path(folder)) == local
    database.MOUNTS.unlink()
    database.is_local.cache_clear()
    assert not database.is_local(Path(folder))


@pytest.fixture
def on(monkeypatch):
    """Work as a machine of a name would, in a folder of a network."""
    monkeypatch.setattr(database, "is_local", lambda _: False)
    return lambda name: monkeypatch.setattr(socket, "gethostname", lambda: name)


def test_machines_that_share_a_folder_have_a_file_each_and_read_all(folder, on):
    asked = jobs(6)
    for number, name in enumerate(("one", "two.net/~", "one")):
        on(name)
        save(Store(folder, VERSION), asked[2 * number : 2 * number + 2])
    assert sorted(path.name for path in folder.iterdir()) == ["runs-one.sqlite", "runs-two.net--.sqlite"]
    assert [asked_of(file, "PRAGMA journal_mode") for file in database.files(folder)] == [[("delete",)]] * 2
    assert as_it_was(folder, asked)
    assert verify(folder) == (3, {})
    assert listing(folder, current)["runs"].tolist() == [6]


def test_what_another_machine_is_writing_is_never_changed(folder, on, tmp_path):
    """A journal that it has left, or needs still, is not played back into its file, but into a copy."""
    on("one")
    kept(folder, jobs(3))
    file = main(folder)
    with closing(sqlite3.connect(file, isolation_level=None)) as one:
        one.execute("PRAGMA cache_size = 1")
        one.execute("BEGIN IMMEDIATE")
        one.execute("UPDATE rows SET data = zeroblob(length(data))")
        for _ in range(20):
            one.execute("INSERT INTO rows (data) VALUES (zeroblob(9000))")
        copy = shutil.copytree(folder, tmp_path / "copy")  # as after a power cut
    before = {path.name: path.read_bytes() for path in copy.iterdir()}
    assert f"{file.name}-journal" in before
    on("two")
    assert as_it_was(copy, jobs(3))
    save(Store(copy, VERSION), jobs(4)[3:])
    assert {name: (copy / name).read_bytes() for name in before} == before
    on("one")
    save(Store(copy, VERSION), jobs(5)[4:])
    assert sorted(path.name for path in copy.iterdir()) == ["runs-one.sqlite", "runs-two.sqlite"]
    assert as_it_was(copy, jobs(5))


def test_what_is_damaged_of_another_machine_is_made_again_here(folder, on):
    on("one")
    kept(folder, jobs(3))
    spoil(folder)
    on("two")
    store = Store(folder, VERSION)
    with pytest.warns(DamagedFile):
        assert store.whole(keys(jobs(3))) == keys(jobs(3)[1:])
    save(store, jobs(3))
    assert [file.name for file in database.files(folder)] == ["runs-one.sqlite", "runs-two.sqlite"]
    with pytest.warns(DamagedFile):
        assert as_it_was(folder, jobs(3))


def test_a_file_is_made_once_by_all_who_come_at_once(folder):
    folder.mkdir()
    file = database.own_file(folder)
    with closing(sqlite3.connect(file)) as one:
        assert database.formats(one) == set()
    with closing(database.writing(file)), closing(database.writing(file)) as two:
        assert database.formats(two) == {database.FORMAT}
        assert two.execute("PRAGMA journal_mode").fetchone() == ("wal",)


# ---- power cuts ----------------------------------------------------------------------------------------------------


def written(folder: Path, asked) -> list[int]:
    """Keep runs, a batch each, in a log that stays; how long it is after each."""
    store, ends = Store(folder, VERSION), []
    for job in asked:
        save(store, [job])
        store.con.execute("PRAGMA wal_autocheckpoint = 0")
        ends.append(main(folder).with_name("runs.sqlite-wal").stat().st_size)
    shutil.copytree(folder, folder.with_name("cut"))
    return ends


@pytest.mark.parametrize("seed", [pytest.param(one, marks=[pytest.mark.slow] * (one > 9)) for one in range(30)])
def test_of_a_log_that_reached_the_disk_in_part_all_up_to_the_first_gap_is_there(folder, seed):
    """As the system writes what is not waited for in any order, or not at all."""
    asked, chance = jobs(9), random.Random(seed)
    ends = written(folder, asked)
    log = folder.with_name("cut") / "runs.sqlite-wal"
    data, sectors = bytearray(log.read_bytes()), range(0, ends[-1], 512)
    gaps = sorted(chance.sample(sectors, chance.randrange(1, 12)))
    for gap in gaps:
        data[gap : gap + 512] = bytes(512)
    log.write_bytes(data[: chance.randrange(gaps[-1], ends[-1])])
    sure = sum(end <= gaps[0] for end in ends)
    there = Store(log.parent, VERSION).keys
    assert keys(asked[:sure]) <= there
    assert as_it_was(log.parent, asked[: len(there)])
    assert verify(log.parent)[1] == {}


@pytest.mark.parametrize("seed", range(10))
def test_a_power_cut_while_the_log_goes_into_the_file_costs_nothing(folder, seed):
    """The log is on the disk by then, pages of the file are there or not."""
    asked, chance = jobs(9), random.Random(seed)
    written(folder, asked)
    file = folder.with_name("cut") / "runs.sqlite"
    asked_of(main(folder), "PRAGMA wal_checkpoint(TRUNCATE)")
    after = main(folder).read_bytes()
    data = bytearray(file.read_bytes().ljust(len(after), b"\0"))
    for page in range(0, len(after), 4096):
        if chance.random() < 0.5:
            data[page : page + 4096] = after[page : page + 4096]
    file.write_bytes(data)
    assert as_it_was(file.parent, asked)
    assert verify(file.parent) == (9, {})


def test_wherever_the_disk_is_full_what_was_kept_stays(folder):
    asked, said = jobs(300), []
    kept(folder, asked[:3])
    ((pages,),) = asked_of(main(folder), "PRAGMA page_count")
    for more in range(40):
        store = Store(folder, VERSION)
        with store.held():
            store.execute(f"PRAGMA max_page_count = {pages + more}")
        with suppress(SettingError):
            save(store, asked[3:])
            break
        said.append(more)
        assert as_it_was(folder, asked[:3])
    assert len(said) >= 3
    assert as_it_was(folder, asked)
    assert verify(folder)[1] == {}
