"""Stores of toy runs, and whether they hold what they should: for tests."""

import json
import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from contagion.sim.errors import InputError
from contagion.sim.laboratory import database
from contagion.sim.laboratory.jobs import execute
from contagion.sim.laboratory.store import Store
from tests.helpers.laboratory_toys import Toy

VERSION = Toy().version
OTHER = "b" * 64


def kept(folder, asked):
    """A store in which these jobs have been run."""
    store = Store(folder, VERSION, lambda: {"made": "2026-01-01T00:00:00", "commit": "c0ffee"})
    for job in asked:
        save(store, [job])
    return store


def save(store, asked):
    """Have a store keep what becomes of some jobs, a batch."""
    store.save(execute(Toy(store.version), asked))


def keys(asked, version=VERSION):
    return {job.key(version) for job in asked}


def asked_of(file: Path, statement: str, *values: Any) -> list[tuple[Any, ...]]:
    """Have SQLite itself do something in a file."""
    with closing(sqlite3.connect(file)) as con, con:
        return con.execute(statement, values).fetchall()


def main_file(folder: Path) -> Path:
    """The file that commands write."""
    return database.own_file(folder, database.MAIN)


def sizes(folder, lead="runs"):
    """Runs of the batches."""
    rows = asked_of(main_file(folder), "SELECT length(keys) / 16 FROM batches WHERE lead = ?", lead)
    return sorted(size for (size,) in rows)


def kept_in(folder: Path, lead: str = "%") -> Counter[str]:
    """How often each run is in all the files of a store; a killed command may leave one without tables."""
    begun = [file for file in database.files(folder) if asked_of(file, "SELECT 1 FROM sqlite_master")]
    rows = [row for file in begun for row in asked_of(file, "SELECT keys FROM batches WHERE lead LIKE ?", lead)]
    return Counter(keys.hex()[place : place + 32] for (keys,) in rows for place in range(0, 2 * len(keys), 32))


def as_it_was(folder, asked):
    """Whether a store, opened anew, holds these runs and no other, each once and right."""
    store = Store(folder, VERSION)
    assert store.keys == keys(asked)
    assert store.whole(keys(asked)) == keys(asked)
    for table, rows in (("runs", 1), ("years", 2), ("places", 2)):
        assert Counter(store.read(table, keys(asked))["key"]) == dict.fromkeys(keys(asked), rows)
    made = store.read().set_index("key")["u"].to_dict() if asked else {}
    assert made == {job.key(VERSION): Toy().run(job)[0]["u"] for job in asked}
    return True


def spoil(folder: Path, table: str = "years", number: int = 0) -> None:
    """Change a bit of a table of a batch, counted from the first."""
    file = main_file(folder)
    tables = asked_of(file, "SELECT tables FROM batches WHERE lead = 'runs' ORDER BY id")[number][0]
    row = json.loads(tables)[table][0]
    ((data,),) = asked_of(file, "SELECT data FROM rows WHERE id = ?", row)
    asked_of(file, "UPDATE rows SET data = ? WHERE id = ?", data[:20] + bytes([data[20] ^ 4]) + data[21:], row)


def failing(number):
    """What stands for a file whose system says so."""
    error = sqlite3.OperationalError(f"error {number}")
    error.sqlite_errorcode = number
    raise error


def refused(folder, version=VERSION):
    with pytest.raises(InputError) as caught:
        Store(folder, version)
    line = str(caught.value)
    assert line.startswith(f"store {folder}: ")
    assert "\n" not in line
    return line


def current(about):
    return about.get("commit") == "c0ffee"
