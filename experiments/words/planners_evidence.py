"""The evidence behind the figures that planners are shown, said beside each."""

from __future__ import annotations

from experiments.words.sentences import N_, _

COUNTED = N_("evidence: one published total (G), all else assumed (D)")
AVOIDED = N_("evidence: one study elsewhere (B), carried over by assumption (D)")


def evidence_of_costs(placeholders: int, items: int) -> str:
    """What the euros rest on."""
    if not placeholders:
        return _("at the prices you entered")
    if placeholders == items:
        return _("placeholder prices (D): nobody's accounts")
    return _("{number} of {items} prices are placeholders (D)", number=placeholders, items=items)
