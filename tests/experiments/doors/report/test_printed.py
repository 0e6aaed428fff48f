"""The report on paper: a tagged PDF that says what it is, its pictures and tables; the same each time."""

import builtins
import io
import re
import sys
from collections.abc import Iterator
from typing import Any

import pikepdf
import pytest

from contagion.experiments.doors.report.printed import must_print, pdf
from contagion.experiments.language.languages import FRENCH, speaking
from contagion.sim.errors import InputError


@pytest.fixture(scope="module")
def note(made) -> str:
    return made.html(FRENCH, command="contagion report", date="2026-11-26")


@pytest.fixture(scope="module")
def printed(note) -> bytes:
    return pdf(note)


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
    assert str(paper.docinfo["/Title"]) == "Grand Besançon\u00a0: quelle option choisir\u202f?"
    assert "/Author" not in paper.docinfo
    assert bool(paper.Root.MarkInfo.Marked)
    assert bool(paper.Root.ViewerPreferences.DisplayDocTitle)
    assert "pdfuaid" in bytes(paper.Root.Metadata.read_bytes()).decode()


def test_every_picture_has_words_and_every_table_heads(paper, note):
    pictures = [one for one in of_kind(paper, "Figure") if "/Alt" in one]
    assert len(pictures) == note.count("<img") == 1
    assert all(str(one["/Alt"]).strip() for one in pictures)
    tables = of_kind(paper, "Table")
    assert len(tables) == note.count("<table")
    for table in tables:
        assert [one for one in structure(table["/K"]) if one["/S"] == "/TH"]


def test_headings_are_headings(paper, note):
    for level in (1, 2, 3):
        assert len(of_kind(paper, f"H{level}")) == note.count(f"<h{level}")


def test_it_has_four_pages_at_most(paper):
    assert 2 <= len(paper.pages) <= 4


def test_its_letters_can_be_read(note):
    """11 points on paper; beside pictures, in tables and in small print at least 10.5."""
    base = float(re.findall(r"html \{ font-size: ([\d.]+)pt", note)[0])
    small = re.findall(r"^(?:\.small|figcaption|table) \{[^}]*font-size: ([\d.]+)rem", note, re.MULTILINE)
    parts = [float(size) for size in small]
    assert base == 11
    assert len(parts) == 3
    assert min(parts) * base >= 10.5


def test_it_is_the_same_each_time(printed, note):
    assert pdf(note) == printed


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
