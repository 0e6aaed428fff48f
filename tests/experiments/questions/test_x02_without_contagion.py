"""What contagion adds (`questions/x02_without_contagion.py`): its words by hand, and theory."""

import pandas as pd
import pytest

from contagion.experiments.questions import x02_without_contagion as question
from contagion.models.theory import cycle
from tests.helpers.asked import asking

HERE = ((1, 100, 150), (2, 300, 320), (3, 200, 190))  # world, people before and after
STEEP, FLAT = ((1, 100, 900), (2, 100, 1100)), ((1, 1000, 1010), (2, 1000, 1020))


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
    return question.answered(by_hand(**worlds), under, asking())


def test_what_is_told_is_told_world_by_world():
    found = answered()
    assert found.sentence.count("+20 (-7 to +47) people, more in 67 of 100 worlds,") == 2
    assert found.answer == "+20 people by contagion beside partners, +20 alone"
    assert "Nothing" in found.follows
    assert "In 33 of 100 worlds contagion adds nothing beside partners" in found.overturns
    assert set(found.rows["verdict"]) == {"not told"}


def test_words_turn_with_the_runs():
    found = answered(filled=FLAT, empty=STEEP)
    assert found.answer == "+15 people by contagion beside partners, +900 alone"
    assert found.rows["verdict"].tolist() == ["more: +2%", "more: +900%"] * 2 + ["not told"]
    assert found.sure == "more in 100 of 100 worlds, and in 100 of 100 worlds"
    assert "+15 (+10 to +20) people (+2%), more in 100 of 100 worlds," in found.sentence
    assert "getting them to lead comes first (+900%)" in found.follows
    other = answered(filled=STEEP, empty=FLAT)
    assert "comes first" not in other.follows
    assert other.rows.iloc[-1]["what is added"] == "partners fill places, 2 of a group want to lead"
    assert (other.rows.iloc[-1]["people without"], other.rows.iloc[-1]["verdict"]) == ("1,015", "not told")


def test_what_is_not_told_is_no_advice_however_large():
    unsure = ((1, 100, 900), (2, 100, 1100), (3, 1000, 100))
    assert answered(filled=((3, 1000, 1015), *FLAT), empty=unsure).follows.startswith("Nothing")


def test_it_is_said_in_which_readings_that_stands():
    turned = ((1, 150, 100), (2, 320, 300), (3, 200, 165))
    found = answered({"talk-informs": {"filled": turned}, "rule-threshold": {}})
    assert "Beside partners it stands in 1 of 2 readings, not in “talk informs and no more” (-35)" in found.sentence
    assert "alone it stands in 2 of 2 readings." in found.sentence
    under = found.table[found.table["reading"] == "talk-informs"].set_index("top_up")["more_p50"]
    assert under.to_dict() == {question.FILLED: -35, question.EMPTY: 20}


def test_a_wish_is_a_share_of_those_who_complete():
    """Six of a group of eight, of whom 75 % complete."""
    assert question.COMPLETERS == 8 * 0.75 >= max(max(asked) for asked in question.ASKED.values())


def test_the_network_just_carries_itself_where_theory_says():
    assert cycle.critical_conversion(0.25, 0) == pytest.approx(0.383, abs=5e-4)
    critical = cycle.critical_conversion(0.5, 10)
    assert cycle.reproduction(critical, 0.5, 10) == pytest.approx(1)
    assert "from 0.38 to 0.54 of a group on, at a loss of 0.25 a year" in answered().method
