"""Parameters as one record of numbers, for compiled code: a part for each section, a field for each parameter that has
a single value, under the names they have in a scenario. A choice among words is the number of the word.

Every field has 64 bits, so a decision that sets a parameter replaces one word of the record.
"""

from __future__ import annotations

from math import nan
from types import UnionType
from typing import Any, Literal, get_args, get_origin

import numpy as np
from numpy.typing import NDArray

from contagion.models.parameters import Parameters


def _kind(annotation: Any) -> tuple[str, tuple[str, ...]] | None:
    """Dtype of a field, and the words it chooses among; None where it has no single value."""
    if get_origin(annotation) is Literal:
        words = get_args(annotation)
        return ("i8", words) if isinstance(words[0], str) else ("i8", ())
    plain = {int: "i8", bool: "i8", float: "f8"}
    if annotation in plain:
        return plain[annotation], ()
    if get_origin(annotation) is UnionType and float in get_args(annotation):  # a number or none
        return "f8", ()
    return None


def _fields() -> tuple[list[tuple[str, Any]], dict[str, tuple[str, ...]]]:
    sections: list[tuple[str, Any]] = []
    choices: dict[str, tuple[str, ...]] = {}
    for section, outer in Parameters.model_fields.items():
        kinds = getattr(outer.annotation, "model_fields", {})
        found = [(name, _kind(field.annotation)) for name, field in kinds.items()]
        part = [(name, kind[0]) for name, kind in found if kind]
        choices |= {f"{section}.{name}": kind[1] for name, kind in found if kind and kind[1]}
        if part:
            sections.append((section, part))
    return sections, choices


_SECTIONS, _CHOICES = _fields()
PARAMETERS = np.dtype(_SECTIONS)
"""A record of numbers: `parameters.group.size`, `parameters.training.places`, …"""


def choice(name: str, word: str) -> np.int64:
    """The number that stands for a word of a parameter that chooses among words.

    Raises
    ------
    ValueError
        For a word that is none of them.
    """
    return np.int64(_CHOICES[name].index(word))


def word_of(name: str) -> np.int64:
    """Place of a parameter among the words of the record."""
    section, _, key = name.partition(".")
    sections: Any = PARAMETERS.fields
    part, start = sections[section][:2]
    return np.int64((start + part.fields[key][1]) // 8)


def is_whole(name: str) -> bool:
    """Whether a parameter is a whole number (or a choice, or yes or no) in the record."""
    section, _, key = name.partition(".")
    return PARAMETERS[section][key].kind == "i"


def number_of(name: str, value: Any) -> float:
    """A value of a parameter as the number that stands for it."""
    if name in _CHOICES:
        return _CHOICES[name].index(value)
    return nan if value is None else value


_last: list[tuple[Any, Any]] = [(None, None)]  # parameters, which never change, and the words of their record


def record_of(parameters: Parameters) -> NDArray[np.void]:
    """The parameters as a record, an array of length 1."""
    of, words = _last[0]
    if of is not parameters:
        words = _made(parameters)
        _last[0] = parameters, words
    return words.copy().view(PARAMETERS)


def _made(parameters: Parameters) -> NDArray[np.int64]:
    parts = []
    for section, names in _SECTIONS:
        values = getattr(parameters, section)
        parts.append(tuple(number_of(f"{section}.{name}", getattr(values, name)) for name, _ in names))
    return np.array([tuple(parts)], PARAMETERS).view(np.int64)
