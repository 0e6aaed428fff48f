"""Students: what is lost, and what is said of a toy."""

import numpy as np
import pandas as pd
import pytest

from contagion.experiments.questions import x11_students as x11
from tests.helpers.asked import held


def toy(**figures):
    given = {(x11.ON_CAMPUS, x11.STUDENTS): (10, 20, 30), (x11.STILL, x11.TRAINED): (1, 2, 3)}
    return held(x11, x11.CASES, given | {(x11.ON_CAMPUS, name): of for name, of in figures.items()})


def test_what_is_lost_is_a_share_of_what_there_is():
    rows = pd.DataFrame(
        {"students_moved_registered": [3, 0], "students_registered": [30, 0], "students_moved_aspiring": [1, 0]}
    )
    assert x11.with_shares(rows)["lost"].tolist() == pytest.approx([10, np.nan], nan_ok=True)


def test_what_follows_is_what_is_told():
    said = x11.follows(toy())
    assert "reaches more of them. They come in the place of others: -20 (-29 to -11) people" in said
    assert "That people move away costs students who would lead: -2 (-3 to -1) trained" in said
    assert "Whether they come in the place of others is not told" in x11.follows(toy(participants=(10, 20, 30)))
