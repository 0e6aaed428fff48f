"""What is known of a programme: figures by calendar year, and totals since it began; any of them may be left out.

Places on offer are a decision, people trained an outcome. Where a file says `places` they are known, in each year as in
letters or events. Where it says only who was trained, at least as many places were on offer, and how many more is drawn
for each simulation: with chance one half as many as the most people trained in any year until then; else one level for
all years, up to twice the most ever trained, or what a town of this size offers if that is more. Simulations with empty
places train too many people, unless candidates were short in them: the figures then tell one from the other
(`agreeing`).

Of a year in which nobody was trained, and of whose places nothing is said, two stories can be true: no session was
held, or one was held and nobody came. Each simulation has one of them, with chance one half (assumption, grade D), the
same for such years in a row; in the second, as many places were on offer as in other years. The current course goes on
as the past ended: without sessions, or with them. Twice the places are twice those of the sessions that there were, in
both. `places` of that year decides: 0 if no session was held. So a question asks for it (`silent_years`), and answers
are given for each story (`stories`).

Attendance lists: a date, a group and a number of people a row, and no names. What is counted of them by year is all
that is kept.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count, pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

from pydantic import BaseModel, ConfigDict, Field, FiniteFloat

from contagion.sim.chance.draws import Draws
from contagion.sim.errors import InputError, both, told_of
from contagion.sim.reading import MEGABYTE, content_of, given, printable

if TYPE_CHECKING:
    from contagion.experiments.evidence.programme import Programme
    from contagion.models.parameters import Parameters
    from contagion.models.scenario import Scenario


type Count = Annotated[int, Field(ge=0, le=1_000_000, strict=True)]
type Amount = Annotated[FiniteFloat, Field(ge=0, le=1_000_000)]

FLOWS = {
    "trained": "facilitators_trained",
    "groups": "groups_started",
    "participants": "participants",
    "completers": "completers",
}
"""Figures of a year, and the column of a run's years that has them, since the start."""
STOCKS = {"active": "facilitators_active", "waiting": "waiting"}
"""Figures at the end of a year, and the column that has them."""
PEOPLE = ("trained", "participants", "completers", *STOCKS)
"""Figures that count residents."""


