"""What a study asks: the runs of its cases, and what is made of them."""

from typing import Any

import pytest

from contagion.experiments.commands import limits
from contagion.experiments.commands.compare import work as comparison
from contagion.experiments.commands.limits import CAPACITIES
from contagion.experiments.commands.sweep import work as sweep
from contagion.models.runs.lab import Inquiry
from contagion.models.runs.study import Conversations
from contagion.models.scenario import FOLDER, read
from contagion.sim.errors import InputError

SCENARIOS = [read(FOLDER / f"{name}.toml") for name in ("ref", "lowloss")]
REF = SCENARIOS[0]


def test_a_mistake_is_told_before_anything_is_run():
    with pytest.raises(InputError, match="two scenarios are called 'ref'"):
        comparison.inquiry([REF, REF])
    with pytest.raises(InputError, match="nothing can be more in ref"):
        limits.inquiry(REF, capacities=[one for one in CAPACITIES if one.name == "money"])


def test_runs_are_made_case_by_case(lab, monkeypatch):
    ran, run = [], Conversations.run
    monkeypatch.setattr(Conversations, "run", lambda self, job: ran.append(job.parameters) or run(self, job))
    asked = sweep.inquiry(REF, [{"training.places": 6}, {"training.places": 7}], 1, 7)
    asked.last(lab)
    assert ran == [case.at(1) for case in asked.cases for _ in range(7)]


def test_more_can_be_made_of_an_answer():
    runs: Any = ["a", "b"]
    counted: Any = len
    assert Inquiry([], 1, 1, counted).then(lambda two: two + 1).answer(runs) == 3
