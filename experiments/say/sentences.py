"""Sentences for people, each translated as a whole: `_("{people:,} came", people=12)`; numbers, months and tables; and
the names that lower layers use, so that the catalogues include them (a test checks that none is missing; names that
people type are the same in every language).

Braces are filled as by `str.format`, with numbers in the form of the current language. The catalogues are built from
the texts in calls of `_`, `ngettext`, `gettext`, `N_`, `forms` and `Sentence`: write such a text out, never put it
together. Python rounds in every language, so no figure differs between languages. Print has a true minus; a terminal
has the hyphen of keyboards, so that numbers can be copied from there.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from functools import cache, lru_cache, reduce
from math import floor, inf, isfinite, log10
from numbers import Real
from string import Formatter
from typing import Any

import numpy as np
import pandas as pd

from contagion.experiments.say import languages
from contagion.experiments.say.languages import ENGLISH, FRENCH, gettext, spoken
from contagion.sim.errors import Sentence

WIDTH = 100
HYPHEN, MINUS = "-", "\u2212"
SIGNS = {ENGLISH: {}, FRENCH: {",": "\u202f", ".": ",", "%": "\u00a0%"}}
"""What replaces Python's signs for thousands, decimals and per cent."""
_minus: ContextVar[str] = ContextVar("minus", default=HYPHEN)


@contextmanager
def in_print() -> Generator[None]:
    """Write numbers inside as they are printed, in this thread or task alone."""
    before = _minus.set(MINUS)
    try:
        yield
    finally:
        _minus.reset(before)


def number(value: float, form: str = ",") -> str:
    """Write a number in a form of `format`, such as ",.0f" or ".1%"; a plain "g" has no exponent up to a billion."""
    return signs(format(value, f"{form[:-1]}.10g" if form.endswith("g") and "." not in form else form))


def signs(text: str) -> str:
    """Replace the signs of a number that Python wrote by those of the current language."""
    return text.translate(_signs(spoken(), _minus.get()))


@cache
def _signs(language: str, minus: str) -> dict[int, str]:
    """Return the table of signs of a language with this minus sign."""
    return str.maketrans(SIGNS[language] | {HYPHEN: minus})


def months() -> tuple[str, ...]:
    """Return the names of the twelve months."""
    return (
        gettext("January"),
        gettext("February"),
        gettext("March"),
        gettext("April"),
        # Translators: the month; all twelve are written as in a sentence
        gettext("May"),
        gettext("June"),
        gettext("July"),
        gettext("August"),
        gettext("September"),
        gettext("October"),
        gettext("November"),
        gettext("December"),
    )


def month(year: int, number: int) -> str:
    """Write a month of a year, by number."""
    # Translators: a month of a year; there is {month} as well, its name
    return _dated(gettext("{year}-{number:02}"), date(year, number, 1))


def month_in_full(day: date) -> str:
    """Write the month and year of a day, as within a sentence."""
    # Translators: a month of a year in a sentence
    return _dated(gettext("{month} {year}"), day)


def in_full(day: date) -> str:
    """Write a day as people do."""
    if day.day == 1:
        # Translators: the first day of a month
        return _dated(gettext("1 {month} {year}"), day)
    # Translators: a day
    return _dated(gettext("{day} {month} {year}"), day)


def _dated(text: str, day: date) -> str:
    """Fill the day, month (name and number) and year of a date into a text."""
    return text.format(day=day.day, month=months()[day.month - 1], number=day.month, year=day.year)


def rounded(value: float) -> str:
    """Write a sum known to two digits only, in full."""
    return number(float(f"{value:.2g}"), ",.0f") if value < inf else gettext("no end")


def to_its_error(value: float, error: float, form: str = ",.0f") -> str:
    """Write a number without the digits that its standard error does not support: "610" for 614 ± 23. Where the error
    is unknown or too small to be seen in `form`, write it in `form`."""
    place = _place(value, error, form)
    return number(value, form) if place is None else _to(value, place, form)


def as_borne(value: float, error: float, digits: int = 0) -> float:
    """Round a number to the digits that its error supports, for a caller that writes it; `digits` makes it whole, with
    at most so many significant digits. It rounds only once: rounding twice may be off by a whole step."""
    place = _place(value, error, ",.0f")
    if digits and isfinite(value):
        of_digits = floor(log10(abs(value))) + 1 - digits if value else 0
        place = max(place or 1.0, 10.0**of_digits, 1.0)
    return value if place is None else round(value / place) * place + 0.0


def _place(value: float, error: float, form: str) -> float | None:
    """Return the value of the last digit that an error supports; None where the error would not be seen in a form."""
    if not (isfinite(value) and isfinite(error)) or error <= 0:
        return None
    digits, kind = int(re.findall(r"\.(\d+)", form)[0]) if "." in form else 6, form[-1]
    last = 10.0**-digits if kind == "f" else 10.0 ** (floor(log10(abs(value))) + 1 - digits) if value else 0.0
    if error < last / 2:
        return None
    return max(10.0 ** floor(log10(float(f"{error:.1g}"))), last)


def _to(value: float, place: float, form: str) -> str:
    """Write a number rounded to a multiple of `place`."""
    decimals = max(0, -round(log10(place)))
    signs = "".join(sign for sign in "+z" if sign in form)
    return number(round(value / place) * place, f"{signs},.{decimals}f")


