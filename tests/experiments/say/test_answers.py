"""An answer in twelve lines."""

from itertools import product

import pandas as pd
import pytest

from contagion.experiments.say.answers import LINES, WIDTH, Answer, show


@pytest.mark.parametrize(("sentences", "rows", "notes"), [*product((1, 5, 9, 10, 11), (0, 1, 2, 3, 20), (0, 3))])
def test_a_long_answer_has_twelve_lines_and_no_table_without_rows(sentences, rows, notes):
    table = pd.DataFrame({"year": [f"{2020 + row}" for row in range(rows)], "people": ["some"] * rows})
    answer = Answer(["a long sentence " * 5 * sentences, "another"], table, ["a note"] * notes)
    lines = show(answer, "More: --details.").splitlines()
    assert len(lines) <= LINES
    assert max(map(len, lines)) <= WIDTH
    assert lines[-1] == "More: --details."
    drawn = [line for line in lines if line.startswith("20")]
    assert bool(drawn) == any(line.startswith("year") for line in lines)
    assert len(drawn) == rows or any(line.startswith("…") for line in lines) == bool(drawn)
