"""The workbook behind a note: words in place of codes, and numbers with a format and no noise."""

import re
from io import BytesIO
from typing import Any

import openpyxl
import pytest

from contagion.experiments.doors.report.edited import xlsx
from contagion.experiments.language.asked import labels
from contagion.experiments.language.languages import FRENCH, LANGUAGES, speaking

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
