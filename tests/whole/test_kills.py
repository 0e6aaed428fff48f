"""Commands that are killed, at random moments and at exact changes of the store, which are statements to SQLite and
changes of the file system: nothing is lost but the batches that were under way, nothing is wrong, nothing is there
twice, nothing is left over."""

import multiprocessing
import os
import random
import signal
import sqlite3
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from contagion.sim.laboratory.jobs import canonical
from contagion.sim.laboratory.laboratory import Case, Laboratory
from contagion.sim.laboratory.pools import Engine
from contagion.sim.laboratory.store import Store, verify
from tests.helpers.laboratory_toys import Toy, jobs, outcome_of
from tests.helpers.stores import kept_in, main_file

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are forked here")
CHANGES = {"open", "os.rename", "os.remove", "os.mkdir", "os.listdir"}
ROWS = {"runs": 1, "years": 2, "places": 2}
TOLD: dict[str, Any] = {"sleep": 0.001}


@pytest.fixture(scope="module")
def nursery():
    """Processes that begin with everything imported."""
    made = multiprocessing.get_context("forkserver")
    made.set_forkserver_preload(
        ["contagion.sim.laboratory.laboratory", "pandas", "tqdm", "tests.helpers.laboratory_toys"]
    )
    return made


def live(folder: Path, number: int, moment: int | None) -> None:
    """A command that asks for so many runs, says which it has kept, and dies before a change of the store."""
    done, left = Store.save, [sys.maxsize if moment is None else moment]

    def told(self, parcel):
        done(self, parcel)
        with (folder.parent / "said").open("a") as said:
            said.write("".join(f"{key}\n" for key in parcel.keys))

    def count(_):
        left[0] -= 1
        if left[0] < 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def watch(event, arguments):
        if event in CHANGES and str(folder) in str(arguments[0]):
            count(event)

    def connect(*arguments, **options):
        made = connected(*arguments, **options)
        made.set_trace_callback(count)
        return made

    Store.save, connected = told, sqlite3.connect
    setattr(sqlite3, "connect", connect)  # noqa: B010 -- it has many ways to be called
    sys.addaudithook(watch)
    toy = Toy()
    lab = Laboratory(toy, Engine("serial"), Store(folder, toy.version), progress=False)
    lab.run([Case(canonical(TOLD))], range(number), 2)


def right(folder: Path, asked: int, thorough: bool) -> set[str]:
    """The runs that are there; all that was said to be kept is, and nothing is there twice or wrong."""
    store = Store(folder, Toy().version)
    there, keys = store.whole(store.keys), {job.key(store.version): job for job in jobs(asked, **TOLD)}
    said = folder.parent / "said"
    assert set(said.read_text().splitlines() if said.exists() else []) <= there <= set(keys)
    assert set(kept_in(folder).values()) <= {1}
    if thorough and there:
        values = store.read().set_index("key")["u"]
        assert all(value == outcome_of(keys[key]).row["u"] for key, value in values.items())
        for table, rows in ROWS.items():
            assert Counter(store.read(table)["key"]) == dict.fromkeys(there, rows)
    return there


def campaign(nursery, folder: Path, lives: int, seed: int, at_changes: bool) -> int:
    """Live and die in one store, alone or two at a time; how many were killed in the middle."""
    chance, killed, number = random.Random(seed), 0, 0
    for life in range(lives):
        number += 60
        own = [
            nursery.Process(target=live, args=(folder, number, chance.randrange(120) if at_changes else None))
            for _ in range(1 + (life % 3 == 0))
        ]
        for process in own:
            process.start()
        if not at_changes:
            time.sleep(chance.uniform(0, 0.3))  # less than most lives take, so that most are killed
            for process in own:
                process.kill()
        for process in own:
            process.join(60)
            killed += process.exitcode == -signal.SIGKILL
            assert process.exitcode in (0, -signal.SIGKILL)
        if main_file(folder).exists():
            right(folder, number, thorough=life % 20 == 0)
    last = nursery.Process(target=live, args=(folder, number, None))
    last.start()
    last.join(300)
    assert len(right(folder, number, thorough=True)) == number
    assert verify(folder)[1] == {}
    assert [*folder.iterdir()] == [main_file(folder)]
    return killed


@pytest.mark.parametrize("at_changes", [False, True], ids=["moments", "changes"])
@pytest.mark.slow
def test_a_dozen_kills_cost_nothing_that_was_kept(nursery, tmp_path, at_changes):
    assert campaign(nursery, tmp_path / "store", 12, 1, at_changes) >= 8


@pytest.mark.slow
def test_500_kills_at_random_moments(nursery, tmp_path):
    assert sum(campaign(nursery, tmp_path / f"{seed}" / "store", 100, seed, False) for seed in range(5)) >= 500
