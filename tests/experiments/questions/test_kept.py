"""What is kept of the runs behind an answer, and whether it is still valid by them."""

import json

import pytest

from contagion.experiments.lab.lab import close_up, laboratory
from contagion.experiments.questions import kept
from contagion.experiments.questions.names import names
from contagion.experiments.questions.publishing import FINDINGS, question
from contagion.models.code.provenance import EDITION
from contagion.models.parameters import Parameters
from contagion.models.runs.cases import case, changed
from contagion.models.runs.study import Conversations
from contagion.models.scenarios.scenario import read as read_scenario
from contagion.sim.laboratory.jobs import Job

VALUES = {"training.places": 20, "training.top_up": "autonomous", "budget.per_year": 50000.0}


@pytest.fixture(scope="module")
def noting(tmp_path_factory):
    """A laboratory that was asked for two runs, and one of them once more, close up."""
    made = kept.Noting.of(laboratory("serial", store=tmp_path_factory.mktemp("runs") / "store"))
    own = case(changed(Parameters(), VALUES))
    runs = made.run([case(Parameters()), own], [3], 1)
    close_up(made).run([own], [3], 1)
    return made, runs


@pytest.fixture(scope="module")
def written(noting):
    return {"version": noting[0].store.version, **kept.kept(noting[0].asked)}


def test_what_is_asked_is_noted_also_beside(noting):
    made, runs = noting
    assert len(made.asked.keys) == 3
    assert set(runs.labels["key"]) < made.asked.keys
    assert list(made.asked.witnesses) == sorted(made.asked.keys)


def test_a_witness_is_a_run_that_was_asked_for(written):
    asked = [Job(kept._whole(witness["set"]), witness["seed"], witness["years"]) for witness in written["witnesses"]]
    assert [witness["outcome"] for witness in written["witnesses"]] == [kept.outcome(job) for job in asked]
    assert len({witness["outcome"] for witness in written["witnesses"]}) == 2  # the same run, close up, is one of three
    assert json.loads(json.dumps(written)) == written
    assert {"training": {"places": 20, "top_up": "autonomous"}, "budget": {"per_year": 50000}} in [
        witness["set"] for witness in written["witnesses"]
    ]


@pytest.mark.parametrize("values", [{}, VALUES, {"training.places": float("inf"), "registering.rule": "threshold"}])
def test_what_is_set_makes_the_same_parameters(values):
    text = case(changed(Parameters(), values)).parameters
    assert kept._whole(kept._set(text)) == text


def test_the_lowest_keys_are_witnesses_of_those_that_anybody_can_make(tmp_path):
    jobs = {f"{n}": Job("{}", n, 1) for n in (5, 3, 8, 1, 4)}
    asked = kept.Asked()
    asked.add({"5": jobs["5"], "8": jobs["8"]}, Conversations.over())
    asked.add(jobs, Conversations.over())
    asked.add({"0": jobs["1"]}, Conversations("", communes=tmp_path / "elsewhere.csv"))
    assert list(asked.witnesses) == ["1", "3", "4"]
    assert asked.keys == {"0", "1", "3", "4", "5", "8"}


def test_an_answer_is_valid_as_long_as_the_code_or_the_outcome_is_the_same(written):
    assert kept.still_valid(written)
    of_other_code = written | {"version": "0" * 64}
    assert kept.still_valid(of_other_code)
    first, *others = written["witnesses"]
    assert not kept.still_valid(of_other_code | {"witnesses": [*others, first | {"outcome": "0" * kept.DIGITS}]})
    assert not kept.still_valid(of_other_code | {"witnesses": [*others, first | {"seed": 4}]})
    assert not kept.still_valid(of_other_code | {"witnesses": [first | {"set": {"training": {"plces": 3}}}]})
    assert not kept.still_valid(of_other_code | {"witnesses": [first | {"set": {"trainin": {"places": 3}}}]})
    assert not kept.still_valid(of_other_code | {"witnesses": []})


def figures_of(monkeypatch, written, **others):
    """As if the model had the same events and other figures."""
    run = Conversations.run

    def changed_run(self, job):
        figures, tables = run(self, job)
        return figures | {name: figures[name] * factor for name, factor in others.items()}, tables

    monkeypatch.setattr(Conversations, "run", changed_run)
    return kept.still_valid(written | {"version": "0" * 64})


def test_an_answer_is_not_valid_where_a_figure_is_worked_out_otherwise(monkeypatch, written):
    assert not figures_of(monkeypatch, written, coverage_theil=1.0001)


def test_the_last_digit_of_a_figure_does_not_count(monkeypatch, written):
    assert figures_of(monkeypatch, written, coverage_theil=1 + 3e-16)


def test_an_answer_over_an_ensemble_is_not_valid_when_that_is_another(noting, tmp_path, monkeypatch):
    monkeypatch.setattr(kept, "FOLDER", tmp_path)
    (tmp_path / "here.parquet").write_bytes(b"some sets")
    written = {"version": noting[0].store.version, **kept.kept(noting[0].asked, "here")}
    assert kept.still_valid(written)
    (tmp_path / "here.parquet").write_bytes(b"other sets")
    assert not kept.still_valid(written)
    (tmp_path / "here.parquet").unlink()
    assert not kept.still_valid(written)


def test_every_answer_over_an_ensemble_says_which():
    """Of this edition: in an earlier one others were."""
    of = {name: kept.read(FINDINGS / f"{name}.json") for name in names()}
    now = {name: one for name, one in of.items() if one and one["edition"] == EDITION}
    assert {name for name, one in now.items() if "ensemble" in one} == {n for n in now if question(n).ensemble}


def test_what_runs_beside_a_laboratory_has_the_first_runs_for_witnesses(tmp_path):
    lab = laboratory("serial", store=tmp_path / "store")
    kept.first_of_each(lab, [read_scenario()], 1)
    assert not lab.store.keys
    noting = kept.Noting.of(lab)
    kept.first_of_each(noting, [read_scenario()], 1)
    assert [(job.seed, job.years) for job in noting.asked.witnesses.values()] == [(1, 1)]
