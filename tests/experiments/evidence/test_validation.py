"""What is predicted of facts that nothing is fitted to, by model and sheet, and how the three are compared."""

from math import nan

import numpy as np
import pandas as pd
import pytest

from contagion.experiments.evidence.ensemble import Ensemble
from contagion.experiments.evidence.targets import SHIPPED, Predicted, read_series
from contagion.experiments.evidence.validation import (
    DECREED,
    FEWEST,
    KEPT,
    NOTHING,
    OF_COUNTS,
    OF_RATIOS,
    OUTSIDE,
    SCORED,
    WELL,
    WITHIN,
    against_chance,
    compared,
    given,
    in_worlds,
    predicted,
    scored,
    totals_of,
    validated,
)
from contagion.experiments.questions.fitted import YEARS, families, measures
from contagion.models.parameters import Parameters
from contagion.models.scenario import read
from contagion.models.territory.communes import load_communes
from tests.helpers.even_ensemble import even
from tests.helpers.led_groups import mixed
from tests.helpers.records_by_hand import record, rows, weeks_of

HEAD = 'programme = "A place"\n'
INPUT = '[[input]]\nset = "training.founders=4"\nsource = "a page"\n'
ROW = '[[predicted]]\nindicator = "participants"\nyear = 2\nvalue = 30\nsource = "a page"\n'


