"""Short answers, drawn alike by all commands and in notebooks: sentences, a small table, and notes on it.

A terminal shows at most `LINES` lines of `WIDTH` letters, in colour and with bars for ranges; piped, it is plain text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from textwrap import wrap
from typing import TYPE_CHECKING, Any, ClassVar
from warnings import warn

import pandas as pd

from contagion.experiments.say.differences import cell, change, often, verdict_on
from contagion.sim.statistics.spread import FEW

if TYPE_CHECKING:
    from rich.console import Console

WIDTH, LINES = 80, 12
FEW_ROWS = 4  # rows of a table that come before any notes
BAR, NAME, TITLE = 14, 14, 8  # letters of a bar; least letters of a name and of a title
CLEAR = {"clear": "yes", "likely": "likely", "none": "no"}
COLOURS = {"Clear difference": "green", "yes": "green", "Likely": "yellow", "likely": "yellow"}


@dataclass(frozen=True)
class Answer:
    """A short answer.

    Attributes
    ----------
    sentences, notes : sequence of str
        The answer first, and notes on it. All but the first are left out where there is no room for them.
    table : DataFrame, optional
        Rows of text, their names in the first column.
    ranges : sequence of mapping
        p5, p50 and p95, drawn as a bar next to each row.
    """

    sentences: Sequence[str]
    table: pd.DataFrame | None = None
    notes: Sequence[str] = ()
    ranges: Sequence[Mapping[str, Any]] = ()

    def html(self) -> str:
        """Return the answer as HTML for a notebook."""
        first, *others = map(escape, self.sentences)
        table = "" if self.table is None else self.table.to_html(index=False, border=0, escape=True)
        lines = [f"<div>{line}</div>" for line in (*others, *map(escape, self.notes))]
        return f"<div><b>{first}</b>{''.join(lines[: len(others)])}{table}{''.join(lines[len(others) :])}</div>"

    def lines(self, console: Console, last: str) -> list[str]:
        """Return the answer as lines for a terminal; `last` says where to find more."""
        end = _wrapped(last)
        number = 0 if self.table is None else len(self.table)
        least = min(number, FEW_ROWS) + 1 if number else 0  # lines that a table needs, with its head
        first, *others = self.sentences
        head, room = _fitting(others, LINES - len(end) - least - len(_wrapped(first)))
        foot, room = _fitting(self.notes, room)
        rows = max(min(number, room + least - 1), 0)
        texts = [_coloured(console, line, bold=place == 0) for place, line in enumerate(_wrapped(first) + head)]
        table = self._drawn(console, rows) if rows > 1 or rows == number > 0 else []  # not the word "more" alone
        return [*texts, *table, *(_coloured(console, line) for line in foot), *end]

    def _drawn(self, console: Console, rows: int) -> list[str]:
        """Draw the table in so many rows; the last one counts those left out."""
        from rich.table import Table
        from rich.text import Text

        assert self.table is not None
        left = len(self.table) - rows
        shown = self.table.head(rows - 1 if left else rows).astype(str)
        widths, drawn = _widths(shown), Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="bold")
        for place, name in enumerate(shown.columns[: len(widths)]):
            justify = "right" if place and _is_number(shown[name]) else "left"
            drawn.add_column(Text(str(name)), no_wrap=True, overflow="ellipsis", justify=justify, width=widths[place])
        bars = _bars(self.ranges) if console.is_terminal and sum(widths) + 2 * len(widths) + BAR <= WIDTH else []
        if bars:
            drawn.add_column("", no_wrap=True)
        for place, row in enumerate(shown.to_numpy()):
            cells = [Text(one, style=_style(one)) for one in row[: len(widths)]]
            drawn.add_row(*cells, *([Text(bars[place], style="cyan")] if bars else []))
        if left:
            drawn.add_row(Text(f"… {left + 1} more", style="dim"))
        with console.capture() as made:
            console.print(drawn)
        return [line.rstrip() for line in made.get().splitlines()]


class Renamed:
    """An object whose attributes had other names in version 1.0.

    `RENAMED` maps these to today's names; an old one works, with a warning.
    """

    RENAMED: ClassVar[Mapping[str, str]] = {}

    if not TYPE_CHECKING:  # a checker shall know the present names alone

        def __getattr__(self, name: str) -> Any:
            if name not in self.RENAMED:
                raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
            new = self.RENAMED[name]
            warn(f"{type(self).__name__}.{name} is now {new}", DeprecationWarning, stacklevel=2)
            return getattr(self, new)


class Answered(Renamed):
    """An object shown as a short answer (`_answer`) in notebooks and on a terminal."""

    def _answer(self) -> Answer:
        raise NotImplementedError

    def _repr_html_(self) -> str:
        return self._answer().html()


def show(answer: Answer, last: str) -> str:
    """Return the text of an answer for the terminal of this process; `last` says where to find more."""
    from rich.console import Console

    return "\n".join(answer.lines(Console(width=WIDTH, highlight=False, markup=False, emoji=False), last))


def difference_table(head: str, what: str, rows: Mapping[str, Mapping[str, Any]], above: float = 0.0) -> pd.DataFrame:
    """Return one row per named difference: the median with both ends of the range, the verdict and, if `above` is not
    0, how often the difference exceeds it. `head` and `what` are the titles of names and differences."""
    few = any(row["worlds"] < FEW for row in rows.values())
    asked = {f"> {above:,g} in": [often(row["above"], row["worlds"]).split(" sim")[0] for row in rows.values()]}
    return pd.DataFrame(
        {
            head: list(rows),
            f"{what} ({'lowest to highest' if few else '90 % range'})": [cell(row, change) for row in rows.values()],
            "clear?": [CLEAR[verdict_on(row)] for row in rows.values()],
            **(asked if above else {}),
        }
    )


def _wrapped(text: str) -> list[str]:
    """Wrap a text into lines without breaking names of files."""
    return wrap(text, WIDTH, break_on_hyphens=False, break_long_words=False)


def _widths(table: pd.DataFrame) -> list[int]:
    """Return the letters of each column. Where not all fit, titles and names are cut, then the last columns go."""
    cells = [max(len(one) for one in table[name]) for name in table]
    widths = [max(len(str(name)), most) for name, most in zip(table, cells, strict=True)]
    least = [max(few, min(TITLE, wide)) for few, wide in zip(cells, widths, strict=True)]
    least[0] = min(NAME, widths[0])
    while sum(widths) + 2 * (len(widths) - 1) > WIDTH:
        spare = [wide - few for wide, few in zip(widths, least, strict=False)]
        if max(spare) > 0:
            widths[spare.index(max(spare))] -= 1
        else:
            widths.pop()
    return widths


def _fitting(texts: Sequence[str], room: int) -> tuple[list[str], int]:
    """Return the lines of the texts that fit, whole texts only, and how many lines are left."""
    lines = list[str]()
    for text in texts:
        more = _wrapped(text)
        if len(lines) + len(more) <= room:
            lines += more
    return lines, room - len(lines)


def _is_number(cells: pd.Series) -> bool:
    return all(str(one)[:1] in "+-−–0123456789" for one in cells)


def _style(text: str) -> str:
    """Return the colour of the verdict that a text begins with, if any."""
    return next((colour for begin, colour in COLOURS.items() if text.startswith(begin)), "")


def _coloured(console: Console, line: str, bold: bool = False) -> str:
    """Colour a line by its verdict, on a terminal that has colours."""
    from rich.text import Text

    with console.capture() as made:
        console.print(Text(line, style=f"{'bold ' if bold else ''}{_style(line)}".strip()), soft_wrap=True, end="")
    return made.get()


def _bars(ranges: Sequence[Mapping[str, Any]]) -> list[str]:
    """Draw one bar per range on a common scale with 0: a line from end to end, a dot at the median, a mark at 0."""
    least = min(0.0, *(float(one["p5"]) for one in ranges))
    most = max(0.0, *(float(one["p95"]) for one in ranges))

    def at(value: float) -> int:
        return round((BAR - 1) * (value - least) / ((most - least) or 1.0))

    bars = []
    for one in ranges:
        letters = ["─" if at(one["p5"]) <= place <= at(one["p95"]) else " " for place in range(BAR)]
        letters[at(0.0)] = "│"
        letters[at(one["p50"])] = "●"
        bars.append("".join(letters))
    return bars
