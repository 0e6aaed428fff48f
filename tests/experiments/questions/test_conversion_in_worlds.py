"""The conversion sweep in many worlds (`questions/conversion_in_worlds.py`): its words by hand, and a quick answer."""

import pandas as pd
import pytest

from experiments.questions import conversion_in_worlds as question
from tests.helpers.even_ensemble import even


def test_what_is_told_is_told_world_by_world():
    rows = [
        {"places": places, "top_up": top_up, "converts": converts, "seed": seed, "participants": people}
        for places in question.PLACES
        for top_up in question.TOP_UP
        for seed, before, after in ((1, 100, 150), (2, 300, 320), (3, 200, 190))
        for converts, people in ((question.FROM, before), (question.TO, after))
    ]
    said = question._in_words(pd.DataFrame(rows), 10, "by hand")
    assert said.count("+20 people (-7 to +47 in nine worlds of ten; more in 67 of 100), beside 200") == 4
    assert "In 3 worlds" in said


def test_a_quick_answer_is_whole(lab):
    found = question.main(quick=True, lab=lab, ensemble=even(2))
    assert len(found.table) == 3 * 2 * 2
    assert (found.table["p5"] <= found.table["p95"]).all()
    assert found.table["worlds"].tolist() == [question.WORLDS_QUICK] * len(found.table)
    assert found.figure is not None
    panels = found.figure.axes
    assert [len(ax.lines) for ax in panels] == [2, 2]
    none = found.table[found.table["converts"] == 0].set_index(["places", "top_up"])["p50"]
    assert none[10, "historical"] >= none[10, "autonomous"]


@pytest.mark.parametrize("converts", question.CONVERTS)
def test_a_wish_is_a_share(converts):
    assert 0 <= converts / question.COMPLETERS <= 1
