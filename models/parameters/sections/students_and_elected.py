"""Parameters of two overlays on the target groups: students and elected officials, whatever group they belong to."""

from contagion.models.parameters.declaring import POSITIVE, P, Section
from contagion.models.parameters.sections.outreach import Kinds

STUDENTS, ELECTED = "students", "elected officials"
"""What they are called among the target groups."""
OUTSIDE = "outside the centre"
"""What those are called who live in any commune but the most populous; decisions address them by their communes."""


class Students(Section):
    """What being a student changes, on top of the target group. 1: nothing."""

    receptivity: float = P(1.0, "ratio", POSITIVE, None, "D: S1", "multiplier of a student's chance to be receptive")
    barrier: float = P(1.0, "ratio", POSITIVE, None, "D: S4", "multiplier of a student's hazard of registering")
    conversion: float = P(
        1.0, "ratio", POSITIVE, None, "D: S11", "multiplier of a student's wish to facilitate, capped at 1"
    )
    slots: float = P(1.0, "ratio", POSITIVE, None, "D: S9", "multiplier of a student's chance of being free at a slot")
    organisations: Kinds = P((), "kinds", None, None, "D: L7", "kinds of partners students are found in first, if any")


class Elected(Section):
    """What being a municipal councillor changes, on top of the target group. 1: nothing."""

    receptivity: float = P(1.0, "ratio", POSITIVE, None, "D: S1", "multiplier of a councillor's chance to be receptive")
    barrier: float = P(1.0, "ratio", POSITIVE, None, "D: S4", "multiplier of a councillor's hazard of registering")
    conversion: float = P(
        1.0, "ratio", POSITIVE, None, "D: S11", "multiplier of a councillor's wish to facilitate, capped at 1"
    )
    slots: float = P(
        1.0, "ratio", POSITIVE, None, "D: S9", "multiplier of a councillor's chance of being free at a slot"
    )
    gate_opening: float = P(
        1.0,
        "ratio",
        POSITIVE,
        None,
        "D: X12",
        "multiplier of partners.activation in a commune of which a councillor has completed a group",
    )
