"""Scores of predictions, by hand."""

from math import log

import numpy as np
import pandas as pd
import pytest

from contagion.experiments.evidence.targets import HELD_OUT, INPUT, USED, all_series, read_series
from contagion.experiments.evidence.validation import OF_COUNTS, OF_RATIOS, held, scored
from contagion.sim.statistics.spread import ENDS
from tests.helpers.mistakes import refused

POINT = dict.fromkeys(ENDS, 2.0)


def test_the_score_of_a_point_is_half_of_the_distance():
    """The shares have the mean one half."""
    assert scored(POINT, 8.0, 0.0) == pytest.approx({"score": log(4) / 2, "error": -log(4), "width": 0})
    assert scored(POINT, 0.5, 0.0) == pytest.approx({"score": log(4) / 2, "error": log(4), "width": 0})
    assert scored(POINT, 2.0, 0.0)["score"] == 0


def test_the_score_by_hand():
    """Quantiles of e^-2, e^-1, 1, e, e^2, and a fact of e: four lie at or below it, one above."""
    ends = dict(zip(ENDS, np.exp([-2.0, -1, 0, 1, 2]).tolist(), strict=True))
    made = scored(ends, float(np.exp(1)), 0.0)
    assert made["score"] == pytest.approx((3 * 0.05 + 2 * 0.25 + 1 * 0.5 + 0 * 0.75 + 1 * 0.05) / 5)
    assert made["error"] == pytest.approx(-1)
    assert made["width"] == pytest.approx(4)


def test_nothing_at_all_counts_as_half_of_one():
    none = dict.fromkeys(ENDS, 0.0)
    assert scored(none, 2.0, OF_COUNTS)["error"] == pytest.approx(log(0.5 / 2.5))
    assert scored(none, 0.1, OF_RATIOS)["error"] == pytest.approx(log(0.01 / 0.11))
    assert scored(POINT, 0.0, OF_COUNTS)["error"] == pytest.approx(log(2.5 / 0.5))


def test_a_figure_below_zero_has_no_score():
    assert np.isnan([*scored(POINT | {"p5": -0.5}, 2.0, OF_RATIOS).values()]).all()


def test_two_are_held_against_each_other_on_what_both_predict():
    table = pd.DataFrame(
        {
            "series": ["a", "a", "b", "c", "d"],
            "score": [0.1, 0.3, 0.2, 0.9, np.nan],
            "sheet_score": [0.2, 0.1, 0.5, np.nan, 0.1],
        }
    )
    over = held(table)
    assert (over.facts, over.ahead) == (3, 2)
    assert (over.first, over.second) == pytest.approx((0.2, 0.8 / 3))
    assert over.difference == pytest.approx(-0.2 / 3)
    without = [-0.3, 0.05]  # mean differences without a, and without b
    assert over.error == pytest.approx(abs(without[0] - without[1]) / 2)  # jackknife: (m - 1) times their variance
    assert over.is_as_good
    assert not over.is_plain
    assert not held(table, "sheet_score", "score").is_as_good


def test_the_error_of_independent_facts_is_that_of_a_mean():
    more = np.array([0.1, -0.2, 0.4, 0.3, 0.0])
    table = pd.DataFrame({"series": list("abcde"), "score": 1 + more, "sheet_score": 1.0})
    assert held(table).error == pytest.approx(more.std(ddof=1) / 5**0.5)


def test_of_one_series_there_is_no_error_and_of_none_nothing():
    table = pd.DataFrame({"series": ["a"], "score": [0.1], "sheet_score": [0.2]})
    assert held(table).facts == 1
    assert np.isnan(held(table).error)
    assert not held(table).is_plain
    assert held(table[:0]).facts == 0
    assert not held(table[:0]).is_as_good


# ---- files of validation: what they say, and what is refused ---------------------------------------------------------

HEAD = 'programme = "A place"\n'
TOLD = '[[input]]\nset = "training.founders=4"\nsource = "a page"\n'
ROW = '[[predicted]]\nindicator = "participants"\nyear = 2\nvalue = 30\nsource = "a page"\n'


def written(tmp_path, text):
    file = tmp_path / "place.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_what_is_read_is_what_is_written(tmp_path):
    series = read_series(written(tmp_path, HEAD + 'place = { epci = "Dinan Agglomération" }\n' + TOLD + ROW))
    assert (series.name, series.programme, series.years) == ("place", "A place", 2)
    assert series.place is not None
    assert "Dinan" in series.place.title
    assert series.scenario.parameters.training.founders == 4
    assert series.scenario.set_over == ("training.founders",)


@pytest.mark.parametrize("other", ['place = { epci = "Dinan Agglomération" }\n', TOLD])
def test_the_same_figure_elsewhere_or_of_another_programme_is_none_that_is_fitted_to(tmp_path, other):
    assert read_series(written(tmp_path, HEAD + other + ROW.replace("year = 2", "year = 3"))).years == 3


