"""What a calibration says: what is learned of each number, and whether it takes contagion."""

from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
import pytest

import contagion as ct
from contagion.experiments.commands.calibrate import work as calibrated_by
from contagion.experiments.commands.calibrate.work import Calibration as Found
from contagion.experiments.commands.calibrate.work import (
    calibration_figure,
    contagion_in_words,
    correlated_pairs,
    in_words,
    left_alone,
    posterior_table,
    screening,
    without_contagion,
)
from contagion.experiments.evidence import calibration as searching
from contagion.experiments.evidence.ensemble import read_ensemble
from contagion.experiments.evidence.words_of_worlds import per_cent
from contagion.sim.errors import InputError
from contagion.sim.statistics.designs import Factor, ends_of_log_normal
from tests.helpers import calibration_by_hand as by_hand
from tests.helpers.calibration_by_hand import FACTORS as BY_HAND
from tests.helpers.calibration_by_hand import calibrated, known, spread_evenly
from tests.helpers.drawn import unreadable

pytestmark = pytest.mark.slow


def test_what_is_learned_of_a_number_is_by_weight(few_sets):
    table = posterior_table(few_sets).set_index(["factor", "rule"])
    factor, one = few_sets.factors[2], few_sets.rules["simple"]
    row, values = table.loc[(factor.name, "simple")], factor.at(one.tried.unit[:, 2])
    weights = one.tried.weights()
    mean = weights @ values
    assert row["narrowed"] == pytest.approx(
        np.sqrt(weights @ (values - mean) ** 2) / ((factor.high - factor.low) / np.sqrt(12)), rel=1e-3
    )
    assert factor.low <= row["low"] <= row["middle"] <= row["high"] <= factor.high


def test_what_is_learned_of_a_number_that_may_have_no_end_is_told():
    few, ends = by_hand.known(), ends_of_log_normal(1.0, 0.5)
    laws = [Factor("a.place", *ends, law="log-normal"), Factor("a.wait", 26, np.inf, law="reciprocal")]
    table = posterior_table(replace(few, factors=laws)).set_index(["factor", "rule"])
    assert table["narrowed"].between(0.1, 1).all()  # of places in the law: two of four agree
    place, wait = (table.loc[(factor.name, "simple")] for factor in laws)
    assert [place["low"], place["high"]] == pytest.approx([laws[0].at(0.4), laws[0].at(0.6)])
    assert [wait["low"], wait["high"], wait["most"]] == pytest.approx([26 / 0.6, 26 / 0.4, np.inf])


def test_numbers_that_are_known_together_are_found():
    """Of two numbers the sum is known."""
    (pair,) = correlated_pairs(by_hand.known()).to_dict("records")
    assert {pair["factor"], pair["other"]} == {factor.name for factor in by_hand.FACTORS}
    assert pair["correlation"] == pytest.approx(-1)


def test_what_chance_alone_brings_about_in_few_sets_is_not_told():
    assert correlated_pairs(by_hand.known(times=10)).empty


def test_without_conversion_and_top_up_nobody_is_trained_but_those_of_the_start(own_lab, few_sets, few):
    table = without_contagion(own_lab, few_sets, few, sets=6)[0].set_index(["variant", "target"])
    usual = table.loc[("as it was", "facilitators_trained_3"), "middle"]
    neither = table.loc[("neither", "facilitators_trained_3"), "middle"]
    assert neither < usual
    assert (table["worlds"] == 6).all()
    assert table["within"].between(0, 1).all()


def test_the_screening_is_told_number_by_number_with_its_part_of_the_effect():
    table = screening(by_hand.spread_evenly())
    assert table["factor"].tolist() == [factor.name for factor in by_hand.FACTORS]
    assert table["steered"].tolist() == [True, False]
    assert table["share"].tolist() == pytest.approx([0.9, 0.1])
    assert table["participants_3"].tolist() == pytest.approx([3, 1])


def test_what_is_left_alone_carries_the_variance_that_it_makes_whatever_the_luck():
    for luck in (0.0, 0.5):
        (row,) = left_alone(by_hand.spread_evenly(luck=luck)).to_dict("records")
        assert row["target"] == "participants_3"
        assert row["error"] < 0.03
        assert row["carried"] == pytest.approx(0.2, abs=max(4 * row["error"], 0.03))


