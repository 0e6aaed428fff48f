"""The note as HTML: made to be printed, and tagged where a browser prints it to a PDF."""

import re

import pytest

from contagion.experiments.language.languages import FRENCH
from tests.helpers.in_browser import browser, needs_chromium


@pytest.fixture(scope="module")
def note(made) -> str:
    return made.html(FRENCH, command="contagion report", date="2026-11-26")


def test_letters_on_paper_are_large_enough(note):
    """11 points; beside pictures, in tables and in small print at least 10.5."""
    base = float(re.findall(r"html \{ font-size: ([\d.]+)pt", note)[0])
    small = re.findall(r"^(?:\.small|figcaption|table) \{[^}]*font-size: ([\d.]+)rem", note, re.MULTILINE)
    parts = [float(size) for size in small]
    assert base == 11
    assert len(parts) == 3
    assert min(parts) * base >= 10.5


@needs_chromium
def test_browser_prints_a_tagged_pdf_of_at_most_four_pages(note):
    """Skia writes the structure of a PDF as plain text."""
    with browser() as window:
        tab = window.new_page()
        tab.set_content(note)
        printed = tab.pdf(prefer_css_page_size=True, tagged=True, outline=True)

    def count(kind: str) -> int:
        return len(re.findall(rb"/S\s*/%b\b" % kind.encode(), printed))

    assert 2 <= len(re.findall(rb"/Type\s*/Page\b", printed)) <= 4
    assert re.search(rb"/Marked\s+true", printed)
    assert re.search(rb"/Lang\s*\(fr\)", printed)
    for level in (1, 2, 3):
        assert count(f"H{level}") == note.count(f"<h{level}")
    assert count("Table") == note.count("<table") > 0
    assert count("TH") == len(re.findall(r"<th\b", note))
    assert len(re.findall(rb"/Alt\s*[(<]", printed)) == note.count("<img") == 1
