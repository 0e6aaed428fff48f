"""Numbers, tables and paragraphs, as they are written everywhere."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from math import inf
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    pass


WIDTH = 100


def rounded(value: float) -> str:
    """A sum that is not known better than to two digits, in full."""
    return f"{float(f'{value:.2g}'):,.0f}" if value < inf else "no end"


def two_digits(value: float, sign: str = "") -> str:
    """A number that is not known better; with `sign` "+", marked as a change."""
    return f"{float(f'{value:.2g}'):{sign},g}" if value else "0"


def table_in_words(frame: pd.DataFrame) -> str:
    """Any table, for the terminal."""
    return "\n".join(table_lines(frame))


def table_lines(frame: pd.DataFrame) -> list[str]:
    """A table in plain text: words to the left, numbers to the right, thousands marked."""
    shown, titles = frame.copy(), []
    for name in frame:
        title = str(name)
        if pd.api.types.is_numeric_dtype(frame[name]):
            shown[name] = [f"{value:,}" for value in frame[name]]
        else:
            words = [str(value) for value in frame[name]]
            width = max([len(title), *map(len, words)])
            shown[name] = [value.ljust(width) for value in words]
            title = title.ljust(width)
        titles.append(title)
    return [line.rstrip() for line in shown.to_string(index=False, header=titles).splitlines()]


def counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def paragraphs(texts: Iterable[str]) -> list[str]:
    """Texts in the lines of a terminal, each from a line of its own."""
    return [line for text in texts for line in in_lines(text)]


def in_lines(text: str, width: int = WIDTH) -> list[str]:
    """Text in lines of a width."""
    return textwrap.wrap(text, width)


def signed(value: float) -> str:
    """A whole number with its sign; nothing is +0."""
    return f"{np.round(value) + 0.0:+,.0f}"
