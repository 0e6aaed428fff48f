"""What experiments hand over, in a form to be looked at: for tests."""

from types import SimpleNamespace
from typing import Any

import pandas as pd

from contagion.experiments.questions.publishing import MOST_WORDS, page, words_of


def dots(values):
    return {name.replace("__", "."): value for name, value in values.items()}


def words(figure):
    return " ".join(text.get_text() for text in figure.findobj(lambda artist: hasattr(artist, "get_text")))


def few(failed=0) -> Any:
    """Runs of ten years, as far as paragraphs and figures look at them."""
    labels = pd.DataFrame({"seed": [1, 2, 3]})
    return SimpleNamespace(table=pd.DataFrame({"years": [10] * 3}), failures=labels[:failed], labels=labels)


WISH, PLACES, LOSS = "volunteering.wish", "training.places", "retention.loss_per_year"


def three(row, name):
    return [row[name], row[f"{name}_low"], row[f"{name}_high"]]


def signed(value):
    return f"{round(value):+,}"


def written(figure):
    """All that is written in the axes of a figure."""
    return [text.get_text() for ax in figure.axes for text in ax.texts]


def fits_a_page(name, finding):
    """A page of a question keeps to its number of words, with room for errors and intervals, and of rows."""
    made = {"date": "2026-11-29", "commit": "0" * 12, "version": "0" * 64}
    text = "\n".join(page(name, finding, made))
    assert words_of(text) <= MOST_WORDS - 10, words_of(text)
    assert len(finding.rows) <= 8
    assert list(finding.rows)[-1] == "verdict"
