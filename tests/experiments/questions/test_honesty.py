"""Does a calibration know what it says it knows (`questions/honesty.py`): its words and figure, on few sets."""

import numpy as np
import pandas as pd

from experiments.questions import honesty
from experiments.studies.calibration import RULES
from experiments.studies.honesty import SelfMade


def intervals(ranks, **left):
    """Of ranks, the numbers that are named having so much left."""
    return honesty._intervals(SelfMade(ranks, pd.Series(dict.fromkeys(honesty.SHOWN[:-1], 1.0) | left), 300.0))


def answer(table, *rules):
    table = pd.concat([table.assign(rule=rule) for rule in rules or RULES], ignore_index=True)
    return honesty.answered(table, dict.fromkeys(RULES, 300.0), 200, None)


def verdicts(found):
    return found.rows.groupby(found.rows["intervals of"].str.rpartition(", ")[0])["verdict"].agg(set).to_dict()


EVEN = pd.DataFrame({name: (np.arange(200) + 0.5) / 200 for name in honesty.SHOWN})
ENDS, MIDDLE = np.repeat([0.01, 0.99], 100), np.linspace(0.4, 0.6, 200)


def test_intervals_that_are_right_are_said_to_be():
    found = answer(intervals(EVEN, **{"volunteering.wish": 0.5}))
    assert set(found.rows["verdict"]) == {honesty.RIGHT}
    assert found.answer == "Intervals hold numbers as often as they say, people foretold as often as they say"
    assert "those of people foretold are as wide as they should be" in found.follows
    assert "3 of 21 numbers and rules (volunteering.wish)" in found.method
    assert "Not tried: the search" in found.method


def test_numbers_of_which_something_is_learned_are_judged_apart():
    sure = EVEN.assign(**{"volunteering.wish": ENDS})
    found = answer(intervals(sure, **{"volunteering.wish": 0.5}))
    assert verdicts(found) == {
        honesty.LEARNED: {honesty.NARROW},
        honesty.IDLE: {honesty.RIGHT},
        honesty.FORETOLD: {honesty.RIGHT},
    }
    assert found.answer.startswith("Intervals hold numbers less often than they say")
    assert "of numbers cannot be taken at their word" in found.follows
    assert "volunteering.wish under the rule simple: 0% where 90% is said" in found.overturns


def test_people_foretold_too_widely_are_in_answer_and_sentence():
    found = answer(intervals(EVEN.assign(people_later=MIDDLE), **{"volunteering.wish": 0.5}))
    assert found.answer == "Intervals hold numbers as often as they say, people foretold more often than they say"
    assert "people 3 years later in 100.0% (100% to 100%), more often than they say" in found.sentence
    assert found.sure.endswith("people in 100%")
    assert "too wide, on the safe side" in found.follows


def test_a_panel_a_number_and_a_line_a_rule():
    even = pd.DataFrame({name: (np.arange(50) + 0.5) / 50 for name in honesty.SHOWN})
    figure = honesty._figure(dict.fromkeys(RULES, even))
    panels = [ax for ax in figure.axes if ax.get_title(loc="left")]
    assert len(panels) == len(honesty.SHOWN)
    assert [len(ax.patches) for ax in panels] == [1 + len(RULES)] * len(panels)
