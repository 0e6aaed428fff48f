"""Parameters of the programme itself (groups, facilitators, training), of coordination (S6: what takes time, and how
far that of the coordinators goes), and of those who host and spread the word: partner organisations, events, letters.
"""

from math import inf
from typing import Annotated, Literal, Self, get_args

from pydantic import AfterValidator, field_validator, model_validator

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
    Shares,
    a_choice,
    a_ratio,
    a_share,
    reciprocal,
)
from contagion.sim.elementary import log

PartnerType = Literal["association", "company", "club", "public body", "school or university", "housing body"]
PARTNER_TYPES: tuple[str, ...] = get_args(PartnerType)


def _kinds(values: tuple[str, ...]) -> tuple[str, ...]:
    if unknown := [value for value in values if value not in PARTNER_TYPES]:
        raise ValueError(f"unknown kind of partner {unknown[0]!r}. Expected one of {', '.join(PARTNER_TYPES)}")
    return values


Kinds = Annotated[tuple[str, ...], AfterValidator(_kinds)]


class Partners(Section):
    """Organisations that host groups, find people and name candidates."""

    per_100_establishments: float = P(
        10.0,
        "partners",
        (0, 1000),
        (2, 20),
        "D: 4.5",
        "organisations that could be partners, per 100 employer establishments",
    )
    types: Shares = P(
        (0.35, 0.35, 0.1, 0.08, 0.07, 0.05), "share", None, None, "D: 4.5", f"kinds: {', '.join(PARTNER_TYPES)}"
    )
    smallest: int = P(30, "members", (1, 100_000), None, "D: 4.5", "members of the smallest partner")
    largest: int = P(500, "members", (1, 1_000_000), None, "D: 4.5", "cap on the members of a partner")
    tail: float = P(1.2, "", (0.2, 10), (1.1, 2.5), "D: 4.5", "exponent of the heavy-tailed law of sizes")
    initial: int = P(
        10, "partners", (0, 10_000), None, "D: 4.5", "partners active from the start (as many as founders)", LEVER
    )
    coordinators: float = P(1.0, "full-time posts", (0, 10_000), (0.5, 3), "D: S6", "coordinators' working time", LEVER)
    contacts_per_month: float = P(
        4.0, "1/month", (0, 100), (1, 8), "D: S6", "contacts a full-time coordinator makes", LEVER
    )
    activation: float = a_share(0.3, (0.1, 0.6), "D: S6", "contacted partners who become active", LEVER)
    participant_factor: float = a_ratio(2.0, (1, 3), "D: S6", "the same, where a member is a completer")
    active_years: float = P(3.0, "years", (0.01, 1000), (1, 6), "D: S6", "mean time a partner stays active")
    groups_per_year: float = P(1.0, "1/year", (0, 52), (0.5, 2), "D: S6", "groups an active partner asks for")
    in_house_share: float = a_share(
        0.3, (0, 0.8), "D: S6", "groups asked for that are of the house, for its own members"
    )
    in_house_members: int = P(
        20, "members", (1, 1_000_000), None, "D: S6", "members of the smallest partner that asks for such groups"
    )
    in_house_strength: float = P(
        2.0, "ratio", (0, 100), (1, 4), "D: S6", "strength of hearing of a group of the house, times a pitch's"
    )
    nominations_per_year: float = P(
        0.5,
        "1/year",
        POSITIVE,
        (0.2, 1),
        "D: S6",
        "training candidates an active partner names (inf: never short)",
        LEVER,
    )
    targeted_share: float = a_share(
        0.0,
        None,
        "D: L8",
        "in a decision for communes or kinds of partners: contacts made with organisations of these",
        LEVER,
    )
    pitch_share: float = a_share(0.1, (0.02, 0.3), "D: S3", "members told in a week in which groups recruit", LEVER)

    @field_validator("types")
    @classmethod
    def _one_a_type(cls, values: tuple[float, ...]) -> tuple[float, ...]:
        if len(values) != len(PARTNER_TYPES):
            raise ValueError(f"must have {len(PARTNER_TYPES)} values, one for each kind")
        return values

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.smallest > self.largest:
            raise ValueError(f"partners.smallest = {self.smallest} is above partners.largest = {self.largest}")
        return self


class Outreach(Section):
    """Events and letters, and the one factor on all that is not personal invitation."""

    factor: float = P(
        3.5,
        "ratio",
        (0, 100),
        (1, 4),
        "D: P1",
        "common factor on the strengths registering.partner, .event and .letter",
    )
    events_per_year: int = P(12, "1/year", (0, 52), (0, 24), "D: S3", "public events", LEVER)
    attendees: int = P(30, "people", (0, 100_000), (10, 100), "D: S3", "people at an event", LEVER)
    receptive_share: float = a_share(0.5, (0.2, 0.8), "D: S3", "receptive people among them")
    campaigns_per_year: int = P(4, "1/year", (0, 52), (0, 12), "D: S3", "mailings", LEVER)
    letters: int = P(2500, "letters", (0, 10_000_000), (0, 5000), "D: S3", "letters in a mailing", LEVER)


MOST_SESSIONS = 64  # of a group, that a registration has numbers for