class _Figures(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    @property
    def said(self) -> dict[str, float]:
        """The figures that are there, by name."""
        return {name: value for name, value in self if name not in ("year", "until") and value is not None}


class Total(_Figures):
    """Figures since the programme began.

    Attributes
    ----------
    until : int
        The calendar year at whose end they were.
    trained, groups, participants, completers : int, optional
    """

    until: Annotated[int, Field(ge=1990, le=2100, strict=True)]
    trained: Count | None = None
    groups: Count | None = None
    participants: Count | None = None
    completers: Count | None = None


class Year(_Figures):
    """Figures of a calendar year.

    Attributes
    ----------
    year : int
    trained, groups, participants, completers : int, optional
        People trained to facilitate, groups that started, people who came to a group, and who finished one, in it.
    places : int, optional
        Training places on offer in it.
    active, waiting : int, optional
        Facilitators who go on, and people on the waiting list, at its end.
    letters, events : int, optional
        Letters sent and events held in it.
    posts : float, optional
        Coordinators, in full-time posts.
    """

    year: Annotated[int, Field(ge=1990, le=2100, strict=True)]
    trained: Count | None = None
    places: Count | None = None
    groups: Count | None = None
    participants: Count | None = None
    completers: Count | None = None
    active: Count | None = None
    waiting: Count | None = None
    letters: Count | None = None
    events: Count | None = None
    posts: Amount | None = None


def must_agree(years: Sequence[Year], total: Total | None, began: int, residents: int, where: str) -> None:
    """Refuse figures that no programme can have: years in order, from the one in which it began, and no more people
    than there are residents.

    Raises
    ------
    InputError
        In one line: which year, which figures, and what would be possible.
    """
    for earlier, later in pairwise(years):
        if later.year == earlier.year:
            raise InputError(f"{where}: year {later.year}: is listed twice")
        if later.year < earlier.year:
            raise InputError(f"{where}: year {later.year}: comes after {earlier.year}; put the years in their order")
    if years and years[0].year < began:
        raise InputError(f"{where}: year {years[0].year}: lies before the programme began, in {began}")
    for year in years:
        _must_live_there(year.said, residents, told_of(where, f"year {year.year}"))
        if year.places is not None and (year.trained or 0) > year.places:
            raise InputError(
                f"{where}: year {year.year}: trained {year.trained:,} are more than the {year.places:,} "
                "places that were on offer"
            )
    for label, so_far in _so_far(years, began):
        _must_be_possible(so_far, residents, told_of(where, label))
    if total is not None:
        _must_hold_the_years(total, years, began, where)
        _must_be_possible(total.said, residents, told_of(where, "total"))


def _so_far(years: Sequence[Year], began: int) -> Iterator[tuple[str, dict[str, float]]]:
    """Yield what is known since the start, at the end of each year, as long as each year so far is known; stocks as
    they are."""
    sums: dict[str, float] = dict.fromkeys(FLOWS, 0)
    due = began
    for year in years:
        sums = {name: sums[name] + value for name, value in year.said.items() if name in sums and year.year == due}
        due = year.year + 1
        stocks = {name: value for name, value in year.said.items() if name in STOCKS}
        yield f"up to the end of {year.year}", sums | stocks


def _must_live_there(known: Mapping[str, float], residents: int, where: str) -> None:
    """Refuse more people than the territory has residents."""
    if more := [name for name in PEOPLE if known.get(name, 0) > residents]:
        raise InputError(
            f"{where}: {more[0]} {known[more[0]]:,.0f} are more than the {residents:,} residents of the territory"
        )


def _must_be_possible(known: Mapping[str, float], residents: int, where: str) -> None:
    """Refuse more people than residents, more people who finished or groups than people who came, groups or people who
    lead without anybody trained, people without a group."""
    _must_live_there(known, residents, where)
    trained, groups, came, finished = map(known.get, FLOWS)
    if came is not None and finished is not None and finished > came:
        raise InputError(
            f"{where}: completers {finished:,.0f} are more than participants {came:,.0f}: who finished also came"
        )
    if trained == 0 and groups:
        raise InputError(
            f"{where}: groups {groups:,.0f} before the first training: say who was trained, or leave `trained` out"
        )
    if groups == 0 and came:
        raise InputError(
            f"{where}: participants {came:,.0f} without a group: say how many groups there were, or leave groups out"
        )
    if groups and came and groups > came:
        raise InputError(
            f"{where}: groups {groups:,.0f} are more than participants {came:,.0f}: each group has somebody in it"
        )
    if trained is not None and known.get("active", 0) > trained:
        raise InputError(f"{where}: active {known['active']:,.0f} are more than the {trained:,.0f} who were trained")


def _must_hold_the_years(total: Total, years: Sequence[Year], began: int, where: str) -> None:
    """Refuse a total that is less than its years, or other than all of them together."""
    if total.until < began:
        raise InputError(f"{where}: total: until {total.until} lies before the programme began, in {began}")
    inside = [year for year in years if year.year <= total.until]
    whole = [year.year for year in inside] == [*range(began, total.until + 1)]
    for name, said in total.said.items():
        parts = [year.said[name] for year in inside if name in year.said]
        together = sum(parts)
        if together > said or (whole and len(parts) == len(inside) and together != said):
            raise InputError(
                f"{where}: total: {name} {said:,.0f} until {total.until}, but the years have {together:,.0f} together"
            )


PLACES = "training.places"
DRAWN, SESSION = "places on offer", "a session was held"
HALF = 0.5  # the chance that no more places were on offer than the most people trained (assumption, grade D)
HELD = 0.5  # the chance that a session was held in years in which nobody was trained (assumption, grade D)
RUNS = 64  # more than there are years in a file, and so runs of such years


@dataclass(frozen=True)
class Offered:
    """What is not known of the training sessions of the past.

    Attributes
    ----------
    least, most : int
        The most people trained in a year, and the most places that are drawn; 0 where the places are known.
    rows : int
        Of the decisions of its scenarios, so many at the start say the past.
    silent : sequence of sequence of int
        The years in which nobody was trained, and of whose places nothing is said: those in a row together
        (`silent_years`).
    """

    least: int
    most: int
    rows: int
    silent: Sequence[Sequence[int]] = ()

    def level(self, seed: int) -> int:
        """Return the level for all years in the simulation of a seed; 0 if it equals the number trained."""
        chance = float(Draws(1).stream(DRAWN).uniform(seed))
        if chance < HALF or not self.most:
            return 0
        return self.least + 1 + int((chance - HALF) / (1 - HALF) * (self.most - self.least))

    def held(self, seed: int) -> list[bool]:
        """Return for each silent run whether sessions were held in the simulation of a seed."""
        chance = Draws(1).stream(SESSION)
        return [float(chance.uniform(RUNS * seed + number)) < HELD for number in range(len(self.silent))]

    def decided(self, parameters: Parameters, seed: int) -> Parameters:
        """Parameters of a scenario of the programme, with the sessions of the simulation of a seed in its past."""
        level, held = self.level(seed), self.held(seed)
        if not level and all(held):
            return parameters
        rows = [*parameters.decision]
        without = {f"{year}-01" for run, there in zip(self.silent, held, strict=True) if not there for year in run}
        for number, row in enumerate(rows[: self.rows]):
            if row.set.get(PLACES):
                places = 0 if row.start in without else level or row.set[PLACES]
                rows[number] = row.model_copy(update={"set": {**row.set, PLACES: places}})
        return parameters.model_copy(update={"decision": tuple(rows)})


def silent_years(known: Sequence[Year]) -> list[list[int]]:
    """Return the years in which nobody was trained, and of whose places nothing is said: those in a row together."""
    runs: list[list[int]] = []
    before = False  # whether the last year of which anything is known is one
    for year in known:
        if year.places is None and year.trained is None:
            continue
        silent = year.places is None and not year.trained
        if silent and before:
            runs[-1].append(year.year)
        elif silent:
            runs.append([year.year])
        before = silent
    return runs


def by_year(known: Sequence[Year], usual: int) -> Iterator[tuple[int, int]]:
    """Yield the places on offer from each year on in which they, or the number trained, are known; the fewest possible
    if they are not known themselves. In a year in which nobody was trained they are those of a session as elsewhere: as
    in a town of this size (`usual`), if nobody ever was."""
    first = next((year.places for year in known if year.places), None)
    level = first or 0
    later = next((year.trained for year in known if year.trained), usual)
    for year in known:
        if year.places is None and year.trained is None:
            continue
        trained = year.trained or 0
        if year.places:
            level = year.places
        elif first is None:
            level = max(level, trained)
        yield year.year, 0 if year.places == 0 else max(level or later, trained)


def offered(programme: Programme, base: Scenario) -> Offered | None:
    """Return what is not known of the training sessions of a programme whose current course is `base`; None if the
    places are known, or nothing is known of who was trained."""
    known = cast("Sequence[Year]", programme.known)
    silent = silent_years(known)
    trained = max((year.trained or 0 for year in known), default=0)
    rows, most = len(base.parameters.decision) - len(programme.decided), 0
    if trained and not any(year.places for year in known):
        most = int(max(2 * trained, base.parameters.training.places))
    if not most and not silent:
        return None
    return Offered(trained if most else 0, most, rows, silent)


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


def read_attendance(path: Path, today: date) -> list[Year]:
    """Count what attendance lists hold, by year in which a group began: groups that met for the first time, people who
    came to them, and people who finished.

    A group's people are the most who came to one of its sessions; those who came to the last finished, which is known
    once all groups of the year are over. Dates are 2026-11-30 or 30/11/2026; columns are separated by commas,
    semicolons or tabs.

    Raises
    ------
    InputError
        In one line: the file, the line, what was given, and what would be valid. Any column beyond the three is
        refused, and so is a cell that looks like an e-mail address or a telephone number.
    """
    sessions: dict[str, list[tuple[date, int]]] = {}
    for number, when, group, people in _rows(path):
        if when > today:
            raise InputError(f"{path}: line {number}: {when} lies after today, {today}")
        sessions.setdefault(group, []).append((when, people))
    if not sessions:
        raise InputError(f"{path}: holds no session; a row is a date, a group and a number of people")
    years: dict[int, list[list[tuple[date, int]]]] = {}
    for one in sessions.values():
        one.sort()
        years.setdefault(one[0][0].year, []).append(one)
    made = []
    for year, groups in sorted(years.items()):
        came = sum(max(people for _, people in group) for group in groups)
        over = all(today - group[-1][0] > OVER for group in groups)
        finished = sum(group[-1][1] for group in groups) if over else None
        made.append(Year(year=year, groups=len(groups), participants=came, completers=finished))
    return made


def with_lists(known: list[Year], path: Path, today: date, where: str) -> list[Year]:
    """Add the counts of attendance lists to what is known, for years before the current one.

    Raises
    ------
    InputError
        As in `read_attendance`, and if a count differs from what is known.
    """
    years = {year.year: year for year in known}
    for counted in read_attendance(path, today):
        if (number := counted.year) >= today.year:
            continue
        year = years.get(number, Year(year=number))
        for name, value in counted.said.items():
            if year.said.get(name, value) != value:
                raise InputError(
                    f"{where}: year {number}: {name} {year.said[name]:,.0f}, but the attendance lists count {value:,}"
                )
        years[number] = year.model_copy(update=counted.said)
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
    """Yield the cells of each row; refuse a row with a long one."""
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
    wide = content[:2] in (b"\xff\xfe", b"\xfe\xff")
    text = "\0"  # which no text has
    for encoding in ("utf-16",) if wide else ("cp1252", "utf-8-sig"):  # the last that can be read is taken
        with suppress(UnicodeDecodeError):
            text = content.decode(encoding)
    if "\0" in text:
        raise InputError(f"{path}: is not a text file; save it as CSV")
    if not text.strip():
        raise InputError(f"{path}: is empty; its first line names the columns: date, group, people")
    return text


def _places(head: Sequence[str], path: Path) -> dict[str, int]:
    """Where each column stands."""
    places: dict[str, int] = {}
    for place, cell in enumerate(head):
        word = cell.strip().strip("\ufeff").lower().replace(" ", "_")
        name = next((name for name, words in COLUMNS.items() if word in words), None)
        if name is None:
            raise InputError(
                f"{path}: column {given(printable(cell))}: is not read, and may say who somebody is; keep "
                f"{both([*COLUMNS])} alone: nothing of it was kept"
            )
        if name in places:
            raise InputError(f"{path}: column {name}: is listed twice")
        places[name] = place
    if missing := [name for name in COLUMNS if name not in places]:
        raise InputError(f"{path}: has no column {both(missing)}")
    return places


def _date(text: str, path: Path, number: int) -> date:
    for form in DATES:
        if found := form.fullmatch(text):
            with suppress(ValueError):
                return date(*(int(found[part]) for part in "ymd"))
    raise InputError(f"{path}: line {number}: date {given(text)}: must be a day such as 2026-11-30 or 30/11/2026")


def _people(text: str, path: Path, number: int) -> int:
    plain = re.sub(r"[,.]0+$", "", text)
    if plain.isascii() and plain.isdigit() and int(plain[:6]) <= 1000 and len(plain) < 6:
        return int(plain)
    raise InputError(f"{path}: line {number}: people {given(text)}: must be a whole number of people, from 0 to 1,000")
