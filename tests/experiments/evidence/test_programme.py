"""The file of a programme: what it says, its times, and its mistakes."""

import re
from datetime import date
from pathlib import Path
from time import process_time

import pytest

from contagion.experiments.evidence.known import MOST_ROWS, Total, Year, must_agree, read_attendance
from contagion.experiments.evidence.programme import read_programme
from contagion.experiments.evidence.words_of_programmes import new_file
from contagion.models.territory.gazetteer import find
from contagion.sim.errors import InputError
from tests.helpers.mistakes import refused

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
        (
            "years = 5",
            "years = 5\n[prices]\nseats = 640",
            "prices: unknown price 'seats'; `contagion parameters costs` lists them. Did you mean 'seat'?",
        ),
        ("years = 5", 'years = 5\nattendance = "none.csv"', "none.csv: cannot be read"),
        ('"2023-09"', '"2027-09"\n[total]\nuntil = 2025\ngroups = 1\n[x]', "own.toml"),
        ("years = 5", 'years = 5\n[[decision]]\nset = { "group.size" = 7 }', "group.size cannot change during a run"),
    ],
)
def test_a_mistake_gets_one_line(read, before, after, words):
    line = refused(lambda: read(DINAN.replace(before, after)))
    assert words in line


def test_of_what_is_to_begin_nothing_is_known(read):
    with pytest.raises(InputError, match="of a programme that is to begin nothing is known yet"):
        read(DINAN.replace("2023-09", "2027-01"), "[total]\nuntil = 2025\ngroups = 1\n")


def test_a_file_that_is_not_there():
    with pytest.raises(InputError, match="no such programme; `contagion programme init --epci NAME` makes a file"):
        read_programme(Path("nowhere"))
    with pytest.raises(InputError, match="File name too long"):
        read_programme(Path("x" * 300))


# ---- attendance lists: what is counted of them, however they are written, and what is refused ------------------------

TODAY = date(2026, 1, 15)
LISTS = """date,group,people
2024-10-01,1,8
2024-11-01,1,9
2025-02-01,1,6
2025-09-01,2,7
2026-01-10,2,5
"""


@pytest.fixture
def written(tmp_path):
    def write(text, encoding="utf-8"):
        path = tmp_path / "attendance.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
        return path

    return write


def test_a_group_is_of_the_year_in_which_it_began(written):
    """Who came is the most at a session, who finished those at the last, once the group is over."""
    assert read_attendance(written(LISTS), TODAY) == [
        Year(year=2024, groups=1, participants=9, completers=6),
        Year(year=2025, groups=1, participants=7),
    ]


@pytest.mark.parametrize(
    "text, encoding",
    [
        (LISTS.replace(",", ";"), "utf-8-sig"),
        (LISTS.replace(",", "\t").replace("\n", "\r\n"), "utf-16"),
        (LISTS.replace("people", "Présents").replace("group", "Groupe"), "cp1252"),
        (LISTS.replace(",8\n", ",8.0\n").replace(",", ";").replace("8.0", "8,0"), "utf-8"),
        (LISTS.replace("2024-10-01", "01/10/2024") + "\n\n", "utf-8"),
    ],
)
def test_it_is_the_same_however_it_is_written(written, text, encoding):
    assert read_attendance(written(text, encoding), TODAY) == read_attendance(written(LISTS), TODAY)


@pytest.mark.parametrize(
    "text, words",
    [
        ("", "is empty; its first line names the columns: date, group, people"),
        ("date,group,people\n", "holds no session"),
        ("date,group\n2024-01-01,1\n", "has no column people"),
        ("date,group,people,Nom\n2024-01-01,1,8,X\n", "column 'Nom': is not read, and may say who somebody is"),
        ("date,group,people,e-mail\n", "nothing of it was kept"),
        ("date,group,people\n2024-01-01,a.b@c.fr,8\n", "line 2: group looks like an address"),
        ("date,group,people\n2024-01-01,06 12 34 56 78,8\n", "line 2: group looks like an address"),
        ("date,group,people\n2024-01-01,,8\n", "line 2: group is empty"),
        ("date,group,people\n2024-13-01,1,8\n", "line 2: date '2024-13-01': must be a day such as 2026-11-30"),
        ("date,group,people\n2024-01-01,1,7.5\n", "line 2: people '7.5': must be a whole number of people"),
        ("date,group,people\n2024-01-01,1,-1\n", "line 2: people '-1': must be"),
        ("date,group,people\n2024-01-01,1\n", "line 2: has 2 cells, and not 3"),
        ("date,date,people\n", "column date: is listed twice"),
        ("date,group,people\n2027-01-01,1,8\n", "line 2: 2027-01-01 lies after today, 2026-01-15"),
        (b"\x00\x01\x02", "is not a text file; save it as CSV"),
        ("date,group,people\n" + "2024-01-01,1,8\n" * MOST_ROWS, f"has more than {MOST_ROWS:,} rows"),
    ],
)
def test_what_is_wrong_is_told_in_a_line(written, text, words):
    line = refused(lambda: read_attendance(written(text), TODAY))
    assert words in line
    assert "a.b@c.fr" not in line


