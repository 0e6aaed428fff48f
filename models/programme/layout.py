"""The tables of a run: what each row holds. Every table is written by one book (`models.programme.books`).

People, groups and partners are named by the number of their row; residents beside it by their id. A list is a row of
`lists`, as long as `counts` says.
"""

from __future__ import annotations

import numpy as np

from contagion.models.parameters import PARAMETERS
from contagion.models.parameters.sections.money import ITEMS
from contagion.models.records import (
    ALTERNATIVE_YEAR,
    COMMUNE_COUNTS,
    COMMUNE_YEAR,
    DECIDED,
    EVENT,
    POST,
    TIME_GIVEN,
    TOLD,
    UNPAID,
    WEEK,
    numbers,
)
from contagion.models.world.layout import WORLD
from contagion.sim.core.compiling import Layout

LISTS = (
    "active", "ready", "in training", "resting", "lost", "waiting", "queue", "offered", "recruiting", "running",
    "ended", "partners", "paired", "starting", "nearby", "keen", "joining", "order",
)  # fmt: skip
"""Lists by number; the last four hold nothing from one rule to the next. Each programme has such lists, one after the
other (`books/lists.py`: `list_of`); those of the groups come first.
"""
(
    ACTIVE_FACILITATORS, READY, IN_TRAINING, RESTING, LOST, WAITING_LIST, QUEUE, OFFERED, RECRUITING_GROUPS,
    RUNNING_GROUPS, ENDED_GROUPS, ACTIVE_PARTNERS, PAIRED, STARTING, NEARBY, KEEN, JOINING, ORDER,
) = numbers(len(LISTS))  # fmt: skip


def _record(whole: str = "", real: str = "", small: str = "", **others: object) -> np.dtype:
    """Make a dtype of whole numbers, of real ones, and of whole ones of half the size, by name."""
    kinds = ("i8", whole), ("f8", real), ("i4", small)
    fields = [(name, kind) for kind, names in kinds for name in names.split()]
    return np.dtype([*fields, *others.items()])


CLOCK = _record("week horizon holiday")
TOTALS = _record(
    "registrations enrolments registrations_lost no_shows groups_seen "
    "sessions_held aspirants_created aspirants_lost extra_session "
    "groups_started participants completers",
    "seats_offered nominations",
)
TALLY = np.dtype([*[(name, "i8") for name in (*TIME_GIVEN, "unmatched")], ("told", "i8", (len(TOLD),))])

# ---- people --------------------------------------------------------------------------------------------------------

# Whom something is known of, in the groups (0) or an alternative programme. `clock`, `limit`, of registering: hazard
# lived since the last time, and bearable. There are many of them, who are looked at in any order, so each takes no more
# than a line of the processor's cache.
PERSON = np.dtype(
    [
        *_record("id", "clock limit", "hearer resident facilitator sources ready_until").descr,
        *[(name, "i2") for name in ("programme", "heard", "registrations", "refusals", "refused_year")],
        *[(name, "i2") for name in ("generation", "ready_generation", "ready_by")],
        *[(name, "i1") for name in ("was_told", "taken", "leads", "busy")],
    ]
)
HEARER = _record("", "strength readiness", "person best before stands")  # of those told this week
SOURCE = _record("source next")  # that somebody was told by
# `goes`: how far, times the mean distance. What is looked at week by week of those who wait stands in front.
RESIDENT = np.dtype(
    [
        *_record("id", "clock limit goes", "status groups_seen takes_first takes_last slots home").descr,
        *_record("source", "", "generation registrations channel group aspirant_since came_from groups_before").descr,
        *[(name, "i2") for name in ("target_group", "departed")],
    ]
)
TAKEN = _record("", "", "group next")  # a group that a waiting person would take
# A recruiting group: when and where, on the unit sphere too; `far`: square of the chord up to which time is no matter.
NOTICE = _record("group slot place", "far x y z")
SEEKER = _record("", "chord x y z")  # who waits: where they live, and the chord beyond which they go nowhere
FACILITATOR = _record(  # and the leaders of other programmes
    "programme id seat home target_group slots source parent_a parent_b from_group trained_week available active "
    "left_week mentored paid groups_led groups_opened rests load overload last_partner trained_with organisation "
    "ready_since stands_at",
    "loss_clock loss_limit children",
)
SPELL = _record("who", "clock limit")  # a rest

