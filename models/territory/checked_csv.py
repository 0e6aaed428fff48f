"""The cells of a CSV file, each of which knows its place, so that a mistake can be told in one line."""

import csv
import difflib
import io
import re
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import numpy as np
from numpy.typing import NDArray

from contagion.sim.errors import InputError
from contagion.sim.reading import MEGABYTE, content_of, number_hint, unseen

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
                if len(cell) > MOST_LETTERS:
                    problem = f"has {len(cell):,} characters; at most {MOST_LETTERS:,} are taken"
                    raise InputError(f"{path}, line {number}, column {name}: {problem}")
                if hidden := unseen(cell):
                    problem = f"holds the character {hidden}, which cannot be seen; leave it out"
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
                found = f"'{near[0]}' is the nearest name in its header" if near else "its header has no name like it"
                raise InputError(f"{self.path}, line 1: column {name} is missing; {found}")
        for name in self.header:
            if name and self.header.count(name) > 1:
                raise InputError(f"{self.path}, line 1: column {name} stands there twice; once is needed")

    def column(self, name: str) -> list[str]:
        """The cells of a column; of a column that is not there, empty ones."""
        if name not in self.header:
            return [""] * len(self.rows)
        at = self.header.index(name)
        return [row[at] for row in self.rows]

    def fail(self, row: int, column: str, problem: str) -> NoReturn:
        """Raise the error of one cell."""
        who = " ".join(filter(None, (self.column("insee_code")[row], self.column("name")[row])))
        raise InputError(f"{self.path}, line {self.line[row]} ({who or 'no code'}), column {column}: {problem}")

    def numbers(self, name: str, rule: Column) -> NDArray[np.float64]:
        """A numeric column, checked; NaN where a cell may be empty and is."""
        values = np.full(len(self.rows), np.nan)
        for row, text in enumerate(self.column(name)):
            if not text:
                if not rule.blank:
                    self.fail(row, name, f"the cell is empty; {rule.wanted} is needed")
                continue
            if not _NUMBER.fullmatch(text):
                hint = f" ({hint})" if (hint := number_hint(text)) else ""
                problem = f"'{text}' is not a number{hint}; {rule.wanted} is needed"
                self.fail(row, name, problem)
            value = values[row] = float(text)
            if not rule.low <= value <= rule.high or (rule.above and value == rule.low):
                self.fail(row, name, f"{text} is out of range; {rule.wanted} is needed")
            if rule.whole and value != round(value):
                self.fail(
                    row,
                    name,
                    f"{text} is not a whole number; {rule.wanted} is needed",
                )
        return values
