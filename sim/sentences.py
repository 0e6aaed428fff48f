"""Sentences that remember what they are made of, so that whoever speaks another language can say them anew."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from typing import Any, Self


class Sentence(str):
    """Text with named places, and what stands in them. As a text it is the sentence in English.

    Parameters
    ----------
    text : str
        As `str.format` takes it: ``"{number:,} of {name}"``.
    **values : Any
        By place; those that are sentences themselves, or errors that say one, are said anew as well.
    """

    text: str
    values: dict[str, Any]

    def __new__(cls, text: str, /, **values: Any) -> Self:
        values = {place: _line(value) for place, value in values.items()}
        made = super().__new__(cls, text.format(**values))
        made.text, made.values = text, values
        return made

    def __getnewargs_ex__(self) -> tuple[tuple[str], dict[str, Any]]:
        return (self.text,), self.values


def _line(value: Any) -> Any:
    """What an error says, where it is one."""
    if isinstance(value, Exception):
        said = value.args[0] if value.args else ""
        return said if isinstance(said, Sentence) else str(value)
    return value


def marked(text: str) -> str:
    """A text that sentences are made of elsewhere: this puts it into the catalogues."""
    return text


def told_of(where: object, what: object) -> Sentence:
    """What is said of something."""
    return Sentence("{where}: {what}", where=where, what=what)


def perhaps(*names: str) -> str:
    """The names that were probably meant, as the end of a line; nothing if there are none."""
    return Sentence("; did you mean {names}?", names=either(map(repr, names))) if names else ""


def either(names: Iterable[str]) -> str:
    """Some names, of which one is to be taken."""
    return reduce(lambda some, one: Sentence("{some} or {one}", some=some, one=one), names)


def both(names: Iterable[str]) -> str:
    """Some names together."""
    return reduce(lambda some, one: Sentence("{some} and {one}", some=some, one=one), names)


def verbatim(text: str) -> Sentence:
    """A text as it stands, braces and all."""
    return Sentence(text.replace("{", "{{").replace("}", "}}"))


def joined(parts: Iterable[str], between: str = ", ") -> Sentence:
    """Some sentences in a row, as one."""
    values = {f"part{number}": part for number, part in enumerate(parts, start=1)}
    return Sentence(between.join(f"{{{name}}}" for name in values), **values)
