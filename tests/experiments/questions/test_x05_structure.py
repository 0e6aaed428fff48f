"""The experiments on single parameters, structure and the pair rule: what they hand over follows from the runs."""

from math import nan
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from matplotlib.lines import Line2D
from scipy import stats

from experiments.questions import x03_one_at_a_time as x03
from experiments.questions import x05_structure as x05
from experiments.questions import x09_pair_rule as x09
from models.outcomes.shortages import SHORTAGES
from models.parameters import Parameters
from models.runs.cases import factors, points
from sim.statistics.designs import Factor
from tests.helpers.table_rows import interval_of, only, those


@pytest.fixture(scope="module")
def runs_of(lab):
    """The runs of parameters, with the seeds and years of the quick experiments."""
    return lambda **values: lab.run(points(Parameters(), [dots(values)]), [1, 2], 2).table.set_index("seed")


def dots(values):
    return {name.replace("__", "."): value for name, value in values.items()}


def words(figure):
    return " ".join(text.get_text() for text in figure.findobj(lambda artist: hasattr(artist, "get_text")))


def few(failed=0) -> Any:
    """Runs of ten years, as far as paragraphs and figures look at them."""
    labels = pd.DataFrame({"seed": [1, 2, 3]})
    return SimpleNamespace(table=pd.DataFrame({"years": [10] * 3}), failures=labels[:failed], labels=labels)


# ---- X03 -----------------------------------------------------------------------------------------------------------


def test_one_at_a_time_measures_each_point_against_the_default(made, runs_of):
    finding = made(x03)
    assert set(finding.table["parameter"]) == {"training.places", "retention.mentoring_effect", "group.quorum"}
    row = only(finding.table, parameter="training.places", value=60)
    default, other = runs_of(), runs_of(training__places=60)
    for name in x03.OUTPUTS:
        assert [row[name], row[f"{name}_low"], row[f"{name}_high"]] == interval_of(other[name])
        change = other[name] - default[name]  # two levels share the five per cent
        assert [row[f"{name}_change{end}"] for end in ("", "_low", "_high")] == interval_of(change, 0.975)
        assert row[f"{name}_year_3"] == other[name].mean()  # of the last year, in a run as short as this
    bound = other[[f"short_{name}" for name in SHORTAGES]].mean()
    assert row["short"] == bound.idxmax().removeprefix("short_")
    curve = those(finding.table, parameter="training.places")
    assert curve["value"].tolist() == [0, 10, 60]
    assert curve["is_default"].tolist() == [False, True, False]
    assert curve["swing"].tolist() == [curve["participants"].max() - curve["participants"].min()] * 3
    assert finding.table["swing"].is_monotonic_decreasing
    assert f"{default['participants'].mean():,.0f} (" in finding.text


def test_a_parameter_without_effect_is_named_and_not_drawn(made):
    finding = made(x03)
    effects = finding.table.groupby("parameter")["effect_on_participants"].first()
    assert effects["retention.mentoring_effect"] == x03.NONE
    assert (effects.drop("retention.mentoring_effect") != x03.NONE).all()
    assert "Without effect at the defaults, to the last event (1): retention.mentoring_effect." in finding.text
    assert "mentoring" not in words(finding.figure)


def test_the_default_is_no_level_and_points_that_are_not_valid_are_left_out():
    chosen = [Factor("group.quorum", 4, 10, True), *factors(["training.period_weeks", "volunteering.wish"])]
    cases, left_out = x03.design(chosen, (0.0, 0.5, 0.55, 1.0))
    assert left_out == ["group.quorum = 10"]
    at = [(case.labels["parameter"], case.labels["value"]) for case in cases[1:]]
    assert [value for name, value in at if name == "group.quorum"] == [4, 7]  # 7 twice
    assert [value for name, value in at if name == "training.period_weeks"] == [13, 33, 35]  # 52 is the default
    assert [value for name, value in at if name == "volunteering.wish"] == pytest.approx([0, 0.55 * 2 / 3, 2 / 3])
    assert len({case.parameters for case in cases}) == len(cases)


@pytest.mark.parametrize("pairs, clear", [([0.3, 0.31, 0.29], True), ([0.3, 0.9, 0.1], False)])
def test_what_was_short_is_clear_when_its_lead_is(pairs, clear):
    rows = pd.DataFrame({f"short_{name}": [0.0] * 3 for name in SHORTAGES})
    rows["short_pairs"], rows["short_registrations"] = pairs, [0.1, 0.12, 0.11]
    assert x03.mostly_short(rows) == ("pairs", clear)


