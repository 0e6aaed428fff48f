"""What a calibration found, in words."""

from dataclasses import replace

import pytest

from contagion.experiments.ensembles.words import per_cent
from contagion.experiments.verbs.calibrate.words import contagion_in_words, in_words
from tests.helpers.calibration_by_hand import by_abc, calibrated, spread_evenly


def flat(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize(
    "needed, begins",
    [
        (True, "The published totals need contagion, if this model is right, in the same worlds with one thing"),
        (False, "The published totals do not need contagion: the same worlds with one thing changed come near"),
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
    assert said.startswith("Whether the published totals need contagion is not told: not even the sets as they are")
    assert "need contagion, if" not in said
    assert "do not need" not in said


def test_each_target_has_its_year_and_is_compared_with_itself():
    said = contagion_in_words(calibrated(years=(2, 3)).without)
    assert said.startswith("The published totals need contagion")
    assert "By the end of year 2, as it was: 800 people" in said
    assert "By the end of year 3, as it was: 1,200 people" in said
    assert said.count("as it was:") == 2


def test_where_no_target_is_of_people_that_is_said():
    found = calibrated()
    said = contagion_in_words(found.without[found.without["target"] == "none"])
    assert said == "None of the targets is a number of participants: whether they need contagion is not told by them."


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
    assert "Known together" not in in_words(replace(found, tied=found.tied.iloc[:0]))


def test_sets_that_count_as_few_are_told():
    assert "count as no more than 2 independent ones: what follows is rough" in flat(in_words(calibrated(times=1)))
    assert "what follows is rough" not in flat(in_words(calibrated()))


def test_what_the_screening_says_is_told_and_what_leaving_numbers_alone_would_cost():
    found = replace(calibrated(), known=spread_evenly())
    said = in_words(found)
    assert "1 of 2 parameters has 90% of the effect (of its squares); the search steers it." in flat(said)
    rows = [line.split() for line in said.splitlines()]
    assert ["receptivity.share", "3", "90%"] in rows
    assert ["each", "of", "the", "others,", "at", "most", "1", "10%"] in rows
    assert "The others could be left at their defaults: retention.loss_per_year." in flat(said)
    (row,) = found.left_alone.to_dict("records")
    assert f"{row['target']} {per_cent(row['carried'], row['error'])}" in flat(said)
    few = replace(found, known=spread_evenly(19))
    assert "What that would cost is not told by so few sets." in flat(in_words(few))
    assert "None of them can be left at its default." in in_words(calibrated())


def test_whether_another_way_says_the_same_is_told():
    said = flat(in_words(replace(calibrated(), checked=by_abc("receptivity.share"))))
    assert (
        "Checked by ABC with regression adjustment, on the same runs and with the same errors: the medians of 2 "
        "parameters differ by at most 3% of the range, 5 and 95 of 100 by at most 2%; none by more than chance. With "
        "the luck of single runs as it was"
    ) in said
    assert said.endswith("5 and 95 of 100 by at most 6%; more than by chance: receptivity.share.")


def test_rules_under_which_too_few_sets_agree_are_named():
    table = by_abc()
    one, none = (
        flat(in_words(replace(calibrated(), checked=table[rows])))
        for rows in (table["rule"] == "simple", table["rule"] == "")
    )
    assert one.endswith("none by more than chance. Under threshold too few sets agree to be checked by ABC.")
    assert none.endswith("Under simple; threshold too few sets agree to be checked by ABC.")
    assert "Checked by ABC" not in none
