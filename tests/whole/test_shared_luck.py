"""Worlds that share their luck (S04): differences are sharper, and a policy that only draws changes nothing."""

from collections.abc import Mapping
from functools import partial
from typing import Any

import numpy as np
import pytest

from contagion.models.programme.model import ConversationModel
from contagion.models.runs.cases import case, changed
from contagion.models.runs.study import Conversations
from contagion.models.scenarios.scenario import FOLDER, read
from contagion.sim.laboratory.laboratory import Laboratory
from contagion.sim.laboratory.pools import Engine
from contagion.sim.laboratory.store import Store
from contagion.sim.statistics.compare import paired
from tests.helpers.what_happened import log

EXTRA_FROM, SEEDS = 10, 6


@pytest.fixture(scope="module")
def kernel_runs(tmp_path_factory):
    study = Conversations.over()
    lab = Laboratory(study, Engine("serial"), Store(tmp_path_factory.mktemp("s04"), study.version), progress=False)
    kernel = read(FOLDER / "kernel.toml").parameters
    changes = {"loss": {"retention.loss_per_year": 0.3}, "rest": {"facilitation.rest_weeks": 10.0}}
    cases = [case(kernel, s="base"), *(case(changed(kernel, values), s=name) for name, values in changes.items())]
    return lab.run(cases, range(1, 13), 10).table


@pytest.mark.parametrize("what", ["loss", "rest"])
def test_common_luck_cuts_the_variance_of_a_difference_more_than_ten_times(kernel_runs, what):
    """S04, in the facilitator kernel, for loss and rest."""
    row = paired(kernel_runs[kernel_runs["s"].isin(["base", what])], "s", "base", ["participants"]).iloc[0]
    assert row["variance_ratio"] > 10


def chat(model):
    """A policy that draws a lot from week 10 on, from streams of its own and from those of others, and does nothing."""
    if model.week >= EXTRA_FROM:
        people = np.arange(model.week, model.week + 50)
        for decision in ("a policy of no effect", "drop-out", "stays", "rests", "takes a training seat"):
            model.draws.stream(decision).uniform(people, model.week)
            model.draws.stream(decision).uniform(model.week)
            model.drawn += 51


def chat_before(name, model):
    chat(model)
    model.live_stage(name)


class Talkative(ConversationModel):
    """The model with that policy, before every stage."""

    drawn = 0
    REPLACED: Mapping[str, Any] = {stage.name: partial(chat_before, stage.name) for stage in ConversationModel.STAGES}


@pytest.mark.slow
def test_a_policy_that_only_draws_changes_nothing(run):
    """The null intervention."""
    for seed in range(1, SEEDS + 1):
        talkative = run(years=1.5, seed=seed, kind=Talkative, checked=False)
        assert talkative.drawn > 10_000
        assert log(talkative) == log(run(years=1.5, seed=seed, checked=False))
