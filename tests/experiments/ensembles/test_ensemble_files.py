"""Ensembles as files: written and read again, and refused where they are none or of another model."""

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from contagion.experiments.ensembles.calibration import RULE
from contagion.experiments.ensembles.ensemble import Ensemble
from contagion.experiments.ensembles.ensemble_files import read_ensemble, witness, write
from contagion.models.code.provenance import EDITION
from contagion.sim.errors import InputError
from contagion.sim.files.parquet import write_parquet


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
    write_parquet(pd.DataFrame({"a": [1]}), tmp_path / "table.parquet")
    (tmp_path / "text.parquet").write_text("no")
    write(Ensemble("rows", few.table.iloc[:0], few.about), tmp_path / "rows.parquet")
    write(Ensemble("rule", few.table.drop(columns=RULE), few.about), tmp_path / "rule.parquet")
    for name in ("table", "text", "rows", "rule"):
        with pytest.raises(InputError, match="is no ensemble"):
            read_ensemble(tmp_path / f"{name}.parquet")
    with pytest.raises(InputError, match="there is no such ensemble"):
        read_ensemble(Path("atlantis"))