def test_few_sets_do_not_tell_it_and_only_those_of_the_first_round_count():
    assert left_alone(by_hand.spread_evenly(19))["carried"].isna().all()
    assert left_alone(replace(by_hand.spread_evenly(), first=10))["carried"].isna().all()


def flat(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize(
    "needed, begins",
    [
        (True, "The published totals need participants who become facilitators, if this model is right"),
        (False, "The published totals can be met without participants who become facilitators"),
    ],
)
def test_the_first_line_says_whether_it_takes_contagion(needed, begins):
    assert in_words(calibrated(needed)).startswith(begins)


def test_each_variant_has_its_people_and_how_often_they_are_near():
    said = contagion_in_words(calibrated().without)
    assert "By the end of year 3, as it was: 1,200 people (100 to 1,400), near what was observed in 90 (86 to" in said
    assert "near what was observed in 90 (86 to 93) of 100; nobody of a group" in said
    assert said.endswith("neither: 1,200 people (100 to 1,400), near what was observed in 0 (0 to 1) of 100.")


@pytest.mark.parametrize("needed", [True, False])
def test_sets_that_are_not_near_as_they_are_tell_nothing_of_contagion(needed):
    said = contagion_in_words(calibrated(needed, near=0.03).without)
    assert said.startswith(
        "Whether the published totals need participants who become facilitators is not known: not even the sets as"
    )
    assert "need participants who become facilitators, if" not in said
    assert "can be met without" not in said


def test_each_target_has_its_year_and_is_compared_with_itself():
    said = contagion_in_words(calibrated(years=(2, 3)).without)
    assert said.startswith("The published totals need participants who become facilitators")
    assert "By the end of year 2, as it was: 800 people" in said
    assert "By the end of year 3, as it was: 1,200 people" in said
    assert said.count("as it was:") == 2


def test_where_no_target_is_of_people_that_is_said():
    found = calibrated()
    said = contagion_in_words(found.without[found.without["target"] == "none"])
    assert said.endswith("they do not say whether they need participants who become facilitators.")


def test_what_the_sets_make_of_the_targets_and_how_much_they_count_as():
    said = in_words(calibrated())
    assert "1,600 sets of 2 uncertain numbers were tried, each with 2 seeds of its own." in flat(said)
    (line,) = (line for line in said.splitlines() if line.startswith("simple"))
    assert line.split()[:4] == ["simple", "800", "400", "50"]
    assert line.endswith(" 295")


def test_targets_out_of_reach_are_told_with_what_comes_nearest():
    near, far = flat(in_words(calibrated())), flat(in_words(calibrated(gap=-7.3)))
    assert "All targets are met within two errors by some sets" in near
    assert "No set comes within two errors of all targets" in far
    assert "threshold: the nearest that can be reached is participants_3 290 (-7.3 errors)." in far


def test_numbers_that_are_known_together_are_named():
    said = flat(in_words(calibrated()))
    assert "retention.loss_per_year with receptivity.share (-1.00)." in said
    found = calibrated()
    assert "Known together" not in in_words(replace(found, correlated_pairs=found.correlated_pairs.iloc[:0]))


def test_sets_that_count_as_few_are_told():
    assert "count as no more than 2 independent ones: what follows is rough" in flat(in_words(calibrated(times=1)))
    assert "what follows is rough" not in flat(in_words(calibrated()))


def test_what_the_screening_says_is_told_and_what_leaving_numbers_alone_would_cost():
    found = replace(calibrated(), fit=spread_evenly())
    said = in_words(found)
    assert "1 of 2 parameters has 90% of the effect (of its squares); the search steers it." in flat(said)
    rows = [line.split() for line in said.splitlines()]
    assert ["receptivity.share", "3", "90%"] in rows
    assert ["each", "of", "the", "others,", "at", "most", "1", "10%"] in rows
    assert "The others could be left at their defaults: retention.loss_per_year." in flat(said)
    (row,) = found.left_alone.to_dict("records")
    assert f"{row['target']} {per_cent(row['carried'], row['error'])}" in flat(said)
    few = replace(found, fit=spread_evenly(19))
    assert "So few sets do not say what that would cost." in flat(in_words(few))
    assert "None of them can be left at its default." in in_words(calibrated())


@pytest.fixture
def made(tmp_path, monkeypatch) -> Found:
    """Of few sets and uncertain numbers, screened by few runs."""
    space_of = searching.space_of
    monkeypatch.setattr(searching, "space_of", lambda parameters: space_of(parameters)[::4])
    monkeypatch.setattr(searching, "calibrate", partial(searching.calibrate, trajectories=2))
    monkeypatch.setattr(calibrated_by, "without_contagion", partial(calibrated_by.without_contagion, sets=3))
    return ct.calibrate("besancon", first=16, sets=3, most=16, store=tmp_path / "store", workers=1)


def test_it_shows_what_was_found():
    shown = calibrated()
    assert "The published totals need participants who become facilitators" in shown._repr_html_()
    assert "1,600 sets of 2 uncertain numbers" in shown._repr_html_()
    assert len([ax for ax in shown.plot() if ax.get_title(loc="left") or ax.get_title()]) >= 2
    assert "1,600 sets tried" in repr(shown)


@pytest.mark.slow
def test_its_sets_are_an_ensemble_over_which_scenarios_are_compared(made, tmp_path):
    file = made.write(tmp_path / "mine.parquet")
    assert len(made.sets) == 9
    again = read_ensemble(file, tmp_path / "store")
    assert again.table.equals(made.sets)
    place: Any = {"store": tmp_path / "store", "workers": 1, "years": 1}
    compared = ct.compare("ref", "lowloss", seeds=4, ensemble=file, **place)
    assert compared.in_worlds(above=2)["worlds"].tolist() == [4] * 6
    alone = ct.compare("ref", "lowloss", seeds=2, ensemble=None, **place)
    assert alone.in_worlds()["worlds"].tolist() == [2] * 6


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"targets": "besancn"}, "no such file of targets"),
        ({"targets": "besancon", "seeds": 1}, "seeds 1"),
        ({"targets": "besancon", "first": 64, "most": 8}, "most 8"),
        ({"targets": "besancon", "first": 100}, "first 100: must be a power of two from 16 to 65,536"),
    ],
)
def test_mistakes_get_one_line(given, said, tmp_path):
    with pytest.raises(InputError, match=said):
        ct.calibrate(store=tmp_path / "store", **given)
    assert not (tmp_path / "store").exists()


