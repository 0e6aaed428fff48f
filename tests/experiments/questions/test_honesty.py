"""Does a calibration know what it says it knows (`questions/honesty.py`): words and figure, on ranks made by hand."""

from typing import Any

import numpy as np
import pandas as pd
import pytest

from contagion.experiments.evaluation.honesty import FORETOLD, SelfMade
from contagion.experiments.questions import honesty

LEARNED_OF = "volunteering.wish"
EVEN = pd.DataFrame({name: (np.arange(200) + 0.5) / 200 for name in honesty.SHOWN})
ENDS, MIDDLE = np.repeat([0.01, 0.99], 100), np.linspace(0.4, 0.6, 200)


def answer(ratio=1.0, ranks=EVEN, **other):
    """Of 200 data sets, of which one number is learned something; `other` ranks by name."""
    truths = {name: np.full(len(ranks), 100.0) for name in FORETOLD}
    foretold = pd.DataFrame(truths | {f"{name}_middle": ratio * values for name, values in truths.items()})
    left = pd.Series({name: 0.5 if name == LEARNED_OF else 1.0 for name in ranks if name not in FORETOLD})
    return honesty.answered(SelfMade(ranks.assign(**other), foretold, left, 60.0, 1.96, 6144), None)


def verdicts(found):
    return found.rows.set_index("the truth of")["verdict"].tolist()


def test_what_is_right_is_said_to_be():
    found = answer()
    assert verdicts(found) == [honesty.INSIDE] * 3 + [honesty.RIGHT] * 4
    assert found.answer == "People foretold: mean rank 0.50 ± 0.04; intervals hold numbers as often as they say"
    assert "6,144 sets" in found.method
    assert "200 of these, of 200 sets, lie within 2.0 errors of each target" in found.method
    assert f"of 1 of 5 numbers (less than 90% of the prior variance left: {LEARNED_OF})" in found.method
    assert 5 <= len(found.rows) <= 8


@pytest.mark.parametrize(
    "ranks,verdict,said",
    [
        (0.7 + 0.3 * EVEN["people_later"], honesty.FEW, "Too few people are foretold"),
        (0.6 * EVEN["people_later"], honesty.MANY, "Too many people are foretold"),
        (EVEN["people_later"] ** 0.75, honesty.UNTOLD, "Whether people foretold are too few or too many is not told"),
    ],
)
def test_people_foretold_are_judged_by_where_the_truth_lies_among_them(ranks, verdict, said):
    found = answer(people_later=ranks)
    assert verdicts(found)[0] == verdict
    assert found.follows.startswith(said)
    assert f"mean rank {ranks.mean():.2f} ± " in found.sentence


def test_the_middle_that_is_foretold_stands_beside_the_truth():
    found = answer(0.85)
    assert "the middle that is foretold is 0.85 of the truth" in found.sentence
    assert found.sure == "200 data sets like the real ones; the middle foretold is 0.85 of the truth"
    assert found.table.loc[found.table["number"] == "people_later", "ratio"].tolist() == pytest.approx([0.85] * 2)


def test_intervals_of_people_that_are_too_wide_or_too_narrow_are_told():
    assert verdicts(answer(people_later=MIDDLE))[3:5] == [honesty.WIDE] * 2
    assert verdicts(answer(people_later=ENDS))[3:5] == [honesty.NARROW] * 2


def test_numbers_of_which_something_is_learned_are_judged_apart():
    found = answer(**{LEARNED_OF: ENDS})
    assert verdicts(found)[5:] == [honesty.NARROW, honesty.RIGHT]
    assert "of numbers cannot be taken at their word" in found.follows
    assert f"{LEARNED_OF}: 0% where 90% is said" in found.overturns


def test_a_panel_a_number():
    figure = honesty._figure(EVEN)
    panels = [ax for ax in figure.axes if ax.get_title(loc="left")]
    assert len(panels) == len(honesty.SHOWN)
    steps: Any = panels[0].patches[-1]
    heights = steps.get_data().values
    assert heights == pytest.approx([0.2] * 5)
