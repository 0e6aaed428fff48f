"""Starting a group: with people enough (E14), and if it can be paid."""

import pytest
from scipy import stats

from models import theory as th
from models.parameters.money import ITEMS
from tests.helpers.arrivals import OPEN, SteadyArrivals
from tests.helpers.what_happened import account_of, log


@pytest.mark.parametrize("mean, expected", [(9, 0.8843), (6, 0.5543)])
def test_quorum(build, mean, expected):
    """E14: P(start) with Poisson registrations over a window of ten weeks and a quorum of six."""
    assert th.start_probability(6, mean) == pytest.approx(expected, abs=5e-5)
    kind = type("Arrivals", (SteadyArrivals,), {"rate": mean / 10})
    windows = [
        "group.size=16",
        "group.maximum=16",
        "group.postponed_weeks=0",
        "group.cancelled_loss=1",
        "facilitation.rest_weeks=0",
    ]
    started = opened = 0
    for seed in range(4):
        model = build([*OPEN, *windows, "group.session_weeks=[0]"], 25, seed, kind=kind, checked=False)
        model.run(model.horizon)
        over = [group for group in model.groups if group.state != "recruiting"]
        assert {group.state for group in over} == {"finished", "cancelled"} or over[-1].state == "running"
        started, opened = started + model.total("groups_started"), opened + len(over)
    assert opened > 380
    assert stats.binomtest(started, opened, expected).pvalue > 1e-4


def test_a_group_that_cannot_be_paid_waits(run):
    """Kits cost more than is left: groups with people enough are postponed and cancelled, and none starts."""
    model = run(["costs.kit=60000", "budget.per_year=55000", "budget.carry_over=false"], 1, 1)
    kinds = [kind for _, kind, *_ in log(model)]
    assert model.total("groups_started") == 0
    assert kinds.count("not paid: group") > 20
    ready = {group for _, kind, _, _, group, _ in log(model) if kind == "not paid: group"}
    assert {group for _, kind, _, _, group, _ in log(model) if kind == "group postponed"} & ready
    assert {group for _, kind, _, _, group, _ in log(model) if kind == "group cancelled"} & ready
    assert account_of(model)["spent"][ITEMS.index("kit")] == 0
