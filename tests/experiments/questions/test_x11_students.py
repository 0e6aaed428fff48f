"""Students: what is handed over follows from the runs."""

import numpy as np
import pandas as pd
import pytest

from contagion.experiments.questions import x11_students
from tests.helpers.even_ensemble import even
from tests.helpers.table_rows import only


def test_what_students_change_is_that_of_the_runs(lab):
    found = x11_students.main(quick=True, lab=lab, ensemble=even(2))
    still = only(found.table, scenario=x11_students.STILL, indicator="lost")
    assert still["value"] == 0 < still["base"]  # nobody moves, and in all worlds somebody does
    campus = only(found.table, scenario=x11_students.ON_CAMPUS, indicator=x11_students.STUDENTS)
    assert found.answer.startswith(f"Campus partners: {campus['p50']:+z,.0f} students")
    assert found.rows["case"].tolist() == list(x11_students.CASES)
    assert len(found.answer.split()) <= 14


def test_what_is_lost_is_a_share_of_what_there_is():
    rows = pd.DataFrame(
        {"students_moved_registered": [3, 0], "students_registered": [30, 0], "students_moved_aspiring": [1, 0]}
    )
    assert x11_students.with_shares(rows)["lost"].tolist() == pytest.approx([10, np.nan], nan_ok=True)


def test_what_follows_is_what_is_told():
    cases = list(x11_students.CASES)[1:]
    students = pd.DataFrame({key: [10, 20, 30] for key in cases})
    people = pd.DataFrame({key: [0, 0, 0] for key in cases})
    said = x11_students._follows(even(1), students, people, pd.DataFrame({key: [1, 2, 3] for key in cases}))
    assert "reaches more of them. They come in the place of others: -20 (-29 to -11) people" in said
    assert "That people move away costs students who would lead: -2 (-3 to -1) trained" in said
    assert "Whether they come in the place of others is not told" in x11_students._follows(
        even(1), students, students, people
    )
