"""A note as blocks (headings, sentences, points, tables, a picture), and the files that are made of them: HTML, which
holds all it needs, a document (DOCX) and a workbook of figures and tables (XLSX). The same runs give the same files,
and no author is named in them: they are the authority's.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from importlib import import_module
from io import BytesIO
from typing import Any, NamedTuple

from contagion.experiments.interfaces.templating import render
from contagion.experiments.say.languages import speaking
from contagion.experiments.say.sentences import _
from contagion.sim.errors import Sentence, require_module
from contagion.sim.files import is_formula


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


POINTS, SMALL = 11, 10.5  # of letters
MARGIN, WIDE = 2.0, 17.0  # centimetres
FONT = "Liberation Sans"
WHEN = datetime(2020, 1, 1)  # of every file: the same note gives the same bytes of text
WIDEST, SIGNS = 60, 5  # letters of a column; of them, what a format adds to a number
HEAD = 18  # letters of a head, from which on it goes over several lines
OFFICE = "office", Sentence("a document or a workbook")


def must_be_edited() -> None:
    """Refuse to begin what could not be written at the end.

    Raises
    ------
    InputError
        Where python-docx or openpyxl is missing.
    """
    require_module("docx", *OFFICE), require_module("openpyxl", *OFFICE)


def docx(note: Note) -> bytes:
    """A note as a document of a word processor."""
    library: Any = require_module("docx", *OFFICE)
    shared: Any = import_module("docx.shared")
    document = library.Document()
    _set_up(document, note, shared)
    if note.logo:
        document.add_picture(BytesIO(note.logo), height=shared.Cm(1.8))
    document.add_paragraph(" · ".join(filter(None, (note.kind, note.name, note.date))))
    document.add_heading(note.title, 0)
    for block in note.blocks:
        _add(document, block, shared)
    made = BytesIO()
    document.save(made)
    return made.getvalue()


def _set_up(document: Any, note: Note, shared: Any) -> None:
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = FONT, shared.Pt(POINTS)
    normal.paragraph_format.space_after = shared.Pt(5)
    language = "fr-FR" if note.language == "fr" else "en-GB"
    normal.element.rPr.append(_marked("w:lang", {"w:val": language}))
    for section in document.sections:
        section.page_width, section.page_height = shared.Cm(21), shared.Cm(29.7)
        section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = shared.Cm(MARGIN)
    about = document.core_properties
    about.author = about.last_modified_by = about.comments = ""
    about.title, about.subject, about.language = note.title, note.question, language
    about.created = about.modified = WHEN


def _marked(name: str, values: dict[str, str]) -> Any:
    oxml: Any = import_module("docx.oxml")
    space: Any = import_module("docx.oxml.ns")
    element = oxml.OxmlElement(name)
    for key, value in values.items():
        element.set(space.qn(key), value)
    return element


def _add(document: Any, block: Block, shared: Any) -> None:
    match block:
        case Heading(text):
            document.add_heading(text, 1)
        case Text(text, strong, small):
            run = document.add_paragraph().add_run(text)
            run.bold = strong
            if small:
                run.font.size = shared.Pt(SMALL)
        case Points(lines):
            for line in lines:
                document.add_paragraph(line, style="List Bullet")
        case Grid():
            _add_table(document, block, shared)
        case Picture(png, _svg, shows, caption):
            document.add_picture(BytesIO(png), width=shared.Cm(WIDE))
            (drawn,) = document.inline_shapes[-1]._inline.xpath("./wp:docPr")
            drawn.set("descr", shows)
            document.add_paragraph().add_run(caption).font.size = shared.Pt(SMALL)
        case Code(text):
            document.add_paragraph().add_run(text).font.name = "Liberation Mono"


def _add_table(document: Any, grid: Grid, shared: Any) -> None:
    document.add_paragraph().add_run(grid.caption).bold = True
    table = document.add_table(rows=1, cols=len(grid.heads), style="Table Grid")
    table.rows[0]._tr.get_or_add_trPr().append(_marked("w:tblHeader", {"w:val": "true"}))
    for words, bold in ((grid.heads, True), *((row, False) for row in grid.rows)):
        cells = table.rows[0].cells if bold else table.add_row().cells
        for cell, text in zip(cells, words, strict=True):
            run = cell.paragraphs[0].add_run(text)
            run.bold, run.font.size = bold, shared.Pt(SMALL)
            cell.paragraphs[0].paragraph_format.space_after = shared.Pt(0)
    document.add_paragraph()


def xlsx(note: Note) -> bytes:
    """The figures behind a note, a sheet a table, and its pictures."""
    library: Any = require_module("openpyxl", *OFFICE)
    image: Any = import_module("openpyxl.drawing.image")
    book = library.Workbook()
    book.remove(book.active)
    book.properties.creator, book.properties.title = "", note.title
    book.properties.created = book.properties.modified = WHEN
    for name, sheet in note.sheets.items():
        _fill(book.create_sheet(name), sheet)
    pictures = [block for block in note.blocks if isinstance(block, Picture)]
    for number, picture in enumerate(pictures, 1):
        sheet = book.create_sheet(_("figure {number}", number=number))
        sheet["A1"] = picture.shows
        sheet.add_image(image.Image(BytesIO(picture.png)), "A3")
    made = BytesIO()
    book.save(made)
    return made.getvalue()


def _fill(page: Any, sheet: Sheet) -> None:
    styles: Any = import_module("openpyxl.styles")
    page.append(list(sheet.heads))
    for cell in page[1]:
        cell.font, cell.alignment = styles.Font(bold=True), styles.Alignment(wrap_text=True, vertical="top")
    for row in sheet.rows:
        page.append([one.value for one in row])
        for cell, one in zip(page[page.max_row], row, strict=True):
            cell.number_format = one.form
            if isinstance(one.value, str):
                cell.data_type, cell.quotePrefix = "s", is_formula(one.value)  # nor becomes one where it is edited
    page.freeze_panes = "A2"
    for head, *cells in page.columns:
        longest = max([len(str(cell.value)) for cell in cells], default=0)
        words = max(map(len, head.value.split()), default=0)
        width = max(longest + SIGNS, words + 2, min(len(head.value), HEAD))
        page.column_dimensions[head.column_letter].width = min(width, WIDEST)