@pytest.mark.parametrize(
    "text,said",
    [
        (HEAD, "predicted"),
        (HEAD + ROW.replace("participants", "particpants"), "predicted 1: indicator 'particpants': unknown"),
        (HEAD + ROW.replace("year = 2", "year = 0"), "predicted 1: year = 0: must be greater than or equal to 1"),
        (
            HEAD + ROW + ROW.replace("participants", "coverage").replace("2", "1"),
            "predicted 2: indicator 'coverage': is",
        ),
        (HEAD + ROW.replace("value = 30\n", ""), "predicted 1: needs value, or low and high, not nothing"),
        (HEAD + ROW + "low = 3\n", "predicted 1: needs value, or low and high, not value and low"),
        (HEAD + ROW.replace('source = "a page"\n', ""), "predicted 1: source"),
        (HEAD + ROW + 'rule = "about"\n', "predicted 1: rule = 'about': must be 'equal', 'at least' or 'at most'"),
        (HEAD + ROW + 'expected = "outside"\n', "predicted 1: expected = 'outside' needs why"),
        (HEAD + ROW + 'mark = "used"\n', "predicted 1: mark = 'used' needs why, the reason in one sentence"),
        (HEAD + 'given = "it rained"\n' + ROW, "given = 'it rained': must be 'a group took place'"),
        (HEAD + TOLD.replace("founders", "fonders") + ROW, "input: unknown parameter 'training.fonders'. Did you"),
        (HEAD + 'place = { epci = "Atlantis" }\n' + ROW, "place: epci 'Atlantis': no EPCI has this "),
        (HEAD + 'place = { town = "Dinan" }\n' + ROW, "place.town"),
        (
            HEAD + ROW.replace("year = 2", "year = 3"),
            "participants_3 is fitted to (besancon_tasters.toml), so it tests",
        ),
        (
            HEAD + 'place = { epci = "242500361" }\n' + ROW.replace("year = 2", "year = 3"),
            "participants_3 is fitted to (besancon_tasters.toml), so it tests",
        ),
        (
            HEAD + TOLD.replace("training.founders=4", "costs.seat=641") + ROW.replace("year = 2", "year = 3"),
            "participants_3 is fitted to (besancon_tasters.toml), so it tests",
        ),
        ("[[predicted", "not valid TOML"),
    ],
)
def test_what_is_wrong_is_said_in_a_line(tmp_path, text, said):
    message = refused(lambda: read_series(written(tmp_path, text)))
    assert said in message
    assert "place.toml" in message


# ---- marks -----------------------------------------------------------------------------------------------------------


def test_a_fact_is_held_out_unless_it_is_said_why_not(tmp_path):
    marked = ROW.replace("year = 2", "year = 1") + 'mark = "input"\nwhy = "One number sets it."\n'
    rows = read_series(written(tmp_path, HEAD + ROW + marked)).rows
    assert [row.mark for row in rows] == [HELD_OUT, INPUT]


# Of whose totals the spread of `demand.place` is reckoned (`data/places.toml`; models/ODD.md, Places differ).
FOR_HOW_PLACES_DIFFER = ("edinburgh", "france_2018", "swiss_german", "united_kingdom", "besancon_families")


def test_facts_of_the_project_are_marked_by_what_was_looked_at():
    marks = {(one.name, row.formula): row.mark for one in all_series() for row in one.rows}
    assert len(marks) == 19
    for (name, formula), mark in marks.items():
        if "groups_started, year" in formula and "participants /" in formula:
            assert mark == INPUT, name  # the size of a group
        if formula.startswith(("facilitators_active /", "facilitators_from_groups /", "completers /")):
            assert mark == INPUT, name
        if name in ("dinan", "val_d_ille", "self_management", *FOR_HOW_PLACES_DIFFER):
            assert mark in (USED, INPUT), name
    assert {name for (name, _), mark in marks.items() if mark == HELD_OUT} == {"challenge_france", "workshop_world"}


def test_a_place_that_is_known_because_a_group_took_place_asks_for_groups_as_well(tmp_path):
    given = HEAD + 'given = "a group took place"\n'
    rows = ROW + ROW.replace("year = 2", 'per_year = 1\nper = "groups_started"\nyear = 3')
    series = read_series(written(tmp_path, given + TOLD + rows))
    assert series.given
    assert [one.formula for one in series.figures[2:]] == ["groups_started, year 2", "groups_started, year 3"]
    assert read_series(written(tmp_path, HEAD + TOLD + rows)).figures == series.rows
    assert [one.name for one in all_series() if one.given] == ["dinan", "val_d_ille"]
