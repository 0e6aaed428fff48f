"""Cases held against a base, in words: what can be told from none is said first, the rest together."""

import pandas as pd

from experiments.studies.cases import Shown
from experiments.words.cases import base_in_words, change, changes_in_words

SHOWN = {"people": Shown("people"), "groups": Shown("groups", ".1f"), "cost": Shown("k€")}
COLUMNS = ["case", "indicator", "mean", "mean_low", "mean_high", "difference", "low", "high"]
TABLE = pd.DataFrame(
    [
        ("base", "people", 1000, 900, 1100, None, None, None),
        ("base", "groups", 120, 110, 130, None, None, None),
        ("base", "cost", 500, 490, 510, None, None, None),
        ("more", "people", 1200, 1100, 1300, 200, 150, 250),
        ("more", "groups", 121, 111, 131, 1, -2, 4),
        ("more", "cost", 480, 470, 490, -20, -25, -15),
    ],
    columns=COLUMNS,
)


def test_the_base_is_told_with_its_intervals():
    said = "1,000 (900 to 1,100) people, 120.0 (110.0 to 130.0) groups, 500 (490 to 510) k€"
    assert base_in_words(TABLE, "base", SHOWN) == said


def test_what_cannot_be_told_from_none_is_named_last():
    assert changes_in_words(TABLE, "base", SHOWN) == (
        "Changes, seed by seed: (more) people +200 (+150 to +250); k€ -20 (-25 to -15); "
        "not distinguishable from none: groups (-2.0 to +4.0)."
    )


def test_one_change_is_told_alone():
    assert change(TABLE, "more", "groups", "+.0f") == "+1 (-2 to +4)"
