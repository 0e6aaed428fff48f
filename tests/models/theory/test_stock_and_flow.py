"""The short model, compared with calculations by hand."""

from math import exp
from pathlib import Path

import numpy as np
import pytest

from contagion.models.scenario import read
from contagion.models.theory.stock_and_flow import DEMAND, completing, stock_and_flow
from tests.oracles.individuals import completion_probability

ONE = {
    "training.active_share": 0.8,
    "training.accept": 0.5,
    "training.queue_loss_per_year": 0.0,
    "retention.loss_per_year": 0.0,
    "retention.mentoring_effect": 0.7,
    "facilitation.rest_weeks": 9.0,
    "group.recruiting_weeks": 10.0,
    "group.size": 8.0,
    "group.no_show": 0.25,
    "group.dropout": 0.05,
    "group.attendance": 0.8,
    "volunteering.wish": 0.3,
    "demand.waiting_loss_per_year": 0.0,
    DEMAND: 1e6,
}
COMPLETE = completion_probability(0.05, 0.8)


def totals(years, *settings, **values):
    """The last year of one set of values."""
    sets = {name: np.array([values.get(name.split(".")[-1], value)]) for name, value in ONE.items()}
    made = stock_and_flow(read(settings=settings).parameters, sets, years)
    return {name: float(of[-1, 0]) for name, of in made.items()}


def test_the_first_pair_by_hand():
    """Trained in week 6, they open a group in week 12, which starts in 22 and ends in 39; of its leaders those have
    rested by week 41 whose group starts before the year is over."""
    made = totals(1, "training.founders=2", active_share=1.0)
    assert made["groups_started"] == pytest.approx(1 + 1 - exp(-2 / 9))
    assert made["groups_ended"] == 1
    assert made["participants"] == pytest.approx(6 * made["groups_started"])
    assert made["completers"] == pytest.approx(6 * COMPLETE)
    assert made["aspirants"] == pytest.approx(0.3 * made["completers"])
    assert made["facilitators_active"] == pytest.approx(2)


def test_facilitators_stop_at_their_rate_whether_they_lead_or_rest():
    alone = ("training.founders=30", "training.places=0", "training.outside_places=0")
    made = totals(2, *alone, loss_per_year=0.4)
    assert made["facilitators_active"] == pytest.approx(30 * 0.8 * exp(-0.4 * (103 - 12) / 52))


def test_without_a_rest_they_are_back_within_a_week():
    made = [totals(3, "training.places=0", rest_weeks=rest)["groups_started"] for rest in (0.0, 1e-3)]
    assert made[0] == pytest.approx(made[1])


def test_a_year_of_a_pair_is_recruiting_meeting_and_rest():
    made = [totals(years, "training.founders=2", "training.places=0", active_share=1.0) for years in (20, 30)]
    assert made[1]["groups_started"] - made[0]["groups_started"] == pytest.approx(10 * 52 / (10 + 17 + 9), rel=0.02)


def test_too_few_registrations_limit_the_groups():
    """Once the first leaders are there, all who register are in groups, but for those who do not come."""
    demand = {DEMAND: 80.0}
    made = [totals(years, "training.founders=100", **demand) for years in (4, 10)]
    assert made[1]["participants"] - made[0]["participants"] == pytest.approx(6 * 80 * 0.75, rel=1e-6)


def test_places_are_filled_from_the_queue_first():
    made = totals(2, "training.founders=2", active_share=1.0)
    assert made["facilitators_from_groups"] == pytest.approx(0.5 * 0.3 * 6 * COMPLETE)  # of one group, before week 58
    assert made["facilitators_trained"] == 2 + 10  # others come from outside
    autonomous = totals(2, "training.founders=2", "training.top_up=autonomous", active_share=1.0)
    assert autonomous["facilitators_trained"] == pytest.approx(2 + made["facilitators_from_groups"])
    one = totals(3, "training.places=1", "training.top_up=autonomous")
    assert one["facilitators_trained"] == 10 + 2


def test_what_a_decision_sets_holds_from_its_january_on():
    parameters = read(settings=["training.top_up=autonomous"]).parameters
    twice = parameters.model_copy(update={"decision": read(Path("double_places")).parameters.decision})
    sets = {name: np.array([value]) for name, value in ONE.items()} | {"volunteering.wish": np.array([0.9])}
    before, after = (stock_and_flow(one, sets, 5)["facilitators_trained"][:, 0] for one in (parameters, twice))
    assert before[:3].tolist() == after[:3].tolist()
    assert after[3] - before[3] == pytest.approx(10)


def test_the_share_who_complete_is_that_of_the_theory():
    x = {"group.dropout": np.array([0.0, 0.05, 0.12]), "group.attendance": np.array([0.6, 0.8, 0.95])}
    expected = [completion_probability(*pair) for pair in zip(*x.values(), strict=True)]
    assert completing(read().parameters, x).tolist() == pytest.approx(expected)
