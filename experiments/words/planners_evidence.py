"""The evidence behind the figures that planners are shown, said beside each."""

from __future__ import annotations

from experiments.words.sentences import N_, _

GRADED = {"counted": "G, D", "avoided": "B, D", "assumed": "D"}  # beside numbers of a kind, where there is no room
COUNTED = N_("evidence: one published total (G), most else assumed (D)")
AVOIDED = N_("evidence: one study elsewhere (B), carried over by assumption (D)")


def legend() -> str:
    """What the letters say."""
    return _(
        "Letters in square brackets are the evidence behind numbers. {counted}: one published total, most else "
        "assumed; {avoided}: one study elsewhere, carried over by assumption; {assumed}: assumed.",
        **GRADED,
    )


def evidence_of_costs(placeholders: int, items: int) -> str:
    """What the euros rest on."""
    if not placeholders:
        return _("at the prices you entered")
    if placeholders == items:
        return _("placeholder prices (D): nobody's accounts")
    return _("{number} of {items} prices are placeholders (D)", number=placeholders, items=items)
