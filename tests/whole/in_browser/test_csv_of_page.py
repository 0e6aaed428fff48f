"""Each table and chart of the page as CSV: numbers as a spreadsheet of the language reads them, and no formulas."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.in_browser import needs_chromium, opens, saved, violations
from tests.whole.in_browser.test_page import settled

pytestmark = needs_chromium
STEPS = {"goes-on": 2, "change": 4, "places": 2, "money": 2, "note": 7}
"""Tables and charts that a step shows with an option in the note."""
FORMULA = "=HYPERLINK(1)"
ALONE = """() => [...document.querySelectorAll("main :is(table, svg[data-rows])")]
  .filter((one) => !(one.closest(".scroll") ?? one).nextElementSibling?.matches(".csv"))
  .map((one) => one.outerHTML.slice(0, 80))"""


def rows_of(tab: Any, button: str, file: Path, comma: str) -> list[list[str]]:
    content = saved(tab, button, file).read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(content.decode("utf-8-sig").splitlines(), delimiter=comma))


def numbers_in(said: str) -> list[float]:
    """The numbers of a cell of the page."""
    plain = said.replace("\N{MINUS SIGN}", "-").replace(",", "").replace("\N{NARROW NO-BREAK SPACE}", "")
    return [float(one) for one in re.findall(r"[+-]?\d+", plain)]


@pytest.mark.parametrize(("language", "comma"), [("fr", ";"), pytest.param("en", ",", marks=pytest.mark.slow)])
def test_each_table_and_chart_is_saved_in_the_numbers_of_the_language(tab, address, tmp_path, language, comma):
    tab.goto(f"{address}#change?lang={language}&training.places=14&option=training.places:12")
    settled(tab)
    for step, number in STEPS.items():
        opens(tab, step)
        tab.wait_for_function(f"(n) => document.querySelectorAll('#{step} .csv').length >= n", arg=number)
        assert tab.evaluate(ALONE) == []
        assert violations(tab) == []
    opens(tab, "change")
    shown = tab.locator("#told tbody tr").evaluate_all(
        "(rows) => rows.map((one) => [...one.cells].map((it) => it.textContent))"
    )
    heads, *rows = rows_of(tab, "#told > .csv", tmp_path / "told.csv", comma)
    assert len(heads) == 4
    for (name, middle, ends), row in zip(shown, rows, strict=True):
        assert row[0] == name
        assert [float(one) for one in row[1:]] == [*numbers_in(middle), *(numbers_in(ends) * 2)[:2]]
    heads, *rows = rows_of(tab, "#course + .csv", tmp_path / "course.csv", comma)
    years, *medians = zip(*((one[0], one[1], one[4]) for one in rows), strict=True)
    assert years == ("2019", "2020", "2021")
    assert len(heads) == 7
    last = [float(one[-1].replace(",", ".")) for one in medians]
    drawn = tab.locator("#course text", has_text="2021").all_text_contents()
    assert [numbers_in(one)[0] for one in drawn[:2]] == pytest.approx(last, rel=0.01)


def test_a_text_is_no_formula_and_a_hidden_table_offers_nothing(tab, address, tmp_path):
    tab.goto(f"{address}#note?lang=en&option=training.places:12;{FORMULA}")
    tab.locator("#paper .csv").nth(2).wait_for()
    _heads, *rows = rows_of(tab, "#paper .scroll:has(#each-brings-note) + .csv", tmp_path / "note.csv", ",")
    assert f"'{FORMULA}" in [one[0] for one in rows]
    opens(tab, "here")
    assert tab.locator("#own-table + .csv").is_hidden()
