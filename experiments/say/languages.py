"""The current language of texts for people, and the catalogue of their translations.

English is the language of the code. Another language has a file next to this one (`fr.po`), read when it is first
used: it needs no compiling and nothing but Python.
"""

from __future__ import annotations

import json
import re
import struct
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from itertools import accumulate
from pathlib import Path

ENGLISH, FRENCH = LANGUAGES = ("en", "fr")
FOLDER = Path(__file__).resolve().parent
_spoken: ContextVar[str] = ContextVar("language", default=ENGLISH)

# A catalogue has plain spaces, which every editor shows; in print, no line breaks at these. Each pattern begins with
# the character to replace and looks back from there, which is several times as fast.
_NARROW, _WIDE = r" (?=[;!?]|(?<=\d )\d{3}\b)", r" (?=[:»%€]|(?<=[«±] )|(?<=[nN]° ))"
_APOSTROPHE = r"'(?<=[^\W\d_]')(?=\w)"
_SIGNS = {FRENCH: ((_NARROW, "\u202f"), (_WIDE, "\u00a0"), (_APOSTROPHE, "’"))}

# The parts of an entry of a catalogue, with their strings; and the mark of an uncertain translation.
_PARTS = re.compile(r'^msg(id|str)\S* (".*"(?:\n".*")*)$', re.MULTILINE)
_UNSURE = re.compile("^#,.*fuzzy", re.MULTILINE)


def spoken() -> str:
    """Return the current language."""
    return _spoken.get()


@contextmanager
def speaking(language: str) -> Generator[None]:
    """Use a language of `LANGUAGES` inside, in this thread or task alone; raise ValueError for others."""
    if language not in LANGUAGES:
        raise ValueError(f"{language!r} is not spoken; {' and '.join(LANGUAGES)} are")
    before = _spoken.set(language)
    try:
        yield
    finally:
        _spoken.reset(before)


def gettext(text: str) -> str:
    """Translate a text of the code into the current language; unchanged where the catalogue lacks it."""
    return catalogue(spoken()).gettext(text) if text else ""  # the key "" holds the head of a catalogue


def ngettext(one: str, many: str, number: int) -> str:
    """Translate the form, singular or plural, that fits a number."""
    return catalogue(spoken()).ngettext(one, many, number)


@cache
def catalogue(language: str) -> NullTranslations:
    """Read the translations of a language; those of English change nothing."""
    if language == ENGLISH:
        return NullTranslations()
    return GNUTranslations(_compiled(dict(_read((FOLDER / f"{language}.po").read_text(encoding="utf-8"), language))))


def _read(text: str, language: str) -> Iterator[tuple[str, str]]:
    """Yield each text with its translation from a catalogue that `experiments.say.update` wrote. Plural forms have a
    zero byte between them, as in gettext. Uncertain translations are left out."""
    for entry in text.split("\n\n"):
        # A string ends where its line does, so two lines are joined at their quotes. JSON has the same escapes.
        parts = [(kind, json.loads(lines.replace('"\n"', ""))) for kind, lines in _PARTS.findall(entry)]
        sources = [part for kind, part in parts if kind == "id"]
        said = [part for kind, part in parts if kind == "str"]
        if any(sources):  # else it is the head, whose rule for plurals Python reads
            said = [typeset(part, language) for part in said]
        if sources and all(said) and not _UNSURE.search(entry):
            yield "\0".join(sources), "\0".join(said)


def _compiled(said: Mapping[str, str]) -> BytesIO:
    """Encode translations for gettext: a head, length and place of each text, and the texts, each ended by a zero."""
    texts = [text.encode() for text in (*said, *said.values())]
    many, start = len(said), 28 + 8 * len(texts)
    places = accumulate((len(text) + 1 for text in texts[:-1]), initial=start)
    table = [number for text, place in zip(texts, places, strict=True) for number in (len(text), place)]
    head = (GNUTranslations.LE_MAGIC, 0, many, 28, 28 + 8 * many, 0, start)
    return BytesIO(struct.pack(f"<{start // 4}I", *head, *table) + b"\0".join([*texts, b""]))


def typeset(text: str, language: str) -> str:
    """Replace typed spaces and apostrophes by those that the language has in print."""
    for typed, printed in _SIGNS.get(language, ()):
        text = re.sub(typed, printed, text)
    return text
