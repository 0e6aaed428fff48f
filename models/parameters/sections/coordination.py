"""Parameters of coordination (S6): how far the coordinators' working time goes."""

from contagion.models.parameters.declaring import POSITIVE, P, Section

YEAR_OF_HOURS = 8784.0  # day and night
HOURS = (0.0, YEAR_OF_HOURS)


class Coordination(Section):
    """What needs a coordinator, and how much of one. A task is done as far as the hours of those at work suffice."""

    hours_per_year: float = P(
        1607.0, "hours/year", (1, YEAR_OF_HOURS), None, "C: S6", "working time of a full-time post (French law)"
    )
    session_hours: float = P(
        40.0,
        "hours/training session",
        HOURS,
        (20, 120),
        "D: S6",
        "a coordinator's time for a training session (0: needs nobody)",
    )
    event_hours: float = P(
        20.0, "hours/event", HOURS, (8, 60), "D: S6", "a coordinator's time for a public event (0: needs nobody)"
    )
    letter_hours: float = P(
        4.0, "hours/1,000 letters", HOURS, (1, 12), "D: S6", "a coordinator's time for letters (0: they need nobody)"
    )
    facilitators_per_post: float = P(
        60.0,
        "per full-time post",
        POSITIVE,
        (30, 120),
        "D: S6",
        "facilitators whom a post looks after, and as many partners (inf: any number)",
    )