# ---- groups, of all programmes ---------------------------------------------------------------------------------------

GROUP = _record(  # `first`: id of who leads it, or is the first of those
    "programme key first leaders leader_a leader_b stand_in place slot host in_house online opened closes postponed "
    "started ended state registered members session shift completers aspirants attendances first_seat first_presence"
)
SEAT = _record("registered member leaves attended completer")

# ---- partners ------------------------------------------------------------------------------------------------------

PARTNER = _record(
    "status contacts spells requests next_request called groups_hosted reached listened_year listeners_first listeners",
    "clock limit",
)
LINE = _record("first length")  # of organisations to contact
LISTENER = np.dtype([("id", "i8"), ("mixed", "u8"), ("readiness", "f8"), ("known", "i8")])
COMMUNE = _record(" ".join(COMMUNE_COUNTS) + " opened")

# ---- what people are told ------------------------------------------------------------------------------------------

TELLING_ROW = _record("person source", "strength readiness", "channel known hearer")
SENT = _record("inviter ordinal within channel programme")
NOTE = _record("person inviter", "readiness", "channel next")

# ---- money ---------------------------------------------------------------------------------------------------------

ACCOUNT = np.dtype(
    [
        *[(name, "f8") for name in ("balance", "opening", "credited", "lapsed", "debited", "share")],
        ("bought", "f8", (len(ITEMS),)),
        ("spent", "f8", (len(ITEMS),)),
    ]
)
MONEY = np.dtype([("coordinators", "f8"), ("unpaid", "i8", (len(UNPAID),))])

# ---- what the authority decides, and what befalls --------------------------------------------------------------------

DECISION = np.dtype(
    [
        *_record(
            "begin sets has_condition has_scope extra_session for_weeks again_after first_value values first_bound "
            "bounds students elected has_communes has_groups has_kinds has_priority "
            "held called noted noted_now",  # weeks since which; NONE: not
            "end",
        ).descr,
        ("whom", "u8"),  # a key of the residents it is for, the same in whatever row it stands
    ]
)
VALUE = _record("word whole", "value")  # of a parameter
BOUND = _record("state", "above below at_least at_most")
LOCAL = _record("word decision", "value")
SHOCK = _record("kind start weeks", "factor share")
STRAIN = _record("suspended", "present cut")  # present: share of the coordinators who are not away

CENTRED = _record("", "wish spread logit")

# ---- programmes ------------------------------------------------------------------------------------------------------

# Row 0 is that of the groups, whose other terms are parameters and may be decided anew; each alternative programme has
# one more.
PROGRAMME = np.dtype(
    [
        *_record(
            "from_week whole_household leaders leader_from_group initial_leaders smallest largest recruiting_weeks "
            "training_weeks letters_per_year events_per_year attendees invitation_weeks feeder_weeks tells_of_groups "
            "group_item leader_item account first_session sessions staffed first_ordinal "
            "registrations registrations_lost participants opened groups led_by_members leaders_trained",
            "until_week session_hours conversion training_hours loss_per_year coordinators letter event "
            "invitations_per_participant invitations_per_leader joining_factor feeder_factor telling rest_hazard "
            "hours leader_hours",
        ).descr,
        ("key", "u8"),
    ]
)
HOPEFUL = _record("resident source week programme offered", "clock limit")  # somebody who wishes to take part
OFFER = _record("group next")

