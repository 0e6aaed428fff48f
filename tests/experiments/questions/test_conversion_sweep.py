"""How much depends on conversion (`questions/conversion_sweep.py`): its words by hand, its runs, and theory."""

import numpy as np
import pandas as pd
import pytest

from experiments.questions import conversion_sweep as question
from experiments.questions.in_worlds import WORLDS_QUICK
from models.theory import cycle
from tests.helpers.even_ensemble import even
from tests.helpers.findings import words

HERE = ((1, 100, 150), (2, 300, 320), (3, 200, 190))  # world, people before and after


def by_hand(filled=HERE, empty=HERE):
    return pd.DataFrame(
        {"places": places, "top_up": top_up, "converts": converts, "seed": seed, "years": 10, "participants": people}
        for places in (10, 40)
        for top_up, worlds in ((question.FILLED, filled), (question.EMPTY, empty))
        for seed, before, after in worlds
        for converts, people in ((question.FROM, before), (question.TO, after))
    )


def answered(**worlds):
    return question.answered(by_hand(**worlds), even(1))


def test_what_is_told_is_told_world_by_world():
    made = question.gains(by_hand())
    assert list(made) == [(places, top_up, 2) for places in (10, 40) for top_up in question.TOP_UP]
    assert {(gain.without, *gain.more) for gain in made.values()} == {(200, 50, 20, -10)}
    found = answered()
    assert found.sentence.count("+20 (-7 to +47) people, more in 67 of 100 worlds,") == 2
    assert "not told by groups alone" in found.answer
    assert "Nothing" in found.follows
    assert "In 33 of 100 worlds nothing is gained" in found.overturns
    assert set(found.rows["verdict"]) == {"not told"}


def test_words_turn_with_the_runs():
    steep, flat = ((1, 100, 900), (2, 100, 1100)), ((1, 1000, 1010), (2, 1000, 1020))
    found = answered(filled=flat, empty=steep)
    assert found.answer == "If 2 want to lead: +900% by groups alone, +2% beside partners' candidates"
    assert found.rows["verdict"].tolist() == ["more: +2%", "more: +900%"] * 2
    assert found.sure == "more in 100 of 100 worlds, and in 100 of 100 worlds"
    assert "+15 (+10 to +20) people (+2% of 1,000), more in 100 of 100 worlds," in found.sentence
    assert "getting them to lead comes first" in found.follows
    other = answered(filled=steep, empty=flat)
    assert other.answer == "If 2 want to lead: +2% by groups alone, +900% beside partners' candidates"
    assert "comes first" not in other.follows


def test_a_quick_answer_is_whole(lab):
    found = question.main(quick=True, lab=lab, ensemble=even(2))
    people = found.table
    assert len(people) == (3 + 2) * 2
    assert (people["participants_p5"] <= people["participants_p95"]).all()
    assert set(people["worlds"]) == {WORLDS_QUICK}
    assert found.figure is not None
    courses = [np.ravel(line.get_ydata()).tolist() for line in found.figure.axes[0].lines]
    drawn = [course for course in courses if len(course) == 3]
    at = people[people["places"] == 10]
    assert drawn == [at.loc[at["top_up"] == top_up, "participants_p50"].tolist() for top_up in question.TOP_UP]
    none = people[people["converts"] == 0].set_index(["places", "top_up"])["participants_p50"]
    assert none[10, question.FILLED] >= none[10, question.EMPTY]
    assert "the middle of 4 worlds" in words(found.figure)
    assert list(found.rows)[-1] == "verdict"
    assert found.rows["want to lead"].tolist() == ["2", "4", "2", "4", "2", "2"]


@pytest.mark.parametrize("converts", [converts for asked in question.ASKED.values() for converts in asked])
def test_a_wish_is_a_share(converts):
    assert 0 <= converts / question.COMPLETERS <= 1


def test_the_network_just_carries_itself_where_theory_says():
    assert cycle.critical_conversion(0.25, 0) == pytest.approx(0.383, abs=5e-4)
    critical = cycle.critical_conversion(0.5, 10)
    assert cycle.reproduction(critical, 0.5, 10) == pytest.approx(1)
    assert critical > cycle.critical_conversion(0.5, 0) > cycle.critical_conversion(0.1, 0)
    assert "0.38 to 0.54 at a loss of 0.25 a year" in answered().method
