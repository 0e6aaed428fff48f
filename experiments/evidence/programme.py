"""A programme, as its file says it: where, since when, what is known of it, what is decided already, and from which day
on it is asked about.

    territory = "CU Grand Besançon Métropole"   # an EPCI, by name or SIREN
    began = "2017-01"                           # the month of the first training
    today = "2020-01-01"
    years = 10                                  # looked ahead, from today

    [[year]]
    year = 2019
    trained = 10
    active = 21
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, ValidationError

from contagion.experiments.evidence.known import Amount, Total, Year, must_agree, with_lists
from contagion.models.parameters import Decision
from contagion.models.parameters.declaring import week_of
from contagion.models.parameters.sections.money import ITEMS
from contagion.models.scenario import all_that, toml
from contagion.models.territory.gazetteer import Perimeter, find, residents_of
from contagion.sim.errors import InputError, perhaps
from contagion.sim.files import write_whole
from contagion.sim.reading import file_named, toml_in

FOLDER = Path(__file__).parent / "cases"
LONGEST = 30  # years that may be looked ahead
PROSE = ("title",)


def _day(value: Any) -> Any:
    """Read a day from TOML or from text; a month becomes its first day."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, str):
        with suppress(ValueError):
            return date.fromisoformat(f"{value}-01" if len(value) == len("2020-01") else value)
    if not isinstance(value, date):
        raise ValueError("must be a month or a day, as in 2024-09 or 2024-09-30")
    return value


type Day = Annotated[date, BeforeValidator(_day)]
type Text = Annotated[str, StringConstraints(max_length=200, strip_whitespace=True)]


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    title: Text = ""
    territory: Text
    began: Day
    today: Day
    years: Annotated[int, Field(ge=1, le=LONGEST, strict=True)] = 10
    attendance: Text = ""
    year: Annotated[list[Year], Field(max_length=60)] = []
    total: Total | None = None
    prices: dict[str, Amount] = {}
    decision: Annotated[list[Decision], Field(max_length=100)] = []


@dataclass(frozen=True, repr=False)
class Programme:
    """Your own programme.

    Attributes
    ----------
    name, title : str
        For files, and for people.
    territory : Perimeter
        The communes of an EPCI.
    began : date
        The first day of the month of its first training; after `today`, it is to begin.
    today : date
    years : int
        Looked ahead from `today`, or from `began` where it is to begin.
    known : tuple of Year
        By year, those of which something is known.
    total : Total, optional
    prices : mapping of item to euros
    decided : tuple of Decision
        What is decided already, by date.
    source : str
        Where it is said: its file, or what made it.

    What says the same is the same, whatever it is called in files and wherever it is said.
    """

    name: str = field(compare=False)
    title: str
    territory: Perimeter
    began: date
    today: date
    years: int
    known: tuple[Year, ...] = ()
    total: Total | None = None
    prices: Mapping[str, float] = field(default_factory=dict)
    decided: tuple[Decision, ...] = ()
    source: str = field(default="", compare=False)

    def __repr__(self) -> str:
        known = f"figures of {len(self.known)} years" if self.known else "no figures"
        when = f"{'begins' if self.to_begin else 'began'} {self.began:%Y-%m}"
        first = f"{self.began:%Y-%m}" if self.to_begin else self.today
        return f"<Programme {self.title}: {when}, {known}; {self.years} years from {first} on>"

    @property
    def start(self) -> str:
        """The first month of its first year: runs have years of the calendar."""
        return f"{self.began.year}-01"

    @property
    def to_begin(self) -> bool:
        return self.began > self.today

    @property
    def next_january(self) -> str:
        """From when on changes hold: the first January from today on, or, before it began, the first there is."""
        first = date(max(self.today.year, self.began.year), 1, 1)
        return f"{first.year if first >= self.today else first.year + 1}-01"

    @property
    def now(self) -> int:
        """The week of today; 0 where it is to begin."""
        return max(0, week_of(self.today.isoformat(), self.start))

    @property
    def past(self) -> int:
        """Years of a run before changes begin."""
        return int(self.next_january[:4]) - self.began.year

    @property
    def length(self) -> int:
        """Years of a run: those before changes begin, and those that are looked ahead."""
        return self.past + self.years

    @property
    def observed(self) -> bool:
        """Whether any of its figures is known."""
        return self.total is not None or any(year.said for year in self.known)

    @property
    def came_before(self) -> int | None:
        """How many people came before changes begin, where that is known of all years together or of each."""
        last = int(self.next_january[:4]) - 1
        if self.total and self.total.until == last and self.total.participants is not None:
            return self.total.participants
        each = {year.year: year.participants for year in self.known}
        known = [came for year in range(self.began.year, last + 1) if (came := each.get(year)) is not None]
        return sum(known) if len(known) == self.past else None

    def save(self, path: Path | str, *, force: bool = False) -> None:
        """Write it as a file that says the same, whole years that attendance lists counted among them.

        Parameters
        ----------
        path : Path or str
        force : bool
            Write over a file that is there.

        Raises
        ------
        InputError
            In one line: the file, and why it is not written.
        """
        file = Path(path)
        if file.exists() and not force:
            raise InputError(f"{file}: is there already; choose another name, or force=True to write over it")
        write_whole(file, _text_of(self).encode())