@pytest.mark.parametrize("cell", ["x" * 40_000, "x" * 131_073, "x" * 301, "x" * 300 + "@y", '"' + "y,\n" * 50_000])
def test_a_long_cell_is_refused_before_anything_is_looked_for_in_it(written, cell):
    began = process_time()
    with pytest.raises(InputError, match=r"line \d+: a cell has more than 300 characters, the most that are read"):
        read_attendance(written(f"date,group,people\n2024-01-01,{cell},8\n"), TODAY)
    assert process_time() - began < 1


def test_a_list_that_is_not_there(tmp_path):
    with pytest.raises(InputError, match="cannot be read"):
        read_attendance(tmp_path / "none.csv", TODAY)


# ---- figures of which no programme can be are refused, in one line that says which -----------------------------------


def checked(*years, total=None, began=2020):
    must_agree([Year(**year) for year in years], total and Total(**total), began, 900, "own.toml")


def test_what_can_be_is_let_through():
    """Those who finish in a year may be more than those who came in it: groups last from one year to the next."""
    checked(
        {"year": 2020, "trained": 4, "groups": 2, "participants": 15, "completers": 0},
        {"year": 2021, "participants": 5, "completers": 12, "active": 4},
        {"year": 2023, "completers": 90},
        total={"until": 2021, "participants": 20, "trained": 10},
    )


@pytest.mark.parametrize(
    "years, total, words",
    [
        ([{"year": 2020}, {"year": 2020}], None, "year 2020: is listed twice"),
        ([{"year": 2021}, {"year": 2020}], None, "year 2020: comes after 2021; put the years in their order"),
        ([{"year": 2019}], None, "year 2019: lies before the programme began, in 2020"),
        (
            [{"year": 2020, "participants": 8, "completers": 2}, {"year": 2021, "participants": 8, "completers": 15}],
            None,
            "up to the end of 2021: completers 17 are more than participants 16",
        ),
        ([{"year": 2020, "trained": 0, "groups": 1}], None, "groups 1 before the first training"),
        ([{"year": 2020, "groups": 0, "participants": 3}], None, "participants 3 without a group"),
        ([{"year": 2020, "trained": 4, "active": 5}], None, "active 5 are more than the 4 who were trained"),
        ([{"year": 2020, "trained": 901}], None, "year 2020: trained 901 are more than the 900 residents"),
        (
            [{"year": 2020, "participants": 500}, {"year": 2021, "participants": 401}],
            None,
            "up to the end of 2021: participants 901 are more than the 900 residents",
        ),
        ([], {"until": 2021, "completers": 901}, "total: completers 901 are more than the 900 residents"),
        ([{"year": 2020, "groups": 4, "participants": 3}], None, "groups 4 are more than participants 3"),
        ([], {"until": 2019}, "total: until 2019 lies before the programme began"),
        (
            [{"year": 2020, "groups": 5}],
            {"until": 2021, "groups": 4},
            "total: groups 4 until 2021, but the years have 5",
        ),
        (
            [{"year": 2020, "groups": 5}],
            {"until": 2020, "groups": 6},
            "total: groups 6 until 2020, but the years have 5",
        ),
        ([], {"until": 2021, "participants": 3, "completers": 4}, "total: completers 4 are more than participants 3"),
    ],
)
def test_what_cannot_be_is_refused(years, total, words):
    line = refused(lambda: checked(*years, total=total))
    assert words in line
    assert line.startswith("own.toml: ")


# ---- A new file can be read as it is, and once its remarks are taken away --------------------------------------------

DAY = date(2026, 11, 29)


def test_it_is_read_as_it_is_and_filled_in(tmp_path):
    path = tmp_path / "programme.toml"
    text = new_file(find("epci", "Dinan"), DAY)
    path.write_text(text, encoding="utf-8")
    new = read_programme(path)
    assert new.to_begin
    assert (new.next_january, new.years, new.observed) == ("2027-01", 10, False)
    filled = re.sub(r"^# (?=[a-z_]+ = |\[)", "", text, flags=re.MULTILINE).replace("2027-01", "2025-01")
    path.write_text("\n".join(line for line in filled.splitlines() if "attendance =" not in line), encoding="utf-8")
    (year,) = read_programme(path).known
    assert (year.year, year.trained, year.posts) == (2025, 6, 0.5)
    assert max(map(len, text.splitlines())) <= 120
