"""Parameters of the programme itself: groups, facilitators, training.

Parameters of coordination (S6): what takes time, and how far that of the coordinators goes.
"""

from math import inf
from typing import Literal, Self

from pydantic import model_validator

from contagion.models.parameters.declaring import (
    LEVER,
    PEOPLE,
    POSITIVE,
    SHARE,
    STRUCTURE,
    WEEKS,
    Count,
    P,
    Section,
    SessionWeeks,
    reciprocal,
)
from contagion.sim.elementary import log

MOST_SESSIONS = 64  # of a group, that a registration has numbers for


class Group(Section):
    """The six sessions and the people round the table."""

    size: int = P(8, "people", PEOPLE, (6, 12), "A: S9", "registered people with whom a group starts at once", LEVER)
    quorum: int = P(6, "people", PEOPLE, (4, 8), "A: S9", "fewest registered for a start when recruiting ends", LEVER)
    maximum: int = P(10, "people", PEOPLE, (8, 12), "A: S9", "most people registered in a group", LEVER)
    recruiting_weeks: int = P(10, "weeks", WEEKS, (4, 16), "D: S9", "time a group is open for registration", LEVER)
    postponed_weeks: int = P(4, "weeks", WEEKS, (0, 8), "D: S9", "the one delay granted to a group below quorum", LEVER)
    cancelled_loss: float = P(
        0.3, "share", SHARE, (0, 1), "D: S9", "registered people who give up when their group is cancelled"
    )
    no_show: float = P(0.15, "share", SHARE, (0.05, 0.35), "D: S9", "registered people who do not come to session 1")
    session_weeks: SessionWeeks = P(
        (0, 3, 7, 10, 14, 17), "weeks", None, None, "A: S10", "week of each session, counted from session 1", STRUCTURE
    )
    session_hours: float = P(2.0, "hours", (0, 24), None, "A: 3.1", "length of a session", STRUCTURE)
    dropout: float = P(0.04, "per gap", SHARE, (0, 0.12), "B: S10", "chance of leaving between two sessions")
    attendance: float = P(
        0.7798, "share", SHARE, (0.6, 0.95), "B: S10", "chance that an enrolled member attends a session"
    )
    completion_sessions: int = P(
        4, "sessions", (0, MOST_SESSIONS), None, "B: S10", "sessions attended that make a completer", STRUCTURE
    )

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.quorum > self.maximum:
            raise ValueError(f"group.quorum = {self.quorum} is above group.maximum = {self.maximum}")
        if not self.quorum <= self.size <= self.maximum:
            raise ValueError(
                f"group.size = {self.size} must lie between group.quorum = {self.quorum} and group.maximum = "
                f"{self.maximum}"
            )
        return self

    @model_validator(mode="after")
    def _can_be_completed(self) -> Self:
        sessions = len(self.session_weeks)
        if sessions > MOST_SESSIONS:
            raise ValueError(f"group.session_weeks has {sessions} sessions; must be at most {MOST_SESSIONS}")
        if self.completion_sessions > sessions:
            raise ValueError(
                f"group.completion_sessions = {self.completion_sessions} is above the number of sessions, "
                f"{sessions} in group.session_weeks: nobody could complete a group"
            )
        return self


class Facilitation(Section):
    """Who may lead, with whom, how soon again."""

    leaders: Literal[1, 2] = P(2, "people", None, None, "G: S8", "facilitators a group needs: 2 a pair, 1 solo", LEVER)
    solo_after: Count = P(
        inf, "groups", POSITIVE, None, "D: L14", "groups led in a pair after which a facilitator leads alone", LEVER
    )
    rest_weeks: float = P(6.0, "weeks", WEEKS, (2, 30), "D: S7", "mean rest between two groups", LEVER)
    max_load: int = P(1, "groups", (1, 10), None, "D: S7", "groups a facilitator may lead at a time", LEVER)
    pool: Literal["territory", "group", "commune"] = P(
        "territory",
        "",
        None,
        None,
        "D: S8",
        "within what two facilitators may pair: anywhere, target group, commune",
        LEVER,
    )
    pair_distance_km: float = P(
        20.0, "km", POSITIVE, (5, 40), "D: S8", "farthest two homes of a pair may lie apart", LEVER
    )
    pair_decay_km: float = P(
        8.0, "km", POSITIVE, (2, 30), "D: S8", "distance over which a match gets e times less likely"
    )
    keep_partner: float = P(0.6, "share", SHARE, (0, 1), "D: S8", "chance that last time's partner comes first")
    novice_with_experienced: bool = P(
        False,
        "",
        None,
        None,
        "D: S8",
        "two who never led may not pair while somebody active who leads with others has",
        LEVER,
    )
    stand_in_weeks: float = P(
        52.0,
        "weeks",
        POSITIVE,
        reciprocal(26, inf),
        "D: 14.1",
        "time without a partner after which the coordinator or a mentor leads with a facilitator (inf: never)",
        LEVER,
    )
    arrange_km: float = P(
        0.0,
        "km",
        POSITIVE,
        (0, 20),
        "D: 14.1",
        "how far from a leader's home a pair looks for the commune that most of those who wait would come to",
        LEVER,
    )
    host_distance_km: float = P(
        inf, "km", POSITIVE, None, "D: S8", "farthest a partner's room may lie from the nearer leader's home", LEVER
    )
    partner_room: float = P(
        0.4, "share", SHARE, (0, 1), "D: S8", "chance that a group goes to a partner who asks for one"
    )
    targeted_share: float = P(
        0.0,
        "share",
        SHARE,
        None,
        "D: L8",
        "in a decision for communes: chance that a group without a host meets in one of these, not at a leader's home",
        LEVER,
    )


