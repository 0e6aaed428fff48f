"""The log of assumptions: every assumed parameter is of one row, and what it does to answers is what was found."""

import re
from collections import Counter
from datetime import date
from fnmatch import fnmatchcase

import pandas as pd
import pytest

from contagion.experiments.questions import assumptions
from contagion.experiments.questions.assumptions import LOG, NOTHING, PAGE, covered, farthest, log, strongest, written
from contagion.experiments.questions.names import names
from contagion.models.parameters import describe
from tests.helpers.places import ROOT

GRADES = {row["name"]: row["grade"] for row in describe()}


def test_every_assumed_parameter_is_of_one_row():
    times = Counter(name for row in covered(log()) for name in row)
    assumed = {name for name, grade in GRADES.items() if grade == "D"}
    assert len(assumed) > 100
    assert assumed <= times.keys()
    assert {name for name, often in times.items() if often != 1} == set()


def test_every_row_names_what_is_there():
    rows = log()
    for where in (one for row in rows["where"] for one in row.split()):
        there = (ROOT / where).is_file() if "/" in where else any(of(name, where) for name in GRADES)
        assert there, where
    assert [row for row, names in zip(rows["where"], covered(rows), strict=True) if not names and "/" not in row] == []
    assert {*rows["finding"]} <= {"", *names()}
    assert all(date(2026, 11, 24) <= date.fromisoformat(day) <= date.today() for day in rows["since"])
    assert (rows[["assumption", "test"]] != "").all(axis=None)


def of(name: str, where: str) -> bool:
    return fnmatchcase(name, where.replace("[]", "[[][]]"))


def test_the_page_is_that_of_the_log_and_of_the_findings():
    """Otherwise: `python -m contagion.experiments.questions.assumptions`."""
    text = PAGE.read_text(encoding="utf-8")
    assert written(text) == text
    assert len(re.findall(r"^\| 20", text, re.MULTILINE)) == len(log())


def test_a_parameter_that_a_row_names_is_none_of_the_rest():
    rows = pd.DataFrame({"where": ["demand.place", "demand.*", "models/parameters/effort.py"]})
    named, rest, file = covered(rows)
    assert (named, file) == ({"demand.place"}, set())
    assert "demand.place" not in rest
    assert rest == {name for name, grade in GRADES.items() if name.startswith("demand.") and grade == "D"} - named


@pytest.fixture
def found(monkeypatch):
    """Findings made by hand."""
    told = pd.DataFrame(
        [
            ("a.one", -0.5, -0.6, -0.4, "people"),
            ("a.two = so", 0.7, 0.6, 0.8, "people"),
            ("a.three", 0.9, -0.1, 1.0, "people"),
            ("a.one", 0.1, -0.1, 0.3, "gain"),
        ],
        columns=["factor", "prcc", "low", "high", "output"],
    )
    alone = pd.DataFrame(
        [
            ("a.one", "distinguishable", 20.0),
            ("a.two", "not distinguishable", 900.0),
            ("a.three", "distinguishable", 1e3),
        ],
        columns=["parameter", "effect", "swing"],
    )
    monkeypatch.setattr(assumptions, "_figures", {"sensitivity": told, "x03_one_at_a_time": alone}.__getitem__)


def test_an_effect_is_the_strongest_that_is_told(found):
    assert strongest({"a.one", "a.two", "a.three"}, "people") == "+0.70 `a.two = so`"
    assert strongest({"a.one"}, "people") == "-0.50 `a.one`"
    assert strongest({"a.one"}, "gain") == strongest({"a.three"}, "people") == "not told"
    assert strongest({"a.two"}, "gain") == NOTHING
    assert farthest({"a.one", "a.two", "a.three"}) == "1,000 `a.three`"
    assert farthest({"a.two"}) == "not told"
    assert farthest(set()) == NOTHING


def test_the_log_is_read_as_it_is_written():
    assert LOG.read_text(encoding="utf-8").startswith("since,assumption,where,test,finding\n")
