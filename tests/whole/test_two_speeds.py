"""One text, two speeds: plain Python lives the same weeks as compiled code, to the byte; and so do tables that grow row
by row, each time to another place in memory."""

import os
import subprocess
import sys

import numpy as np
import pytest

from contagion.models.programme.run import WRITTEN_WHOLE
from contagion.models.runs.simulation import kernels_of
from contagion.sim.core.tables import CAME_TO
from tests.helpers.inspected import InspectedRun
from tests.helpers.places import ROOT
from tests.helpers.same_results_scenarios import MADE, scenario_of, territory_of
from tests.helpers.what_happened import digest

WEEKS = 60
LABELS = ("six small communes, unlimited demand", "few residents, many alternatives", "everyone is an agent")
IN_PLAIN_PYTHON = """
import sys
sys.path.insert(0, sys.argv[1])
from contagion.sim.core.compiling import PLAIN
from tests.whole.test_two_speeds import lived
assert PLAIN
for label in sys.argv[3:]:
    print(lived(label, int(sys.argv[2])))
"""


def begun(label: str) -> InspectedRun:
    """A scenario of the panel before its first week."""
    scenario = scenario_of(label)
    territory = territory_of(MADE[label].where, kernels_of(scenario.parameters))
    return InspectedRun(territory, scenario.parameters, 2, horizon=200, everyone=MADE[label].everyone)


def lived(label: str, weeks: int = WEEKS, *, sparing: bool = False) -> str:
    """The digest of the first weeks of a scenario of the panel."""
    model = begun(label)
    model.state.sparing = model.world.tables.sparing = sparing
    model.run(weeks)
    assert len(model.rows("events")) > 200
    return digest(model)


def rows_written(label: str, before: int) -> dict[str, bytes]:
    """The rows of the tables that nothing is in at first, where each byte that is written to none yet is the same."""
    model = begun(label)
    for name in WRITTEN_WHOLE:
        written = len(model.rows(name))
        model.state.array(name)[written:].view(np.uint8)[...] = before
    model.run(WEEKS)
    return {name: model.rows(name).tobytes() for name in WRITTEN_WHOLE}


@pytest.mark.parametrize("labels, weeks", [(LABELS[:1], 20), pytest.param(LABELS, WEEKS, marks=pytest.mark.slow)])
def test_plain_python_lives_the_same_weeks(labels, weeks):
    words = [sys.executable, "-W", "error", "-c", IN_PLAIN_PYTHON, str(ROOT), str(weeks), *labels]
    environment = {**os.environ, "NUMBA_DISABLE_JIT": "1"}
    done = subprocess.run(words, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == [lived(label, weeks) for label in labels]


@pytest.mark.parametrize(
    "label, weeks",
    [
        (LABELS[0], WEEKS),
        *(pytest.param(label, WEEKS, marks=pytest.mark.slow) for label in (*LABELS[1:], "rules on every state")),
        pytest.param("many, with a load of two", 30, marks=pytest.mark.slow),
    ],
)
def test_tables_that_grow_row_by_row_hold_the_same(label, weeks):
    CAME_TO.clear()
    assert lived(label, weeks, sparing=True) == lived(label, weeks)


@pytest.mark.parametrize("label", [*LABELS, "rules on every state", "many, with a load of two"])
def test_rows_are_written_whole_when_they_come(label):
    """What stood in memory before them is read nowhere."""
    some, others = rows_written(label, 0xA5), rows_written(label, 0)
    assert some == others
    assert sum(map(len, some.values())) > 10_000