class Volunteering(Section):
    """Who wishes to facilitate."""

    wish: float = P(
        1 / 3, "share", SHARE, (0, 2 / 3), "G: S11", "completers who wish to facilitate (a third: two a group)", LEVER
    )
    group_sd: float = P(0.0, "logit", (0, 5), (0, 1), "D: S11", "spread of that wish between groups, its mean kept")


class Training(Section):
    """The queue, the seats, and what becomes of the trained."""

    places: Count = P(10, "seats", POSITIVE, (0, 60), "G: S12", "seats of a training session", LEVER)
    period_weeks: int = P(52, "weeks", (1, 5200), (13, 52), "G: S12", "time between two training sessions", LEVER)
    first_week: int = P(6, "week", WEEKS, (0, 13), "D: S12", "week of the first training session", LEVER)
    accept: float = P(
        0.8, "share", SHARE, (0.3, 1), "D: S12", "aspirants who take an offered seat (others stay waiting)"
    )
    queue_loss_per_year: float = P(
        log(2.0),
        "1/year",
        POSITIVE,
        (0, 2),
        "D: S12",
        "rate at which waiting aspirants lose interest (a half-life of a year)",
    )
    order: Literal["fifo", "target", "pairs"] = P(
        "fifo",
        "",
        None,
        None,
        "D: S12",
        "who is offered seats first: longest waiting, target groups, two of one group",
        LEVER,
    )
    priority_groups: tuple[str, ...] = P(
        (), "names", None, None, "D: L7", "target: the target groups that come first", LEVER
    )
    reserved_share: float = P(
        0.0,
        "share",
        SHARE,
        None,
        "D: L7",
        "in a decision for communes or groups: seats of a session that are offered to their aspirants first",
        LEVER,
    )
    top_up: Literal["historical", "autonomous"] = P(
        "historical", "", None, None, "G: S12", "seats left over go to partners' candidates, or stay empty", LEVER
    )
    trainer: Literal["coordinator", "outside"] = P(
        "coordinator",
        "",
        None,
        None,
        "D: S12",
        "who holds the sessions: a coordinator (volunteers where there is none), or somebody paid from outside",
        LEVER,
    )
    outside_places: Count = P(
        10,
        "seats",
        (0, 1_000_000),
        (0, 20),
        "G: D01",
        "most seats of a session that partners' candidates may fill",
        LEVER,
    )
    pairs: float = P(
        1.0,
        "share",
        SHARE,
        (0, 1),
        "A: S8",
        "people of a session who are trained as pairs, and open their first group together",
        LEVER,
    )
    active_share: float = P(0.9, "share", SHARE, (0.35, 1), "D: S12", "trained people who become active")
    ready_after_weeks: int = P(6, "weeks", WEEKS, (0, 26), "A: S12", "time from training to being available", LEVER)
    founders: int = P(
        10, "people", (0, 100_000), (2, 20), "G: 4.5", "trained at the first session, from outside", LEVER
    )
    founder_communes: tuple[str, ...] = P(
        (),
        "INSEE codes or names",
        None,
        None,
        "D: 4.5",
        "founders are receptive residents of these communes (none: partners' people)",
        LEVER,
    )


class Retention(Section):
    """How long a facilitator goes on."""

    loss_per_year: float = P(0.25, "1/year", POSITIVE, (0.05, 0.8), "B: S13", "rate at which active facilitators stop")
    form: Literal["hazard", "after_group"] = P(
        "hazard", "", None, None, "D: S13", "stopping at a constant rate, or a decision after each group", STRUCTURE
    )
    continue_share: float = P(0.85, "share", SHARE, (0.6, 1), "D: S13", "after_group: those who go on after a group")
    background_per_year: float = P(0.1, "1/year", POSITIVE, (0, 0.3), "D: S13", "after_group: rate of stopping besides")
    mentored_share: float = P(0.0, "share", SHARE, (0, 1), "D: S13", "facilitators who are mentored", LEVER)
    mentoring_effect: float = P(0.3, "log rate", (-5, 5), (0, 1.5), "D: S13", "by how much mentoring lowers the rate")
    paid_share: float = P(0.0, "share", SHARE, (0, 1), "D: S13", "facilitators who are paid", LEVER)
    paid_effect: float = P(0.5, "log rate", (-5, 5), (0, 1), "D: S13", "by how much pay lowers the rate")
    overload_effect: float = P(
        0.3, "log rate", (-5, 5), (0, 1), "D: S13", "by how much leading two groups at a time raises the rate"
    )
    without_coordinator: float = P(
        1.5,
        "ratio",
        (0, 100),
        (1, 2.5),
        "D: S16",
        "factor on the rate of stopping of facilitators whom no coordinator looks after",
    )


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
