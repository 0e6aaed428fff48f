"""A scenario over the points of a design: a row a run, of which some may have failed, and points that cannot be."""

import pytest

from contagion.experiments.verbs.sweep import work as sweep
from contagion.models.runs.study import Conversations
from contagion.models.scenarios.scenario import FOLDER, read
from contagion.sim.errors import InputError

REF = read(FOLDER / "ref.toml")


def test_rows_stand_point_by_point_with_what_was_varied(lab):
    points = [{"training.places": 5, "volunteering.wish": 0.2}, {"training.places": 10, "volunteering.wish": 0.1}]
    made = sweep.inquiry(REF, points, 1, 2).last(lab)
    assert (made.scenario, made.varied, made.seeds) == (REF, ["training.places", "volunteering.wish"], 2)
    rows = made.table[["training.places", "volunteering.wish", "seed"]].itertuples(index=False, name=None)
    assert list(rows) == [(5, 0.2, 1), (5, 0.2, 2), (10, 0.1, 1), (10, 0.1, 2)]
    assert (made.table["participants"] > 0).all()


def test_a_value_that_cannot_be_is_told_before_anything_is_run():
    with pytest.raises(InputError, match=r"it: training.places = -3: must be greater"):
        sweep.inquiry(REF, [{"training.places": 5}, {"training.places": -3}], 1, 2, "it")


def test_a_run_that_failed_has_no_cost(lab, monkeypatch):
    run = Conversations.run
    monkeypatch.setattr(Conversations, "run", lambda self, job: run(self, job) if job.seed == 2 else 1 / 0)
    made = sweep.inquiry(REF, [{"training.places": places} for places in (7, 8, 7)], 1, 3).last(lab)
    assert made.all_runs["cost_total"].notna().tolist() == [False, True, False] * 3
    monkeypatch.setattr(Conversations, "run", lambda self, job: 1 / 0)
    none = sweep.inquiry(REF, [{"training.places": 9}], 1, 3).last(lab)
    assert (none.all_runs["error"] != "").all()
    assert "cost_total" not in none.all_runs