def read_programme(path: Path) -> Programme:
    """Read a file, or a case of the project by its bare name (`besancon`).

    Raises
    ------
    InputError
        In one line: the file, the field, what was given and what would be valid.
    """
    file = file_named(path, FOLDER)
    missing = (
        f"{file}: no such programme; `contagion programme init --epci NAME` makes a file. "
        f"Available: {', '.join(sorted(one.stem for one in FOLDER.glob('*.toml')))}"
    )
    content = toml_in(file, missing, PROSE)
    return checked(content, str(file), file.stem, file.parent)


def checked(content: dict[str, Any], where: str, name: str = "", beside: Path = Path()) -> Programme:
    """Check the content of a file, and return the programme that it describes.

    Parameters
    ----------
    where : str
        The file, or what made it, in messages.
    name : str
        By default that of its EPCI.
    beside : Path
        The folder in which attendance lists are.

    Raises
    ------
    InputError
        In one line: where, the field, what was given and what would be valid.
    """
    try:
        said = _File.model_validate(content)
    except ValidationError as error:
        if isinstance(named := content.get("territory"), str):
            find("epci", named, f"{where}: territory")  # report a place that does not exist first
        raise all_that(error, where, named={"year": _numbers_of_years(content.get("year"))}) from None
    known = said.year
    if said.attendance:
        known = with_lists(known, beside / said.attendance, said.today, where)
    _must_be_in_time(said, known, where)
    if wrong := [item for item in said.prices if item not in ITEMS]:
        raise InputError(
            f"{where}: prices: unknown price {wrong[0]!r}; `contagion parameters costs` lists them"
            f"{perhaps(*get_close_matches(wrong[0], ITEMS, n=1))}"
        )
    place = find("epci", said.territory, f"{where}: territory")
    must_agree(known, said.total, said.began.year, residents_of(place), where)
    return Programme(
        *(name or place.slug, said.title or name or place.title.partition(" (")[0], place),
        *(said.began.replace(day=1), said.today, said.years, tuple(known), said.total),
        *(dict(said.prices), tuple(said.decision), where),
    )


def _numbers_of_years(rows: object) -> list[int]:
    """Return the numbers of years as they were given, if every row has one."""
    numbers = [row.get("year") if isinstance(row, dict) else None for row in rows] if isinstance(rows, list) else []
    whole = [number for number in numbers if type(number) is int]
    return whole if len(whole) == len(numbers) else []


def _text_of(programme: Programme) -> str:
    """Return the text of a file that describes a programme."""
    total = programme.total
    about: dict[str, Any] = {
        "title": programme.title,
        "territory": programme.territory.code,
        "began": f"{programme.began:%Y-%m}",
    }
    about |= {"today": programme.today.isoformat(), "years": programme.years}
    tables: list[tuple[str, Mapping[str, Any]]] = [("", about)]
    tables += [("[[year]]", dict(year)) for year in programme.known]
    tables += [("[total]", dict(total))] if total else []
    tables += [("[prices]", programme.prices)] if programme.prices else []
    tables += [("[[decision]]", one.model_dump(by_alias=True, exclude_defaults=True)) for one in programme.decided]
    lines = []
    for head, values in tables:
        lines += ["", head, *(f"{name} = {toml(value)}" for name, value in values.items() if value is not None)]
    return "\n".join(lines[2:]) + "\n"


def _must_be_in_time(said: _File, known: list[Year], where: str) -> None:
    """Refuse what is known of a time that is still to come."""
    if said.began > said.today and (known or said.total):
        raise InputError(
            f"{where}: began {said.began:%Y-%m} lies after today, {said.today}: of a programme that is to begin "
            "nothing is known yet; leave its figures out"
        )
    last = max([year.year for year in known] + [said.total.until if said.total else 0])
    if last > said.today.year:
        raise InputError(f"{where}: year {last}: lies after today, {said.today}")
    if last == said.today.year and said.today < date(last, 12, 25):
        raise InputError(
            f"{where}: year {last}: is not over on {said.today}; say what is known of whole years, or let "
            "today be its end"
        )
