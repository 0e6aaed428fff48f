"""Ensembles: drawn from a calibration, kept, read, laid over scenarios."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from experiments.studies.calibration import RULE, RULES, OfARule
from experiments.studies.ensemble import (
    DIGITS,
    Ensemble,
    drawn,
    read_ensemble,
    turns,
    witness,
    write,
)
from experiments.studies.evidence import weights
from models.code.provenance import EDITION
from models.scenarios.scenario import read
from sim.errors import InputError
from sim.statistics.importance import Tried
from tests.helpers.calibration_by_hand import known, of_a_rule, worth


def test_rules_take_turns(few):
    assert few.table[RULE].tolist() == list(RULES) * 5
    assert few.values(15) == few.values(0)


def test_the_first_sets_of_any_number_are_of_each_rule_as_its_weight_is_worth():
    shares = {"simple": 0.62, "reinforced": 0.3, "threshold": 0.08}
    order = turns(shares, 500)
    for number in range(1, 501):
        for rule, share in shares.items():
            assert abs((order[:number] == rule).sum() - share * number) < 1
    assert turns(dict.fromkeys(RULES, 1.0), 6).tolist() == [*RULES] * 2
    assert set(turns({"simple": 1.0, "threshold": 0.0}, 50)) == {"simple"}


def test_there_are_as_many_sets_of_a_rule_as_its_evidence_is_worth():
    """Three times as likely: three of four, among the first few as well; however small likelihoods are."""
    for all_of_them in (0.0, -5000.0):
        made = drawn(worth(simple=np.log(3) + all_of_them, threshold=all_of_them), "x", 40)
        assert len(made) == 80
        assert [made.weights[rule][0] for rule in ("simple", "threshold")] == pytest.approx([0.75, 0.25])
        for number in (4, 8, 20, 80):
            assert (made.table[RULE].iloc[:number] == "simple").sum() == 3 * number / 4


def test_what_its_rules_count_is_kept(tmp_path):
    made = drawn(worth(simple=0.0, threshold=0.0), "x", 4)
    write(made, tmp_path / "x.parquet")
    assert read_ensemble(tmp_path / "x.parquet").weights == made.weights == weights(worth(simple=0.0, threshold=0.0))


def test_one_that_says_no_weights_counts_its_rules_alike(few):
    assert {rule: weight for rule, (weight, _) in replace(few, about={}).weights.items()} == dict.fromkeys(RULES, 1 / 3)


def test_a_rule_under_which_no_set_agrees_is_left_out():
    made = known()
    far = replace(made, rules={**made.rules, "threshold": of_a_rule(100.0, 3.0, 200)})
    left = drawn(far, "x", 10)
    assert set(left.table[RULE]) == {"simple"}
    assert len(left) == 20
    assert left.weights["threshold"] == (0, 0)
    none = drawn(known(gap=3.0), "x", 10)  # of any: those that come nearest, as many of each
    assert none.table[RULE].value_counts().to_dict() == {"simple": 10, "threshold": 10}
    assert "weights" not in none.about


def test_a_set_that_is_drawn_often_is_spread_apart():
    """One set has a fifth of all weight. Of each five of a rule it is about one; of the others none comes twice before
    it must."""
    unit = np.linspace(0.1, 0.9, 81)[:, None].repeat(2, axis=1)
    log = np.log(np.append(20.0, np.ones(80)))
    one = OfARule(Tried(unit, log, np.ones(81)), np.ones((81, 2, 1)), np.zeros((81, 1)))
    made = drawn(replace(known(), rules={"simple": one, "threshold": one}), "x", 100)
    values = made.table.loc[made.table[RULE] == "simple", "receptivity.share"].to_numpy()
    often = values == values.min()
    assert often.sum() == 20
    assert (np.abs(np.cumsum(often)[4::5] - np.arange(1, 21)) <= 1).all()
    assert set(np.diff(np.flatnonzero(often))) <= {4, 5, 6}
    assert len(set(values[:50])) == 41


def test_sets_are_those_that_were_tried(few_sets, few):
    factor, column = few_sets.factors[0], few.table[few_sets.factors[0].name]
    for rule, one in few_sets.rules.items():
        tried = np.asarray(factor.at(one.tried.unit[:, 0]))
        of_rule = column[few.table[RULE] == rule]
        assert all(np.isclose(tried, value, rtol=10.0 ** (1 - DIGITS)).any() for value in of_rule)


def one_set(**values):
    return Ensemble("one", pd.DataFrame([{RULE: "threshold", **values}]), {})


def test_a_set_is_laid_over_what_a_scenario_leaves_as_it_is():
    ensemble = one_set(**{"retention.loss_per_year": 0.6, "receptivity.share": 0.2, "group.size": 9})
    reference, lowloss = read(), read(Path("lowloss"))
    assert lowloss.parameters.retention.loss_per_year != reference.parameters.retention.loss_per_year
    taken = ensemble.over(reference, 0)
    assert (taken.retention.loss_per_year, taken.receptivity.share, taken.registering.rule) == (0.6, 0.2, "threshold")
    assert taken.group.size == 9  # what was the programme's own doing goes on
    kept = ensemble.over(lowloss, 0)
    assert kept.retention.loss_per_year == lowloss.parameters.retention.loss_per_year
    assert kept.receptivity.share == 0.2


def test_what_somebody_sets_stays_though_it_is_the_default():
    ensemble = one_set(**{"retention.loss_per_year": 0.6, "receptivity.share": 0.2})
    told = read(None, ["training.founders=41", "retention.loss_per_year=0.25"])
    assert told.parameters.retention == read().parameters.retention
    made = ensemble.over(told, 0)
    assert (made.training.founders, made.retention.loss_per_year, made.receptivity.share) == (41, 0.25, 0.2)
    assert ensemble.left_to(told) == ["retention.loss_per_year"]


def test_what_is_written_is_read_again(few, tmp_path):
    whole = replace(few, about={**few.about, "witness": witness(few, tmp_path / "store")})
    write(whole, tmp_path / "own.parquet")
    again = read_ensemble(tmp_path / "own.parquet", tmp_path / "store")
    pd.testing.assert_frame_equal(again.table, few.table)
    assert again.about == whole.about
    assert again.name == "own"
    assert [file.name for file in tmp_path.iterdir() if file.is_file()] == ["own.parquet"]


@pytest.mark.parametrize(
    "change,said",
    [
        ({"edition": EDITION - 1}, "was made with edition"),
        ({"witness": "of another"}, "was made with another version of the model, whose runs differ"),
    ],
)
def test_one_of_another_model_is_refused_with_the_command_that_makes_it_anew(few, tmp_path, change, said):
    write(replace(few, about={**few.about, **change}), tmp_path / "old.parquet")
    with pytest.raises(
        InputError,
        match=rf"{said}.*; make it anew, and put what it keeps in place of this file: contagion calibrate besancon",
    ):
        read_ensemble(tmp_path / "old.parquet", tmp_path / "store")


def test_one_with_numbers_that_the_model_has_not_is_refused(few, tmp_path):
    write(replace(few, table=few.table.assign(**{"training.charm": 1.0})), tmp_path / "old.parquet")
    with pytest.raises(InputError, match=r"speaks of training\.charm"):
        read_ensemble(tmp_path / "old.parquet")


def test_one_with_values_that_cannot_be_is_refused_by_its_name(few, tmp_path):
    for name, value in (("group.size", 99), ("retention.loss_per_year", float("nan")), ("training.top_up", "luck")):
        table = few.table.astype({name: type(value)})
        table.loc[2, name] = value
        write(replace(few, table=table), tmp_path / "odd.parquet")
        with pytest.raises(InputError, match=rf"odd\.parquet: {name} = "):
            read_ensemble(tmp_path / "odd.parquet")


def test_it_is_kept_whether_the_targets_are_in_reach(few, few_sets, tmp_path):
    assert few.in_reach == few.about["in_reach"] == few_sets.in_reach()
    assert replace(few, about={}).in_reach  # those that came before say nothing of it
    write(replace(few, about={**few.about, "in_reach": False}), tmp_path / "far.parquet")
    assert not read_ensemble(tmp_path / "far.parquet").in_reach


def test_what_is_no_ensemble_is_refused(few, tmp_path):
    pd.DataFrame({"a": [1]}).to_parquet(tmp_path / "table.parquet")
    (tmp_path / "text.parquet").write_text("no")
    write(Ensemble("rows", few.table.iloc[:0], few.about), tmp_path / "rows.parquet")
    write(Ensemble("rule", few.table.drop(columns=RULE), few.about), tmp_path / "rule.parquet")
    for name in ("table", "text", "rows", "rule"):
        with pytest.raises(InputError, match="is no ensemble"):
            read_ensemble(tmp_path / f"{name}.parquet")
    with pytest.raises(InputError, match="there is no such ensemble"):
        read_ensemble(Path("atlantis"))


def test_what_a_scenario_sets_itself_is_told(few):
    assert few.left_to(read()) == []
    assert "retention.loss_per_year" in few.left_to(read(Path("lowloss")))
    assert few.left_to(read(Path("double_places"))) == []  # places are not uncertain
