"""What figures that planners are shown rest on."""

from typing import Any

from contagion.experiments.doors.words.evidence import counted
from contagion.experiments.programmes.programme import checked

YEARS = [{"year": year, "trained": 8, "participants": people} for year, people in ((2023, 40), (2024, 61))]


def said(**known: Any) -> str:
    programme = {"territory": "200068989", "began": "2023-01", "today": "2025-01-01", **known}
    return counted(checked(programme, "here"), elsewhere=False)


def test_one_total_is_all_that_is_known_only_where_no_year_says_people():
    total = {"until": 2024, "trained": 16, "participants": 101}
    assert said(total=total) == "Known here: one published total, 101 people. Nearly all else is assumed."
    of_years = "Known here: 4 figures of this programme. Nearly all else is assumed."
    assert [said(year=YEARS), said(year=YEARS, total=total)] == [of_years, of_years]
    assert said(year=YEARS[:1], total=total).startswith("Known here: 4 figures")  # two of a year, two since the start


def test_where_nothing_is_told_it_is_what_was_published_here():
    """As sets of values know it."""
    assert said(territory="242500361") == "The answer agrees with one total that was published here."
