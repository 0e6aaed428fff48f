"""What is measured of a run of a first pair, by hand."""

from types import SimpleNamespace
from typing import Any

import pandas as pd

from contagion.experiments.questions.beginning.measured import first_begun, first_ended


def run_of(started, ended, state) -> Any:
    groups = pd.DataFrame({"started": started, "ended": ended, "state": state})
    return SimpleNamespace(tables={"groups": groups})


def test_the_first_group_is_the_one_that_began_first_and_the_first_that_came_to_its_end():
    both = run_of([-1, 30, 21], [20, 47, -1], ["cancelled", "finished", "running"])
    assert (first_begun(both), first_ended(both)) == (21, 47)
    none = run_of([-1, -1], [20, -1], ["cancelled", "recruiting"])
    assert (first_begun(none), first_ended(none)) == (None, None)
