"""The note as a document and a workbook: the same words and numbers, nobody named as their author."""

import re
from dataclasses import replace
from io import BytesIO
from typing import Any

import numpy as np
import openpyxl
import pytest
from docx import Document

from contagion.experiments.interfaces.report.edited import Cell, Grid, Heading, Note, Picture, Sheet, Text, docx, xlsx
from contagion.experiments.interfaces.report.made import people_figure, png
from contagion.experiments.say.asked import labels
from contagion.experiments.say.languages import FRENCH, LANGUAGES, speaking


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
    people = [cell.value for cell in book["chaque simulation"]["C"][1:]]
    assert people == made.briefing.ends["people"].tolist()


def test_no_text_of_a_table_is_a_formula():
    rows = [[Cell("=1+1"), Cell(1.5, "0.0")], [Cell("+x"), Cell(None)], [Cell("x"), Cell(2)]]
    book = openpyxl.load_workbook(BytesIO(xlsx(Note("", "", "", FRENCH, [], {"t": Sheet(["name", "value"], rows)}))))
    cells = [(cell.value, cell.data_type, bool(cell.quotePrefix)) for cell in book["t"]["A"][1:]]
    assert cells == [("=1+1", "s", True), ("+x", "s", True), ("x", "s", False)]
    assert [cell.value for cell in book["t"]["B"][1:]] == [1.5, None, 2]


# ---- the workbook behind a note: words in place of codes, and numbers with a format and no noise ---------------------

CODES = re.compile(r"[a-z]+_[a-z0-9]+|\bp\d+")


@pytest.fixture(scope="module", params=LANGUAGES)
def spoken(request) -> str:
    return request.param


@pytest.fixture(scope="module")
def tables(made, spoken) -> list[Any]:
    """The sheets but that of the picture."""
    return openpyxl.load_workbook(BytesIO(xlsx(made.note(spoken)))).worksheets[:-1]


def test_no_head_is_a_code_and_none_stands_twice(tables):
    for sheet in tables:
        heads = [cell.value for cell in sheet[1]]
        assert [head for head in heads if CODES.search(head)] == [], sheet.title
        assert len(heads) == len(set(heads))


def test_options_have_their_titles(tables, made, spoken):
    with speaking(spoken):
        titles = set(labels(made.briefing.scenarios).values())
    for sheet in tables:
        assert {cell.value for cell in sheet["A"][1:]} <= titles, sheet.title


def test_numbers_have_a_format_and_no_noise(tables):
    numbers = [cell for sheet in tables for row in sheet.iter_rows(min_row=2) for cell in row if cell.data_type == "n"]
    assert [cell.value for cell in numbers if cell.value is not None and cell.number_format == "General"] == []
    assert [cell.value for cell in numbers if isinstance(cell.value, float) and len(repr(cell.value)) > 7] == []
    assert {cell.number_format for cell in numbers} >= {"0 %", '#,##0 "€"', "#,##0"}


def test_shares_are_percentages_and_euros_are_euros(tables):
    differences, _course, costs, funding, *_rest = tables
    assert {cell.number_format for cell in funding["C"][1:]} == {"0 %"}
    assert {cell.value for cell in funding["C"][1:]} <= {0.6, 0.2}
    assert {cell.number_format for cell in costs["C"][1:]} == {'#,##0 "€"'}
    money = {row[1].value: row[2].number_format for row in differences.iter_rows(min_row=2)}
    assert list(money.values())[-2:] == ['#,##0 "€"'] * 2
    assert "€" not in "".join([*money.values()][:-2])


def test_years_are_those_of_the_calendar(tables, made):
    years = [cell.value for cell in tables[1]["B"][1:]]
    assert (min(years), max(years)) == (2017, 2016 + made.briefing.years)


def test_an_error_says_what_it_is(tables, spoken):
    error = "erreur type de l’estimation de Monte-Carlo" if spoken == FRENCH else "standard error of the Monte-Carlo"
    for sheet in (tables[0], tables[1], tables[2], tables[4]):
        assert any(error in cell.value for cell in sheet[1]), sheet.title


# ---- the picture of a note: its lines and bands are those of the answer, and its axis begins where the past ends -----


def test_lines_are_middles_and_bands_nine_in_ten(made):
    figure = people_figure(made.briefing, made.basis.labels)
    (ax,) = figure.axes
    rows = made.briefing.course[made.briefing.course["figure"] == "people"]
    lines = [line for line in ax.lines if len(np.array(line.get_xdata())) == made.briefing.years + 1]
    for line, name in zip(lines, made.basis.labels, strict=True):
        own = rows[rows["scenario"] == name]
        assert np.array(line.get_ydata()).tolist() == pytest.approx(own["p50"].tolist())
    highest = max(float(np.array(path.vertices)[:, 1].max()) for band in ax.collections for path in band.get_paths())
    assert next(text.get_text() for text in ax.get_xticklabels()) == "2017"
    assert highest == pytest.approx(rows["p95"].max())


def test_its_axis_begins_where_the_past_ends(made):
    past = replace(made.briefing, scenarios=[replace(one, past=1) for one in made.briefing.scenarios])
    (ax,) = people_figure(past, made.basis.labels).axes
    assert ax.get_xlim() == pytest.approx((2018.0, 2020.0))
    assert ax.get_title("left") == "People who come to a group, from January 2018 on"


def test_the_same_figure_gives_the_same_bytes(made):
    once, again = (png(people_figure(made.briefing, made.basis.labels)) for _ in range(2))
    assert once == again
