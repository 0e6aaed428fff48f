"""Answers that get better: of few seeds first, each of the same type, the last that of all seeds at once."""

from math import ceil, isfinite
from typing import Any

import pandas as pd
import pytest

from contagion.experiments.lab.inquiry import Inquiry
from contagion.experiments.verbs.compare import work as comparison
from contagion.experiments.verbs.compare.costs import costed
from contagion.experiments.verbs.levers import work as levers
from contagion.experiments.verbs.limits import work as limits
from contagion.experiments.verbs.limits.capacities import CAPACITIES
from contagion.experiments.verbs.reach import work as reach
from contagion.experiments.verbs.sweep import work as sweep
from contagion.models.runs.cases import scenario_case
from contagion.models.runs.study import Conversations
from contagion.models.scenarios.scenario import FOLDER, read
from contagion.sim.errors import InputError
from contagion.sim.statistics.compare import Precision, paired

SCENARIOS = [read(FOLDER / f"{name}.toml") for name in ("ref", "lowloss")]
REF = SCENARIOS[0]


@pytest.fixture(autouse=True)
def one_by_one(monkeypatch):
    """Batches of one run, so that each round is seen."""
    monkeypatch.setattr("contagion.sim.laboratory.runner.MOST", 1)


def same(one: pd.DataFrame, other: pd.DataFrame) -> None:
    """Tables that are the same to the last digit."""
    pd.testing.assert_frame_equal(one, other, check_exact=True)


SOME, FEW = CAPACITIES[:2], levers.LEVERS[:2]
POINTS = [{"training.places": 5}, {"training.places": 10}]
ASKED = {
    "comparison": (
        comparison.inquiry(SCENARIOS, 1, 11, automatic=False),
        lambda lab: comparison.comparison(lab, SCENARIOS, 1, 11, automatic=False),
    ),
    "limits": (limits.inquiry(REF, 1, 11, SOME), lambda lab: limits.limits(lab, REF, 1, 11, SOME)),
    "levers": (levers.inquiry(REF, 1, 11, FEW), lambda lab: levers.steps(lab, REF, 1, 11, FEW)),
    "reach": (reach.inquiry(REF, 1, 11), lambda lab: reach.reach(lab, REF, 1, 11)),
    "sweep": (sweep.inquiry(REF, POINTS, 1, 11), sweep.inquiry(REF, POINTS, 1, 11).last),
}


@pytest.mark.parametrize("asked, plain", ASKED.values(), ids=ASKED)
def test_each_answer_is_of_one_type_and_the_last_is_that_of_all_seeds(lab, asked, plain):
    answers = list(asked.answers(lab))
    assert [answer.seeds for answer in answers] == [5, 10, 11]
    last = plain(lab)
    assert {type(answer) for answer in answers} == {type(last)}
    assert len({tuple(answer.table) for answer in answers}) == 1  # the same columns
    same(answers[-1].table, last.table)
    assert not answers[0].table.equals(last.table)


def test_an_answer_rests_on_the_runs_of_its_seeds_alone(lab):
    """Worked out from runs that are asked for at once."""
    names = ["participants", "cost_total"]
    for made in comparison.inquiry(SCENARIOS, 1, 12, automatic=False, indicators=names).answers(lab):
        runs = lab.run([scenario_case(scenario) for scenario in SCENARIOS], range(1, made.seeds + 1), 1)
        same(made.runs.table, runs.table)
        same(made.table, paired(costed(runs, SCENARIOS), "scenario", "ref", names))


def until_precise(lab, precision: Precision, ceiling: int) -> tuple[int, pd.DataFrame]:
    """How many seeds, by the rule in one piece: 20 at first, then as many as are needed, at most twice as many."""
    count = min(20, ceiling)
    while True:
        runs = lab.run([scenario_case(scenario) for scenario in SCENARIOS], range(1, count + 1), 1)
        made = paired(runs.table, "scenario", "ref", ["participants"], precision)
        if made["enough"].all() or count >= ceiling:
            return count, made
        wanted = made.loc[~made["enough"], "needed"].max()
        count = min(ceiling, 2 * count, max(count + 1, ceil(wanted) if isfinite(wanted) else 2 * count))


@pytest.mark.parametrize(
    "of_base, ceiling",
    [pytest.param(0.05, 400, marks=pytest.mark.slow), (0.06, 400), (0.5, 400), (0.001, 30), (0.5, 3)],
)
def test_seeds_are_added_until_it_is_precise_as_they_were(lab, of_base, ceiling):
    precision = Precision(0, of_base)
    count, expected = until_precise(lab, precision, ceiling)
    asked = comparison.inquiry(SCENARIOS, 1, ceiling, precision=precision, indicators=["participants"])
    *before, last = asked.answers(lab)
    assert last.seeds == count
    same(last.table, expected)
    assert all(made.table["replicates"].iloc[0] == made.seeds < count for made in before)
    same(asked.last(lab).table, expected)


def test_whoever_leaves_after_an_answer_has_no_more_run(lab, tmp_path, monkeypatch):
    ran, run = [], Conversations.run
    monkeypatch.setattr(Conversations, "run", lambda self, job: ran.append(job) or run(self, job))
    answers = comparison.inquiry(SCENARIOS, 2, 50, automatic=False).answers(lab)
    assert next(answers).seeds == 5
    answers.close()
    assert len(ran) == 10
    assert not lab._staffed
    assert len(lab.run([scenario_case(REF)], range(1, 6), 2).table) == 5
    assert len(ran) == 10  # they are kept


def test_a_mistake_is_told_before_anything_is_run():
    with pytest.raises(InputError, match="two scenarios are called 'ref'"):
        comparison.inquiry([REF, REF])
    with pytest.raises(InputError, match="did you mean 'participants'"):
        comparison.inquiry(SCENARIOS, steering=["particpants"])
    with pytest.raises(InputError, match="nothing can be more in ref"):
        limits.inquiry(REF, capacities=[one for one in CAPACITIES if one.name == "money"])


def test_runs_that_fail_end_it_with_the_first_round(lab, monkeypatch):
    ran = []

    def run(self, job):
        ran.append(job)
        raise ValueError("no good")

    monkeypatch.setattr(Conversations, "run", run)
    answers = reach.inquiry(REF, 3, 50).answers(lab)
    with pytest.raises(InputError, match="reach: 5 of 5 runs failed; the first, ref with seed 1: ValueError: no good"):
        next(answers)
    assert len(ran) == 5


def test_where_nobody_looks_at_rounds_runs_are_made_case_by_case(lab, monkeypatch):
    ran, run = [], Conversations.run
    monkeypatch.setattr(Conversations, "run", lambda self, job: ran.append(job.parameters) or run(self, job))
    asked = sweep.inquiry(REF, [{"training.places": 6}, {"training.places": 7}], 1, 7)
    asked.last(lab)
    assert ran == [case.parameters for case in asked.cases for _ in range(7)]


def test_more_can_be_made_of_an_answer():
    runs: Any = ["a", "b"]
    counted: Any = len
    assert Inquiry([], 1, 1, counted).then(lambda two: two + 1).answer(runs) == 3
