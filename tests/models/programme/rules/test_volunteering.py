"""The wish to facilitate: its law, how groups differ, whose wish it is (E04, S11)."""

import numpy as np
import pytest
from scipy import stats

from tests import oracles as th
from tests.helpers.made_weeks import complete, residents_of, row
from tests.helpers.settings import SOLO
from tests.helpers.what_happened import who


def test_the_elected_may_all_wish_to_facilitate(crowded):
    model = crowded({"elected": {"conversion": 9.0}})
    completers, aspirants = who(model, "completed"), who(model, "aspires")
    elected = completers[model.world.elected(completers)]
    assert len(elected) > 0
    assert set(elected.tolist()) <= set(aspirants.tolist())


@pytest.mark.parametrize("spread", [0.0, 1.0])
def test_a_wish_for_some(under, territory, spread):
    model = under(
        {"communes": ["Thise"], "set": {"volunteering.wish": 1.0}}, volunteering={"wish": 0.0, "group_sd": spread}
    )
    people = residents_of(model, territory.centre, range(20)) + residents_of(model, row(territory, "Thise"), range(20))
    complete(model, people)
    assert len(model.group(0).completers) == 40
    assert [one.home for one in model.aspirants] == [row(territory, "Thise")] * 20


def test_aspirants_of_a_group_are_binomial(ended):
    """E04: Binomial(8, 1/4)."""
    assert {len(group.members) for group in ended} == {8}
    counts = np.bincount([group.aspirants for group in ended], minlength=9)
    assert th.aspirants_distribution(8, 0.75, 1 / 3) @ np.arange(9) == pytest.approx(2.0)
    expected = stats.binom.pmf(np.arange(9), 8, 0.25) * len(ended)
    pooled = np.append(counts[:6], counts[6:].sum()), np.append(expected[:6], expected[6:].sum())
    assert stats.chisquare(*pooled).pvalue > 1e-3


def test_groups_that_differ_keep_the_mean_wish(run, agrees):
    """S11: the spread between groups widens the law and leaves the mean."""
    settings = [*SOLO, "retention.loss_per_year=0", "training.places=0", "volunteering.group_sd=1.0"]
    models = [run(settings, 1.6, seed, "kernel.toml", checked=False) for seed in range(5)]
    aspirants = [group.aspirants for model in models for group in model.groups if group.state == "finished"]
    agrees(aspirants, 2.0)
    assert np.var(aspirants) > 1.5 + 0.5
