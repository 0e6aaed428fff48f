"""What a visitor got wrong, each thing at its field; all else that they asked for stays."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from contagion.experiments.doors.page.asked import Asked
from contagion.experiments.doors.page.kept import Kept
from contagion.experiments.doors.words.page import FIELDS, label_of
from contagion.experiments.language.languages import speaking
from contagion.experiments.language.levers import ASSUMPTIONS, LEVERS
from contagion.experiments.language.sentences import said
from contagion.experiments.verbs.spend.words_of_money import ITEM_NAMES
from contagion.models.territory.gazetteer import NotFound
from contagion.sim.errors import InputError

LABELS = {one.name: one.label for one in (*LEVERS, *ASSUMPTIONS)} | FIELDS | ITEM_NAMES


@dataclass(frozen=True)
class Mistake:
    """One thing that is wrong.

    Attributes
    ----------
    words : str
        In one line.
    field : str
        Of what: a key of the query, or the dotted name of a number; nothing where that is not known.
    given : str
    offers : sequence of (str, str)
        What may be meant instead: what an address has there, and its name.
    """

    words: str
    field: str = ""
    given: str = ""
    offers: Sequence[tuple[str, str]] = ()


def mistakes_of(error: InputError, given: Mapping[str, str] | None = None) -> tuple[Mistake, ...]:
    """All that an error tells, in the language that is spoken."""
    known = given or {}
    return tuple(
        Mistake(_by_label(said(one.line), one.field), one.field, known.get(one.field, ""), _offers(one))
        for one in error.mistakes
    )


def _offers(error: InputError) -> Sequence[tuple[str, str]]:
    return error.offers if isinstance(error, NotFound) else ()


def _by_label(words: str, field: str) -> str:
    """A line that begins with the name of what was given, with the label that stands above its field instead."""
    if field not in LABELS:
        return words
    rest = re.sub(rf"^(?:(?:set|assume)\s?: )?{re.escape(field)}\b", "", words)
    return words if rest == words else label_of(LABELS[field]) + rest


def as_far(lang: str, query: Iterable[tuple[str, str]], kept: Kept) -> tuple[Asked, tuple[Mistake, ...]]:
    """The view of a query without what is wrong in it, and that."""
    pairs, mistakes = list(query), ()
    with speaking(lang):
        while True:
            try:
                view = Asked.of(lang, pairs, kept)
                view.scenarios()
                return view, mistakes
            except InputError as error:
                given = {name: value for pair in pairs for name, value in _fields(*pair).items()}
                mistakes += mistakes_of(error, given)
                wrong = {one.field for one in error.mistakes}
                right = [pair for pair in pairs if not wrong & _fields(*pair).keys()]
                if len(right) == len(pairs):  # nobody knows what is to be left out
                    return Asked(lang=lang, kept=kept), mistakes
                pairs = right


def _fields(key: str, value: str) -> dict[str, str]:
    """What a part of a query is of, by the names that mistakes have for it, and what it says."""
    kind, _dot, name = key.partition(".")
    if kind not in ("set", "assume"):
        return {key: value}
    if not name:
        name, value = (part.strip() for part in value.partition("=")[::2])
    return {kind: f"{name}={value}", name: value}
