"""Cases held against a base, by the same seeds."""

import pandas as pd

from experiments.figures.cases import cases_figure
from experiments.studies import cases
from experiments.words.cases import base_in_words, change, changes_in_words
from tests.helpers.table_rows import interval_of, only


def toy():
    return pd.DataFrame(
        {
            "case": ["a", "a", "a", "b", "b", "b"],
            "seed": [1, 2, 3] * 2,
            "years": 4,
            "x": [1.0, 2, 3, 11, 12, 13.5],
            "y": [5.0, 5, 5, 4, 5, 6],
        }
    )


def test_cases_held_against_a_base():
    shown = {"x": cases.Shown("ducks", ".1f"), "y": cases.Shown("geese")}
    table = cases.held_against(toy(), "a", shown)
    row = only(table, case="b", indicator="x")
    assert [row["difference"], row["low"], row["high"]] == interval_of([10, 10, 10.5])
    assert list(only(table, case="a", indicator="x")[["mean", "mean_low", "mean_high"]]) == interval_of([1, 2, 3])
    assert changes_in_words(table, "a", shown) == (
        "Changes, seed by seed: (b) ducks +10.2 (+9.4 to +10.9); not distinguishable from none: geese (-2 to +2)."
    )
    assert base_in_words(table, "a", shown) == "2.0 (-0.5 to 4.5) ducks, 5 (5 to 5) geese"
    figure = cases_figure(table, toy(), "a", shown, "Ducks", "Toys.")
    hollow = [
        line.get_markerfacecolor() == "white" for ax in figure.axes for line in ax.lines if line.get_marker() == "o"
    ]
    assert hollow == [False, False, False, True]
    assert change(table, "b", "x", "+.1f") == "+10.2 (+9.4 to +10.9)"
    foot = " ".join(figure.get_supxlabel().split())
    assert foot.startswith("3 runs of each case over 4 years, with the same seeds. Toys. Dots: means")
