"""Readings by `import contagion`: which there are, and answers under one."""

from typing import Any

import contagion as ct
from contagion.experiments.evidence.readings import READINGS


def test_they_are_listed_with_their_sources():
    table = ct.readings()
    assert table["reading"].tolist() == list(READINGS)
    assert table["source"].str.len().min() > 5
    assert table.set_index("reading").loc["nothing-lasts", "excludes"] == ["a-little-lasts"]


def test_a_comparison_under_a_reading_is_one_of_other_runs(tmp_path):
    """Over two years: in one the word of those in groups moves nobody in some worlds."""
    how: dict[str, Any] = {"seeds": 2, "years": 2, "store": tmp_path, "workers": 1}
    usual, told = (ct.compare("ref", "lowloss", reading=name, **how) for name in (None, "talk-informs"))
    same, of = (set(made.runs.table["event_log_sha256"]) for made in (usual, told))
    assert not same & of
