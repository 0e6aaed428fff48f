"""Stores of toy runs, and whether they hold what they should: for tests."""

import json
from collections import Counter

import pandas as pd
import pyarrow.parquet as pq
import pytest

from contagion.sim.errors import InputError
from contagion.sim.laboratory.jobs import execute
from contagion.sim.laboratory.shards import parts
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
    store.save(store.pack(execute(Toy(), asked)))


def keys(asked, version=VERSION):
    return {job.key(version) for job in asked}


def files(folder, table="runs", version=VERSION):
    return sorted((folder / table / f"code={version[:12]}").glob("*.parquet"))


def as_it_was(folder, asked):
    """Whether a store, opened anew, holds these runs and no other, each once and right, also for other programs."""
    store = Store(folder, VERSION)
    assert store.keys == keys(asked)
    assert store.whole(keys(asked)) == keys(asked)
    for table, rows in (("runs", 1), ("years", 2), ("places", 2)):
        once = dict.fromkeys(keys(asked), rows)
        assert Counter(store.read(table, keys(asked))["key"]) == once
        assert Counter(pd.read_parquet(folder / table, columns=["key"])["key"]) == once
    made = store.read().set_index("key")["u"].to_dict()
    assert made == {job.key(VERSION): Toy().run(job)[0]["u"] for job in asked}
    return True


FEW = {"FANOUT": 4, "SMALL": 4, "FULL": 16}


def sizes(folder, table="runs"):
    """Runs of the bundles, as the names of their files say."""
    return [parts(file.name)[1] for file in files(folder, table)]


def nothing_twice(folder):
    """Whether other programs read no row twice, and none whose run they do not see."""
    for table, rows in (("runs", 1), ("years", 2), ("places", 2)):
        found: Counter[str] = Counter()
        for file in files(folder, table):
            found.update(pq.read_table(file, columns=["key"], partitioning=None)["key"].to_pylist())
        assert set(found.values()) <= {rows}
    return True


def flip(data):
    return data[:200] + bytes([data[200] ^ 4]) + data[201:]


def refused(folder, version=VERSION):
    with pytest.raises(InputError) as caught:
        Store(folder, version)
    line = str(caught.value)
    assert line.startswith(f"store {folder}: ")
    assert "\n" not in line
    return line


def current(about):
    return about.get("commit") == "c0ffee"


def held(folder):
    """The claims of all commands, but for one that is being written."""
    texts = [file.read_text() for file in (folder / "claims").glob("*.json")]
    return [json.loads(text) for text in texts if text.endswith("}")]


def claim(store, **changed):
    """A claim of some other command."""
    content = {"host": "elsewhere", "process": 1, "keys": ["a", "b"]} | changed
    place = store.folder / "claims"
    place.mkdir(exist_ok=True)
    file = place / f"{len(list(place.iterdir()))}.json"
    file.write_text(json.dumps(content))
    return file
