"""Does a calibration know what it says it knows (`questions/honesty.py`): its words and figure, on few sets."""

import numpy as np
import pandas as pd

from experiments.questions import honesty
from experiments.studies.calibration import RULES
from experiments.studies.honesty import covered


def test_the_words_tell_how_often_the_truth_is_held():
    even = pd.DataFrame({name: (np.arange(200) + 0.5) / 200 for name in honesty.SHOWN})
    sure = even.assign(**{"volunteering.wish": np.repeat([0.01, 0.99], 100)})
    table = pd.concat([covered(sure if rule == "simple" else even).assign(rule=rule) for rule in RULES])
    said = honesty._in_words(table, dict.fromkeys(RULES, 300.0), 200)
    assert "1 of 21 outside" in said
    assert "uneven (p below 0.001) for 1 of 21" in said
    found = honesty.answered(table, dict.fromkeys(RULES, 300.0), 200, None)
    assert found.answer == "Not all: 2 of 42 hold it otherwise than they say"
    assert found.follows.startswith("Not all ranges")
    assert "volunteering.wish under the rule simple" in found.overturns
    assert found.rows["verdict"].tolist().count("no") == 2
    right = honesty.answered(table[table["rule"] != "simple"], dict.fromkeys(RULES, 300.0), 200, None)
    assert right.answer == "Yes: intervals hold the truth as often as they say"
    assert set(right.rows["verdict"]) == {"yes"}
    assert "in 50% (said: 50%) and 90% (said: 90%) of cases" in said


def test_a_panel_a_number_and_a_line_a_rule():
    even = pd.DataFrame({name: (np.arange(50) + 0.5) / 50 for name in honesty.SHOWN})
    figure = honesty._figure(dict.fromkeys(RULES, even))
    panels = [ax for ax in figure.axes if ax.get_title(loc="left")]
    assert len(panels) == len(honesty.SHOWN)
    assert [len(ax.patches) for ax in panels] == [1 + len(RULES)] * len(panels)
