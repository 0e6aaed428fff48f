"""Whether an answer is another under each rule by which people decide."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from contagion.experiments.language.numbers import to_its_error
from contagion.experiments.language.sentences import _, in_a_row, ngettext, said

if TYPE_CHECKING:
    from contagion.experiments.ensembles.structures import Structures, Under

MOST = 3  # options of which a middle is told


def structures_in_words(found: Structures | None, names: Mapping[str, str]) -> list[str]:
    """A line for each rule that does not agree with the others, or one that says that the answer is the same under all.

    Parameters
    ----------
    names : mapping of str to str
        What options are called.
    """
    if found is None:
        return []
    lines = [_under(found, one, names) for one in found.differing]
    told = [one for one in found.each if not one.few]
    if told and not lines:
        same = _("No clear difference in the answer between the rules by which people may decide: {rules}.",
                 rules=_rules(told))  # fmt: skip
        lines = [same]
    elif lines:
        lines = [_("The rules by which people may decide do not agree."), *lines]
    if found.too_few:
        lines.append(_("Too few worlds to tell it apart by how people decide: {rules}.", rules=_rules(found.too_few)))
    return lines


def _rules(some: Sequence[Under]) -> str:
    return in_a_row(
        ngettext("{rule} ({number} world)", "{rule} ({number} worlds)", one.worlds, rule=said(one.rule)) for one in some
    )


def _under(found: Structures, one: Under, names: Mapping[str, str]) -> str:
    parts = []
    if found.overtaken(one):
        parts.append(_("{option} is first", option=names[one.best or ""]))
    moved = found.moved(one)
    parts += [
        _(
            "{option} {here} people, {whole} in all worlds",
            option=names[option],
            here=to_its_error(one.middles[option], one.errors[option], "+z,.0f"),
            whole=to_its_error(found.whole.middles[option], found.whole.errors[option], "+z,.0f"),
        )
        for option in moved[:MOST]
    ]
    if rest := moved[MOST:]:
        parts.append(ngettext("{number} other differs as well", "{number} others differ as well", len(rest)))
    return _(
        "By the rule “{rule}” ({worlds} worlds): {parts}.",
        rule=said(one.rule),
        worlds=one.worlds,
        parts=in_a_row(parts),
    )