def two_digits(value: float, sign: str = "") -> str:
    """Write a number to two digits; `sign` "+" marks it as a change."""
    return number(float(f"{value:.2g}"), f"{sign},g") if value else "0"


def signed(value: float) -> str:
    """Write a number rounded to a whole one, with its sign; zero is +0."""
    return number(np.round(value) + 0.0, "+,.0f")


def table_in_words(frame: pd.DataFrame) -> str:
    """Write any table for the terminal."""
    return "\n".join(table_lines(frame))


def table_lines(frame: pd.DataFrame) -> list[str]:
    """Write a table as lines of plain text: words to the left, numbers to the right, thousands marked."""
    shown, titles = frame.copy(), []
    for name in frame:
        title = str(name)
        if pd.api.types.is_numeric_dtype(frame[name]):
            shown[name] = [number(value) for value in frame[name]]
        else:
            words = [str(value) for value in frame[name]]
            width = max([len(title), *map(len, words)])
            shown[name] = [value.ljust(width) for value in words]
            title = title.ljust(width)
        titles.append(title)
    return [line.rstrip() for line in shown.to_string(index=False, header=titles).splitlines()]


def paragraphs(texts: Iterable[str]) -> list[str]:
    """Wrap texts into lines of a terminal, each beginning a new line."""
    return [line for text in texts for line in in_lines(text)]


def blocks(parts: Iterable[Sequence[str] | pd.DataFrame]) -> str:
    """Join paragraphs and tables with an empty line between."""
    made = (table_lines(part) if isinstance(part, pd.DataFrame) else paragraphs(part) for part in parts)
    return "\n\n".join("\n".join(lines) for lines in made)


def in_lines(text: str, width: int = WIDTH) -> list[str]:
    """Wrap a text into lines of a width."""
    return textwrap.wrap(text, width)


_FORMATTER = Formatter()


def _fill(text: str, values: Mapping[str, Any]) -> str:
    """Fill values into a text, with numbers and days in the form of the current language."""
    parts = []
    for before, place, form, conversion in _places(text):
        parts.append(before)
        if place is not None:
            value = _FORMATTER.convert_field(values[place], conversion)
            if isinstance(value, Real):
                parts.append(number(value, form))
            else:
                parts.append(in_full(value) if isinstance(value, date) else format(value, form))
    return "".join(parts)


@lru_cache(maxsize=4096)
def _places(text: str) -> list[tuple[str, str | None, str, str | None]]:
    """Parse a text into the part before each placeholder, its name, form and conversion. Pages fill few texts thousands
    of times, and parsing takes longer than filling."""
    return [(before, place, form or "", conversion) for before, place, form, conversion in _FORMATTER.parse(text)]


def _(text: str, /, **values: Any) -> str:
    """Translate a sentence and fill in its values."""
    return _fill(languages.gettext(text), values)


def looked_up(text: str, /, **values: Any) -> str:
    """Translate and fill a text that is marked elsewhere (`N_`)."""
    return _(text, **values)


def ngettext(one: str, many: str, number: int, /, **values: Any) -> str:
    """Translate and fill the form for one or for many; `{number}` is the number."""
    return _fill(languages.ngettext(one, many, number), {"number": number, **values})


def N_(text: str) -> str:
    """Mark a text for the catalogue, to be translated later (`looked_up(text)`)."""
    return text


def forms(one: str, many: str) -> tuple[str, str]:
    """Mark the forms for one and for many for the catalogue, for use with `ngettext`."""
    return one, many


def said(text: str) -> str:
    """Translate a text of a lower layer: one of the names listed below, or a sentence with its values."""
    if not isinstance(text, Sentence):
        return languages.gettext(text)
    values = {place: said(it) if isinstance(it, Sentence) else it for place, it in text.values.items()}
    return _(text.text, **values)


COUNTED = {
    "year": forms("{number:,} year", "{number:,} years"),
}
"""Nouns that are translated into French."""


def counted(number: int, noun: str) -> str:
    """Write a number of things with the noun in its singular or plural."""
    return ngettext(*COUNTED.get(noun, (f"{{number:,}} {noun}", f"{{number:,}} {noun}s")), number)


def between(low: str, high: str) -> str:
    """Write a range of two written numbers, or one number where both are written alike."""
    return _("{low} to {high}", low=low, high=high) if low != high else low


def listed(names: Iterable[str]) -> str:
    """Join names with commas, and with "and" before the last."""
    *some, last = names
    return _("{some} and {one}", some=", ".join(some), one=last) if some else last


def in_a_row(parts: Iterable[str]) -> str:
    """Join with semicolons parts of a sentence that contain commas."""
    return reduce(lambda some, one: _("{some}; {one}", some=some, one=one), parts)


TARGETS = (
    N_("Grand Besançon 2017-2019, 300 people counted in groups"),
    N_("Grand Besançon 2017-2019, 300 people with facilitators and tasters"),
)
CASES = (N_("Conversations Carbone, Grand Besançon (a case study, seen from January 2020)"),)
TERRITORIES = (
    *(N_("Listed communes"), N_("EPCI"), N_("department"), N_("region")),
    *(N_("households"), N_("jobs"), N_("establishments")),
    N_("age bands, jobs, establishments as in Grand Besançon's communes of the same urban status (an assumption)"),
    N_("population of 2021, for want of one of 2017"),
)


def indicator(name: str) -> str:
    """Return the name of an indicator as commands show it; planners read `HEADLINE` figures."""
    return name.replace("_", " ")