class Group(Section):
    """The six sessions and the people round the table."""

    size: int = P(8, "people", PEOPLE, (6, 12), "A: S9", "registered people with whom a group starts at once", LEVER)
    quorum: int = P(6, "people", PEOPLE, (4, 8), "A: S9", "fewest registered for a start when recruiting ends", LEVER)
    maximum: int = P(10, "people", PEOPLE, (8, 12), "A: S9", "most people registered in a group", LEVER)
    recruiting_weeks: int = P(10, "weeks", WEEKS, (4, 16), "D: S9", "time a group is open for registration", LEVER)
    postponed_weeks: int = P(4, "weeks", WEEKS, (0, 8), "D: S9", "the one delay granted to a group below quorum", LEVER)
    cancelled_loss: float = a_share(0.3, (0, 1), "D: S9", "registered people who give up when their group is cancelled")
    no_show: float = a_share(0.15, (0.05, 0.35), "D: S9", "registered people who do not come to session 1")
    session_weeks: SessionWeeks = P(
        (0, 3, 7, 10, 14, 17), "weeks", None, None, "A: S10", "week of each session, counted from session 1", STRUCTURE
    )
    session_hours: float = P(2.0, "hours", (0, 24), None, "A: 3.1", "length of a session", STRUCTURE)
    dropout: float = P(0.04, "per gap", SHARE, (0, 0.12), "B: S10", "chance of leaving between two sessions")
    attendance: float = a_share(0.7798, (0.6, 0.95), "B: S10", "chance that an enrolled member attends a session")
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
    pool: Literal["territory", "group", "commune"] = a_choice(
        "territory", "D: S8", "within what two facilitators may pair: anywhere, target group, commune", LEVER
    )
    pair_distance_km: float = P(
        20.0, "km", POSITIVE, (5, 40), "D: S8", "farthest two homes of a pair may lie apart", LEVER
    )
    pair_decay_km: float = P(
        8.0, "km", POSITIVE, (2, 30), "D: S8", "distance over which a match gets e times less likely"
    )
    keep_partner: float = a_share(0.6, (0, 1), "D: S8", "chance that last time's partner comes first")
    novice_with_experienced: bool = a_choice(
        False, "D: S8", "two who never led may not pair while somebody active who leads with others has", LEVER
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
    partner_room: float = a_share(0.4, (0, 1), "D: S8", "chance that a group goes to a partner who asks for one")
    targeted_share: float = a_share(
        0.0,
        None,
        "D: L8",
        "in a decision for communes: chance that a group without a host meets in one of these, not at a leader's home",
        LEVER,
    )


class Volunteering(Section):
    """Who wishes to facilitate."""

    wish: float = a_share(
        1 / 3, (0, 2 / 3), "G: S11", "completers who wish to facilitate (a third: two a group)", LEVER
    )
    group_sd: float = P(0.0, "logit", (0, 5), (0, 1), "D: S11", "spread of that wish between groups, its mean kept")


class Training(Section):
    """The queue, the seats, and what becomes of the trained."""

    places: Count = P(10, "seats", POSITIVE, (0, 60), "G: S12", "seats of a training session", LEVER)
    period_weeks: int = P(52, "weeks", (1, 5200), (13, 52), "G: S12", "time between two training sessions", LEVER)
    first_week: int = P(6, "week", WEEKS, (0, 13), "D: S12", "week of the first training session", LEVER)
    accept: float = a_share(0.8, (0.3, 1), "D: S12", "aspirants who take an offered seat (others stay waiting)")
    queue_loss_per_year: float = P(
        log(2.0),
        "1/year",
        POSITIVE,
        (0, 2),
        "D: S12",
        "rate at which waiting aspirants lose interest (a half-life of a year)",
    )
    order: Literal["fifo", "target", "pairs"] = a_choice(
        "fifo", "D: S12", "who is offered seats first: longest waiting, target groups, two of one group", LEVER
    )
    priority_groups: tuple[str, ...] = P(
        (), "names", None, None, "D: L7", "target: the target groups that come first", LEVER
    )
    reserved_share: float = a_share(
        0.0,
        None,
        "D: L7",
        "in a decision for communes or groups: seats of a session that are offered to their aspirants first",
        LEVER,
    )
    top_up: Literal["historical", "autonomous"] = a_choice(
        "historical", "G: S12", "seats left over go to partners' candidates, or stay empty", LEVER
    )
    trainer: Literal["coordinator", "outside"] = a_choice(
        "coordinator",
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
    pairs: float = a_share(
        1.0, (0, 1), "A: S8", "people of a session who are trained as pairs, and open their first group together", LEVER
    )
    active_share: float = a_share(0.9, (0.35, 1), "D: S12", "trained people who become active")
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
    form: Literal["hazard", "after_group"] = a_choice(
        "hazard", "D: S13", "stopping at a constant rate, or a decision after each group", STRUCTURE
    )
    continue_share: float = a_share(0.85, (0.6, 1), "D: S13", "after_group: those who go on after a group")
    background_per_year: float = P(0.1, "1/year", POSITIVE, (0, 0.3), "D: S13", "after_group: rate of stopping besides")
    mentored_share: float = a_share(0.0, (0, 1), "D: S13", "facilitators who are mentored", LEVER)
    mentoring_effect: float = P(0.3, "log rate", (-5, 5), (0, 1.5), "D: S13", "by how much mentoring lowers the rate")
    paid_share: float = a_share(0.0, (0, 1), "D: S13", "facilitators who are paid", LEVER)
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
        40.0, "hours/training session", HOURS, (20, 120), "D: S6", "time that a training session takes whoever holds it"
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
