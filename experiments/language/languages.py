"""Which language is spoken to people, and the catalogue of what is said in it.

English is the language of the code. For another one there is a file beside this one (`fr.po`), read as it is when it is
first spoken: nothing is compiled beforehand.
"""

from __future__ import annotations

import re
from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path

ENGLISH, FRENCH = LANGUAGES = ("en", "fr")
FOLDER = Path(__file__).resolve().parent
_spoken: ContextVar[str] = ContextVar("language", default=ENGLISH)

# A catalogue is written with plain spaces, which every editor shows; these are no places for a line to break.
_NARROW, _WIDE = r" (?=[;!?])|(?<=\d) (?=\d{3}\b)", r"(?<=[«±]) |(?<=[nN]°) | (?=[:»%€])"
_APOSTROPHE = r"(?<=[^\W\d_])'(?=\w)"
_SIGNS = {FRENCH: ((_NARROW, "\u202f"), (_WIDE, "\u00a0"), (_APOSTROPHE, "’"))}


def spoken() -> str:
    """The language that is spoken."""
    return _spoken.get()


@contextmanager
def speaking(language: str) -> Generator[None]:
    """Speak a language of `LANGUAGES` inside, in this thread or task alone."""
    if language not in LANGUAGES:
        raise ValueError(f"{language!r} is not spoken; {' and '.join(LANGUAGES)} are")
    before = _spoken.set(language)
    try:
        yield
    finally:
        _spoken.reset(before)


def gettext(text: str) -> str:
    """A text of the code in the language that is spoken; as it is where the catalogue does not have it."""
    return catalogue(spoken()).gettext(text) if text else ""  # nothing is what the head of a catalogue is kept under


def ngettext(one: str, many: str, number: int) -> str:
    """The one that fits a number."""
    return catalogue(spoken()).ngettext(one, many, number)


@cache
def catalogue(language: str) -> NullTranslations:
    """What is said in a language."""
    if language == ENGLISH:
        return NullTranslations()
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with (FOLDER / f"{language}.po").open("rb") as file:
        found = read_po(file, language)
    for message in found:
        texts = message.string or ""
        one = isinstance(texts, str)
        message.string = typeset(texts, language) if one else tuple(typeset(text, language) for text in texts)
    compiled = BytesIO()
    write_mo(compiled, found)
    compiled.seek(0)
    return GNUTranslations(compiled)


def typeset(text: str, language: str) -> str:
    """A text as it was typed, with the spaces and apostrophes that its language has in print."""
    for typed, printed in _SIGNS.get(language, ()):
        text = re.sub(typed, printed, text)
    return text
