"""How much closer the same seeds bring two scenarios, and what is known without a run."""

import numpy as np
import pandas as pd
import pytest

from contagion.experiments.questions import paired_variance as shown
from contagion.sim.chance.draws import Draws

NOISE = Draws(1).stream("a test")


def test_the_ratio_by_hand():
    """Variances 1 and 4 of levels, 1 of their difference."""
    a, b = np.array([-1.0, 0, 1]), np.array([-2.0, 0, 2])
    assert shown.ratio(a, b) == pytest.approx(5)


def test_the_ratio_with_what_is_known_is_of_what_is_missed():
    """Half of each difference is missed: a quarter of the variance is left, and the ratio is four times as large."""
    a, b = np.array([-1.0, 0, 1]), np.array([-2.0, 0, 2])
    assert shown.ratio(a, b, (b - a) / 2) == pytest.approx(20)


def test_the_table_has_every_change():
    runs = pd.DataFrame(
        {"scenario": name, "seed": seed, "participants": NOISE.normal(seed, n), "time": n, "members": seed}
        for n, name in enumerate([shown.BASE, *shown.CHANGES])
        for seed in range(12)
    )
    found = shown.answer(shown.table(runs), 12)
    lines = found.lines
    assert found.rows["change"].tolist() == list(shown.CHANGES)
    assert set(found.rows["verdict"]) <= {"closer", "not told"}
    assert "ratio, 12 seeds" in lines[0]
    assert len(lines) == 2 + len(shown.CHANGES)
