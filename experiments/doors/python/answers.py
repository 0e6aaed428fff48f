"""What a notebook ends with: what was found, and with which edition of the model."""

from __future__ import annotations

from contagion.models.code.provenance import EDITION
from contagion.sim.errors import InputError
from contagion.sim.reading import given


class Answer:
    """A text of Markdown that a notebook shows."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __repr__(self) -> str:
        return f"<Answer of {len(self.text.split())} words>"

    def _repr_markdown_(self) -> str:
        return f"<!-- edition: {EDITION} -->\n\n{self.text}"


def answer(text: str) -> Answer:
    """What was found, for a notebook to show; it bears the edition of the model that it was found with.

    Parameters
    ----------
    text : str
        In Markdown.
    """
    if not isinstance(text, str):
        raise InputError(f"answer {given(text)}: must be text, in Markdown")
    return Answer(text)
