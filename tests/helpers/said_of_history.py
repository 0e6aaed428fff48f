"""What is said of a facilitator or a commune, asked of each function that says it, and events by hand: for tests."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

import pandas as pd

from contagion.experiments.verbs.history import words, words_of_events
from contagion.experiments.verbs.history.lives import Life
from contagion.experiments.verbs.history.work import SHOCK, History
from contagion.experiments.verbs.history.work import history as course
from contagion.models.runs.simulation import simulate, territory_for
from contagion.models.scenarios.scenario import read

LIFE = Life(15, "Torpes", "participant", (2, 7), (23, 45), 37, "letter", 63, 510, False, 22, 183, 94, 20)
COMMUNE: dict[str, Any] = {
    "others": {"x": (2, 1)},
    "people": 3,
    "first_person": 2,
    "channels": dict.fromkeys(words.HEARD, 1),
    "groups": 2,
    "first_group": 5,
}


def row(kind: str, **values: Any) -> dict[str, Any]:
    """An event of group 7 in Torpes, of somebody who is no facilitator."""
    usual = dict.fromkeys(("facilitator", "told_by", "number"), pd.NA) | {"group": 7, "commune": "Torpes"}
    return usual | dict.fromkeys(("leaders", "told_from", "detail", "programme"), "") | {"kind": kind} | values


@cache
def found(about: int | str) -> History:
    """A course in a run of two years."""
    scenario = read()
    return course(simulate(scenario, territory_for(scenario), years=2, seed=1), scenario, about)


def events() -> list[str]:
    """A line of each kind, and those that are told otherwise."""
    some = [row(kind, number=3, leaders="2, 9", detail="letter") for kind in words_of_events.HAPPENED if kind != SHOCK]
    some = [one | {"detail": "founder"} if one["kind"] == "trained" else one for one in some]
    some += [row(kind, programme="x") for kind in words_of_events.LED_BY_NOBODY_KNOWN]
    some += [row("registered", told_by=3), row("registered", told_from="Morre"), row("event", commune="", number=3)]
    some += [row("facilitator left", facilitator=9, number=1, detail=SHOCK)]
    return [words_of_events.event(one) for one in some]


SAID: dict[str, Callable[[], Any]] = {
    "history.life_in_words": lambda: [
        text
        for life in (
            *(LIFE, replace(LIFE, alone=3)),
            *(replace(LIFE, source=source, groups=0, children=()) for source in ("founder", "partner")),
        )
        for text in words.life_in_words(life, "2017-01")
    ],
    "history.family": lambda: words.family(3),
    "history.source": lambda: [words.source(name) for name in words.BY_SOURCE],
    "history.status": lambda: [words.status(name) for name in words.BY_STATUS],
    "history.family_told": lambda: words.family_told(3, 1, 2),
    "history.in_short": lambda: words.in_short(LIFE, "2017-01"),
    "history.when": lambda: words.when("2017-01", 3),
    "history.commune_in_words": lambda: words.commune_in_words(COMMUNE, "2017-01"),
    "happened.story": lambda: [text for about in (1, "25056") for text in words_of_events.story(found(about))],
    "happened.in_words": lambda: words_of_events.in_words(found("25056")).splitlines(),
    "happened.called": lambda: words_of_events.called(found(1)),
    "happened.event": events,
}


def with_most_after(results) -> int:
    """The facilitator who came from a group and from whose groups the most facilitators came."""
    table = results.tables["facilitators"]
    own = table[table["source"] == "participant"]
    return int(own["facilitators_from_groups"].idxmax()) + 1
