"""Attendance lists: a date, a group and a number of people a row, and no names. What is counted of them by year is all
that is kept."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from pathlib import Path

from contagion.experiments.evidence.known import Year
from contagion.sim.errors import InputError, both
from contagion.sim.reading import MEGABYTE, content_of, given, shown

LARGEST, MOST_ROWS, MOST_LETTERS = 32 * MEGABYTE, 200_000, 300
COLUMNS = {
    "date": ("date", "jour", "day"),
    "group": ("group", "groupe", "groupe_id", "group_id"),
    "people": ("people", "personnes", "nombre", "participants", "presents", "présents", "number"),
}
"""What each column may be called."""
ADDRESS = re.compile(r"[^\s@]@[^\s@]|(?:\+?\d[ .\-]?){9,}")
DATES = (
    re.compile(r"(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})"),
    re.compile(r"(?P<d>\d{1,2})/(?P<m>\d{1,2})/(?P<y>\d{4})"),
)
OVER = timedelta(weeks=5)
"""A group that has not met for so long is over (sessions are some three weeks apart)."""


@dataclass(frozen=True)
class Attended:
    """What a year's lists say: groups that met for the first time, people who came to them, and who finished; `over`,
    whether all of these groups are over."""

    year: int
    groups: int
    participants: int
    completers: int
    over: bool


def read_attendance(path: Path, today: date) -> list[Attended]:
    """What lists say, a row a year in which a group began.

    A group's people are the most who came to one of its sessions; who came to the last finished, once the group is
    over. Dates are 2026-11-30 or 30/11/2026; columns are parted by commas, semicolons or tabs.

    Raises
    ------
    InputError
        In one line: the file, the line, what was given, and what would be valid. A column that is none of the three is
        refused, and so is a cell that looks like an e-mail address or a telephone number.
    """
    sessions: dict[str, list[tuple[date, int]]] = {}
    for number, when, group, people in _rows(path):
        if when > today:
            raise InputError(f"{path}: line {number}: {when} lies after today, {today}")
        sessions.setdefault(group, []).append((when, people))
    if not sessions:
        raise InputError(f"{path}: holds no session; a row is a date, a group and a number of people")
    years: dict[int, list[tuple[int, int, bool]]] = {}
    for one in sessions.values():
        one.sort()
        came, last, over = max(people for _, people in one), one[-1][1], today - one[-1][0] > OVER
        years.setdefault(one[0][0].year, []).append((came, last if over else 0, over))
    return [
        Attended(year, len(some), sum(c for c, _, _ in some), sum(f for _, f, _ in some), all(o for _, _, o in some))
        for year, some in sorted(years.items())
    ]


def with_lists(known: list[Year], path: Path, today: date, where: str) -> list[Year]:
    """What is known, with what attendance lists count where nothing is said; of the current year nothing is taken.

    Raises
    ------
    InputError
        As of `read_attendance`, and where they count something else than is said.
    """
    counted = {one.year: one for one in read_attendance(path, today) if one.year < today.year}
    years = {year.year: year for year in known}
    for number, one in counted.items():
        here = {"groups": one.groups, "participants": one.participants}
        here |= {"completers": one.completers} if one.over else {}
        year = years.get(number, Year(year=number))
        for name, value in here.items():
            if year.said.get(name, value) != value:
                raise InputError(
                    f"{where}: year {number}: {name} {year.said[name]:,.0f}, but the attendance lists count {value:,}"
                )
        years[number] = year.model_copy(update=here)
    return [years[number] for number in (sorted(years) if len(years) != len(known) else (year.year for year in known))]


def _rows(path: Path) -> Iterator[tuple[int, date, str, int]]:
    text = _text(path)
    first = text.partition("\n")[0]
    parted = max(",;\t", key=first.count)
    rows = _cells(csv.reader(text.splitlines(), delimiter=parted), path)
    places = _places(next(rows, []), path)
    for number, cells in enumerate(rows, start=2):
        if not any(cell.strip() for cell in cells):
            continue
        if number > MOST_ROWS:
            raise InputError(f"{path}: has more than {MOST_ROWS:,} rows, the most that are read")
        if len(cells) != len(places):
            raise InputError(f"{path}: line {number}: has {len(cells)} cells, and not {len(places)}")
        row = {name: cells[place].strip() for name, place in places.items()}
        if ADDRESS.search(row["group"]):
            raise InputError(
                f"{path}: line {number}: group looks like an address or a telephone number; number the "
                "groups, and leave out who came: nothing of it was kept"
            )
        if not row["group"]:
            raise InputError(f"{path}: line {number}: group is empty; any number or word will do")
        yield number, _date(row["date"], path, number), row["group"], _people(row["people"], path, number)


def _cells(rows: Iterator[list[str]], path: Path) -> Iterator[list[str]]:
    """The cells of each row, of which none is long."""
    for number in count(1):
        try:
            cells = next(rows, None)
        except csv.Error:  # a cell is longer than what `csv` reads
            cells = [" " * (MOST_LETTERS + 1)]
        if cells is None:
            return
        if any(len(cell) > MOST_LETTERS for cell in cells):
            raise InputError(
                f"{path}: line {number}: a cell has more than {MOST_LETTERS:,} characters, the most that are read"
            )
        yield cells


def _text(path: Path) -> str:
    try:
        content = content_of(path, LARGEST)
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror})") from None
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            text = content.decode("utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise InputError(f"{path}: is no text; save it as CSV")
    if not text.strip():
        raise InputError(f"{path}: is empty; its first line names the columns: date, group, people")
    if "\0" in text:
        raise InputError(f"{path}: is no text; save it as CSV")
    return text


def _places(head: Sequence[str], path: Path) -> dict[str, int]:
    """Where each column stands."""
    places: dict[str, int] = {}
    for place, cell in enumerate(head):
        word = cell.strip().strip("\ufeff").lower().replace(" ", "_")
        name = next((name for name, words in COLUMNS.items() if word in words), None)
        if name is None:
            raise InputError(
                f"{path}: column {given(shown(cell))}: is not read, and may say who somebody is; keep "
                f"{both([*COLUMNS])} alone: nothing of it was kept"
            )
        if name in places:
            raise InputError(f"{path}: column {name}: stands there twice")
        places[name] = place
    if missing := [name for name in COLUMNS if name not in places]:
        raise InputError(f"{path}: has no column {both(missing)}")
    return places


def _date(text: str, path: Path, number: int) -> date:
    for form in DATES:
        if found := form.fullmatch(text):
            try:
                return date(*(int(found[part]) for part in "ymd"))
            except ValueError:
                break
    raise InputError(f"{path}: line {number}: date {given(text)}: must be a day such as 2026-11-30 or 30/11/2026")


def _people(text: str, path: Path, number: int) -> int:
    plain = re.sub(r"[,.]0+$", "", text)
    if plain.isascii() and plain.isdigit() and int(plain[:6]) <= 1000 and len(plain) < 6:
        return int(plain)
    raise InputError(f"{path}: line {number}: people {given(text)}: must be a whole number of people, from 0 to 1,000")
