"""What a figure says, and whether an answer fits its page: for tests."""

import re
from dataclasses import replace

from contagion.experiments.questions.publishing import page

MOST_WORDS = 350  # of a page, its tables and figures not counted
NO_WORDS = re.compile(r"^(?:\|.*|!\[.*)$", re.MULTILINE)


def words_of(text: str) -> int:
    """How many words a page has: what is in its tables and figures is not counted."""
    return len(NO_WORDS.sub("", text).split())


def words(figure):
    return " ".join(text.get_text() for text in figure.findobj(lambda artist: hasattr(artist, "get_text")))


def fits_a_page(name, finding):
    """A page of a question keeps to its number of words, with room for errors and intervals, and of rows; sections
    that a question adds are not counted."""
    text = "\n".join(page(name, replace(finding, lines=[]), {"commit": "0" * 12, "version_sha256": "0" * 64}))
    assert words_of(text) <= MOST_WORDS - 10, words_of(text)
    assert len(finding.rows) <= 12
    assert list(finding.rows)[-1] == "verdict"
