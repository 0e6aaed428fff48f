"""X05, the ranking of policies (`questions/x05_structure.py`): ranks and agreement by hand, and a quick answer."""

from math import nan

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from experiments.questions import x05_structure as x05
from experiments.questions.in_worlds import NOT_TOLD, WORLDS_QUICK
from experiments.studies.met_again import AGAIN
from models.parameters import Parameters
from tests.helpers.even_ensemble import even
from tests.helpers.findings import words


def made_up(*worlds):
    """Gains of policies a, b, c, a row a world."""
    return pd.DataFrame(worlds, pd.Index(range(1, len(worlds) + 1), name="seed"), columns=list("abc"), dtype=float)


AHEAD, BEHIND = (3, 2, 1), (1, 2, 3)


def test_a_world_whose_first_is_shared_counts_for_both():
    assert x05.firsts(made_up(AHEAD, (5, 5, 1))).to_numpy().tolist() == [[1, 0, 0], [0.5, 0.5, 0]]


def test_the_first_is_told_only_where_sets_of_values_agree():
    assert x05.leader(made_up(*[AHEAD] * 18, BEHIND, BEHIND)) == ("a", "c", True)
    best, after, told = x05.leader(made_up(*[AHEAD, BEHIND] * 3))
    assert ({best, after}, told) == ({"a", "c"}, False)
    assert x05._verdict(made_up(*[AHEAD] * 6), "c") == "a"
    assert x05._verdict(made_up(AHEAD), "a") == NOT_TOLD  # one set tells nothing of others


def test_agreement_is_kendalls_over_pairs_of_luck_of_values_and_of_rules():
    worlds = [AHEAD, (3, 1, 2), AHEAD, AHEAD, BEHIND, (1, 3, 2)]
    twice = [1, AGAIN + 1, 2, AGAIN + 2, 3, AGAIN + 3]  # of each set two worlds
    gains = {x05.AS_IT_IS: made_up(*worlds), "otherwise": made_up(*worlds[:3], *[BEHIND] * 3)}
    gains = {model: at.set_axis(twice) for model, at in gains.items()}
    rules = pd.Series(["simple"] * 4 + ["threshold"] * 2, twice)
    found = x05.agreements(gains, rules)
    tau = np.array([[stats.kendalltau(one, other).statistic for one in worlds] for other in worlds])
    assert found.loc[x05.LUCK, "tau"] == pytest.approx(np.mean([tau[0, 1], tau[2, 3], tau[4, 5]]))
    assert found.loc[x05.VALUES, "tau"] == pytest.approx(tau[:2, 2:4].mean())
    assert found.loc[x05.DECIDING, "tau"] == pytest.approx(tau[:4, 4:].mean())
    otherwise = [1, 1, 1, tau[3, 4], 1, tau[5, 4]]
    assert found.loc["otherwise", "tau"] == pytest.approx(np.mean(otherwise))
    assert (found["low"] < found["tau"])[[x05.LUCK, "otherwise"]].all()


def test_another_first_in_one_model_is_what_follows():
    others = {x05.AS_IT_IS: "a", "nobody is invited": "b"}
    assert "“b” where nobody is invited" in x05._follows("a", ["nobody is invited"], others)
    unsure = {x05.AS_IT_IS: "a", "nobody is invited": NOT_TOLD}
    assert "in 1 of 2 it is not told" in x05._follows("a", [], unsure)


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
    for name in x05.LOSS:
        assert better.get(name) == usual.get(name) / 2
    assert 1 - better.get(x05.GO_ON) == pytest.approx((1 - usual.get(x05.GO_ON)) / 2)
    wished = x05.step(usual.with_values({x05.WISH: 0.9}), "wish to facilitate up by half", "nobody is invited")
    assert wished.get(x05.WISH) == 1
    assert [wished.get(name) for name in x05.INVITED] == [0, 0]


def test_a_quick_answer_is_whole(lab):
    ensemble = even(2)
    finding = x05.main(quick=True, lab=lab, ensemble=ensemble)
    models = finding.rows["model"].tolist()
    assert models[0] == x05.AS_IT_IS
    assert models[-1] == list(x05.MODELS)[1]
    assert (finding.table.groupby("model")["first"].sum().round(9) == 1).all()
    assert finding.rows["worlds"].tolist()[0] == str(WORLDS_QUICK)
    base = finding.table[finding.table["model"] == x05.AS_IT_IS].set_index("policy")
    assert f"{base.loc[base['first'].idxmax(), 'gain_p50']:+,.0f} (" in finding.rows["people it adds"][0]
    assert base["first"].idxmax() in words(finding.figure).lower() or "20 training places" in words(finding.figure)
