"""What is wrong with the values of a scenario: a mistake for each, with its field."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from pydantic import ValidationError

from contagion.models.parameters import Decision, names
from contagion.models.parameters.complaints import said_of
from contagion.models.parameters.contradictions import label
from contagion.models.parameters.renamed import OF_A_DECISION, SECTIONS_AND_PARAMETERS, renamed
from contagion.sim.errors import InputError, several
from contagion.sim.reading import given, number_hint
from contagion.sim.sentences import perhaps, told_of

MOST_TOLD = 100  # mistakes of a file: to look for the name that was meant takes milliseconds each


def must_be_known(name: str, where: str) -> None:
    """Refuse a name that is no parameter's, and say the nearest."""
    known = names()
    if name not in known:
        if now := renamed(name, SECTIONS_AND_PARAMETERS):
            raise InputError(told_of(where, now))
        near = get_close_matches(name, known, n=1, cutoff=0.5) or get_close_matches(
            name.rpartition(".")[2], [n.rpartition(".")[2] for n in known], n=1, cutoff=0.5
        )
        hint = next((n for n in known if near and n.endswith(near[0])), "")
        raise InputError(f"{where}: unknown parameter {name!r}{perhaps(hint) if hint else ''}")


def all_that(
    error: ValidationError, where: str, lines: Sequence[int] = (), named: Mapping[str, Sequence[Any]] | None = None
) -> InputError:
    """All that a validation complains of, in words up to `MOST_TOLD`; `lines` are those where the decisions begin, and
    `named` says what the rows of a table are called, where that is not their number."""
    wrong = error.errors()
    found = [
        InputError(_in_words(one, where, lines, named or {})).at(".".join(map(str, one["loc"])))
        for one in wrong[:MOST_TOLD]
    ]
    return several(found, len(wrong))


def _in_words(one: Mapping[str, Any], where: str, lines: Sequence[int], named: Mapping[str, Sequence[Any]]) -> str:
    """One of the things that are wrong, in one line."""
    name = ".".join(str(part) for part in one["loc"])
    if one["loc"][:1] == ("decision",) and len(one["loc"]) > 1:
        where = told_of(where, label(int(one["loc"][1]), lines=lines))
        name = ".".join(str(part) for part in one["loc"][2:] if part != "[key]")
        if one["type"] == "extra_forbidden":
            known = [field.alias or key for key, field in Decision.model_fields.items()]
            near = get_close_matches(name, known, n=1)
            if now := renamed(name, OF_A_DECISION):
                return told_of(where, now)
            if near:
                return f"{where}: {name}: did you mean {near[0]!r}?"
            return f"{where}: {name}: must be {', '.join(known)}"
    elif len(one["loc"]) > 1 and isinstance(one["loc"][1], int):  # a table of several, counted as people do
        table, row = one["loc"][:2]
        where = told_of(where, f"{table} {named[table][row] if named.get(table) else row + 1}")
        name = ".".join(str(part) for part in one["loc"][2:])
    elif one["type"] == "extra_forbidden":
        try:
            must_be_known(name, where)
        except InputError as unknown:
            return unknown.line
    words = said_of(one)
    value = one.get("input")
    said = f" = {given(value)}" if isinstance(value, str | int | float | bool | list | tuple) and name else ""
    if isinstance(value, str) and (hint := number_hint(value)):
        words = f"{words}; {hint}"
    if name and not words.startswith(name):  # our own checks of a whole section say it
        where = told_of(where, f"{name}{said}")
    return told_of(where, words)
