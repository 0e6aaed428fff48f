"""The evidence behind the figures that planners are shown, said beside each."""

from __future__ import annotations

from contagion.experiments.language.sentences import N_, _

COUNTED = N_("evidence: one total published here (G), most else assumed (D)")
COUNTED_ELSEWHERE = N_(
    "evidence: the same programme in another place (A), carried over by assumption; most else assumed (D)"
)


def counted(elsewhere: bool) -> str:
    """What the counts of people, groups and facilitators rest on."""
    return _(COUNTED_ELSEWHERE) if elsewhere else _(COUNTED)
