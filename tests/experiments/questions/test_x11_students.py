"""Students: what is handed over follows from the runs."""

import numpy as np
import pandas as pd
import pytest

from experiments.questions import x11_students
from tests.helpers.table_rows import only


def test_what_students_change_is_that_of_the_runs(made):
    finding = made(x11_students)
    still, move = (
        only(finding.table, case=name, indicator="lost")["mean"] for name in (x11_students.STILL, x11_students.BASE)
    )
    assert still == 0 < move
    rows = pd.DataFrame(
        {"students_trained": [2, 0], "students_completing": [8, 0], "students_moved_registered": [3, 0],
         "students_registered": [30, 5], "students_moved_aspiring": [1, 0]}
    )  # fmt: skip
    shares = x11_students.with_shares(rows)
    assert shares["conversion"].tolist() == pytest.approx([25, np.nan], nan_ok=True)
    assert list(shares["lost"]) == [10, 0]
