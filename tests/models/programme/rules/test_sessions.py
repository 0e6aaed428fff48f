"""Sessions: who completes (E05), and whose completing opens a commune (X12)."""

import math

import numpy as np
import pytest
from scipy import stats

from tests import oracles as th
from tests.helpers.settings import SOLO
from tests.helpers.what_happened import who


def opened(model):
    """The communes of which a councillor is a completer."""
    return set(np.flatnonzero(model.state.array("communes")["opened"]).tolist())


def test_a_councillor_who_completed_opens_the_commune(crowded):
    model = crowded({"elected": {"gate_opening": 1.5}})
    completers = who(model, "completed")
    elected = completers[model.world.elected(completers)]
    assert opened(model) == set(model.world.home(elected).tolist())
    assert len(opened(model)) > 0
    assert not opened(crowded())  # not looked at where it changes nothing


def test_three_of_four_who_start_complete(ended):
    """E05: 0.7500 of those who start."""
    completers = sum(len(group.completers) for group in ended)
    started = sum(len(group.members) for group in ended)
    assert th.completion_probability(0.04, 0.7798) == pytest.approx(0.75, abs=5e-5)
    assert abs(completers / started - 0.75) <= 4 * math.sqrt(0.75 * 0.25 / started)


@pytest.mark.parametrize("dropout, attendance, needed", [(0.2, 0.9, 4), (0.1, 1.0, 6)])
def test_completion_follows_the_formula_at_other_values(run, dropout, attendance, needed):
    """E05, the formula at other values."""
    settings = [f"group.dropout={dropout}", f"group.attendance={attendance}", f"group.completion_sessions={needed}"]
    model = run([*SOLO, "training.places=0", *settings], 1, 1, "kernel.toml", checked=False)
    groups = [group for group in model.groups if group.state == "finished"]
    started, completers = (
        sum(len(people) for people in lists) for lists in ([g.members for g in groups], [g.completers for g in groups])
    )
    assert started > 1000
    assert stats.binomtest(completers, started, th.completion_probability(dropout, attendance, 6, needed)).pvalue > 1e-4
