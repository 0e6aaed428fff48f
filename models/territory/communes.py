"""Reading a table of communes, checked cell by cell: each cell knows its place, so that a mistake is told in one line.

The form is that of ``data/communes.csv`` (each column is explained in ``data/SOURCES.md``). Needed: code, name,
population, area, position and the seven age bands of the census. What else the model uses may be missing, and then has
a stated substitute (`STANDARD_RATES`, `council_seats`); each substitution is written down in ``frame.attrs["filled"]``,
after those that the file tells of itself in a column ``filled_in`` (`models.territory.extract`).
"""

import csv
import difflib
import io
import math
import re
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NoReturn

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from contagion.sim.errors import InputError, Sentence, verbatim
from contagion.sim.reading import MEGABYTE, content_of, invisible_character, number_hint

# Article L2121-2 of the Code général des collectivités territoriales: from this population on, that many councillors.
_SEATS_FROM = (0, 100, 500, 1500, 2500, 3500, 5000, 10_000, 20_000, 30_000, 40_000, 50_000)
_SEATS_FROM += (60_000, 80_000, 100_000, 150_000, 200_000, 250_000, 300_000)
_SEATS = np.array([7, 11, 15, 19, 23, 27, 29, 33, 35, 39, 43, 45, 49, 53, 55, 59, 61, 65, 69])


def largest_remainder(total: ArrayLike, weights: ArrayLike) -> NDArray[np.int64]:
    """Share out whole units, a number for each row, in proportion to weights of 0 or more, (..., K), with an exact sum
    (Hamilton's method). Each entry is its exact quota rounded down or up; the largest remainders are rounded up, ties
    from the first. A row that adds up to 0 can only share out 0 units."""
    weights = np.asarray(weights, dtype=float)
    total = np.asarray(total, dtype=np.int64)
    if not weights.shape[-1]:
        return np.zeros(weights.shape, dtype=np.int64)
    sums = np.cumsum(weights, axis=-1)[..., -1:]  # a running sum: a zero weight anywhere leaves every bit as it is
    parts, total = weights / np.where(sums > 0, sums, 1.0), total[..., None]
    if ((total > 0) & (sums <= 0)).any():
        raise ValueError("units to share out, and every weight is 0")
    quota = total * parts
    shares = np.floor(quota).astype(np.int64)
    rest = total - shares.sum(axis=-1, keepdims=True)
    remainders = quota - shares
    place = np.clip(parts.shape[-1] - rest, 0, parts.shape[-1] - 1)
    least = np.take_along_axis(np.sort(remainders, axis=-1), place, axis=-1)  # that is rounded up, of equals the first
    above, equal = remainders > least, remainders == least
    rest -= above.sum(axis=-1, keepdims=True)
    return shares + above + (equal & (np.cumsum(equal, axis=-1) <= rest))


def shares_by_row(weights: NDArray[np.float64], rows: NDArray[np.int64]) -> NDArray[np.float64]:
    """Divide every row by its sum; a row of zeros stays at home (only the column of its own number in `rows` is 1)."""
    # A running sum: a zero inserted anywhere leaves it as it is to the last bit, which pairwise summation would not.
    total = np.cumsum(weights, axis=1)[:, -1:]
    at_home = rows[:, None] == np.arange(weights.shape[1])
    return np.where(total > 0, weights / np.where(total > 0, total, 1.0), at_home)


def council_seats(population: ArrayLike) -> NDArray[np.int64]:
    """Seats of the municipal council by the legal scale in force since 2014 (not for Paris, Lyon, Marseille)."""
    return _SEATS[np.searchsorted(_SEATS_FROM, np.asarray(population), side="right") - 1]


LARGEST = 50 * MEGABYTE  # of a file; a table of all France has 7
MOST_LETTERS = 1_000  # of a cell

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,2})?")


@dataclass(frozen=True)
class Column:
    """What a cell of a numeric column may hold: bounds included, unless `above` says that the lower one is not."""

    wanted: str
    low: float = 0.0
    high: float = 1e10
    whole: bool = False
    above: bool = False
    blank: bool = True


