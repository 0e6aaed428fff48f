"""Which language is spoken to people, and the catalogue of what is said in it.

English is the language of the code. For another one there is a file beside this one (`fr.po`), read as it is when it is
first spoken: nothing is compiled beforehand, and nothing but Python is needed for it.
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

# A catalogue is written with plain spaces, which every editor shows; these are no places for a line to break. A pattern
# begins with what it stands for and looks back from there, which is found several times as fast.
_NARROW, _WIDE = r" (?=[;!?]|(?<=\d )\d{3}\b)", r" (?=[:»%€]|(?<=[«±] )|(?<=[nN]° ))"
_APOSTROPHE = r"'(?<=[^\W\d_]')(?=\w)"
_SIGNS = {FRENCH: ((_NARROW, "\u202f"), (_WIDE, "\u00a0"), (_APOSTROPHE, "’"))}

# The parts of an entry of a catalogue, with their strings; and the mark of a translation that nobody is sure of.
_PARTS = re.compile(r'^msg(id|str)\S* (".*"(?:\n".*")*)$', re.MULTILINE)
_UNSURE = re.compile("^#,.*fuzzy", re.MULTILINE)


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
    return GNUTranslations(_compiled(dict(_read((FOLDER / f"{language}.po").read_text(encoding="utf-8"), language))))


def _read(text: str, language: str) -> Iterator[tuple[str, str]]:
    """Each text of the code with what is said for it, of a catalogue as `experiments.say.update` writes it. The
    forms of a plural have a zero between them, as gettext has it. What is not surely translated is left out."""
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
    """The same as gettext reads it: a head, length and place of each text, and the texts with a zero after each."""
    texts = [text.encode() for text in (*said, *said.values())]
    many, start = len(said), 28 + 8 * len(texts)
    places = accumulate((len(text) + 1 for text in texts[:-1]), initial=start)
    table = [number for text, place in zip(texts, places, strict=True) for number in (len(text), place)]
    head = (GNUTranslations.LE_MAGIC, 0, many, 28, 28 + 8 * many, 0, start)
    return BytesIO(struct.pack(f"<{start // 4}I", *head, *table) + b"\0".join([*texts, b""]))


def typeset(text: str, language: str) -> str:
    """A text as it was typed, with the spaces and apostrophes that its language has in print."""
    for typed, printed in _SIGNS.get(language, ()):
        text = re.sub(typed, printed, text)
    return text
