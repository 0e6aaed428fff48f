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
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, ValidationError

from contagion.experiments.programmes.attendance import read_attendance
from contagion.experiments.programmes.known import Amount, Total, Year, must_agree
from contagion.models.parameters import Decision
from contagion.models.parameters.dates import week_of
from contagion.models.parameters.sections.money import ITEMS
from contagion.models.scenarios.mistakes import all_that
from contagion.models.territory.gazetteer import Perimeter, find
from contagion.sim.errors import InputError
from contagion.sim.sentences import Sentence, perhaps
from contagion.sim.toml_text import toml_in

FOLDER = Path(__file__).parent / "cases"
LONGEST = 30
"""Years that may be looked ahead."""
PROSE = ("title",)


def _day(value: Any) -> Any:
    """A day, as TOML has it or as text; a month is its first day."""
    if isinstance(value, str) and len(value) == len("2020-01"):
        value = f"{value}-01"
    return date.fromisoformat(value) if isinstance(value, str) else value


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


@dataclass(frozen=True)
class Programme:
    """A programme of one's own.

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
        Looked ahead from `today`.
    known : tuple of Year
        By year, those of which something is known.
    total : Total, optional
    prices : mapping of item to euros
    decided : tuple of Decision
        What is decided already, by date.
    file : Path
    """

    name: str
    title: str
    territory: Perimeter
    began: date
    today: date
    years: int
    known: tuple[Year, ...] = ()
    total: Total | None = None
    prices: Mapping[str, float] = field(default_factory=dict)
    decided: tuple[Decision, ...] = ()
    file: Path = Path()

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


def read_programme(path: Path) -> Programme:
    """Read a file, or a case of the project by its bare name (`besancon`).

    Raises
    ------
    InputError
        In one line: the file, the field, what was given and what would be valid.
    """
    file = _found(path)
    content = toml_in(file, _missing(file), PROSE)
    try:
        said = _File.model_validate(content)
    except ValidationError as error:
        raise all_that(error, str(file)) from None
    where, known = str(file), said.year
    if said.attendance:
        known = _with_lists(known, file.parent / said.attendance, said.today, where)
    _must_be_in_time(said, known, where)
    must_agree(known, said.total, said.began.year, where)
    if wrong := [item for item in said.prices if item not in ITEMS]:
        raise InputError(
            "{where}: prices: {item!r} is no price{hint}; `contagion parameters costs` names them",
            where=where,
            item=wrong[0],
            hint=perhaps(*get_close_matches(wrong[0], ITEMS, n=1)),
        )
    return Programme(
        *(file.stem, said.title or file.stem, find("epci", said.territory, f"{where}: territory")),
        *(said.began.replace(day=1), said.today, said.years, tuple(known), said.total),
        *(dict(said.prices), tuple(said.decision), file),
    )


def _found(path: Path) -> Path:
    """A file as it is, or a case by its bare name."""
    shipped = FOLDER / f"{path}.toml"
    if path.suffix or path.parent != Path() or path.exists():
        return path
    if shipped.exists():
        return shipped
    raise InputError(_missing(path))


def _missing(path: Path) -> Sentence:
    return Sentence(
        "{path}: there is no such programme; `contagion programme init --epci NAME` makes a file, and with the project "
        "come {names}",
        path=path,
        names=", ".join(sorted(one.stem for one in FOLDER.glob("*.toml"))),
    )


def _must_be_in_time(said: _File, known: list[Year], where: str) -> None:
    """Refuse what is known of a time that is still to come."""
    if said.began > said.today and (known or said.total):
        raise InputError(
            "{where}: began {began} lies after today, {today}: of a programme that is to begin nothing is known yet; "
            "leave its figures out",
            where=where,
            began=f"{said.began:%Y-%m}",
            today=said.today,
        )
    last = max([year.year for year in known] + [said.total.until if said.total else 0])
    if last > said.today.year:
        raise InputError("{where}: year {last}: lies after today, {today}", where=where, last=last, today=said.today)
    if last == said.today.year and said.today < date(last, 12, 25):
        raise InputError(
            "{where}: year {last}: is not over on {today}; say what is known of whole years, or let today be its end",
            where=where,
            last=last,
            today=said.today,
        )


def _with_lists(known: list[Year], path: Path, today: date, where: str) -> list[Year]:
    """What is known, with what attendance lists count where nothing is said; of the current year nothing is taken."""
    counted = {one.year: one for one in read_attendance(path, today) if one.year < today.year}
    years = {year.year: year for year in known}
    for number, one in counted.items():
        here = {"groups": one.groups, "participants": one.participants}
        here |= {"completers": one.completers} if one.over else {}
        year = years.get(number, Year(year=number))
        for name, value in here.items():
            if year.said.get(name, value) != value:
                raise InputError(
                    "{where}: year {year}: {name} {said:,.0f}, but the attendance lists count {value:,}",
                    where=where,
                    year=number,
                    name=name,
                    said=year.said[name],
                    value=value,
                )
        years[number] = year.model_copy(update=here)
    if len(years) == len(known):
        return [years[year.year] for year in known]
    return [years[number] for number in sorted(years)]
