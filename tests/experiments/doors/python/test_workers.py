"""Workers of a script, and where else runs are made."""

import inspect
from typing import Any

import pandas as pd
import pytest

import contagion as ct
from contagion.experiments.verbs.all import VERBS

GUARDED = """
import contagion as ct
if __name__ == "__main__":
    print(ct.many("ref", seeds=3, years=1, workers=2).scenario.name)
"""


@pytest.mark.slow
def test_a_script_with_the_guard_starts_workers(script):
    done = script(GUARDED)
    assert (done.returncode, done.stdout, done.stderr) == (0, "ref\n", "")


@pytest.mark.slow
def test_each_verb_takes_where_runs_are_made(tmp_path):
    """What is found is the same wherever it was made."""
    tables = []
    made: dict[str, Any] = {"here": {"engine": "serial"}, "two": {"workers": 2}, "pool": {"engine": "processes"}}
    for name, how in made.items():
        runs = ct.many("ref", 3, years=1, store=tmp_path / name, **how)
        tables.append(runs.table.drop(columns="seconds"))
        pd.testing.assert_frame_equal(tables[0], tables[-1])


@pytest.mark.parametrize("verb", [verb for verb in VERBS if verb.lab], ids=lambda verb: verb.name)
def test_no_verb_but_takes_where_runs_are_made(verb):
    takes = inspect.signature(getattr(ct, verb.name)).parameters
    assert {"engine", "workers", "scheduler", "store"} <= set(takes)
    assert takes["engine"].annotation == "Literal['serial', 'processes', 'dask'] | None"
