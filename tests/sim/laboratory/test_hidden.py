"""What a file hides once pages of it stand where others belong."""

import shutil
import sqlite3
import warnings
from contextlib import closing
from itertools import combinations

import pytest

from contagion.sim.laboratory.database import DamagedFile
from contagion.sim.laboratory.store import Store
from contagion.sim.laboratory.storekeeping import verify
from tests.helpers.laboratory_toys import jobs
from tests.helpers.stores import VERSION, as_it_was, keys, main, save

PAGE = 4096
ASKED = jobs(120)


@pytest.fixture
def pages(folder):
    """A store of a dozen batches, page by page."""
    store = Store(folder, VERSION)
    for first in range(0, len(ASKED), 10):
        save(store, ASKED[first : first + 10])
    store.con.close()
    with closing(sqlite3.connect(main(folder))) as con:
        con.execute("PRAGMA journal_mode = DELETE")
    data = main(folder).read_bytes()
    return [data[place : place + PAGE] for place in range(0, len(data), PAGE)]


def exchanged(folder, pages, one, other):
    """The store with two of its pages in each other's places."""
    made = [*pages]
    made[one], made[other] = pages[other], pages[one]
    shutil.rmtree(folder)
    folder.mkdir()
    (folder / "runs.sqlite").write_bytes(b"".join(made))
    return folder


def test_no_run_is_hidden_without_a_warning(folder, pages):
    for one, other in combinations(range(1, len(pages)), 2):
        exchanged(folder, pages, one, other)
        with warnings.catch_warnings(record=True) as told:
            warnings.simplefilter("always")
            there = Store(folder, VERSION).whole(keys(ASKED))
        assert told or there == keys(ASKED), f"pages {one} and {other}"


def test_hidden_runs_are_named_once_and_made_again_once(folder, pages):
    for one, other in combinations(range(1, len(pages)), 2):
        exchanged(folder, pages, one, other)
        with warnings.catch_warnings(record=True) as told:
            warnings.simplefilter("always")
            store = Store(folder, VERSION)
        if told and "hides some of its runs" in str(told[0].message):
            break
    assert "`store verify`" in str(told[0].message)
    assert verify(folder)[1]
    save(store, [job for job in ASKED if job.key(VERSION) not in store.whole(keys(ASKED))])
    with pytest.warns(DamagedFile):
        assert as_it_was(folder, ASKED)