NAMES = [factor.name for factor in BY_HAND]


def test_a_panel_a_number_and_a_line_a_rule():
    figure = calibration_figure(known(), NAMES)
    shown = [ax for ax in figure.axes if ax.get_title(loc="left")]
    assert [ax.get_title(loc="left") for ax in shown] == NAMES
    assert [line.get_label() for line in shown[0].lines[1:]] == ["simple", "threshold"]
    assert not unreadable(figure)


def test_the_area_below_a_line_is_that_of_the_flat_one_of_before():
    ax = calibration_figure(known(), NAMES).axes[0]
    before, after = (np.asarray(line.get_xydata()) for line in ax.lines[:2])
    assert before[0, 1] == 1
    assert np.mean(after[:, 1]) == pytest.approx(1)
    assert after[np.argmax(after[:, 1]), 0] in (pytest.approx(0.185), pytest.approx(0.225))  # of those that agree


def test_a_law_that_is_not_uniform_is_drawn_by_its_places_and_labelled_by_values():
    laws = [Factor("demand.place", 0.2, 5.0, law="log-normal"), Factor("a.wait", 26, np.inf, law="reciprocal")]
    place, wait = calibration_figure(replace(known(), factors=laws), [law.name for law in laws]).axes[:2]
    assert [label.get_text() for label in place.get_xticklabels()][::2] == ["0.2 times", "1 times", "5 times"]
    assert [label.get_text() for label in wait.get_xticklabels()] == ["26", "34.7", "52", "104", "inf"]
    assert np.isfinite(np.asarray(wait.lines[1].get_xydata())).all()
