"""Ensembles: drawn from a calibration, kept, read, laid over scenarios."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from experiments.studies.calibration import RULE, RULES
from experiments.studies.ensemble import (
    DIGITS,
    PLACE,
    Ensemble,
    read_ensemble,
    witness,
    write,
)
from experiments.studies.worlds import Worlds
from models.code.provenance import EDITION
from models.scenarios.effort import fitted
from models.scenarios.scenario import read
from models.territory.extract import extract
from models.territory.gazetteer import find
from models.territory.territory import Territory
from sim.errors import InputError


def test_rules_take_turns(few):
    assert few.table[RULE].tolist() == list(RULES) * 5
    assert few.values(15) == few.values(0)


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


# ---- another territory -----------------------------------------------------------------------------------------------

QUIMPER = "Quimper Bretagne Occidentale"
SETS = pd.DataFrame({RULE: ["simple"] * 40, PLACE: np.linspace(0.5, 0.7, 40)})


@pytest.fixture(scope="module")
def there(tmp_path_factory):
    """A scenario on an EPCI."""
    folder = tmp_path_factory.mktemp("territories")

    def of(name: str, *settings: str, scenario: str = "ref"):
        table = extract(find("epci", name)).kept(folder)
        return fitted(read(Path(scenario), settings), Territory.from_file(table))

    return of


@pytest.fixture(scope="module")
def quimper(there):
    return there(QUIMPER)


def places(ensemble, scenario, sets=range(40)):
    return [ensemble.over(scenario, number).demand.place for number in sets]


def test_where_it_was_observed_the_place_is_that_of_the_set(there, quimper):
    besancon = Ensemble("x", SETS, {})
    assert places(besancon, read()) == places(besancon, fitted(read(), Territory.from_file())) == [*SETS[PLACE]]
    assert places(besancon, there("Grand Besançon Métropole")) == [*SETS[PLACE]]
    own = Ensemble("x", SETS, {"territory": {"code": quimper.territory, "name": "Quimper"}})
    assert places(own, quimper) == [*SETS[PLACE]]
    assert not own.is_elsewhere(quimper)
    assert own.is_elsewhere(fitted(read(), Territory.from_file()))


def test_elsewhere_the_place_is_drawn_anew_whatever_the_set_has(there, quimper):
    drawn = places(Ensemble("x", SETS, {}), quimper, range(400))
    assert drawn[:40] == places(Ensemble("y", SETS.assign(**{PLACE: 9.0}), {}), quimper)
    assert drawn[:40] == places(Ensemble("y", SETS.drop(columns=PLACE), {}), quimper)  # an older one
    assert np.std(np.log(drawn)) == pytest.approx(0.58, abs=0.06)
    assert np.median(drawn) == pytest.approx(1.0, abs=0.1)
    assert abs(np.corrcoef(drawn[:40], SETS[PLACE])[0, 1]) < 0.35
    assert drawn != places(Ensemble("x", SETS, {}), there("Dinan Agglomération"), range(400))


def test_elsewhere_scenarios_share_the_place_and_so_do_the_seeds_of_a_set(there, quimper):
    ensemble = Ensemble("x", SETS, {})
    other = there(QUIMPER, scenario="lowloss")
    assert places(ensemble, quimper) == places(ensemble, other)
    worlds = Worlds(ensemble)
    assert [worlds.parameters(quimper, world).demand.place for world in (1, 2)] == places(ensemble, quimper, [0, 0])


def test_elsewhere_what_somebody_sets_of_the_place_stays(there, quimper):
    told = there(QUIMPER, "demand.place=1.3")
    ensemble = Ensemble("x", SETS.drop(columns=PLACE), {})
    assert set(places(ensemble, told)) == {1.3}
    assert ensemble.left_to(told) == [PLACE]
    assert ensemble.left_to(quimper) == []


def test_what_is_known_elsewhere_has_the_place_that_was_drawn(quimper):
    ensemble = Ensemble("x", SETS, {})
    assert ensemble.known(quimper, 5)[PLACE].tolist() == places(ensemble, quimper, range(5))
    assert ensemble.known(read(), 5)[PLACE].tolist() == [*SETS[PLACE]][:5]


def test_a_case_of_worlds_is_not_that_of_another_territory(there, quimper):
    """They are kept by what they are made of."""
    worlds, dinan = Worlds(Ensemble("x", SETS, {})), there("Dinan Agglomération")
    same = replace(dinan, parameters=quimper.parameters)
    assert worlds.case(quimper).at(1) != worlds.case(same).at(1)


def test_what_may_have_no_end_is_kept_and_read(few, tmp_path):
    table = few.table.assign(**{"budget.per_year": np.resize([1e5, np.inf], len(few))})
    write(replace(few, table=table), tmp_path / "own.parquet")
    again = read_ensemble(tmp_path / "own.parquet")
    assert again.table["budget.per_year"].tolist() == [*table["budget.per_year"]]
    assert again.over(read(), 1).budget.per_year == np.inf