class Cells:
    """The text of a CSV file, which knows the place of every cell."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            text = content_of(path, LARGEST).decode("utf-8-sig")
            reader = csv.reader(io.StringIO(text, newline=""), strict=True)
            lines = [(reader.line_num, [cell.strip() for cell in row]) for row in reader]
        except FileNotFoundError:
            raise InputError(f"{path}: no such file; a CSV file in the form of data/communes.csv is needed") from None
        except OSError as error:
            raise InputError(f"{path}: cannot be read ({error.strerror}); a CSV file is needed") from None
        except UnicodeDecodeError as error:
            raise InputError(f"{path}: byte {error.start} is not UTF-8 text; save it as CSV in UTF-8") from None
        except csv.Error as error:
            raise InputError(f"{path}, line {reader.line_num}: not a CSV file ({error})") from None
        lines = [(number, row) for number, row in lines if any(row)]
        if not lines:
            raise InputError(f"{path}: the file is empty; a header line and at least one commune are needed")
        self.header = lines[0][1]
        if len(self.header) == 1:
            raise InputError(f"{path}, line {lines[0][0]}: no comma in the header; commas between the cells are needed")
        for number, row in lines:
            if len(row) != len(self.header):
                raise InputError(
                    f"{path}, line {number}: {len(row)} cells, where the header has {len(self.header)}; as many "
                    "are needed (a cell that holds a comma needs quotes)"
                )
            for name, cell in zip(self.header, row, strict=True):
                problem = ""
                if len(cell) > MOST_LETTERS:
                    problem = f"has {len(cell):,} characters; at most {MOST_LETTERS:,} are taken"
                elif character := invisible_character(cell):
                    problem = f"holds the character {character}, which cannot be seen; leave it out"
                if problem:
                    raise InputError(f"{path}, line {number}, column {name}: {problem}")
        self.line = [number for number, _ in lines[1:]]
        self.rows = [row for _, row in lines[1:]]

    def sort(self, name: str) -> None:
        """Put the rows in the order of a column, so that nothing after this depends on the order of the file."""
        cells = self.column(name)
        order = sorted(range(len(cells)), key=cells.__getitem__)
        self.line = [self.line[row] for row in order]
        self.rows = [self.rows[row] for row in order]

    def require(self, columns: tuple[str, ...]) -> None:
        """Complain of a header without one of the columns, or with one of them twice."""
        for name in columns:
            if name not in self.header:
                spare = [column for column in self.header if column not in columns]
                near = difflib.get_close_matches(name, spare, 1)
                hint = f"'{near[0]}' is the nearest name in its header" if near else "its header has no name like it"
                raise InputError(f"{self.path}, line 1: column {name} is missing; {hint}")
        for name in self.header:
            if name and self.header.count(name) > 1:
                raise InputError(f"{self.path}, line 1: column {name} is listed twice")

    def column(self, name: str) -> list[str]:
        """Return the cells of a column; empty ones for a missing column."""
        if name not in self.header:
            return [""] * len(self.rows)
        at = self.header.index(name)
        return [row[at] for row in self.rows]

    def fail(self, row: int, column: str, problem: str) -> NoReturn:
        """Raise the error of one cell."""
        who = " ".join(filter(None, (self.column("insee_code")[row], self.column("name")[row])))
        raise InputError(f"{self.path}, line {self.line[row]} ({who or 'no code'}), column {column}: {problem}")

    def numbers(self, name: str, rule: Column) -> NDArray[np.float64]:
        """Check a numeric column; NaN where a cell may be empty and is."""
        values = np.full(len(self.rows), np.nan)
        for row, text in enumerate(self.column(name)):
            if not text:
                if not rule.blank:
                    self.fail(row, name, f"the cell is empty; {rule.wanted} is needed")
                continue
            if not _NUMBER.fullmatch(text):
                hint = f" ({hint})" if (hint := number_hint(text)) else ""
                self.fail(row, name, f"'{text}' is not a number{hint}; {rule.wanted} is needed")
            value = values[row] = float(text)
            if not rule.low <= value <= rule.high or (rule.above and value == rule.low):
                self.fail(row, name, f"{text} is out of range; {rule.wanted} is needed")
            if rule.whole and value != round(value):
                self.fail(row, name, f"{text} is not a whole number; {rule.wanted} is needed")
        return values


_HERE = Path(__file__).resolve().parents[1]
DATA = _HERE / "data" if (_HERE / "data").is_dir() else _HERE.parent / "data"
"""The data folder: beside the package `models` in a checkout, inside it once installed."""
SHIPPED = DATA / "communes.csv"
SHIPPED_TOTAL = 193_279
"""Inhabitants of the 68 communes of Grand Besançon, municipal population 2017."""

MOST_INHABITANTS = 1_000_000_000  # of a table; the bytes that a run keeps of each then fill some gigabytes

BANDS = tuple(f"age_{band}_2022" for band in ("0_14", "15_29", "30_44", "45_59", "60_74", "75_89", "90_plus"))
STANDARD_RATES = {"households": 96_735 / 193_279, "jobs": 99_475 / 193_279, "establishments": 6_989 / 193_279}
"""Per inhabitant, in Grand Besançon as a whole: used where a file gives no figure for any commune."""

_CODE = re.compile(r"[0-9A-Z]{5}")

_PEOPLE = Column("a whole number of inhabitants, 0 or more", whole=True)
_NUMBERS = {
    "population": replace(_PEOPLE, blank=False),
    "area_km2": Column("an area in km² above 0", above=True, blank=False),
    "latitude": Column("degrees from -90 to 90", low=-90, high=90, blank=False),
    "longitude": Column("degrees from -180 to 180", low=-180, high=180, blank=False),
    **dict.fromkeys(BANDS, Column("a number of residents, 0 or more")),
    **dict.fromkeys(("population_total_2017", "population_2022"), _PEOPLE),
    **dict.fromkeys(("households_2021", "households_2022"), Column("a number of households, 0 or more")),
    "jobs_2022": Column("a number of jobs, 0 or more"),
    "employer_establishments_2024": Column("a number of establishments, 0 or more"),
    "councillors_legal_2020": Column("a whole number of seats, 0 or more", whole=True),
    "median_living_standard_2021_eur": Column("euros a year, 0 or more"),
}
REQUIRED = ("insee_code", "name", "population", "area_km2", "latitude", "longitude", *BANDS)


def load_communes(path: Path | None = None, *, total: int | None = None) -> pd.DataFrame:
    """Read and check a table of communes, by default ``data/communes.csv``, whose populations must add up to `total`,
    if that is given; for the shipped file they must add up to 193,279.

    Returns
    -------
    DataFrame
        One row a commune, sorted by ``insee_code`` whatever the order of the file, with every column of the file and
        the columns ``households``, ``jobs``, ``establishments`` (jobs are survey-weighted counts, not whole numbers),
        ``seats`` and ``urban_status``, complete. ``attrs["filled"]`` lists in words what had to be filled in;
        ``attrs["source"]`` is what the column ``source`` says, if it says the same everywhere, or else "".

    Raises
    ------
    InputError
        Naming file, line, commune, column, the value found and what would be valid.
    """
    path = SHIPPED if path is None else Path(path)
    if total is None and path.resolve() == SHIPPED:
        total = SHIPPED_TOTAL
    table = Cells(path)
    table.require(REQUIRED)
    if not table.rows:
        raise InputError(f"{path}: no communes under the header; at least one is needed")
    table.sort("insee_code")
    _check_codes(table)
    frame = pd.DataFrame({name: table.column(name) for name in table.header if name})
    for name, rule in _NUMBERS.items():
        frame[name] = table.numbers(name, rule)
    frame["population"] = frame["population"].astype(np.int64)
    for name in ("uu2020_status", "census_unit"):
        frame[name] = table.column(name)
    units = _census_units(table)
    _check_sums(table, frame, units, total)
    frame.attrs["filled"] = _notes_of(table) + _share_units(frame, units) + _complete(frame)
    sources = dict.fromkeys(table.column("source"))
    frame.attrs["source"] = next(iter(sources)) if len(sources) == 1 else ""
    return frame


def _notes_of(table: Cells) -> list[str]:
    """Return what was filled in when the file was made, as its notes say, which semicolons separate."""
    notes = (note.strip() for cell in table.column("filled_in") for note in cell.split(";"))
    return [
        Sentence("{note}: {number:,} of {all:,} communes", note=verbatim(note), number=number, all=len(table.rows))
        for note, number in Counter(notes).items()
        if note
    ]


def _check_codes(table: Cells) -> None:
    """Check that every commune has a well-formed code, once, and a name."""
    row_of_code: dict[str, int] = {}
    names = table.column("name")
    for row, code in enumerate(table.column("insee_code")):
        if not _CODE.fullmatch(code):
            problem = f"'{code}' is not an INSEE code; five digits or capitals, such as 25056 or 01004, are needed"
            table.fail(row, "insee_code", f"{problem} (spreadsheets drop a leading 0)")
        if code in row_of_code:
            problem = f"{code} is already on line {table.line[row_of_code[code]]}; each code is needed once"
            table.fail(row, "insee_code", problem)
        if not names[row]:
            table.fail(row, "name", "the cell is empty; a name is needed")
        row_of_code[code] = row


def _census_units(table: Cells) -> dict[int, list[int]]:
    """Rows of the communes that the census counts inside another one, by the row of that one (merged since)."""
    codes, unit_names = table.column("insee_code"), table.column("census_unit")
    units: dict[int, list[int]] = {}
    for row, unit in enumerate(unit_names):
        if unit and unit != codes[row]:
            if unit not in codes or unit_names[codes.index(unit)] not in ("", unit):
                problem = f"'{unit}' is not here; the code of a commune with census figures of its own is needed"
                table.fail(row, "census_unit", problem)
            units.setdefault(codes.index(unit), []).append(row)
    return units


def _check_sums(table: Cells, frame: pd.DataFrame, units: dict[int, list[int]], total: int | None) -> None:
    """Age bands against the population of their year, municipal against total population, and the sum of all."""
    population = frame["population"].to_numpy()
    bands, ages = frame[list(BANDS)].to_numpy(), f"{BANDS[0]} … {BANDS[-1]}"
    residents = frame["population_2022"].to_numpy()
    counted_elsewhere = {row for rows in units.values() for row in rows}
    sums = bands.sum(axis=1)
    doubtful = ~(sums > 0) | (np.abs(sums - residents) > 1 + 0.001 * residents)
    doubtful[list(units)] = True
    for row in np.flatnonzero(doubtful).tolist():
        values = bands[row]
        empty = np.isnan(values)
        if empty.all() and (row in counted_elsewhere or population[row] == 0):
            continue
        if empty.any():
            correction = "a number of residents is needed, or census_unit must name another commune"
            table.fail(row, BANDS[empty.argmax()], f"the cell is empty; {correction}")
        if population[row] > 0 and values.sum() == 0:
            table.fail(row, ages, "every age band is 0; at least one above 0 is needed")
        members = [row] + [other for other in units.get(row, []) if np.isnan(bands[other]).all()]
        expected = residents[members].sum()
        if abs(values.sum() - expected) > 1 + 0.001 * expected:  # never true where population_2022 is not given
            problem = f"the age bands add up to {values.sum():,.1f}; {expected:,.0f}, the population_2022, is needed"
            table.fail(row, ages, problem)
    gross = frame["population_total_2017"].to_numpy()
    short = gross < population
    if short.any() and (gross >= population)[population > 0].any():  # all short: a scaled or another population
        row = int(short.argmax())
        most = f"at most {gross[row]:,.0f} is needed"
        table.fail(row, "population", f"{population[row]:,} is more than population_total_2017; {most}")
    where = f"{table.path}, column population: "
    people = sum(map(int, population))  # a sum of 64 bits may be past its end
    if total is not None and people != total:
        raise InputError(f"{where}the communes add up to {people:,}; {total:,} is needed")
    if people > MOST_INHABITANTS:
        most = f"at most {MOST_INHABITANTS:,} inhabitants are needed"
        raise InputError(f"{where}the communes add up to {people:,}; {most}")
    if not people:
        raise InputError(f"{where}every cell is 0; at least one inhabitant is needed")


def _share_units(frame: pd.DataFrame, units: dict[int, list[int]]) -> list[str]:
    """Split what the census counts for several communes as one, in proportion to their populations."""
    filled = []
    for main, others in units.items():
        for name in (*BANDS, "households_2021", "households_2022", "jobs_2022", "employer_establishments_2024"):
            values = frame[name].to_numpy(copy=True)
            members = [main] + [row for row in others if np.isnan(values[row])]
            population = frame["population"].to_numpy()[members].astype(float)
            values[members] = values[main] * (population / population.sum() if population.sum() else population)
            frame[name] = values
        for row in others:
            name, unit = frame["name"][row], frame["name"][main]
            filled.append(
                Sentence(
                    "{name}: empty census cells take {unit}'s, shared in proportion to population", name=name, unit=unit
                )
            )
    return filled


def _complete(frame: pd.DataFrame) -> list[str]:
    """Add the model's own columns; in words, what was missing from the file."""
    filled = []
    population = frame["population"].to_numpy()
    sources = {
        "households": ("households_2021", "households_2022"),
        "jobs": ("jobs_2022",),
        "establishments": ("employer_establishments_2024",),
    }
    for name, columns in sources.items():
        values = frame[list(columns)].bfill(axis=1)[columns[0]]
        is_known = values.notna().to_numpy()
        if not is_known.all():
            # An exact sum: communes without inhabitants must not move the rate by a rounding.
            people = math.fsum(population[is_known])
            rate = math.fsum(values[is_known]) / people if people else STANDARD_RATES[name]
            values = values.fillna(pd.Series(rate * population, index=frame.index))
            filled.append(
                Sentence(
                    "{what}: {rate:.3f} per inhabitant in the {number} communes without a figure",
                    what=Sentence(name),
                    rate=rate,
                    number=int(np.sum(~is_known)),
                )
            )
        frame[name] = values
    for name in ("households", "establishments"):
        frame[name] = largest_remainder(round(math.fsum(frame[name])), frame[name]) if frame[name].any() else 0
    seats = frame["councillors_legal_2020"]
    if seats.isna().any():
        filled.append(
            Sentence("seats: the legal scale in the {number} communes without a figure", number=int(seats.isna().sum()))
        )
    frame["seats"] = seats.fillna(pd.Series(council_seats(population), index=frame.index)).astype(np.int64)
    frame["urban_status"] = frame["uu2020_status"]
    return filled
