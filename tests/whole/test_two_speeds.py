"""One text, two speeds: plain Python lives the same weeks as compiled code, to the byte; and so do tables that grow row
by row, each time to another place in memory."""

import os
import subprocess
import sys

import pytest

from models.programme.model import ConversationModel
from models.runs.simulation import kernels_of
from sim.tables import forget_lengths
from tests.helpers.places import ROOT
from tests.helpers.same_results_scenarios import MADE, scenario_of, territory_of
from tests.helpers.what_happened import digest

WEEKS = 60
LABELS = ("six small communes, unlimited demand", "few residents, many alternatives", "everyone is an agent")
IN_PLAIN_PYTHON = """
import sys
sys.path.insert(0, sys.argv[1])
from sim.compiling import PLAIN
from tests.whole.test_two_speeds import lived
assert PLAIN
print(lived(sys.argv[2]))
"""


def lived(label: str, *, sparing: bool = False) -> str:
    """The digest of the first weeks of a scenario of the panel."""
    scenario = scenario_of(label)
    territory = territory_of(MADE[label].where, kernels_of(scenario.parameters))
    model = ConversationModel(territory, scenario.parameters, 2, horizon=200, everyone=MADE[label].everyone)
    model.state.sparing = model.world.tables.sparing = sparing
    model.run(WEEKS)
    assert len(model.rows("events")) > 200
    return digest(model)


@pytest.mark.parametrize("label", LABELS)
def test_plain_python_lives_the_same_weeks(label):
    words = [sys.executable, "-W", "error", "-c", IN_PLAIN_PYTHON, str(ROOT), label]
    environment = {**os.environ, "NUMBA_DISABLE_JIT": "1"}
    done = subprocess.run(words, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == lived(label)


@pytest.mark.parametrize("label", [*LABELS, "rules on every state", "many, with a load of two"])
def test_tables_that_grow_row_by_row_hold_the_same(label):
    forget_lengths()
    assert lived(label, sparing=True) == lived(label)
