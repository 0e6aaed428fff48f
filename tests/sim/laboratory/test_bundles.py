"""Bundles of files: what is damaged, lost or out of place is found, moved aside and made again."""

import shutil
import warnings
from dataclasses import replace

import numpy as np
import pytest

from sim.laboratory.bundles import DamagedFile
from sim.laboratory.jobs import Rows, execute
from sim.laboratory.laboratory import Case, Laboratory
from sim.laboratory.pools import Engine
from sim.laboratory.shards import parts
from sim.laboratory.store import Store
from tests.helpers.laboratory_toys import Toy, jobs
from tests.helpers.stores import VERSION, as_it_was, files, flip, kept, keys, nothing_twice, save

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
