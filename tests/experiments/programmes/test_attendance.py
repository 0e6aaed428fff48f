"""Attendance lists: what is counted of them, however they are written, and what is refused."""

from datetime import date
from time import process_time

import pytest

from contagion.experiments.programmes.attendance import MOST_ROWS, Attended, read_attendance
from contagion.sim.errors import InputError

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
    assert read_attendance(written(LISTS), TODAY) == [Attended(2024, 1, 9, 6, True), Attended(2025, 1, 7, 0, False)]


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
        ("date,date,people\n", "column date: stands there twice"),
        ("date,group,people\n2027-01-01,1,8\n", "line 2: 2027-01-01 lies after today, 2026-01-15"),
        (b"\x00\x01\x02", "is no text; save it as CSV"),
        ("date,group,people\n" + "2024-01-01,1,8\n" * MOST_ROWS, f"has more than {MOST_ROWS:,} rows"),
    ],
)
def test_what_is_wrong_is_told_in_a_line(written, text, words):
    with pytest.raises(InputError) as error:
        read_attendance(written(text), TODAY)
    line = str(error.value)
    assert words in line
    assert "\n" not in line
    assert "a.b@c.fr" not in line


@pytest.mark.parametrize("cell", ["x" * 40_000, "x" * 131_073, "x" * 301, "x" * 300 + "@y", '"' + "y,\n" * 50_000])
def test_a_long_cell_is_refused_before_anything_is_looked_for_in_it(written, cell):
    began = process_time()
    with pytest.raises(InputError, match=r"line \d+: a cell has more than 300 characters, the most that are read"):
        read_attendance(written(f"date,group,people\n2024-01-01,{cell},8\n"), TODAY)
    assert process_time() - began < 1


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(InputError, match="cannot be read"):
        read_attendance(tmp_path / "none.csv", TODAY)
