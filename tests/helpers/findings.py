"""What a figure says, and whether an answer fits its page: for tests."""

from contagion.experiments.questions.publishing import MOST_WORDS, page, words_of


def words(figure):
    return " ".join(text.get_text() for text in figure.findobj(lambda artist: hasattr(artist, "get_text")))


def fits_a_page(name, finding):
    """A page of a question keeps to its number of words, with room for errors and intervals, and of rows."""
    made = {"date": "2026-11-29", "commit": "0" * 12, "version": "0" * 64}
    text = "\n".join(page(name, finding, made))
    assert words_of(text) <= MOST_WORDS - 10, words_of(text)
    assert len(finding.rows) <= 8
    assert list(finding.rows)[-1] == "verdict"
