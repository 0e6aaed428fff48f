"""Ensembles: drawn from a calibration, kept, read, laid over scenarios."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from contagion.experiments.evidence.calibration import (
    OF_THE_PAST,
    RULE,
    RULES,
    Calibration,
    Luck,
    OfARule,
    calibrate,
    log_likelihood,
    space_of,
    values_at,
)
from contagion.experiments.evidence.ensemble import (
    DIGITS,
    PLACE,
    TOP_UP,
    Ensemble,
    drawn,
    read_ensemble,
    weights_of_rules,
    witness,
    write,
)
from contagion.experiments.evidence.targets import Target, Targets, read_targets
from contagion.experiments.evidence.worlds import Worlds
from contagion.models.kernel import EDITION
from contagion.models.runs.lab import AGAIN
from contagion.models.runs.study import Conversations, case, changed
from contagion.models.scenario import fitted, read
from contagion.models.territory.extract import extract
from contagion.models.territory.gazetteer import find
from contagion.models.territory.territory import Territory
from contagion.sim.chance.draws import Draws
from contagion.sim.errors import InputError
from contagion.sim.files import write_parquet
from contagion.sim.laboratory.jobs import Job
from contagion.sim.statistics.importance import WeightedSample
from tests.helpers.calibration_by_hand import known, of_a_rule, worth


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
    one = OfARule(WeightedSample(unit, log, np.ones(81)), figures, np.zeros((81, 1)), Luck.of(figures))
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


def test_elsewhere_who_fills_places_is_drawn_half_and_half_whatever_the_set_has(there, quimper):
    sets = pd.DataFrame({RULE: ["simple"] * 400, TOP_UP: "historical"})
    besancon = Ensemble("x", sets, {})
    drawn = [besancon.over(quimper, number).get(TOP_UP) for number in range(len(sets))]
    assert np.mean([one == "autonomous" for one in drawn]) == pytest.approx(0.5, abs=0.08)
    assert drawn == [*besancon.known(quimper)[TOP_UP]]
    assert drawn[:9] == [besancon.over(quimper, number + len(sets)).get(TOP_UP) for number in range(9)]
    assert {besancon.over(read(), number).get(TOP_UP) for number in range(40)} == {"historical"}
    assert {besancon.over(there("Grand Besançon Métropole"), number).get(TOP_UP) for number in range(40)} == {
        "historical"
    }
    decided = replace(quimper, set_over=(TOP_UP,))
    assert {besancon.over(decided, number).get(TOP_UP) for number in range(40)} == {"historical"}


def test_elsewhere_scenarios_share_the_place_and_so_do_the_seeds_of_a_set(there, quimper):
    ensemble = Ensemble("x", SETS, {})
    other = there(QUIMPER, scenario="lowloss")
    assert places(ensemble, quimper) == places(ensemble, other)
    worlds = Worlds(ensemble)
    of_two = [worlds.parameters(quimper, world).demand.place for world in (1, AGAIN + 1, 2)]
    assert of_two == places(ensemble, quimper, [0, 0, 1])
    assert of_two[0] != of_two[-1]


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


# ---- ensembles as files: written and read again, and refused where they are none or of another model -----------------


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
        match=rf"{said}.*; make it again, and put what it keeps in place of this file: contagion calibrate besancon",
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
    assert few.in_reach == few.about["in_reach"] == few_sets.in_reach
    assert replace(few, about={}).in_reach  # those that came before say nothing of it
    write(replace(few, about={**few.about, "in_reach": False}), tmp_path / "far.parquet")
    assert not read_ensemble(tmp_path / "far.parquet").in_reach


def test_what_is_no_ensemble_is_refused(few, tmp_path):
    write_parquet(pd.DataFrame({"a": [1]}), tmp_path / "table.parquet")
    (tmp_path / "text.parquet").write_text("no")
    write(Ensemble("rows", few.table.iloc[:0], few.about), tmp_path / "rows.parquet")
    write(Ensemble("rule", few.table.drop(columns=RULE), few.about), tmp_path / "rule.parquet")
    for name in ("table", "text", "rows", "rule"):
        with pytest.raises(InputError, match="is not an ensemble"):
            read_ensemble(tmp_path / f"{name}.parquet")
    with pytest.raises(InputError, match="no such ensemble"):
        read_ensemble(Path("atlantis"))


# ---- which values agree with what was observed: the parts by closed forms, the whole on few runs ---------------------


def targets(*rows, discrepancy=0.0):
    return Targets("by_hand", "by hand", "ref", discrepancy, rows, "by hand")


PEOPLE = Target(indicator="participants", year=3, value=300, evidence="counted", error=20)


def test_what_is_free_is_all_that_is_uncertain_and_what_was_not_written_down():
    free = {factor.name: factor for factor in space_of(read().parameters)}
    assert set(OF_THE_PAST) <= set(free)
    assert len(free) > 50
    assert free["group.size"].high <= read().parameters.group.maximum
    assert "training.places" not in free


@pytest.fixture(scope="module")
def observed(own_lab) -> Calibration:
    asked = read_targets(Path("besancon"))
    *_, last = calibrate(own_lab, read(), asked, wave=16, batch=8, most=24, enough=1e9, trajectories=2)
    return last


@pytest.mark.slow
def test_each_rule_is_calibrated_by_itself(observed):
    assert tuple(observed.rules) == RULES
    assert [len(one.tried.unit) for one in observed.rules.values()] == [24] * 3
    figures = [one.figures for one in observed.rules.values()]
    assert figures[0].shape == (24, 2, 3)
    assert not np.allclose(figures[0], figures[1], equal_nan=True)
    for one in observed.rules.values():
        assert one.tried.weights().sum() == pytest.approx(1)


def test_sets_of_all_rounds_are_weighted_with_the_luck_that_was_learned_last(observed):
    for one in observed.rules.values():
        log, gaps = log_likelihood(one.figures, observed.targets, one.luck)
        assert np.array_equal(one.tried.log_likelihood, log)
        assert np.array_equal(one.gaps, gaps, equal_nan=True)
        assert not np.array_equal(one.luck.coefficients, Luck.of(one.figures[: observed.first]).coefficients)


def test_what_is_steered_are_the_fewest_that_have_nearly_all_of_the_effect(observed):
    assert 1 <= len(observed.steered) <= 14
    effect = observed.screened.groupby("factor")["mu_star"].max()
    assert effect[observed.steered].min() > effect.drop(observed.steered).median()


def test_figures_are_those_of_the_runs(observed):
    """One set, run by hand: of two seeds each the eighth is the second of the fourth set."""
    one = observed.rules["threshold"]
    point = values_at(observed.factors, one.tried.unit[3:4])[0]
    parameters = case(changed(changed(read().parameters, {RULE: "threshold"}), point)).parameters
    row, _ = Conversations().run(Job(parameters, 8, 3))
    ended = row["groups_started"] - row["groups_running"]
    aspirants = row["aspirants"] / ended if ended else np.nan
    assert one.figures[3, 1] == pytest.approx(
        [row["facilitators_trained"], row["participants"], aspirants], nan_ok=True
    )


def test_the_set_that_is_nearest_has_the_least_gaps(observed):
    for one in observed.rules.values():
        sums = (one.gaps**2).sum(axis=1)
        assert sums[one.nearest] == np.nanmin(sums)


def of_gaps(*gaps) -> OfARule:
    number = len(gaps)
    tried, figures = WeightedSample(np.zeros((number, 1)), np.zeros(number), np.ones(number)), np.zeros((number, 2, 2))
    return OfARule(tried, figures, np.array(gaps), Luck.of(figures))


def test_a_set_that_does_not_tell_a_target_is_farther_than_any_that_does():
    assert of_gaps([0.1, np.nan], [3.0, 3.0], [1.0, 1.0]).order.tolist() == [2, 1, 0]


def test_targets_are_in_reach_where_any_set_meets_all_of_them(observed):
    def reached(*gaps):
        return replace(observed, rules={"simple": of_gaps(*gaps)}).in_reach

    assert reached([0.0, 2.1], [1.6, 1.6])  # the first is nearer, and misses one
    assert not reached([0.0, 2.1], [2.1, 0.0])
    assert not reached([0.1, np.nan])


def test_the_sets_that_are_near_are_of_the_nearest_tenth():
    one = of_gaps(*([float(n), 0.0] for n in range(30, 0, -1)))
    assert one.near(2).tolist() == [29, 28]
    assert one.near(5).tolist() == [29, 28, 27, 29, 28]
    assert of_gaps([1.0, 1.0]).near(2).tolist() == [0, 0]


def test_what_cannot_be_reached_is_not_in_reach(own_lab):
    rows = (PEOPLE.model_copy(update={"value": 90_000.0}),)
    *_, last = calibrate(own_lab, read(), targets(*rows), wave=16, batch=8, most=16, trajectories=2)
    assert not last.in_reach
    assert all((one.gaps < -5).all() for one in last.rules.values())
    assert len(last.rules["simple"].tried.resample(10, Draws(1))) == 10
    kept = drawn(last, "far", 4)
    assert kept.about["count_as"] == dict.fromkeys(RULES, 1)  # of a tenth of sixteen sets
    nearest = last.rules["simple"].tried.unit[[last.rules["simple"].nearest]]
    best = values_at(last.factors, nearest)[0]["receptivity.share"]
    assert kept.table.loc[kept.table[RULE] == "simple", "receptivity.share"].unique() == pytest.approx([best], rel=1e-3)


def test_a_target_that_no_run_tells_is_refused_by_its_name(own_lab):
    rows = (PEOPLE, Target(indicator="years_to_1000_participants", year=1, value=1, evidence="counted", error=1))
    with pytest.raises(InputError, match=r"years_to_1000_participants_1 is reached by the fewest \(0\): leave it out"):
        next(calibrate(own_lab, read(), targets(*rows), wave=16, batch=8, most=16, trajectories=2))


# ---- what rival accounts count: by the mean likelihood of their sets, with the error of that -------------------------


def test_weights_are_the_mean_likelihoods_however_small():
    for all_of_them in (0.0, -5000.0):
        found = weights_of_rules(worth(simple=np.log(3) + all_of_them, threshold=all_of_them))
        assert {rule: weight for rule, (weight, _) in found.items()} == pytest.approx(
            {"simple": 0.75, "threshold": 0.25}
        )


def test_the_evidence_is_that_of_the_rule():
    one = of_a_rule(295.0, -0.2, 50)
    assert one.log_evidence == pytest.approx(np.log(np.mean(np.exp(one.tried.log_likelihood) / one.tried.often)))
    nothing = replace(one, tried=replace(one.tried, log_likelihood=np.full(200, -np.inf)))
    assert nothing.log_evidence == -np.inf


def test_the_error_of_a_weight_is_that_of_the_sets_tried():
    """Half of two hundred sets agree, and half are as good as impossible: the evidence of each rule is known to 1 in
    the root of 200, and a share of a half to a quarter of the root of two of that."""
    made = worth(simple=0.0, threshold=0.0)
    assert made.rules["simple"].error_of_evidence == pytest.approx(200**-0.5, rel=1e-2)
    assert weights_of_rules(made)["simple"] == pytest.approx((0.5, 0.25 * 2**0.5 * 200**-0.5), rel=1e-2)


def test_a_rule_under_which_no_set_agrees_counts_nothing():
    made = replace(known(), rules={**known().rules, "threshold": of_a_rule(100.0, 3.0, 200)})
    assert not made.rules["threshold"].in_reach
    assert weights_of_rules(made) == {"simple": (1, 0), "threshold": (0, 0)}


def test_where_no_set_agrees_under_any_rule_they_count_alike():
    found = weights_of_rules(known(gap=3.0))
    assert [weight for weight, _ in found.values()] == [0.5, 0.5]
    assert all(np.isnan(error) for _, error in found.values())
