"""The report on paper: a tagged PDF that says what it is, its pictures and tables; the same each time."""

import builtins
import io
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from contagion.experiments.doors.report.printed import __file__ as printed_file
from contagion.experiments.doors.report.printed import must_print, pdf
from contagion.experiments.language.languages import FRENCH, speaking
from contagion.sim.errors import InputError


@pytest.fixture(scope="module")
def summary(made) -> str:
    return made.html(FRENCH, short=True, limits=(), date="2026-11-26")


@pytest.fixture(scope="module")
def printed(summary) -> bytes:
    return pdf(summary)


@pytest.fixture(scope="module")
def paper(printed) -> Any:
    return pikepdf.open(io.BytesIO(printed))


def structure(node: Any) -> Iterator[Any]:
    """The elements of the structure of a PDF, from the top down."""
    if isinstance(node, pikepdf.Array):
        for part in node:
            yield from structure(part)
    elif isinstance(node, pikepdf.Dictionary):
        if "/S" in node:
            yield node
        if "/K" in node:
            yield from structure(node["/K"])


def of_kind(paper: Any, kind: str) -> list[Any]:
    return [one for one in structure(paper.Root.StructTreeRoot) if one["/S"] == f"/{kind}"]


def test_it_says_its_language_its_title_and_that_it_is_tagged(paper):
    assert str(paper.Root.Lang) == "fr"
    assert str(paper.docinfo["/Title"]) == "Grand Besançon\u00a0: qu’apporterait le programme\u202f?"
    assert str(paper.docinfo["/CreationDate"]).startswith("D:20261126")
    assert bool(paper.Root.MarkInfo.Marked)
    assert bool(paper.Root.ViewerPreferences.DisplayDocTitle)
    assert "pdfuaid" in bytes(paper.Root.Metadata.read_bytes()).decode()


def test_every_picture_has_words_and_every_table_heads(paper, summary):
    pictures = [one for one in of_kind(paper, "Figure") if "/Alt" in one]
    assert len(pictures) == summary.count("<svg") == 3
    assert all(str(one["/Alt"]).strip() for one in pictures)
    tables = of_kind(paper, "Table")
    assert len(tables) == summary.count("<table")
    for table in tables:
        assert [one for one in structure(table["/K"]) if one["/S"] == "/TH"]


def test_headings_are_headings(paper, summary):
    for level in (1, 2, 3):
        assert len(of_kind(paper, f"H{level}")) == summary.count(f"<h{level}")


def test_the_summary_has_two_pages(paper):
    assert len(paper.pages) == 2


def test_it_is_the_same_each_time(printed, summary):
    assert pdf(summary) == printed


def test_a_report_asks_for_nothing_when_it_is_printed(tmp_path, caplog):
    (file := tmp_path / "red.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')
    for address in (file.as_uri(), "https://example.invalid/red.svg"):
        caplog.clear()
        assert pdf(f'<html lang="en"><title>t</title><img alt="a" src="{address}"></html>').startswith(b"%PDF")
        assert "disallowed protocol" in caplog.text


@pytest.mark.parametrize(
    "missing, says", [(ImportError("no"), "WeasyPrint"), (OSError("no"), "Pango")], ids=["WeasyPrint", "Pango"]
)
def test_what_is_missing_is_said_in_one_line(monkeypatch, missing, says):
    usual = builtins.__import__

    def without(name: str, *others: Any, **more: Any) -> Any:
        if name == "weasyprint":
            raise missing
        return usual(name, *others, **more)

    monkeypatch.delitem(sys.modules, "weasyprint", raising=False)
    monkeypatch.setattr(builtins, "__import__", without)
    with speaking(FRENCH), pytest.raises(InputError, match=says) as said:
        must_print()
    assert "\n" not in str(said.value)
    assert "HTML" in str(said.value)


@pytest.mark.parametrize("before", range(60, 245, 15))
def test_no_group_of_a_table_leaves_its_name_behind(before):
    from weasyprint import HTML

    groups = [("A", ["one", "two", "three", "four"]), ("B", ["five", "six", "seven", "eight"])]
    bodies = "".join(
        f'<tbody><tr class="group"><th>{name}</th></tr>{"".join(f"<tr><th>{row}</th></tr>" for row in rows)}</tbody>'
        for name, rows in groups
    )
    css = (Path(printed_file).parent / "templates" / "report.css").read_text(encoding="utf-8")
    table = (
        f'<div class="wide"><table class="long"><caption>c</caption><thead><tr><th>h</th></tr></thead>{bodies}</table>'
    )
    pages = HTML(string=f'<style>{css}</style><p style="height: {before}mm">p</p>{table}</div>').render().pages
    seen = [{box.text for box in page._page_box.descendants() if hasattr(box, "text")} for page in pages]
    for name, rows in groups:
        (page,) = [words for words in seen if name in words]
        assert set(rows) <= page


@pytest.mark.slow
def test_the_full_report_has_six_to_ten_pages(reports):
    whole = pikepdf.open(io.BytesIO(pdf(reports[FRENCH])))
    assert 6 <= len(whole.pages) <= 10
    assert len([one for one in of_kind(whole, "Figure") if "/Alt" in one]) == reports[FRENCH].count("<svg")
