"""The laboratory of the studies: a run looked at closely is the same run."""

from dataclasses import replace

import numpy as np
import pytest

from contagion.experiments.questions import whom
from contagion.models.parameters import Parameters
from contagion.models.runs.lab import close_up, elsewhere, laboratory, rules_of
from contagion.models.runs.own_code import Indicator
from contagion.models.runs.simulation import simulate, territory_for
from contagion.models.runs.study import case
from contagion.models.scenario import read
from contagion.models.territory.extract import extract
from contagion.models.territory.gazetteer import find
from contagion.sim.core.compiling import compiled
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
