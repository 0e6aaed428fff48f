"""Tables that are handed to analysts."""

import pandas as pd
import pytest

from contagion.models.runs.figures import WholeTable


@pytest.mark.parametrize("terminal", ["80", "200"])
def test_whole_table_prints_every_column(terminal, monkeypatch):
    monkeypatch.setenv("COLUMNS", terminal)
    table = pd.DataFrame({f"a_long_name_{n}": [1234.567891, 2.0] for n in range(25)})
    with pd.option_context("display.max_columns", 0, "display.width", 80):
        assert "..." in repr(table)
        text = repr(WholeTable(table))
    assert "..." not in text
    assert all(f"a_long_name_{n}" in text for n in range(25))
    assert max(map(len, text.splitlines())) <= int(terminal)


def test_whole_table_becomes_a_plain_frame_when_something_is_derived():
    assert type(WholeTable({"a": [1, 2]}).query("a > 1")) is pd.DataFrame
