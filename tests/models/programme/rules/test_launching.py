"""Expectations known exactly: registrations that arrive at random, and where groups are (E14, E15, E17)."""

import math

import numpy as np
import pytest
from scipy import stats

from models import theory as th
from models.records import NONE
from tests.helpers.arrivals import OPEN, SteadyArrivals

SOLO = ["training.founders=200", "facilitation.leaders=1", "training.top_up=autonomous", "training.active_share=1"]


# ---- registrations that arrive at random ---------------------------------------------------------------------------


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


@pytest.mark.parametrize("rate, expected", [(0.25, 0.852), (0.5, 1.156), (1.0, 1.405), (2.0, 1.576)])
def test_groups_a_year_where_demand_is_what_is_short(build, agrees, rate, expected):
    """E15: 52/(D + rest + n/ν). Whole weeks add half a week to the rest and one half to the recruiting."""
    assert th.demand_limited_leading_rate(17, 12, 8, rate) == pytest.approx(expected, abs=5e-4)
    whole_weeks = float(stats.poisson.cdf(7, rate * np.arange(400)).sum())  # E[weeks until 8 have come]
    cycle = 17 + 1 / -math.expm1(-1 / 12) + whole_weeks
    kind = type("Arrivals", (SteadyArrivals,), {"rate": rate})
    settings = [
        *OPEN,
        "facilitation.rest_weeks=12",
        "group.recruiting_weeks=5200",
        "group.quorum=8",
        "group.maximum=60",
    ]
    cycles = []
    for seed in range(4):
        model = build(settings, 40, seed, kind=kind, checked=False)
        model.run(model.horizon)
        starts = [group.started for group in model.groups if group.started != NONE]
        cycles += np.diff(starts).tolist()
    agrees(cycles, cycle)
    assert 52 / cycle == pytest.approx(expected, rel=0.045)


# ---- where groups are ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("groups, printed", [(33, 12.40), (100, 27.64), (200, 40.28)])
def test_communes_with_a_group(run, agrees, territory, groups, printed):
    """E17: founders drawn from the residents, each leading one group at home; the printed figures weigh by all ages."""
    expected = th.expected_communes(territory.residents.sum(axis=1) / territory.residents.sum(), groups)
    settings = [
        *SOLO,
        f"training.founders={groups}",
        "facilitation.rest_weeks=0",
        "training.first_week=0",
        "training.ready_after_weeks=0",
    ]
    reached = []
    for seed in range(12):
        model = run([*settings, "training.places=0", "retention.loss_per_year=0"], 4 / 52, seed, "kernel.toml")
        assert model.total("groups_started") == groups
        reached.append(len({group.place for group in model.groups}))
    agrees(reached, expected)
    assert expected == pytest.approx(printed, rel=0.025)


def test_pairs_meet_at_one_or_the_other_home(run):
    """S8: without a partner's room, in the commune of one of the two, as often one as the other."""
    settings = [
        "facilitation.partner_room=0",
        "partners.in_house_share=0",
        "training.founders=60",
        "training.places=60",
    ]
    model = run(settings, 3, 3, checked=False)
    homes = [([leader.home for leader in group.leaders], group.place) for group in model.groups]
    apart = [(pair, place) for pair, place in homes if pair[0] != pair[1]]
    assert all(place in pair for pair, place in homes)
    assert len(apart) > 40
    assert stats.binomtest(sum(place == pair[0] for pair, place in apart), len(apart), 0.5).pvalue > 1e-4
