"""What questions that hold cases against a base share (`questions/cases_in_worlds.py`), by hand."""

import pandas as pd

from contagion.experiments.questions.cases_in_worlds import change, changes, in_rows, surely
from contagion.experiments.verbs.compare.cases import Shown
from tests.helpers.even_ensemble import even

PEOPLE = {"base": (100, 200, 300), "more": (120, 210, 340), "less": (90, 150, 299), "either": (90, 210, 300)}
ROWS = pd.DataFrame(
    [
        {"scenario": case, "seed": world, "people": people, "share": people / 100}
        for case, values in PEOPLE.items()
        for world, people in enumerate(values, start=1)
    ]
)
SHOWN = {"people": Shown("people"), "share": Shown("of a hundred", ",.1f")}


def test_changes_are_taken_world_by_world():
    assert changes(ROWS, "base", "people")["more"].tolist() == [20, 10, 40]
    assert (
        change(ROWS, "base", "more", "people", SHOWN["people"]) == "+20 (+11 to +38) people, more in 100 of 100 worlds"
    )


def test_a_row_says_what_a_case_changes_and_ends_with_a_verdict():
    rows = in_rows(even(1), ROWS, "base", SHOWN, "people")
    assert list(rows) == ["case", "people", "of a hundred", "verdict"]
    assert rows.loc[0].tolist() == ["base", "200 (110 to 290)", "2.0 (1.1 to 2.9)", "held against"]
    assert rows.loc[1].tolist() == [
        *("more", "+20 (+11 to +38)", "+0.2 (+0.1 to +0.4)", "more (people: more in 100 of 100 worlds)")
    ]
    assert rows["verdict"].str.partition(" (")[0].tolist()[2:] == ["less", "not told"]


def test_sure_is_what_a_verdict_is_told_of():
    more_of = changes(ROWS, "base", "people")
    assert surely(more_of, "more") == ["more"]
    assert surely(more_of, "less") == ["less"]
