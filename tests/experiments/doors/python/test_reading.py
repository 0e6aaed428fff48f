"""Readings by `import contagion`: which there are, and answers under one."""

from typing import Any, cast

import pytest

import contagion as ct
from contagion.experiments.ensembles.readings import READINGS


def test_they_are_listed_with_their_sources():
    table = ct.readings()
    assert table["reading"].tolist() == list(READINGS)
    assert table["source"].str.len().min() > 5
    assert table.set_index("reading").loc["nothing-lasts", "excludes"] == ["a-little-lasts"]


def test_a_comparison_under_a_reading_is_one_of_other_runs(tmp_path):
    """Over two years: in one the word of those in groups moves nobody in some worlds."""
    how: dict[str, Any] = {"seeds": 2, "years": 2, "store": tmp_path, "workers": 1}
    usual, told = (ct.compare("ref", "lowloss", reading=name, **how) for name in (None, "talk-informs"))
    same, of = (set(made._made.runs.table["event_log_sha256"]) for made in (usual, told))
    assert not same & of


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (lambda: ct.compare("ref", "lowloss", reading="talks"), "reading talks: there is no such reading"),
        (lambda: ct.compare("ref", "lowloss", reading="talk-informs", ensemble=None), "is told over worlds"),
        (lambda: ct.limits("ref", reading="nothing-lasts"), "limits says nothing of them"),
        (lambda: ct.sweep({"training.places": [4]}, reading="talk-informs", ensemble=None), "is told over worlds"),
        (lambda: ct.compare("ref", "lowloss", reading=cast("Any", ["rule-simple", "rule-threshold"])), "one at a time"),
    ],
)
def test_a_mistake_is_one_line(ask, said):
    with pytest.raises(ct.InputError, match=said):
        ask()


@pytest.mark.slow
def test_in_which_readings_a_comparison_stands_is_a_table(tmp_path):
    made = ct.compare("ref", "lowloss", seeds=2, years=1, store=tmp_path, workers=1)
    table = made.readings(worlds=2)
    assert set(table["reading"]) == set(READINGS)
    assert table["stands"].dtype == bool
    alone = ct.compare("ref", "lowloss", seeds=2, years=1, store=tmp_path, workers=1, ensemble=None)
    with pytest.raises(ct.InputError, match="one set of values"):
        alone.readings()
