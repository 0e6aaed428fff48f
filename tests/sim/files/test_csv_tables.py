"""Tables as CSV: what was written is read, and no text is a formula."""

from io import StringIO

import pandas as pd
import pytest

from contagion.sim.files.csv_tables import csv_of, plain, write_csv


@pytest.mark.parametrize("text", ["=cmd|'/C calc'!A0", "+1-1", "-a", "@SUM(1)", "\t=1", "\r=1", "-1 to 1", "="])
def test_formula_gets_an_apostrophe_in_cells_and_heads(text):
    table = pd.DataFrame({text: [text, "x"], "n": [1, 2]})
    back = pd.read_csv(StringIO(csv_of(table)))
    assert [*back.columns] == [f"'{text}", "n"]
    assert back[f"'{text}"].tolist() == [f"'{text}", "x"]
    assert plain(plain(text)) == plain(text)


def test_numbers_and_other_texts_stay_as_they_are(tmp_path):
    table = pd.DataFrame(
        {
            "x": [-3.5, 1e-7],
            "n": [-1, 2],
            "mixed": [-0.5, "-3.5"],
            "kind": pd.Categorical(["a", None]),
            "name": ["L'Isle\n", "'s-H"],
            "yes": [True, False],
        }
    )
    assert csv_of(table) == table.to_csv(index=False)
    assert csv_of(table.iloc[:0]) == table.iloc[:0].to_csv(index=False)
    write_csv(table, tmp_path / "t.csv", "%.2g")
    assert (tmp_path / "t.csv").read_text() == table.to_csv(index=False, float_format="%.2g")
