"""The evidence behind the figures that planners are shown, said beside each."""

from __future__ import annotations

from contagion.experiments.language.sentences import N_, _

GRADED = {"counted": "G, D", "avoided": "B, D", "assumed": "D"}  # beside numbers of a kind, where there is no room
ELSEWHERE = GRADED | {"counted": "A, D"}  # the same on a territory where nothing was observed
COUNTED = N_("evidence: one total published here (G), most else assumed (D)")
COUNTED_ELSEWHERE = N_(
    "evidence: the same programme in another place (A), carried over by assumption; most else assumed (D)"
)
AVOIDED = N_("evidence: one study elsewhere (B), carried over by assumption (D)")


def counted(elsewhere: bool) -> str:
    """What the counts of people, groups and facilitators rest on."""
    return _(COUNTED_ELSEWHERE) if elsewhere else _(COUNTED)


def legend(elsewhere: bool) -> str:
    """What the letters say."""
    if elsewhere:
        return _(
            "Letters in square brackets are the evidence behind numbers. {counted}: measured in the same programme in "
            "another place and carried over by assumption, most else assumed; {avoided}: one study elsewhere, carried "
            "over by assumption; {assumed}: assumed.",
            **ELSEWHERE,
        )
    return _(
        "Letters in square brackets are the evidence behind numbers. {counted}: one total published here, most else "
        "assumed; {avoided}: one study elsewhere, carried over by assumption; {assumed}: assumed.",
        **GRADED,
    )
