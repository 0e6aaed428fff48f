"""A note as blocks, of which each kind of file is made: headings, sentences, points, tables and a picture.

The note as HTML: one file that holds all it needs, the same for the same runs to the last letter.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from contagion.experiments.interfaces.templating import render
from contagion.experiments.say.languages import speaking


@dataclass(frozen=True)
class Heading:
    text: str


@dataclass(frozen=True)
class Text:
    """A paragraph: what is said first, `strong`, or what stands beneath, `small`."""

    text: str
    strong: bool = False
    small: bool = False


@dataclass(frozen=True)
class Points:
    lines: Sequence[str]


@dataclass(frozen=True)
class Grid:
    """A table: its first column names the rows."""

    caption: str
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True)
class Picture:
    """A picture as PNG and as SVG, with what it shows for those who do not see it."""

    png: bytes
    svg: str
    shows: str
    caption: str


@dataclass(frozen=True)
class Code:
    """A command."""

    text: str


class Cell(NamedTuple):
    """What stands in a cell of a workbook; `form` is the format of a number."""

    value: str | float | None
    form: str = "General"


@dataclass(frozen=True)
class Sheet:
    """A table of a workbook."""

    heads: Sequence[str]
    rows: Sequence[Sequence[Cell]]


type Block = Heading | Text | Points | Grid | Picture | Code


@dataclass(frozen=True)
class Note:
    """A note for a council."""

    kind: str
    title: str
    question: str
    language: str
    blocks: Sequence[Block]
    sheets: Mapping[str, Sheet] = field(default_factory=dict)  # the workbook behind it, by the names of its sheets
    date: str = ""  # as in 26 November 2026; empty for none
    name: str = ""  # of the authority whose note it is; empty for none
    logo: bytes = b""  # of the authority, as PNG; empty for none


def html(note: Note) -> str:
    """A note as a page."""
    blocks = [(type(block).__name__, block) for block in note.blocks]
    with speaking(note.language):
        return render("report", "note", note=note, blocks=blocks, inside=inside)


def inside(content: bytes, kind: str = "png") -> str:
    """A picture as an address that holds it."""
    return f"data:image/{kind};base64,{b64encode(content).decode()}"
