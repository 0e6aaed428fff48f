"""Rows that become tables."""

import pandas as pd

from sim.recorder import EVENT_COLUMNS, Recorder, table_of

ROWS = [(0, "started", 2**57 + 1, 3, 2**62 + 1, -1), (1, "completed", 7, 0, -1, 2.5)]


def test_a_table_is_that_of_pandas_with_numbers_of_full_size():
    made = table_of(ROWS, EVENT_COLUMNS)
    pd.testing.assert_frame_equal(made, pd.DataFrame.from_records(ROWS, columns=list(EVENT_COLUMNS)), check_exact=True)
    assert made["who"].tolist() == [2**57 + 1, 7]
    assert made["group"].tolist() == [2**62 + 1, -1]


def test_a_table_without_a_row_has_its_columns():
    assert list(Recorder().table("weeks", ("week", "active")).columns) == ["week", "active"]
    assert list(Recorder().event_table().columns) == list(EVENT_COLUMNS)