def written(tmp_path, text):
    file = tmp_path / "place.toml"
    file.write_text(text, encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def ensemble():
    return even(2)


# ---- compared --------------------------------------------------------------------------------------------------------


def row(**said):
    return Predicted.model_validate({"indicator": "participants", "year": 1, "source": "a page", **said})


EVENLY = np.arange(101.0)  # the quantiles are the numbers themselves


@pytest.mark.parametrize(
    "fact,verdict,quantile",
    [
        ({"value": 50}, WELL, 50.5 / 101),
        ({"value": 25}, WELL, 25.5 / 101),
        ({"value": 24.9}, WITHIN, 25 / 101),
        ({"value": 95}, WITHIN, 95.5 / 101),
        ({"value": 95.1}, OUTSIDE, 96 / 101),
        ({"value": -1}, OUTSIDE, 0),
        ({"low": 40, "high": 60}, WELL, 50.5 / 101),  # the median is in it
        ({"low": 80, "high": 300}, WITHIN, 80.5 / 101),
        ({"low": 200, "high": 300}, OUTSIDE, 1),
        ({"value": 200, "rule": "at most"}, KEPT, 1),
        ({"value": 2, "rule": "at most"}, OUTSIDE, 2.5 / 101),
        ({"value": 80, "rule": "at least"}, KEPT, 80.5 / 101),
        ({"value": 2, "rule": "at least"}, KEPT, 2.5 / 101),
    ],
)
def test_a_fact_is_judged_by_where_it_lies(fact, verdict, quantile):
    found = compared(row(**fact), EVENLY)
    assert (found["verdict"], found["worlds"]) == (verdict, 101)
    assert found["quantile"] == pytest.approx(quantile)
    assert [found[end] for end in ("p5", "p25", "p50", "p75", "p95")] == pytest.approx([5, 25, 50, 75, 95])


def test_worlds_that_do_not_tell_a_figure_are_left_out_and_few_say_nothing():
    some = np.append(np.full(50, nan), EVENLY)
    assert compared(row(value=30), some) == compared(row(value=30), EVENLY)
    assert compared(row(value=3), np.arange(FEWEST - 1.0))["verdict"] == NOTHING
    assert compared(row(value=3), np.arange(float(FEWEST)))["verdict"] == WELL
    assert np.isnan([compared(row(value=3), np.arange(FEWEST - 1.0))[name] for name in SCORED]).all()
    none = compared(row(value=3), np.full(5, nan))
    assert (none["verdict"], none["worlds"]) == (NOTHING, 0)


def test_a_count_and_a_ratio_are_scored_on_their_own_scales_and_a_bound_is_not():
    ends = {"p5": 5.0, "p25": 25.0, "p50": 50.0, "p75": 75.0, "p95": 95.0}
    count, ratio = (compared(row(value=30, **said), EVENLY) for said in ({}, {"per": "groups_started"}))
    assert {name: count[name] for name in SCORED} == pytest.approx(scored(ends, 30, OF_COUNTS))
    assert {name: ratio[name] for name in SCORED} == pytest.approx(scored(ends, 30, OF_RATIOS))
    assert compared(row(low=60, high=90), EVENLY)["error"] == pytest.approx(np.log(50.5 / 60.5))  # its nearest end
    assert np.isnan([compared(row(value=30, rule="at least"), EVENLY)[name] for name in SCORED]).all()


def test_worlds_without_a_group_are_left_out_where_one_is_known_to_have_taken_place(tmp_path):
    """And their share is told apart; where it is not known, all count."""
    groups = '[[predicted]]\nindicator = "groups_started"\nyear = 1\nvalue = 2\nsource = "a page"\n'
    text = HEAD + 'given = "a group took place"\n' + INPUT + ROW.replace("year = 2", "year = 1") + groups
    series = read_series(written(tmp_path, text))
    made = pd.DataFrame({0: [5.0, 0, 0, 9], 1: [1.0, 0, 0, 2], 2: [1.0, 0, 0, 2], 3: [1.0, 0, 0, nan]})
    figure, none = given(series, made, 0)
    assert (figure[[0, 3]].tolist(), np.isnan(figure[[1, 2]]).all(), none) == ([5, 9], True, 0.5)
    figure, none = given(series, made, 1)  # the last world failed: it is neither with nor without a group
    assert (figure[0], np.isnan(figure[1:]).all(), none) == (1, True, 2 / 3)
    every = read_series(written(tmp_path, text.replace('given = "a group took place"\n', "")))
    figure, none = given(every, made, 0)
    assert figure.tolist() == [5, 0, 0, 9]
    assert np.isnan(none)


def test_the_sheet_goes_by_the_totals_of_the_ensemble(ensemble):
    assert totals_of(ensemble).name == "besancon"
    of = {name: Ensemble(name, ensemble.table, {"targets": name}) for name in ("besancon_tasters", "my_own")}
    assert totals_of(of["besancon_tasters"]).name == "besancon_tasters"
    assert totals_of(of["my_own"]).name == "besancon"


# ---- predicted -------------------------------------------------------------------------------------------------------


def test_a_place_is_run_in_its_own_communes_and_its_facts_are_not_scaled(lab, ensemble, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)  # where the table of the territory is kept
    file = written(tmp_path, HEAD + 'place = { epci = "Dinan Agglomération" }\n' + INPUT + ROW)
    trained = ROW.replace("participants", "facilitators_trained").replace("year = 2", "year = 1")
    there, here = read_series(file), read_series(written(tmp_path, HEAD + INPUT + ROW.replace("30", "31")))
    file = written(tmp_path, HEAD + 'place = { epci = "Dinan Agglomération" }\n' + INPUT + trained)
    assert (predicted(lab, read_series(file), ensemble, 2)[0] == 4).all()  # founders; the training of week 6 is theirs
    made, other = (predicted(lab, one, ensemble, 4)[0].tolist() for one in (there, here))
    assert made != other
    assert len(list((tmp_path / "results" / "territories").glob("*.csv"))) >= 1


def test_what_only_a_close_look_tells_can_be_predicted(lab, ensemble, tmp_path):
    row = ROW.replace("participants", "own_group").replace("value = 30", "value = 0.7")
    made = predicted(lab, read_series(written(tmp_path, HEAD + row)), ensemble, 6)[0]
    assert made.notna().any()
    assert made.dropna().between(-1, 1).all()


def test_the_table_has_each_fact_once_with_its_verdict(lab, ensemble):
    known = [read_series(SHIPPED / f"{name}.toml") for name in ("edinburgh", "ohio_before")]
    made = validated(lab, known, ensemble, 10)
    assert made["series"].tolist() == ["edinburgh", "edinburgh", "ohio_before"]
    assert made["figure"].tolist()[0] == "groups_started / facilitators_trained, year 1"
    assert made[["low", "high"]].to_numpy().tolist() == [[0.37, 0.37], [6.7, 6.7], [0.1, 0.2]]
    assert made["worlds"].max() == 10
    assert made["mark"].tolist() == ["used", "input", "input"]
    assert (made["sheet_worlds"] > 900).all()
    assert made[["score", "sheet_score"]].notna().all(axis=None)
    assert made[["none", "sheet_none"]].isna().all(axis=None)
    assert made["sheet_p50"].iloc[1] == pytest.approx(8.5, abs=1.5)
    again = predicted(lab, known[1], ensemble, 10)[0]
    assert made["p50"].iloc[2] == np.median(again)
    assert again.between(0, 1).all()


def test_a_number_by_decree_counts_for_neither(lab, ensemble):
    known = [read_series(SHIPPED / f"{name}.toml") for name in ("challenge_france", "edinburgh")]
    growth, other, _ = validated(lab, known, ensemble, 10).to_dict("records")
    assert growth["sheet_p50"] == 2
    assert growth["sheet_verdict"] == DECREED
    assert np.isnan(growth["sheet_score"])
    assert growth["score"] > 0
    assert other["sheet_verdict"] != DECREED


@pytest.mark.slow
def test_a_start_that_is_known_is_compared_where_there_is_one(lab, ensemble, tmp_path):
    """With two founders in Besançon: in some worlds none starts within a year, and the row leaves them out."""
    groups = '[[predicted]]\nindicator = "groups_started"\nyear = 1\nvalue = 2\nsource = "a page"\n'
    text = HEAD + 'given = "a group took place"\n' + INPUT.replace("=4", "=2") + groups
    series = read_series(written(tmp_path, text))
    (made,) = validated(lab, [series], ensemble, 24).to_dict("records")
    all_worlds = predicted(lab, series, ensemble, 24)[0]
    assert made["none"] == (all_worlds == 0).mean() > 0
    assert made["worlds"] == (all_worlds > 0).sum()
    assert made["p5"] >= 1
    assert 0.05 < made["sheet_none"] < 0.9
    assert made["sheet_p5"] >= 1


def test_chance_places_the_same_number_of_groups_by_population(lab, ensemble):
    """By a draw of a thousand maps, in place of the formula."""
    made = against_chance(lab, ensemble, 6, [1, 2])
    assert made["figure"].tolist() == ["communes_reached / by_chance, year 1", "communes_reached / by_chance, year 2"]
    people = load_communes()["population"].to_numpy(float)
    chance, ratios = np.random.default_rng(1), []
    years = in_worlds(lab, read(), ensemble, 6, 2).rows("years").query("year == 2 and groups_started > 0")
    for groups, reached in zip(years["groups_started"], years["communes_reached"], strict=True):
        drawn = chance.choice(len(people), (1000, groups), p=people / people.sum())
        ratios.append(reached / np.mean([len(set(one)) for one in drawn.tolist()]))
    assert made["worlds"].iloc[1] == len(ratios) > 2
    assert made["score"].isna().all()
    assert made["p50"].iloc[1] == pytest.approx(np.median(ratios), rel=0.05)


# ---- what the patterns speak of, by hand, and how the presets are judged ---------------------------------------------


def test_flows_and_places_by_hand():
    """13 people a year; four of A and three of B come, of 600 and 400 people."""
    made = measures(mixed("oe oe", "oeoe oee"))
    assert made["participants_3"] == 38  # the last week of year 3 is week 155
    assert [made["flow_1"], made["flow_2"]] == [12, 13]
    assert made["late_to_middle"] == 1
    assert made["present"] == 3.5
    assert made["centre_first"] == 1
    assert made["outside_share"] == pytest.approx(3 / 7)
    assert made["outside_a_head"] == pytest.approx((3 / 400) / (4 / 600))


def test_families_of_an_open_call():
    """30, 32, … from the second year on; the first, in which it is set up, is left out."""
    parameters = Parameters.model_validate({"alternative": [{"kind": "team challenge", "name": "teams"}]})
    told = [("teams", year, 26 + 2 * year) for year in range(2, YEARS + 1)] + [("teams", 1, 900)]
    table = rows("alternatives", told, ["programme", "year", "participants"], parameters=parameters)
    made = families(record(weeks_of(520), parameters=parameters, alternatives=table))
    assert made == pytest.approx({"families": 38, "families_trend": 2})
