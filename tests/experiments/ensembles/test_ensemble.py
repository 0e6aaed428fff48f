"""Ensembles: drawn from a calibration, kept, read, laid over scenarios."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from contagion.experiments.ensembles.calibration import RULE, RULES, OfARule
from contagion.experiments.ensembles.ensemble import DIGITS, PLACE, Ensemble, drawn, turns
from contagion.experiments.ensembles.ensemble_files import read_ensemble, write
from contagion.experiments.ensembles.likelihood import Luck
from contagion.experiments.ensembles.worlds import Worlds
from contagion.experiments.lab.met_again import AGAIN
from contagion.models.scenarios.effort import fitted
from contagion.models.scenarios.scenario import read
from contagion.models.territory.extract import extract
from contagion.models.territory.gazetteer import find
from contagion.models.territory.territory import Territory
from contagion.sim.statistics.importance import Tried
from tests.helpers.calibration_by_hand import known, of_a_rule, worth


def test_rules_take_turns(few):
    """Each as often as it counts, among the first few as well."""
    assert {*few.weights} == {*few.table[RULE]} == {*RULES}
    for number in range(1, len(few) + 1):
        for rule, (weight, _) in few.weights.items():
            assert abs((few.table[RULE].iloc[:number] == rule).sum() - weight * number) < 1
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
    figures = np.ones((81, 2, 1))
    one = OfARule(Tried(unit, log, np.ones(81)), figures, np.zeros((81, 1)), Luck.of(figures))
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
    of_two = [worlds.parameters(quimper, world).demand.place for world in (1, AGAIN + 1, 2)]
    assert of_two == places(ensemble, quimper, [0, 0, 1])
    assert of_two[0] != of_two[-1]


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
