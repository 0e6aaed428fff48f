"""Parameters as one record of numbers, for compiled code: a part for each section, a field for each parameter that has
a single value, under the names they have in a scenario. A choice among words is the number of the word.

Every field has 64 bits, so a decision that sets a parameter replaces one word of the record.
"""

from __future__ import annotations

from math import nan
from struct import Struct
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


_NAMES = [(f"{section}.{name}", kind) for section, part in _SECTIONS for name, kind in part]
_CHOSEN = [(n, _CHOICES[name]) for n, (name, _) in enumerate(_NAMES) if name in _CHOICES]
_PERHAPS = [n for n, (name, kind) in enumerate(_NAMES) if kind == "f8"]
_PACKED = Struct("".join("q" if kind == "i8" else "d" for _, kind in _NAMES))


def record_of(parameters: Parameters) -> NDArray[np.void]:
    """The parameters as a record, an array of length 1."""
    values: list[Any] = []
    for section, names in _SECTIONS:
        of = vars(getattr(parameters, section))
        values += [of[name] for name, _ in names]
    for place, choices in _CHOSEN:
        values[place] = choices.index(values[place])
    for place in _PERHAPS:
        values[place] = nan if values[place] is None else values[place]
    return np.frombuffer(bytearray(_PACKED.pack(*values)), PARAMETERS)
