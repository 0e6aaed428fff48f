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
from contagion.sim.sentences import Sentence

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
            raise InputError(
                "{path}: no such file; a CSV file in the form of data/communes.csv is needed", path=path
            ) from None
        except OSError as error:
            raise InputError(
                "{path}: cannot be read ({why}); a CSV file is needed", path=path, why=error.strerror
            ) from None
        except UnicodeDecodeError as error:
            raise InputError(
                "{path}: byte {start} is not UTF-8 text; save it as CSV in UTF-8", path=path, start=error.start
            ) from None
        except csv.Error as error:
            raise InputError(
                "{path}, line {line}: not a CSV file ({error})", path=path, line=reader.line_num, error=error
            ) from None
        lines = [(number, row) for number, row in lines if any(row)]
        if not lines:
            raise InputError("{path}: the file is empty; a header line and at least one commune are needed", path=path)
        self.header = lines[0][1]
        if len(self.header) == 1:
            raise InputError(
                "{path}, line {line}: no comma in the header; commas between the cells are needed",
                path=path,
                line=lines[0][0],
            )
        for number, row in lines:
            if len(row) != len(self.header):
                raise InputError(
                    "{path}, line {line}: {cells} cells, where the header has {columns}; as many are needed (a cell "
                    "that holds a comma needs quotes)",
                    path=path,
                    line=number,
                    cells=len(row),
                    columns=len(self.header),
                )
            for name, cell in zip(self.header, row, strict=True):
                if len(cell) > MOST_LETTERS:
                    problem = Sentence(
                        "has {letters:,} characters; at most {most:,} are taken", letters=len(cell), most=MOST_LETTERS
                    )
                    raise InputError(
                        "{path}, line {line}, column {column}: {problem}",
                        path=path,
                        line=number,
                        column=name,
                        problem=problem,
                    )
                if hidden := unseen(cell):
                    problem = Sentence("holds the character {found}, which cannot be seen; leave it out", found=hidden)
                    raise InputError(
                        "{path}, line {line}, column {column}: {problem}",
                        path=path,
                        line=number,
                        column=name,
                        problem=problem,
                    )
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
                found = (
                    Sentence("'{name}' is the nearest name in its header", name=near[0])
                    if near
                    else Sentence("its header has no name like it")
                )
                raise InputError(
                    "{path}, line 1: column {column} is missing; {found}", path=self.path, column=name, found=found
                )
        for name in self.header:
            if name and self.header.count(name) > 1:
                raise InputError(
                    "{path}, line 1: column {column} stands there twice; once is needed", path=self.path, column=name
                )

    def column(self, name: str) -> list[str]:
        """The cells of a column; of a column that is not there, empty ones."""
        if name not in self.header:
            return [""] * len(self.rows)
        at = self.header.index(name)
        return [row[at] for row in self.rows]

    def fail(self, row: int, column: str, problem: str) -> NoReturn:
        """Raise the error of one cell."""
        who = " ".join(filter(None, (self.column("insee_code")[row], self.column("name")[row])))
        raise InputError(
            "{path}, line {line} ({who}), column {column}: {problem}",
            path=self.path,
            line=self.line[row],
            who=who or Sentence("no code"),
            column=column,
            problem=problem,
        )

    def numbers(self, name: str, rule: Column) -> NDArray[np.float64]:
        """A numeric column, checked; NaN where a cell may be empty and is."""
        values = np.full(len(self.rows), np.nan)
        for row, text in enumerate(self.column(name)):
            if not text:
                if not rule.blank:
                    self.fail(row, name, Sentence("the cell is empty; {wanted} is needed", wanted=rule.wanted))
                continue
            if not _NUMBER.fullmatch(text):
                hint = Sentence(" ({hint})", hint=hint) if (hint := number_hint(text)) else ""
                problem = Sentence(
                    "'{text}' is not a number{hint}; {wanted} is needed", text=text, hint=hint, wanted=rule.wanted
                )
                self.fail(row, name, problem)
            value = values[row] = float(text)
            if not rule.low <= value <= rule.high or (rule.above and value == rule.low):
                self.fail(
                    row, name, Sentence("{text} is out of range; {wanted} is needed", text=text, wanted=rule.wanted)
                )
            if rule.whole and value != round(value):
                self.fail(
                    row,
                    name,
                    Sentence("{text} is not a whole number; {wanted} is needed", text=text, wanted=rule.wanted),
                )
        return values
