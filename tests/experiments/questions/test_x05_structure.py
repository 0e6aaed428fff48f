"""X05, the ranking of policies (`questions/x05_structure.py`): ranks and agreement by hand."""

from math import nan

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from contagion.experiments.questions import x05_structure as x05
from contagion.experiments.questions.in_worlds import NOT_TOLD
from contagion.experiments.verbs.compare.cases import GO_ON, LOSS
from contagion.models.parameters import Parameters

AHEAD, BEHIND = (3, 2, 1), (1, 2, 3)


def made_up(*worlds):
    """Gains of policies a, b, c, a row a world."""
    return pd.DataFrame(worlds, pd.Index(range(1, len(worlds) + 1), name="seed"), columns=list("abc"), dtype=float)


def test_the_first_is_told_only_where_sets_of_values_agree():
    assert x05.firsts(made_up(AHEAD, (5, 5, 1))).to_numpy().tolist() == [[1, 0, 0], [0.5, 0.5, 0]]
    assert x05.leader(made_up(*[AHEAD] * 18, BEHIND, BEHIND)) == ("a", "c", "a")
    assert x05.leader(made_up(*[AHEAD, BEHIND] * 3))[2] == NOT_TOLD
    assert x05.leader(made_up(AHEAD))[2] == NOT_TOLD  # one world tells nothing of others


def test_agreement_is_kendalls_with_the_same_world_and_over_pairs_of_worlds():
    worlds = [AHEAD, (3, 1, 2), AHEAD, AHEAD, BEHIND, (1, 3, 2)]
    few = made_up(AHEAD, AHEAD).set_axis([1, 99])  # a reading with other worlds
    gains = {x05.AS_IT_IS: made_up(*worlds), "otherwise": made_up(*worlds[:3], *[BEHIND] * 3), "few": few}
    found = x05.agreements(gains)
    tau = np.array([[stats.kendalltau(one, other).statistic for one in worlds] for other in worlds])
    assert found.loc[x05.ANOTHER, "tau"] == pytest.approx(tau[~np.eye(6, dtype=bool)].mean())
    without = [tau[np.ix_(kept, kept)] for n in range(6) if (kept := [k for k in range(6) if k != n])]
    half = 1.96 * np.sqrt(5 * np.var([one[~np.eye(5, dtype=bool)].mean() for one in without]))
    assert found.loc[x05.ANOTHER, "high"] - found.loc[x05.ANOTHER, "tau"] == pytest.approx(half)
    assert found.loc["otherwise", "tau"] == pytest.approx(np.mean([1, 1, 1, tau[3, 4], 1, tau[5, 4]]))
    assert found.loc["few", "tau"] == 1


def test_another_first_in_one_model_is_what_follows():
    others = {x05.AS_IT_IS: "a", "nobody is invited": "b"}
    assert "elsewhere “b” (nobody is invited)." in x05.follows("a", ["nobody is invited"], others)
    unsure = {x05.AS_IT_IS: "a", "nobody is invited": NOT_TOLD}
    assert "in 1 of 2 it is not told" in x05.follows("a", [], unsure)


def test_a_world_with_a_failed_run_counts_for_no_model():
    rows = [
        {"model": model, "policy": policy, "seed": seed, "participants": seed * times}
        for model in list(x05.MODELS)[:2]
        for policy, times in ((x05.REFERENCE, 1.0), ("20 training places", 3.0))
        for seed in (1, 2, 3)
    ]
    runs = pd.DataFrame(rows)
    runs.loc[4, "participants"] = nan
    gains = x05.gains_of(runs)
    assert [one.index.tolist() for one in gains.values()] == [[1, 3], [1, 3]]
    assert gains[x05.AS_IT_IS]["20 training places"].tolist() == [2, 6]


def test_policies_start_from_what_the_world_has():
    usual = Parameters()
    better = x05.step(usual, "half the loss of facilitators", x05.AS_IT_IS)
    assert [better.get(name) for name in LOSS] == [usual.get(name) / 2 for name in LOSS]
    assert 1 - better.get(GO_ON) == pytest.approx((1 - usual.get(GO_ON)) / 2)
    wished = x05.step(usual.with_values({x05.WISH: 0.9}), "wish to facilitate up by half", "nobody is invited")
    assert wished.get(x05.WISH) == 1
    assert [wished.get(name) for name in x05.INVITED] == [0, 0]


def test_the_ways_in_which_the_first_is_least_often_so_are_shown():
    gains = {x05.AS_IT_IS: made_up(*[AHEAD] * 4), "a": made_up(*[AHEAD] * 4), "b": made_up(BEHIND, *[AHEAD] * 3)}
    gains |= {f"c{n}": made_up(*[BEHIND] * 4) for n in range(7)}
    shown = x05.rows_of_models(gains, x05.agreements(gains), "a")
    assert shown["model"].tolist() == [x05.AS_IT_IS, *(f"c{n}" for n in range(7))]
    assert shown["most often first"].tolist()[:2] == ["a, in 100 of 100 worlds", "c, in 100 of 100 worlds"]
