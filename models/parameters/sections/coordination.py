"""Parameters of coordination (S6): what takes time, and how far that of the coordinators goes."""

from contagion.models.parameters.declaring import POSITIVE, P, Section

YEAR_OF_HOURS = 8784.0  # day and night
HOURS = (0.0, YEAR_OF_HOURS)


class Coordination(Section):
    """What takes time, and how much; what coordinators have no hours for, volunteers do. Whom a post looks after."""

    hours_per_year: float = P(
        1607.0, "hours/year", (1, YEAR_OF_HOURS), None, "C: S6", "working time of a full-time post (French law)"
    )
    session_hours: float = P(
        40.0,
        "hours/training session",
        HOURS,
        (20, 120),
        "D: S6",
        "time that a training session takes whoever holds it",
    )
    event_hours: float = P(
        20.0, "hours/event", HOURS, (8, 60), "D: S6", "time that a public event takes whoever holds it"
    )
    letter_hours: float = P(
        4.0, "hours/1,000 letters", HOURS, (1, 12), "D: S6", "time that letters take whoever sends them"
    )
    facilitators_per_post: float = P(
        60.0,
        "per full-time post",
        POSITIVE,
        (30, 120),
        "D: S6",
        "facilitators whom a post looks after, and as many partners (inf: any number)",
    )