TABLES = {
    "clock": (CLOCK, 0),
    "rows": ("i8", 1),  # of each table, in their order
    "totals": (TOTALS, 0),
    "tally": (TALLY, 0),  # of this week
    "parameters": (PARAMETERS, 0),  # of this week
    "start": (PARAMETERS, 0),  # at the start
    "whole_words": ("i8", 1),  # of the parameters of this week
    "real_words": ("f8", 1),
    "whole_start": ("i8", 1),
    "priority": ("i8", 1),  # target groups that come first in training, this week
    "priorities": ("i8", 2),  # the same by decision, and at the start (last row)
    "session_weeks": ("i8", 1),  # of each programme, one after the other
    "holidays": ("i8", 1),  # by week of the year
    "reinforcement": ("f8", 1),
    "founder_communes": ("i8", 1),
    "fatigue": ("f8", 1),  # what so many refusals leave
    "farther": ("f8", 1),  # by commune: factor on how far its residents go
    "centred": (CENTRED, 1),  # logits of the wish to facilitate
    "keys": ("u8", 1),
    "lists": ("i8", 2),
    "counts": ("i8", 1),
    "events": (EVENT, 1),
    "weeks": (WEEK, 1),
    "commune_years": (COMMUNE_YEAR, 1),
    "reached": ("i8", 1),  # people reached by the end of each week
    "people": (PERSON, 1),
    "stays_until": ("i2", 1),  # year before whose end somebody known surely does not move
    "person_at": ("i4", 1),  # number of a person, plus 1, by place of their id
    "sources": (SOURCE, 1),
    "residents": (RESIDENT, 1),
    "nodes": (TAKEN, 1),
    "board": (NOTICE, 1),
    "seekers": (SEEKER, 1),
    "facilitators": (FACILITATOR, 1),
    "resting": (SPELL, 1),
    "groups": (GROUP, 1),
    "seats": (SEAT, 1),
    "present": ("i8", 1),  # people at each session of a group
    "partners": (PARTNER, 1),
    "line": (LINE, 0),
    "in_line": ("i8", 1),
    "listeners": (LISTENER, 1),
    "chosen": ("i8", 1),  # of the listeners of one partner, those whom it tells this week
    "communes": (COMMUNE, 1),
    "told": (TELLING_ROW, 1),
    "hearers": (HEARER, 1),
    "outbox": (SENT, 1),
    "diary": (NOTE, 1),
    "diary_of": ("i8", 2),  # first and last note, plus 1, of each programme (rows 2p, 2p + 1) and week
    "accounts": (ACCOUNT, 1),
    "money": (MONEY, 0),
    "decisions": (DECISION, 1),
    "values": (VALUE, 1),
    "bounds": (BOUND, 1),
    "in_communes": ("i8", 2),  # decisions × communes
    "in_groups": ("i8", 2),
    "of_kinds": ("i8", 2),
    "local": (LOCAL, 1),  # values that hold for some, in their order
    "agenda": ("i8", 1),  # the decisions in the order in which they are written down
    "decided": (DECIDED, 1),
    "shocks": (SHOCK, 1),
    "strain": (STRAIN, 0),
    "programmes": (PROGRAMME, 1),
    "programme_keys": ("u8", 1),
    "hopefuls": (HOPEFUL, 1),
    "offers": (OFFER, 1),
    "to_be_told": (TELLING_ROW, 1),  # of the groups, next week
    "alternative_years": (ALTERNATIVE_YEAR, 1),
    "posts": (POST, 1),
    "first_at": ("i8", 1),  # first place of those ready in a commune, and after each place the next: plus 1
    "next_at": ("i8", 1),
    "sort_keys": ("u8", 1),
    "drawn": ("u8", 1),  # of each organisation, which puts them in line
    "firsts": ("i8", 1),  # first places of the parts of the line
    "room": ("f8", 1),  # for terms of a sum
}
COUNTS = np.dtype([(name, "i8") for name in TABLES])
STATE = Layout(
    "state",
    {**TABLES, "n": (COUNTS, 0)},  # `rows`, by name
    {"world": WORLD},
    inputs=(
        *(
            "n",
            "rows",
            "clock",
            "parameters",
            "start",
            "priority",
            "priorities",
            "session_weeks",
            "holidays",
            "reinforcement",
        ),
        *("founder_communes", "farther", "centred", "keys", "accounts", "decisions", "values", "bounds"),
        *("in_communes", "in_groups", "of_kinds", "agenda", "shocks", "strain", "programmes", "programme_keys"),
    ),
)