def curve(short, clear, effect=x03.CLEAR, name="training.places"):
    """A made-up curve over the values 0, 1, 2, ..., the default being 1."""
    n = len(short)
    made = {"parameter": name, "value": np.arange(float(n)), "is_default": np.arange(n) == 1}
    for output in x03.OUTPUTS:
        mean = 100.0 * np.arange(1, n + 1)
        made |= {output: mean, f"{output}_low": mean - 5, f"{output}_high": mean + 5, f"{output}_year_3": mean / 4}
        made[f"effect_on_{output}"] = effect
    made |= {"short": short, "short_is_clear": clear, "swing": 100.0 * (n - 1)}
    return pd.DataFrame(made)


def test_a_regime_changes_between_values_at_which_it_is_clear():
    names = ["groups", "pairs", "registrations", "registrations", "groups"]
    assert x03.regime_changes(curve(names, [True, False, True, True, False])) == [(1.0, "groups", "registrations")]
    assert x03.regime_changes(curve(names, [True] * 5)) == [
        (0.5, "groups", "pairs"),
        (1.5, "pairs", "registrations"),
        (3.5, "registrations", "groups"),
    ]
    assert x03.regime_changes(curve(names, [False] * 5)) == []


def test_the_paragraph_and_the_figure_on_single_parameters_say_what_the_curves_say():
    moving = curve(["groups", "groups", "registrations"], [True] * 3)
    flat = curve(["groups"] * 3, [True] * 3, x03.UNCLEAR, "group.size").assign(swing=0.0)
    table = pd.concat([moving, flat], ignore_index=True)
    text = x03.in_words(table, ["group.size = 12"], few(1))
    assert "200 (195 to 205) people" in text
    assert "1 change that distinguishably" in text
    assert "1 are not distinguishable from no effect" in text
    assert "The widest: training.places, 100 (95 to 105) at 0 to 300 (295 to 305) at 2." in text
    assert "changes clearly along training.places (groups to registrations at about 1.5)" in text
    assert "not valid by themselves, and left out (1): group.size = 12." in text
    assert "1 of 3 runs failed" in text
    assert "Without effect" not in text
    still = x03.in_words(flat.assign(short_is_clear=False), [], few())
    assert "0 change that" in still
    assert "not distinguishably groups" in still
    assert "along no parameter" in still
    assert "widest" not in still
    figure = x03._figure(table, few())
    panel = next(ax for ax in figure.axes if ax.get_title(loc="left") == "1. training.places")
    assert [np.ravel(line.get_xdata())[0] for line in panel.lines if line.get_linestyle() == ":"] == [1.5]
    assert [mark for mark in map(Line2D.get_marker, panel.lines) if str(mark) in "svD^"] == ["s", "s", "^"]
    assert "1 of 2 move the people reached distinguishably, training.places" in words(figure).replace("\n", " ")
    assert "group.size" not in words(figure)


# ---- X05 -----------------------------------------------------------------------------------------------------------


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


# ---- X09 -----------------------------------------------------------------------------------------------------------


def test_the_pair_rule_is_measured_against_the_reference(made, runs_of):
    finding = made(x09)
    reference, commune = runs_of(), runs_of(facilitation__pool="commune")
    row = only(finding.table, indicator="groups_started_change", pool="commune")
    change = commune["groups_started"] - reference["groups_started"]
    assert row[["mean", "low", "high"]].tolist() == interval_of(change)
    assert f"groups {change.mean():+z,.0f} ({row['low']:+z,.0f} to {row['high']:+z,.0f})" in finding.text
    row = only(finding.table, indicator="participants", pool="territory")
    assert row[["mean", "low", "high"]].tolist() == interval_of(reference["participants"])
    assert f"reach {reference['participants'].mean():,.0f} (" in finding.text
    assert those(finding.table, indicator="lost", pool="territory")["mean"].tolist() == [0]
    titles = [ax.get_title(loc="left") for ax in finding.figure.axes]
    assert len(titles) == 4
    assert "Groups started in 2 years" in titles
    assert all(ax.get_xlabel() for ax in finding.figure.axes)


