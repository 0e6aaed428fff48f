"""A sweep in words: a row a point, failures first, and no more rows than can be read."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pandas as pd

from contagion.experiments.verbs.sweep.work import MOST_ROWS, SHOWN, in_words
from contagion.models.scenarios.scenario import read


def runs(points: int, failed: int = 0) -> Any:
    """Two runs a point; at point n, 10 n and 10 n + 2 of everything; the first so many failed."""
    rows = [
        dict.fromkeys(SHOWN, 10 * point + 2 * second)
        | {"training.places": point, "seed": 1 + second, "years": 8, "error": ""}
        for point in range(points)
        for second in (0, 1)
    ]
    for row in rows[:failed]:
        row["error"] = "Traceback\nValueError: no good\n"
    return SimpleNamespace(table=pd.DataFrame(rows))


def test_means_and_deviations_of_each_point():
    head, nothing, titles, *lines = in_words(runs(2), ["training.places"], read()).splitlines()
    assert (head, nothing) == ("4 runs", "")
    assert titles.endswith("communes reached sd of participants")
    assert [line.split() for line in lines] == [["0", *["1.0"] * 5, "1.4"], ["1", *["11.0"] * 5, "1.4"]]


def test_runs_that_failed_are_told_and_count_for_no_mean():
    head, first, _, _, *lines = in_words(runs(2, failed=1), ["training.places"], read()).splitlines()
    assert head == "4 runs, 1 of them failed"
    assert first == "The first to fail (seed 1): ValueError: no good"
    assert lines[0].split()[1] == "2.0"
    assert in_words(runs(2, failed=4), ["training.places"], read()).splitlines() == ["4 runs, 4 of them failed", first]


def test_of_many_points_the_first_are_shown():
    lines = in_words(runs(MOST_ROWS + 3), ["training.places"], read()).splitlines()
    assert lines[-1] == "... and 3 more points"
    assert len(lines) == 2 + 1 + MOST_ROWS + 1


def test_of_a_programme_it_is_said_which_years_these_are():
    made = runs(1)
    text = " ".join(in_words(made, ["training.places"], replace(read(), past=3)).split())
    assert "The 5 years that lie ahead are those from January 2020 to the end of 2024." in text
    assert "totals are counted since 2017" in text
