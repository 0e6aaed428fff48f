"""The file of a programme: what it says, its times, and its mistakes."""

from datetime import date
from pathlib import Path

import pytest

from contagion.experiments.programmes.programme import read_programme
from contagion.sim.errors import InputError

DINAN = """
territory = "Dinan"
began = "2023-09"
today = "2026-11-29"
years = 5
"""


@pytest.fixture
def read(tmp_path):
    def written(text, more=""):
        path = tmp_path / "own.toml"
        path.write_text(text + more, encoding="utf-8")
        return read_programme(path)

    return written


def test_the_case_of_the_project():
    """Grand Besançon as it was published, seen from January 2020."""
    case = read_programme(Path("besancon"))
    assert "case study" in case.title
    assert len(case.territory.codes) == 68
    assert [year.trained for year in case.known] == [10, 10, 10]
    assert case.total
    assert (case.total.trained, case.total.participants) == (30, 300)
    assert (case.past, case.now, case.next_january, case.length) == (3, 156, "2020-01", 13)


def test_years_are_those_of_the_calendar(read):
    """Changes begin in the first January after today; what is looked ahead is counted from it."""
    programme = read(DINAN)
    assert (programme.name, programme.title) == ("own", "own")
    assert (programme.start, programme.began, programme.past) == ("2023-01", date(2023, 9, 1), 4)
    assert (programme.next_january, programme.length) == ("2027-01", 4 + 5)
    assert not programme.to_begin
    assert not programme.observed
    begins = read(DINAN.replace("2023-09", "2027-03"))
    assert begins.to_begin
    assert repr(begins) == "<Programme own: begins 2027-03, no figures; 5 years from 2027-03 on>"
    assert (begins.start, begins.next_january, begins.now, begins.length) == ("2027-01", "2027-01", 0, 5)


def test_attendance_lists_fill_in_what_is_not_said(read, tmp_path):
    (tmp_path / "lists.csv").write_text("date,group,people\n2024-03-01,1,8\n2024-07-01,1,6\n2026-10-01,2,7\n")
    lists = 'attendance = "lists.csv"\n'
    (year,) = read(DINAN, lists).known  # of the current year, which is not over, nothing is taken
    assert year.said == {"groups": 1, "participants": 8, "completers": 6}
    more = lists + "[[year]]\nyear = 2024\nactive = 3\n"
    assert read(DINAN, more).known[0].said == {**year.said, "active": 3}
    with pytest.raises(InputError, match="year 2024: groups 2, but the attendance lists count 1"):
        read(DINAN, lists + "[[year]]\nyear = 2024\ngroups = 2\n")


@pytest.mark.parametrize(
    "before, after, words",
    [
        ('"Dinan"', '"Nixville"', "own.toml: territory 'Nixville': no EPCI has this code or name"),
        (
            '"Dinan"',
            '"200035459"',
            "own.toml: territory '200035459': CA d'Agen was an EPCI until 2021; its communes are now",
        ),
        ("years = 5", "years = 0", "years = 0: must be"),
        ("years = 5", "years = 200", "years = 200: must be"),
        ("years = 5", "yeers = 5", "yeers"),
        ('"2023-09"', '"2023-19"', "began = '2023-19'"),
        ('"2026-11-29"', '"today"', "today = 'today'"),
        ("years = 5", "years = 5\n[[year]]\nyear = 2026", "year 2026: is not over on 2026-11-29"),
        ("years = 5", "years = 5\n[[year]]\nyear = 2027", "year 2027: lies after today"),
        ("years = 5", "years = 5\n[[year]]\nyear = 2024\ngroups = -1", "groups = -1: must be"),
        ("years = 5", "years = 5\n[[year]]\nyear = 2024\ngroups = 1.5", "groups = 1.5: must be"),
        ("years = 5", "years = 5\n[prices]\nseats = 640", "prices: 'seats' is no price; did you mean 'seat'?"),
        ("years = 5", 'years = 5\nattendance = "none.csv"', "none.csv: cannot be read"),
        ('"2023-09"', '"2027-09"\n[total]\nuntil = 2025\ngroups = 1\n[x]', "own.toml"),
        ("years = 5", 'years = 5\n[[decision]]\nset = { "group.size" = 7 }', "group.size cannot change during a run"),
    ],
)
def test_a_mistake_gets_one_line(read, before, after, words):
    with pytest.raises(InputError) as error:
        read(DINAN.replace(before, after))
    assert words in str(error.value)
    assert "\n" not in str(error.value)


def test_of_what_is_to_begin_nothing_is_known(read):
    with pytest.raises(InputError, match="of a programme that is to begin nothing is known yet"):
        read(DINAN.replace("2023-09", "2027-01"), "[total]\nuntil = 2025\ngroups = 1\n")


def test_a_file_that_is_not_there():
    with pytest.raises(InputError, match="no such programme; `contagion programme init --epci NAME` makes a file"):
        read_programme(Path("nowhere"))
    with pytest.raises(InputError, match="File name too long"):
        read_programme(Path("x" * 300))
