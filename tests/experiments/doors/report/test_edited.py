"""The note as a document and a workbook: the same words and numbers, nobody named as their author."""

from io import BytesIO
from typing import Any

import openpyxl
import pytest
from docx import Document

from contagion.experiments.doors.report.blocks import Cell, Grid, Heading, Note, Picture, Sheet, Text
from contagion.experiments.doors.report.edited import docx, xlsx
from contagion.experiments.language.languages import FRENCH


@pytest.fixture(scope="module")
def note(made) -> Note:
    return made.note(FRENCH, name="Ville", command="contagion report")


@pytest.fixture(scope="module")
def document(note) -> Any:
    return Document(BytesIO(docx(note)))


def test_the_document_has_the_words_of_the_note_in_its_order(note, document):
    headings = [one.text for one in document.paragraphs if one.style.name == "Heading 1"]
    assert headings == [block.text for block in note.blocks if isinstance(block, Heading)]
    texts = [one.text for one in document.paragraphs]
    assert all(block.text in texts for block in note.blocks if isinstance(block, Text))
    assert document.paragraphs[0].text == "Note au conseil · Ville"


def test_its_tables_are_those_of_the_note_and_their_heads_are_repeated(note, document):
    grids = [block for block in note.blocks if isinstance(block, Grid)]
    for grid, table in zip(grids, document.tables, strict=True):
        assert [[cell.text for cell in row.cells] for row in table.rows] == [list(grid.heads), *map(list, grid.rows)]
        assert "w:tblHeader" in table.rows[0]._tr.xml


def test_its_letters_can_be_read_and_its_pictures_heard(note, document):
    sizes = {run.font.size.pt for one in document.paragraphs for run in one.runs if run.font.size}
    assert document.styles["Normal"].font.size.pt == 11
    assert min(sizes) >= 10.5
    (picture,) = [block for block in note.blocks if isinstance(block, Picture)]
    (drawn,) = document.inline_shapes
    assert drawn._inline.docPr.get("descr") == picture.shows


def test_nobody_is_its_author(note, document):
    about = document.core_properties
    assert (about.author, about.last_modified_by, about.comments) == ("", "", "")
    assert about.title == note.title
    book = openpyxl.load_workbook(BytesIO(xlsx(note)))
    assert not book.properties.creator


def test_the_workbook_has_each_sheet_and_its_numbers_as_numbers(made, note):
    book = openpyxl.load_workbook(BytesIO(xlsx(note)))
    assert book.sheetnames[:-1] == list(note.sheets)
    for name, sheet in note.sheets.items():
        assert [cell.value for cell in book[name][1]] == list(sheet.heads)
        assert book[name].max_row == len(sheet.rows) + 1
    people = [cell.value for cell in book["chaque cas"]["C"][1:]]
    assert people == made.briefing.ends["people"].tolist()


def test_no_text_of_a_table_is_a_formula():
    rows = [[Cell("=1+1"), Cell(1.5, "0.0")], [Cell("+x"), Cell(None)], [Cell("x"), Cell(2)]]
    book = openpyxl.load_workbook(BytesIO(xlsx(Note("", "", "", FRENCH, [], {"t": Sheet(["name", "value"], rows)}))))
    cells = [(cell.value, cell.data_type, bool(cell.quotePrefix)) for cell in book["t"]["A"][1:]]
    assert cells == [("=1+1", "s", True), ("+x", "s", True), ("x", "s", False)]
    assert [cell.value for cell in book["t"]["B"][1:]] == [1.5, None, 2]
