"""The words of what happens: kinds of events, channels, sources, statuses and columns, each once.

The programme writes in these words, and what is read after a run is read in them; neither knows the other. An event is
a row of numbers (`EVENT`). What `who`, `where`, `group`, `other` and `detail` mean depends on the kind, and is said
there; NONE stands where a column says nothing. `programme` is 0 for the groups, and n for the n-th alternative
programme of the scenario: its name is text of a user's, and no event is known by it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

NONE = np.int64(-1)  # does not apply


def numbers(count: int) -> tuple[Any, ...]:
    """Return the numbers 0, 1, … of so many words, as NumPy's. Python's own would be constants to compiled code, which
    compiles a function again for each constant it is called with."""
    return tuple(np.int64(n) for n in range(count))


def record(names: str, real: str = "") -> np.dtype:
    """Make a dtype of whole numbers, by name, except for those that are real."""
    return np.dtype([(name, "f8" if name in real.split() else "i8") for name in names.split()])


EVENT = record("week kind who where group other detail programme")

# ---- channels, sources, and what is bought: the details of events --------------------------------------------------

CHANNELS = ("word of mouth", "facilitator", "partner", "event", "letter", "workshop", "unlimited demand")
"""By what way somebody was told, and registered."""
WORD_OF_MOUTH, BY_FACILITATOR, PITCH, AT_EVENT, LETTER, WORKSHOP, UNLIMITED = numbers(len(CHANNELS))
PERSONAL = (WORD_OF_MOUTH, BY_FACILITATOR)
TOLD = CHANNELS[:UNLIMITED]

SOURCES = ("founder", "participant", "partner")
"""Where a facilitator comes from: the first ones, the groups, the candidates of partners."""
FOUNDER, PARTICIPANT, CANDIDATE = numbers(len(SOURCES))

UNPAID = ("coordinators", "seat", "contact", "event", "mailing", "group", "leader", "trainer")
"""What is not done where the balance does not pay for it."""
NO_COORDINATORS, NO_SEAT, NO_CONTACT, NO_EVENT, NO_MAILING, NO_GROUP, NO_LEADER, NO_TRAINER = numbers(len(UNPAID))

EVENT_SOURCE, LETTER_SOURCE = np.int64(-2), np.int64(-3)
"""Less twice the week: what told somebody was an event, or a mailing, and nobody. Sources are told apart by them."""

# ---- where things stand --------------------------------------------------------------------------------------------

STATUSES = ("none", "waiting", "registered", "in group", "completer", "dropped")
"""Of a resident with the groups; registered: in a group that recruits."""
PUBLIC, WAITING, REGISTERED, IN_GROUP, COMPLETER, DROPPED = numbers(len(STATUSES))

GROUP_STATES = ("recruiting", "running", "finished", "cancelled")
RECRUITING, RUNNING, FINISHED, CANCELLED = numbers(len(GROUP_STATES))

PARTNER_STATES = ("unknown", "contacted", "active", "dormant")
UNKNOWN, CONTACTED, ACTIVE, DORMANT = numbers(len(PARTNER_STATES))

# ---- kinds of events -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Kind:
    """What the columns of an event of a kind mean; empty where they say nothing."""

    name: str
    who: str = ""
    where: str = ""
    group: str = ""
    other: str = ""
    details: tuple[str, ...] = ()
    """What `detail` is a number of."""


KINDS: list[Kind] = []
"""All kinds, by number."""


def _kind(name: str, **columns: object) -> np.int64:
    KINDS.append(Kind(name, **columns))  # ty: ignore[invalid-argument-type]
    return np.int64(len(KINDS) - 1)


_HOME, _SEAT = "where they live", "where the group meets"
_A_GROUP = "the group"

# The public
HAS_REGISTERED = _kind(
    "registered", who="who registers", where=_HOME, other="the person or organisation that told them", details=CHANNELS
)
GAVE_UP_WAITING = _kind("gave up waiting", who="who waited", where=_HOME)
GAVE_UP_WITH_GROUP = _kind("gave up with the group", who="who was registered in a group that is cancelled", where=_HOME)
MOVED_WAITING = _kind("moved away while waiting", who="who waited", where=_HOME)
MOVED_REGISTERED = _kind("moved away while registered", who="who was registered in a group", where=_HOME)
MOVED = _kind("moved away", who="who had been in a group", where=_HOME)

# Groups
GROUP_OPENED = _kind("group opened", who="first leader", where=_SEAT, group=_A_GROUP, other="last leader")
HOSTS = _kind("hosts", where=_SEAT, group=_A_GROUP, other="the partner")
GROUP_POSTPONED = _kind("group postponed", who="first leader", where=_SEAT, group=_A_GROUP, other="people registered")
GROUP_CANCELLED = _kind("group cancelled", who="first leader", where=_SEAT, group=_A_GROUP, other="people registered")
NO_SHOW = _kind("no-show", who="who does not come", where=_HOME, group=_A_GROUP)
STARTED = _kind("started", who="who comes to session 1", where=_HOME, group=_A_GROUP)
GROUP_STARTED = _kind("group started", who="first leader", where=_SEAT, group=_A_GROUP, other="people who came")
STIPEND = _kind("stipend", who="a leader who is paid for the group", where=_HOME, group=_A_GROUP)
MENTORED = _kind("mentored", who="a leader who is mentored for it", where=_HOME, group=_A_GROUP)
HAS_DROPPED = _kind("dropped", who="who leaves the group", where=_HOME, group=_A_GROUP, other="sessions held")
COMPLETED = _kind("completed", who="who completes it", where=_HOME, group=_A_GROUP, other="sessions attended")
DID_NOT_COMPLETE = _kind("did not complete", who="who does not", where=_HOME, group=_A_GROUP, other="sessions attended")
GROUP_ENDED = _kind("group ended", who="first leader", where=_SEAT, group=_A_GROUP, other="completers")
ASPIRES = _kind("aspires", who="a completer who wishes to facilitate", where=_HOME, group=_A_GROUP)

# Training and facilitators
TRAINING_SESSION = _kind("training session", group="number of the session", other="length of the queue")
FROM_OUTSIDE = _kind("trainer from outside", group="number of the session")
DECLINED_SEAT = _kind("declined a seat", who="an aspirant", where=_HOME)
TRAINED = _kind("trained", who="who is trained", where=_HOME, group="the group they came from", details=SOURCES)
NEVER_ACTIVE = _kind("never active", who="who was trained", where=_HOME)
LOST_INTEREST = _kind("lost interest", who="an aspirant", where=_HOME)
FACILITATOR_LEFT = _kind("facilitator left", who="who stops", where=_HOME, other="groups they led")

# Partners and outreach
PARTNER_CONTACTED = _kind("partner contacted", where="its seat", other="the organisation")
PARTNER_ACTIVE = _kind("partner active", where="its seat", other="the organisation")
PARTNER_DORMANT = _kind("partner dormant", where="its seat", other="the organisation")
EVENT_HELD = _kind("event", where="where it is held", other="people who attend")
MAILING = _kind("mailing", other="letters")
NOT_PAID = _kind("not paid", where=_SEAT, group="the group that waits", other="how many", details=UNPAID)

# Alternative programmes alone
LEADS = _kind("leads", who="who becomes a leader", where=_HOME, group="the group they came from")
LEADS_OWN_GROUP = _kind("leads own group", who="a member who leads it", where=_HOME, group=_A_GROUP)
LEADER_STOPPED = _kind("stopped", who="who stops", where=_HOME, other="groups they led")
GAVE_UP = _kind("gave up", who="who waited", where=_HOME)

# ---- columns of the other tables -----------------------------------------------------------------------------------

STOCKS = (
    *("facilitators_active", "leading", "ready", "unmatched", "aspirants_waiting", "waiting", "registered"),
    *("groups_recruiting", "groups_running", "partners_active"),
)
TOTALS = (
    *("facilitators_trained", "groups_started", "registrations", "enrolments", "participants", "completers"),
    "aspirants",
)
TIME_GIVEN = ("leader_sessions", "attendances")
MONEY = ("coordinators", "unpaid", "unpaid_seats")
WEEK_COLUMNS = (
    *("week", *STOCKS, *TOTALS, *MONEY, *TIME_GIVEN),
    *(f"told_{channel.replace(' ', '_')}" for channel in TOLD),
)
WEEK = record(" ".join(WEEK_COLUMNS), "coordinators")

COMMUNE_COUNTS = (
    *("registrations", "groups_started", "participants", "completers", "aspirants"),
    "facilitators_trained",
)
COMMUNE_YEAR = record(f"year commune {' '.join(COMMUNE_COUNTS)} facilitators_active")

DECIDED = record("week number begins")
"""That a decision begins to hold in a week (1), or ends (0)."""
BEGINS, ENDS = "begins", "ends"

ALTERNATIVE_YEAR = record(
    "programme year participants groups leaders_trained hours leader_hours leaders_active", "hours leader_hours"
)
POST = record("week programme coordinators", "coordinators")
"""Coordinators of an alternative programme who are paid in a week."""
GROUP_ROW = record(
    "group leader_a leader_b stand_in commune host in_house slot online opened started "
    "ended state registered participants completers aspirants attendances"
)
FACILITATOR_ROW = record(
    "facilitator commune target_group student elected source parent_a parent_b from_group "
    "trained_week active left_week groups_led facilitators_from_groups",
    "facilitators_from_groups",
)
PARTICIPANT_ROW = record("week person commune target_group student elected channel group household adults")
"""Somebody present at a session 1; a household is known by the smallest id of its adults."""
RESIDENT_ROW = record("resident commune target_group student elected")
"""Somebody who ever registered, or was met in another way; once more for who lives there next."""

TABLES = {
    "weeks": WEEK,
    "communes": COMMUNE_YEAR,
    "events": EVENT,
    "groups": GROUP_ROW,
    "facilitators": FACILITATOR_ROW,
    "participants": PARTICIPANT_ROW,
    "residents": RESIDENT_ROW,
    "alternatives": ALTERNATIVE_YEAR,
    "posts": POST,
    "decisions": DECIDED,
}
"""What a run leaves behind, and what is known of it afterwards."""
