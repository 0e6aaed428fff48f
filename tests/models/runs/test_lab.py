"""The laboratory of the studies: a run looked at closely is the same run."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from contagion.experiments.commands import limits
from contagion.experiments.commands.compare import work as comparison
from contagion.experiments.commands.limits import CAPACITIES
from contagion.experiments.commands.sweep import work as sweep
from contagion.experiments.questions import whom
from contagion.models.parameters import Parameters
from contagion.models.runs import vocabulary
from contagion.models.runs.lab import (
    AGAIN,
    Inquiry,
    close_up,
    elsewhere,
    in_all,
    laboratory,
    met_again,
    rules_of,
    set_of,
)
from contagion.models.runs.own_code import Indicator
from contagion.models.runs.simulation import simulate, territory_for
from contagion.models.runs.study import Conversations, case
from contagion.models.runs.vocabulary import Asked
from contagion.models.scenario import FOLDER, read
from contagion.models.territory.extract import extract
from contagion.models.territory.gazetteer import find
from contagion.sim.core.compiling import compiled
from contagion.sim.errors import InputError
from contagion.sim.laboratory.jobs import Job


def plain(model):
    """A rule that is lived by Python itself."""


@compiled
def quick(state):
    """One that is not."""


def a_figure(run):
    return 1


@pytest.mark.parametrize(
    "asked, kind",
    [
        ({"workers": 2}, "threads"),
        ({"workers": 2, "rules": rules_of({"pairing": quick})}, "threads"),
        ({"workers": 2, "rules": rules_of({"pairing": quick, "attrition": plain})}, "loky"),
        ({"workers": 2, "indicators": (Indicator.of("mine", a_figure),)}, "loky"),
        ({"workers": 1, "rules": rules_of({"pairing": plain})}, "threads"),
        ({"workers": 2, "rules": rules_of({"pairing": plain}), "engine": "threads"}, "threads"),
        ({"rules": rules_of({"pairing": plain}), "scheduler": "tcp://h:1"}, "dask"),
    ],
)
def test_what_python_itself_lives_or_measures_has_processes(tmp_path, asked, kind):
    assert laboratory(store=tmp_path, **asked).engine.kind == kind


def of(parameters):
    """A scenario of these parameters."""
    return replace(read(), parameters=parameters)


def test_close_up_is_the_same_run_with_more(lab):
    """What is kept besides follows from the tables of the same run."""
    near = close_up(lab)
    assert near.study.version != lab.study.version
    move = {"population.turnover_per_year": 0.059, "population.student_turnover_per_year": 0.35}
    parameters = whom.CASES[whom.AS_IT_IS](Parameters().with_values(move))
    job = Job(case(parameters).parameters, 3, 3)
    (usual, _), (closer, kept) = lab.study.run(job), near.study.run(job)
    assert {name: closer[name] for name in usual}["event_log_sha256"] == usual["event_log_sha256"]
    results = simulate(of(parameters), territory_for(of(parameters)), years=3, seed=3)
    people, trained = results.tables["participants"], results.tables["facilitators"]
    assert closer["students_reached"] == people["student"].sum() > 0
    assert closer["students_trained"] == (trained["student"] & (trained["source"] == "participant")).sum()
    events = results.tables["events"]
    assert -1 < closer["own_group"] < 1
    moved = events["kind"].isin(["moved away while waiting", "moved away while registered"]).sum()
    assert 0 < closer["students_moved_registered"] <= moved
    assert (
        np.asarray(kept["weeks"]["facilitators_active"]).tolist()
        == results.tables["weeks"]["facilitators_active"].tolist()
    )


def test_elsewhere_is_the_same_store_over_other_communes(lab, tmp_path):
    """Where that is the territory of the laboratory, it is the laboratory itself, with its workers."""
    assert elsewhere(lab, None) is lab
    extract(find("epci", "Loue-Lison")).write(tmp_path / "loue.csv")
    there = elsewhere(lab, tmp_path / "loue.csv")
    assert there.store.folder == lab.store.folder
    assert there.study.version != lab.study.version
    (run,) = there.run([case(read().parameters)], [1], 1).table["coverage"]
    assert run != lab.run([case(read().parameters)], [1], 1).table["coverage"].item()
    assert elsewhere(there, None).study == lab.study


def groups_opened(run):
    return len(run.tables["groups"])


def test_elsewhere_may_keep_figures_of_ones_own_beside_the_usual(lab):
    """Such runs are kept apart, and are the same runs."""
    there = elsewhere(lab, None, (Indicator.of("opened", groups_opened),))
    assert there.study.version != lab.study.version
    asked = [case(read().parameters)], [1], 1
    made, usual = there.run(*asked).table, lab.run(*asked).table
    assert made["opened"].item() >= made["groups_started"].item() > 0
    assert made["event_log_sha256"].tolist() == usual["event_log_sha256"].tolist()


# ---- what a study asks: the runs of its cases, and what is made of them ----


SCENARIOS = [read(FOLDER / f"{name}.toml") for name in ("ref", "lowloss")]
REF = SCENARIOS[0]


def test_a_mistake_is_told_before_anything_is_run():
    with pytest.raises(InputError, match="'ref' is listed twice"):
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


# ---- how worlds are numbered, and which of them are met again ----


def test_a_world_is_the_set_before_its_number():
    assert [set_of(world) for world in (1, 2, 200)] == [0, 1, 199]


def test_the_first_worlds_are_met_again_with_other_seeds():
    assert [set_of(world) for world in met_again(60)] == [*range(12)]
    assert min(met_again(60)) > AGAIN


def test_a_fifth_is_met_again_but_no_fewer_than_tell_luck():
    assert [len(met_again(number)) for number in (2, 11, 12, 60, 100, 200)] == [0, 0, 12, 12, 20, 40]
    assert [in_all(number) for number in (2, 200)] == [2, 240]


# ---- the rule of how much is too much, and how long that would take, for whoever asks ----


def say_so(asked: Asked) -> str:
    return f"{asked.words}: {asked.runs:,}; say so"


def test_how_long_and_how_large_is_worked_out_from_the_number_of_runs():
    assert Asked(2, 10_001, 10, "x", workers=2).hours == pytest.approx(20_002 * 0.05 / 3600 / 2)
    assert Asked(1, 1, 10, "x", workers=8).hours == Asked(1, 1, 10, "x").hours  # one run is made by one
    assert Asked(1, 100, 10, "x", communes=680).hours == pytest.approx(10 * Asked(1, 100, 10, "x").hours)
    Asked(1, vocabulary.RUNS, 1, "x").must_be_meant(False, say_so)


def test_what_an_hour_makes_is_as_long_as_an_hour():
    asked = Asked(1, 10**9, 10, "it", workers=2)
    assert Asked(1, asked.in_an_hour, 10, "it", workers=2).hours == pytest.approx(1, rel=0.05)
