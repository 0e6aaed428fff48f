"""What contagion adds (`questions/x02_without_contagion.py`): its words by hand, its runs, and theory."""

import numpy as np
import pandas as pd
import pytest

from contagion.experiments.questions import x02_without_contagion as question
from contagion.experiments.questions.in_worlds import WORLDS_QUICK, YEARS_QUICK
from contagion.models.theory import cycle
from tests.helpers.even_ensemble import even
from tests.helpers.findings import fits_a_page, words

HERE = ((1, 100, 150), (2, 300, 320), (3, 200, 190))  # world, people before and after


def by_hand(filled=HERE, empty=HERE):
    return pd.DataFrame(
        {"places": places, "top_up": top_up, "converts": converts, "seed": seed, "year": year, "participants": people}
        for places in (10, 40)
        for top_up, worlds in ((question.FILLED, filled), (question.EMPTY, empty))
        for seed, before, after in worlds
        for converts, people in ((question.FROM, before), (question.TO, after))
        for year in (3, 10)
    )


def answered(readings=(), **worlds):
    under = {name: question.last_of(by_hand(**of)) for name, of in dict(readings).items()}
    return question.answered(by_hand(**worlds), under, even(1))


def test_what_is_told_is_told_world_by_world():
    made = question.gains(question.last_of(by_hand()))
    assert list(made) == [(places, top_up, 2) for places in (10, 40) for top_up in question.TOP_UP]
    assert {(gain.without.median(), *gain.more) for gain in made.values()} == {(200, 50, 20, -10)}
    found = answered()
    assert found.sentence.count("+20 (-7 to +47) people, more in 67 of 100 worlds,") == 2
    assert found.answer == "+20 people by contagion beside partners, +20 alone"
    assert "Nothing" in found.follows
    assert "In 33 of 100 worlds contagion adds nothing beside partners" in found.overturns
    assert set(found.rows["verdict"]) == {"not told"}


def test_words_turn_with_the_runs():
    steep, flat = ((1, 100, 900), (2, 100, 1100)), ((1, 1000, 1010), (2, 1000, 1020))
    found = answered(filled=flat, empty=steep)
    assert found.answer == "+15 people by contagion beside partners, +900 alone"
    assert found.rows["verdict"].tolist()[:-1] == ["more: +2%", "more: +900%"] * 2
    assert found.sure == "more in 100 of 100 worlds, and in 100 of 100 worlds"
    assert "+15 (+10 to +20) people (+2%), more in 100 of 100 worlds," in found.sentence
    assert "getting them to lead comes first" in found.follows
    assert "comes first" not in answered(filled=steep, empty=flat).follows


def test_what_partners_add_is_told_beside():
    steep, flat = ((1, 100, 900), (2, 100, 1100)), ((1, 1000, 1010), (2, 1000, 1020))
    last = answered(filled=steep, empty=flat).rows.iloc[-1]
    assert last["what is added"] == "partners fill places, 2 of a group want to lead"
    assert (last["people without"], last["verdict"]) == ("1,015", "not told")


def test_it_is_said_in_which_readings_that_stands():
    turned = ((1, 150, 100), (2, 320, 300), (3, 200, 165))
    found = answered({"talk-informs": {"filled": turned}, "rule-threshold": {}})
    assert "Beside partners it stands in 1 of 2 readings, not in “talk informs and no more” (-35)" in found.sentence
    assert "alone it stands in 2 of 2 readings." in found.sentence
    under = found.table[found.table["reading"] == "talk-informs"].set_index("top_up")["more_p50"]
    assert under.to_dict() == {question.FILLED: -35, question.EMPTY: 20}


def test_a_quick_answer_is_whole(lab):
    found = question.main(quick=True, lab=lab, ensemble=even(2))
    people = found.table[found.table["participants_p50"].notna()]
    assert len(people) == (3 + 2) * 2  # years 3 and the last are one
    assert (people["participants_p5"] <= people["participants_p95"]).all()
    assert set(people["worlds"]) == {WORLDS_QUICK}
    assert set(people["year"]) == {YEARS_QUICK}
    assert found.figure is not None
    drawn = [np.ravel(line.get_ydata()).tolist() for line in found.figure.axes[0].lines]
    at = people[people["places"] == 10]
    courses = [at.loc[at["top_up"] == top_up, "participants_p50"].tolist() for top_up in question.TOP_UP]
    assert [course for course in drawn if len(course) == 3] == courses
    none = people[people["converts"] == 0].set_index(["places", "top_up"])["participants_p50"]
    assert none[10, question.FILLED] >= none[10, question.EMPTY]
    assert "the middle of 4 worlds" in words(found.figure)
    assert "neither" in words(found.figure)
    assert "2 readings" in found.sentence
    fits_a_page("x02_without_contagion", found)


@pytest.mark.parametrize("converts", [converts for asked in question.ASKED.values() for converts in asked])
def test_a_wish_is_a_share(converts):
    assert 0 <= converts / question.COMPLETERS <= 1


def test_the_network_just_carries_itself_where_theory_says():
    assert cycle.critical_conversion(0.25, 0) == pytest.approx(0.383, abs=5e-4)
    critical = cycle.critical_conversion(0.5, 10)
    assert cycle.reproduction(critical, 0.5, 10) == pytest.approx(1)
    assert critical > cycle.critical_conversion(0.5, 0) > cycle.critical_conversion(0.1, 0)
    assert "from 0.38 to 0.54 of a group on, at a loss of 0.25 a year" in answered().method
