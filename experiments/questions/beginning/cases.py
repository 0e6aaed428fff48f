"""How a programme begins with one first pair, and what may be done from the start or from week 27 on.

The pair is trained in the first week of January and goes on by itself: nobody else is trained, no partner, coordinator,
event or letter is there unless a case says so.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from math import inf
from typing import Any

from contagion.experiments.ensembles.worlds import Step
from contagion.experiments.questions.beginning.places import Place
from contagion.experiments.verbs.compare.work import with_decisions
from contagion.models.parameters import Parameters

LATER = 26  # weeks that are over when whoever had no group by then changes course
FIRST = (
    *("training.founders=2", "training.first_week=0", "training.pairs=1", "training.active_share=1"),
    *("training.places=2", "training.top_up=autonomous"),
    *("partners.initial=0", "partners.coordinators=0", "outreach.events_per_year=0"),
    *("outreach.campaigns_per_year=0", "outreach.letters=0"),
)
"""What is set of the reference: one pair, both of whom become active, and nothing else."""
SOON = 8  # week of the event or the letters of a start: the pair opens its first group two weeks before
DAY = 0.2  # of a full-time post: one day of five
LETTERS = 500
CONTACTED, WITHIN = 10, 4  # organisations, and weeks
A_WEEK = 52  # events or mailings a year that are one in the week of a decision
FEEBLE = 0.1  # of the strength of a letter

type Decisions = list[dict[str, Any]]


def a_day(_town: str, week: int) -> Decisions:
    """A coordinator for a day a week."""
    return [{"from": week, "set": {"partners.coordinators": DAY}}]


def an_event(_town: str, week: int) -> Decisions:
    """One public event."""
    return [{"from": week, "until": week + 1, "set": {"outreach.events_per_year": A_WEEK}}]


def letters(town: str, week: int) -> Decisions:
    """Letters to residents of the town, once."""
    there = {"communes": [town], "set": {"outreach.letters": LETTERS}}
    return [
        {"from": week, "until": week + 1, **what}
        for what in ({"set": {"outreach.campaigns_per_year": A_WEEK}}, there)
    ]  # fmt: skip


def organisations(_town: str, week: int) -> Decisions:
    """Organisations asked to become partners, by somebody who has a day a week for it."""
    a_month = CONTACTED / WITHIN * 52 / 12 / DAY
    asked = {"partners.coordinators": DAY, "partners.contacts_per_month": a_month}
    return [{"from": week, "until": week + WITHIN, "set": asked}]


def another_pair(_town: str, week: int) -> Decisions:
    """Two more who are trained as a pair, from anywhere in the territory."""
    seats = {"training.top_up": "historical", "training.outside_places": 2, "partners.nominations_per_year": inf}
    return [{"from": week, "until": week + 1, "set": seats}, {"from": week, "extra_session": True}]


ALONE = "the pair alone, in the main town"
VILLAGE, TWICE, FEWER = "the pair in a village", "the pair asks twice as many", "four are enough to begin"
PARTNER, COORDINATOR, EVENT, MAILING = (
    *("a partner organisation", "a coordinator a day a week"),
    *("an event", f"{LETTERS} letters"),
)
ORGANISATIONS, SECOND = f"{CONTACTED} organisations asked", "a second pair trained"
TOGETHER, WEAK = "partner, day, event and letters", f"{LETTERS} letters, a tenth as strong"
STARTS = (VILLAGE, TWICE, FEWER, PARTNER, COORDINATOR, EVENT, MAILING)
CHANGES: dict[str, Callable[[str, int], Decisions]] = {
    COORDINATOR: a_day,
    EVENT: an_event,
    MAILING: letters,
    ORGANISATIONS: organisations,
    SECOND: another_pair,
}
"""What may be decided in week 27."""


def changed_in_summer(case: str) -> str:
    """The name of a case that is as the pair alone until a change in week 27."""
    return f"{case} from week {LATER + 1} on"


def cases(place: Place) -> dict[str, Step]:
    """The cases of a place by name; that of a village only where there is one."""
    partner, soon = {"partners.initial": 1}, (place.town, SOON)
    made: dict[str, Step] = {ALONE: with_decisions({})}
    if place.village:
        made[VILLAGE] = with_decisions({"training.founder_communes": [place.village]})
    made[TWICE] = partial(_times, name="invitations.per_facilitator", by=2.0)
    made[FEWER] = with_decisions({"group.quorum": 4})
    made[PARTNER] = with_decisions(partner)
    made[COORDINATOR] = with_decisions({}, *a_day(place.town, 0))
    made[EVENT], made[MAILING] = (with_decisions({}, *decide(*soon)) for decide in (an_event, letters))
    made[TOGETHER] = with_decisions(partner, *a_day(place.town, 0), *an_event(*soon), *letters(*soon))
    made[WEAK] = partial(_times, name="registering.letter", by=FEEBLE, decisions=letters(*soon))
    for name, decide in CHANGES.items():
        made[changed_in_summer(name)] = with_decisions({}, *decide(place.town, LATER))
    return made


def _times(here: Parameters, name: str, by: float, decisions: Sequence[Mapping[str, Any]] = ()) -> Parameters:
    """So many times what a world has of a number, and what is decided."""
    return with_decisions({name: by * here.get(name)}, *decisions)(here)
