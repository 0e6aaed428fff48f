"""Ensembles: drawn from a calibration, kept, read, laid over scenarios."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from experiments.studies.calibration import RULE, RULES, calibrate
from experiments.studies.ensemble import (
    DIGITS,
    Ensemble,
    drawn,
    learned,
    over,
    read_ensemble,
    tied,
    without_contagion,
    witness,
    write,
)
from experiments.studies.lab import laboratory
from experiments.studies.targets import read_targets
from models.code.provenance import EDITION
from models.scenarios.scenario import read
from sim.errors import InputError


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    return laboratory("serial", store=tmp_path_factory.mktemp("store"))


@pytest.fixture(scope="module")
def known(lab):
    asked = read_targets(Path("besancon"))
    *_, last = calibrate(lab, read(), asked, wave=16, batch=8, most=16, trajectories=2)
    return last


@pytest.fixture(scope="module")
def made(known) -> Ensemble:
    return drawn(known, "by_hand", 5, command="contagion calibrate besancon")


def test_rules_take_turns(made):
    assert made.table[RULE].tolist() == list(RULES) * 5
    assert made.values(15) == made.values(0)


def test_sets_are_those_that_were_tried(known, made):
    factor, column = known.factors[0], made.table[known.factors[0].name]
    for rule, one in known.rules.items():
        tried = np.asarray(factor.at(one.tried.unit[:, 0]))
        of_rule = column[made.table[RULE] == rule]
        assert all(np.isclose(tried, value, rtol=10.0 ** (1 - DIGITS)).any() for value in of_rule)


def test_a_set_is_laid_over_what_a_scenario_leaves_as_it_is():
    values = {"retention.loss_per_year": 0.6, "receptivity.share": 0.2, RULE: "threshold", "group.size": 9}
    reference, lowloss = read().parameters, read(Path("lowloss")).parameters
    assert lowloss.retention.loss_per_year != reference.retention.loss_per_year
    taken = over(reference, values)
    assert (taken.retention.loss_per_year, taken.receptivity.share, taken.registering.rule) == (0.6, 0.2, "threshold")
    assert taken.group.size == reference.group.size  # the programme's own doing
    kept = over(lowloss, values)
    assert kept.retention.loss_per_year == lowloss.retention.loss_per_year
    assert kept.receptivity.share == 0.2


def test_what_is_written_is_read_again(lab, made, tmp_path):
    whole = replace(made, about={**made.about, "witness": witness(lab, made)})
    write(whole, tmp_path / "own.parquet")
    again = read_ensemble(tmp_path / "own.parquet", lab)
    pd.testing.assert_frame_equal(again.table, made.table)
    assert again.about == whole.about
    assert again.name == "own"
    assert [file.name for file in tmp_path.iterdir()] == ["own.parquet"]


@pytest.mark.parametrize(
    "change,said",
    [
        ({"edition": EDITION - 1}, "was made with edition"),
        ({"witness": "of another"}, "was made with another version of the model, whose runs differ"),
    ],
)
def test_one_of_another_model_is_refused_with_the_command_that_makes_it_anew(lab, made, tmp_path, change, said):
    write(replace(made, about={**made.about, **change}), tmp_path / "old.parquet")
    with pytest.raises(InputError, match=rf"{said}.*; make it anew: contagion calibrate besancon"):
        read_ensemble(tmp_path / "old.parquet", lab)


def test_one_with_numbers_that_the_model_has_not_is_refused(made, tmp_path):
    write(replace(made, table=made.table.assign(**{"training.charm": 1.0})), tmp_path / "old.parquet")
    with pytest.raises(InputError, match=r"speaks of training\.charm"):
        read_ensemble(tmp_path / "old.parquet")


def test_what_is_no_ensemble_is_refused(tmp_path):
    pd.DataFrame({"a": [1]}).to_parquet(tmp_path / "table.parquet")
    (tmp_path / "text.parquet").write_text("no")
    for name in ("table", "text"):
        with pytest.raises(InputError, match="is no ensemble"):
            read_ensemble(tmp_path / f"{name}.parquet")
    with pytest.raises(InputError, match="there is no such ensemble"):
        read_ensemble(Path("atlantis"))


def test_what_is_learned_of_a_number_is_by_weight(known):
    table = learned(known).set_index(["factor", "rule"])
    factor, one = known.factors[2], known.rules["simple"]
    row, values = table.loc[(factor.name, "simple")], factor.at(one.tried.unit[:, 2])
    weights = one.tried.weights()
    mean = weights @ values
    assert row["narrowed"] == pytest.approx(
        np.sqrt(weights @ (values - mean) ** 2) / ((factor.high - factor.low) / np.sqrt(12)), rel=1e-3
    )
    assert factor.low <= row["low"] <= row["middle"] <= row["high"] <= factor.high


def test_numbers_that_are_known_together_are_found(known):
    """Of two numbers the sum is known."""
    one = known.rules["simple"]
    unit = one.tried.unit.copy()
    unit[:, 1] = 1 - unit[:, 0]
    certain = replace(known, rules={"simple": replace(one, tried=replace(one.tried, unit=unit))})
    first = tied(certain).iloc[0]
    assert {first["factor"], first["other"]} == {known.factors[0].name, known.factors[1].name}
    assert first["correlation"] == pytest.approx(-1)


def test_without_conversion_and_top_up_nobody_is_trained_but_those_of_the_start(lab, known, made):
    table = without_contagion(lab, known, made, sets=6)[0].set_index(["variant", "target"])
    usual = table.loc[("as it was", "facilitators_trained_3"), "middle"]
    neither = table.loc[("neither", "facilitators_trained_3"), "middle"]
    assert neither < usual
    assert (table["worlds"] == 6).all()
    assert table["within"].between(0, 1).all()