def test_groups_lost_are_those_that_as_many_facilitators_would_have_led():
    """Half the pace in the commune, with other numbers of facilitators; the formula with two pools, one of nothing."""
    labels = [(x09.PAIR, "territory", 0.6, 1), (x09.PAIR, "commune", 0.6, 1)]
    made = pd.DataFrame(labels, columns=[*x09.LABELS, "seed"])
    years = made.merge(pd.DataFrame({"year": [1, 2]}), how="cross")
    years["facilitators_active"], years["groups_started"] = [10, 10, 4, 8], [10, 30, 2, 10]
    years["communes_reached"] = [5, 9, 1, 3]
    made[x09.FIGURES] = [[30, 240, 9, 0.1, 0.2], [10, 80, 3, 0.9, 0.0]]
    shares = {"territory": np.ones(1), "commune": np.array([0.5, 0.5])}
    runs: Any = SimpleNamespace(table=made, rows=lambda _: years)
    out = x09.per_run(runs, shares).set_index("pool")
    assert out.loc["commune", "facilitators"] == 4  # 2 in the first year, 6 in the second
    pace, usual = 10 / 4, 30 / 7.5
    assert out.loc["commune", "lost"] == pytest.approx(1 - pace / usual)
    assert out.loc["commune", "weeks_a_group"] == pytest.approx(104 / (2 * pace))
    left = 1 - (2 * 2 / 6 + 6 * 2 / 14) / 8
    usual_left = 1 - (5 / 11 + 10 / 21) / 15
    assert out.loc["commune", "lost_equal"] == pytest.approx(1 - left / usual_left)
    assert out.loc["commune", "gap_unequal"] == pytest.approx(out.loc["commune", "lost"] - (1 - left / usual_left))
    assert out.loc["commune", "communes_evenly_change"] == 3 - 5  # the reference had 5 when it had started 10 groups
    assert out.loc["commune", "participants_change"] == -160
    assert out.loc["commune", "ratio"] == pytest.approx(1 / 3)


def test_the_formula_gives_the_stated_losses():
    """Section 1: 2–3 % of groups with one pool, 11 % with five, 63 % with one for each commune."""
    for pools, stated in ((1, 0.024), (5, 0.11), (68, 0.63)):
        lost = x09.expected_loss([20], np.ones(pools))
        assert lost == pytest.approx(stated, abs=0.005)
        pace = 1.8 / 52  # groups a facilitator leads in a week; the loss does not depend on it
        wait = 1 / (2 * 20 / pools * pace)
        assert lost == pytest.approx(wait / (wait + 1 / pace))
    assert x09.expected_loss([10, 30], np.ones(1)) == pytest.approx((10 / 21 + 30 / 61) / 40)
    assert x09.expected_loss([10], np.array([0.8, 0.2])) == pytest.approx((8 / 17 + 2 / 5) / 10)


@pytest.mark.parametrize("gap, word", [((-0.3, -0.4, -0.2), "too many"), ((0.3, 0.2, 0.4), "too few"),
                                       ((0.1, -0.1, 0.3), "not distinguishable from the model's")])  # fmt: skip
def test_the_formula_agrees_where_the_gap_is_not_distinguishable(gap, word):
    key = (x09.PAIR, "commune", 0.6)
    rows = [(name, *key, 0.5, 0.4, 0.6) for name in ("lost", "lost_equal", "lost_unequal", "weeks_a_group")]
    rows += [
        ("gap_equal", *key, *gap),
        ("gap_unequal", *key, 0.0, -0.1, 0.1),
        ("weeks_a_group", *x09.REFERENCE, 9, 8, 10),
    ]
    at = pd.DataFrame(rows, columns=["indicator", *x09.LABELS, "mean", "low", "high"]).set_index(
        ["indicator", *x09.LABELS]
    )
    text = x09.agreement(at, key, 68)
    assert f"50% with equal ones ({word}; model less formula, points: {100 * gap[0]:+.1f}" in text
    assert "50% with unequal ones (not distinguishable from the model's" in text


def test_a_change_says_whether_it_can_be_told_from_none():
    assert x09.change(pd.Series({"mean": -8, "low": -14, "high": -2})) == "-8 (-14 to -2)"
    assert x09.change(pd.Series({"mean": 8, "low": -2, "high": 18})) == "+8 (-2 to +18), not distinguishable from none"
    assert x09.change(pd.Series({"mean": nan, "low": nan, "high": nan})).endswith("not distinguishable from none")
    for low, high, word in ((1.1, 1.9, "under"), (2.1, 3.0, "over"), (1.5, 2.5, "neither")):
        assert x09._against(pd.Series({"low": low, "high": high}), 2, "under", "over", "neither") == word


def test_who_leads_alone_needs_no_pool(runs_of):
    """So one case stands for nine."""
    logs = [runs_of(facilitation__leaders=1, **more)["event_log_sha256"].tolist()
            for more in ({}, {"facilitation__pool": "commune", "facilitation__keep_partner": 0.0})]  # fmt: skip
    assert logs[0] == logs[1]
