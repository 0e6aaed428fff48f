"""Sentences for people, each said whole in the language that is spoken: `_("{people:,} came", people=12)`.

What stands in braces is filled in as `str.format` does, and numbers are written as that language writes them. All that
is said stands in the catalogues, which are made of the texts in calls of `_`, `ngettext`, `gettext`, `N_`, `forms` and
`Sentence`: a text in them is written out, never put together.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache, reduce
from numbers import Real
from string import Formatter
from typing import Any

from contagion.experiments.say import languages
from contagion.experiments.say.numbers import in_full
from contagion.experiments.say.numbers import number as written
from contagion.sim.errors import Sentence

_FORMATTER = Formatter()


def _fill(text: str, values: Mapping[str, Any]) -> str:
    """Text with values in its places, numbers and days as the language that is spoken writes them."""
    parts = []
    for before, place, form, conversion in _places(text):
        parts.append(before)
        if place is not None:
            value = _FORMATTER.convert_field(values[place], conversion)
            if isinstance(value, Real):
                parts.append(written(value, form))
            else:
                parts.append(in_full(value) if isinstance(value, date) else format(value, form))
    return "".join(parts)


@lru_cache(maxsize=4096)
def _places(text: str) -> list[tuple[str, str | None, str, str | None]]:
    """What stands before each place of a text, its name, its form, its conversion. Pages fill few texts thousands of
    times, and to read them takes longer than to fill them."""
    return [(before, place, form or "", conversion) for before, place, form, conversion in _FORMATTER.parse(text)]


def _(text: str, /, **values: Any) -> str:
    """A sentence, with values in its places."""
    return _fill(languages.gettext(text), values)


def looked_up(text: str, /, **values: Any) -> str:
    """The same of a text that is marked elsewhere (`N_`)."""
    return _(text, **values)


def ngettext(one: str, many: str, number: int, /, **values: Any) -> str:
    """The sentence for one or for many; the number is at hand as `{number}`."""
    return _fill(languages.ngettext(one, many, number), {"number": number, **values})


def N_(text: str) -> str:
    """A text that is looked up later (`_(text)`); this puts it into the catalogue."""
    return text


def forms(one: str, many: str) -> tuple[str, str]:
    """The same of two forms, for `ngettext`."""
    return one, many


def said(text: str) -> str:
    """What a lower floor says: one of its names (`experiments.say.names`), or a sentence with what is in it."""
    if not isinstance(text, Sentence):
        return languages.gettext(text)
    values = {place: said(it) if isinstance(it, Sentence) else it for place, it in text.values.items()}
    return _(text.text, **values)


COUNTED = {
    "commune": forms("{number:,} commune", "{number:,} communes"),
    "facilitator": forms("{number:,} facilitator", "{number:,} facilitators"),
    "group": forms("{number:,} group", "{number:,} groups"),
    "participant": forms("{number:,} participant", "{number:,} participants"),
    "year": forms("{number:,} year", "{number:,} years"),
}
"""What is said in French too."""


def counted(number: int, noun: str) -> str:
    """So many of something."""
    return ngettext(*COUNTED.get(noun, (f"{{number:,}} {noun}", f"{{number:,}} {noun}s")), number)


def between(low: str, high: str) -> str:
    """From one number to another, as they are written; where both are written the same, it stands there once."""
    return _("{low} to {high}", low=low, high=high) if low != high else low


def listed(names: Iterable[str]) -> str:
    """Names with commas between them, and "and" before the last."""
    *some, last = names
    return _("{some} and {one}", some=", ".join(some), one=last) if some else last


def in_a_row(parts: Iterable[str]) -> str:
    """Parts of a sentence that have commas of their own."""
    return reduce(lambda some, one: _("{some}; {one}", some=some, one=one), parts)
