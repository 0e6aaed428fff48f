"""Sentences that remember what they are made of, so that whoever speaks another language can say them anew."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Self


class Sentence(str):
    """Text with named places, and what stands in them. As a text it is the sentence in English.

    Parameters
    ----------
    text : str
        As `str.format` takes it: ``"{number:,} of {name}"``.
    **values : Any
        By place; those that are sentences themselves are said anew as well.
    """

    text: str
    values: dict[str, Any]

    def __new__(cls, text: str, /, **values: Any) -> Self:
        made = super().__new__(cls, text.format(**values))
        made.text, made.values = text, values
        return made

    def __getnewargs_ex__(self) -> tuple[tuple[str], dict[str, Any]]:
        return (self.text,), self.values


def verbatim(text: str) -> Sentence:
    """A text as it stands, braces and all."""
    return Sentence(text.replace("{", "{{").replace("}", "}}"))


def joined(parts: Iterable[str], between: str = ", ") -> Sentence:
    """Some sentences in a row, as one."""
    values = {f"part{number}": part for number, part in enumerate(parts, start=1)}
    return Sentence(between.join(f"{{{name}}}" for name in values), **values)
