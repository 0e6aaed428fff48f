"""Every index of compiled code is in range, over the panel: of a library made anew with each index checked."""

import os
import subprocess
import sys

import pytest

from tests.helpers.checked_library import IN_CHECKED
from tests.helpers.places import ROOT

pytestmark = pytest.mark.slow
BEYOND = """
from tests.helpers import checked_library
from contagion.models.runs.simulation import build, territory_for
from contagion.models.scenario import read
from contagion.sim.core.compiling import compiled

@compiled
def beyond(state):
    at = PLACE
    state.counts[at] = state.counts[at]

scenario = read()
model = build(scenario, territory_for(scenario), years=1, seed=1, stages={"partners": beyond})
model.run(1)
"""


@pytest.fixture(scope="module")
def python(tmp_path_factory):
    """Runs a process that has the checked library."""
    folder = tmp_path_factory.mktemp("checked")
    environment = {**os.environ, **IN_CHECKED, "CONTAGION_COMPILED": str(folder)}

    def run(*words):
        return subprocess.run(
            [sys.executable, *words], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
        )

    made = run("-m", "tests.helpers.checked_library", str(folder))
    assert made.returncode == 0, made.stderr
    return run


@pytest.mark.parametrize(
    "words",
    [("test_same_results.py",), ("test_two_speeds.py", "-k", "test_tables_that_grow_row_by_row_hold_the_same")],
    ids=" ".join,
)
def test_no_index_is_out_of_range_in_the_panel(python, words):
    """Where tables grow row by row, they are no longer than what is in them."""
    file, *which = words
    done = python("-m", "pytest", "-q", "-n", "0", "-m", "not slow", f"tests/whole/{file}", *which)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("at", ["len(state.counts)", "-1"])
def test_a_rule_that_writes_beyond_its_rows_is_caught(python, at):
    done = python("-c", BEYOND.replace("PLACE", at))
    assert "failed in week 0 of seed 1: IndexError: index is out of bounds (in a_rule_of_ones_own)" in done.stderr
    assert python("-c", BEYOND.replace("PLACE", "len(state.counts) - 1")).returncode == 0
