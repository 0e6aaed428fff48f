"""The experiments on single parameters, structure and the pair rule: what they hand over follows from the runs."""

from math import nan

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from experiments.questions import x05_structure as x05
from models.parameters import Parameters
from tests.helpers.findings import few, words
from tests.helpers.table_rows import interval_of, only, those


def test_policies_are_ranked_by_what_they_add_in_each_model(made, runs_of):
    finding = made(x05)
    assert len(finding.table) == 4
    pool = {"facilitation__pool": "commune"}
    before, after = runs_of(**pool)["participants"], runs_of(**pool, training__places=20)["participants"]
    halved = {"loss_per_year": 0.125, "background_per_year": 0.05, "continue_share": 0.925}
    support = runs_of(**pool, **{f"retention__{name}": value for name, value in halved.items()})["participants"]
    row = only(finding.table, pool="commune", policy="20 training places")
    assert [row["gain"], row["gain_low"], row["gain_high"]] == interval_of(after - before)
    assert row["without"] == before.mean()
    assert row["rank"] == 1 + (support.mean() > after.mean())
    assert row["distinguishable"] == (stats.ttest_1samp(after - before, 0).pvalue < 0.05)
    assert f"{(~finding.table['distinguishable']).sum()} of 4 gains are not distinguishable from none" in finding.text
    assert words(finding.figure).count("20 training places") >= 1
    ranks = [text.get_text().strip("°") for ax in finding.figure.axes[:2] for text in ax.texts]
    assert sorted(ranks) == ["1", "1", "2", "2"]


def made_up(means, models, noise):
    """Gains of policies a, b, c, ... in models, with 6 seeds."""
    index = pd.MultiIndex.from_tuples(models, names=list(x05.CHOICES))
    draws = np.random.default_rng(3).normal(0, noise, (len(means), len(models), 6))
    return {policy: pd.DataFrame(np.transpose([means[policy]] * 6) + draw, index=index)
            for policy, draw in zip(means, draws, strict=True)}  # fmt: skip


MODELS = [(rule, "hazard", "invited", pool) for rule in ("simple", "threshold") for pool in ("territory", "commune")]


def test_agreement_is_kendalls_and_the_choice_that_turns_the_order_moves_most():
    means = {"a": [5, 5, 1, 1], "b": [4, 4, 2, 2], "c": [3, 3, 3, 3], "d": [1, 2, 9, 8]}
    gains = made_up(means, MODELS, 0.01)
    found, verdict = x05.agreements(gains)
    rank = np.array([frame.mean(axis=1) for frame in gains.values()]).T
    tau = {(i, j): stats.kendalltau(rank[i], rank[j]).statistic for i in range(4) for j in range(i)}
    assert found.loc["decision", "tau"] == pytest.approx((tau[2, 0] + tau[3, 1]) / 2)
    assert found.loc["pool", "tau"] == pytest.approx((tau[1, 0] + tau[3, 2]) / 2) == 1
    assert found.loc[x05.ANY, "tau"] == pytest.approx(np.mean(list(tau.values())))
    assert found.loc[x05.CHANCE, "tau"] == 1
    assert found.loc["decision", "opposite"] == 1
    assert found.loc["pool", "opposite"] == 0
    assert list(found.index) == ["decision", "pool", x05.ANY, x05.CHANCE]
    assert verdict.startswith("The ranking is moved most by decision, before pool")


def test_without_clear_orders_no_choice_moves_most():
    gains = made_up({name: [0] * 4 for name in "abcd"}, MODELS, 1.0)
    found, verdict = x05.agreements(gains)
    assert verdict.startswith("What moves the ranking most is not distinguishable")
    assert found.loc[x05.CHANCE, "tau"] < 0.9
    assert found.loc[x05.ANY, "opposite"] < 0.1  # half of the orders are opposite, of hardly any is it known
    assert (found["low"] < found["high"]).all()
    one, verdict = x05.agreements({name: frame[:2] for name, frame in gains.items()})
    assert verdict == "Only one choice was varied."
    assert "decision" not in one.index


def test_ranks_name_what_is_distinguishable_from_none_and_from_the_next():
    gains = made_up({"a": [0, 50], "b": [1, 40], "c": [-30, 30]}, MODELS[:2], 3.0)
    base = pd.DataFrame([dict(zip(x05.CHOICES, model, strict=True)) for model in MODELS[:2]])
    table = x05.ranked(gains, base.assign(policy=x05.REFERENCE, participants=100))
    near, far = those(table, pool="territory"), those(table, pool="commune")
    assert near["distinguishable"].tolist() == [False, False, True]
    assert near["ahead_of_next"].tolist() == [False, True, False]
    assert far["policy"].tolist() == ["a", "b", "c"]
    assert far["ahead_of_next"].tolist() == [True, True, False]
    assert far["distinguishable"].all()
    text = x05.in_words(table, *x05.agreements(gains), few())
    assert "distinguishably ahead of the second in 1 models, and 2 of 6 gains are not" in text


def test_a_seed_with_a_failed_run_counts_for_no_model():
    rows = [(*model, policy, seed, seed * (2 if policy == "a" else 1.0)) for model in MODELS
            for policy in (x05.REFERENCE, "a") for seed in (1, 2, 3)]  # fmt: skip
    made = pd.DataFrame(rows, columns=[*x05.CHOICES, "policy", "seed", "participants"])
    made.loc[4, "participants"] = nan
    gains = x05.gains_of(made)
    assert list(gains) == ["a"]
    assert list(gains["a"].columns) == [1, 3]
    assert (gains["a"][3] == 3).all()


def test_support_halves_the_loss_in_either_form():
    usual = Parameters()
    better = usual.with_values(x05.POLICIES["half the loss of facilitators"])
    for name in ("loss_per_year", "background_per_year"):
        assert better.get(f"retention.{name}") == usual.get(f"retention.{name}") / 2
    assert 1 - better.get("retention.continue_share") == pytest.approx((1 - usual.get("retention.continue_share")) / 2)
