"""Cases held against a base, in words."""

import pandas as pd

from contagion.experiments.verbs.compare.words_of_cases import change

TABLE = pd.DataFrame(
    [("more", "groups", 1, -2, 4)],
    columns=["case", "indicator", "difference", "low", "high"],
)


def test_one_change_is_told_with_its_interval():
    assert change(TABLE, "more", "groups", "+.0f") == "+1 (-2 to +4)"
