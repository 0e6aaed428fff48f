"""The note as HTML: one file that holds all it needs, the same for the same runs to the last letter."""

from __future__ import annotations

from base64 import b64encode

from contagion.experiments.doors.report.blocks import Note
from contagion.experiments.doors.templating import render
from contagion.experiments.language.languages import speaking


def html(note: Note) -> str:
    """A note as a page."""
    blocks = [(type(block).__name__, block) for block in note.blocks]
    with speaking(note.language):
        return render("report", "note", note=note, blocks=blocks, inside=inside)


def inside(content: bytes, kind: str = "png") -> str:
    """A picture as an address that holds it."""
    return f"data:image/{kind};base64,{b64encode(content).decode()}"
